/* The form of /incident resolve: what fixed it, the cause, and what must hold before, as far as the
 * playbook asks. What it brings is resolved by the same rules as a line (resolve.c). */
#include "handlers/resolve_form.h"

#include "handlers/kit/criteria.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"

#include <string.h>

/* Those of a line, and the criteria that hold. */
enum { CRITERIA = RESOLVE_FIELDS, FIELDS };

/* What it asks for, with what is known of it. */
static enum result known_fields(struct context *cx, struct form_field ret_fields[FIELDS]) {
    const struct incident *incident = cx->incident;
    const struct form_field fields[FIELDS] = {
        [RESOLVE_CAUSE] = {.name = "cause", .known = incident->root_cause},
        [RESOLVE_FIX] = {.name = "fix", .known = incident->resolution},
        [RESOLVE_IMPACT] = {.name = "impact", .known = incident->impact},
        [RESOLVE_BECAUSE] = {.name = "because", .known = ""},
        [CRITERIA] = {.name = "criteria", .known = ""},
    };
    memcpy(ret_fields, fields, sizeof fields);
    return criteria_holding(cx, &ret_fields[CRITERIA].known);
}

/* Whether it can be refused for what is missing. */
static bool is_strict(const struct context *cx) {
    const struct playbook_resolving *rules = &cx->playbook->resolving;
    return !rules->advisory && (rules->criteria.count || rules->soak_ms || *rules->by);
}

enum result resolve_form_open(struct context *cx, const struct request *rq,
                              const struct words_field typed[RESOLVE_FIELDS]) {
    struct form_field fields[FIELDS];
    struct form form = {.name = "resolve",
                        .line = arena_printf(cx->arena, "resolve %s", cx->incident->name),
                        .args = "",
                        .fields = fields,
                        .count = FIELDS};
    enum result result = known_fields(cx, fields);
    if (result != OK)
        return result;
    for (int i = 0; i < RESOLVE_FIELDS; i++)
        fields[i].text = typed[i].ret_value;
    struct json *values = view_incident(cx);
    json_put(values, "criteria", criteria_options(cx));
    json_put_bool(values, "strict", is_strict(cx));
    return form_open(cx, rq, &form, values);
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field given[FIELDS] = {{0}};
    struct words_field fields[RESOLVE_FIELDS];
    bool again = false;
    enum result result = form_check_incident(cx);
    if (result == OK)
        result = resolve_check_open(cx);
    if (result == OK)
        result = known_fields(cx, given);
    if (result == OK)
        result = form_read(cx, rq, given, FIELDS, &again);
    if (result == OK && !again && given[CRITERIA].text)
        result = criteria_hold(cx, rq, given[CRITERIA].text);
    if (result != OK || again)
        return result;
    resolve_fields(fields);
    for (int i = 0; i < RESOLVE_FIELDS; i++)
        if (given[i].text && *given[i].text) /* nothing is forgotten when it is resolved */
            fields[i].ret_value = given[i].text;
    return resolve_with(cx, rq, fields);
}

static enum result ask(struct context *cx, const struct request *rq) {
    static const char *const names[] = {"fix", "cause", "impact", "because"};
    const char *line = "";
    if (!cx->incident)
        return OK;
    for (int i = 0; i < 4; i++) {
        const char *text = form_text(cx, rq, names[i]);
        if (*text || i < 2)
            line = arena_printf(cx->arena, "%s %s: %s", line, names[i], *text ? text : "…");
    }
    reply_say(
        cx, "*%s*: what fixed it, and why could it happen? Fill in this line:", cx->incident->name);
    reply_say(cx, "```%s resolve %s%s```", cx->config->slack.command, cx->incident->name,
              shown(cx, line));
    return criteria_offer(cx);
}

const struct handler handlers_resolve_form[] = {
    {.trigger = TRIGGER_FORM, .name = "resolve", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "resolve", .run = ask},
    {0},
};
