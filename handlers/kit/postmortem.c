/* The postmortem of an incident: see postmortem.h. */
#include "handlers/kit/postmortem.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/view.h"
#include "model/postmortem.h"
#include "store/answers.h"
#include "store/jobs.h"

#include <string.h>
#include <strings.h>

/* ---- Whether it is owed */

/* Whether the fact says that something happened to data: "yes", "rows of today are lost", but not
 * "none" or "no data was lost". */
static bool says_damage(const char *fact) {
    static const char *const denials[] = {"no", "none", "not", "nothing", "unknown", NULL};
    size_t len = strcspn(fact, " ,.;:-");
    for (int i = 0; denials[i]; i++)
        if (len == strlen(denials[i]) && strncasecmp(fact, denials[i], len) == 0)
            return false;
    return *fact != 0;
}

static enum result hurts_data(struct context *cx, bool *ret_hurts) {
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result == OK)
        *ret_hurts = str_equal(cx->incident->kind, "data") ||
                     says_damage(answer_value(&facts, "data_impact"));
    return result;
}

enum result postmortem_verdict(struct context *cx, const char **ret_rule) {
    bool data = false;
    const char *rule = "";
    enum result result = hurts_data(cx, &data);
    if (result != OK)
        return result;
    *ret_rule = postmortem_owed(cx->playbook, cx->incident, data, &rule) ? rule : "";
    return OK;
}

/* ---- The row */

enum result postmortem_load(struct context *cx, struct postmortem *ret_postmortem) {
    static const struct postmortem none = {"", "", "", "", "", "", "", "", 0};
    enum result result =
        postmortem_get(cx->store, cx->arena, cx->incident->id, ret_postmortem, cx->err);
    if (result != ABSENT)
        return result;
    *ret_postmortem = none;
    return OK;
}

enum result postmortem_save(struct context *cx, struct postmortem *postmortem, const char *state) {
    if (!str_equal(postmortem->state, state))
        postmortem->at_ms = cx->now_ms;
    postmortem->state = state;
    return postmortem_put(cx->store, cx->incident->id, postmortem, cx->err);
}

const char *postmortem_driver(const struct context *cx) {
    const char *bearer = view_bearer(cx, cx->playbook->postmortem.by);
    return *bearer ? bearer : view_commander(cx);
}

/* ---- Its days */

static int64_t task_of(const struct postmortem_days *days, const char *name) {
    for (int i = 0; i < days->count; i++)
        if (str_equal(days->days[i].name, name))
            return days->days[i].task;
    return 0;
}

enum result postmortem_steps(struct context *cx, struct postmortem_steps *ret_steps) {
    const struct playbook_postmortem *rules = &cx->playbook->postmortem;
    struct postmortem_days days;
    struct postmortem_steps steps = {
        arena_alloc(cx->arena, ((size_t)rules->day_count + 1) * sizeof *steps.steps), 0};
    enum result result = postmortem_days(cx->store, cx->arena, cx->incident->id, &days, cx->err);
    for (int i = 0; result == OK && i < rules->day_count; i++) {
        struct postmortem_step *step = &steps.steps[steps.count];
        int64_t number = task_of(&days, rules->days[i].name);
        if (!number)
            continue;
        step->day = &rules->days[i];
        result = task_get(cx->store, cx->arena, cx->incident->id, number, &step->task, cx->err);
        if (result == OK && !str_equal(step->task.state, TASK_DROPPED))
            steps.count++;
    }
    *ret_steps = steps;
    return result;
}

struct postmortem_step *postmortem_step(const struct postmortem_steps *steps, const char *name) {
    for (int i = 0; i < steps->count; i++)
        if (str_equal_nocase(steps->steps[i].day->name, name))
            return &steps->steps[i];
    return NULL;
}

/* Ticks the item that says the same, unless somebody has. */
static enum result tick(struct context *cx, const struct request *rq,
                        const struct playbook_day *day) {
    const struct playbook_checklist *list = playbook_checklist(cx->playbook, day->checklist);
    struct checklist checklist;
    if (!list)
        return OK;
    enum result result = checklist_load(cx, list, &checklist);
    if (result != OK || !checklist_is_open(&checklist, (int)day->item - 1))
        return result;
    return checklist_put(cx, rq, &checklist, (int)day->item - 1, TICK_DONE, "");
}

enum result postmortem_step_done(struct context *cx, const struct request *rq,
                                 struct postmortem_step *step, const char *answer) {
    struct task *task = &step->task;
    if (!task_is_open(task))
        return OK;
    task->state = TASK_DONE;
    task->answer = answer;
    task->ended_by = rq->user;
    task->ended_ms = cx->now_ms;
    const char *number = arena_printf(cx->arena, "%lld", (long long)task->number);
    enum result result = task_save(cx->store, task, cx->err);
    if (result == OK)
        result = record(
            cx, rq->user, "postmortem",
            arena_printf(cx->arena, "Done: %s%s%s", step->day->text, *answer ? " – " : "", answer));
    if (result == OK)
        result = job_drop(cx->store, "task", cx->incident->id, number, cx->err);
    if (result == OK)
        result = job_drop(cx->store, "day", cx->incident->id, step->day->name, cx->err);
    return result == OK ? tick(cx, rq, step->day) : result;
}

enum result postmortem_check_done(struct context *cx, const struct task *task) {
    struct postmortem_steps steps;
    if (!str_equal(task->kind, TASK_POSTMORTEM))
        return OK;
    enum result result = postmortem_steps(cx, &steps);
    if (result != OK)
        return result;
    const struct postmortem_step *publish = postmortem_step(&steps, POSTMORTEM_PUBLISH);
    if (!publish || publish->task.number != task->number)
        return OK;
    return fail(cx->err, INVALID,
                "That is done by publishing it: `%s postmortem %s publish …link…`",
                cx->config->slack.command, cx->incident->name);
}

const char *postmortem_plan(struct context *cx, const struct postmortem_steps *steps) {
    const char *text = "";
    char day[UTC_DAY_SIZE];
    for (int i = 0; i < steps->count; i++)
        if (task_is_open(&steps->steps[i].task))
            text =
                arena_printf(cx->arena, "%s%s%s by %s", text, *text ? ", " : "",
                             steps->steps[i].day->name, utc_day(steps->steps[i].task.due_ms, day));
    return text;
}
