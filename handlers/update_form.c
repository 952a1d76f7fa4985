/* The form that /incident update opens when nothing is typed behind it. What comes back as it was
 * shown is not an edit: the timeline is to say what is new. */
#include "handlers/update_form.h"

#include "handlers/kit/change.h"
#include "handlers/kit/form.h"
#include "handlers/kit/view.h"
#include "handlers/update.h"

#include <string.h>

/* What it asks for, with what is known of it. */
static void known_fields(struct context *cx, struct form_field ret_fields[UPDATE_FIELDS]) {
    const struct incident *incident = cx->incident;
    const struct form_field fields[UPDATE_FIELDS] = {
        [UPDATE_STATUS] = {.name = "status", .known = status_name(incident->status)},
        [UPDATE_PROGRESS] = {.name = "progress", .known = incident->progress},
        [UPDATE_NEXT] = {.name = "next", .known = incident->next_steps},
        [UPDATE_ETA] = {.name = "eta", .known = incident->eta},
        [UPDATE_IMPACT] = {.name = "impact", .known = incident->impact},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

enum result update_form_open(struct context *cx, const struct request *rq) {
    struct form_field fields[UPDATE_FIELDS];
    struct form form = {.name = "update",
                        .line = arena_printf(cx->arena, "update %s", cx->incident->name),
                        .args = "",
                        .fields = fields,
                        .count = UPDATE_FIELDS};
    known_fields(cx, fields);
    return form_open(cx, rq, &form, view_incident(cx));
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field given[UPDATE_FIELDS];
    struct words_field fields[UPDATE_FIELDS];
    bool again = false;
    if (!cx->incident)
        return fail(cx->err, INVALID, "This incident is not known any more");
    known_fields(cx, given);
    enum result result = check_open(cx);
    if (result == OK)
        result = form_read(cx, rq, given, UPDATE_FIELDS, &again);
    if (result != OK || again)
        return result;
    update_fields(fields);
    for (int i = 0; i < UPDATE_FIELDS; i++)
        fields[i].ret_value = given[i].text;
    if (fields[UPDATE_PROGRESS].ret_value && !*fields[UPDATE_PROGRESS].ret_value)
        fields[UPDATE_PROGRESS].ret_value = NULL; /* Slack asks for it; blanks are nothing */
    return update_post(cx, rq, fields);
}

static enum result ask(struct context *cx, const struct request *rq) {
    (void)rq;
    if (cx->incident)
        update_ask(cx);
    return OK;
}

const struct handler handlers_update_form[] = {
    {.trigger = TRIGGER_FORM, .name = "update", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "update", .run = ask},
    {0},
};
