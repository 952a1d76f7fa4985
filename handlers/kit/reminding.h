/* Reminding whoever owes something after an incident, in working hours and until it is done: before
 * the day, on it, and again and again behind it, then whoever led the incident as well, and at last
 * the escalation path. It does not end with the incident. */
#ifndef HANDLERS_KIT_REMINDING_H
#define HANDLERS_KIT_REMINDING_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* One step (OWED_…) for an open debt of cx->incident; count is how often it was asked for in vain.
 * The next one is put. */
enum result reminding(struct context *cx, const struct task *task, const char *step, int64_t count)
    RESULT;

#endif
