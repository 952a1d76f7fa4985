/* Calendar arithmetic in UTC: see utc.h. */
#include "base/utc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

struct utc utc_of_ms(int64_t ms) {
    time_t seconds = (time_t)floor_div(ms, SECOND_MS);
    struct tm tm = {0};
    gmtime_r(&seconds, &tm);
    return (struct utc){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                        tm.tm_hour,        tm.tm_min,     tm.tm_sec};
}

bool utc_to_ms(const struct utc *utc, int64_t *ret_ms) {
    struct tm tm = {.tm_year = utc->year - 1900,
                    .tm_mon = utc->month - 1,
                    .tm_mday = utc->day,
                    .tm_hour = utc->hour,
                    .tm_min = utc->minute,
                    .tm_sec = utc->second};
    if (utc->year < 1970 || utc->year > 9999)
        return false;
    int64_t ms = (int64_t)timegm(&tm) * SECOND_MS;
    struct utc back = utc_of_ms(ms);
    if (back.year != utc->year || back.month != utc->month || back.day != utc->day ||
        back.hour != utc->hour || back.minute != utc->minute || back.second != utc->second)
        return false;
    *ret_ms = ms;
    return true;
}

const char *utc_day(int64_t ms, char out[UTC_DAY_SIZE]) {
    struct utc t = utc_of_ms(ms);
    snprintf(out, UTC_DAY_SIZE, "%04u-%02u-%02u", (unsigned)t.year % 10000U,
             (unsigned)t.month % 100U, (unsigned)t.day % 100U);
    return out;
}

const char *utc_time(int64_t ms, char out[UTC_TIME_SIZE]) {
    struct utc t = utc_of_ms(ms);
    snprintf(out, UTC_TIME_SIZE, "%02u:%02u", (unsigned)t.hour % 100U, (unsigned)t.minute % 100U);
    return out;
}

const char *utc_stamp(int64_t ms, char out[UTC_STAMP_SIZE]) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    struct utc t = utc_of_ms(ms);
    snprintf(out, UTC_STAMP_SIZE, "%s %s:%02u", utc_day(ms, day), utc_time(ms, time),
             (unsigned)t.second % 100U);
    return out;
}

const char *utc_iso(int64_t ms, char out[UTC_ISO_SIZE]) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    struct utc t = utc_of_ms(ms);
    snprintf(out, UTC_ISO_SIZE, "%sT%s:%02u.%03uZ", utc_day(ms, day), utc_time(ms, time),
             (unsigned)t.second % 100U,
             (unsigned)(ms - floor_div(ms, SECOND_MS) * SECOND_MS) % 1000U);
    return out;
}

/* Whether text has the form of a pattern in which 0 is any digit. */
static bool has_form(const char *text, const char *pattern) {
    for (; *pattern; text++, pattern++)
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return *text == 0;
}

static int digits_at(const char *text, int count) {
    int number = 0;
    for (int i = 0; i < count; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

bool utc_read_iso(const char *text, int64_t *ret_ms) {
    int64_t ms;
    if (!has_form(text, "0000-00-00T00:00:00.000Z"))
        return false;
    struct utc utc = {digits_at(text, 4),      digits_at(text + 5, 2),  digits_at(text + 8, 2),
                      digits_at(text + 11, 2), digits_at(text + 14, 2), digits_at(text + 17, 2)};
    if (!utc_to_ms(&utc, &ms))
        return false;
    *ret_ms = ms + digits_at(text + 20, 3);
    return true;
}

bool utc_read_day(const char *text, int64_t *ret_ms) {
    char back[UTC_DAY_SIZE], *end;
    struct utc utc = {.year = (int)strtol(text, &end, 10)};
    utc.month = *end == '-' ? (int)strtol(end + 1, &end, 10) : 0;
    utc.day = *end == '-' ? (int)strtol(end + 1, &end, 10) : 0;
    int64_t ms;
    if (*end || !utc_to_ms(&utc, &ms) || strcmp(utc_day(ms, back), text) != 0)
        return false;
    *ret_ms = ms;
    return true;
}
