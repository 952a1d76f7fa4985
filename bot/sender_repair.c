/* What helps against a refusal: see sender_inside.h. */
#include "bot/sender_inside.h"

#include "base/str.h"
#include "base/utf8.h"

enum { PLAIN_TEXT_MAX = 3900 /* Slack advises 4000 */ };

static const char *const too_long_errors[] = {
    "msg_blocks_too_long",   "msg_too_long",         "msg_too_large",       "invalid_blocks",
    "invalid_blocks_format", "too_many_attachments", "invalid_attachments", NULL};

static const char *const metadata_errors[] = {"metadata_too_large", "invalid_metadata_format",
                                              "invalid_metadata_schema",
                                              "metadata_must_be_sent_from_app", NULL};

static const char *const thread_errors[] = {"cannot_reply_to_message",
                                            "restricted_action_thread_locked", "thread_not_found",
                                            "restricted_action_non_threadable_channel", NULL};

/* What it says, without what Slack did not like about how. */
static void make_plain(struct json *body) {
    struct str text = str_new(PLAIN_TEXT_MAX * 4);
    const char *whole = json_text_at(body, "text");
    str_add_bytes(&text, whole, utf8_prefix(whole, PLAIN_TEXT_MAX));
    json_put_str(body, "text", text.text);
    json_remove(body, "blocks");
    str_free(&text);
}

bool flight_repair(struct flight *flight, const char *error) {
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
