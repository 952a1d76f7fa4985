/* A row under way: the calls that it makes, and how it ends. See sender_inside.h. */
#include "bot/sender_inside.h"

#include "base/str.h"
#include "bot/upload.h"

/* ---- The store */

void flight_report(struct sender *sender, enum sender_event_kind kind,
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

bool sender_commit(struct sender *sender, enum result result, struct err *err) {
    if (result == OK)
        result = store_commit(sender->store, err);
    if (result == OK)
        return true;
    store_rollback(sender->store);
    sender->ports->broken(sender->world, result, err);
    return false;
}

bool sender_begin(struct sender *sender, struct err *err) {
    enum result result = store_begin(sender->store, err);
    if (result != OK)
        sender->ports->broken(sender->world, result, err);
    return result == OK;
}

bool flight_mark_started(struct sender *sender, const struct flight *flight) {
    struct err err;
    return sender_begin(sender, &err) &&
           sender_commit(sender,
                         outbox_start(sender->store, flight->row.id,
                                      json_text_at(flight->body, "channel"),
                                      json_text_at(flight->body, "thread_ts"), &err),
                         &err);
}

static bool mark_answered(struct sender *sender, int64_t row, const struct json *answer) {
    struct err err;
    return sender_begin(sender, &err) &&
           sender_commit(sender, outbox_answer(sender->store, row, json_print(answer), &err), &err);
}

static bool mark_retry(struct sender *sender, const struct flight *flight) {
    const struct outbox_call *row = &flight->row;
    struct err err;
    return sender_begin(sender, &err) &&
           sender_commit(sender,
                         outbox_retry(sender->store, row->id, flight->again_ms, flight->wait_ms,
                                      row->doubt, row->file, &err),
                         &err);
}

int64_t flight_backoff_ms(struct sender *sender, int attempts) {
    int64_t ceiling_ms = SECOND_MS;
    for (int i = 1; i < attempts && ceiling_ms < FLIGHT_BACKOFF_MAX_MS; i++)
        ceiling_ms *= 2;
    if (ceiling_ms > FLIGHT_BACKOFF_MAX_MS)
        ceiling_ms = FLIGHT_BACKOFF_MAX_MS;
    return (int64_t)random_below(sender->random, (uint64_t)ceiling_ms) + 1;
}

const char *flight_limit_key(const struct flight *flight) {
    const char *channel = json_text_at(flight->body, "channel");
    return *channel ? channel : json_text_at(flight->body, "url");
}

/* ---- The end of a flight */

void flight_land(struct flight *flight) {
    json_free(flight->body);
    json_free(flight->answer);
    arena_free(flight->arena);
    *flight = (struct flight){0};
}

void flight_settle(struct sender *sender, struct flight *flight) {
    bool answered = flight->answer != NULL;
    const struct outbox_call *row = &flight->row;
    flight->stage = STAGE_OVER;
    flight->ticket = ++sender->next_ticket; /* nothing is under way any more */
    if (answered ? !mark_answered(sender, row->id, flight->answer) : !mark_retry(sender, flight))
        return;
    flight_land(flight);
    if (answered)
        sender->ports->answered(sender->world);
}

/* Takes ownership of answer. */
static void finish(struct sender *sender, struct flight *flight, struct json *answer) {
    flight->answer = answer;
    flight_settle(sender, flight);
}

void flight_delivered(struct sender *sender, struct flight *flight, const char *channel,
                      const char *ts, enum sender_event_kind kind, int64_t now_ms) {
    struct json *answer = json_new_object();
    json_put_bool(answer, "ok", true);
    json_put_str(answer, "channel", channel);
    json_put_str(answer, "ts", ts);
    flight_report(sender, kind, &flight->row, "", 0, now_ms);
    finish(sender, flight, answer);
}

void flight_was_read(struct sender *sender, struct flight *flight, const struct json *body,
                     enum sender_event_kind kind, int64_t now_ms) {
    flight_report(sender, kind, &flight->row, "", 0, now_ms);
    finish(sender, flight, json_copy(body));
}

void flight_failed(struct sender *sender, struct flight *flight, const char *error,
                   const char *text, int64_t now_ms) {
    struct json *answer = json_new_object();
    json_put_bool(answer, "ok", false);
    json_put_str(answer, "error", error);
    flight_report(sender, SENDER_FAILED, &flight->row, *text ? text : error, 0, now_ms);
    finish(sender, flight, answer);
}

void flight_again(struct sender *sender, struct flight *flight, int64_t wait_ms, const char *text,
                  int64_t now_ms) {
    flight_report(sender, SENDER_RETRY, &flight->row, text, wait_ms, now_ms);
    flight->again_ms = now_ms + wait_ms;
    flight->wait_ms = wait_ms;
    flight_settle(sender, flight);
}

/* ---- What it is */

bool flight_is_post(const struct outbox_call *row) {
    return str_equal(row->method, "chat.postMessage");
}

bool flight_is_upload(const struct outbox_call *row) {
    return str_equal(row->method, OUTBOX_UPLOAD);
}

bool flight_is_private(const struct flight *flight) {
    char first = json_text_at(flight->body, "channel")[0];
    return first == 'U' || first == 'W';
}

/* ---- Making calls */

void flight_call(struct sender *sender, struct flight *flight, enum stage stage,
                 const struct web_call *call, int64_t now_ms) {
    struct err err;
    flight->stage = stage;
    flight->ticket = ++sender->next_ticket;
    enum result result = sender->ports->call(sender->world, flight->ticket, call, &err);
    if (result == OK)
        return;
    if (result == BUSY)
        flight_again(sender, flight, SECOND_MS, err.text, now_ms);
    else
        flight_failed(sender, flight, "invalid_call", err.text, now_ms);
}

void flight_call_method(struct sender *sender, struct flight *flight, enum stage stage,
                        const char *method, const struct json *body, int64_t now_ms) {
    struct web_call call = {.method = method, .body = json_print(body), .token = WEB_TOKEN_BOT};
    flight_call(sender, flight, stage, &call, now_ms);
}

static void send_to_url(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *body = json_copy(flight->body);
    json_remove(body, "url");
    json_remove(body, "user");
    struct web_call call = {.url = json_text_at(flight->body, "url"),
                            .body = json_print(body),
                            .token = WEB_TOKEN_NONE};
    flight_call(sender, flight, STAGE_SEND, &call, now_ms);
}

void flight_send(struct sender *sender, struct flight *flight, int64_t now_ms) {
    const struct outbox_call *row = &flight->row;
    if (flight_is_upload(row)) {
        JSON_AUTO *arguments = upload_complete(flight->body, row->file);
        flight_call_method(sender, flight, STAGE_SEND, "files.completeUploadExternal", arguments,
                           now_ms);
        return;
    }
    limits_take(&sender->limits, row->method, flight_limit_key(flight), now_ms);
    if (str_equal(row->method, OUTBOX_RESPONSE_URL))
        send_to_url(sender, flight, now_ms);
    else
        flight_call_method(sender, flight, STAGE_SEND, row->method, flight->body, now_ms);
}
