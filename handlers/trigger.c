/* What calls people by itself, as far as the playbook wants it: a sev1, several sev2 at once, a
 * security incident or lost data, an incident that nobody takes in time, an update that does not
 * come, and updates without progress. Each is listened for here and climbs the one path
 * (kit/escalation.h). */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "store/answers.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/jobs.h"

#include <stdlib.h>
#include <string.h>

/* Several of sev2 are so many where the playbook gives no number. */
enum { SEVERAL = 2, NAMED_MAX = 10 };

/* What is kept: the status and how many updates came in it, "mitigating 2". */
#define TOPIC "progress"
#define QUIET "quiet"

#define SEVERAL_CALLED "several-sev2 called"

static bool is_trigger(const struct context *cx, const char *word) {
    return playbook_has(&cx->playbook->escalation.triggers, word);
}

/* ---- Calling */

/* Calls the next, unless one of the path was called to this incident a moment ago: an incident can
 * be several of these things at once. here knows already. */
static enum result call(struct context *cx, const char *cause, const char *here, const char *why) {
    struct page last;
    struct somebody called;
    struct escalation escalation = {
        .actor = TIMELINE_BOT, .cause = cause, .why = why, .here = here};
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, NULL, &last, cx->err);
    if (result == OK && last.step && cx->now_ms - last.called_ms < ESCALATION_RECENT_MS)
        return record(cx, TIMELINE_BOT, "escalated",
                      arena_printf(cx->arena,
                                   "Nobody else is called, because %s was called just now: %s",
                                   *last.who ? mention(cx, last.who) : last.name, why));
    if (result == OK || result == ABSENT)
        result = escalate(cx, &escalation, &called);
    return result == ABSENT ? OK : result;
}

/* ---- At once: severity, kind, several */

/* Whether the path has somebody but user who can be reached. */
static bool is_peopled(struct context *cx, const char *user) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    for (int i = 0; i < escalation->path_count; i++) {
        struct somebody somebody = somebody_of(cx, escalation->path[i].who);
        if (*somebody_reach(cx, &somebody) || (*somebody.user && !str_equal(somebody.user, user)))
            return true;
    }
    return false;
}

/* Where nobody was written down yet, a team is not told so at each declaration: `oncall` says it,
 * and the thread when an incident is not taken. */
static enum result call_for_severity(struct context *cx, const struct request *rq) {
    if (cx->incident->severity != SEVERITY_1 || !is_trigger(cx, "sev1") ||
        !is_peopled(cx, rq->user))
        return OK;
    return call(
        cx, PAGE_SEVERITY, rq->user,
        arena_printf(cx->arena, "a %s is always escalated at once", view_severity(cx, SEVERITY_1)));
}

static enum result call_for_kind(struct context *cx, const struct request *rq) {
    const char *kind = cx->incident->kind;
    if (!*kind || !is_trigger(cx, kind))
        return OK;
    const char *what = str_equal(kind, "data") ? "data may be lost" : NULL;
    if (!what)
        what = arena_printf(cx->arena, "this is a %s incident", kind);
    return call(cx, PAGE_KIND, rq->user, what);
}

/* "3 SEV-2 incidents are open at once: INC-… search is slow, INC-… …", or NULL when they are not
 * several. Drills are none, and private ones are not named in the open. */
static enum result several(struct context *cx, const char **ret_text) {
    struct incident_list open;
    struct incident_filter filter = {.open_only = true, .severity = SEVERITY_2};
    int64_t enough = cx->playbook->escalation.several;
    const char *names = "";
    int count = 0;
    enum result result = incident_list(cx->store, cx->arena, &filter, NAMED_MAX, &open, cx->err);
    if (result != OK)
        return result;
    for (int i = open.count - 1; i >= 0; i--) {
        const struct incident *one = &open.incidents[i];
        if (one->drill || one->is_private)
            continue;
        names =
            arena_printf(cx->arena, "%s%s %s %s", names, count ? "," : "", one->name, one->title);
        count++;
    }
    *ret_text = NULL;
    if (count >= (enough ? enough : SEVERAL))
        *ret_text = arena_printf(cx->arena, "%d %s incidents are open at once:%s", count,
                                 view_severity(cx, SEVERITY_2), names);
    return OK;
}

static enum result call_for_several(struct context *cx, const struct request *rq) {
    const struct incident *incident = cx->incident;
    const char *text = NULL;
    int64_t called_ms = 0;
    if (incident->severity != SEVERITY_2 || incident->drill || incident->is_private ||
        !is_trigger(cx, PAGE_SEVERAL))
        return OK;
    enum result result = several(cx, &text);
    if (result != OK || !text)
        return result;
    result = fact_get_ms(cx->store, SEVERAL_CALLED, &called_ms, cx->err);
    if (result != OK)
        return result;
    if (called_ms && cx->now_ms - called_ms < ESCALATION_RECENT_MS)
        return post_team(
            cx, arena_printf(cx->arena,
                             ":rotating_light: %s. The escalation path was called for it.", text));
    result = fact_put_int(cx->store, SEVERAL_CALLED, cx->now_ms, cx->err);
    return result == OK ? call(cx, PAGE_SEVERAL, rq->user, text) : result;
}

/* ---- Nobody takes it */

/* Has the job "unacknowledged" look when somebody must have taken it, counted from from_ms: by the
 * condition that was named, else by the severity. Whoever hears of that only when it is over has
 * the time from now. */
static enum result watch_from(struct context *cx, int64_t from_ms) {
    enum severity severity = cx->incident->severity;
    const struct playbook_condition *condition = condition_of(cx);
    int64_t by_ms = calendar_response_by(cx->playbook, severity, condition, from_ms);
    if (by_ms && by_ms <= cx->now_ms)
        by_ms = calendar_response_by(cx->playbook, severity, condition, cx->now_ms);
    if (!by_ms || cx->incident->acked_ms || !is_trigger(cx, PAGE_UNACKNOWLEDGED))
        return job_drop(cx->store, "unacknowledged", cx->incident->id, "", cx->err);
    struct job job = {.kind = "unacknowledged",
                      .incident_id = cx->incident->id,
                      .due_ms = by_ms,
                      .within_ms = job_within(cx->now_ms, by_ms)};
    return job_put(cx->store, &job, cx->err);
}

static enum result watch_acknowledgement(struct context *cx) {
    return watch_from(cx, cx->now_ms);
}

static enum result unacknowledged(struct context *cx, const struct request *rq) {
    if (!cx->incident || !incident_is_open(cx->incident) || cx->incident->acked_ms)
        return OK;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return watch_acknowledgement(cx);
    int64_t open_ms = cx->now_ms - cx->incident->declared_ms;
    return call(
        cx, PAGE_UNACKNOWLEDGED, NULL,
        arena_printf(cx->arena, "nobody has acknowledged it for %s", span_text(cx, open_ms)));
}

/* ---- The update does not come */

/* Commander and deputy were called by the promise itself: where they are steps of the path, they
 * count as called. */
static enum result count_called(struct context *cx, struct page *ret_last) {
    const struct playbook_escalation *path = &cx->playbook->escalation;
    const char *commander = view_commander(cx), *deputy = role_holder(&cx->roles, "deputy");
    enum result result = OK;
    while (result == OK && cx->incident->escalated < path->path_count) {
        struct somebody found = somebody_of(cx, path->path[cx->incident->escalated].who);
        if (!*found.user || (!str_equal(found.user, commander) && !str_equal(found.user, deputy)))
            return OK;
        *ret_last = (struct page){.incident_id = cx->incident->id,
                                  .who = found.user,
                                  .name = found.name,
                                  .step = ++cx->incident->escalated,
                                  .cause = PAGE_OVERDUE,
                                  .why = "the promised update did not come",
                                  .called_by = TIMELINE_BOT,
                                  .called_ms = cx->now_ms};
        result = page_add(cx->store, ret_last, cx->err);
    }
    return result;
}

/* Whether a call waits for its reaction, and the next follows by itself. */
static bool is_climbing(const struct context *cx, const struct page *page) {
    int64_t wait_ms = escalation_wait_ms(cx, page->step);
    return page->step && !page->answered_ms && wait_ms &&
           cx->now_ms - page->called_ms <= wait_ms + MINUTE_MS;
}

static enum result overdue(struct context *cx, const struct request *rq) {
    struct page last = {0}, before;
    (void)rq;
    if (!is_trigger(cx, PAGE_OVERDUE))
        return OK;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, NULL, &before, cx->err);
    if (result == OK && is_climbing(cx, &before))
        return OK;
    if (result == OK || result == ABSENT)
        result = count_called(cx, &last);
    if (result != OK)
        return result;
    if (!last.step)
        return call(cx, PAGE_OVERDUE, NULL, "the promised update did not come");
    result = incident_save(cx->store, cx->incident, cx->err);
    int64_t wait_ms = escalation_wait_ms(cx, last.step);
    return result == OK && wait_ms ? escalation_watch(cx, &last, wait_ms) : result;
}

/* ---- Updates without progress */

static enum result keep_quiet(struct context *cx, const char *status, int64_t count) {
    struct answer answer = {.name = QUIET,
                            .value = arena_printf(cx->arena, "%s %lld", status, (long long)count),
                            .who = TIMELINE_BOT,
                            .at_ms = cx->now_ms};
    return answer_put(cx->store, cx->incident->id, TOPIC, &answer, cx->err);
}

/* What to do when it does not get on, in the playbook's words. */
static enum result tell_stuck(struct context *cx, int64_t count) {
    const struct playbook_texts *stuck = &cx->playbook->escalation.stuck;
    const char *text = arena_printf(
        cx->arena, ":hourglass: %lld updates, and it is still %s: the response is not progressing.",
        (long long)count, status_title(cx->incident->status));
    for (int i = 0; i < stuck->count; i++)
        text = arena_printf(cx->arena, "%s\n%d. %s", text, i + 1, stuck->texts[i]);
    enum result result =
        record(cx, TIMELINE_BOT, "stuck",
               arena_printf(cx->arena, "%lld updates without another status", (long long)count));
    if (result == OK)
        result = post_team(cx, text);
    if (result != OK)
        return result;
    return call(cx, PAGE_STUCK, NULL,
                arena_printf(cx->arena,
                             "the response is not progressing: %lld updates without "
                             "another status",
                             (long long)count));
}

static enum result count_update(struct context *cx) {
    int64_t cycles = cx->playbook->escalation.quiet_cycles, count = 0;
    const char *status = status_name(cx->incident->status);
    struct answer_list kept;
    enum result result = answer_list(cx->store, cx->arena, cx->incident->id, TOPIC, &kept, cx->err);
    if (result != OK)
        return result;
    const char *before = answer_value(&kept, QUIET);
    size_t len = strlen(status);
    bool same = !*before || (str_starts(before, status) && before[len] == ' ');
    if (same)
        count = (*before ? strtoll(before + len, NULL, 10) : 0) + 1;
    result = keep_quiet(cx, status, count);
    bool watched = cycles && cx->incident->status < STATUS_MONITORING;
    if (result != OK || !watched || !count || count % cycles != 0)
        return result;
    return tell_stuck(cx, count);
}

/* ---- What happens to an incident */

static enum result declared(struct context *cx, const struct request *rq) {
    enum result result = call_for_severity(cx, rq);
    if (result == OK)
        result = call_for_kind(cx, rq);
    if (result == OK)
        result = call_for_several(cx, rq);
    return result == OK ? watch_acknowledgement(cx) : result;
}

static enum result acknowledged(struct context *cx, const struct request *rq) {
    (void)rq;
    enum result result = page_answer_automatic(cx->store, cx->incident->id, cx->now_ms, cx->err);
    return result == OK ? watch_acknowledgement(cx) : result;
}

static enum result severity_changed(struct context *cx, const struct request *rq) {
    enum result result = call_for_severity(cx, rq);
    if (result == OK)
        result = call_for_several(cx, rq);
    return result == OK ? watch_acknowledgement(cx) : result;
}

static enum result kind_changed(struct context *cx, const struct request *rq) {
    enum result result = watch_from(cx, cx->incident->declared_ms);
    return result == OK ? call_for_kind(cx, rq) : result;
}

/* How soon it must be taken may depend on the condition. */
static enum result fact_set(struct context *cx, const struct request *rq) {
    if (!str_equal(rq->args, "condition") || !incident_is_open(cx->incident))
        return OK;
    return watch_from(cx, cx->incident->declared_ms);
}

static enum result status_changed(struct context *cx, const struct request *rq) {
    (void)rq;
    return keep_quiet(cx, status_name(cx->incident->status), 0);
}

static enum result updated(struct context *cx, const struct request *rq) {
    (void)rq;
    enum result result = page_answer_automatic(cx->store, cx->incident->id, cx->now_ms, cx->err);
    return result == OK ? count_update(cx) : result;
}

/* It begins anew, and so does the path. */
static enum result reopened(struct context *cx, const struct request *rq) {
    cx->incident->escalated = 0;
    enum result result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = keep_quiet(cx, status_name(cx->incident->status), 0);
    return result == OK ? declared(cx, rq) : result;
}

const struct handler handlers_trigger[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ACKNOWLEDGED, .run = acknowledged},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = severity_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_KIND, .run = kind_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_FACT, .run = fact_set},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_STATUS, .run = status_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_UPDATED, .run = updated},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_OVERDUE, .run = overdue},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {.trigger = TRIGGER_JOB, .name = "unacknowledged", .run = unacknowledged},
    {0},
};
