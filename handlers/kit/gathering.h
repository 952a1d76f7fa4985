/* Reminders that come to one person at the same time, as one message. Whoever owes six things reads
 * one list in the morning, and not six messages. handlers/morning.c sends it. */
#ifndef HANDLERS_KIT_GATHERING_H
#define HANDLERS_KIT_GATHERING_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* The job that sends it. Its args are the person, and on a line of its own each task: the
 * incident's id, the task's number, and why. */
#define GATHERING_JOB "morning"

/* Why somebody is reminded of a task: it is theirs – and due soon, now, for some time, or on no day
 * – or it is somebody else's who was reminded in vain. */
enum gathered { GATHERED_SOON, GATHERED_NOW, GATHERED_LATE, GATHERED_DAYLESS, GATHERED_OTHERS };

/* Adds a task of cx->incident to what user is reminded of now. */
enum result gather(struct context *cx, const char *user, const struct task *task, enum gathered why)
    RESULT;

/* What is said before a task to whoever has it: "Postmortem since 14:25 UTC:". In the stored form.
 */
const char *gathered_lead(struct context *cx, const struct task *task, enum gathered why);

/* What is said of a task to others: whose it is, since when, and how to give it to somebody else.
 * In the stored form. */
const char *gathered_late(struct context *cx, const struct task *task);

#endif
