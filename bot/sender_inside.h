/* The inside of sender.h, for the files that make it up: sender.c starts rows and hears answers,
 * sender_flight.c has the calls that a row makes and how it ends, sender_look.c the search for what
 * is in doubt, sender_upload.c the calls of a file, sender_repair.c what helps against a refusal.
 */
#ifndef BOT_SENDER_INSIDE_H
#define BOT_SENDER_INSIDE_H

#include "base/json.h"
#include "base/mem.h"
#include "base/utc.h"
#include "bot/limits.h"
#include "bot/sender.h"
#include "store/outbox.h"

enum { FLIGHT_BACKOFF_MAX_MS = MINUTE_MS };

enum stage {
    STAGE_SEND,    /* the call itself */
    STAGE_LOOK_UP, /* is it there already? */
    STAGE_JOIN,    /* become a member first */
    STAGE_OPEN,    /* of an upload: find a person's direct messages */
    STAGE_ASK,     /* … ask where to send the file */
    STAGE_BYTES,   /* … send it */
    STAGE_OVER     /* how it ended is known, and the store has yet to take it */
};

/* A row under way. */
struct flight {
    uint64_t ticket; /* 0: free */
    enum stage stage;
    bool joined, repaired; /* tried once already */
    int pages;
    struct arena *arena; /* owns the row's texts */
    struct outbox_call row;
    struct json *body; /* with the address filled in */
    const char *bytes; /* of an upload that Slack does not have yet */
    size_t len;
    const char *file;    /* what Slack will call it */
    struct json *answer; /* when over: what Slack said, or NULL for another try … */
    int64_t again_ms;    /* … at this time, */
    int64_t wait_ms;     /* as long after it failed */
};

struct sender {
    struct store *store;
    struct random *random;
    int64_t max_age_ms;
    const struct sender_ports *ports;
    void *world;
    struct limits limits;
    struct flight flights[SENDER_FLIGHTS_MAX];
    uint64_t next_ticket;
    int64_t paused_until_ms;
    int64_t last_run_ms;
};

/* ---- sender_flight.c. Each of these may end the flight: it is not to be touched afterwards. */

/* It stands in Slack: the handler learns where. */
void flight_delivered(struct sender *sender, struct flight *flight, const char *channel,
                      const char *ts, enum sender_event_kind kind, int64_t now_ms);
/* What was asked for is the answer, all of it. */
void flight_was_read(struct sender *sender, struct flight *flight, const struct json *body,
                     enum sender_event_kind kind, int64_t now_ms);
void flight_failed(struct sender *sender, struct flight *flight, const char *error,
                   const char *text, int64_t now_ms);
/* Another try later. What an earlier attempt left in doubt stays so until a look-up has settled it.
 */
void flight_again(struct sender *sender, struct flight *flight, int64_t wait_ms, const char *text,
                  int64_t now_ms);

/* Makes the call that leads to this stage. */
void flight_call(struct sender *sender, struct flight *flight, enum stage stage,
                 const struct web_call *call, int64_t now_ms);
void flight_call_method(struct sender *sender, struct flight *flight, enum stage stage,
                        const char *method, const struct json *body, int64_t now_ms);
/* The call that the row is about. */
void flight_send(struct sender *sender, struct flight *flight, int64_t now_ms);

/* Writes down how it ended. An end that the store does not take is kept and offered again: a row
 * left as started would hold up its lane for as long as the process lives. */
void flight_settle(struct sender *sender, struct flight *flight);
/* Frees its place. */
void flight_land(struct flight *flight);

/* ---- sender_flight.c, small things */

bool flight_is_post(const struct outbox_call *row);
bool flight_is_upload(const struct outbox_call *row);
/* Whether it goes to one person, by a user id. */
bool flight_is_private(const struct flight *flight);
/* What a rate is counted by besides the method. */
const char *flight_limit_key(const struct flight *flight);
/* From 1 s to 1 min by attempt, with full jitter. */
int64_t flight_backoff_ms(struct sender *sender, int attempts);
void flight_report(struct sender *sender, enum sender_event_kind kind,
                   const struct outbox_call *row, const char *text, int64_t retry_ms,
                   int64_t now_ms);

/* Each arrow of a row's life is a transaction of its own; the owner hears of those that fail. */
bool sender_begin(struct sender *sender, struct err *err);
bool sender_commit(struct sender *sender, enum result result, struct err *err);
/* With the place that the body says. */
bool flight_mark_started(struct sender *sender, const struct flight *flight);

/* ---- sender_look.c */

/* A post into a channel can be found again, by its metadata or its file; one to a person cannot,
 * because its conversation has an id that we do not know, so it may come twice. */
bool flight_can_look_up(const struct outbox_call *row, const char *channel);
/* Is it there already? From the page at cursor on, "" for the first. */
void flight_look_up(struct sender *sender, struct flight *flight, const char *cursor,
                    int64_t now_ms);
/* The answer to that. */
void flight_looked_up(struct sender *sender, struct flight *flight, const struct json *body,
                      int64_t now_ms);
/* What may not be there is sent: from the beginning where its incident says where to, because that
 * need not be where it was looked for. */
void flight_send_after_all(struct sender *sender, struct flight *flight, int64_t now_ms);

/* ---- sender_upload.c */

/* Makes the next call of an upload whose bytes Slack has or has not. */
void flight_upload(struct sender *sender, struct flight *flight, int64_t now_ms);
/* The answers to STAGE_OPEN, STAGE_ASK and STAGE_BYTES. */
void flight_opened(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                   int64_t now_ms);
void flight_told_where(struct sender *sender, struct flight *flight,
                       const struct web_answer *answer, int64_t now_ms);
void flight_has_bytes(struct sender *sender, struct flight *flight, int64_t now_ms);
/* Slack does not take the bytes, or knows no such file any more: from the beginning, a few times.
 */
void flight_begin_anew(struct sender *sender, struct flight *flight, const char *text,
                       int64_t now_ms);

/* ---- sender_repair.c */

/* Changes the body so that the same call may succeed; false when nothing can help, or did not. */
bool flight_repair(struct flight *flight, const char *error);

#endif
