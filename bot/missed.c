/* What was said while Slack was not heard: see missed.h. */
#include "bot/missed.h"

#include "base/str.h"
#include "bot/heed.h"
#include "handlers/gap.h"
#include "model/slack_ts.h"
#include "store/outbox.h"

#include <string.h>

enum { ARENA_MAX = 32 * 1024 * 1024 }; /* for the text of a page, and for each of its messages */

struct page {
    const struct dispatch *dispatch;
    missed_handled *handled;
    void *owner;
    const char *channel;
    int64_t reading; /* the row of the outbox that asked for it */
    int64_t now_ms;
    struct err *err;
};

static bool is_page(const struct outbox_call *call) {
    return str_equal(call->on_result, GAP_THREAD) || str_equal(call->on_result, GAP_CHANNEL) ||
           str_equal(call->on_result, GAP_PINS);
}

/* What is older than the memory of deliveries may have been handled, and nobody remembers. */
static bool is_forgotten(const struct page *page, const struct envelope *envelope) {
    return page->now_ms - envelope->request.missed_ms > page->dispatch->config->inbox_keep_ms;
}

static enum result hand_over(const struct page *page, const struct envelope *envelope) {
    if (!envelope->wanted || is_forgotten(page, envelope))
        return OK;
    struct outcome outcome =
        dispatch(page->dispatch, &envelope->request, envelope->reply_by, page->now_ms);
    json_free(outcome.reply);
    if (outcome.result != SEEN)
        page->handled(page->owner, envelope, &outcome);
    if (outcome.result != BUSY && outcome.result != IO && outcome.result != CORRUPT)
        return OK;
    *page->err = outcome.err;
    return outcome.result;
}

static enum result read_message(const struct page *page, const struct json *message) {
    const char *bot_user = page->dispatch->place.bot_user;
    struct arena *arena = arena_new(ARENA_MAX);
    struct envelope mention = envelope_of_mention(message, page->channel, bot_user, arena);
    struct envelope pin = envelope_of_pin(message, page->channel, arena);
    struct envelope whole = envelope_of_message(message, page->channel, page->reading, arena);
    enum result result = hand_over(page, &mention);
    if (result == OK)
        result = hand_over(page, &pin);
    bool concerns = false;
    if (result == OK && whole.wanted)
        result = heed(page->dispatch, &whole.request, &concerns, page->err);
    if (result == OK && concerns)
        result = hand_over(page, &whole);
    arena_free(arena);
    return result;
}

/* A thread's page has the oldest message first, a channel's the newest. */
static enum result read_messages(const struct page *page, const struct json *messages) {
    size_t count = json_len(messages, "");
    int64_t first = slack_ts_us(json_text_at(messages, "0.ts"));
    bool backwards =
        count > 0 && first > slack_ts_us(json_text_at(json_item(messages, count - 1), "ts"));
    enum result result = OK;
    for (size_t i = 0; i < count && result == OK; i++)
        result = read_message(page, json_item(messages, backwards ? count - 1 - i : i));
    return result;
}

/* What was heard of when it was pinned is known by its key, and not put down twice. The list has
 * the newest first. */
static enum result read_pins(const struct page *page, const struct json *items) {
    enum result result = OK;
    for (size_t i = json_len(items, ""); i > 0 && result == OK; i--) {
        struct arena *arena = arena_new(ARENA_MAX);
        struct envelope pin = envelope_of_pin_item(json_item(items, i - 1), page->channel, arena);
        result = hand_over(page, &pin);
        arena_free(arena);
    }
    return result;
}

static enum result read_page(struct page *page, const struct outbox_call *call) {
    JSON_AUTO *answer = NULL;
    JSON_AUTO *body = NULL;
    enum result result = json_parse(call->answer, strlen(call->answer), &answer, page->err);
    if (result == OK)
        result = json_parse(call->body, strlen(call->body), &body, page->err);
    if (result != OK)
        return fail(page->err, CORRUPT, "outgoing call %lld is not JSON", (long long)call->id);
    page->channel = json_text_at(body, "channel");
    page->reading = call->id;
    result = read_messages(page, json_at(answer, "messages"));
    return result == OK ? read_pins(page, json_at(answer, "items")) : result;
}

enum result missed_hand_on(const struct dispatch *dispatch, missed_handled *handled, void *owner,
                           int64_t now_ms, struct err *err) {
    struct outbox_call call;
    struct page page = {
        .dispatch = dispatch, .handled = handled, .owner = owner, .now_ms = now_ms, .err = err};
    struct arena *arena = arena_new(ARENA_MAX);
    enum result result = outbox_answered(dispatch->store, arena, &call, err);
    if (result == OK && is_page(&call))
        result = read_page(&page, &call);
    arena_free(arena);
    return result == ABSENT ? OK : result;
}
