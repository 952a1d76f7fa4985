/* The form of /incident action add: what is to be done, by whom, by when. */
#include "handlers/action_form.h"

#include "base/utc.h"
#include "handlers/action.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/priority.h"

#include <string.h>

enum field { TEXT, OWNER, DUE, PRIORITY, FIELDS };

static void new_fields(struct form_field ret_fields[FIELDS]) {
    static const struct form_field fields[FIELDS] = {
        [TEXT] = {.name = "text", .known = ""},
        [OWNER] = {.name = "owner", .known = ""},
        [DUE] = {.name = "due", .known = ""},
        [PRIORITY] = {.name = "priority", .known = ""},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

static struct json *priorities(void) {
    struct json *list = json_new_array();
    for (int i = 1; i <= PRIORITIES; i++) {
        struct json *one = json_new_object();
        json_put_str(one, "name", priority_name(i));
        json_push(list, one);
    }
    return list;
}

enum result action_form_open(struct context *cx, const struct request *rq,
                             const struct task *task) {
    struct form_field fields[FIELDS];
    char day[UTC_DAY_SIZE];
    struct form form = {.name = "action",
                        .line = arena_printf(cx->arena, "action %s add", cx->incident->name),
                        .args = "",
                        .fields = fields,
                        .count = FIELDS};
    new_fields(fields);
    if (*task->owner)
        fields[OWNER].text = task->owner;
    if (task->due_ms)
        fields[DUE].text = utc_day(calendar_local(&cx->playbook->calendar, task->due_ms), day);
    if (task->priority)
        fields[PRIORITY].text = priority_name(task->priority);
    struct json *values = view_incident(cx);
    json_put(values, "priorities", priorities());
    return form_open(cx, rq, &form, values);
}

/* " <@U1> due 2026-11-27 P1": who, when and how urgent, as a line says it. */
static const char *pieces(struct context *cx, const char *owner, const char *due,
                          const char *priority) {
    const char *line = *owner ? arena_printf(cx->arena, " <@%s>", owner) : "";
    if (*due)
        line = arena_printf(cx->arena, "%s due %s", line, due);
    return *priority ? arena_printf(cx->arena, "%s %s", line, priority) : line;
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field fields[FIELDS];
    bool again = false;
    enum result result = form_check_incident(cx);
    if (result != OK)
        return result;
    new_fields(fields);
    result = form_read(cx, rq, fields, FIELDS, &again);
    if (result != OK || again)
        return result;
    return action_add(cx, rq, form_given(&fields[TEXT]),
                      pieces(cx, form_given(&fields[OWNER]), form_given(&fields[DUE]),
                             form_given(&fields[PRIORITY])));
}

static enum result ask(struct context *cx, const struct request *rq) {
    const char *text = form_text(cx, rq, "text"), *owner = form_text(cx, rq, "owner");
    const char *line = pieces(cx, owner, form_text(cx, rq, "due"), form_text(cx, rq, "priority"));
    if (!cx->incident)
        return OK;
    reply_say(cx, "*%s*: what is to be done, so that it does not happen again? Fill in this line:",
              cx->incident->name);
    reply_say(cx, "```%s action add %s %s%s```", cx->config->slack.command, cx->incident->name,
              *text ? shown(cx, text) : "…what…", *line ? line : " @who due friday p1");
    return OK;
}

const struct handler handlers_action_form[] = {
    {.trigger = TRIGGER_FORM, .name = "action", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "action", .run = ask},
    {0},
};
