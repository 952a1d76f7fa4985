/* What a fuzzer takes for granted: it stops at once where that does not hold. */
#ifndef TESTS_FUZZ_EXPECT_H
#define TESTS_FUZZ_EXPECT_H

#include <stdbool.h>
#include <stdlib.h>

static inline void expect(bool holds) {
    if (!holds)
        abort();
}

#endif
