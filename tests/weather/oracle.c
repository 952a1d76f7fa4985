/* The oracle: see oracle.h. Here is what becomes of deliveries, and the end; oracle_messages.c has
 * the rules on messages, oracle_promise.c those on promises, oracle_playbook.c those on decisions,
 * tasks, handoffs and the like, and oracle_files.c,
 * oracle_owed.c, oracle_channels.c and oracle_private.c those that their names say. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/process.h"
#include "tests/weather/seen.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROMPT_ACK_MS = MINUTE_MS };

void oracle_finds(struct world *world, const char *rule, const char *format, ...) {
    char text[896], now[UTC_STAMP_SIZE];
    va_list args;
    if (world->broken)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(world->finding, sizeof world->finding, "%s: %s, at %s", rule, text,
             utc_stamp(world->now_ms, now));
    world_tell(world, "ORACLE %s", world->finding);
    world->broken = true;
}

void oracle_hears_of_damage(struct world *world, const char *text) {
    if (!*world->oracle->damage)
        snprintf(world->oracle->damage, sizeof world->oracle->damage, "%s", text);
}

/* ---- What people were told */

/* In a flood only some refusals are worth a message of their own: the words of a mention still
 * stand where they were typed. */
static bool was_slowed(const struct world *world, const struct delivery *delivery) {
    const struct slowed *slowed = world->oracle->slowed;
    for (; slowed; slowed = slowed->before)
        if (str_equal(slowed->user, delivery->user) &&
            llabs(slowed->at_ms - delivery->acked_ms) < MINUTE_MS)
            return true;
    return false;
}

void oracle_sees_attempt(struct world *world, const char *user, const char *text) {
    if (!strstr(text, "I take turns between people"))
        return;
    struct slowed *slowed = arena_alloc(world->arena, sizeof *slowed);
    *slowed = (struct slowed){user, world->now_ms, world->oracle->slowed};
    world->oracle->slowed = slowed;
}

static bool is_refusal(const char *reply) {
    return strstr(reply, "Nothing was changed") || strstr(reply, "nothing was done");
}

/* The token stands in a command line that is there to be typed. */
static bool is_in_line(const char *text, const char *token) {
    const char *found = strstr(text, token), *line = NULL;
    for (const char *p = strstr(text, "`/incident "); p && found && p < found;
         p = strstr(p + 1, "`/incident "))
        line = p;
    return line && strcspn(line + 1, "`") > (size_t)(found - line);
}

/* The words come back to who typed them: all tokens in text that are this person's. What is quoted
 * as done is not handed back. */
void oracle_notes_told(struct world *world, const char *user, const char *text) {
    char token[TOKEN_SIZE];
    oracle_sees_attempt(world, user, text);
    bool all = strstr(text, "You typed") || strstr(text, "were of no use here") || is_refusal(text);
    for (const char *p = strstr(text, "zq"); p; p = strstr(p + 2, "zq")) {
        struct delivery *delivery = evidence_delivery(world, evidence_token(p, token));
        if (delivery && str_equal(delivery->user, user) && (all || is_in_line(text, token)))
            delivery->told = true;
    }
}

/* ---- Acknowledgements */

void oracle_sees_ack(struct world *world, struct delivery *delivery, const char *payload) {
    world->oracle->counts.acks++;
    world_tell(world, "ACK  %s %s", delivery->envelope_id, payload);
    oracle_notes_told(world, delivery->user, payload);
    oracle_sees_answer(world, delivery, payload);
    if (*payload)
        delivery->answered = true;
    if (!*delivery->token)
        return;
    int rows = evidence_effects(world, delivery);
    if (rows > 0 && is_refusal(payload))
        oracle_finds(world, "acked", "%s is stored and %s was told that nothing was changed",
                     delivery->token, delivery->user);
    if (delivery->kind == BY_FORM && rows == 0 && !strstr(payload, "errors"))
        oracle_finds(world, "acked", "the form %s was accepted and is not stored", delivery->token);
    if (delivery->kind == BY_COMMAND && rows == 0 && *payload && !delivery->told)
        oracle_finds(world, "acked", "%s was acknowledged, is not stored and was not handed back",
                     delivery->token);
}

void oracle_sees_timeout(struct world *world, struct delivery *delivery) {
    if (world_fair_ms(world) > PROMPT_ACK_MS)
        oracle_finds(world, "acked", "nothing was heard of \"%s\" within three seconds",
                     delivery->text);
}

void oracle_sees_crash(struct world *world) {
    world->oracle->counts.crashes++;
    world->oracle->crashed_ms = world->now_ms;
}

/* ---- The end */

/* Slack's reasons for which a message may stay untold; each is owned up to in the timeline. */
static const char dead_for_a_reason[] =
    "SELECT count(*) FROM outbox WHERE state = 'dead' AND instr(body, ?1)";

/* In how many messages the token stands: in the thread, or, where that cannot be reached, to a
 * person. */
static int standing(const struct world *world, const char *token) {
    int count = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        count += !*message->to && !*message->user && strstr(message->text, token) &&
                 !evidence_copy(world, message);
    }
    return count;
}

/* The thread was not read for a reason: its incident was over at some time, or had another card, or
 * Slack refused its messages, or the reading of them, which the timeline owns up to. */
static const char not_read_for_a_reason[] =
    "SELECT 1 - (SELECT count(*) FROM incident WHERE card_ts = ?1) + "
    "(SELECT count(*) FROM timeline, incident WHERE incident.id = timeline.incident_id AND "
    "card_ts = ?1 AND (timeline.kind IN ('resolved', 'dismissed', 'merged', "
    "'undelivered') OR "
    "instr(text, 'could not read')))";

/* The same of an incident's own channel, which may also have been given up for a while. */
static const char own_not_read_for_a_reason[] =
    "SELECT 1 - (SELECT count(*) FROM incident WHERE channel = ?1 AND card_ts <> '') + "
    "(SELECT count(*) FROM timeline, incident WHERE incident.id = timeline.incident_id AND "
    "channel = ?1 AND (timeline.kind IN ('resolved', 'dismissed', 'merged', 'undelivered') OR "
    "instr(text, 'could not read') OR instr(text, 'It goes on in #')))";

/* A mention that found no connection at any of Slack's attempts stands in its thread, and is read
 * there when the daemon is connected again. */
static void judge_missed(struct world *world, const struct delivery *delivery) {
    if (delivery->kind != BY_MENTION || !*delivery->token || delivery->linked ||
        delivery->sent < 4 || delivery->told || evidence_stored(world, delivery->token))
        return;
    bool own = channels_have(world, delivery->channel);
    if (!evidence_number(world, own ? own_not_read_for_a_reason : not_read_for_a_reason,
                         own ? delivery->channel : delivery->thread))
        oracle_finds(world, "missed",
                     "%s was said at a time without a connection, and is lost: "
                     "\"%s\"",
                     delivery->token, delivery->text);
}

/* What the thread hears of, as a list of verbs. */
static const char told_in_thread[] = "update snooze next cadence title impact status sev decide "
                                     "reopen mitigate monitor why set task page action "
                                     "postmortem";

/* Words that came to nothing else may be kept as a note, of which no thread hears. */
static bool is_told(struct world *world, const struct delivery *delivery) {
    static const char noted[] =
        "SELECT count(*) FROM timeline WHERE kind = 'note' AND instr(text, ?1)";
    return !str_has_word(told_in_thread, delivery->verb) || standing(world, delivery->token) ||
           evidence_number(world, noted, delivery->token) ||
           evidence_number(world, dead_for_a_reason, delivery->token);
}

/* A line without what is needed is answered by a form, or by questions to its person. */
static bool opens_form(const struct delivery *delivery) {
    return str_equal(delivery->verb, "form") || str_starts(delivery->text, "declare --kind");
}

static void judge_delivery(struct world *world, const struct delivery *delivery) {
    bool opened_form = opens_form(delivery);
    if (delivery->kind == BY_COMMAND && delivery->acks && !delivery->answered && !opened_form)
        oracle_finds(world, "told", "%s heard nothing of \"%s\"", delivery->user, delivery->text);
    if (!*delivery->token)
        return;
    int rows = evidence_effects(world, delivery);
    bool in_flood = delivery->kind == BY_MENTION && was_slowed(world, delivery);
    if (rows > 1)
        oracle_finds(world, "once", "%s happened %d times: \"%s\"", delivery->token, rows,
                     delivery->text);
    if (rows == 0 && delivery->acks && !delivery->told && !in_flood && delivery->kind != BY_FORM)
        oracle_finds(world, "acked", "%s was acknowledged and came to nothing: \"%s\"",
                     delivery->token, delivery->text);
    if (rows == 1 && !is_told(world, delivery))
        oracle_finds(world, "rest", "%s is stored and stands nowhere: \"%s\"", delivery->token,
                     delivery->text);
}

/* Rows whose time has come wait no longer; what is of this moment may still be on its way. */
static void judge_outbox(struct world *world) {
    static const char waiting[] = "SELECT min(id) FROM outbox WHERE state NOT IN ('done', 'dead') "
                                  "AND not_before_ms < CAST(?1 AS INTEGER)";
    char settled[32];
    snprintf(settled, sizeof settled, "%lld", (long long)(world_utc_ms(world) - MINUTE_MS));
    int64_t row = evidence_number(world, waiting, settled);
    if (row)
        oracle_finds(world, "rest", "row %lld of the outbox still waits", (long long)row);
    world->oracle->counts.given_up =
        evidence_number(world, "SELECT count(*) FROM outbox WHERE state = 'dead'", NULL);
}

/* People who cannot make out a single card do nothing but declare, and no rule has anything to
 * judge: then the world is blind, and must not pass. */
static void judge_sight(struct world *world) {
    struct seen list[SEEN_MAX];
    if (seen_incidents(world, list) == 0 &&
        evidence_number(world, "SELECT count(*) FROM incident WHERE card_ts <> ''", NULL))
        oracle_finds(world, "told", "cards stand, and nobody makes out an incident");
}

static void judge_incidents(struct world *world) {
    static const char not_declared_once[] =
        "SELECT count(*) FROM incident WHERE (SELECT count(*) FROM timeline WHERE "
        "incident_id = incident.id AND kind = 'declared') <> 1";
    static const char ended_otherwise[] =
        "SELECT count(*) FROM incident WHERE (resolved_ms <> 0) <> (SELECT count(*) FILTER (WHERE "
        "kind IN ('resolved', 'dismissed') OR (kind = 'merged' AND NOT instr(text, ' was merged "
        "into this one'))) - count(*) FILTER (WHERE kind = 'reopened') FROM timeline WHERE "
        "incident_id = incident.id)";
    if (evidence_number(world, not_declared_once, NULL))
        oracle_finds(world, "timeline", "an incident was not declared exactly once");
    if (evidence_number(world, ended_otherwise, NULL))
        oracle_finds(world, "timeline", "an incident's end is not what its timeline says");
    judge_sight(world);
    world->oracle->counts.incidents = evidence_number(world, "SELECT count(*) FROM incident", NULL);
}

void oracle_reviews(struct world *world) {
    for (int i = 0; i < delivery_count(world); i++)
        judge_missed(world, delivery_at(world, i));
}

void oracle_looks(struct world *world) {
    if (world_fair_ms(world) < RECOVERY_MS)
        return;
    oracle_checks_promises(world);
    oracle_checks_chase(world);
    oracle_checks_cards(world);
    oracle_checks_owed(world);
    oracle_checks_pages(world);
}

void oracle_judges(struct world *world) {
    if (!process_is_up(world) || !sockets_work(world))
        oracle_finds(world, "rest", "it is not connected, and nothing is wrong any more");
    judge_outbox(world);
    judge_incidents(world);
    oracle_judges_prompts(world);
    oracle_judges_playbook(world);
    oracle_judges_files(world);
    oracle_judges_owed(world);
    oracle_judges_channels(world);
    for (int i = 0; i < delivery_count(world); i++)
        judge_delivery(world, delivery_at(world, i));
    if (*world->oracle->damage)
        oracle_finds(world, "rest", "the store was said to be damaged: %s", world->oracle->damage);
}

/* ---- The whole */

struct oracle *oracle_new(void) {
    struct oracle *oracle = mem_alloc(sizeof *oracle);
    oracle->crashed_ms = INT64_MIN;
    return oracle;
}

void oracle_free(struct oracle *oracle) {
    mem_free(oracle);
}

void oracle_add_counts(const struct world *world, struct oracle_counts *counts) {
    struct oracle_counts own = world->oracle->counts;
    own.deliveries = delivery_count(world);
    oracle_sum_counts(counts, &own);
}

void oracle_sum_counts(struct oracle_counts *sum, const struct oracle_counts *share) {
    sum->deliveries += share->deliveries;
    sum->acks += share->acks;
    sum->messages += share->messages;
    sum->incidents += share->incidents;
    sum->crashes += share->crashes;
    sum->doubles += share->doubles;
    sum->given_up += share->given_up;
}
