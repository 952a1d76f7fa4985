/* How urgent an action item is: p0 to p3, as numbers from 1 so that 0 is none. */
#ifndef MODEL_PRIORITY_H
#define MODEL_PRIORITY_H

#include "model/words.h"

#include <stdint.h>

enum { PRIORITIES = 4 };

/* "p0", "P3", "[p1]", "(p2)"; 0 for anything else. */
int64_t priority_read(const char *word);

/* "P0"; "" for none. */
const char *priority_name(int64_t priority);

/* Takes a priority from the head of the line, else from its end; 0 when there is none. */
int64_t words_take_priority(struct words *line);

#endif
