/* Days as people type them: when a thing is due, a drill is planned. */
#ifndef MODEL_DAY_H
#define MODEL_DAY_H

#include "base/err.h"
#include "model/words.h"

#include <stdint.h>

enum { DAY_WORDS_MAX = 4 }; /* the longest: "in 2 weeks" and what introduces it */

/* Reads one day, the whole text of it:
 *   today  tomorrow  friday  fri  next friday  2026-01-20  in 2 weeks  10 days  2w
 * today_ms is any moment of the present day, where the person is; the result is the first
 * millisecond of the day, counted in the same way. A day of the week is the next one after today;
 * "next friday" is that of the week that begins on the coming Monday. ABSENT, without text, when
 * this is no day; INVALID, with a sentence, when it is past or more than a year away. */
enum result day_read(const char *text, int64_t today_ms, int64_t *ret_day_ms, struct err *err)
    RESULT;

/* Takes the day that the line begins with, with "due", "by", "to", "until" or "on" before it or
 * without: "friday waiting for the vendor". ABSENT or INVALID as day_read. */
enum result words_take_day(struct words *line, int64_t today_ms, int64_t *ret_day_ms,
                           struct err *err) RESULT;

/* Takes a day from the end of the line when "due" or "by" stands before it, or when it is a date:
 * "add a test due 2026-01-20", "add a test by friday". Other days at the end are text. ABSENT or
 * INVALID as day_read. */
enum result words_take_due(struct words *line, int64_t today_ms, int64_t *ret_day_ms,
                           struct err *err) RESULT;

#endif
