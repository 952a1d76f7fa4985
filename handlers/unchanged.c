/* /incident unchanged [one line] – the promised update, when there is nothing new: what is known
 * stays, and the thread hears that somebody looked. Without a line a form asks for one, which may
 * stay empty. */
#include "handlers/kit/change.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/update.h"

#define NAME "unchanged"
#define LINE "line"

static const char *line_of(struct context *cx) {
    return arena_printf(cx->arena, NAME " %s", cx->incident->name);
}

static enum result open_form(struct context *cx, const struct request *rq) {
    struct form_field field = {.name = LINE, .known = ""};
    struct form form = {
        .name = NAME, .line = line_of(cx), .args = "", .fields = &field, .count = 1};
    return form_open(cx, rq, &form, view_incident(cx));
}

static enum result run(struct context *cx, const struct request *rq) {
    if (!*rq->args && *rq->trigger_id)
        return open_form(cx, rq);
    return update_unchanged(cx, rq, rq->args);
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field field = {.name = LINE, .known = ""};
    bool again = false;
    if (!cx->incident)
        return fail(cx->err, INVALID, "This incident is not known any more");
    enum result result = check_open(cx);
    if (result == OK)
        result = form_read(cx, rq, &field, 1, &again);
    if (result != OK || again)
        return result;
    return update_unchanged(cx, rq, field.text ? field.text : "");
}

static enum result ask(struct context *cx, const struct request *rq) {
    (void)rq;
    if (!cx->incident)
        return OK;
    reply_say(cx, "%s: no change – is there one line to add? `%s %s …one line…`", heading(cx),
              cx->config->slack.command, line_of(cx));
    reply_button(cx, "Nothing to add", arena_printf(cx->arena, "%s nothing new", line_of(cx)));
    return OK;
}

const struct handler handlers_unchanged[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = NAME,
     .aliases = "same nochange no-change",
     .usage = "[one line]",
     .summary = "post the promised update when nothing has changed",
     .example = "unchanged the restore is still running",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_FORM, .name = NAME, .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = NAME, .run = ask},
    {0},
};
