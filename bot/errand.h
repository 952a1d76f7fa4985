/* Calls of the outbox that are for this machine and not for Slack. What they do blocks, so each
 * runs in a thread of the loop's, and is answered like a call of the Web API. */
#ifndef BOT_ERRAND_H
#define BOT_ERRAND_H

#include "base/json.h"
#include "bot/web_answer.h"

struct loop;

struct errand {
    /* Does it, below this folder, and puts into ret_answer what the answer says besides "ok".
     * Nothing of the loop's may be touched from there. */
    enum result (*deed)(const char *folder, const struct json *call, struct json *ret_answer,
                        struct err *err);
    const char *folder;
    const char *body; /* the call, JSON */
    uint64_t ticket;
    void (*answered)(void *user, const struct web_answer *answer);
    void *user;
};

/* Starts it; its texts need not live longer than this call. answered is called from the loop, never
 * from inside this, with {"ok": true, …}, or REFUSED and why. INVALID when body is no JSON. */
enum result errand_start(struct loop *loop, const struct errand *errand, struct err *err) RESULT;

#endif
