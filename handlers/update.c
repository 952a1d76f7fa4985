/* /incident update rolled back, error rate is falling
 * /incident update status: monitoring progress: rolled back next: watch for 30 min eta: 15:00
 *
 * Posts the update that was promised, stores it and promises the next one. Fields that are not
 * given keep what the last update said, so that a tired person types only what is new. Without text
 * a form opens: update_form.c. */
#include "handlers/update.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/view.h"
#include "handlers/update_form.h"
#include "templates/limits.h"

#include <string.h>

enum { DRAFT_MAX = 1960 };

/* ---- What an update says */

void update_fields(struct words_field ret_fields[UPDATE_FIELDS]) {
    static const struct words_field fields[UPDATE_FIELDS] = {
        [UPDATE_STATUS] = {.name = "status"},
        [UPDATE_PROGRESS] = {.name = "progress", .other = "actions"},
        [UPDATE_NEXT] = {.name = "next", .other = "next steps"},
        [UPDATE_ETA] = {.name = "eta"},
        [UPDATE_IMPACT] = {.name = "impact"},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

static enum result take_fields(struct context *cx, const char *text,
                               struct words_field fields[UPDATE_FIELDS]) {
    struct words line = words_of(cx->arena, text);
    update_fields(fields);
    enum result result = words_take_fields(&line, fields, UPDATE_FIELDS, cx->err);
    if (result != OK || !*line.rest)
        return result;
    /* Text without a name is progress, before what the progress field says. */
    const char *more = fields[UPDATE_PROGRESS].ret_value;
    fields[UPDATE_PROGRESS].ret_value =
        more ? arena_printf(cx->arena, "%s\n%s", line.rest, more) : line.rest;
    return OK;
}

static bool is_empty(const struct words_field fields[UPDATE_FIELDS]) {
    for (int i = 0; i < UPDATE_FIELDS; i++)
        if (fields[i].ret_value && *fields[i].ret_value)
            return false;
    return true;
}

/* A field without a value is a line half completed. */
static enum result check_filled(struct context *cx,
                                const struct words_field fields[UPDATE_FIELDS]) {
    for (int i = 0; i < UPDATE_FIELDS; i++)
        if (fields[i].ret_value && !*fields[i].ret_value)
            return fail(cx->err, INVALID, "Nothing stands behind %s: – fill it in or leave it out",
                        fields[i].name);
    return OK;
}

/* ---- Posting */

static enum result apply_status(struct context *cx, const char *word) {
    enum status status;
    enum result result = status_parse(word, &status, cx->err);
    if (result != OK)
        return result;
    if (status == STATUS_RESOLVED)
        return fail(cx->err, INVALID,
                    "An update does not resolve an incident; type `%s resolve %s <what fixed it>`",
                    cx->config->slack.command, cx->incident->name);
    enum status before = cx->incident->status;
    cx->incident->status = status;
    soak_follow_status(cx, before);
    return OK;
}

static enum result apply(struct context *cx, const struct words_field fields[UPDATE_FIELDS]) {
    struct incident *incident = cx->incident;
    const char **const texts[UPDATE_FIELDS] = {[UPDATE_PROGRESS] = &incident->progress,
                                               [UPDATE_NEXT] = &incident->next_steps,
                                               [UPDATE_ETA] = &incident->eta,
                                               [UPDATE_IMPACT] = &incident->impact};
    enum result result = OK;
    for (int i = 0; result == OK && i < UPDATE_FIELDS; i++) {
        const char *value = fields[i].ret_value;
        if (!value)
            continue;
        if (i == UPDATE_STATUS)
            result = apply_status(cx, value);
        else if (*value)
            result = check_text(cx, value, fields[i].name, POLICY_TEXT_MAX);
        if (result == OK && texts[i])
            *texts[i] = value;
    }
    return result;
}

/* What the timeline says of an update: the fields that were given, in the order of the template. */
static const char *timeline_text(struct context *cx,
                                 const struct words_field fields[UPDATE_FIELDS]) {
    const char *text = "";
    for (int i = 0; i < UPDATE_FIELDS; i++) {
        const char *value = fields[i].ret_value;
        if (!value)
            continue;
        const char *label =
            i == UPDATE_PROGRESS ? "" : arena_printf(cx->arena, "%s: ", fields[i].name);
        text = arena_printf(cx->arena, "%s%s%s%s", text, *text ? " · " : "", label,
                            *value ? value : "none");
    }
    return *text ? text : "Nothing new";
}

/* The update is due no more: stores it as it is in cx->incident, and tells the thread. said is what
 * the timeline says of it; unchanged, that and why nothing has changed, or "". */
static enum result publish(struct context *cx, const struct request *rq, const char *said,
                           const char *unchanged) {
    cx->incident->updated_ms = cx->now_ms;
    enum result result = promise_keep(cx);
    if (result == OK)
        result = record(cx, rq->user, "update", said);
    if (result == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "author", mention(cx, rq->user));
    json_put_str(values, "unchanged", unchanged);
    result = post_thread(cx, "update", values, &(struct post_how){.mirrored = true});
    return result == OK ? moment_came(cx, rq, MOMENT_UPDATED, "") : result;
}

static void answer(struct context *cx) {
    reply_say(cx, "%s: your update is in the thread. %s", heading(cx), promise_sentence(cx));
    warn_unreachable(cx);
}

enum result update_post(struct context *cx, const struct request *rq,
                        const struct words_field fields[UPDATE_FIELDS]) {
    enum status before = cx->incident->status;
    enum result result = apply(cx, fields);
    if (result == OK)
        result = publish(cx, rq, timeline_text(cx, fields), "");
    if (result == OK && cx->incident->status != before)
        result = moment_came(cx, rq, MOMENT_STATUS, status_name(before));
    if (result == OK)
        answer(cx);
    return result;
}

enum result update_unchanged(struct context *cx, const struct request *rq, const char *text) {
    enum result result = *text ? check_text(cx, text, "line", POLICY_TEXT_MAX) : OK;
    const char *fact = arena_printf(cx->arena, "No change%s%s", *text ? " – " : "", text);
    if (result == OK)
        result = publish(cx, rq, fact, fact);
    if (result == OK)
        answer(cx);
    return result;
}

/* ---- The update as a line */

static const char *line_with(struct context *cx, const char *progress, const char *next) {
    const struct incident *incident = cx->incident;
    return arena_printf(cx->arena, "update %s status: %s progress: %s next: %s eta: %s",
                        incident->name, status_name(incident->status),
                        *incident->progress ? incident->progress : progress,
                        *incident->next_steps ? incident->next_steps : next,
                        *incident->eta ? incident->eta : "not known");
}

void update_ask(struct context *cx) {
    reply_say(cx, "%s: what is new? One sentence is enough, or fill in this line:", heading(cx));
    reply_say(cx, "```%s %s```", cx->config->slack.command, shown(cx, line_with(cx, "…", "…")));
    reply_say(cx, "%s", promise_sentence(cx));
}

/* Whether a text that a form brought would be read as fields in a line. */
static bool holds_fields(struct context *cx, const char *text) {
    struct words line = words_of(cx->arena, text);
    struct words_field fields[UPDATE_FIELDS];
    update_fields(fields);
    return words_take_fields(&line, fields, UPDATE_FIELDS, NULL) != OK || !is_empty(fields);
}

/* A button holds 2000 characters, with what a prompt puts before it
 * (https://docs.slack.dev/reference/block-kit/block-elements/button-element), and half a line must
 * not be sent, nor one that says something else; but facts that are not given stay, so that the
 * status will do. */
const char *update_draft(struct context *cx) {
    const struct incident *incident = cx->incident;
    const char *next =
        incident->status == STATUS_MONITORING ? "we go on watching it" : "we go on investigating";
    const char *line = line_with(cx, "no news yet", next);
    char *cut = limits_cut(line, DRAFT_MAX);
    bool whole = str_equal(cut, line);
    mem_free(cut);
    if (whole && !holds_fields(cx, incident->progress) && !holds_fields(cx, incident->next_steps) &&
        !holds_fields(cx, incident->eta))
        return line;
    return arena_printf(cx->arena, "update %s status: %s", incident->name,
                        status_name(incident->status));
}

/* ---- The command */

static enum result run(struct context *cx, const struct request *rq) {
    struct words_field fields[UPDATE_FIELDS];
    enum result result = take_fields(cx, rq->args, fields);
    if (result != OK)
        return result;
    if (is_empty(fields))
        return update_form_open(cx, rq);
    result = check_filled(cx, fields);
    return result == OK ? update_post(cx, rq, fields) : result;
}

const struct handler handlers_update[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "update",
     .aliases = "u post",
     .usage = "<what is new> or status: … progress: … next: … eta: … impact: …",
     .summary = "post the promised update and promise the next",
     .example = "update status: mitigating progress: rolling back next: verify eta: 14:30\nupdate "
                "rolled back, errors are falling",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {0},
};
