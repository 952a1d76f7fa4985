/* Taking verbs, severities, times and incidents off a command line: see words.h. */
#include "model/words.h"

#include "base/str.h"
#include "model/slack_text.h"
#include "model/typography.h"
#include "model/words_cut.h"

#include <string.h>

enum { NUMBER_DIGITS_MAX = 9 };

struct words words_of(struct arena *arena, const char *text) {
    struct span whole = {text, text + strlen(text)};
    return (struct words){.arena = arena, .rest = words_copy(arena, whole)};
}

/* ---- From the head */

const char *words_take_word(struct words *line) {
    struct span span;
    char word[WORDS_WORD_MAX + 1];
    if (!span_next(line->rest, &span) || !span_fold(span, word))
        return "";
    words_cut(line, span);
    return arena_strdup(line->arena, word);
}

const char *words_take_verb(struct words *line) {
    char *verb = arena_strdup(line->arena, words_take_word(line));
    for (char *c = verb; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    }
    size_t front = strspn(verb, "/!"), len = strlen(verb);
    while (len > front && strchr(":,.;!?", verb[len - 1]))
        len--;
    return len > front ? arena_strndup(line->arena, verb + front, len - front) : verb;
}

bool words_take_this(struct words *line, const char *word) {
    struct span span;
    char first[WORDS_WORD_MAX + 1];
    if (!span_next(line->rest, &span) || !span_fold(span, first) || !str_equal_nocase(first, word))
        return false;
    words_cut(line, span);
    return true;
}

int64_t words_take_number(struct words *line, bool bare) {
    struct words copy = *line;
    const char *word = words_take_word(&copy);
    bool marked = *word == '#';
    const char *digits = word + marked;
    size_t len = strspn(digits, "0123456789");
    int64_t number = 0;
    if ((!marked && !bare) || len == 0 || len > NUMBER_DIGITS_MAX ||
        digits[len + strspn(digits + len, ":,;.")])
        return 0;
    for (size_t i = 0; i < len; i++)
        number = number * 10 + (digits[i] - '0');
    *line = copy;
    return number;
}

/* Puts "sev 1" together as "sev1"; false when the two words are nothing of the kind. */
static bool join_severity(const char *first, const char *second, char out[WORDS_WORD_MAX + 1]) {
    static const char *const prefixes[] = {"sev", "severity", "p", "priority"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (!str_equal_nocase(first, prefixes[i]) || strlen(second) != 1)
            continue;
        size_t len = strlen(first);
        memcpy(out, first, len);
        memcpy(out + len, second, 2);
        return true;
    }
    return false;
}

enum result words_take_severity(struct words *line, enum severity_reading reading,
                                const struct severity_aliases *aliases, enum severity *ret_severity,
                                struct err *err) {
    struct span spans[2];
    char first[WORDS_WORD_MAX + 1], second[WORDS_WORD_MAX + 1], joined[WORDS_WORD_MAX + 1];
    size_t count = span_head(line->rest, spans, 2);
    if (count == 0 || !span_fold_phrase(spans[0], first))
        return ABSENT;
    enum result result = severity_read(first, reading, aliases, ret_severity, err);
    size_t used = 1;
    if (result == ABSENT && count == 2 && span_fold_phrase(spans[1], second) &&
        join_severity(first, second, joined)) {
        result = severity_read(joined, reading, aliases, ret_severity, err);
        used = 2;
    }
    if (result == OK)
        words_cut(line, span_join(spans[0], spans[used - 1]));
    return result;
}

enum result words_take_duration(struct words *line, int64_t *ret_ms, struct err *err) {
    struct span spans[PHRASE_WORDS_MAX];
    char phrase[WORDS_WORD_MAX + 1];
    for (size_t n = span_head(line->rest, spans, PHRASE_WORDS_MAX); n > 0; n--) {
        struct span span = span_join(spans[0], spans[n - 1]);
        if (!span_fold_phrase(span, phrase))
            continue;
        enum result result = phrase_duration(phrase, ret_ms, err);
        if (result == OK)
            words_cut(line, span);
        if (result != ABSENT)
            return result;
    }
    return ABSENT;
}

/* The first word as a refusal quotes it, "" when there is none. */
static const char *first_word(const struct words *line) {
    struct words copy = *line;
    return words_take_word(&copy);
}

enum result words_take_duration_needed(struct words *line, int64_t *ret_ms, struct err *err) {
    enum result result = words_take_duration(line, ret_ms, err);
    return result == ABSENT ? phrase_duration_needed(first_word(line), ret_ms, err) : result;
}

/* ---- Moments, at either end */

/* Whether the word introduces a moment: "at", and "by" for a promise. */
static bool introduces(const char *word, enum phrase_side side) {
    return str_equal_nocase(word, "at") || (side == PHRASE_FUTURE && str_equal_nocase(word, "by"));
}

static bool word_is_introduction(struct span span, enum phrase_side side) {
    char word[WORDS_WORD_MAX + 1];
    return span_fold(span, word) && introduces(word, side);
}

/* The lone dash or colon that parts a moment from the text behind it, if one stands there. */
static struct span with_separator(struct span moment) {
    struct span next;
    char word[WORDS_WORD_MAX + 1];
    bool lone = span_next(moment.end, &next) && span_fold(next, word) &&
                (str_equal(word, "-") || str_equal(word, "--") || str_equal(word, ":"));
    return lone ? span_join(moment, next) : moment;
}

static enum result take_moment_at_head(struct words *line, int64_t now_ms, enum phrase_side side,
                                       int64_t *ret_ms, struct err *err) {
    struct span first, moment;
    char word[WORDS_WORD_MAX + 1];
    int64_t ms;
    if (!span_next(line->rest, &first))
        return ABSENT;
    bool introduced = word_is_introduction(first, side);
    const char *from = introduced ? first.end : first.start;
    enum result result = words_moment_at(from, now_ms, side, &moment, &ms, introduced ? err : NULL);
    if (result == INVALID && !introduced)
        return ABSENT; /* "tomorrow 02:00 the backup runs": a note, not an event of the past */
    if (result != OK)
        return result;
    if (!introduced && span_fold(moment, word) && str_equal_nocase(word, "now"))
        return ABSENT; /* "now the queue grows" */
    words_cut(line, with_separator(span_join(first, moment)));
    *ret_ms = ms;
    return OK;
}

/* Whether a phrase at the end of a line is a moment there: "at …", "… ago", "in …". */
static bool speaks_of_time(const char *phrase, bool introduced, enum phrase_side side) {
    size_t len = strlen(phrase);
    if (introduced)
        return true;
    if (side == PHRASE_PAST)
        return len > 4 && str_equal_nocase(phrase + len - 4, " ago");
    return str_starts(phrase, "in ") || str_starts(phrase, "In ");
}

static bool take_moment_at_end(struct words *line, int64_t now_ms, enum phrase_side side,
                               int64_t *ret_ms) {
    struct span spans[PHRASE_WORDS_MAX + 1];
    char phrase[WORDS_WORD_MAX + 1];
    size_t count = span_tail(line->rest, spans, PHRASE_WORDS_MAX + 1);
    for (size_t i = 0; i < count; i++) {
        bool introduced = i + 1 < count && word_is_introduction(spans[i], side);
        struct span moment = span_join(spans[i + introduced], spans[count - 1]);
        if (!span_fold_phrase(moment, phrase) || !speaks_of_time(phrase, introduced, side) ||
            phrase_moment(phrase, now_ms, side, ret_ms, NULL) != OK)
            continue;
        words_cut(line, span_join(spans[i], spans[count - 1]));
        return true;
    }
    return false;
}

enum result words_take_moment(struct words *line, int64_t now_ms, enum phrase_side side,
                              int64_t *ret_ms, struct err *err) {
    enum result result = take_moment_at_head(line, now_ms, side, ret_ms, err);
    if (result != ABSENT)
        return result;
    return take_moment_at_end(line, now_ms, side, ret_ms) ? OK : ABSENT;
}

enum result words_take_moment_needed(struct words *line, int64_t now_ms, enum phrase_side side,
                                     int64_t *ret_ms, struct err *err) {
    struct span span;
    enum result result = words_take_moment(line, now_ms, side, ret_ms, err);
    if (result != ABSENT)
        return result;
    result = words_moment_at(line->rest, now_ms, side, &span, ret_ms, err);
    if (result == OK)
        words_cut(line, span); /* "now", which words_take_moment takes for text */
    return result == ABSENT ? phrase_moment_needed(first_word(line), now_ms, side, ret_ms, err)
                            : result;
}

/* ---- Incidents */

/* "inc 1" */
static bool read_two_words(const struct span spans[2], struct incident_ref *ret_ref) {
    char first[WORDS_WORD_MAX + 1], second[WORDS_WORD_MAX + 1], joined[WORDS_WORD_MAX * 2];
    if (!span_fold(spans[0], first) || !span_fold_phrase(spans[1], second) ||
        !str_equal_nocase(first, "inc") || strspn(second, "0123456789") != strlen(second))
        return false;
    size_t len = strlen(second);
    memcpy(joined, "INC-", 4);
    memcpy(joined + 4, second, len + 1);
    return incident_ref_read(joined, ret_ref, NULL) == OK;
}

static enum result take_incident_at_head(struct words *line, struct incident_ref *ret_ref,
                                         struct err *err) {
    struct span spans[2];
    char word[WORDS_WORD_MAX + 1];
    size_t count = span_head(line->rest, spans, 2);
    if (count == 0 || !span_fold_phrase(spans[0], word))
        return ABSENT;
    enum result result = incident_ref_read(word, ret_ref, err);
    struct span taken = spans[0];
    if (result == ABSENT && incident_ref_bare(word, ret_ref)) {
        result = OK;
    } else if (result == ABSENT && count == 2 && read_two_words(spans, ret_ref)) {
        result = OK;
        taken = span_join(spans[0], spans[1]);
    }
    if (result == OK)
        words_cut(line, taken);
    return result;
}

/* "… inc 1" at the end: in lower case, for "Acme Inc 500" is a company. */
static bool ends_in_two_words(const struct span spans[2], struct incident_ref *ret_ref) {
    return str_starts(spans[0].start, "inc ") && read_two_words(spans, ret_ref);
}

static bool take_incident_at_end(struct words *line, struct incident_ref *ret_ref) {
    struct span spans[2];
    char word[WORDS_WORD_MAX + 1];
    size_t count = span_tail(line->rest, spans, 2);
    if (count == 0)
        return false;
    struct span taken = spans[count - 1];
    if (count == 2 && ends_in_two_words(spans, ret_ref))
        taken = span_join(spans[0], spans[1]);
    else if (!span_fold_phrase(taken, word) || incident_ref_read(word, ret_ref, NULL) != OK)
        return false;
    words_cut(line, taken);
    return true;
}

/* A whole id inside the text, also in brackets or with an "'s". */
static bool find_incident_inside(const char *text, struct incident_ref *ret_ref) {
    struct span span;
    struct incident_ref ref;
    char word[WORDS_WORD_MAX + 1];
    for (; span_next(text, &span); text = span.end) {
        if (!span_fold(span, word) || !incident_ref_within(word, &ref))
            continue;
        *ret_ref = ref;
        return true;
    }
    return false;
}

enum result words_take_incident(struct words *line, struct incident_ref *ret_ref,
                                enum words_place *ret_place, struct err *err) {
    enum result result = take_incident_at_head(line, ret_ref, err);
    enum words_place place = WORDS_HEAD;
    if (result == ABSENT && take_incident_at_end(line, ret_ref)) {
        result = OK;
        place = WORDS_TAIL;
    } else if (result == ABSENT && find_incident_inside(line->rest, ret_ref)) {
        result = OK;
        place = WORDS_INSIDE;
    }
    if (result == OK)
        *ret_place = place;
    return result;
}

/* ---- The whole text */

void words_split(const struct words *line, const char **ret_before, const char **ret_after) {
    *ret_before = line->rest;
    *ret_after = "";
    bool space_before = true;
    uint32_t code;
    for (const char *at = line->rest; *at; at += typography_next(at, &code)) {
        bool beside = space_before || at[1] == 0 || typography_space(at + 1) > 0;
        if (*at == '|' && at[1] != '|' && (at == line->rest || at[-1] != '|') && beside) {
            *ret_before = words_copy(line->arena, (struct span){line->rest, at});
            *ret_after = words_copy(line->arena, (struct span){at + 1, at + strlen(at)});
            return;
        }
        space_before = typography_space(at) > 0;
    }
}

const char *words_unquoted(const struct words *line) {
    size_t start, len;
    if (!typography_unquote(line->rest, strlen(line->rest), &start, &len))
        return line->rest;
    const char *inside = line->rest + start;
    return words_copy(line->arena, (struct span){inside, inside + len});
}

const char *words_after_mention(const char *stored, const char *user_id) {
    struct slack_mention mention;
    size_t offset = 0;
    while (slack_mention_next(stored, &offset, &mention)) {
        if (mention.kind != SLACK_MENTION_USER || !str_equal(mention.id, user_id))
            continue;
        const char *at = stored + offset;
        at += *at == ':' || *at == ',';
        for (size_t n; (n = typography_space(at)) > 0;)
            at += n;
        return at;
    }
    return stored;
}
