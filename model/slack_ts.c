/* Slack's timestamps: see slack_ts.h. */
#include "model/slack_ts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND_US INT64_C(1000000)

enum { SECONDS_DIGITS = 11, MICROSECOND_DIGITS = 6 };

/* The number of its first count digits. */
static int64_t number(const char *digits, size_t count) {
    int64_t value = 0;
    for (size_t i = 0; i < count; i++)
        value = 10 * value + (digits[i] - '0');
    return value;
}

int64_t slack_ts_us(const char *ts) {
    size_t whole = strspn(ts, "0123456789");
    if (whole == 0 || whole > SECONDS_DIGITS || ts[whole] != '.')
        return 0;
    const char *fraction = ts + whole + 1;
    if (strspn(fraction, "0123456789") != MICROSECOND_DIGITS || fraction[MICROSECOND_DIGITS])
        return 0;
    return number(ts, whole) * SECOND_US + number(fraction, MICROSECOND_DIGITS);
}

const char *slack_ts(int64_t us, char out[SLACK_TS_SIZE]) {
    snprintf(out, SLACK_TS_SIZE, "%" PRId64 ".%06" PRId64, us / SECOND_US, us % SECOND_US);
    return out;
}
