/* Delivers the outbox: see sender.h. */
#include "bot/sender_inside.h"

#include "base/str.h"
#include "base/utc.h"
#include "store/incidents.h"
#include "store/own_channels.h"

#include <string.h>

enum {
    HEADS_MAX = 64,                /* lanes looked at in one go */
    ARENA_MAX = 32 * 1024 * 1024,  /* for the rows of one go, or one call */
    DOUBT_WAIT_MS = 3 * SECOND_MS, /* before the first look-up: history lags behind a post */
    PROBE_MS = 5 * MINUTE_MS
};

/* ---- Rows and places */

/* Whether its answer is wanted whole: it asks for what stands there instead of adding to it, says
 * more than where something stands, or is no call to Slack. */
static bool is_reading(const struct outbox_call *row) {
    static const char *const methods[] = {OUTBOX_WRITE,
                                          OUTBOX_READ,
                                          OUTBOX_COMMIT,
                                          "bookmarks.add",
                                          "conversations.create",
                                          "conversations.invite",
                                          "conversations.replies",
                                          "conversations.history",
                                          "pins.list",
                                          "usergroups.list",
                                          "usergroups.users.list",
                                          "users.info",
                                          NULL};
    return str_is_one_of(row->method, methods);
}

/* A place for one more, or NULL. */
static struct flight *free_place(struct sender *sender) {
    for (int i = 0; i < SENDER_FLIGHTS_MAX; i++)
        if (!sender->flights[i].ticket)
            return &sender->flights[i];
    return NULL;
}

/* Offers the store again what it did not take; false when it still does not. */
static bool settle_all(struct sender *sender) {
    bool settled = true;
    for (int i = 0; i < SENDER_FLIGHTS_MAX && settled; i++) {
        struct flight *flight = &sender->flights[i];
        if (!flight->ticket || flight->stage != STAGE_OVER)
            continue;
        flight_settle(sender, flight);
        settled = !flight->ticket;
    }
    return settled;
}

/* ---- Starting a row */

/* A doubt is about one place, even when the incident has gone on elsewhere since: a new card, or a
 * private channel. */
static bool address_in_doubt(struct flight *flight) {
    const struct outbox_call *row = &flight->row;
    if (!row->doubt || !flight_can_look_up(row, row->tried_channel))
        return false;
    json_put_str(flight->body, "channel", row->tried_channel);
    if (*row->tried_thread)
        json_put_str(flight->body, "thread_ts", row->tried_thread);
    return true;
}

/* The place of an announcement whose incident goes on elsewhere, and of what follows it there. */
static const char *address_own(struct flight *flight, const struct own_channel *own) {
    const char *address = flight->row.address;
    bool to_own = str_equal(address, OUTBOX_OWN);
    if (!own_channel_is(own, OWN_CHANNEL_OPEN) || (!to_own && !*own->announced_ts))
        return OUTBOX_NO_OWN;
    json_put_str(flight->body, "channel", to_own ? own->channel : own->announced_channel);
    if (!to_own)
        json_put_str(flight->body, str_equal(address, OUTBOX_ANNOUNCED) ? "ts" : "thread_ts",
                     own->announced_ts);
    return NULL;
}

/* The incident's own place: its card, its thread, or its own channel, which needs no thread. */
static const char *address_incident(struct flight *flight, const struct incident *incident,
                                    const struct own_channel *own) {
    const char *address = flight->row.address;
    json_put_str(flight->body, "channel", incident->channel);
    if (str_equal(address, OUTBOX_CHANNEL))
        return NULL;
    if (str_equal(address, OUTBOX_THREAD) && own_channel_is(own, OWN_CHANNEL_OPEN)) {
        json_remove(flight->body, "reply_broadcast");
        return NULL;
    }
    json_put_str(flight->body, str_equal(address, OUTBOX_CARD) ? "ts" : "thread_ts",
                 incident->card_ts);
    return *incident->card_ts ? NULL : "no_card";
}

/* Fills in where it goes, from what is known now; *ret_error is why it cannot go anywhere, or NULL.
 */
static enum result address(struct sender *sender, struct flight *flight, const char **ret_error,
                           struct err *err) {
    static const char *const elsewhere[] = {OUTBOX_OWN, OUTBOX_MIRROR, OUTBOX_ANNOUNCED, NULL};
    const struct outbox_call *row = &flight->row;
    struct incident incident;
    struct own_channel own = {.state = ""};
    *ret_error = NULL;
    if (str_equal(row->address, OUTBOX_FIXED) || address_in_doubt(flight))
        return OK;
    enum result result = own_channel_get(sender->store, flight->arena, row->incident_id, &own, err);
    if (result == OK || result == ABSENT)
        result = incident_get(sender->store, flight->arena, row->incident_id, &incident, err);
    if (result != OK)
        return result;
    *ret_error = str_is_one_of(row->address, elsewhere) ? address_own(flight, &own)
                                                        : address_incident(flight, &incident, &own);
    return OK;
}

/* The random id by which a post is found again. */
static void put_metadata(struct flight *flight) {
    struct json *metadata = json_new_object(), *payload = json_new_object();
    json_put_str(payload, "op", flight->row.op);
    json_put_str(metadata, "event_type", "incidentd_op");
    json_put(metadata, "event_payload", payload);
    json_put(flight->body, "metadata", metadata);
}

/* The error of a row that is not sent any more: worthless by now, or as old as the age at which
 * even a message that matters is given up. NULL for any other. */
static const char *expiry(const struct sender *sender, const struct outbox_call *row,
                          int64_t now_ms) {
    if (row->expires_ms && row->expires_ms <= now_ms)
        return "expired";
    return now_ms - row->created_ms > sender->max_age_ms ? "given_up" : NULL;
}

/* Takes the row's texts into a flight of its own. */
static enum result board(struct flight *flight, const struct outbox_call *row, struct err *err) {
    struct arena *arena = arena_new(ARENA_MAX);
    *flight = (struct flight){.arena = arena, .row = *row};
    flight->row.op = arena_strdup(arena, row->op);
    flight->row.lane = arena_strdup(arena, row->lane);
    flight->row.method = arena_strdup(arena, row->method);
    flight->row.address = arena_strdup(arena, row->address);
    flight->row.file = arena_strdup(arena, row->file);
    flight->row.tried_channel = arena_strdup(arena, row->tried_channel);
    flight->row.tried_thread = arena_strdup(arena, row->tried_thread);
    return json_parse(row->body, strlen(row->body), &flight->body, err);
}

/* Starts one row; returns how long it must still wait for its limit or for the store, 0 when it is
 * under way or over. */
static int64_t start(struct sender *sender, struct flight *flight, const struct outbox_call *row,
                     int64_t now_ms) {
    struct err err;
    const char *error = NULL, *expired = expiry(sender, row, now_ms);
    enum result result = board(flight, row, &err);
    if (result == OK)
        result = address(sender, flight, &error, &err);
    if (result == OK && flight_is_upload(row) && !*row->file)
        result = outbox_get_bytes(sender->store, flight->arena, row->op, &flight->bytes,
                                  &flight->len, &err);
    if (result != OK) {
        sender->ports->broken(sender->world, result == ABSENT ? CORRUPT : result, &err);
        flight_land(flight);
        return SECOND_MS;
    }
    if (!expired && error && flight_is_upload(row)) { /* it overtook the announcement */
        flight_again(sender, flight, FLIGHT_BACKOFF_MAX_MS, error, now_ms);
        return 0;
    }
    if (expired || error) {
        flight_failed(sender, flight, expired ? expired : error, "", now_ms);
        return 0;
    }
    int64_t wait_ms =
        limits_wait_ms(&sender->limits, row->method, flight_limit_key(flight), now_ms);
    if (wait_ms == 0 && !flight_mark_started(sender, flight))
        wait_ms = SECOND_MS;
    if (wait_ms > 0) {
        flight_land(flight);
        return wait_ms;
    }
    flight->row.attempts++;
    if (flight_is_post(row))
        put_metadata(flight);
    if (flight_is_upload(row))
        flight_upload(sender, flight, now_ms);
    else if (row->doubt && flight_can_look_up(row, json_text_at(flight->body, "channel")))
        flight_look_up(sender, flight, "", now_ms);
    else
        flight_send(sender, flight, now_ms);
    return 0;
}

static void start_due(struct sender *sender, const struct outbox_list *due, int64_t now_ms,
                      int64_t *next_ms) {
    for (int i = 0; i < due->count; i++) {
        struct flight *flight = free_place(sender);
        if (!flight || sender->paused_until_ms > now_ms)
            break; /* an answer or the probe goes on */
        int64_t wait_ms = start(sender, flight, &due->calls[i], now_ms);
        if (wait_ms > 0 && now_ms + wait_ms < *next_ms)
            *next_ms = now_ms + wait_ms;
    }
}

/* Goes through the lanes, some at a time, until nothing more can start: lanes that wait for one
 * channel's limit, however many, do not hide those behind them. */
static enum result start_lanes(struct sender *sender, int64_t now_ms, int64_t *next_ms,
                               struct err *err) {
    bool probing = sender->paused_until_ms != 0; /* after a pause, one call at a time */
    int max = probing ? 1 : HEADS_MAX;
    int64_t after_id = 0;
    for (bool more = true; more;) {
        struct outbox_list due;
        struct arena *arena = arena_new(ARENA_MAX);
        enum result result = outbox_due(sender->store, arena, now_ms, after_id, max, &due, err);
        if (result == OK) {
            start_due(sender, &due, now_ms, next_ms);
            more = due.count == max && !probing && free_place(sender);
            after_id = due.count ? due.calls[due.count - 1].id : 0;
        }
        arena_free(arena);
        if (result != OK)
            return result;
    }
    return OK;
}

/* A clock that was set back would stretch every wait by as much. */
static void notice_clock(struct sender *sender, int64_t now_ms) {
    if (sender->paused_until_ms > now_ms + PROBE_MS)
        sender->paused_until_ms = now_ms;
    if (now_ms < sender->last_run_ms - MINUTE_MS)
        sender->limits = (struct limits){0};
    sender->last_run_ms = now_ms;
}

/* Whether the store has yet to take an end: of a row too old to be sent, it is the first it hears.
 */
static bool is_unsettled(const struct sender *sender) {
    int i = 0;
    while (i < SENDER_FLIGHTS_MAX && sender->flights[i].stage != STAGE_OVER)
        i++;
    return i < SENDER_FLIGHTS_MAX;
}

int64_t sender_run(struct sender *sender, int64_t now_ms) {
    struct err err;
    int64_t next_ms = SENDER_NEVER, later_ms = 0;
    if (!settle_all(sender))
        return now_ms + SECOND_MS;
    notice_clock(sender, now_ms);
    if (sender->paused_until_ms > now_ms)
        return sender->paused_until_ms;
    enum result result = start_lanes(sender, now_ms, &next_ms, &err);
    if (result == OK)
        result = outbox_next_ms(sender->store, now_ms, &later_ms, &err);
    if (result == OK && later_ms < next_ms)
        next_ms = later_ms;
    bool fails = result != OK && result != ABSENT;
    if (fails)
        sender->ports->broken(sender->world, result, &err);
    return fails || is_unsettled(sender) ? now_ms + SECOND_MS : next_ms;
}

/* ---- Answers to calls */

/* The call was right and the time was wrong. */
static const char *const passing_errors[] = {"message_limit_exceeded", "update_failed", NULL};

static void join(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *body = json_new_object();
    flight->joined = true;
    json_put_str(body, "channel", json_text_at(flight->body, "channel"));
    flight_call_method(sender, flight, STAGE_JOIN, "conversations.join", body, now_ms);
}

static void pause(struct sender *sender, struct flight *flight, const char *text, int64_t now_ms) {
    bool known = sender->paused_until_ms > now_ms; /* by another call that was under way */
    sender->paused_until_ms = now_ms + PROBE_MS;
    if (!known)
        flight_report(sender, SENDER_PAUSED, &flight->row, text, PROBE_MS, now_ms);
    flight_again(sender, flight, PROBE_MS, text, now_ms);
}

static bool can_join(const struct flight *flight) {
    return (flight_is_post(&flight->row) || flight_is_upload(&flight->row)) &&
           !flight_is_private(flight);
}

static void refused(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                    int64_t now_ms) {
    const char *error = answer->error;
    bool is_member_matter =
        str_equal(error, "not_in_channel") || str_equal(error, "channel_not_found");
    if (flight->stage == STAGE_BYTES ||
        (flight_is_upload(&flight->row) && str_equal(error, "file_not_found")))
        flight_begin_anew(sender, flight, answer->text, now_ms);
    else if (is_member_matter && !flight->joined && can_join(flight))
        join(sender, flight, now_ms);
    else if (str_is_one_of(error, passing_errors))
        flight_again(sender, flight, FLIGHT_BACKOFF_MAX_MS, answer->text, now_ms);
    else if (flight_repair(flight, error))
        flight_send(sender, flight, now_ms);
    else
        flight_failed(sender, flight, error, answer->text, now_ms);
}

static void later(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                  int64_t now_ms) {
    int64_t wait_ms = answer->retry_after_ms + (int64_t)random_below(sender->random, SECOND_MS);
    if (flight->stage == STAGE_SEND)
        limits_block(&sender->limits, flight->row.method, flight_limit_key(flight), now_ms,
                     now_ms + wait_ms);
    flight_again(sender, flight, wait_ms, answer->text, now_ms);
}

static void doubtful(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                     int64_t now_ms) {
    int64_t wait_ms = flight_backoff_ms(sender, flight->row.attempts);
    if (flight->stage == STAGE_SEND)
        flight->row.doubt = 1;
    flight_again(sender, flight, wait_ms > DOUBT_WAIT_MS ? wait_ms : DOUBT_WAIT_MS, answer->text,
                 now_ms);
}

static void succeeded(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                      int64_t now_ms) {
    switch (flight->stage) {
    case STAGE_LOOK_UP:
        flight_looked_up(sender, flight, answer->body, now_ms);
        break;
    case STAGE_JOIN:
        flight_send(sender, flight, now_ms);
        break;
    case STAGE_OPEN:
        flight_opened(sender, flight, answer, now_ms);
        break;
    case STAGE_ASK:
        flight_told_where(sender, flight, answer, now_ms);
        break;
    case STAGE_BYTES:
        flight_has_bytes(sender, flight, now_ms);
        break;
    case STAGE_SEND:
        sender->paused_until_ms = 0;
        if (is_reading(&flight->row))
            flight_was_read(sender, flight, answer->body, SENDER_DELIVERED, now_ms);
        else if (flight_is_upload(&flight->row))
            flight_delivered(sender, flight, json_text_at(flight->body, "channel"), "",
                             SENDER_DELIVERED, now_ms);
        else
            flight_delivered(sender, flight, json_text_at(answer->body, "channel"),
                             json_text_at(answer->body, "ts"), SENDER_DELIVERED, now_ms);
        break;
    case STAGE_OVER:
        break;
    }
}

/* History that may not be read cannot settle a doubt; then a message twice is better than none. */
static void not_allowed(struct sender *sender, struct flight *flight,
                        const struct web_answer *answer, int64_t now_ms) {
    if (web_error_is_of_token(answer->error) ||
        str_equal(answer->error, "enterprise_is_restricted")) {
        pause(sender, flight, answer->text, now_ms);
        return;
    }
    sender->paused_until_ms = 0; /* whatever Slack does not like, it is not the token */
    if (flight->stage == STAGE_LOOK_UP) {
        flight_send_after_all(sender, flight, now_ms);
    } else if (flight->stage == STAGE_JOIN) {
        flight_failed(sender, flight, "not_in_channel", answer->text, now_ms);
    } else {
        refused(sender, flight, answer, now_ms);
    }
}

void sender_answered(struct sender *sender, uint64_t ticket, const struct web_answer *answer,
                     int64_t now_ms) {
    struct flight *flight = NULL;
    for (int i = 0; i < SENDER_FLIGHTS_MAX; i++)
        if (sender->flights[i].ticket == ticket)
            flight = &sender->flights[i];
    if (!flight || !ticket)
        return;
    switch (answer->outcome) {
    case WEB_OK:
        succeeded(sender, flight, answer, now_ms);
        break;
    case WEB_REFUSED:
        not_allowed(sender, flight, answer, now_ms);
        break;
    case WEB_LATER:
        later(sender, flight, answer, now_ms);
        break;
    case WEB_UNSENT:
        flight_again(sender, flight, flight_backoff_ms(sender, flight->row.attempts), answer->text,
                     now_ms);
        break;
    case WEB_IN_DOUBT:
        doubtful(sender, flight, answer, now_ms);
        break;
    }
}

/* ---- Life */

enum result sender_new(struct store *store, struct random *random, int64_t max_age_ms,
                       const struct sender_ports *ports, void *world, struct sender **ret_sender,
                       struct err *err) {
    enum result result = store_begin(store, err);
    if (result != OK)
        return result;
    result = outbox_recover(store, err);
    if (result == OK)
        result = store_commit(store, err);
    if (result != OK) {
        store_rollback(store);
        return result;
    }
    struct sender *sender = mem_alloc(sizeof *sender);
    sender->store = store;
    sender->random = random;
    sender->max_age_ms = max_age_ms;
    sender->ports = ports;
    sender->world = world;
    *ret_sender = sender;
    return OK;
}

void sender_free(struct sender *sender) {
    if (!sender)
        return;
    for (int i = 0; i < SENDER_FLIGHTS_MAX; i++)
        flight_land(&sender->flights[i]);
    mem_free(sender);
}
