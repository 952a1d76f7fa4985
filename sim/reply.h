/* An answer to an app that is being put together, and the faults that spoil it: shared by the Web
 * API and the response URLs. */
#ifndef SIM_REPLY_H
#define SIM_REPLY_H

#include "base/str.h"
#include "sim/http.h"
#include "sim/sim.h"

struct reply {
    int status; /* 0 until it is decided */
    const char *type;
    struct str headers; /* lines, each with its CRLF */
    struct str body;
};

struct reply reply_new(void);
void reply_free(struct reply *reply);

void reply_set(struct reply *reply, int status, const char *type, const char *body);

/* 429; retry_after is the header's value, NULL for none. */
void reply_ratelimited(struct reply *reply, const char *retry_after);

/* Lets an armed fault answer instead; true when one did. method and channel (or NULL) are what a
 * fault may be limited to. */
bool reply_spoil(struct sim *sim, const char *method, const char *channel, struct reply *reply);

/* Ends the exchange with the reply, or as an armed fault wants: late, or not at all. */
void reply_send(struct sim *sim, struct exchange *exchange, const char *method, const char *channel,
                const struct reply *reply);

#endif
