/* Calendar arithmetic, memory and randomness. */
#include "base/utc.h"

#include "base/mem.h"
#include "base/random.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(utc, moments_are_taken_apart_and_put_together) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE], stamp[UTC_STAMP_SIZE];
    int64_t ms = 0;
    struct utc leap = {2028, 2, 29, 23, 59, 59};
    cr_assert(utc_to_ms(&leap, &ms));
    cr_assert_str_eq(utc_day(ms, day), "2028-02-29");
    cr_assert_str_eq(utc_time(ms, time), "23:59");
    cr_assert_str_eq(utc_stamp(ms, stamp), "2028-02-29 23:59:59");
    cr_assert_str_eq(utc_day(ms + SECOND_MS, day), "2028-03-01");
}

Test(utc, moments_that_do_not_exist_are_refused) {
    static const struct utc bad[] = {{2026, 2, 29, 0, 0, 0},   {2026, 13, 1, 0, 0, 0},
                                     {2026, 1, 1, 24, 0, 0},   {2026, 1, 1, 0, 60, 0},
                                     {1969, 12, 31, 23, 0, 0}, {10000, 1, 1, 0, 0, 0}};
    int64_t ms = 42;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_not(utc_to_ms(&bad[i], &ms), "number %zu", i);
    cr_assert_eq(ms, 42);
}

Test(mem, an_arena_gives_zeroed_aligned_memory_of_any_size) {
    struct arena *arena = arena_new(1024 * 1024);
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        unsigned char *memory = arena_alloc(arena, size);
        cr_assert_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            cr_assert_eq(memory[i], 0);
        memset(memory, 0xff, size);
    }
    cr_assert_str_eq(arena_printf(arena, "%s-%03d", "INC", 7), "INC-007");
    arena_free(arena);
}

Test(random, the_same_seed_gives_the_same_numbers) {
    struct random a = random_new(7), b = random_new(7), c = random_new(8);
    char one[RANDOM_ID_SIZE], two[RANDOM_ID_SIZE], three[RANDOM_ID_SIZE];
    cr_assert_str_eq(random_id(&a, one), random_id(&b, two));
    cr_assert_str_neq(one, random_id(&c, three));
    cr_assert_eq(strlen(one), 32);
    for (int i = 0; i < 1000; i++)
        cr_assert_lt(random_below(&a, 10), 10);
}
