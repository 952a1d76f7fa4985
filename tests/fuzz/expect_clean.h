/* Text of others that was cleaned. */
#ifndef TESTS_FUZZ_EXPECT_CLEAN_H
#define TESTS_FUZZ_EXPECT_CLEAN_H

#include "base/utf8.h"
#include "model/typography.h"
#include "tests/fuzz/expect.h"

#include <stdint.h>
#include <string.h>

/* It is UTF-8, and nothing in it deceives the eye. */
static inline void expect_clean(const char *text) {
    uint32_t code;
    expect(utf8_valid(text, strlen(text)));
    for (size_t len; (len = utf8_decode(text, &code)) > 0; text += len)
        expect(!typography_deceives(code));
}

#endif
