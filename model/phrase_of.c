/* Moments and durations as people read them: see phrase.h. */
#include "model/phrase.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* No weeks, although they are read: "9 days" says more than "1 week 2 days". */
static const struct unit {
    int64_t ms;
    const char *shortly, *one, *many;
} units[] = {
    {DAY_MS, "d", "day", "days"},
    {HOUR_MS, "h", "hour", "hours"},
    {MINUTE_MS, "min", "minute", "minutes"},
    {SECOND_MS, "s", "second", "seconds"},
};

enum { UNITS = sizeof units / sizeof *units };

static void write_part(struct str *out, const struct unit *unit, int64_t count,
                       enum phrase_style style) {
    const char *name = unit->shortly;
    if (style == PHRASE_LONG)
        name = count == 1 ? unit->one : unit->many;
    if (out->len > 0 && style != PHRASE_SHORT)
        str_add(out, " ");
    str_addf(out, "%lld%s%s", (long long)count, style == PHRASE_SHORT ? "" : " ", name);
}

const char *phrase_of_duration(int64_t ms, enum phrase_style style,
                               char out[PHRASE_DURATION_SIZE]) {
    STR_AUTO(text, PHRASE_DURATION_SIZE - 1);
    size_t first = 0;
    while (first < UNITS - 1 && ms < units[first].ms)
        first++;
    if (ms < 0)
        ms = 0;
    for (size_t i = first; i < UNITS && i < first + 2; i++) {
        int64_t count = ms / units[i].ms;
        if (count > 0 || (i == first && ms < SECOND_MS))
            write_part(&text, &units[i], count, style);
        ms -= count * units[i].ms;
    }
    memcpy(out, text.text, text.len + 1);
    return out;
}

const char *phrase_of_rhythm(int64_t ms, char out[PHRASE_DURATION_SIZE]) {
    phrase_of_duration(ms, PHRASE_LONG, out);
    const char *one = str_starts(out, "1 ") ? out + strlen("1 ") : NULL;
    if (one && !strchr(one, ' '))
        memmove(out, one, strlen(one) + 1);
    return out;
}

const char *phrase_of_moment(int64_t ms, int64_t now_ms, char out[PHRASE_WHEN_SIZE]) {
    char day[UTC_DAY_SIZE], today[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    bool same = str_equal(utc_day(ms, day), utc_day(now_ms, today));
    snprintf(out, PHRASE_WHEN_SIZE, "%s%s%s UTC", same ? "" : day, same ? "" : " ",
             utc_time(ms, time));
    return out;
}
