/* Mentions in a command line: see words.h. */
#include "base/str.h"
#include "model/slack_text.h"
#include "model/words_cut.h"

#include <string.h>

/* The mention that this word is, with a mark behind it or without. */
static bool read_mention(struct span span, struct slack_mention *ret_mention) {
    if (!slack_mention_at(span.start, ret_mention))
        return false;
    const char *behind = span.start + ret_mention->len;
    return behind <= span.end && strspn(behind, ",:;.") >= (size_t)(span.end - behind);
}

bool words_take_mention(struct words *line, struct slack_mention *ret_mention) {
    struct span head, tail;
    if (!span_next(line->rest, &head))
        return false;
    (void)span_tail(line->rest, &tail, 1);
    bool first = read_mention(head, ret_mention);
    if (!first && !read_mention(tail, ret_mention))
        return false;
    words_cut(line, first ? head : tail);
    return true;
}
