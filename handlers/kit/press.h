/* Pressed buttons: a message in which somebody pressed one shows who did, which and when, so that
 * the others need not ask. Which buttons do so their action_id says: "command.shown.…" goes on
 * showing the buttons, "command.once.…" takes them away, as there is nothing left to press. */
#ifndef HANDLERS_KIT_PRESS_H
#define HANDLERS_KIT_PRESS_H

#include "handlers/kit/handler.h"

/* What was pressed was settled already, as the reply explains: the message is left as it is. */
void press_is_stale(struct context *cx);

/* rq was done: edits the message whose button it was, if it is such a one. */
enum result press_show(struct context *cx, const struct request *rq) RESULT;

#endif
