/* Random numbers from a seed that the owner provides, so that a simulated day replays exactly.
 * Good for identifiers and jitter, not for secrets. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[2];
};

struct random random_new(uint64_t seed);
uint64_t random_next(struct random *random);

/* A number from 0 to limit - 1; limit is at least 1. */
uint64_t random_below(struct random *random, uint64_t limit);

enum { RANDOM_ID_SIZE = 33 };

/* 128 random bits as 32 lower-case hexadecimal digits into out; returns out. */
const char *random_id(struct random *random, char out[RANDOM_ID_SIZE]);

#endif
