/* The postmortem of an incident: whether one is owed, who drives it, and the days that follow from
 * it. Each day is a task of kind TASK_POSTMORTEM, so that it is asked for until it is done;
 * handlers/days.c begins and ends them, handlers/postmortem.c is what people type. */
#ifndef HANDLERS_KIT_POSTMORTEM_H
#define HANDLERS_KIT_POSTMORTEM_H

#include "handlers/kit/handler.h"
#include "store/postmortems.h"
#include "store/tasks.h"

/* The rule by which cx->incident, which is over, owes a postmortem; "" when it owes none. */
enum result postmortem_verdict(struct context *cx, const char **ret_rule) RESULT;

/* The row of cx->incident; with the state "" when there is none. */
enum result postmortem_load(struct context *cx, struct postmortem *ret_postmortem) RESULT;

/* Writes it; when it was in another state, it came to this one now. */
enum result postmortem_save(struct context *cx, struct postmortem *postmortem, const char *state)
    RESULT;

/* Who drives it at first: the playbook's role for it, else the incident commander. */
const char *postmortem_driver(const struct context *cx);

/* ---- Its days */

/* A day of the playbook as it stands for cx->incident. */
struct postmortem_step {
    const struct playbook_day *day;
    struct task task;
};

struct postmortem_steps {
    struct postmortem_step *steps;
    int count;
};

/* Those that are asked for, in the playbook's order; none while nothing is owed. */
enum result postmortem_steps(struct context *cx, struct postmortem_steps *ret_steps) RESULT;

/* The step of this name, or NULL. */
struct postmortem_step *postmortem_step(const struct postmortem_steps *steps, const char *name);

/* Writes that the step is done, with the answer, and that rq->user did it; ticks the item of the
 * checklist that says the same. Nothing when it is done already. */
enum result postmortem_step_done(struct context *cx, const struct request *rq,
                                 struct postmortem_step *step, const char *answer) RESULT;

/* INVALID when task is the publication, which is done by publishing. */
enum result postmortem_check_done(struct context *cx, const struct task *task) RESULT;

/* "draft by 2026-11-22, review by …", of those that are open; "" for none. */
const char *postmortem_plan(struct context *cx, const struct postmortem_steps *steps);

#endif
