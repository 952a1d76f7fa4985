/* Saying no: the sentence, the person's own words back, and a line that works. */
#ifndef HANDLERS_KIT_REFUSAL_H
#define HANDLERS_KIT_REFUSAL_H

#include "handlers/kit/handler.h"

/* Replaces the reply by the refusal in cx->err. handler is the command that refused, or NULL. */
void refusal(struct context *cx, const struct request *rq, const struct handler *handler);

/* The same for a failure that is not the person's: nothing was kept, try again. */
void refusal_of_failure(struct context *cx, const struct request *rq);

/* It was handled before, and the store does not say what the answer was. */
void refusal_of_second(struct context *cx, const struct request *rq);

#endif
