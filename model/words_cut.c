/* Words as pieces of a line: see words_cut.h. */
#include "model/words_cut.h"

#include "model/typography.h"

#include <string.h>

static const char *skip_spaces(const char *at) {
    for (size_t n; (n = typography_space(at)) > 0;)
        at += n;
    return at;
}

bool span_next(const char *from, struct span *ret_span) {
    uint32_t code;
    const char *start = skip_spaces(from), *end = start;
    while (*end && typography_space(end) == 0)
        end += typography_next(end, &code);
    if (start == end)
        return false;
    *ret_span = (struct span){start, end};
    return true;
}

size_t span_head(const char *text, struct span *ret_spans, size_t max) {
    size_t count = 0;
    while (count < max && span_next(text, &ret_spans[count]))
        text = ret_spans[count++].end;
    return count;
}

size_t span_tail(const char *text, struct span *ret_spans, size_t max) {
    struct span span;
    size_t count = 0;
    for (; span_next(text, &span); text = span.end) {
        if (count == max)
            memmove(ret_spans, ret_spans + 1, --count * sizeof *ret_spans);
        ret_spans[count++] = span;
    }
    return count;
}

struct span span_join(struct span first, struct span last) {
    return (struct span){first.start, last.end};
}

bool span_fold(struct span span, char out[WORDS_WORD_MAX + 1]) {
    return typography_fold(span.start, (size_t)(span.end - span.start), out, WORDS_WORD_MAX + 1);
}

bool span_fold_phrase(struct span span, char out[WORDS_WORD_MAX + 1]) {
    if (!span_fold(span, out))
        return false;
    size_t len = strlen(out);
    if (len > 1 && strchr(":,;.", out[len - 1]))
        out[len - 1] = 0;
    return true;
}

/* Where the white space in front of `end` begins, going back no further than start. */
static const char *back_over_spaces(const char *start, const char *end) {
    struct span span = {start, start};
    const char *last = start;
    while (span_next(span.end, &span) && span.start < end)
        last = span.end < end ? span.end : end;
    return last;
}

const char *words_copy(struct arena *arena, struct span span) {
    const char *start = skip_spaces(span.start);
    if (start >= span.end)
        return "";
    const char *end = back_over_spaces(start, span.end);
    return arena_strndup(arena, start, (size_t)(end - start));
}

void words_cut(struct words *line, struct span span) {
    const char *before_end = back_over_spaces(line->rest, span.start);
    const char *after = skip_spaces(span.end);
    size_t before_len = (size_t)(before_end - line->rest);
    if (before_len == 0 || *after == 0) {
        line->rest = before_len == 0 ? after : arena_strndup(line->arena, line->rest, before_len);
        return;
    }
    bool line_end = memchr(before_end, '\n', (size_t)(span.start - before_end)) ||
                    memchr(span.end, '\n', (size_t)(after - span.end));
    line->rest = arena_printf(line->arena, "%.*s%s%s", (int)before_len, line->rest,
                              line_end ? "\n" : " ", after);
}

enum result words_moment_at(const char *text, int64_t now_ms, enum phrase_side side,
                            struct span *ret_span, int64_t *ret_ms, struct err *err) {
    struct span spans[PHRASE_WORDS_MAX];
    char phrase[WORDS_WORD_MAX + 1];
    for (size_t n = span_head(text, spans, PHRASE_WORDS_MAX); n > 0; n--) {
        struct span span = span_join(spans[0], spans[n - 1]);
        if (!span_fold_phrase(span, phrase))
            continue;
        enum result result = phrase_moment(phrase, now_ms, side, ret_ms, err);
        if (result == ABSENT)
            continue;
        *ret_span = span;
        return result;
    }
    return ABSENT;
}
