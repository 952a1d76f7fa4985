/* Counting open descriptors, for tests that must leave none behind. */
#ifndef TESTS_KIT_DESCRIPTORS_H
#define TESTS_KIT_DESCRIPTORS_H

#include <stdbool.h>

/* Descriptors of this process that are open now. */
int descriptors_open(void);

/* True when there are `before` again; threads of name look-ups that were left behind may hold some
 * a little longer, and are waited for. */
bool descriptors_are_back(int before);

/* The same as descriptors_open, after libuv has made the few that it keeps for the life of the
 * process. */
int descriptors_open_with_libuv(void);

#endif
