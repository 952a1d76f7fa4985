/* One text for outside: see outside.h. */
#include "handlers/kit/outside.h"

#include "base/utf8.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/reply.h"
#include "model/secret.h"
#include "store/decisions.h"

#include <string.h>

enum { BODY_MAX = 20000 };

static enum result refuse_secret(struct context *cx, const char *part, const char *text) {
    struct secret secret;
    if (!secret_find(text, &secret))
        return OK;
    return fail(cx->err, INVALID,
                "The %s has what looks like %s in line %d (it begins with %.4s); it must not leave "
                "the house. Take it out of the field that it came from (set alone lists them), and "
                "change it where it is valid",
                part, secret.what, secret.line, text + secret.at);
}

/* The head, line by line, and the body. */
static struct copy copies_of(struct context *cx, const struct document *document) {
    struct copy copy = {0};
    for (const char *line = document->head; *line;) {
        size_t len = strcspn(line, "\n"), name = strcspn(line, ":");
        if (name + 2 <= len)
            copy_add(cx, &copy, arena_strndup(cx->arena, line, name),
                     arena_strndup(cx->arena, line + name + 2, len - name - 2));
        line += len + (line[len] == '\n');
    }
    copy_add(cx, &copy, "Text", document->body);
    return copy;
}

enum result outside_fill(struct context *cx, const struct playbook_communication *one,
                         struct outside *ret_outside) {
    struct document document;
    enum result result = document_fill(cx, one->document, BODY_MAX, &document);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "The playbook wants the document \"%s\", and there is none; tell whoever keeps "
                    "the playbook",
                    one->document);
    if (result == OK)
        result = refuse_secret(cx, "title", document.head);
    if (result == OK)
        result = refuse_secret(cx, "text", document.body);
    if (result != OK)
        return result;
    size_t length = utf8_count(document.body), max = (size_t)one->max_chars;
    struct outside outside = {.one = one,
                              .document = document,
                              .copy = copies_of(cx, &document),
                              .whole = document.body,
                              .length = length,
                              .excess = max && length > max ? length - max : 0};
    if (outside.copy.full)
        return fail(cx->err, INVALID,
                    "The text is longer than one message of Slack's holds; shorten what it is made "
                    "of");
    if (*document.head)
        outside.whole = arena_printf(cx->arena, "%s\n\n%s", document.head, document.body);
    *ret_outside = outside;
    return OK;
}

bool outside_is_ready(const struct outside *outside) {
    return outside->document.gap_count == 0 && outside->excess == 0;
}

void outside_say_faults(struct context *cx, const struct outside *outside) {
    const struct document *document = &outside->document;
    if (document->gap_count)
        reply_say(cx, "Missing in it, marked 【…】; each line fills one:");
    for (int i = 0; i < document->gap_count; i++)
        reply_say(cx, "• %s: `%s %s`", document->gaps[i].what, cx->config->slack.command,
                  document->gaps[i].line);
    if (outside->excess)
        reply_say(cx, ":warning: It is %zu characters too long: %zu, and %lld fit.",
                  outside->excess, outside->length, (long long)outside->one->max_chars);
}

const char *outside_approvers(struct context *cx, const struct playbook_communication *one) {
    if (kind_locks_comms(cx))
        return kind_of(cx)->approvers;
    return one->approvers;
}

enum result outside_state(struct context *cx, const char *name, struct communication *ret_state) {
    struct communication nothing = {name, "", "", "", "", 0};
    enum result result =
        communication_get(cx->store, cx->arena, cx->incident->id, name, ret_state, cx->err);
    if (result != ABSENT)
        return result;
    *ret_state = nothing;
    return OK;
}

enum result outside_keep(struct context *cx, const char *name, const char *state, const char *text,
                         const char *who) {
    struct communication row = {name, state, "", text, who, cx->now_ms};
    return communication_add(cx->store, cx->incident->id, &row, cx->err);
}

enum result outside_course(struct context *cx, const char **ret_course) {
    struct decision decision;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &decision, cx->err);
    *ret_course = result == OK ? decision.course : "";
    return result == ABSENT ? OK : result;
}

bool outside_fits(const struct playbook_communication *one, enum severity severity,
                  const char *course) {
    bool after = !*one->courses || (*course && str_has_word(one->courses, course));
    return playbook_severity_in(one->severities, severity) && after;
}
