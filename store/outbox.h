/* The outbox: every call to the outside is a row before it is made.
 *
 *     ready ──> started ──> answered ──> done | dead
 *       ^──────────┘
 *
 * Each arrow is a commit. A row is `started` before a byte leaves, so one found `started` after a
 * crash is in doubt. Its answer, good or bad, is one more request to the handlers, whose
 * transaction ends the row and forgets what it said. Rows of a lane go out in order, one at a time.
 */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "base/mem.h"
#include "store/store.h"

#include <stdbool.h>

/* Where a call goes, resolved when it is sent, because the announcement's answer must first say
 * which message the thread hangs on. */
#define OUTBOX_FIXED "fixed"     /* the body says it all */
#define OUTBOX_CHANNEL "channel" /* into the incident's channel */
#define OUTBOX_THREAD "thread"   /* into the incident's thread */
#define OUTBOX_CARD "card"       /* at the incident's card, by its ts */

/* The same for an incident that goes on in a channel of its own (store/own_channels.h). Where it
 * does not, the error is OUTBOX_NO_OWN: what they say stands in its thread anyway. */
#define OUTBOX_OWN "own"             /* into that channel */
#define OUTBOX_MIRROR "mirror"       /* into the thread of its announcement */
#define OUTBOX_ANNOUNCED "announced" /* at its announcement, by its ts */
#define OUTBOX_NO_OWN "no_own_channel"

struct outbox_call {
    int64_t id;
    const char *op;   /* random; travels in the message's metadata so that it can be found again */
    const char *lane; /* calls of one lane keep their order */
    const char *method;    /* a Web API method, or OUTBOX_RESPONSE_URL */
    const char *address;   /* OUTBOX_… */
    const char *body;      /* JSON */
    int64_t incident_id;   /* 0: none */
    const char *on_result; /* the handler of the answer, and its args after a space; "": nobody
                              asks, failures are reported */
    const char
        *collapse; /* an untried call with the same word gives way to a newer one; "": none */
    int doubt;     /* look-ups that have not found it yet, plus one; 0: surely not sent */
    const char *tried_channel, *tried_thread; /* where the last attempt went; "" for none */
    int attempts;
    int64_t created_ms;
    int64_t not_before_ms; /* at first when it was created */
    int64_t expires_ms;    /* 0: never */
    const char *answer;    /* JSON, once answered */
    const char *file;      /* of an upload: the file in Slack that waits to be made public; "" */
};

/* A call to the absolute address in the body's "url", without a token. "url" and "user", who it is
 * for, are not sent. */
#define OUTBOX_RESPONSE_URL "response_url"

/* A file, as several calls. The body has "filename", "title", "alt_txt", "initial_comment" and
 * "length"; what is in it is put beside the row (outbox_put_bytes). */
#define OUTBOX_UPLOAD "upload"

/* No call to Slack: a document that is written into a folder of this machine (bot/folder.h). */
#define OUTBOX_WRITE "folder.write"

/* Nor this one: such a document is read, as people left it. */
#define OUTBOX_READ "folder.read"

/* Nor this one: such a document is committed by the git command (bot/git.h). */
#define OUTBOX_COMMIT "git.commit"

struct outbox_list {
    struct outbox_call *calls;
    int count;
};

/* Adds a call. Read: op, lane, method, address, body, incident_id, on_result, collapse,
 * created_ms, expires_ms; a NULL text is "". */
enum result outbox_put(struct store *store, const struct outbox_call *call, struct err *err) RESULT;

/* Keeps what is in a file until the row with this op is over; of 1 byte at least. */
enum result outbox_put_bytes(struct store *store, const char *op, const char *bytes, size_t len,
                             struct err *err) RESULT;
/* CORRUPT when there is nothing. */
enum result outbox_get_bytes(struct store *store, struct arena *arena, const char *op,
                             const char **ret_bytes, size_t *ret_len, struct err *err) RESULT;

/* The heads of all lanes that may be sent at now_ms and come after the row after_id, the oldest
 * first, at most max. A lane whose head waits for its time or its answer has nothing to send. */
enum result outbox_due(struct store *store, struct arena *arena, int64_t now_ms, int64_t after_id,
                       int max, struct outbox_list *ret_list, struct err *err) RESULT;

/* When the next head that waits for its time may be sent, after now_ms; ABSENT when there is none.
 */
enum result outbox_next_ms(struct store *store, int64_t now_ms, int64_t *ret_ms, struct err *err)
    RESULT;

/* The arrows. A retry waits for wait_ms, until not_before_ms: a clock that is set back meanwhile,
 * in this process or before the next, makes no wait longer. */
enum result outbox_start(struct store *store, int64_t id, const char *channel, const char *thread,
                         struct err *err) RESULT;
enum result outbox_retry(struct store *store, int64_t id, int64_t not_before_ms, int64_t wait_ms,
                         int doubt, const char *file, struct err *err) RESULT;
enum result outbox_answer(struct store *store, int64_t id, const char *answer, struct err *err)
    RESULT;
enum result outbox_end(struct store *store, int64_t id, bool delivered, int64_t now_ms,
                       struct err *err) RESULT;

/* The first answered call that no handler has seen yet; ABSENT when there is none. */
enum result outbox_answered(struct store *store, struct arena *arena, struct outbox_call *ret_call,
                            struct err *err) RESULT;

/* After a start: calls that were under way are in doubt and ready again. */
enum result outbox_recover(struct store *store, struct err *err) RESULT;

/* Drops calls with this collapse word that were never tried. */
enum result outbox_drop(struct store *store, const char *collapse, struct err *err) RESULT;

/* Forgets calls that ended before older_than_ms. */
enum result outbox_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
