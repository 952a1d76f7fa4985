/* Resolving, for the two commands that can: resolve, and status resolved. */
#ifndef HANDLERS_RESOLVE_H
#define HANDLERS_RESOLVE_H

#include "handlers/kit/handler.h"

/* Resolves cx->incident. text is what was typed: free text is the resolution, and "cause:", "fix:"
 * and "impact:" fill their fields. */
enum result resolve_incident(struct context *cx, const struct request *rq, const char *text) RESULT;

#endif
