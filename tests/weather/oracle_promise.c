/* The oracle's rule "promise": every promised update comes, or its absence is owned up to. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/seen.h"

#include <stdlib.h>
#include <string.h>

enum {
    ASKED_WITHIN_MS = 2 * MINUTE_MS, /* of the promised time: the grace, and a look */
    KEPT_WITHIN_MS = 14 * MINUTE_MS, /* the ladder's last step, and its delivery */
    SILENCE_MS = 75 * MINUTE_MS,
    EDITED_WITHIN_MS = 25 * MINUTE_MS, /* what ended while the channel was closed says so */
    NEWS_MS = 10 * MINUTE_MS           /* no promise that people can make is shorter */
};

/* ---- Prompts */

/* Whoever has just given an update is not asked for one, however late Slack took it. */
void oracle_checks_prompt(struct world *world, const struct message *message) {
    if (!*message->thread || !str_starts(seen_text(message), "⏰") || world_fair_ms(world) < NEWS_MS)
        return;
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *other = slack_message(world->slack, i);
        char token[TOKEN_SIZE];
        evidence_news(other, token);
        if (message->at_ms - other->at_ms > NEWS_MS)
            return;
        if (!*token || !str_starts(seen_text(other), "📊") ||
            !str_equal(other->thread, message->thread))
            continue;
        int64_t given_ms =
            evidence_number(world, "SELECT max(at_ms) FROM timeline WHERE instr(text, ?1)", token);
        if (world_utc_ms(world) - given_ms < NEWS_MS)
            oracle_finds(world, "promise", "asked for an update that is there: \"%s\"",
                         message->text);
    }
}

/* ---- Promises */

/* The time that a card promises, 0 for none. */
static int64_t promised_ms(const struct message *card) {
    const char *words = strstr(card->blocks, "Next update by");
    const char *date = words ? strstr(words, "<!date^") : NULL;
    return date ? strtoll(date + strlen("<!date^"), NULL, 10) * SECOND_MS : 0;
}

/* Where the incident goes on: its own channel, or "" when it has none now. */
static const char *own_channel_of(struct world *world, const char *name) {
    static const char sql[] = "SELECT channel FROM incident WHERE name = ?1";
    const char *channel = evidence_text(world, sql, &name, 1);
    return channels_have(world, channel) ? channel : "";
}

/* A card in a channel that the incident left is out of date, and says so to nobody. */
static bool is_card_of(struct world *world, const struct message *message, const char *name) {
    char other[SEEN_NAME_SIZE];
    if (!seen_is_card(message) || !str_equal(seen_name(message->blocks, other), name))
        return false;
    return !channels_have(world, message->channel) ||
           str_equal(message->channel, own_channel_of(world, name));
}

/* The newest card of an incident counts. */
static bool is_newest_card(struct world *world, int index, const char *name) {
    if (!is_card_of(world, slack_message(world->slack, index), name))
        return false;
    for (int i = index + 1; i < slack_message_count(world->slack); i++)
        if (is_card_of(world, slack_message(world->slack, i), name))
            return false;
    return true;
}

/* What belongs to an incident: the threads of its cards, and its own channels. */
enum { PLACES_MAX = 16 };

struct places {
    const struct message *cards[PLACES_MAX];
    int count;
};

static struct places places_of(const struct world *world, const char *name) {
    struct places places = {.count = 0};
    for (int i = 0; i < slack_message_count(world->slack) && places.count < PLACES_MAX; i++) {
        const struct message *message = slack_message(world->slack, i);
        char other[SEEN_NAME_SIZE];
        if (seen_is_card(message) && str_equal(seen_name(message->blocks, other), name))
            places.cards[places.count++] = message;
    }
    return places;
}

static bool stands_there(const struct world *world, const struct places *places,
                         const struct message *message) {
    if (*message->to || *message->user)
        return false;
    for (int i = 0; i < places->count; i++)
        if (str_equal(message->thread, places->cards[i]->ts) ||
            (channels_have(world, message->channel) &&
             str_equal(message->channel, places->cards[i]->channel)))
            return true;
    return false;
}

/* Whether the daemon said anything of the incident since then: in its place, or to one person. */
static bool spoke_since(const struct world *world, const char *name, int64_t since_ms) {
    struct places places = places_of(world, name);
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            return false;
        if (stands_there(world, &places, message) ||
            (message->channel[0] == 'U' && strstr(message->text, name)))
            return true;
    }
    return false;
}

static bool stands_in_thread_since(const struct world *world, const char *name, int64_t since_ms) {
    struct places places = places_of(world, name);
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            return false;
        if (stands_there(world, &places, message))
            return true;
    }
    return false;
}

/* In fair weather a thread is never silent for longer than its cadence and the ladder take. What
 * was over was silent with reason until it was opened again. */
static void check_silence(struct world *world, const struct message *card, const char *name) {
    static const char reopened[] =
        "SELECT coalesce(max(timeline.at_ms), 0) FROM timeline, incident WHERE incident.id = "
        "incident_id AND name = ?1 AND timeline.kind = 'reopened'";
    if (world_utc_ms(world) - evidence_number(world, reopened, name) < SILENCE_MS)
        return;
    if (world_fair_ms(world) > SILENCE_MS && world->now_ms - card->at_ms > SILENCE_MS &&
        promised_ms(card) && !stands_in_thread_since(world, name, world->now_ms - SILENCE_MS))
        oracle_finds(world, "promise", "the thread of %s is silent", name);
}

static void check_promise(struct world *world, const struct message *card, const char *name) {
    int64_t due_ms = promised_ms(card) - world->skew_ms; /* in true time */
    int64_t late_ms = world->now_ms - due_ms, fair_ms = world_fair_ms(world);
    if (!promised_ms(card) || fair_ms < RECOVERY_MS || slack_open_ms(world) < EDITED_WITHIN_MS)
        return;
    int64_t since_ms = world->now_ms - RECOVERY_MS < due_ms ? world->now_ms - RECOVERY_MS : due_ms;
    if (late_ms > ASKED_WITHIN_MS && !spoke_since(world, name, since_ms))
        oracle_finds(world, "promise", "the update of %s is %lld min late and nobody was asked",
                     name, (long long)(late_ms / MINUTE_MS));
    /* A card that could not be edited when its promise was moved follows with the next update. */
    if (late_ms > KEPT_WITHIN_MS && fair_ms > RECOVERY_MS + KEPT_WITHIN_MS &&
        slack_open_ms(world) > SILENCE_MS)
        oracle_finds(world, "promise", "the update of %s is %lld min late and none was posted",
                     name, (long long)(late_ms / MINUTE_MS));
}

void oracle_checks_promises(struct world *world) {
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        char name[SEEN_NAME_SIZE];
        if (!seen_is_open_card(message))
            continue;
        seen_name(message->blocks, name);
        if (!is_newest_card(world, i, name))
            continue;
        check_promise(world, message, name);
        check_silence(world, message, name);
    }
}

/* What the bot says by itself when a promise is due. */
static bool is_prompt(const struct message *message) {
    const char *text = seen_text(message);
    return str_starts(text, "⏰") || str_starts(text, "📣") || str_starts(text, "📝") ||
           strstr(text, "automatic, no new update");
}

/* The same words stand where the incident was announced. */
static bool is_mirrored(struct world *world, const struct message *message) {
    return evidence_number(
        world, "SELECT count(*) FROM outbox WHERE op = ?1 AND on_result = 'mirrored'", message->op);
}

/* A prompt is on the timeline when Slack said that it stands, and not otherwise. */
void oracle_judges_prompts(struct world *world) {
    int64_t standing = 0, heard = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        if (*message->to || *message->user || !is_prompt(message) || evidence_copy(world, message))
            continue;
        if (is_mirrored(world, message))
            continue;
        standing++;
        heard += evidence_number(
            world, "SELECT count(*) FROM outbox WHERE op = ?1 AND state = 'done'", message->op);
    }
    int64_t rows =
        evidence_number(world, "SELECT count(*) FROM timeline WHERE kind = 'prompt'", NULL);
    if (rows < heard || rows > standing)
        oracle_finds(world, "timeline",
                     "%lld prompts stand, %lld of them known, and %lld are on the timeline",
                     (long long)standing, (long long)heard, (long long)rows);
}
