/* Facts of an incident, for whoever sets one by its name. */
#ifndef HANDLERS_SET_H
#define HANDLERS_SET_H

#include "handlers/kit/handler.h"

/* Sets what "set <word> <text>" sets, or clears it for "none", and tells the thread. INVALID for a
 * word that is none, and for a text that does not fit. */
enum result set_fact_named(struct context *cx, const struct request *rq, const char *word,
                           const char *text) RESULT;

#endif
