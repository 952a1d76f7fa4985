/* Options of a command line, "--name" and "--name value": see words.h. */
#include "base/str.h"
#include "base/utf8.h"
#include "model/typography.h"
#include "model/words_cut.h"

#include <string.h>

/* A flag that is there more often stays in the line, where words_check_options refuses it: each
 * removal copies the line, and a stranger chooses how long it is. */
enum { REPEATS_MAX = 8 };

struct option {
    struct span span;  /* "--name" or "--name=value" */
    const char *name;  /* folded, without dashes, in the buffer below */
    const char *value; /* behind "=", else NULL; points into the line */
    char folded[WORDS_WORD_MAX + 1];
};

/* Whether the word is an option: two dashes and a letter. Only what stands before "=" is folded, so
 * that a value may be long and keeps its own spelling. */
static bool read_option(struct span span, struct option *ret_option) {
    size_t len = (size_t)(span.end - span.start);
    const char *equals = memchr(span.start, '=', len);
    struct span head = {span.start, equals ? equals : span.end};
    if (!span_fold(head, ret_option->folded) || !str_starts(ret_option->folded, "--"))
        return false;
    char letter = ret_option->folded[2];
    if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')))
        return false;
    ret_option->span = span;
    ret_option->name = ret_option->folded + 2;
    ret_option->value = equals ? equals + 1 : NULL;
    return true;
}

/* The first option at or behind from, of this name unless name is NULL. */
static bool next_option(const char *from, const char *name, struct option *ret_option) {
    struct span span;
    for (; span_next(from, &span); from = span.end) {
        if (read_option(span, ret_option) && (!name || str_equal_nocase(ret_option->name, name)))
            return true;
    }
    return false;
}

bool words_take_flag(struct words *line, const char *name) {
    struct option option;
    int found = 0;
    for (; found < REPEATS_MAX && next_option(line->rest, name, &option); found++)
        words_cut(line, option.span);
    return found > 0;
}

/* ---- Values */

/* Where the value of an option begins; NULL when it has none. */
static const char *value_of(const struct option *option) {
    struct span next;
    struct option other;
    if (option->value)
        return option->value < option->span.end ? option->value : NULL;
    if (!span_next(option->span.end, &next) || read_option(next, &other))
        return NULL;
    return next.start;
}

/* The end of the quoted text at start, behind its closing quote, which ends a word; NULL when start
 * is not a quote or the quote is not closed. */
static const char *quoted_end(const char *start) {
    uint32_t code;
    const char *at = start + typography_next(start, &code);
    char quote = typography_quote(code);
    if (!quote)
        return NULL;
    for (size_t n; (n = typography_next(at, &code)) > 0; at += n) {
        bool ends_word = at[n] == 0 || typography_space(at + n) > 0;
        if (typography_quote(code) == quote && ends_word)
            return at + n;
    }
    return NULL;
}

/* The text of a value: one word, or what stands in quotes. */
static struct span value_span(const char *start, struct span *ret_inside) {
    struct span span = {start, quoted_end(start)};
    size_t skip, len;
    if (span.end && typography_unquote(start, (size_t)(span.end - start), &skip, &len)) {
        *ret_inside = (struct span){start + skip, start + skip + len};
        return span;
    }
    (void)span_next(start, &span); /* a value never begins with white space */
    *ret_inside = span;
    return span;
}

static enum result check_single(const char *behind, const char *name, struct err *err) {
    struct option again;
    if (next_option(behind, name, &again))
        return fail(err, INVALID, "--%s is there twice; leave one of them out", name);
    return OK;
}

enum result words_take_option(struct words *line, const char *name, const char **ret_value,
                              struct err *err) {
    struct option option;
    struct span inside;
    if (!next_option(line->rest, name, &option))
        return ABSENT;
    const char *start = value_of(&option);
    if (!start)
        return fail(err, INVALID, "--%s needs a value behind it; write one, or leave --%s out",
                    name, name);
    struct span value = value_span(start, &inside);
    enum result result = check_single(value.end, name, err);
    if (result != OK)
        return result;
    *ret_value = words_copy(line->arena, inside);
    words_cut(line, span_join(option.span, value));
    return OK;
}

/* Reads the moment at start, in quotes or not; ret_span is what it takes in the line. */
static enum result read_moment(const char *start, int64_t now_ms, enum phrase_side side,
                               struct span *ret_span, int64_t *ret_ms, struct err *err) {
    char phrase[WORDS_WORD_MAX + 1];
    struct span inside;
    struct span value = value_span(start, &inside);
    bool quoted = inside.start != value.start;
    if (!quoted) {
        enum result result = words_moment_at(start, now_ms, side, ret_span, ret_ms, err);
        if (result != ABSENT)
            return result;
    }
    span_fold(inside, phrase);
    *ret_span = value;
    return phrase_moment_needed(phrase, now_ms, side, ret_ms, err);
}

enum result words_take_moment_option(struct words *line, const char *name, int64_t now_ms,
                                     enum phrase_side side, int64_t *ret_ms, struct err *err) {
    struct option option;
    struct span value;
    int64_t ms;
    if (!next_option(line->rest, name, &option))
        return ABSENT;
    const char *start = value_of(&option);
    if (!start)
        return fail(err, INVALID, "--%s needs a time behind it; write for example --%s %s", name,
                    name, side == PHRASE_PAST ? "14:05" : "in 20m");
    enum result result = read_moment(start, now_ms, side, &value, &ms, err);
    if (result != OK)
        return result;
    result = check_single(value.end, name, err);
    if (result != OK)
        return result;
    *ret_ms = ms;
    words_cut(line, span_join(option.span, value));
    return OK;
}

enum result words_check_options(const struct words *line, const char *const *names, size_t count,
                                struct err *err) {
    struct option option;
    size_t near[WORDS_NEAREST_MAX];
    if (!next_option(line->rest, NULL, &option))
        return OK;
    int shown = (int)utf8_prefix(option.name, 40);
    if (words_nearest(option.name, names, count, near) > 0)
        return fail(err, INVALID, "there is no option --%.*s here; did you mean --%s?", shown,
                    option.name, names[near[0]]);
    if (count > 0)
        return fail(err, INVALID,
                    "there is no option --%.*s here; leave it out, or put a space behind the "
                    "dashes if it belongs to the text",
                    shown, option.name);
    return fail(err, INVALID, "this command has no options; leave --%.*s out", shown, option.name);
}
