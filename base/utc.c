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
