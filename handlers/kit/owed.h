/* What is owed: tasks that somebody was asked to do, and debts of an incident – shortcuts, reviews,
 * temporary measures. handlers/task.c is what people type about them, handlers/chase.c asks for
 * them until they are done. */
#ifndef HANDLERS_KIT_OWED_H
#define HANDLERS_KIT_OWED_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* The steps of asking: whether it was seen, before it is due, for what is due, and for a day. */
#define OWED_SEEN "seen"
#define OWED_BEFORE "before"
#define OWED_DUE "due"
#define OWED_DAYLESS "dayless"

/* How what is owed is asked for: as the playbook says, else as most do. */
const struct playbook_afterwards *owed_rules(const struct context *cx);

/* Adds a task to cx->incident, writes it on the timeline as actor's, and has it asked for (the job
 * "task"). Read: kind, text, owner, due_ms, priority, and state, "" for open. The task gets its
 * number. */
enum result owe(struct context *cx, const char *actor, struct task *task) RESULT;

/* Has the job "task" run this step at due_ms; count is how often it was asked in vain. */
enum result owed_chase(struct context *cx, const struct task *task, const char *step, int64_t count,
                       int64_t due_ms) RESULT;

/* Has a task looked after from now on: whether it was seen, before it is due, when it is. */
enum result owed_look_after(struct context *cx, const struct task *task) RESULT;

/* What it is, in words: "Task", "Review owed", … */
const char *owed_what(const struct task *task);

/* Which one it is, in the stored form: "#1 P1 Review owed: …", a long text cut. */
const char *owed_title(struct context *cx, const struct task *task);

/* A line about it as mrkdwn: number, text, owner, time, state. */
const char *owed_line(struct context *cx, const struct task *task);

/* A button that says that it is done, for a line of a list; named where the list is of several
 * incidents. A list has a few, and the lines to type below it. */
void owed_button(struct context *cx, const struct task *task, bool named);

/* Asks its owner for it, directly; lead says why now. In a drill the thread is told instead, and
 * nobody is called. With chased it is asked for and may be put off, else it may be accepted. */
enum result owed_ask(struct context *cx, const struct task *task, const char *lead, bool chased)
    RESULT;

/* The on_result of messages about a task, with its number: where they stand is kept, so that a
 * reaction there can say that it is done. */
#define OWED_STANDS "task.stands"
const char *owed_stands(struct context *cx, const struct task *task);

/* Whoever asked for it, and the incident commander, each once and as a user id; not the owner, and
 * not except, a user id or "". How many they are. */
enum { OWED_LISTENERS_MAX = 2 };
int owed_listeners(const struct context *cx, const struct task *task, const char *except,
                   const char *ret_users[OWED_LISTENERS_MAX]);

/* Whoever is asked for it: the owner, or the commander for what nobody has. */
const char *owed_addressee(const struct context *cx, const struct task *task);

/* Tells whoever asked for it, and the incident commander; text is in the stored form. The owner and
 * except, a user id or "", are told nothing. */
enum result owed_tell(struct context *cx, const struct task *task, const char *text,
                      const char *except) RESULT;

#endif
