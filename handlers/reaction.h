/* What a reaction on a message asks for, and what its removal takes back: as they happen
 * (handlers/reaction.c), and as they are found when a thread is read again (handlers/reread.c). */
#ifndef HANDLERS_REACTION_H
#define HANDLERS_REACTION_H

#include "handlers/kit/handler.h"

/* A message, and what somebody wants of it by a reaction. */
struct reaction {
    const char *kind; /* MESSAGE_NOTE, MESSAGE_EVIDENCE or MESSAGE_TASK of store/messages.h */
    const char *channel, *ts, *user;
};

/* rq->user is on->user. message is what stands there, or NULL where that has to be read first. */
enum result reaction_add(struct context *cx, const struct request *rq, const struct reaction *on,
                         const struct json *message) RESULT;
enum result reaction_take_back(struct context *cx, const struct request *rq,
                               const struct reaction *on) RESULT;

#endif
