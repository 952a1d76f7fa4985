/* Moments and durations as people type them. All times are UTC; no clock is read here, now is an
 * input. The texts are command words: folded (typography_fold), words one space apart. */
#ifndef MODEL_PHRASE_H
#define MODEL_PHRASE_H

#include "base/err.h"
#include "base/utc.h"

#include <stdint.h>

enum {
    PHRASE_WORDS_MAX = 6,            /* the longest phrase: "1 hour and 30 minutes ago" */
    PHRASE_TEXT_MAX = 64,            /* bytes; anything longer is no phrase */
    PHRASE_GRACE_MS = 5 * MINUTE_MS, /* see phrase_moment */
    PHRASE_DURATION_SIZE = 48,
    PHRASE_WHEN_SIZE = 24
};

#define PHRASE_DURATION_MAX_MS (366 * DAY_MS)

/* On which side of now a moment is meant: an event has happened, a promise will be kept. When a
 * moment is put right, now_ms is the one that is wrong, and the right one is near it, on either
 * side. */
enum phrase_side { PHRASE_PAST, PHRASE_FUTURE, PHRASE_NEAR };

/* Reads one moment, the whole text of it:
 *   now
 *   14:05  14:05:30  14:05Z  14:05 UTC  14:05 GMT  14:05+02:00  2:05pm  2:05 pm  2pm
 *   2026-01-07 14:05  2026-01-07T14:05:30Z  2026-01-07 14:05 UTC
 *   today 14:05  yesterday 14:05  tomorrow 09:00  yesterday at 14:05
 *   10m ago  1 hour 30 minutes ago      (past)
 *   in 20m  20m  90 min                 (future)
 *
 * A time without a day is the nearest one on the asked side: at 00:10, the past 23:50 is
 * yesterday's; at 23:50, the future 00:20 is tomorrow's. The present minute is in the past, so an
 * event at 14:05, told at 14:05:40, is now, and the moment may be the beginning of that minute.
 * People's clocks differ and they round up, so a past time up to PHRASE_GRACE_MS ahead of now is
 * meant as now and not as yesterday; it is given as now, for no event may lie in the future. For a
 * promise the mistake is the other way: a time that passed up to PHRASE_GRACE_MS ago is INVALID
 * rather than silently tomorrow.
 *
 * Near a moment, a time without a day is the one within twelve hours of it, and a distance ("10m
 * ago") is no moment: from where?
 *
 * ABSENT, without text, when this is no moment. INVALID, with a sentence for people, when it is one
 * that cannot be: 25:00, 31 February, the wrong side of now, a zone that is not understood (CET),
 * more than PHRASE_DURATION_MAX_MS away. A bare duration is a moment only in the future ("next
 * 20m"). */
enum result phrase_moment(const char *text, int64_t now_ms, enum phrase_side side, int64_t *ret_ms,
                          struct err *err) RESULT;

/* phrase_moment for where a moment must stand: INVALID with what is accepted instead of ABSENT. */
enum result phrase_moment_needed(const char *text, int64_t now_ms, enum phrase_side side,
                                 int64_t *ret_ms, struct err *err) RESULT;

/* Reads one duration, the whole text of it: 30m, 90 min, 1h30m, 1h 30m, 1 hour and 30 minutes,
 * 1.5h, 2d, 1w. Units s, m, h, d, w and their usual names, larger before smaller, each once. From
 * 1 second to PHRASE_DURATION_MAX_MS. No milliseconds: "5ms" is a slip of "5m". ABSENT, without
 * text, when this is no duration; INVALID, with a sentence, when it is one that cannot be or lacks
 * its unit ("90"). */
enum result phrase_duration(const char *text, int64_t *ret_ms, struct err *err) RESULT;

/* phrase_duration for where one must stand: INVALID with what is accepted instead of ABSENT. */
enum result phrase_duration_needed(const char *text, int64_t *ret_ms, struct err *err) RESULT;

enum phrase_style {
    PHRASE_LONG,   /* "1 hour 30 minutes", "1 minute" */
    PHRASE_MEDIUM, /* "1 h 30 min", "45 min" */
    PHRASE_SHORT   /* "1h30min", "30min" */
};

/* A duration for people into out; returns out. The two largest neighbouring units, the rest cut
 * off: 26 h 59 min is "1 day 2 hours". Less than a second, or negative, is "0 seconds". What is
 * written can be read back by phrase_duration, except nothing. */
const char *phrase_of_duration(int64_t ms, enum phrase_style style, char out[PHRASE_DURATION_SIZE]);

/* The same, long, as it stands behind "every": "30 minutes", but "hour" for one; returns out. */
const char *phrase_of_rhythm(int64_t ms, char out[PHRASE_DURATION_SIZE]);

/* "14:05 UTC" when ms lies on the same UTC day as now_ms, else "2026-11-19 14:05 UTC"; into out;
 * returns out. For texts that Slack's own dates cannot serve (slack_date). */
const char *phrase_of_moment(int64_t ms, int64_t now_ms, char out[PHRASE_WHEN_SIZE]);

#endif
