/* The calls of a file: see upload.h, and sender_inside.h. */
#include "bot/sender_inside.h"

#include "bot/upload.h"

static void send_bytes(struct sender *sender, struct flight *flight, const char *url,
                       int64_t now_ms) {
    struct err err;
    struct web_call call = {.url = url, .token = WEB_TOKEN_NONE};
    enum result result = outbox_get_bytes(sender->store, flight->arena, flight->row.op, &call.bytes,
                                          &call.len, &err);
    if (result == OK) {
        flight_call(sender, flight, STAGE_BYTES, &call, now_ms);
        return;
    }
    sender->ports->broken(sender->world, result, &err);
    flight_again(sender, flight, SECOND_MS, err.text, now_ms);
}

void flight_upload(struct sender *sender, struct flight *flight, int64_t now_ms) {
    JSON_AUTO *arguments = NULL;
    limits_take(&sender->limits, flight->row.method, flight_limit_key(flight), now_ms);
    if (flight_is_private(flight)) {
        arguments = upload_open(flight->body);
        flight_call_method(sender, flight, STAGE_OPEN, "conversations.open", arguments, now_ms);
    } else if (!*flight->row.file) {
        arguments = upload_ask(flight->body);
        flight_call_method(sender, flight, STAGE_ASK, "files.getUploadURLExternal", arguments,
                           now_ms);
    } else if (flight->row.doubt && flight_can_look_up(flight)) {
        flight_look_up(sender, flight, "", now_ms);
    } else {
        flight_send(sender, flight, now_ms);
    }
}

void flight_opened(struct sender *sender, struct flight *flight, const struct web_answer *answer,
                   int64_t now_ms) {
    const char *channel = json_text_at(answer->body, "channel.id");
    if (!*channel) {
        flight_failed(sender, flight, "invalid_answer", answer->text, now_ms);
        return;
    }
    json_put_str(flight->body, "channel", channel);
    flight_upload(sender, flight, now_ms);
}

void flight_told_where(struct sender *sender, struct flight *flight,
                       const struct web_answer *answer, int64_t now_ms) {
    const char *url = json_text_at(answer->body, "upload_url");
    flight->file = arena_strdup(flight->arena, json_text_at(answer->body, "file_id"));
    if (*url && *flight->file)
        send_bytes(sender, flight, url, now_ms);
    else
        flight_failed(sender, flight, "invalid_answer", answer->text, now_ms);
}

/* Slack has all of it: from here on, what is in doubt is whether it stands in the channel. */
void flight_has_bytes(struct sender *sender, struct flight *flight, int64_t now_ms) {
    if (!flight_mark_file(sender, flight->row.id, flight->file)) {
        flight_again(sender, flight, SECOND_MS, "the store did not take it", now_ms);
        return;
    }
    flight->row.file = flight->file;
    flight->row.doubt = 0;
    flight_send(sender, flight, now_ms);
}

void flight_begin_anew(struct sender *sender, struct flight *flight, const char *text,
                       int64_t now_ms) {
    if (flight->row.attempts >= UPLOAD_TRIES)
        flight_failed(sender, flight, "upload_refused", text, now_ms);
    else if (!*flight->row.file || flight_mark_file(sender, flight->row.id, ""))
        flight_again(sender, flight, flight_backoff_ms(sender, flight->row.attempts), text, now_ms);
    else
        flight_again(sender, flight, SECOND_MS, "the store did not take it", now_ms);
}
