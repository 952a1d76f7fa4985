/* Whether two incidents are alike, by the words of their titles. */
#ifndef MODEL_ALIKE_H
#define MODEL_ALIKE_H

#include "model/incident.h"

/* So much of the longer title has to stand in the other one. */
enum { ALIKE_PERCENT = 50 };

/* How much of the longer title stands in the other one, of 100; 0 when that says nothing: a word
 * alone does not, except within a kind. */
int alike_percent(const struct incident *one, const struct incident *other);

#endif
