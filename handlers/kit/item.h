/* Items: what is owed after an incident, whoever wrote it down – action items of a person or of the
 * playbook, shortcuts, reviews, measures to be taken back. They are tasks (store/tasks.h), each
 * with one number, and so are listed once. */
#ifndef HANDLERS_KIT_ITEM_H
#define HANDLERS_KIT_ITEM_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* All of cx->incident, done and dropped ones too. */
enum result item_list(struct context *cx, struct task_list *ret_list) RESULT;

/* The action items that the playbook wants after such an incident, once each: what is there already
 * is not added again. */
enum result item_follow_up(struct context *cx) RESULT;

/* Which open items of the list have nobody or no day, "#3 (no owner), #4 (no day)"; "" for none. */
const char *item_lacking(struct context *cx, const struct task_list *list);

/* Says the open items of cx->incident in the reply, and what is lacking. */
enum result item_say_open(struct context *cx) RESULT;

/* Says one item of cx->incident in the reply, with a button where it is rq->user's and open; named:
 * with the name of its incident. */
void item_say(struct context *cx, const struct request *rq, const struct task *task, bool named);

/* Says all items of cx->incident in the reply, or the open ones alone, and how to go on. */
enum result item_say_list(struct context *cx, const struct request *rq, bool open_only) RESULT;

/* Has them reviewed so long after the end of cx->incident as the playbook says (the job
 * "review_30d"), counted from from_ms; a review that was put before is moved. */
enum result item_put_review(struct context *cx, int64_t from_ms) RESULT;

#endif
