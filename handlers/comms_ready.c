/* Says at the right moment which texts for outside are ready to be read, and that a temporary one
 * can be taken back. handlers/comms.c shows and sends them. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/outside.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/temporary.h"
#include "handlers/kit/view.h"
#include "store/answers.h"
#include "store/decisions.h"

enum { OFFER_LIFE_MS = HOUR_MS };

/* ---- To be read */

/* What was the case until now: what fitted it is not offered again. */
struct before {
    enum severity severity; /* 0 for none */
    const char *course;     /* the one that was decided last; "" for none */
};

static bool fitted(const struct context *cx, const struct playbook_communication *one,
                   const struct before *before) {
    if (before->severity)
        return outside_fits(one, before->severity, "");
    return *before->course && outside_fits(one, cx->incident->severity, before->course);
}

/* One line to whoever leads communications, with the texts that are for now and not begun. */
static enum result offer(struct context *cx, const struct request *rq, const char *when,
                         const struct before *before, const char *course) {
    struct communication_list states;
    const char *texts = "";
    enum result result =
        communication_list(cx->store, cx->arena, cx->incident->id, &states, cx->err);
    for (int i = 0; result == OK && i < cx->playbook->communication_count; i++) {
        const struct playbook_communication *one = &cx->playbook->communications[i];
        if (!str_equal(one->when, when) || !outside_fits(one, cx->incident->severity, course) ||
            communication_find(&states, one->name) || fitted(cx, one, before))
            continue;
        texts = arena_printf(cx->arena, "%s%s`%s comms %s %s`", texts, *texts ? ", " : "",
                             cx->config->slack.command, cx->incident->name, one->name);
    }
    if (result != OK || !*texts)
        return result;
    const char *line =
        arena_printf(cx->arena, ":mega: %s *%s* %s: texts for outside are ready to be read: %s.",
                     cx->incident->name, shown(cx, cx->incident->title),
                     view_severity(cx, cx->incident->severity), texts);
    bool behind_answer =
        str_equal(rq->name, MOMENT_DECLARED) && str_equal(rq->user, view_comms(cx));
    if (!behind_answer)
        return post_private_text(cx, view_comms(cx), line, cx->now_ms + OFFER_LIFE_MS);
    const char *all = arena_printf(cx->arena, "comms %s", cx->incident->name);
    reply_say(cx, "Texts for outside are ready to be read: `%s %s`", cx->config->slack.command,
              all);
    reply_button(cx, "Texts for outside", all);
    return OK;
}

static enum result declared(struct context *cx, const struct request *rq) {
    return offer(cx, rq, "declare", &(struct before){0, ""}, "");
}

static enum result reclassified(struct context *cx, const struct request *rq) {
    struct before before = {0, ""};
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (str_equal(severity_code(s), rq->args))
            before.severity = s;
    return offer(cx, rq, "declare", &before, "");
}

/* The way in which something is done has the texts of what was decided before it. */
static enum result decided(struct context *cx, const struct request *rq) {
    const struct playbook_course *course = playbook_course(cx->playbook, rq->args);
    struct decision_list all;
    struct before before = {0, ""};
    enum result result = decision_list(cx->store, cx->arena, cx->incident->id, &all, cx->err);
    for (int i = 0; result == OK && i < all.count; i++)
        if (course && str_equal(all.decisions[i].state, DECISION_MADE) &&
            str_equal_nocase(all.decisions[i].course, course->way_of))
            before.course = all.decisions[i].course;
    return result == OK ? offer(cx, rq, "decide", &before, rq->args) : result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    const char *course = "";
    if (*cx->incident->outcome)
        return OK; /* dismissed or merged: there is nothing to report */
    enum result result = outside_course(cx, &course);
    return result == OK ? offer(cx, rq, "resolve", &(struct before){0, ""}, course) : result;
}

/* ---- To be taken back */

/* Says that a temporary text may go now. The task stays what it is, and is chased. */
static enum result ask_back(struct context *cx, const struct task *task, const char *fixed) {
    const char *whose =
        *task->owner ? arena_printf(cx->arena, "%s, ", mention(cx, task->owner)) : "";
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":broom: %sv%s has the fix, so this can go now: %s When it is "
                                    "done: %s done %s #%lld",
                                    whose, fixed, task->text, cx->config->slack.command,
                                    cx->incident->name, (long long)task->number),
                       "");
}

/* The fixed version is there: what was temporary until then is asked for now. */
static enum result fact_set(struct context *cx, const struct request *rq) {
    struct answer_list facts;
    struct task_list tasks;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result != OK || !str_equal(rq->args, "fixed") || !*answer_value(&facts, "fixed"))
        return result;
    result = task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++)
        if (temporary_is_task(cx, &tasks.tasks[i]))
            result = ask_back(cx, &tasks.tasks[i], answer_value(&facts, "fixed"));
    return result;
}

const struct handler handlers_comms_ready[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = reclassified},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECIDED, .run = decided},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_FACT, .run = fact_set},
    {0},
};
