/* From what a person typed to a handler and the incident that is meant. */
#ifndef HANDLERS_KIT_ROUTE_H
#define HANDLERS_KIT_ROUTE_H

#include "handlers/kit/handler.h"

/* Finds the handler for rq->typed and fills rq->name and rq->args.
 * A line that begins with a severity's code declares; an empty one opens the console. ABSENT: the
 * verb is unknown and the reply offers the nearest ones with the rest of the line kept; "declare"
 * is the first when the line begins with a word that may mean a severity. */
enum result route_command(struct context *cx, struct request *rq,
                          const struct handler **ret_handler) RESULT;

/* Finds the incident that handler needs and sets cx->incident, cx->roles and cx->guess; takes an
 * identifier out of rq->args. The order: named anywhere in the line, the thread, the only open one
 * of the channel, the only open one, the one this person spoke of last; what needs a resolved one
 * takes the newest of those. ABSENT: several may be meant, and the reply offers them with the line
 * kept. INVALID: there is none, or it is already resolved. */
enum result route_incident(struct context *cx, struct request *rq, const struct handler *handler)
    RESULT;

/* From here on the rules in the context are those that this incident began with. */
enum result route_follow(struct context *cx, const struct incident *incident) RESULT;

/* Loads incident id and its roles into the context; cx->incident stays NULL when there is none. */
enum result route_load(struct context *cx, int64_t incident_id) RESULT;

#endif
