/* What is useful to do next: see useful.h. */
#include "handlers/kit/useful.h"

#include "base/str.h"
#include "base/utf8.h"
#include "handlers/kit/walk.h"
#include "model/advice.h"
#include "store/clocks.h"
#include "store/decisions.h"

/* One more, unless there are enough. */
static void add(struct useful_thing *things, int *count, int max,
                const struct useful_thing *thing) {
    if (*count < max && utf8_count(thing->line) <= USEFUL_LINE_MAX)
        things[(*count)++] = *thing;
}

/* "update INC-…"; rest "" or what stands behind the name. */
static const char *line_of(struct context *cx, const char *verb, const char *rest) {
    return arena_printf(cx->arena, "%s %s%s%s", verb, cx->incident->name, *rest ? " " : "", rest);
}

static void next(struct useful *useful, const char *label, const char *line, const char *style) {
    add(useful->next, &useful->next_count, USEFUL_NEXT_MAX,
        &(struct useful_thing){label, line, style});
}

static void more(struct context *cx, struct useful *useful, const char *label, const char *verb) {
    add(useful->more, &useful->more_count, USEFUL_MORE_MAX,
        &(struct useful_thing){label, line_of(cx, verb, ""), ""});
}

/* Somebody to stand by: as deputy where that is a role that nobody has. */
static void more_help(struct context *cx, struct useful *useful) {
    if (!playbook_role(cx->playbook, "deputy") || *role_holder(&cx->roles, "deputy")) {
        more(cx, useful, "Join", "join");
        return;
    }
    add(useful->more, &useful->more_count, USEFUL_MORE_MAX,
        &(struct useful_thing){"Be the deputy", line_of(cx, "deputy", "me"), ""});
}

/* ---- The clock */

/* The course that the newest told mark of a running clock puts to the team, NULL for none. */
static enum result course_of(struct context *cx, const struct playbook_clock *clock,
                             const struct playbook_course **ret_course) {
    struct clock_row row;
    enum result result =
        clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
    *ret_course = NULL;
    if (result != OK)
        return result == ABSENT ? OK : result;
    for (int i = 0; !row.ended_ms && i < row.told && i < clock->mark_count; i++) {
        const struct playbook_course *course =
            playbook_course(cx->playbook, clock->marks[i].decision);
        if (course && advice_allowed(cx->playbook, course, cx->incident->severity))
            *ret_course = course;
    }
    return OK;
}

/* A clock is past the mark at which it asks for a decision. */
static enum result add_overdue(struct context *cx, struct useful *useful) {
    const struct playbook_course *course = NULL;
    enum result result = OK;
    for (int i = 0; !course && result == OK && i < cx->playbook->clock_count; i++)
        result = course_of(cx, &cx->playbook->clocks[i], &course);
    if (course)
        next(useful, arena_printf(cx->arena, "%s…", course->title),
             line_of(cx, "decide", course->name), "danger");
    return result;
}

/* What was decided and is being done. */
static enum result add_decided(struct context *cx, struct useful *useful) {
    struct decision last;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &last, cx->err);
    if (result != OK || !str_equal(last.state, DECISION_MADE))
        return result == ABSENT ? OK : result;
    const struct playbook_course *course = playbook_course(cx->playbook, last.course);
    if (course && walk_checklist(cx, course))
        next(useful, arena_printf(cx->arena, "%s: next step", course->title),
             walk_line(cx, course, true), "");
    return OK;
}

/* ---- By status */

static enum result add_watched(struct context *cx, struct useful *useful) {
    next(useful, "Resolve…", line_of(cx, "resolve", ""), "primary");
    next(useful, "It is back", line_of(cx, "back", ""), "danger");
    next(useful, "Catch me up", line_of(cx, "catchup", ""), "");
    more(cx, useful, "Update…", "update");
    more_help(cx, useful);
    more(cx, useful, "Hand over…", "handoff");
    more(cx, useful, "Timeline", "timeline");
    more(cx, useful, "Show everything", "show");
    return OK;
}

static enum result add_running(struct context *cx, struct useful *useful) {
    bool acked = cx->incident->acked_ms != 0;
    enum result result = add_overdue(cx, useful);
    if (result == OK)
        result = add_decided(cx, useful);
    if (acked)
        next(useful, "Update…", line_of(cx, "update", ""), "primary");
    next(useful, "Catch me up", line_of(cx, "catchup", ""), "");
    more(cx, useful, "The impact is over", "mitigate");
    more(cx, useful, "Resolve…", "resolve");
    more_help(cx, useful);
    more(cx, useful, "Hand over…", "handoff");
    more(cx, useful, "Show everything", "show");
    return result;
}

static enum result add_open(struct context *cx, struct useful *useful) {
    bool watched = cx->incident->status == STATUS_MONITORING;
    if (!cx->incident->acked_ms && !watched)
        next(useful, "I'm on it", line_of(cx, "onit", ""), "primary");
    return watched ? add_watched(cx, useful) : add_running(cx, useful);
}

static void add_ended(struct context *cx, struct useful *useful) {
    const struct incident *incident = cx->incident;
    if (!*incident->outcome && !incident->closed_ms)
        next(useful, "It is back", line_of(cx, "back", ""), "danger");
    if (incident->postmortem_due_ms)
        next(useful, "Postmortem", line_of(cx, "postmortem", ""), "");
    more(cx, useful, "Timeline", "timeline");
    more(cx, useful, "Show everything", "show");
}

enum result useful_read(struct context *cx, struct useful *ret_useful) {
    *ret_useful = (struct useful){0};
    if (incident_is_open(cx->incident))
        return add_open(cx, ret_useful);
    add_ended(cx, ret_useful);
    return OK;
}

/* ---- For a template */

static struct json *list_of(struct context *cx, const struct useful_thing *things, int count) {
    struct json *list = json_new_array();
    for (int i = 0; i < count; i++) {
        struct json *thing = json_new_object();
        json_put_str(thing, "number", arena_printf(cx->arena, "%d", i));
        json_put_str(thing, "label", things[i].label);
        json_put_str(thing, "line", things[i].line);
        json_put_str(thing, "style", things[i].style);
        json_push(list, thing);
    }
    return list;
}

void useful_put(struct context *cx, struct json *values, const struct useful *useful) {
    json_put(values, "buttons", list_of(cx, useful->next, useful->next_count));
    json_put(values, "more", list_of(cx, useful->more, useful->more_count));
}
