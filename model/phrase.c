/* Moments and durations as people type them: see phrase.h. How they are written is in phrase_of.c.
 */
#include "model/phrase.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define MOMENTS_PAST "\"14:05\" (UTC), \"10m ago\" or \"2026-01-07 14:05\""
#define MOMENTS_FUTURE "\"in 20m\", \"14:35\" (UTC) or \"tomorrow 09:00\""
#define MOMENTS_NEAR "\"14:05\" (UTC) or \"2026-01-07 14:05\""
#define DURATIONS "\"30m\", \"90 min\" or \"1h 30m\""

static const char *moments(enum phrase_side side) {
    return side == PHRASE_PAST ? MOMENTS_PAST : side == PHRASE_NEAR ? MOMENTS_NEAR : MOMENTS_FUTURE;
}

/* ---- Reading pieces: each moves *at behind what it read, or leaves it and returns false */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take(const char **at, const char *text) {
    size_t len = strlen(text);
    if (strncasecmp(*at, text, len) != 0)
        return false;
    *at += len;
    return true;
}

/* take, but only if no letter or digit follows. */
static bool take_word(const char **at, const char *word) {
    const char *from = *at;
    if (take(at, word) && !is_letter(**at) && !is_digit(**at))
        return true;
    *at = from;
    return false;
}

/* A number of least to most digits. */
static bool take_number(const char **at, size_t least, size_t most, int *ret_number) {
    size_t len = strspn(*at, "0123456789");
    if (len < least || len > most)
        return false;
    int number = 0;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + (*at)[i] - '0';
    *ret_number = number;
    *at += len;
    return true;
}

/* ".125" as thousandths; nothing is 0. More than nine digits are left standing. */
static int take_thousandths(const char **at) {
    size_t len = **at == '.' ? strspn(*at + 1, "0123456789") : 0;
    int thousandths = 0;
    if (len == 0 || len > 9)
        return 0;
    for (size_t i = 1; i <= 3; i++)
        thousandths = thousandths * 10 + (i <= len ? (*at)[i] - '0' : 0);
    *at += len + 1;
    return thousandths;
}

/* ---- Durations */

static const struct unit {
    int64_t ms;
    const char *names[5];
} units[] = {
    {7 * DAY_MS, {"w", "week", "weeks"}},
    {DAY_MS, {"d", "day", "days"}},
    {HOUR_MS, {"h", "hour", "hours", "hr", "hrs"}},
    {MINUTE_MS, {"min", "minute", "minutes", "m", "mins"}},
    {SECOND_MS, {"s", "second", "seconds", "sec", "secs"}},
};

enum { UNITS = sizeof units / sizeof *units, UNIT_NAMES = 5 };

/* The place of the unit that *at begins with in the table, else UNITS. */
static size_t take_unit(const char **at) {
    size_t len = 0;
    while (is_letter((*at)[len]))
        len++;
    for (size_t i = 0; i < UNITS; i++) {
        for (size_t k = 0; k < UNIT_NAMES && units[i].names[k]; k++) {
            const char *name = units[i].names[k];
            if (strlen(name) == len && strncasecmp(*at, name, len) == 0) {
                *at += len;
                return i;
            }
        }
    }
    return UNITS;
}

/* "30", "1.5", "an": how many, in thousandths. */
static bool take_amount(const char **at, int64_t *ret_thousandths) {
    int whole;
    if (take(at, "a ") || take(at, "an ")) {
        *ret_thousandths = 1000;
        return true;
    }
    if (!take_number(at, 1, 6, &whole))
        return false;
    *ret_thousandths = (int64_t)whole * 1000 + take_thousandths(at);
    return true;
}

/* "1h 30m" at *at, to its end; *ret_ms may be out of bounds. False when it is no duration. */
static bool take_duration(const char **at, int64_t *ret_ms) {
    size_t last = 0; /* units from here on may still come: larger before smaller */
    int64_t sum = 0;
    const char *end;
    do {
        int64_t thousandths;
        if (!take_amount(at, &thousandths))
            return false;
        take(at, " ");
        size_t unit = take_unit(at);
        if (unit < last || unit == UNITS)
            return false;
        sum += units[unit].ms * thousandths / 1000;
        last = unit + 1;
        end = *at;
        if (!take(at, " and "))
            take(at, " ");
    } while (is_digit(**at));
    *at = end;
    *ret_ms = sum;
    return true;
}

static bool is_bare_number(const char *text) {
    return *text && text[strspn(text, "0123456789.")] == 0 && is_digit(*text);
}

static enum result missing_unit(const char *number, struct err *err) {
    return fail(err, INVALID, "%s of what? write the unit, for example %sm for minutes", number,
                number);
}

static enum result check_duration(const char *text, int64_t ms, struct err *err) {
    if (ms < SECOND_MS)
        return fail(err, INVALID, "%s is no time at all; write for example " DURATIONS, text);
    if (ms > PHRASE_DURATION_MAX_MS)
        return fail(err, INVALID, "%s is more than a year; write for example " DURATIONS, text);
    return OK;
}

enum result phrase_duration(const char *text, int64_t *ret_ms, struct err *err) {
    int64_t ms;
    const char *at = text;
    if (strlen(text) > PHRASE_TEXT_MAX)
        return ABSENT;
    if (is_bare_number(text))
        return missing_unit(text, err);
    if (!take_duration(&at, &ms) || *at != 0)
        return ABSENT;
    enum result result = check_duration(text, ms, err);
    if (result == OK)
        *ret_ms = ms;
    return result;
}

enum result phrase_duration_needed(const char *text, int64_t *ret_ms, struct err *err) {
    enum result result = phrase_duration(text, ret_ms, err);
    if (result != ABSENT)
        return result;
    if (!*text)
        return fail(err, INVALID, "how long is missing; write for example " DURATIONS);
    return fail(err, INVALID, "\"%.*s\" is not a length of time; write for example " DURATIONS,
                (int)utf8_prefix(text, 40), text);
}

/* ---- Moments: clock times. First the whole shape is read, then its values are judged, so that
 * "25:00" is a wrong time and "25:00 of film" is none. */

enum day_kind { DAY_NONE, DAY_DATE, DAY_RELATIVE };
enum half_day { HALF_NONE, HALF_AM, HALF_PM };

struct clock_time {
    enum day_kind day;
    int from_today; /* DAY_RELATIVE: days */
    struct utc utc; /* as written; the day's fields only with DAY_DATE */
    int thousandths;
    enum half_day half;
    bool zone_unread; /* a zone follows that cannot be read */
    int zone_sign;    /* 1 east of UTC, -1 west, 0 none given */
    int zone_hours, zone_minutes;
};

static bool take_date(const char **at, struct utc *utc) {
    return take_number(at, 4, 4, &utc->year) && take(at, "-") &&
           take_number(at, 2, 2, &utc->month) && take(at, "-") &&
           take_number(at, 2, 2, &utc->day) && (take(at, "T") || take(at, " "));
}

/* "2026-01-07 ", "2026-01-07T", "yesterday at " or nothing. */
static void take_day(const char **at, struct clock_time *time) {
    static const char *const relative[] = {"yesterday ", "today ", "tomorrow "};
    const char *from = *at;
    for (int i = 0; i < 3; i++) {
        if (take(at, relative[i])) {
            time->day = DAY_RELATIVE;
            time->from_today = i - 1;
            break;
        }
    }
    if (time->day == DAY_NONE && take_date(at, &time->utc))
        time->day = DAY_DATE;
    if (time->day == DAY_NONE)
        *at = from;
    else
        take(at, "at ");
}

/* ":05" or ":05:30.250". */
static bool take_minutes(const char **at, struct clock_time *time) {
    if (!take(at, ":") || !take_number(at, 2, 2, &time->utc.minute))
        return false;
    if (!take(at, ":"))
        return true;
    if (!take_number(at, 2, 2, &time->utc.second))
        return false;
    time->thousandths = take_thousandths(at);
    return true;
}

/* "am", " pm" or nothing. */
static void take_half(const char **at, struct clock_time *time) {
    const char *from = *at;
    take(at, " ");
    if (take_word(at, "am"))
        time->half = HALF_AM;
    else if (take_word(at, "pm"))
        time->half = HALF_PM;
    else
        *at = from;
}

/* "14:05", "14:05:30.250", "2:05 pm", "2pm". */
static bool take_clock(const char **at, struct clock_time *time) {
    if (!take_number(at, 1, 2, &time->utc.hour))
        return false;
    bool hour_only = **at != ':';
    if (!hour_only && !take_minutes(at, time))
        return false;
    take_half(at, time);
    return !hour_only || time->half != HALF_NONE;
}

/* Zones that people type and that cannot be read: an abbreviation names no offset for certain (IST
 * is India, Israel or Ireland). Those that are English words as well (EAT, MET) are not here. */
static bool is_zone_word(const char *text) {
    static const char *const any_case[] = {"cet", "cest", "eet", "eest", "bst",  "msk",  "ist",
                                           "pst", "pdt",  "mst", "mdt",  "cst",  "cdt",  "est",
                                           "edt", "jst",  "kst", "aest", "aedt", "local"};
    static const char *const capitals[] = {"PT", "MT", "CT", "ET"};
    for (size_t i = 0; i < sizeof any_case / sizeof *any_case; i++) {
        if (str_equal_nocase(text, any_case[i]))
            return true;
    }
    for (size_t i = 0; i < sizeof capitals / sizeof *capitals; i++) {
        if (str_equal(text, capitals[i]))
            return true;
    }
    return false;
}

/* "+02:00", "+0200" or "+02". */
static bool take_offset(const char **at, struct clock_time *time) {
    int number;
    time->zone_sign = **at == '+' ? 1 : -1;
    if (!take(at, "+") && !take(at, "-"))
        return false;
    if (take_number(at, 4, 4, &number)) {
        time->zone_hours = number / 100;
        time->zone_minutes = number % 100;
        return true;
    }
    return take_number(at, 2, 2, &time->zone_hours) &&
           (!take(at, ":") || take_number(at, 2, 2, &time->zone_minutes));
}

/* "Z", " UTC", an offset, a zone that cannot be read, or nothing. */
static bool take_zone(const char **at, struct clock_time *time) {
    take(at, " ");
    if (**at == 0 || take_word(at, "Z") || take_word(at, "UTC") || take_word(at, "GMT"))
        return true;
    time->zone_unread = is_zone_word(*at);
    if (time->zone_unread)
        *at += strlen(*at);
    return time->zone_unread || take_offset(at, time);
}

static bool read_clock(const char *text, struct clock_time *ret_time) {
    struct clock_time time = {.day = DAY_NONE};
    take_day(&text, &time);
    if (!take_clock(&text, &time) || !take_zone(&text, &time) || *text != 0)
        return false;
    *ret_time = time;
    return true;
}

static enum result check_clock(const char *text, const struct clock_time *time, struct err *err) {
    const struct utc *utc = &time->utc;
    const struct utc midnight = {.year = utc->year, .month = utc->month, .day = utc->day};
    int64_t ms;
    if (time->day == DAY_DATE && !utc_to_ms(&midnight, &ms))
        return fail(err, INVALID,
                    "%s names a day that does not exist; write year-month-day, for example "
                    "2026-01-07 14:05",
                    text);
    if (time->half != HALF_NONE && (utc->hour < 1 || utc->hour > 12))
        return fail(
            err, INVALID,
            "%s is not a time: am and pm go with 1 to 12; write for example 2:05pm or 14:05", text);
    if (utc->hour > 23 || utc->minute > 59 || utc->second > 59)
        return fail(err, INVALID, "%s is not a time of day; they go from 00:00 to 23:59", text);
    if (time->zone_unread)
        return fail(err, INVALID,
                    "I cannot tell which zone is meant by %s; write the time in UTC, or with an "
                    "offset such as 14:05+02:00",
                    text);
    if (time->zone_hours > 14 || time->zone_minutes > 59)
        return fail(err, INVALID,
                    "%s has an offset that no zone has; write for example 14:05+02:00", text);
    return OK;
}

static int64_t zone_ms(const struct clock_time *time) {
    return time->zone_sign *
           ((int64_t)time->zone_hours * HOUR_MS + (int64_t)time->zone_minutes * MINUTE_MS);
}

/* Milliseconds from the midnight of the day where the person is. */
static int64_t in_day_ms(const struct clock_time *time) {
    int hour = time->utc.hour;
    if (time->half != HALF_NONE)
        hour = hour % 12 + (time->half == HALF_PM ? 12 : 0);
    return (int64_t)hour * HOUR_MS + (int64_t)time->utc.minute * MINUTE_MS +
           (int64_t)time->utc.second * SECOND_MS + time->thousandths;
}

/* ---- Moments: which one is meant */

/* a modulo b, never negative. */
static int64_t modulo(int64_t a, int64_t b) {
    return (a % b + b) % b;
}

static enum result wrong_side(const char *text, enum phrase_side side, struct err *err) {
    if (side == PHRASE_PAST)
        return fail(err, INVALID,
                    "%s has not come yet, and this is about something that has "
                    "happened; write for example " MOMENTS_PAST,
                    text);
    return fail(err, INVALID,
                "%s has passed already, and this is about something to come; write "
                "for example " MOMENTS_FUTURE,
                text);
}

/* A clock time without a day: the nearest on the asked side. */
static enum result nearest(const char *text, const struct clock_time *time, int64_t now_ms,
                           enum phrase_side side, int64_t *ret_ms, struct err *err) {
    int64_t some_ms = in_day_ms(time) - zone_ms(time);
    if (side == PHRASE_PAST) {
        int64_t latest_ms = now_ms + PHRASE_GRACE_MS;
        *ret_ms = latest_ms - modulo(latest_ms - some_ms, DAY_MS);
        return OK;
    }
    if (side == PHRASE_NEAR) {
        int64_t from_ms = now_ms - DAY_MS / 2;
        *ret_ms = from_ms + modulo(some_ms - from_ms, DAY_MS);
        return OK;
    }
    int64_t passed_ms = modulo(now_ms - some_ms, DAY_MS);
    if (passed_ms <= PHRASE_GRACE_MS)
        return wrong_side(text, side, err);
    *ret_ms = now_ms + DAY_MS - passed_ms;
    return OK;
}

static int64_t on_its_day(const struct clock_time *time, int64_t now_ms) {
    struct utc midnight = {.year = time->utc.year, .month = time->utc.month, .day = time->utc.day};
    int64_t day_ms = 0;
    if (time->day == DAY_RELATIVE) { /* "today" is the day where the person is */
        int64_t there_ms = now_ms + zone_ms(time);
        day_ms = there_ms - modulo(there_ms, DAY_MS) + time->from_today * DAY_MS;
    } else {
        utc_to_ms(&midnight, &day_ms); /* checked before */
    }
    return day_ms + in_day_ms(time) - zone_ms(time);
}

/* Puts a moment to the right side of now, or says why it cannot be. */
static enum result settle(const char *text, int64_t ms, int64_t now_ms, enum phrase_side side,
                          int64_t *ret_ms, struct err *err) {
    if ((side == PHRASE_PAST && ms > now_ms + PHRASE_GRACE_MS) ||
        (side == PHRASE_FUTURE && ms <= now_ms))
        return wrong_side(text, side, err);
    if (ms < now_ms - PHRASE_DURATION_MAX_MS || ms > now_ms + PHRASE_DURATION_MAX_MS)
        return fail(err, INVALID, "%s is more than a year away; is the year right?", text);
    *ret_ms = side == PHRASE_PAST && ms > now_ms ? now_ms : ms;
    return OK;
}

static enum result clock_moment(const char *text, int64_t now_ms, enum phrase_side side,
                                int64_t *ret_ms, struct err *err) {
    struct clock_time time;
    int64_t ms = 0;
    if (!read_clock(text, &time))
        return ABSENT;
    enum result result = check_clock(text, &time, err);
    if (result == OK && time.day == DAY_NONE)
        result = nearest(text, &time, now_ms, side, &ms, err);
    else if (result == OK)
        ms = on_its_day(&time, now_ms);
    return result == OK ? settle(text, ms, now_ms, side, ret_ms, err) : result;
}

/* "10m ago", "in 20m", and "20m" in the future. */
static enum result distance(const char *text, enum phrase_side side, int64_t *ret_ms,
                            struct err *err) {
    const char *at = text;
    int64_t ms;
    bool in = take(&at, "in "), bare = !in && is_digit(*at);
    const char *amount = at;
    bool read = take_duration(&at, &ms);
    bool ago = read && !in && take(&at, " ago");
    if (is_bare_number(amount) && (in || side == PHRASE_FUTURE))
        return missing_unit(amount, err);
    if (!read || *at != 0 || (!in && !ago && !(bare && side == PHRASE_FUTURE)))
        return ABSENT;
    enum result result = check_duration(text, ms, err);
    if (result != OK)
        return result;
    if (ago != (side == PHRASE_PAST))
        return wrong_side(text, side, err);
    *ret_ms = ago ? -ms : ms;
    return OK;
}

enum result phrase_moment(const char *text, int64_t now_ms, enum phrase_side side, int64_t *ret_ms,
                          struct err *err) {
    int64_t away_ms = 0;
    if (strlen(text) > PHRASE_TEXT_MAX)
        return ABSENT;
    if (side == PHRASE_NEAR)
        return clock_moment(text, now_ms, side, ret_ms, err);
    if (str_equal_nocase(text, "now"))
        return settle(text, now_ms, now_ms, side, ret_ms, err);
    enum result result = distance(text, side, &away_ms, err);
    if (result == OK)
        *ret_ms = now_ms + away_ms;
    return result == ABSENT ? clock_moment(text, now_ms, side, ret_ms, err) : result;
}

enum result phrase_moment_needed(const char *text, int64_t now_ms, enum phrase_side side,
                                 int64_t *ret_ms, struct err *err) {
    enum result result = phrase_moment(text, now_ms, side, ret_ms, err);
    if (result != ABSENT)
        return result;
    if (!*text)
        return fail(err, INVALID, "the time is missing; write for example %s", moments(side));
    return fail(err, INVALID, "\"%.*s\" is not a time; write for example %s",
                (int)utf8_prefix(text, 40), text, moments(side));
}
