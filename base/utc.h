/* Calendar arithmetic in UTC on milliseconds. Reads no clock and no time zone. */
#ifndef BASE_UTC_H
#define BASE_UTC_H

#include <stdbool.h>
#include <stdint.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };
#define DAY_MS ((int64_t)24 * HOUR_MS)

struct utc {
    int year, month, day;     /* 2026, 1..12, 1..31 */
    int hour, minute, second; /* 0..23, 0..59, 0..59 */
};

struct utc utc_of_ms(int64_t ms);

/* False when the fields name no moment between 1970 and 9999 (31 February, 25:00). */
bool utc_to_ms(const struct utc *utc, int64_t *ret_ms);

enum { UTC_DAY_SIZE = sizeof "2026-11-20", UTC_TIME_SIZE = sizeof "14:05" };
enum { UTC_STAMP_SIZE = sizeof "2026-11-20 14:05:09" };

/* "2026-11-20", "14:05" and "2026-11-20 14:05:09" into out; each returns out. */
const char *utc_day(int64_t ms, char out[UTC_DAY_SIZE]);
const char *utc_time(int64_t ms, char out[UTC_TIME_SIZE]);
const char *utc_stamp(int64_t ms, char out[UTC_STAMP_SIZE]);

enum { UTC_ISO_SIZE = sizeof "2026-11-20T14:05:09.123Z" };

/* "2026-11-20T14:05:09.123Z" into out, for other programs; returns out. */
const char *utc_iso(int64_t ms, char out[UTC_ISO_SIZE]);

/* Reads a moment as utc_iso writes it. False for anything else. */
bool utc_read_iso(const char *text, int64_t *ret_ms);

/* Reads a day as utc_day writes it: its first millisecond. False for anything else. */
bool utc_read_day(const char *text, int64_t *ret_ms);

#endif
