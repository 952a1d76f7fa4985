/* What a person does with a modal as a whole: submit it, close it, search in it. Each function
 * takes the control request's body and answers the exchange. */
#ifndef SIM_MODAL_H
#define SIM_MODAL_H

#include "sim/http.h"
#include "sim/views.h"

/* {values: {block: {action: value}}}; the app's answer is done to the stack of views. */
void modal_submit(struct sim *sim, struct exchange *exchange, struct view *view,
                  const struct json *body);

/* {is_cleared?} */
void modal_close(struct sim *sim, struct exchange *exchange, struct view *view,
                 const struct json *body);

/* {action_id, block_id, value}: the options of an external select. */
void modal_suggest(struct sim *sim, struct exchange *exchange, struct view *view,
                   const struct json *body);

#endif
