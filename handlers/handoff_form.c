/* The form of /incident handoff: which role, to whom, and what they need to know. */
#include "handlers/handoff_form.h"

#include "base/str.h"
#include "handlers/handoff.h"
#include "handlers/kit/change.h"
#include "handlers/kit/duty.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/handoffs.h"

#include <string.h>

enum field { ROLE, TAKER, BRIEF, FIELDS };

static void new_fields(struct form_field ret_fields[FIELDS]) {
    static const struct form_field fields[FIELDS] = {
        [ROLE] = {.name = "role", .known = ""},
        [TAKER] = {.name = "taker", .known = ""},
        [BRIEF] = {.name = "brief", .known = ""},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

/* ---- Opening it */

/* The first role that user has, or NULL. */
static const char *role_of(const struct context *cx, const char *user) {
    for (int i = 0; i < cx->roles.count; i++)
        if (str_equal(cx->roles.roles[i].holder, user))
            return cx->roles.roles[i].name;
    return NULL;
}

static struct json *roles(struct context *cx) {
    struct json *list = json_new_array();
    for (int i = 0; i < cx->playbook->role_count; i++) {
        const struct playbook_role *role = &cx->playbook->roles[i];
        const char *bearer = view_bearer(cx, role->name);
        struct json *one = json_new_object();
        json_put_str(one, "name", role->name);
        json_put_str(one, "title", *role->title ? role->title : role->name);
        json_put_str(one, "bearer", bearer);
        json_push(list, one);
    }
    return list;
}

/* What is offered already, in one line; "" for nothing. */
static enum result pending(struct context *cx, const char **ret_text) {
    struct handoff_list list;
    const char *text = "";
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    if (result != OK)
        return result;
    for (int i = 0; i < list.count; i++)
        text = arena_printf(cx->arena, "%s%s%s to %s", text,
                            i ? ", " : "Not answered yet: ", view_role(cx, list.handoffs[i].role),
                            list.handoffs[i].taker);
    *ret_text = text;
    return OK;
}

enum result handoff_form_open(struct context *cx, const struct request *rq, const char *role) {
    struct form_field fields[FIELDS];
    struct form form = {.name = "handoff",
                        .line = arena_printf(cx->arena, "handoff %s", cx->incident->name),
                        .args = "",
                        .fields = fields,
                        .count = FIELDS};
    const char *waiting = "";
    enum result result = pending(cx, &waiting);
    if (result != OK)
        return result;
    new_fields(fields);
    fields[ROLE].text = *role ? role : role_of(cx, rq->user);
    struct json *values = view_incident(cx);
    json_put(values, "roles", roles(cx));
    json_put_str(values, "pending", waiting);
    return form_open(cx, rq, &form, values);
}

/* ---- What came back */

static enum result read_taker(struct context *cx, const struct request *rq, const char *user,
                              struct somebody *ret_taker) {
    struct words line = words_of(cx->arena, arena_printf(cx->arena, "<@%s>", user));
    enum result result = ABSENT;
    if (*user)
        result = somebody_take(cx, rq, &line, ret_taker);
    if (result == ABSENT)
        result = fail(cx->err, INVALID, "Choose who takes it");
    return err_about(cx->err, "taker", result);
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field fields[FIELDS];
    const struct playbook_role *role = NULL;
    struct somebody taker = {"", "", "", ""};
    bool again = false;
    enum result result = form_check_incident(cx);
    if (result != OK)
        return result;
    new_fields(fields);
    result = check_open(cx);
    if (result == OK)
        result = form_read(cx, rq, fields, FIELDS, &again);
    if (result != OK || again)
        return result;
    result = err_about(cx->err, "role", duty_named(cx, form_given(&fields[ROLE]), &role));
    if (result == OK)
        result = read_taker(cx, rq, form_given(&fields[TAKER]), &taker);
    return result == OK ? handoff_offer(cx, rq, role, &taker, form_given(&fields[BRIEF])) : result;
}

static enum result ask(struct context *cx, const struct request *rq) {
    const char *role = form_text(cx, rq, "role"), *brief = form_text(cx, rq, "brief");
    if (!cx->incident)
        return OK;
    enum result result = handoff_say_pending(cx);
    if (result != OK)
        return result;
    reply_say(cx, "Which role goes to whom, and what do they need to know? Fill in this line:");
    reply_say(cx, "```%s handoff %s %s @name %s```", cx->config->slack.command, cx->incident->name,
              *role ? role : "ic", *brief ? shown(cx, brief) : "…what they need to know…");
    return OK;
}

const struct handler handlers_handoff_form[] = {
    {.trigger = TRIGGER_FORM, .name = "handoff", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "handoff", .run = ask},
    {0},
};
