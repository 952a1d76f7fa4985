/* The oracle's rules on what is decided, allowed, asked and handed over, and on rehearsals. They
 * hold for every playbook. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CHASED_WITHIN_MS = 45 * MINUTE_MS, /* the longest pause between two questions, and a look */
    WATCHED_WITHIN_MS = 2 * HOUR_MS,   /* no playbook watches for longer, and then it says so */
    EDITED_WITHIN_MS = 25 * MINUTE_MS  /* what was answered shows no button */
};

/* ---- Decisions */

static bool is_decision(const struct message *message) {
    return str_starts(seen_text(message), ":vertical_traffic_light:") && *message->thread &&
           !*message->to;
}

/* The token of what is decided; the line below it may quote who said yes. */
static const char *decided(struct world *world, const struct message *message,
                           char token[TOKEN_SIZE]) {
    const char *end = strstr(message->text, "\nAuthority: ");
    size_t len = end ? (size_t)(end - message->text) : strlen(message->text);
    return evidence_token(arena_strndup(world->arena, message->text, len), token);
}

/* A decision is announced when it is made, and once. */
static void check_decision(struct world *world, const struct message *message) {
    static const char made[] = "SELECT count(*) FROM decision WHERE instr(why, ?1) AND "
                               "state NOT IN ('asked', 'denied', 'withdrawn')";
    char token[TOKEN_SIZE], other[TOKEN_SIZE];
    if (!is_decision(message) || !*decided(world, message, token))
        return;
    if (!evidence_number(world, made, token))
        oracle_finds(world, "decision", "%s is announced and not decided: \"%s\"", token,
                     message->text);
    for (int i = 0; slack_message(world->slack, i) != message; i++) {
        const struct message *before = slack_message(world->slack, i);
        if (is_decision(before) && !str_equal(before->op, message->op) &&
            str_equal(decided(world, before, other), token))
            oracle_finds(world, "decision", "%s is announced twice: \"%s\"", token, message->text);
    }
}

/* Each is on the timeline as often as it was made, and each yes or no as often as it was given. */
static void judge_decisions(struct world *world) {
    /* The same may be decided twice, by the same button. */
    static const char unwritten[] =
        "SELECT course || ', ' || state || ': ' || why FROM decision AS one WHERE (SELECT count(*) "
        "FROM decision WHERE incident_id = one.incident_id AND why = one.why AND state NOT IN "
        "('asked', 'denied', 'withdrawn')) <> (SELECT count(*) FROM timeline WHERE incident_id = "
        "one.incident_id AND kind = 'decision' AND instr(text, ' – ' || why || ' (authority: '))";
    static const char answered[] =
        "SELECT count(*) FROM approval WHERE (state IN ('approved', 'denied')) <> "
        "(SELECT count(*) FROM timeline WHERE incident_id = approval.incident_id AND "
        "kind = 'approval' AND (instr(text, ' approved #' || number || ' of ') OR "
        "instr(text, ' denied #' || number || ' of ')))";
    static const char left_open[] =
        "SELECT count(*) FROM approval, incident WHERE incident.id = incident_id AND "
        "resolved_ms <> 0 AND state = 'open' AND asked_ms < resolved_ms";
    const char *decision = evidence_text(world, unwritten, NULL, 0);
    if (*decision)
        oracle_finds(world, "decision", "this is not on the timeline exactly once: %s", decision);
    if (evidence_number(world, answered, NULL))
        oracle_finds(world, "approval", "a request was not answered exactly once");
    if (evidence_number(world, left_open, NULL))
        oracle_finds(world, "approval", "a request outlived its incident");
}

/* The message that asks says how it ended when it has ended, as it did. */
void oracle_checks_edit(struct world *world, const struct message *message) {
    static const char state_of[] = "SELECT state FROM approval WHERE instr(message, ?1)";
    static const struct {
        const char *words, *state;
    } ends[] = {
        {": Approved by", "approved"}, {": Denied by", "denied"}, {": Withdrawn", "withdrawn"}};
    const char *state = evidence_text(world, state_of, (const char *[]){message->ts}, 1);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (*state && strstr(message->text, ends[i].words) && !str_equal(state, ends[i].state))
            oracle_finds(world, "approval", "this is %s: \"%s\"", state, message->text);
}

/* "approve INC-2026-11-20-001 #2" on a button: whether it was answered long ago. */
static bool is_answered(struct world *world, const char *line) {
    static const char answered[] =
        "SELECT answered_ms FROM approval, incident WHERE incident.id = incident_id AND name = ?1 "
        "AND approval.number = CAST(?2 AS INTEGER) AND state <> 'open'";
    char name[SEEN_NAME_SIZE];
    const char *sign = strchr(line, '#');
    if (!str_starts(line, "approve ") || !sign)
        return false;
    const char *at =
        evidence_text(world, answered, (const char *[]){seen_name(line, name), sign + 1}, 2);
    return *at && strtoll(at, NULL, 10) < world_utc_ms(world) - EDITED_WITHIN_MS;
}

/* In a channel that lets the bot change nothing, what stands there stands. */
static bool is_out_of_reach(const struct world *world, const struct message *message) {
    return channels_have(world, message->channel) && !channels_are_open(world, message->channel);
}

/* Nobody is shown a button for what was answered. */
static void check_buttons(struct world *world) {
    const char *lines[SEEN_BUTTONS_MAX];
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        if (*message->to || !strstr(message->blocks, "approve ") || message->has_twin ||
            is_out_of_reach(world, message))
            continue;
        int count = seen_buttons(world, message->blocks, lines);
        for (int k = 0; k < count; k++)
            if (is_answered(world, lines[k]))
                oracle_finds(world, "approval", "a button still says \"%s\"", lines[k]);
    }
}

/* ---- Handoffs */

/* What is told to the taker alone stays with them until they accept; in a rehearsal, where nobody
 * is told anything directly, it stands in the thread. */
static void check_handoff(struct world *world, const struct message *message) {
    static const char given[] = "SELECT count(*) FROM timeline WHERE kind = 'role' AND "
                                "instr(?1, text)";
    char token[TOKEN_SIZE];
    const char *text = seen_text(message);
    if (*message->to || message->channel[0] != 'C' || text != message->text)
        return;
    const struct delivery *delivery =
        evidence_delivery(world, evidence_token(message->text, token));
    if (delivery && str_equal(delivery->verb, "handoff"))
        oracle_finds(world, "handoff", "all read what one person was offered: \"%s\"", text);
    if (str_starts(text, ":busts_in_silhouette:") && !evidence_number(world, given, text))
        oracle_finds(world, "handoff", "nobody has taken this: \"%s\"", text);
}

/* Whoever accepted was offered it. */
static void judge_handoffs(struct world *world) {
    static const char not_offered[] =
        "SELECT count(*) FROM timeline AS taken WHERE kind = 'role' AND "
        "instr(text, 'handed over and accepted') AND NOT EXISTS (SELECT 1 FROM timeline AS offered "
        "WHERE offered.incident_id = taken.incident_id AND offered.kind = 'handoff' AND "
        "offered.id < taken.id AND instr(offered.text, 'Offers ') AND "
        "instr(offered.text, taken.actor))";
    if (evidence_number(world, not_offered, NULL))
        oracle_finds(world, "handoff",
                     "a role was accepted by somebody to whom it was not offered");
}

/* ---- Tasks */

static bool spoken_of_since(const struct world *world, const char *text, int64_t since_ms) {
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            return false;
        if (!*message->user && (!*message->to) && strstr(message->text, text))
            return true;
    }
    return false;
}

/* What somebody was asked is asked for until it is done or its incident is over. */
static void check_chase(struct world *world) {
    static const char overdue[] =
        "SELECT text FROM task, incident WHERE incident.id = incident_id AND resolved_ms = 0 AND "
        "task.kind = 'ask' AND (state = 'open' OR (state = 'accepted' AND due_ms <> 0)) AND "
        "max(asked_ms, due_ms) < CAST(?1 AS INTEGER) ORDER BY task.id LIMIT 1 OFFSET ?2";
    char before[32], token[TOKEN_SIZE], offset[16];
    snprintf(before, sizeof before, "%lld", (long long)(world_utc_ms(world) - CHASED_WITHIN_MS));
    for (int i = 0;; i++) {
        snprintf(offset, sizeof offset, "%d", i);
        const char *text = evidence_text(world, overdue, (const char *[]){before, offset}, 2);
        if (!*text)
            return;
        if (*evidence_token(text, token) &&
            !spoken_of_since(world, token, world->now_ms - CHASED_WITHIN_MS))
            oracle_finds(world, "task", "nobody was asked for \"%s\" any more", text);
    }
}

static void judge_tasks(struct world *world) {
    static const char outlived[] =
        "SELECT count(*) FROM task, incident WHERE incident.id = incident_id AND "
        "resolved_ms <> 0 AND task.kind = 'ask' AND state IN ('open', 'accepted') AND "
        "asked_ms < resolved_ms";
    if (evidence_number(world, outlived, NULL))
        oracle_finds(world, "task", "what was asked for outlived its incident");
}

/* ---- The watch */

/* What is watched is said to be over, or asked about. */
static void check_watch(struct world *world) {
    static const char unwatched[] =
        "SELECT count(*) FROM incident WHERE resolved_ms = 0 AND status = 3 AND monitoring_ms <> 0 "
        "AND monitoring_ms < CAST(?1 AS INTEGER) AND playbook_id IN (SELECT id FROM playbook WHERE "
        "instr(text, 'soak')) AND NOT EXISTS (SELECT 1 FROM timeline WHERE kind = 'watch' AND "
        "incident_id = incident.id AND recorded_ms >= monitoring_ms)";
    char before[32];
    snprintf(before, sizeof before, "%lld", (long long)(world_utc_ms(world) - WATCHED_WITHIN_MS));
    if (evidence_number(world, unwatched, before))
        oracle_finds(world, "watch", "an incident is watched and nobody was told of the end");
}

void oracle_checks_chase(struct world *world) {
    if (world_fair_ms(world) > EDITED_WITHIN_MS && slack_open_ms(world) > EDITED_WITHIN_MS)
        check_buttons(world);
    if (world_fair_ms(world) < RECOVERY_MS + CHASED_WITHIN_MS)
        return;
    check_chase(world);
    check_watch(world);
}

/* ---- Rehearsals */

/* What is only a rehearsal says so, and calls nobody. */
static void check_drill(struct world *world, const struct message *message) {
    static const char rehearsed[] = "SELECT drill FROM outbox, incident WHERE op = ?1 AND "
                                    "incident.id = incident_id";
    if (*message->to || !*message->op || !evidence_number(world, rehearsed, message->op))
        return;
    if (seen_text(message) == message->text)
        oracle_finds(world, "drill", "nobody sees that this is a rehearsal: \"%s\"", message->text);
    if (message->channel[0] == 'U' && strstr(message->text, "You are needed"))
        oracle_finds(world, "drill", "a rehearsal calls %s: \"%s\"", message->channel,
                     message->text);
}

/* ---- Together */

void oracle_checks_playbook(struct world *world, const struct message *message) {
    check_decision(world, message);
    check_handoff(world, message);
    check_drill(world, message);
}

void oracle_judges_playbook(struct world *world) {
    judge_decisions(world);
    judge_handoffs(world);
    judge_tasks(world);
}
