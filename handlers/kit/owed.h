/* What is owed: tasks that somebody was asked to do, and debts of an incident. handlers/task.c
 * chases them. */
#ifndef HANDLERS_KIT_OWED_H
#define HANDLERS_KIT_OWED_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* Adds a task to cx->incident, writes it on the timeline as actor's, and has it chased when it is
 * due (the job "task"). Read: kind, text, owner, due_ms, and state, "" for open. The task gets its
 * number. */
enum result owe(struct context *cx, const char *actor, struct task *task) RESULT;

#endif
