/* /incident drafts – what you have put into forms and not sent, with a button that opens each
 * again. /incident drafts forget #3 – throws one away. */
#include "store/drafts.h"
#include "base/str.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "model/words.h"

#include <string.h>

enum { PIECE_MAX = 80 };

/* "fix: rolled back release 42 · cause: a bad migr…", as mrkdwn. */
static enum result pieces(struct context *cx, const struct draft *draft, const char **ret_text) {
    JSON_AUTO *fields = NULL;
    struct json_member field = {0};
    const char *text = "";
    enum result result = json_parse(draft->fields, strlen(draft->fields), &fields, cx->err);
    while (result == OK && json_next(fields, &field)) {
        const char *value = json_text_at(field.value, "");
        text = arena_printf(cx->arena, "%s%s%s: %s", text, *text ? " · " : "", field.name,
                            *value ? shown_cut(cx, value, PIECE_MAX) : "emptied");
    }
    if (result == OK)
        *ret_text = text;
    return result;
}

static enum result list(struct context *cx, const struct request *rq) {
    struct draft_list drafts;
    int count = 0;
    enum result result = draft_list(cx->store, cx->arena, rq->user, &drafts, cx->err);
    for (int i = 0; result == OK && i < drafts.count; i++) {
        const struct draft *draft = &drafts.drafts[i];
        const char *text = "";
        if (cx->now_ms - draft->at_ms > FORM_DRAFT_KEPT_MS)
            continue;
        result = pieces(cx, draft, &text);
        if (result != OK)
            break;
        count++;
        reply_say(cx, "• #%lld `%s %s`, %s – %s", (long long)draft->id, cx->config->slack.command,
                  shown(cx, draft->line), moment(cx, draft->at_ms), text);
        reply_button(cx, arena_printf(cx->arena, "Go on with #%lld", (long long)draft->id),
                     draft->line);
    }
    if (result != OK)
        return result;
    if (!count) {
        reply_say(cx, "You have put nothing into a form that you did not send.");
        return OK;
    }
    reply_say_first(cx, "What you have put into forms and not sent:");
    reply_say(cx,
              "Each is kept for a day after its last change. To throw one away: `%s drafts "
              "forget #%lld`",
              cx->config->slack.command, (long long)drafts.drafts[0].id);
    return OK;
}

static enum result forget(struct context *cx, const struct request *rq, int64_t number) {
    enum result result = draft_drop(cx->store, rq->user, number, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID,
                    "You have no draft #%lld any more; `%s drafts` lists those that you have",
                    (long long)number, cx->config->slack.command);
    if (result == OK)
        reply_say(cx, "The draft #%lld is thrown away.", (long long)number);
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    bool forgets = words_take_this(&line, "forget") || words_take_this(&line, "drop");
    int64_t number = forgets ? words_take_number(&line, true) : 0;
    if (forgets && !number)
        return fail(cx->err, INVALID, "Which one? Say its number: `%s drafts forget #3`",
                    cx->config->slack.command);
    enum result result = forgets ? forget(cx, rq, number) : list(cx, rq);
    reply_unused(cx, line.rest);
    return result;
}

const struct handler handlers_drafts[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "drafts",
     .usage = "[forget <#number>]",
     .summary = "see what you have put into forms and not sent",
     .example = "drafts",
     .run = run},
    {0},
};
