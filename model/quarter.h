/* Quarters of a year, by UTC. A quarter is one number, so that they can be counted: four times the
 * year and 0 to 3. */
#ifndef MODEL_QUARTER_H
#define MODEL_QUARTER_H

#include <stdbool.h>
#include <stdint.h>

enum { QUARTER_NAME_SIZE = 16 };

/* The quarter that ms lies in. */
int64_t quarter_of(int64_t ms);

/* Its first millisecond; it ends where the next begins. */
int64_t quarter_begin(int64_t quarter);

/* "2026Q4" into out; returns out. */
const char *quarter_name(int64_t quarter, char out[QUARTER_NAME_SIZE]);

/* Reads "2026Q4", "2026-q4", "q4 2026" and, of the year that now lies in, "Q4". False for anything
 * else. */
bool quarter_read(const char *text, int64_t now_ms, int64_t *ret_quarter);

#endif
