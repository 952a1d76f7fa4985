/* The one door: every request is one transaction.
 *
 *     begin · claim the inbox key · find the handler · find what it needs · run · commit
 *
 * Whatever fails rolls everything back, and the reply says so. Nothing is acknowledged here: the
 * caller acknowledges after this returns, and only what the outcome allows. */
#ifndef BOT_DISPATCH_H
#define BOT_DISPATCH_H

#include "bot/envelope.h"
#include "handlers/kit/handler.h"

/* What every request can reach; owned by main, outlives every request. */
struct dispatch {
    struct store *store;
    const struct config *config;
    struct library *library;
    const struct templates *templates;
    struct random *random;
    struct place place;
};

struct outcome {
    /* OK: committed. SEEN: it was committed before. INVALID, DENIED: refused, and the reply says
     * why. All four are acknowledged. BUSY, IO: nothing was kept, do not acknowledge. CORRUPT: stop
     * the process. */
    enum result result;
    struct json *reply;  /* a message for the acknowledgement, or NULL; the caller frees it */
    const char *handler; /* the name of the handler that was found, "" for none; static */
    struct err err;      /* what went wrong, for the log */
};

/* Handles one request at now_ms. A command is found by rq->typed, anything else by rq->name; what
 * no handler answers to is OK and does nothing. */
struct outcome dispatch(const struct dispatch *dispatch, const struct request *request,
                        enum reply_by reply_by, int64_t now_ms);

/* Refuses a request before it comes to its handler: DENIED, with a reply that says why (a sentence
 * without full stop) and hands back what was typed. Nothing is stored, not even that it came. SEEN
 * when it was handled before, with the reply that it had; BUSY, IO and CORRUPT as above. */
struct outcome dispatch_refuse(const struct dispatch *dispatch, const struct request *request,
                               enum reply_by reply_by, const char *why, int64_t now_ms);

/* Tells the person of a request that could not be handled that nothing was done, with their words:
 * the reply for outcome.result BUSY or IO. The caller frees it. */
struct json *dispatch_apology(const struct dispatch *dispatch, const struct request *request);

/* Hands the first unseen answer of the outbox to its handler and ends its row, in one transaction.
 * ABSENT in result when there is none. */
struct outcome dispatch_answer(const struct dispatch *dispatch, int64_t now_ms);

/* Runs the job that is due first, if it is due at now_ms. ABSENT in result when none is;
 * ret_due_ms is then when the next one will be, INT64_MAX for never. */
struct outcome dispatch_job(const struct dispatch *dispatch, int64_t now_ms, int64_t *ret_due_ms);

#endif
