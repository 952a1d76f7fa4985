/* Small things of the world: see world.h. */
#include "tests/weather/world.h"

#include <stdarg.h>
#include <stdio.h>

int world_below(struct world *world, int limit) {
    return (int)random_below(&world->random, (uint64_t)limit);
}

bool world_chance(struct world *world, int per_mille) {
    return per_mille > 0 && world_below(world, 1000) < per_mille;
}

const char *world_pick(struct world *world, const char *const *words) {
    int count = 0;
    while (words[count])
        count++;
    return words[world_below(world, count)];
}

int64_t world_utc_ms(const struct world *world) {
    return world->now_ms + world->skew_ms;
}

void world_disturbed(struct world *world) {
    world->fair_since_ms =
        world->now_ms > world->frozen_until_ms ? world->now_ms : world->frozen_until_ms;
}

void world_tell(struct world *world, const char *format, ...) {
    if (!world->trace)
        return;
    char now[UTC_STAMP_SIZE];
    va_list args;
    va_start(args, format);
    printf("%s ", utc_stamp(world->now_ms, now));
    vprintf(format, args);
    putchar('\n');
    va_end(args);
}
