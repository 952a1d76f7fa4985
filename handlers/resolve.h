/* Resolving and opening again, for whatever can: resolve, status resolved, the end of the watch;
 * reopen, and back. */
#ifndef HANDLERS_RESOLVE_H
#define HANDLERS_RESOLVE_H

#include "handlers/kit/handler.h"
#include "model/words.h"

enum resolve_field {
    RESOLVE_CAUSE,
    RESOLVE_FIX,
    RESOLVE_IMPACT,
    RESOLVE_BECAUSE, /* why it is over although something is missing */
    RESOLVE_FIELDS
};

/* The names of the fields without values: what can be said when it is resolved. */
void resolve_fields(struct words_field ret_fields[RESOLVE_FIELDS]);

/* INVALID when cx->incident is over already. */
enum result resolve_check_open(struct context *cx) RESULT;

/* Resolves cx->incident. text is what was typed: answers to the criteria ("1 yes 2 no"), free text,
 * which is the resolution, and the fields "cause:", "fix:", "impact:" and "because:". What the
 * playbook asks for and is missing is asked for in the reply, or refused with its rule; for the
 * texts themselves a form opens where one can. */
enum result resolve_incident(struct context *cx, const struct request *rq, const char *text) RESULT;

/* The same with the fields read already; NULL stays as it is. */
enum result resolve_with(struct context *cx, const struct request *rq,
                         const struct words_field fields[RESOLVE_FIELDS]) RESULT;

/* The bot resolves it itself, after that long ("30 minutes") without impact. */
enum result resolve_by_itself(struct context *cx, const struct request *rq, const char *lasted)
    RESULT;

/* Opens a resolved incident again; why is checked already. */
enum result reopen_incident(struct context *cx, const struct request *rq, const char *why) RESULT;

#endif
