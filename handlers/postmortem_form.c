/* The form of /incident postmortem details: what only people know, as far as it is a text of the
 * incident, and who drives it. Each is set as a line would set it, and the thread is told of each
 * with what undoes it. */
#include "handlers/postmortem_form.h"

#include "base/str.h"
#include "handlers/kit/form.h"
#include "handlers/kit/postmortem.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/set.h"

#include <string.h>

enum field { CAUSE, RESOLUTION, IMPACT, OWNER, FIELDS };

/* What it asks for, with what is known of it. */
static enum result known_fields(struct context *cx, struct form_field ret_fields[FIELDS]) {
    const struct incident *incident = cx->incident;
    struct postmortem postmortem;
    enum result result = postmortem_load(cx, &postmortem);
    if (result != OK)
        return result;
    const struct form_field fields[FIELDS] = {
        [CAUSE] = {.name = "cause", .known = incident->root_cause},
        [RESOLUTION] = {.name = "resolution", .known = incident->resolution},
        [IMPACT] = {.name = "impact", .known = incident->impact},
        [OWNER] = {.name = "owner", .known = postmortem.owner},
    };
    memcpy(ret_fields, fields, sizeof fields);
    return OK;
}

enum result postmortem_form_open(struct context *cx, const struct request *rq) {
    struct form_field fields[FIELDS];
    struct form form = {.name = "postmortem",
                        .line =
                            arena_printf(cx->arena, "postmortem %s details", cx->incident->name),
                        .args = "",
                        .fields = fields,
                        .count = FIELDS};
    enum result result = known_fields(cx, fields);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_bool(values, "owner", cx->incident->postmortem_due_ms != 0);
    return form_open(cx, rq, &form, values);
}

static enum result set(struct context *cx, const struct request *rq,
                       const struct form_field *field) {
    struct words line = words_of(cx->arena, arena_printf(cx->arena, "<@%s>", field->text));
    if (!str_equal(field->name, "owner"))
        return set_fact_named(cx, rq, field->name, *field->text ? field->text : "none");
    return *field->text ? postmortem_give(cx, rq, &line) : OK;
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field fields[FIELDS];
    bool again = false;
    enum result result = form_check_incident(cx);
    if (result == OK)
        result = known_fields(cx, fields);
    if (result == OK)
        result = form_read(cx, rq, fields, FIELDS, &again);
    for (int i = 0; result == OK && !again && i < FIELDS; i++)
        if (fields[i].text)
            result = err_about(cx->err, fields[i].name, set(cx, rq, &fields[i]));
    return result;
}

static enum result ask(struct context *cx, const struct request *rq) {
    const char *command = cx->config->slack.command;
    if (!cx->incident)
        return OK;
    const char *name = cx->incident->name;
    reply_say(cx, "*%s*: what is known for the postmortem? A line for each:", name);
    for (int i = 0; i < OWNER; i++) {
        static const char *const names[OWNER] = {"cause", "resolution", "impact"};
        const char *text = form_text(cx, rq, names[i]);
        reply_say(cx, "```%s set %s %s %s```", command, name, names[i],
                  *text ? shown(cx, text) : "…");
    }
    reply_say(cx, "Who drives it: `%s postmortem %s owner @who`", command, name);
    return OK;
}

const struct handler handlers_postmortem_form[] = {
    {.trigger = TRIGGER_FORM, .name = "postmortem", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "postmortem", .run = ask},
    {0},
};
