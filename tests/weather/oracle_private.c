/* The oracle's rule "private": a private incident is spoken of where its card is and nowhere else,
 * but for what was written before it became private; and its old card says no more of it. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/seen.h"

#include <stdio.h>
#include <string.h>

enum { RETRACTED_WITHIN_MS = 25 * MINUTE_MS };

/* ---- What is said */

/* Until its card stands elsewhere its thread is where it was; one without a channel is private from
 * the moment on at which somebody said so. */
static void check_word(struct world *world, const struct message *message, const char *token) {
    static const char elsewhere[] =
        "SELECT name FROM timeline AS told, incident WHERE told.id = (SELECT min(id) FROM timeline "
        "WHERE instr(text, ?1)) AND incident.id = told.incident_id AND is_private AND channel <> "
        "?2 AND (card_ts <> '' OR channel = '') AND NOT EXISTS (SELECT 1 FROM timeline AS moved "
        "WHERE moved.incident_id = incident.id AND moved.id >= told.id AND (moved.kind = 'told' "
        "AND instr(moved.text, 'The card was moved') OR moved.kind = 'kind' AND (channel = '' "
        "OR channel LIKE 'C1OWN%')))";
    const char *name =
        evidence_text(world, elsewhere, (const char *[]){token, message->channel}, 2);
    if (*name)
        oracle_finds(world, "private", "%s of %s stands in %s: \"%s\"", token, name,
                     message->channel, message->text);
}

void oracle_checks_private(struct world *world, const struct message *message) {
    char token[TOKEN_SIZE];
    if (*message->to || !str_equal(message->channel, SLACK_INCIDENTS))
        return;
    for (const char *p = strstr(message->text, "zq"); p; p = strstr(p + 2, "zq"))
        if (*evidence_token(p, token))
            check_word(world, message, token);
}

/* ---- The old card */

/* Since when the incident of this name goes on where nobody else reads it: 0 for not at all, or
 * when it is closed and its lead was told of the card. */
static int64_t private_since(struct world *world, const char *name) {
    static const char since[] =
        "SELECT max(declared_ms, coalesce((SELECT max(recorded_ms) FROM timeline WHERE "
        "incident_id = incident.id AND kind IN ('kind', 'told')), 0)) FROM incident WHERE name = "
        "?1 AND is_private AND channel <> '" SLACK_INCIDENTS "' AND closed_ms = 0";
    return evidence_number(world, since, name);
}

/* A copy that Slack did not tell of stays, because nobody knows of it. What was merged names the
 * other one first, and is not its card. */
void oracle_checks_cards(struct world *world) {
    if (world_fair_ms(world) < RETRACTED_WITHIN_MS || slack_open_ms(world) < RETRACTED_WITHIN_MS)
        return;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        char name[SEEN_NAME_SIZE];
        if (!str_equal(message->channel, SLACK_INCIDENTS) || !seen_is_card(message) ||
            message->has_twin || strstr(message->blocks, "Merged into "))
            continue;
        int64_t since_ms = private_since(world, seen_name(message->blocks, name));
        if (since_ms && since_ms < world_utc_ms(world) - RETRACTED_WITHIN_MS)
            oracle_finds(world, "private", "the card of %s still says what it said: \"%s\"", name,
                         message->text);
    }
}
