/* Delivers the outbox: see sender.h. */
#include "bot/sender.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "bot/limits.h"
#include "bot/upload.h"
#include "store/incidents.h"
#include "store/outbox.h"

#include <string.h>

enum {
    HEADS_MAX = 64,                /* lanes looked at in one go */
    ARENA_MAX = 32 * 1024 * 1024,  /* for the rows of one go, or one call */
    DOUBT_WAIT_MS = 3 * SECOND_MS, /* before the first look-up: history lags behind a post */
    LOOK_AGAIN_MS = 20 * SECOND_MS,
    LOOK_UPS = 2,
    PAGES_MAX = 20,
    BACKOFF_MAX_MS = MINUTE_MS,
    PROBE_MS = 5 * MINUTE_MS,
    PLAIN_TEXT_MAX = 3900 /* Slack advises 4000 */
};

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
    struct json *body;   /* with the address filled in */
    const char *file;    /* of an upload: what Slack calls the file that was asked for, or NULL */
    struct json *answer; /* when over: what Slack said, or NULL for another try … */
    int64_t again_ms;    /* … at this time */
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

/* ---- Small things */

static void report(struct sender *sender, enum sender_event_kind kind,
                   const struct outbox_call *row, const char *text, int64_t retry_ms,
                   int64_t now_ms) {
    struct sender_event event = {.kind = kind,
                                 .row = row->id,
                                 .method = row->method,
                                 .text = text,
                                 .retry_ms = retry_ms,
                                 .waited_ms = now_ms - row->created_ms};
    sender->ports->event(sender->world, &event);
}

/* Each arrow of a row's life is a transaction of its own; the owner hears of those that fail. */
static bool commit(struct sender *sender, enum result result, struct err *err) {
    if (result == OK)
        result = store_commit(sender->store, err);
    if (result == OK)
        return true;
    store_rollback(sender->store);
    sender->ports->broken(sender->world, result, err);
    return false;
}

static bool begin(struct sender *sender, struct err *err) {
    enum result result = store_begin(sender->store, err);
    if (result != OK)
        sender->ports->broken(sender->world, result, err);
    return result == OK;
}

static bool mark_started(struct sender *sender, int64_t row) {
    struct err err;
    return begin(sender, &err) && commit(sender, outbox_start(sender->store, row, &err), &err);
}

static bool mark_answered(struct sender *sender, int64_t row, const struct json *answer) {
    struct err err;
    return begin(sender, &err) &&
           commit(sender, outbox_answer(sender->store, row, json_print(answer), &err), &err);
}

static bool mark_file(struct sender *sender, int64_t row, const char *file) {
    struct err err;
    return begin(sender, &err) &&
           commit(sender, outbox_put_file(sender->store, row, file, &err), &err);
}

static bool mark_retry(struct sender *sender, int64_t row, int64_t not_before_ms, int doubt) {
    struct err err;
    return begin(sender, &err) &&
           commit(sender, outbox_retry(sender->store, row, not_before_ms, doubt, &err), &err);
}

/* From 1 s to 1 min by attempt, with full jitter. */
static int64_t backoff_ms(struct sender *sender, int attempts) {
    int64_t ceiling_ms = SECOND_MS;
    for (int i = 1; i < attempts && ceiling_ms < BACKOFF_MAX_MS; i++)
        ceiling_ms *= 2;
    if (ceiling_ms > BACKOFF_MAX_MS)
        ceiling_ms = BACKOFF_MAX_MS;
    return (int64_t)random_below(sender->random, (uint64_t)ceiling_ms) + 1;
}

/* What a rate is counted by besides the method. */
static const char *limit_key(const struct flight *flight) {
    const char *channel = json_text_at(flight->body, "channel");
    return *channel ? channel : json_text_at(flight->body, "url");
}

/* ---- The end of a flight */

static struct flight *flight_free(struct sender *sender) {
    for (int i = 0; i < SENDER_FLIGHTS_MAX; i++)
        if (!sender->flights[i].ticket)
            return &sender->flights[i];
    return NULL;
}

static void land(struct flight *flight) {
    json_free(flight->body);
    json_free(flight->answer);
    arena_free(flight->arena);
    *flight = (struct flight){0};
}

/* Writes down how a flight ended. An end that the store does not take is kept and offered again: a
 * row left as started would hold up its lane for as long as the process lives. */
static void settle(struct sender *sender, struct flight *flight) {
    bool answered = flight->answer != NULL;
    const struct outbox_call *row = &flight->row;
    flight->stage = STAGE_OVER;
    flight->ticket = ++sender->next_ticket; /* nothing is under way any more */
    if (answered ? !mark_answered(sender, row->id, flight->answer)
                 : !mark_retry(sender, row->id, flight->again_ms, row->doubt))
        return;
    land(flight);
    if (answered)
        sender->ports->answered(sender->world);
}

/* Offers the store again what it did not take; false when it still does not. */
static bool settle_all(struct sender *sender) {
    bool settled = true;
    for (int i = 0; i < SENDER_FLIGHTS_MAX && settled; i++) {
        struct flight *flight = &sender->flights[i];
        if (!flight->ticket || flight->stage != STAGE_OVER)
            continue;
        settle(sender, flight);
        settled = !flight->ticket;
    }
    return settled;
}

/* Takes ownership of answer. */
static void finish(struct sender *sender, struct flight *flight, struct json *answer) {
    flight->answer = answer;
    settle(sender, flight);
}

/* It stands in Slack: the handler learns where. */
static void delivered(struct sender *sender, struct flight *flight, const char *channel,
                      const char *ts, enum sender_event_kind kind, int64_t now_ms) {
    struct json *answer = json_new_object();
    json_put_bool(answer, "ok", true);
    json_put_str(answer, "channel", channel);
    json_put_str(answer, "ts", ts);
    report(sender, kind, &flight->row, "", 0, now_ms);
    finish(sender, flight, answer);
}

/* What was asked for is the answer, all of it. */
static void was_read(struct sender *sender, struct flight *flight, const struct json *body,
                     int64_t now_ms) {
    report(sender, SENDER_DELIVERED, &flight->row, "", 0, now_ms);
    finish(sender, flight, json_copy(body));
}

static void failed(struct sender *sender, struct flight *flight, const char *error,
                   const char *text, int64_t now_ms) {
    struct json *answer = json_new_object();
    json_put_bool(answer, "ok", false);
    json_put_str(answer, "error", error);
    report(sender, SENDER_FAILED, &flight->row, *text ? text : error, 0, now_ms);
    finish(sender, flight, answer);
}

/* What an earlier attempt left in doubt stays so until a look-up has settled it. */
static void again(struct sender *sender, struct flight *flight, int64_t wait_ms, const char *text,
                  int64_t now_ms) {
    report(sender, SENDER_RETRY, &flight->row, text, wait_ms, now_ms);
    flight->again_ms = now_ms + wait_ms;
    settle(sender, flight);
}

/* ---- Making calls */

static void make_call(struct sender *sender, struct flight *flight, enum stage stage,
                      const struct web_call *call, int64_t now_ms) {
    struct err err;
    flight->stage = stage;
    flight->ticket = ++sender->next_ticket;
    enum result result = sender->ports->call(sender->world, flight->ticket, call, &err);
    if (result == OK)
        return;
    if (result == BUSY)
        again(sender, flight, SECOND_MS, err.text, now_ms);
    else
        failed(sender, flight, "invalid_call", err.text, now_ms);
}

static void call_method(struct sender *sender, struct flight *flight, enum stage stage,
                        const char *method, const struct json *body, int64_t now_ms) {
    struct web_call call = {.method = method, .body = json_print(body), .token = WEB_TOKEN_BOT};
    make_call(sender, flight, stage, &call, now_ms);
}

static void send_to_url(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *body = json_copy(flight->body);
    json_remove(body, "url");
    json_remove(body, "user");
    struct web_call call = {.url = json_text_at(flight->body, "url"),
                            .body = json_print(body),
                            .token = WEB_TOKEN_NONE};
    make_call(sender, flight, STAGE_SEND, &call, now_ms);
}

static bool is_upload(const struct outbox_call *row) {
    return str_equal(row->method, OUTBOX_UPLOAD);
}

static void send_call(struct sender *sender, struct flight *flight, int64_t now_ms) {
    const struct outbox_call *row = &flight->row;
    if (is_upload(row)) {
        JSON_AUTO *arguments = upload_complete(flight->body, row->file);
        call_method(sender, flight, STAGE_SEND, "files.completeUploadExternal", arguments, now_ms);
        return;
    }
    limits_take(&sender->limits, row->method, limit_key(flight), now_ms);
    if (str_equal(row->method, OUTBOX_RESPONSE_URL))
        send_to_url(sender, flight, now_ms);
    else
        call_method(sender, flight, STAGE_SEND, row->method, flight->body, now_ms);
}

static bool is_post(const struct outbox_call *row) {
    return str_equal(row->method, "chat.postMessage");
}

/* Whether its answer is wanted whole: it asks for what stands there instead of adding to it, or is
 * no call to Slack. */
static bool is_reading(const struct outbox_call *row) {
    return str_equal(row->method, OUTBOX_WRITE) ||
           str_equal(row->method, "conversations.replies") ||
           str_equal(row->method, "conversations.history") || str_equal(row->method, "pins.list");
}

/* Whether it goes to one person, by a user id. */
static bool is_private(const struct flight *flight) {
    char first = json_text_at(flight->body, "channel")[0];
    return first == 'U' || first == 'W';
}

/* A post into a channel can be found again, by its metadata or its file; one to a person cannot,
 * because its conversation has an id that we do not know, so it may come twice. */
static bool can_look_up(const struct flight *flight) {
    char first = json_text_at(flight->body, "channel")[0];
    const struct outbox_call *row = &flight->row;
    return (is_post(row) || is_upload(row)) && (first == 'C' || first == 'G' || first == 'D');
}

/* Without a time to begin at: Slack's times are of another clock, and ours may have been days off
 * when the row was written. What bounds it is PAGES_MAX, the newest first in a channel and the
 * oldest first in a thread. */
static void look_up(struct sender *sender, struct flight *flight, const char *cursor,
                    int64_t now_ms) {
    const char *thread = json_text_at(flight->body, "thread_ts");
    JSON_AUTO *body = json_new_object();
    json_put_str(body, "channel", json_text_at(flight->body, "channel"));
    json_put_bool(body, "include_all_metadata", true);
    json_put_int(body, "limit", 200);
    if (*thread)
        json_put_str(body, "ts", thread);
    if (*cursor)
        json_put_str(body, "cursor", cursor);
    flight->pages++;
    call_method(sender, flight, STAGE_LOOK_UP,
                *thread ? "conversations.replies" : "conversations.history", body, now_ms);
}

/* ---- Uploads */

static void send_bytes(struct sender *sender, struct flight *flight, const char *url,
                       int64_t now_ms) {
    struct err err;
    struct web_call call = {.url = url, .token = WEB_TOKEN_NONE};
    enum result result = outbox_get_bytes(sender->store, flight->arena, flight->row.op, &call.bytes,
                                          &call.len, &err);
    if (result == OK) {
        make_call(sender, flight, STAGE_BYTES, &call, now_ms);
        return;
    }
    sender->ports->broken(sender->world, result, &err);
    again(sender, flight, SECOND_MS, err.text, now_ms);
}

/* The next call of an upload whose bytes Slack has or has not. */
static void go_on(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *arguments = NULL;
    limits_take(&sender->limits, flight->row.method, limit_key(flight), now_ms);
    if (is_private(flight)) {
        arguments = upload_open(flight->body);
        call_method(sender, flight, STAGE_OPEN, "conversations.open", arguments, now_ms);
    } else if (!*flight->row.file) {
        arguments = upload_ask(flight->body);
        call_method(sender, flight, STAGE_ASK, "files.getUploadURLExternal", arguments, now_ms);
    } else if (flight->row.doubt && can_look_up(flight)) {
        look_up(sender, flight, "", now_ms);
    } else {
        send_call(sender, flight, now_ms);
    }
}

static void opened(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                   int64_t now_ms) {
    const char *channel = json_text_at(answer->body, "channel.id");
    if (!*channel) {
        failed(sender, flight, "invalid_answer", answer->text, now_ms);
        return;
    }
    json_put_str(flight->body, "channel", channel);
    go_on(sender, flight, now_ms);
}

static void told_where(struct sender *sender, struct flight *flight,
                       const struct web_answer *answer, int64_t now_ms) {
    const char *url = json_text_at(answer->body, "upload_url");
    flight->file = arena_strdup(flight->arena, json_text_at(answer->body, "file_id"));
    if (*url && *flight->file)
        send_bytes(sender, flight, url, now_ms);
    else
        failed(sender, flight, "invalid_answer", answer->text, now_ms);
}

/* Slack has all of it: from here on, what is in doubt is whether it stands in the channel. */
static void has_bytes(struct sender *sender, struct flight *flight, int64_t now_ms) {
    if (!mark_file(sender, flight->row.id, flight->file)) {
        again(sender, flight, SECOND_MS, "the store did not take it", now_ms);
        return;
    }
    flight->row.file = flight->file;
    flight->row.doubt = 0;
    send_call(sender, flight, now_ms);
}

/* Slack does not take the bytes, or knows no such file any more: from the beginning, a few times.
 */
static void begin_anew(struct sender *sender, struct flight *flight, const char *text,
                       int64_t now_ms) {
    if (flight->row.attempts >= UPLOAD_TRIES)
        failed(sender, flight, "upload_refused", text, now_ms);
    else if (!*flight->row.file || mark_file(sender, flight->row.id, ""))
        again(sender, flight, backoff_ms(sender, flight->row.attempts), text, now_ms);
    else
        again(sender, flight, SECOND_MS, "the store did not take it", now_ms);
}

/* ---- Starting a row */

/* Fills in where it goes, from what is known now; *ret_error is why it cannot go anywhere, or NULL.
 */
static enum result address(struct sender *sender, struct flight *flight, const char **ret_error,
                           struct err *err) {
    const struct outbox_call *row = &flight->row;
    struct incident incident;
    *ret_error = NULL;
    if (str_equal(row->address, OUTBOX_FIXED))
        return OK;
    enum result result =
        incident_get(sender->store, flight->arena, row->incident_id, &incident, err);
    if (result != OK)
        return result;
    bool channel_only = str_equal(row->address, OUTBOX_CHANNEL);
    json_put_str(flight->body, "channel", incident.channel);
    if (channel_only)
        return OK;
    if (!*incident.card_ts)
        *ret_error = "no_card";
    json_put_str(flight->body, str_equal(row->address, OUTBOX_CARD) ? "ts" : "thread_ts",
                 incident.card_ts);
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
    if (result != OK) {
        sender->ports->broken(sender->world, result == ABSENT ? CORRUPT : result, &err);
        land(flight);
        return SECOND_MS;
    }
    if (!expired && error && is_upload(row)) { /* it overtook the announcement */
        again(sender, flight, BACKOFF_MAX_MS, error, now_ms);
        return 0;
    }
    if (expired || error) {
        failed(sender, flight, expired ? expired : error, "", now_ms);
        return 0;
    }
    int64_t wait_ms = limits_wait_ms(&sender->limits, row->method, limit_key(flight), now_ms);
    if (wait_ms == 0 && !mark_started(sender, row->id))
        wait_ms = SECOND_MS;
    if (wait_ms > 0) {
        land(flight);
        return wait_ms;
    }
    flight->row.attempts++;
    if (is_post(row))
        put_metadata(flight);
    if (is_upload(row))
        go_on(sender, flight, now_ms);
    else if (row->doubt && can_look_up(flight))
        look_up(sender, flight, "", now_ms);
    else
        send_call(sender, flight, now_ms);
    return 0;
}

static void start_due(struct sender *sender, const struct outbox_list *due, int64_t now_ms,
                      int64_t *next_ms) {
    for (int i = 0; i < due->count; i++) {
        struct flight *flight = flight_free(sender);
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
            more = due.count == max && !probing && flight_free(sender);
            after_id = due.count ? due.calls[due.count - 1].id : 0;
        }
        arena_free(arena);
        if (result != OK)
            return result;
    }
    return OK;
}

/* A clock that was set back would stretch every wait by as much. False when the store failed. */
static bool notice_clock(struct sender *sender, int64_t now_ms) {
    struct err err;
    if (sender->paused_until_ms > now_ms + PROBE_MS)
        sender->paused_until_ms = now_ms;
    if (now_ms < sender->last_run_ms - MINUTE_MS) {
        sender->limits = (struct limits){0};
        if (!begin(sender, &err) ||
            !commit(sender, outbox_hurry(sender->store, now_ms, &err), &err))
            return false;
    }
    sender->last_run_ms = now_ms;
    return true;
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
    if (!settle_all(sender) || !notice_clock(sender, now_ms))
        return now_ms + SECOND_MS;
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

/* ---- Answers to look-ups */

static bool is_ours(const struct json *message, const struct outbox_call *row) {
    if (is_upload(row))
        return upload_is_in(message, row->file);
    return str_equal(json_text_at(message, "metadata.event_payload.op"), row->op);
}

/* The ts of what the row sent among the messages of a page, or NULL. */
static const char *find_ours(const struct json *body, const struct outbox_call *row) {
    for (size_t i = 0; i < json_len(body, "messages"); i++) {
        const struct json *message = json_item(json_at(body, "messages"), i);
        if (is_ours(message, row))
            return json_text_at(message, "ts");
    }
    return NULL;
}

static void looked_up(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                      int64_t now_ms) {
    const char *ts = find_ours(answer->body, &flight->row);
    const char *cursor = json_text_at(answer->body, "response_metadata.next_cursor");
    if (ts) {
        const char *channel = json_text_at(flight->body, "channel");
        delivered(sender, flight, channel, ts, SENDER_FOUND, now_ms);
    } else if (*cursor && flight->pages < PAGES_MAX) {
        look_up(sender, flight, cursor, now_ms);
    } else if (flight->row.doubt < LOOK_UPS) {
        flight->row.doubt++;
        again(sender, flight, LOOK_AGAIN_MS, "not found yet", now_ms);
    } else {
        flight->row.doubt = 0;
        send_call(sender, flight, now_ms);
    }
}

/* ---- Answers to calls */

static const char *const token_errors[] = {"invalid_auth",
                                           "not_authed",
                                           "account_inactive",
                                           "token_revoked",
                                           "token_expired",
                                           "not_allowed_token_type",
                                           "org_login_required",
                                           "ekm_access_denied",
                                           "two_factor_setup_required",
                                           "access_denied",
                                           "no_permission",
                                           "team_access_not_granted",
                                           "enterprise_is_restricted",
                                           NULL};

static const char *const too_long_errors[] = {
    "msg_blocks_too_long",   "msg_too_long",         "msg_too_large",       "invalid_blocks",
    "invalid_blocks_format", "too_many_attachments", "invalid_attachments", NULL};

static const char *const metadata_errors[] = {"metadata_too_large", "invalid_metadata_format",
                                              "invalid_metadata_schema",
                                              "metadata_must_be_sent_from_app", NULL};

static const char *const thread_errors[] = {"cannot_reply_to_message",
                                            "restricted_action_thread_locked", "thread_not_found",
                                            "restricted_action_non_threadable_channel", NULL};

/* The call was right and the time was wrong. */
static const char *const passing_errors[] = {"message_limit_exceeded", "update_failed", NULL};

/* What it says, without what Slack did not like about how. */
static void make_plain(struct json *body) {
    struct str text = str_new(PLAIN_TEXT_MAX * 4);
    const char *whole = json_text_at(body, "text");
    str_add_bytes(&text, whole, utf8_prefix(whole, PLAIN_TEXT_MAX));
    json_put_str(body, "text", text.text);
    json_remove(body, "blocks");
    str_free(&text);
}

/* Changes the body so that the same call may succeed; false when nothing can help. */
static bool repair(struct flight *flight, const char *error) {
    if (flight->repaired)
        return false;
    flight->repaired = true;
    if (str_is_one_of(error, too_long_errors) && json_at(flight->body, "blocks"))
        make_plain(flight->body);
    else if (str_is_one_of(error, metadata_errors))
        json_remove(flight->body, "metadata");
    else if (str_is_one_of(error, thread_errors))
        json_remove(flight->body, "thread_ts");
    else
        return false;
    return true;
}

static void join(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *body = json_new_object();
    flight->joined = true;
    json_put_str(body, "channel", json_text_at(flight->body, "channel"));
    call_method(sender, flight, STAGE_JOIN, "conversations.join", body, now_ms);
}

static void pause(struct sender *sender, struct flight *flight, const char *text, int64_t now_ms) {
    sender->paused_until_ms = now_ms + PROBE_MS;
    report(sender, SENDER_PAUSED, &flight->row, text, PROBE_MS, now_ms);
    again(sender, flight, PROBE_MS, text, now_ms);
}

static bool can_join(const struct flight *flight) {
    return (is_post(&flight->row) || is_upload(&flight->row)) && !is_private(flight);
}

static void refused(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                    int64_t now_ms) {
    const char *error = answer->error;
    bool is_member_matter =
        str_equal(error, "not_in_channel") || str_equal(error, "channel_not_found");
    if (flight->stage == STAGE_BYTES ||
        (is_upload(&flight->row) && str_equal(error, "file_not_found")))
        begin_anew(sender, flight, answer->text, now_ms);
    else if (is_member_matter && !flight->joined && can_join(flight))
        join(sender, flight, now_ms);
    else if (str_is_one_of(error, passing_errors))
        again(sender, flight, BACKOFF_MAX_MS, answer->text, now_ms);
    else if (repair(flight, error))
        send_call(sender, flight, now_ms);
    else
        failed(sender, flight, error, answer->text, now_ms);
}

static void later(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                  int64_t now_ms) {
    int64_t wait_ms = answer->retry_after_ms + (int64_t)random_below(sender->random, SECOND_MS);
    if (flight->stage == STAGE_SEND)
        limits_block(&sender->limits, flight->row.method, limit_key(flight), now_ms,
                     now_ms + wait_ms);
    again(sender, flight, wait_ms, answer->text, now_ms);
}

static void doubtful(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                     int64_t now_ms) {
    int64_t wait_ms = backoff_ms(sender, flight->row.attempts);
    if (flight->stage == STAGE_SEND)
        flight->row.doubt = 1;
    again(sender, flight, wait_ms > DOUBT_WAIT_MS ? wait_ms : DOUBT_WAIT_MS, answer->text, now_ms);
}

static void succeeded(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                      int64_t now_ms) {
    switch (flight->stage) {
    case STAGE_LOOK_UP:
        looked_up(sender, flight, answer, now_ms);
        break;
    case STAGE_JOIN:
        send_call(sender, flight, now_ms);
        break;
    case STAGE_OPEN:
        opened(sender, flight, answer, now_ms);
        break;
    case STAGE_ASK:
        told_where(sender, flight, answer, now_ms);
        break;
    case STAGE_BYTES:
        has_bytes(sender, flight, now_ms);
        break;
    case STAGE_SEND:
        sender->paused_until_ms = 0;
        if (is_reading(&flight->row))
            was_read(sender, flight, answer->body, now_ms);
        else if (is_upload(&flight->row))
            delivered(sender, flight, json_text_at(flight->body, "channel"), "", SENDER_DELIVERED,
                      now_ms);
        else
            delivered(sender, flight, json_text_at(answer->body, "channel"),
                      json_text_at(answer->body, "ts"), SENDER_DELIVERED, now_ms);
        break;
    case STAGE_OVER:
        break;
    }
}

/* History that may not be read cannot settle a doubt; then a message twice is better than none. */
static void not_allowed(struct sender *sender, struct flight *flight,
                        const struct web_answer *answer, int64_t now_ms) {
    if (str_is_one_of(answer->error, token_errors)) {
        pause(sender, flight, answer->text, now_ms);
        return;
    }
    sender->paused_until_ms = 0; /* whatever Slack does not like, it is not the token */
    if (flight->stage == STAGE_LOOK_UP) {
        send_call(sender, flight, now_ms);
    } else if (flight->stage == STAGE_JOIN) {
        failed(sender, flight, "not_in_channel", answer->text, now_ms);
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
        again(sender, flight, backoff_ms(sender, flight->row.attempts), answer->text, now_ms);
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
        land(&sender->flights[i]);
    mem_free(sender);
}

unsigned sender_flights(const struct sender *sender) {
    unsigned count = 0;
    for (int i = 0; i < SENDER_FLIGHTS_MAX; i++)
        count += sender->flights[i].ticket != 0;
    return count;
}
