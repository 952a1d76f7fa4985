/* /incident update rolled back, error rate is falling
 * /incident update status: monitoring progress: rolled back next: watch for 30 min eta: 15:00
 *
 * Without text a form opens, filled in with what is known; where it cannot, the same comes as a
 * line to complete. Posts the update that was promised, stores it and promises the next one. Fields
 * that are not given keep what the last update said, so that a tired person types only what is new.
 */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/slack_text.h"
#include "model/words.h"

/* How long a line to complete is worth sending to who asked for a form: later they have typed it.
 */
enum { LINE_LIFE_MS = 10 * MINUTE_MS };

enum field { STATUS, PROGRESS, NEXT, ETA, IMPACT, FIELDS };

static enum result take_fields(struct context *cx, const struct request *rq,
                               struct words_field fields[FIELDS]) {
    struct words line = words_of(cx->arena, rq->args);
    fields[STATUS] = (struct words_field){.name = "status"};
    fields[PROGRESS] = (struct words_field){.name = "progress", .other = "actions"};
    fields[NEXT] = (struct words_field){.name = "next", .other = "next steps"};
    fields[ETA] = (struct words_field){.name = "eta"};
    fields[IMPACT] = (struct words_field){.name = "impact"};
    enum result result = words_take_fields(&line, fields, FIELDS, cx->err);
    if (result != OK || !*line.rest)
        return result;
    /* Text without a name is progress, before what the progress field says. */
    const char *more = fields[PROGRESS].ret_value;
    fields[PROGRESS].ret_value =
        more ? arena_printf(cx->arena, "%s\n%s", line.rest, more) : line.rest;
    return OK;
}

static enum result apply_status(struct context *cx, const char *word) {
    enum status status;
    enum result result = status_parse(word, &status, cx->err);
    if (result != OK)
        return result;
    if (status == STATUS_RESOLVED)
        return fail(cx->err, INVALID,
                    "An update does not resolve an incident; type `%s resolve %s <what fixed it>`",
                    cx->config->slack.command, cx->incident->name);
    cx->incident->status = status;
    return OK;
}

static enum result apply_text(struct context *cx, const struct words_field *field,
                              const char **ret_text) {
    if (!field->ret_value)
        return OK;
    enum result result = check_text(cx, field->ret_value, field->name, POLICY_TEXT_MAX);
    if (result == OK)
        *ret_text = field->ret_value;
    return result;
}

static enum result apply(struct context *cx, const struct words_field fields[FIELDS]) {
    struct incident *incident = cx->incident;
    enum result result = OK;
    if (fields[STATUS].ret_value)
        result = apply_status(cx, fields[STATUS].ret_value);
    if (result == OK)
        result = apply_text(cx, &fields[PROGRESS], &incident->progress);
    if (result == OK)
        result = apply_text(cx, &fields[NEXT], &incident->next_steps);
    if (result == OK)
        result = apply_text(cx, &fields[ETA], &incident->eta);
    if (result == OK)
        result = apply_text(cx, &fields[IMPACT], &incident->impact);
    return result;
}

/* What the timeline says of an update: the fields that were given, in the order of the template. */
static const char *timeline_text(struct context *cx, const struct words_field fields[FIELDS]) {
    const char *text = "";
    for (int i = 0; i < FIELDS; i++) {
        const char *value = fields[i].ret_value;
        if (!value)
            continue;
        const char *label = i == PROGRESS ? "" : arena_printf(cx->arena, "%s: ", fields[i].name);
        text = arena_printf(cx->arena, "%s%s%s%s", text, *text ? " · " : "", label, value);
    }
    return text;
}

static bool is_empty(const struct words_field fields[FIELDS]) {
    for (int i = 0; i < FIELDS; i++)
        if (fields[i].ret_value && *fields[i].ret_value)
            return false;
    return true;
}

/* The line to complete, with what is known filled in. */
static void say_line(struct context *cx) {
    const struct incident *incident = cx->incident;
    reply_say(cx, "%s: what is new? One sentence is enough, or fill in this line:", heading(cx));
    reply_say(cx, "```%s update %s status: %s progress: %s next: %s eta: %s```",
              cx->config->slack.command, incident->name, status_name(incident->status),
              *incident->progress ? shown(cx, incident->progress) : "…",
              *incident->next_steps ? shown(cx, incident->next_steps) : "…",
              *incident->eta ? shown(cx, incident->eta) : "not known");
    reply_say(cx, "%s", promise_sentence(cx));
}

/* Nothing was typed: the form, or where there is no trigger to open it with, the line. */
static enum result ask(struct context *cx, const struct request *rq) {
    if (!*rq->trigger_id) {
        say_line(cx);
        return OK;
    }
    struct json *values = view_incident(cx);
    json_put_str(values, "status", status_name(cx->incident->status));
    return post_form(cx, rq, "update_form", values, "update.form");
}

/* The form did not open, or not in time. */
static enum result form_opened(struct context *cx, const struct request *rq) {
    if (rq->ok || !cx->incident)
        return OK;
    say_line(cx);
    return post_private_text(cx, form_user(rq), cx->reply->text.text, cx->now_ms + LINE_LIFE_MS);
}

static enum result post_update(struct context *cx, const struct request *rq,
                               const struct words_field fields[FIELDS]) {
    enum result result = apply(cx, fields);
    if (result != OK)
        return result;
    cx->incident->updated_ms = cx->now_ms;
    result = promise_next(cx);
    if (result == OK)
        result = record(cx, rq->user, "update", timeline_text(cx, fields));
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "author", mention(cx, rq->user));
    if ((result = post_thread(cx, "update", values, NULL)) != OK)
        return result;
    reply_say(cx, "%s: your update is in the thread. %s", heading(cx), promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words_field fields[FIELDS];
    enum result result = take_fields(cx, rq, fields);
    if (result != OK)
        return result;
    return is_empty(fields) ? ask(cx, rq) : post_update(cx, rq, fields);
}

/* What stands in an input of the form, in the stored form; NULL when it is empty. */
static const char *input(struct context *cx, const struct json *view, const char *name) {
    const char *path = arena_printf(cx->arena, "state.values.%s.%s.value", name, name);
    STR_AUTO(text, SLACK_TEXT_MAX);
    slack_text_in(SLACK_MODAL, json_text_at(view, path), &text);
    const char *value = words_of(cx->arena, text.text).rest;
    return *value ? value : NULL;
}

/* The form shows what is known, so that an input that comes back empty was emptied. One that does
 * not come back is not in this team's form. */
static void forget_emptied(struct context *cx, const struct json *view,
                           const struct words_field fields[FIELDS]) {
    struct incident *incident = cx->incident;
    const char **const texts[FIELDS] = {
        [NEXT] = &incident->next_steps, [ETA] = &incident->eta, [IMPACT] = &incident->impact};
    for (int i = 0; i < FIELDS; i++) {
        const char *name = fields[i].name;
        const char *path = arena_printf(cx->arena, "state.values.%s.%s", name, name);
        if (texts[i] && !fields[i].ret_value && json_at(view, path))
            *texts[i] = "";
    }
}

static enum result form_submitted(struct context *cx, const struct request *rq) {
    const struct json *view = rq->payload;
    struct words_field fields[FIELDS] = {
        [STATUS] = {.name = "status",
                    .ret_value =
                        json_str(view, "state.values.status.status.selected_option.value")},
        [PROGRESS] = {.name = "progress", .ret_value = input(cx, view, "progress")},
        [NEXT] = {.name = "next", .ret_value = input(cx, view, "next")},
        [ETA] = {.name = "eta", .ret_value = input(cx, view, "eta")},
        [IMPACT] = {.name = "impact", .ret_value = input(cx, view, "impact")},
    };
    if (!cx->incident)
        return fail(cx->err, INVALID, "This incident is not known any more");
    if (!incident_is_open(cx->incident))
        return fail(cx->err, INVALID, "%s is resolved by now; reopen it first", cx->incident->name);
    forget_emptied(cx, view, fields);
    enum result result = post_update(cx, rq, fields);
    if (result == OK && cx->incident->unreachable) /* a form that closes cannot say so */
        result = post_private_text(cx, rq->user, cx->reply->text.text, 0);
    return result;
}

const struct handler handlers_update[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "update",
     .aliases = "u post",
     .usage = "<what is new> or status: … progress: … next: … eta: … impact: …",
     .summary = "post the promised update and promise the next",
     .example = "update status: mitigating progress: rolling back next: verify eta: 14:30",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_FORM, .name = "update", .run = form_submitted},
    {.trigger = TRIGGER_RESULT, .name = "update.form", .run = form_opened},
    {0},
};
