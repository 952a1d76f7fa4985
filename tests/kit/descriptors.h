/* Counting open descriptors, for tests that must leave none behind. */
#ifndef TESTS_KIT_DESCRIPTORS_H
#define TESTS_KIT_DESCRIPTORS_H

/* Descriptors of this process that are open now. */
int descriptors_open(void);

/* The same, after libuv has made the few that it keeps for the life of the process. */
int descriptors_open_with_libuv(void);

#endif
