/* Fuzzes moments and durations: whatever is typed, a moment lies on the side of now that was asked
 * for, nothing is written but on OK, and a written duration reads back. */
#include "model/phrase.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "model/typography.h"
#include "tests/fuzz/expect.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FOLDED_SIZE = 256 };

/* A sentence with every INVALID, fit to be shown. */
static void expect_explained(enum result result, const struct err *err) {
    expect(result == OK || result == ABSENT || result == INVALID);
    if (result == INVALID)
        expect(err->text[0] && utf8_valid(err->text, strlen(err->text)));
}

static void try_moment(const char *text, int64_t now_ms, enum phrase_side side) {
    const int64_t untouched = -1;
    struct err err = {.text = ""};
    int64_t ms = untouched;
    enum result result = phrase_moment(text, now_ms, side, &ms, &err);
    expect_explained(result, &err);
    if (result != OK) {
        expect(ms == untouched);
        return;
    }
    expect(side == PHRASE_PAST ? ms <= now_ms : ms > now_ms);
    expect(ms >= now_ms - PHRASE_DURATION_MAX_MS && ms <= now_ms + PHRASE_DURATION_MAX_MS);
}

static void try_duration(const char *text) {
    struct err err = {.text = ""};
    int64_t ms = -1, again;
    char written[PHRASE_DURATION_SIZE];
    enum result result = phrase_duration(text, &ms, &err);
    expect_explained(result, &err);
    if (result != OK) {
        expect(ms == -1);
        return;
    }
    expect(ms >= SECOND_MS && ms <= PHRASE_DURATION_MAX_MS);
    for (int style = PHRASE_LONG; style <= PHRASE_SHORT; style++) {
        phrase_of_duration(ms, (enum phrase_style)style, written);
        expect(phrase_duration(written, &again, &err) == OK && again <= ms && again > ms / 2);
    }
}

/* The first four bytes choose the time of day of now, the rest is typed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int64_t some_day_ms = INT64_C(1795132800000); /* 2026-11-20 00:00 UTC */
    uint32_t in_day;
    char folded[FOLDED_SIZE];
    if (size < sizeof in_day)
        return 0;
    memcpy(&in_day, data, sizeof in_day);
    int64_t now_ms = some_day_ms + in_day % DAY_MS;
    size_t len = size - sizeof in_day;
    char *typed = mem_alloc(len + 1);
    memcpy(typed, data + sizeof in_day, len);
    if (typography_fold(typed, strlen(typed), folded, sizeof folded)) {
        try_moment(folded, now_ms, PHRASE_PAST);
        try_moment(folded, now_ms, PHRASE_FUTURE);
        try_duration(folded);
    }
    mem_free(typed);
    return 0;
}
