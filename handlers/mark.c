/* The mark: while a sev1 has impact, one short line every so often that says how long it has been,
 * and what is promised and decided. People who work hard lose count of time; whoever leads hears it
 * here. It counts from the acknowledgement, before that from the declaration, and anew when the
 * incident comes back or is raised. Marks that were missed are one, and one that falls together
 * with another reminder is left out: that one tells the time, too. */
#include "base/str.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/voice.h"
#include "model/phrase.h"
#include "store/answers.h"
#include "store/jobs.h"
#include "store/tasks.h"

#include <stdlib.h>

#define TOPIC "mark"
#define DECIDED "decided"

/* Later than this it says so. */
enum { GRACE_MS = MINUTE_MS };

/* After two hours nobody works in tens of minutes any more, and the promised updates go on. */
enum { LAST_MS = 2 * HOUR_MS };

static bool is_marked(const struct context *cx) {
    const struct incident *incident = cx->incident;
    return cx->playbook->mark_ms && incident_is_open(incident) &&
           incident->severity == SEVERITY_1 && incident->status < STATUS_MONITORING;
}

/* Puts the first mark after now that is a multiple from base_ms on, or takes it away. */
static enum result put(struct context *cx, int64_t base_ms) {
    int64_t every_ms = cx->playbook->mark_ms;
    if (!is_marked(cx))
        return job_drop(cx->store, "mark", cx->incident->id, "", cx->err);
    if (base_ms > cx->now_ms) /* the clock was set back */
        base_ms = cx->now_ms;
    int64_t next_ms = ((cx->now_ms - base_ms) / every_ms + 1) * every_ms;
    if (next_ms > LAST_MS)
        return job_drop(cx->store, "mark", cx->incident->id, "", cx->err);
    struct job job = {.kind = "mark",
                      .incident_id = cx->incident->id,
                      .due_ms = base_ms + next_ms,
                      .within_ms = job_within(cx->now_ms, base_ms + next_ms),
                      .args = arena_printf(cx->arena, "%lld", (long long)base_ms)};
    return job_put(cx->store, &job, cx->err);
}

/* "Decided at 14:20 UTC: Roll back.", or that nothing is. */
static enum result decided_text(struct context *cx, const char **ret_text) {
    struct answer_list kept;
    char when[PHRASE_WHEN_SIZE];
    enum result result = answer_list(cx->store, cx->arena, cx->incident->id, TOPIC, &kept, cx->err);
    if (result != OK)
        return result;
    *ret_text = "Nothing is decided yet.";
    for (int i = 0; i < kept.count; i++) {
        if (!str_equal(kept.answers[i].name, DECIDED))
            continue;
        const struct playbook_course *course = playbook_course(cx->playbook, kept.answers[i].value);
        *ret_text = arena_printf(cx->arena, "Decided at %s: %s.",
                                 phrase_of_moment(kept.answers[i].at_ms, cx->now_ms, when),
                                 course ? course->title : kept.answers[i].value);
    }
    return OK;
}

static enum result waiting_text(struct context *cx, const char **ret_text) {
    struct task_list open;
    int asked = 0;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        asked += str_equal(open.tasks[i].kind, TASK_ASK);
    *ret_text =
        asked ? arena_printf(cx->arena, " %d task%s open.", asked, asked == 1 ? " is" : "s are")
              : "";
    return result;
}

/* "Next update by 14:35 UTC.", or that it is due, overdue or not promised. */
static const char *promised_text(struct context *cx) {
    char when[PHRASE_WHEN_SIZE];
    int64_t promised_ms = cx->incident->promised_ms;
    if (!promised_ms)
        return "No update is promised.";
    if (promised_ms <= cx->now_ms && cx->now_ms - promised_ms < GRACE_MS)
        return "The update is due now.";
    phrase_of_moment(promised_ms, cx->now_ms, when);
    return promised_ms > cx->now_ms ? arena_printf(cx->arena, "Next update by %s.", when)
                                    : arena_printf(cx->arena, "The update of %s is overdue.", when);
}

/* " Declared 24 minutes ago." where the mark counts from something else. */
static const char *declared_text(struct context *cx, int64_t base_ms) {
    char age[PHRASE_DURATION_SIZE];
    int64_t declared_ms = cx->incident->declared_ms;
    if (base_ms - declared_ms < MINUTE_MS)
        return "";
    return arena_printf(cx->arena, " Declared %s ago.",
                        phrase_of_duration(cx->now_ms - declared_ms, PHRASE_LONG, age));
}

/* "*20-minute mark.* Declared 24 minutes ago. Next update by 14:35 UTC. Nothing is decided yet." */
static enum result mark_text(struct context *cx, int64_t base_ms, int64_t past_ms,
                             const char **ret_text) {
    char late[PHRASE_DURATION_SIZE];
    const char *decided = NULL, *waiting = NULL, *lateness = "";
    int64_t late_ms = cx->now_ms - base_ms - past_ms;
    enum result result = decided_text(cx, &decided);
    if (result == OK)
        result = waiting_text(cx, &waiting);
    if (result != OK)
        return result;
    if (late_ms > GRACE_MS)
        lateness = arena_printf(cx->arena, " I am %s late with this.",
                                phrase_of_duration(late_ms, PHRASE_LONG, late));
    *ret_text = arena_printf(cx->arena, ":stopwatch: *%lld-minute mark.*%s%s %s %s%s",
                             (long long)(past_ms / MINUTE_MS), declared_text(cx, base_ms), lateness,
                             promised_text(cx), decided, waiting);
    return OK;
}

static enum result tell(struct context *cx, int64_t base_ms, int64_t past_ms) {
    const char *text = NULL;
    enum result result = mark_text(cx, base_ms, past_ms, &text);
    if (result != OK)
        return result;
    struct json *values = view_incident(cx);
    json_put_str(values, "fact", text);
    json_put_str(values, "undo", "");
    view_put_call(cx, values, false);
    const char *collapse = arena_printf(cx->arena, "mark:%s", cx->incident->name);
    return post_thread(cx, "notice", values,
                       &(struct post_how){.collapse = collapse,
                                          .expires_ms = base_ms + past_ms + cx->playbook->mark_ms});
}

static enum result run(struct context *cx, const struct request *rq) {
    bool near = false;
    if (!cx->incident || !is_marked(cx))
        return OK;
    int64_t every_ms = cx->playbook->mark_ms, base_ms = strtoll(rq->args, NULL, 10);
    int64_t past_ms = (cx->now_ms - base_ms) / every_ms * every_ms;
    enum result result = put(cx, base_ms);
    if (result != OK || rq->due_ms > cx->now_ms || past_ms <= 0)
        return result;             /* the clock was set back */
    if (cx->incident->unreachable) /* the promise tries whether the thread is back */
        return OK;
    result = voice_is_near(cx, &near);
    return result == OK && !near ? tell(cx, base_ms, past_ms) : result;
}

/* ---- What happens to an incident */

static enum result from_now(struct context *cx, const struct request *rq) {
    (void)rq;
    return put(cx, cx->now_ms);
}

/* Only back from monitoring does it begin anew; between investigating and mitigating it goes on. */
static enum result status_changed(struct context *cx, const struct request *rq) {
    enum status before;
    if (!is_marked(cx))
        return put(cx, cx->now_ms);
    if (status_read(rq->args, &before) == OK && before < STATUS_MONITORING)
        return OK;
    return put(cx, cx->now_ms);
}

static enum result decided(struct context *cx, const struct request *rq) {
    struct answer answer = {
        .name = DECIDED, .value = rq->args, .who = rq->user, .at_ms = cx->now_ms};
    return answer_put(cx->store, cx->incident->id, TOPIC, &answer, cx->err);
}

const struct handler handlers_mark[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = from_now},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ACKNOWLEDGED, .run = from_now},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = from_now},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = from_now},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = from_now},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_STATUS, .run = status_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECIDED, .run = decided},
    {.trigger = TRIGGER_JOB, .name = "mark", .run = run},
    {0},
};
