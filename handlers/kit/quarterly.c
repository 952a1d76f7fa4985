/* What a quarter's review is made of: see quarterly.h. */
#include "handlers/kit/quarterly.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/drills.h"
#include "model/alike.h"
#include "model/figures.h"
#include "model/quarter.h"
#include "model/runbook.h"
#include "model/spread.h"
#include "store/answers.h"
#include "store/incidents.h"
#include "store/measures.h"
#include "store/timeline.h"

/* Likeness looks back over two years at most. */
enum { INCIDENTS_MAX = 400 };
#define LOOK_BACK_MS (730 * DAY_MS)

static bool is_within(int64_t quarter, int64_t ms) {
    return ms >= quarter_begin(quarter) && ms < quarter_begin(quarter + 1);
}

/* ---- One incident */

static enum result find_service(struct context *cx, struct quarterly_incident *one) {
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, one->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result == OK)
        one->service = answer_value(&facts, "service");
    return result;
}

/* Those of other organisations help nobody here, unless the playbook names none of its own. */
static bool fits_any(const struct context *cx, const char *title) {
    const struct playbook_texts *own = &cx->playbook->runbooks;
    const struct runbooks *shelf = library_runbooks(cx->library);
    for (int i = 0; i < shelf->count; i++)
        if ((!own->count || playbook_has(own, shelf->list[i].name)) &&
            runbook_score(&shelf->list[i], title) >= RUNBOOK_FITS)
            return true;
    return false;
}

static enum result find_runbook(struct context *cx, struct quarterly_incident *one) {
    int64_t shown = 0;
    enum result result = timeline_count(cx->store, one->incident->id, "runbook", &shown, cx->err);
    one->runbook = shown > 0 || fits_any(cx, one->incident->title);
    return result;
}

static bool is_before(const struct incident *other, const struct incident *incident) {
    return other->id < incident->id && other->resolved_ms;
}

static void find_by_words(const struct incident_list *all, struct quarterly_incident *one) {
    for (int i = 0; i < all->count && !one->like; i++) { /* the newest first */
        const struct incident *other = &all->incidents[i];
        if (is_before(other, one->incident) && alike_percent(one->incident, other) >= ALIKE_PERCENT)
            one->like = other;
    }
}

static enum result find_by_service(struct context *cx, struct quarterly_incident *one) {
    struct incident_list of_service;
    struct incident_filter filter = {.counted = true, .service = one->service};
    enum result result =
        incident_list(cx->store, cx->arena, &filter, INCIDENTS_MAX, &of_service, cx->err);
    for (int i = 0; result == OK && i < of_service.count && !one->like; i++)
        if (is_before(&of_service.incidents[i], one->incident))
            one->like = &of_service.incidents[i];
    one->like_by_service = one->like != NULL;
    return result;
}

static enum result find_like(struct context *cx, const struct incident_list *all,
                             struct quarterly_incident *one) {
    struct task_filter filter = {.items_only = true};
    enum result result = OK;
    find_by_words(all, one);
    if (!one->like && *one->service)
        result = find_by_service(cx, one);
    if (result != OK || !one->like)
        return result;
    filter.incident_id = one->like->id;
    return task_find(cx->store, cx->arena, &filter, &one->owed, cx->err);
}

static enum result look_at(struct context *cx, const struct incident_list *all,
                           struct quarterly_incident *one) {
    enum result result = find_service(cx, one);
    if (result == OK)
        result = find_runbook(cx, one);
    if (result == OK)
        result = timeline_count(cx->store, one->incident->id, "severity", &one->changed, cx->err);
    return result == OK ? find_like(cx, all, one) : result;
}

/* Those of a quarter, the oldest first. */
static enum result take_quarter(struct context *cx, const struct incident_list *all,
                                int64_t quarter, struct quarterly_incident **ret_incidents,
                                int *ret_count) {
    enum result result = OK;
    int count = 0;
    struct quarterly_incident *found =
        arena_alloc(cx->arena, ((size_t)all->count + 1) * sizeof *found);
    for (int i = all->count - 1; result == OK && i >= 0; i--) {
        if (!is_within(quarter, all->incidents[i].declared_ms))
            continue;
        found[count] = (struct quarterly_incident){.incident = &all->incidents[i], .service = ""};
        result = look_at(cx, all, &found[count++]);
    }
    *ret_incidents = found;
    *ret_count = count;
    return result;
}

/* ---- Times and promises */

static int64_t time_of(const struct figures *figures, enum quarterly_time which) {
    const int64_t times[QUARTERLY_TIMES] = {figures->detect_ms, figures->acknowledge_ms,
                                            figures->mitigate_ms, figures->resolve_ms};
    return times[which];
}

static struct spread spread_in(struct context *cx, const struct measured_list *list,
                               enum quarterly_time which) {
    int64_t *values = arena_alloc(cx->arena, ((size_t)list->count + 1) * sizeof *values);
    for (int i = 0; i < list->count; i++) {
        struct figures figures = figures_of(&list->rows[i].incident);
        values[i] = time_of(&figures, which);
    }
    return spread_of(cx->arena, values, list->count);
}

static enum result measure(struct context *cx, struct quarterly *quarterly) {
    struct measured_list now, before;
    int64_t begin_ms = quarter_begin(quarterly->quarter);
    enum result result =
        measures_read(cx->store, cx->arena, begin_ms, quarter_begin(quarterly->quarter + 1), 0,
                      INCIDENTS_MAX, &now, cx->err);
    if (result == OK)
        result = measures_read(cx->store, cx->arena, quarter_begin(quarterly->quarter - 1),
                               begin_ms, 0, INCIDENTS_MAX, &before, cx->err);
    for (int i = 0; result == OK && i < QUARTERLY_TIMES; i++) {
        struct spread spread = spread_in(cx, &now, (enum quarterly_time)i);
        struct spread last = spread_in(cx, &before, (enum quarterly_time)i);
        quarterly->means[i] =
            (struct quarterly_mean){spread.mean_ms, spread.count, last.mean_ms, last.count};
    }
    for (int i = 0; result == OK && i < now.count; i++) {
        quarterly->promised += now.rows[i].promised;
        quarterly->kept += now.rows[i].kept;
    }
    return result;
}

/* ---- What is owed, and rehearsals */

static enum result gather_owed(struct context *cx, struct quarterly *quarterly) {
    struct task_filter items = {.items_only = true,
                                .counted = true,
                                .resolved_from_ms = quarter_begin(quarterly->quarter),
                                .resolved_to_ms = quarter_begin(quarterly->quarter + 1)};
    struct task_filter open = {.items_only = true, .counted = true, .open_only = true};
    struct task_list list;
    int count = 0;
    enum result result = task_find(cx->store, cx->arena, &items, &quarterly->items, cx->err);
    if (result == OK)
        result = task_find(cx->store, cx->arena, &open, &list, cx->err);
    if (result != OK)
        return result;
    struct incident *incidents =
        arena_alloc(cx->arena, ((size_t)list.count + 1) * sizeof *incidents);
    for (int i = 0; result == OK && i < list.count; i++) {
        if (!str_equal(list.tasks[i].kind, TASK_SHORTCUT))
            continue;
        list.tasks[count] = list.tasks[i];
        result = incident_get(cx->store, cx->arena, list.tasks[i].incident_id, &incidents[count],
                              cx->err);
        count++;
    }
    quarterly->shortcuts = (struct task_list){list.tasks, count};
    quarterly->of_shortcuts = incidents;
    return result;
}

static enum result count_drills(struct context *cx, struct quarterly *quarterly) {
    struct incident_list list;
    struct incident_filter filter = {.drills_only = true,
                                     .since_ms = quarter_begin(quarterly->quarter)};
    enum result result =
        incident_list(cx->store, cx->arena, &filter, INCIDENTS_MAX, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++)
        quarterly->drills += is_within(quarterly->quarter, list.incidents[i].declared_ms);
    return result;
}

enum result quarterly_gather(struct context *cx, int64_t quarter, struct quarterly *ret_quarterly) {
    struct quarterly quarterly = {.quarter = quarter, .now_ms = cx->now_ms, .next_drill = ""};
    struct incident_list all;
    struct incident_filter filter = {.counted = true,
                                     .since_ms = quarter_begin(quarter) - LOOK_BACK_MS};
    enum result result = incident_list(cx->store, cx->arena, &filter, INCIDENTS_MAX, &all, cx->err);
    if (result == OK)
        result = take_quarter(cx, &all, quarter, &quarterly.incidents, &quarterly.count);
    if (result == OK)
        result = take_quarter(cx, &all, quarter - 1, &quarterly.before, &quarterly.before_count);
    if (result == OK)
        result = measure(cx, &quarterly);
    if (result == OK)
        result = gather_owed(cx, &quarterly);
    if (result == OK)
        result = count_drills(cx, &quarterly);
    if (result == OK)
        result = drills_next(cx, &quarterly.next_drill);
    if (result == OK)
        *ret_quarterly = quarterly;
    return result;
}
