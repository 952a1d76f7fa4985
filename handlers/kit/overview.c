/* What one person sees of everything: see overview.h. */
#include "handlers/kit/overview.h"

#include "base/str.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"
#include "store/pages.h"

enum { DEBTS_MAX = 60 };

/* ---- What the person owes */

static void add(struct context *cx, struct overview *overview, const char *text, int64_t due_ms,
                const char *label, const char *verb) {
    const char *name = cx->incident->name;
    if (overview->debt_count == DEBTS_MAX)
        return;
    overview->debts[overview->debt_count++] =
        (struct overview_debt){text, due_ms, arena_printf(cx->arena, "%s %s", label, name),
                               arena_printf(cx->arena, "%s %s", verb, name)};
}

/* "an update on *INC-…* *checkout is down*" */
static const char *about(struct context *cx, const char *what) {
    return arena_printf(cx->arena, "%s *%s* *%s*", what, cx->incident->name, cx->incident->title);
}

/* The call that user has not answered. */
static enum result add_call(struct context *cx, const char *user, struct overview *overview) {
    struct page page;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, user, &page, cx->err);
    if (result != OK || page.answered_ms)
        return result == ABSENT ? OK : result;
    const char *text = arena_printf(cx->arena, "%s at %s: %s",
                                    about(cx, ":rotating_light: an answer: you were called to"),
                                    time_text(cx, page.called_ms), page.why);
    add(cx, overview, text, 0, "I'm on it:", "onit");
    return OK;
}

/* The promised update, if they write it, and somebody who takes the incident, if they lead it. */
static void add_duties(struct context *cx, const char *user, struct overview *overview) {
    const struct incident *incident = cx->incident;
    int64_t response_by_ms = target_by(cx);
    if (response_by_ms && !incident->acked_ms && str_equal(view_commander(cx), user))
        add(cx, overview, about(cx, "an acknowledgement of"), response_by_ms, "Acknowledge", "ack");
    if (incident->promised_ms && str_equal(view_comms(cx), user))
        add(cx, overview, about(cx, "an update on"), incident->promised_ms, "Update", "update");
}

/* Tasks and debts, those of incidents that are over as well. */
static enum result add_tasks(struct context *cx, const char *user, struct overview *overview) {
    struct task_list list;
    enum result result = task_list(cx->store, cx->arena, 0, true, user, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++) {
        const struct task *task = &list.tasks[i];
        const char *number = arena_printf(cx->arena, "#%lld", (long long)task->number);
        result = route_load(cx, task->incident_id);
        if (result != OK || overview->debt_count == DEBTS_MAX)
            break;
        const char *name = cx->incident->name;
        overview->debts[overview->debt_count++] = (struct overview_debt){
            arena_printf(cx->arena, "*%s* %s", name, owed_title(cx, task)), task->due_ms,
            arena_printf(cx->arena, "Done %s %s", number, name),
            arena_printf(cx->arena, "done %s %s", name, number)};
    }
    return result;
}

static enum result add_debts(struct context *cx, const char *user, struct overview *overview) {
    struct incident_list all;
    struct incident_filter filter = {.open_only = true, .with_drills = true};
    enum result result =
        incident_list(cx->store, cx->arena, &filter, OVERVIEW_LISTED_MAX, &all, cx->err);
    overview->debts = arena_alloc(cx->arena, DEBTS_MAX * sizeof *overview->debts);
    for (int i = 0; result == OK && i < all.count; i++) {
        result = route_load(cx, all.incidents[i].id);
        if (result == OK)
            result = add_call(cx, user, overview);
        if (result == OK)
            add_duties(cx, user, overview);
    }
    return result == OK ? add_tasks(cx, user, overview) : result;
}

/* ---- What there is */

static enum result add_incidents(struct context *cx, const char *user, const char *place,
                                 struct overview *overview) {
    struct incident_filter open = {.open_only = true, .viewer = user, .place = place};
    struct incident_filter drills = {
        .open_only = true, .drills_only = true, .viewer = user, .place = place};
    struct incident_filter ended = {.resolved_only = true, .viewer = user, .place = place};
    enum result result =
        incident_list(cx->store, cx->arena, &open, OVERVIEW_LISTED_MAX, &overview->open, cx->err);
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &drills, OVERVIEW_LISTED_MAX,
                               &overview->drills, cx->err);
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &ended, OVERVIEW_ENDED_MAX, &overview->ended,
                               cx->err);
    return result;
}

enum result overview_read(struct context *cx, const char *user, const char *place,
                          struct overview *ret_overview) {
    const struct context before = *cx;
    struct overview overview = {0};
    enum result result = add_debts(cx, user, &overview);
    *cx = before;
    if (result == OK)
        result = add_incidents(cx, user, place, &overview);
    if (result == OK)
        *ret_overview = overview;
    return result;
}
