/* Is it there already? Slack has no idempotency key, so what was left in doubt is looked for before
 * it is called again: a post by the id in its metadata, a file by its own, a channel by its name
 * among those that we are in, a bookmark by what it says. See sender_inside.h. */
#include "bot/sender_inside.h"

#include "base/str.h"
#include "bot/upload.h"

enum { LOOK_AGAIN_MS = 20 * SECOND_MS, LOOK_UPS = 2, PAGES_MAX = 20, PAGE_LENGTH = 200 };

static bool is_creation(const struct outbox_call *row) {
    return str_equal(row->method, "conversations.create");
}

static bool is_bookmark(const struct outbox_call *row) {
    return str_equal(row->method, "bookmarks.add");
}

bool flight_can_look_up(const struct outbox_call *row, const char *channel) {
    bool is_message = flight_is_post(row) || flight_is_upload(row);
    return is_creation(row) || is_bookmark(row) ||
           (is_message && (*channel == 'C' || *channel == 'G' || *channel == 'D'));
}

/* ---- Asking */

/* Without a time to begin at: Slack's times are of another clock, and ours may have been days off
 * when the row was written. What bounds it is PAGES_MAX, the newest first in a channel and the
 * oldest first in a thread. */
static const char *ask_for_message(const struct flight *flight, struct json *ask) {
    const char *thread = json_text_at(flight->body, "thread_ts");
    json_put_str(ask, "channel", json_text_at(flight->body, "channel"));
    json_put_bool(ask, "include_all_metadata", true);
    if (*thread)
        json_put_str(ask, "ts", thread);
    return *thread ? "conversations.replies" : "conversations.history";
}

/* Whoever creates a channel is in it. */
static const char *ask_for_channel(struct json *ask) {
    json_put_str(ask, "types", "public_channel,private_channel");
    json_put_bool(ask, "exclude_archived", true);
    return "users.conversations";
}

void flight_look_up(struct sender *sender, struct flight *flight, const char *cursor,
                    int64_t now_ms) {
    JSON_AUTO *ask = json_new_object();
    const char *method = "bookmarks.list";
    if (is_bookmark(&flight->row))
        json_put_str(ask, "channel_id", json_text_at(flight->body, "channel_id"));
    else if (is_creation(&flight->row))
        method = ask_for_channel(ask);
    else
        method = ask_for_message(flight, ask);
    if (!is_bookmark(&flight->row))
        json_put_int(ask, "limit", PAGE_LENGTH);
    if (*cursor)
        json_put_str(ask, "cursor", cursor);
    flight->pages++;
    flight_call_method(sender, flight, STAGE_LOOK_UP, method, ask, now_ms);
}

/* ---- Finding */

static bool is_ours(const struct flight *flight, const struct json *thing) {
    const struct outbox_call *row = &flight->row;
    if (is_creation(row))
        return str_equal(json_text_at(thing, "name"), json_text_at(flight->body, "name"));
    if (is_bookmark(row))
        return str_equal(json_text_at(thing, "title"), json_text_at(flight->body, "title")) &&
               str_equal(json_text_at(thing, "link"), json_text_at(flight->body, "link"));
    if (flight_is_upload(row))
        return upload_is_in(thing, row->file);
    return str_equal(json_text_at(thing, "metadata.event_payload.op"), row->op);
}

/* What the row made, among what a page lists, or NULL. */
static const struct json *find_ours(const struct flight *flight, const struct json *body) {
    const char *list = is_creation(&flight->row)   ? "channels"
                       : is_bookmark(&flight->row) ? "bookmarks"
                                                   : "messages";
    for (size_t i = 0; i < json_len(body, list); i++) {
        const struct json *thing = json_item(json_at(body, list), i);
        if (is_ours(flight, thing))
            return thing;
    }
    return NULL;
}

/* As if Slack's answer had come. */
static void found(struct sender *sender, struct flight *flight, const struct json *thing,
                  int64_t now_ms) {
    bool is_channel = is_creation(&flight->row);
    if (!is_channel && !is_bookmark(&flight->row)) {
        flight_delivered(sender, flight, json_text_at(flight->body, "channel"),
                         json_text_at(thing, "ts"), SENDER_FOUND, now_ms);
        return;
    }
    JSON_AUTO *answer = json_new_object();
    json_put_bool(answer, "ok", true);
    json_put(answer, is_channel ? "channel" : "bookmark", json_copy(thing));
    flight_was_read(sender, flight, answer, SENDER_FOUND, now_ms);
}

void flight_send_after_all(struct sender *sender, struct flight *flight, int64_t now_ms) {
    if (str_equal(flight->row.address, OUTBOX_FIXED)) {
        flight_send(sender, flight, now_ms);
        return;
    }
    flight->row.doubt = 0; /* about that place */
    flight_again(sender, flight, 0, "not found", now_ms);
}

void flight_looked_up(struct sender *sender, struct flight *flight, const struct json *body,
                      int64_t now_ms) {
    const struct json *thing = find_ours(flight, body);
    const char *cursor = json_text_at(body, "response_metadata.next_cursor");
    if (thing) {
        found(sender, flight, thing, now_ms);
    } else if (*cursor && flight->pages < PAGES_MAX) {
        flight_look_up(sender, flight, cursor, now_ms);
    } else if (flight->row.doubt < LOOK_UPS) {
        flight->row.doubt++;
        flight_again(sender, flight, LOOK_AGAIN_MS, "not found yet", now_ms);
    } else {
        flight->row.doubt = 0;
        flight_send_after_all(sender, flight, now_ms);
    }
}
