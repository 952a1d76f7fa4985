/* Lines that name two incidents: "merge inc 2 into inc 1", "link inc 2"; where one is left out, it
 * is the one that is meant anyway. */
#ifndef HANDLERS_KIT_PAIR_H
#define HANDLERS_KIT_PAIR_H

#include "handlers/kit/handler.h"

struct pair {
    struct incident *one;   /* cx->incident after the reading */
    struct incident *other; /* another one */
    const char *rest;       /* what else was typed */
};

/* Reads "<one> into <other>", "into <other>" and "<other>"; also "to", "with" and "and". The one
 * that is not named is the thread's, the one that rq->user spoke of last, or the only open one.
 * INVALID when there are not two, or one of them does not exist; DENIED for a private one that they
 * may not see. */
enum result pair_read(struct context *cx, const struct request *rq, struct pair *ret_pair) RESULT;

#endif
