/* Days as people type them: see day.h. A day is counted from 1970-01-01, which was a Thursday. */
#include "model/day.h"

#include "base/str.h"
#include "base/utc.h"
#include "model/words_cut.h"

#include <string.h>
#include <strings.h>

enum { WEEK_DAYS = 7, THURSDAY = 3, YEAR_DAYS = 366 };

/* ---- One day */

/* 0 for Monday, 6 for Sunday. */
static int64_t weekday_of(int64_t day) {
    return (day + THURSDAY) % WEEK_DAYS;
}

/* 0 for Monday, or -1 when the word is no day of the week. */
static int weekday_named(const char *word) {
    static const char *const names[WEEK_DAYS] = {"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
    static const char *const shorts[WEEK_DAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int i = 0; i < WEEK_DAYS; i++)
        if (str_equal_nocase(word, names[i]) || str_equal_nocase(word, shorts[i]))
            return i;
    return -1;
}

/* "friday", "next friday". */
static bool read_weekday(const char *text, int64_t today, int64_t *ret_day) {
    bool next = strncasecmp(text, "next ", strlen("next ")) == 0;
    int wanted = weekday_named(next ? text + strlen("next ") : text);
    if (wanted < 0)
        return false;
    int64_t monday = today - weekday_of(today);
    *ret_day = monday + wanted + (next ? WEEK_DAYS : 0);
    if (*ret_day <= today)
        *ret_day += WEEK_DAYS;
    return true;
}

/* "in 2 weeks", "10 days". */
static enum result read_distance(const char *text, int64_t today_ms, int64_t *ret_day,
                                 struct err *err) {
    int64_t ms;
    bool in = strncasecmp(text, "in ", strlen("in ")) == 0;
    enum result result = phrase_duration(in ? text + strlen("in ") : text, &ms, in ? err : NULL);
    if (result == OK)
        *ret_day = (today_ms + ms) / DAY_MS;
    return result == INVALID && !in ? ABSENT : result; /* a bare number is no day */
}

static enum result read_any(const char *text, int64_t today_ms, int64_t *ret_day, struct err *err) {
    int64_t ms, today = today_ms / DAY_MS;
    if (str_equal_nocase(text, "today") || str_equal_nocase(text, "tomorrow")) {
        *ret_day = today + (str_equal_nocase(text, "tomorrow") ? 1 : 0);
        return OK;
    }
    if (read_weekday(text, today, ret_day))
        return OK;
    if (utc_read_day(text, &ms)) {
        *ret_day = ms / DAY_MS;
        return OK;
    }
    return read_distance(text, today_ms, ret_day, err);
}

enum result day_read(const char *text, int64_t today_ms, int64_t *ret_day_ms, struct err *err) {
    int64_t day, today = today_ms / DAY_MS;
    if (strlen(text) > PHRASE_TEXT_MAX)
        return ABSENT;
    enum result result = read_any(text, today_ms, &day, err);
    if (result != OK)
        return result;
    if (day < today)
        return fail(err, INVALID,
                    "%s has passed already; write for example \"friday\", \"in 2 weeks\" or a date "
                    "to come, year-month-day",
                    text);
    if (day > today + YEAR_DAYS)
        return fail(err, INVALID, "%s is more than a year away; is the year right?", text);
    *ret_day_ms = day * DAY_MS;
    return OK;
}

/* ---- In a line */

static bool is_word(struct span span, const char *const *words) {
    char word[WORDS_WORD_MAX + 1];
    if (!span_fold_phrase(span, word))
        return false;
    for (int i = 0; words[i]; i++)
        if (str_equal_nocase(word, words[i]))
            return true;
    return false;
}

static enum result read_span(struct span span, int64_t today_ms, int64_t *ret_day_ms,
                             struct err *err) {
    char text[WORDS_WORD_MAX + 1];
    return span_fold_phrase(span, text) ? day_read(text, today_ms, ret_day_ms, err) : ABSENT;
}

enum result words_take_day(struct words *line, int64_t today_ms, int64_t *ret_day_ms,
                           struct err *err) {
    static const char *const before[] = {"due", "by", "to", "until", "till", "on", NULL};
    struct span spans[DAY_WORDS_MAX];
    size_t count = span_head(line->rest, spans, DAY_WORDS_MAX);
    size_t first = count > 1 && is_word(spans[0], before);
    for (size_t n = count; n > first; n--) {
        enum result result =
            read_span(span_join(spans[first], spans[n - 1]), today_ms, ret_day_ms, err);
        if (result == OK)
            words_cut(line, span_join(spans[0], spans[n - 1]));
        if (result != ABSENT)
            return result;
    }
    return ABSENT;
}

/* Whether the word is a date, and no other way to name a day. */
static bool is_date(struct span span) {
    char word[WORDS_WORD_MAX + 1];
    int64_t ms;
    return span_fold_phrase(span, word) && utc_read_day(word, &ms);
}

enum result words_take_due(struct words *line, int64_t today_ms, int64_t *ret_day_ms,
                           struct err *err) {
    static const char *const before[] = {"due", "by", NULL};
    struct span spans[DAY_WORDS_MAX];
    size_t count = span_tail(line->rest, spans, DAY_WORDS_MAX);
    for (size_t i = 0; i < count; i++) {
        bool introduced = i + 1 < count && is_word(spans[i], before);
        if (!introduced && !(i + 1 == count && is_date(spans[i])))
            continue;
        enum result result = read_span(span_join(spans[i + introduced], spans[count - 1]), today_ms,
                                       ret_day_ms, err);
        if (result == OK)
            words_cut(line, span_join(spans[i], spans[count - 1]));
        if (result != ABSENT)
            return result;
    }
    return ABSENT;
}
