/* Texts for outside that stand for a while only, such as a warning in a README: once one is out,
 * taking it back is owed. */
#ifndef HANDLERS_KIT_TEMPORARY_H
#define HANDLERS_KIT_TEMPORARY_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

/* Owes that this text is taken back, and says so in the reply; nothing when it is owed already. */
enum result temporary_owe(struct context *cx, const struct request *rq,
                          const struct playbook_communication *one) RESULT;

/* Whether a task is what one of the texts left behind. */
bool temporary_is_task(struct context *cx, const struct task *task);

#endif
