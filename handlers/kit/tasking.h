/* What people do to a task and to what is owed: finish it, give it away, put it off, drop it, ask
 * for it again. Each writes the timeline, tells whoever must know and answers in the reply. */
#ifndef HANDLERS_KIT_TASKING_H
#define HANDLERS_KIT_TASKING_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

enum { TASK_MAX_CHARS = 500 };

/* The task of cx->incident with this number; INVALID when there is none. */
enum result tasking_load(struct context *cx, int64_t number, struct task *ret_task) RESULT;

/* The whole line "/incident task INC-… #3 words", and "by 14:10 UTC", or that there is no time. */
const char *tasking_line(struct context *cx, const struct task *task, const char *words);
const char *tasking_by(struct context *cx, const struct task *task);

/* Saves it, and writes down what happened to it as rq->user's. */
enum result tasking_keep(struct context *cx, const struct request *rq, const struct task *task,
                         const char *what) RESULT;

/* INVALID for what was asked within an incident that is over: nobody is asked for it any more
 * (handlers/chase.c), so that it would stay open for ever. */
enum result tasking_check_lasts(struct context *cx, const struct task *task) RESULT;

/* It is done; answer is what was found, or what proves it, and may be "". Of a debt, what can be
 * looked up (model/proof.h) and what stands behind "proof:" is its proof; one that is done already
 * may be given its proof later. */
enum result tasking_finish(struct context *cx, const struct request *rq, struct task *task,
                           const char *answer) RESULT;

/* It is asked for again; why may be "" for what was asked within the incident. */
enum result tasking_reopen(struct context *cx, const struct request *rq, struct task *task,
                           const char *why) RESULT;

/* Nobody needs it any more. Only asks and action items can be dropped, the latter with a reason. */
enum result tasking_drop(struct context *cx, const struct request *rq, struct task *task,
                         const char *why) RESULT;

/* It is to's now; due_ms 0 leaves its time as it is. */
enum result tasking_give(struct context *cx, const struct request *rq, struct task *task,
                         const char *to, int64_t due_ms) RESULT;

/* Another time. A debt that is put off needs why. */
enum result tasking_move(struct context *cx, const struct request *rq, struct task *task,
                         int64_t due_ms, const char *why) RESULT;

#endif
