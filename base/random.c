/* The xoroshiro128+ generator of Blackman and Vigna, seeded by splitmix64: see random.h. */
#include "base/random.h"

#include <inttypes.h>
#include <stdio.h>

static uint64_t splitmix(uint64_t *seed) {
    uint64_t z = *seed += 0x9e3779b97f4a7c15U;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static uint64_t rotate(uint64_t x, int bits) {
    return x << bits | x >> (64 - bits);
}

struct random random_new(uint64_t seed) {
    struct random random;
    random.state[0] = splitmix(&seed);
    random.state[1] = splitmix(&seed);
    return random;
}

uint64_t random_next(struct random *random) {
    uint64_t a = random->state[0], b = random->state[1], result = a + b;
    b ^= a;
    random->state[0] = rotate(a, 24) ^ b ^ b << 16;
    random->state[1] = rotate(b, 37);
    return result;
}

uint64_t random_below(struct random *random, uint64_t limit) {
    /* The bias of the remainder is below 2^-40 for every limit used here. */
    return random_next(random) % limit;
}

const char *random_id(struct random *random, char out[RANDOM_ID_SIZE]) {
    uint64_t high = random_next(random), low = random_next(random);
    snprintf(out, RANDOM_ID_SIZE, "%016" PRIx64 "%016" PRIx64, high, low);
    return out;
}
