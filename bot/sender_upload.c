/* The calls of a file: see upload.h, and sender_inside.h. */
#include "bot/sender_inside.h"

#include "bot/upload.h"

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
    } else if (flight->row.doubt &&
               flight_can_look_up(&flight->row, json_text_at(flight->body, "channel"))) {
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
    struct web_call call = {.url = json_text_at(answer->body, "upload_url"),
                            .bytes = flight->bytes,
                            .len = flight->len,
                            .token = WEB_TOKEN_NONE};
    flight->file = arena_strdup(flight->arena, json_text_at(answer->body, "file_id"));
    if (*call.url && *flight->file)
        flight_call(sender, flight, STAGE_BYTES, &call, now_ms);
    else
        flight_failed(sender, flight, "invalid_answer", answer->text, now_ms);
}

/* Slack has all of it, and the row says so before it goes on: from then on, what may be in doubt is
 * whether it stands in the channel. */
void flight_has_bytes(struct sender *sender, struct flight *flight, int64_t now_ms) {
    flight->row.file = flight->file;
    flight->row.doubt = 0;
    flight->again_ms = now_ms;
    flight_settle(sender, flight);
}

void flight_begin_anew(struct sender *sender, struct flight *flight, const char *text,
                       int64_t now_ms) {
    flight->row.file = "";
    if (flight->row.attempts >= UPLOAD_TRIES)
        flight_failed(sender, flight, "upload_refused", text, now_ms);
    else
        flight_again(sender, flight, flight_backoff_ms(sender, flight->row.attempts), text, now_ms);
}
