/* Many times as few: their mean, their middle and the worst. */
#ifndef MODEL_SPREAD_H
#define MODEL_SPREAD_H

#include "base/mem.h"

#include <stdint.h>

struct spread {
    int count;   /* of those that are known; 0: the rest is 0 */
    int unknown; /* below 0: nobody can say */
    int64_t mean_ms;
    int64_t median_ms; /* between the two in the middle where there are two */
    int64_t worst_ms;
    int worst; /* its index */
};

/* Of values[0..count); those below 0 are not known. The arena is for its own use. */
struct spread spread_of(struct arena *arena, const int64_t *values, int count);

#endif
