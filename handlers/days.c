/* The days after an incident: with its end begins what the playbook asks for, such as the draft of
 * the postmortem within 48 hours, its review and its publication. Each is a task of whoever drives
 * the postmortem, asked for by handlers/chase.c; here they begin, and end when the incident is
 * opened again or when the item of a checklist that says the same is ticked. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/draft.h"
#include "handlers/kit/item.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/postmortem.h"
#include "handlers/kit/reply.h"
#include "model/calendar.h"
#include "model/phrase.h"
#include "model/postmortem.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/jobs.h"

#define JOB "day"

/* ---- Beginning */

/* Says at its beginning that it is time: in working hours, unless it were late by then. */
static enum result put_job(struct context *cx, const struct playbook_day *day, int64_t at_ms,
                           int64_t due_ms) {
    int64_t open_ms = calendar_open_from(&cx->playbook->calendar, at_ms);
    if (open_ms < due_ms)
        at_ms = open_ms;
    struct job job = {.kind = JOB,
                      .incident_id = cx->incident->id,
                      .subject = day->name,
                      .due_ms = at_ms,
                      .within_ms = job_within(cx->now_ms, at_ms),
                      .args = day->name};
    return job_put(cx->store, &job, cx->err);
}

static enum result begin_day(struct context *cx, const struct playbook_day *day, const char *owner,
                             int64_t from_ms) {
    struct task task = {.incident_id = cx->incident->id,
                        .kind = TASK_POSTMORTEM,
                        .text = day->text,
                        .owner = owner,
                        .asked_by = TIMELINE_BOT,
                        .asked_ms = cx->now_ms,
                        .due_ms = postmortem_day_due(cx->playbook, day, from_ms),
                        .state = TASK_OPEN,
                        .answer = "",
                        .ended_by = "",
                        .proof = ""};
    enum result result = task_add(cx->store, &task, cx->err);
    struct postmortem_day row = {day->name, task.number};
    if (result == OK)
        result = postmortem_day_put(cx->store, cx->incident->id, &row, cx->err);
    if (result == OK)
        result = owed_chase(cx, &task, OWED_DUE, 0, task.due_ms);
    if (result == OK && day->begins_ms)
        result = put_job(cx, day, from_ms + day->begins_ms, task.due_ms);
    return result;
}

static const char *plan(struct context *cx, const struct postmortem *postmortem,
                        const struct postmortem_steps *steps) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    const char *days = postmortem_plan(cx, steps);
    return arena_printf(
        cx->arena,
        ":memo: %s drives the postmortem%s%s. Somebody else: `%s postmortem %s owner @name`",
        mention(cx, postmortem->owner), *days ? ": " : "", days, command, name);
}

/* The draft, from what is known now, and the plan with it. Of what is private nothing is written by
 * itself. */
static enum result begin_draft(struct context *cx, struct postmortem *postmortem) {
    struct postmortem_steps steps;
    const char *text = "";
    int secrets = 0;
    enum result result = postmortem_steps(cx, &steps);
    if (result == OK && cx->incident->is_private)
        return post_notice(cx, plan(cx, postmortem, &steps), "");
    if (result == OK)
        result = draft_fill(cx, &text, &secrets);
    if (result == OK)
        result = draft_write(cx, postmortem, text, 0);
    if (result != OK)
        return result;
    return draft_upload(cx, postmortem,
                        arena_printf(cx->arena,
                                     "%s\nThe draft is begun with all that is known; %d places are "
                                     "marked for what only people know.",
                                     plan(cx, postmortem, &steps), draft_gaps(text)));
}

/* The incident owes one by this rule; its days count from from_ms. */
static enum result begin(struct context *cx, struct postmortem *postmortem, const char *rule,
                         int64_t from_ms) {
    const struct playbook_postmortem *rules = &cx->playbook->postmortem;
    enum result result = OK;
    if (!*postmortem->owner)
        postmortem->owner = postmortem_driver(cx);
    postmortem->rule = rule;
    for (int i = 0; result == OK && i < rules->day_count; i++)
        result = begin_day(cx, &rules->days[i], postmortem->owner, from_ms);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "postmortem",
                        arena_printf(cx->arena, "A postmortem is owed (%s), driven by %s", rule,
                                     mention(cx, postmortem->owner)));
    if (result == OK)
        result = item_follow_up(cx); /* what always follows stands in the draft */
    if (result == OK)
        result = begin_draft(cx, postmortem);
    return result == OK ? postmortem_save(cx, postmortem, POSTMORTEM_OWED) : result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    const char *rule = "";
    (void)rq;
    if (*cx->incident->outcome || cx->incident->drill)
        return OK; /* it was none, goes on elsewhere, or was a rehearsal */
    enum result result = postmortem_verdict(cx, &rule);
    if (result == OK)
        result = postmortem_load(cx, &postmortem);
    if (result != OK)
        return result;
    if (*rule)
        return begin(cx, &postmortem, rule, cx->incident->resolved_ms);
    postmortem.rule = cx->playbook->postmortem.otherwise;
    return postmortem_save(cx, &postmortem, POSTMORTEM_FREE);
}

/* What became known afterwards may make one owed: that data was lost, that it had begun earlier. An
 * incident that ended before postmortems were kept is left alone. */
static enum result learned(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    struct incident *incident = cx->incident;
    const char *rule = "";
    (void)rq;
    if (incident_is_open(incident))
        return OK;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = postmortem_verdict(cx, &rule);
    bool was_free = result == OK && (str_equal(postmortem.state, POSTMORTEM_FREE) ||
                                     str_equal(postmortem.state, POSTMORTEM_SKIPPED));
    if (!was_free || incident->postmortem_due_ms || !*rule)
        return result;
    incident->postmortem_due_ms = postmortem_due(cx->playbook, cx->now_ms);
    result = incident_save(cx->store, incident, cx->err);
    if (result == OK)
        result = post_notice(
            cx, arena_printf(cx->arena, ":memo: It owes a postmortem after all: %s.", rule), "");
    return result == OK ? begin(cx, &postmortem, rule, cx->now_ms) : result;
}

/* ---- Ending */

static enum result drop_day(struct context *cx, const struct postmortem_step *step) {
    struct task task = step->task;
    const char *number = arena_printf(cx->arena, "%lld", (long long)task.number);
    task.state = TASK_DROPPED;
    task.ended_by = TIMELINE_BOT;
    task.ended_ms = cx->now_ms;
    enum result result = task_is_open(&step->task) ? task_save(cx->store, &task, cx->err) : OK;
    if (result == OK)
        result = job_drop(cx->store, "task", cx->incident->id, number, cx->err);
    if (result == OK)
        result = job_drop(cx->store, JOB, cx->incident->id, step->day->name, cx->err);
    return result;
}

static enum result reopened(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    struct postmortem_steps steps;
    (void)rq;
    enum result result = postmortem_load(cx, &postmortem);
    if (result == OK)
        result = postmortem_steps(cx, &steps);
    for (int i = 0; result == OK && i < steps.count; i++)
        result = drop_day(cx, &steps.steps[i]);
    if (result != OK || !*postmortem.state)
        return result;
    return postmortem_save(cx, &postmortem, POSTMORTEM_WITHDRAWN);
}

/* args: the checklist and the number of the item, "follow-up 2". */
static enum result ticked(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *checklist = words_take_word(&line);
    int64_t item = words_take_number(&line, true);
    struct postmortem_steps steps;
    if (incident_is_open(cx->incident))
        return OK;
    enum result result = postmortem_steps(cx, &steps);
    for (int i = 0; result == OK && i < steps.count; i++) {
        const struct playbook_day *day = steps.steps[i].day;
        bool same = str_equal(day->checklist, checklist) && day->item == item;
        if (same && !str_equal(day->name, POSTMORTEM_PUBLISH))
            result = postmortem_step_done(cx, rq, &steps.steps[i], "");
    }
    return result;
}

/* ---- Its time has come */

static enum result tell_owner(struct context *cx, const struct task *task,
                              const struct playbook_day *day) {
    const char *done = str_equal(day->name, POSTMORTEM_PUBLISH)
                           ? "publish …link…"
                           : arena_printf(cx->arena, "done %s", day->name);
    return post_private_text(
        cx, task->owner,
        arena_printf(cx->arena,
                     ":calendar: *%s* *%s*: it is time for this, until %s: %s. When it is done: "
                     "`%s postmortem %s %s`",
                     cx->incident->name, shown(cx, cx->incident->title), moment(cx, task->due_ms),
                     day->text, cx->config->slack.command, cx->incident->name, done),
        task->due_ms > cx->now_ms ? task->due_ms : 0);
}

static enum result begins(struct context *cx, const struct request *rq) {
    struct postmortem_steps steps;
    if (!cx->incident || incident_is_open(cx->incident))
        return OK;
    enum result result = postmortem_steps(cx, &steps);
    const struct postmortem_step *step = result == OK ? postmortem_step(&steps, rq->args) : NULL;
    if (!step || !task_is_open(&step->task))
        return result;
    if (rq->due_ms > cx->now_ms) /* the clock was set back since this was put */
        return put_job(cx, step->day, rq->due_ms, step->task.due_ms);
    return *step->task.owner ? tell_owner(cx, &step->task, step->day) : OK;
}

const struct handler handlers_days[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_FACT, .run = learned},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_TICKED, .run = ticked},
    {.trigger = TRIGGER_JOB, .name = JOB, .run = begins},
    {0},
};
