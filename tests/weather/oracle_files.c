/* The oracle's rule "file": a file that was promised comes, once, to those who may see it, or its
 * failure is told. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/channels.h"
#include "tests/weather/process.h"

#include <stdio.h>
#include <string.h>

/* ---- Who may see it */

/* Whoever did something in it, or is named in it; and whoever reads its channel. */
static bool read_along(const struct world *world, const char *user) {
    for (int i = 0; i < delivery_count(world); i++) {
        const struct delivery *delivery = delivery_at(world, i);
        if (str_equal(delivery->user, user) && (str_equal(delivery->channel, SLACK_SECURITY) ||
                                                channels_have(world, delivery->channel)))
            return true;
    }
    return false;
}

/* By the incident of its row, as it is when the file is made public. */
static void check_incident(struct world *world, const char *op, const char *channel) {
    static const char elsewhere[] =
        "SELECT incident.name FROM outbox, incident WHERE op = ?1 AND incident.id = incident_id "
        "AND is_private AND channel <> ?2";
    static const char foreign[] =
        "SELECT incident.name FROM outbox, incident WHERE op = ?1 AND incident.id = incident_id "
        "AND is_private AND NOT EXISTS (SELECT 1 FROM timeline WHERE incident_id = incident.id AND "
        "(actor = ?2 OR instr(text, ?2)))";
    const char *values[] = {op, channel}, *name = "";
    if (str_equal(channel, SLACK_INCIDENTS))
        name = evidence_text(world, elsewhere, values, 2);
    else if (channel[0] == 'U' && !read_along(world, channel))
        name = evidence_text(world, foreign, values, 2);
    if (*name)
        oracle_finds(world, "private", "a file of %s, which is private, goes to %s", name, channel);
}

/* A word of an incident that had been private when this was made, before somebody whom it does not
 * concern; where is what they read it in. What an open incident said of it while it was open itself
 * stays there: everybody has read it. */
void oracle_checks_words(struct world *world, const char *text, const char *user, int64_t made_ms,
                         const char *where) {
    static const char secret[] =
        "SELECT name FROM incident, timeline AS said WHERE incident.id = said.incident_id AND "
        "said.id = (SELECT min(id) FROM timeline WHERE instr(text, ?1)) AND is_private AND "
        "NOT EXISTS (SELECT 1 FROM timeline WHERE incident_id = incident.id AND (actor = ?2 OR "
        "instr(text, ?2) OR (kind = 'kind' AND recorded_ms > CAST(?3 AS INTEGER)))) AND NOT EXISTS "
        "(SELECT 1 FROM timeline AS told, incident AS other, timeline AS turned WHERE "
        "instr(told.text, ?1) AND other.id = told.incident_id AND NOT other.is_private AND "
        "turned.incident_id = incident.id AND turned.kind = 'kind' AND told.recorded_ms < "
        "turned.recorded_ms)";
    char token[TOKEN_SIZE], before[32];
    snprintf(before, sizeof before, "%lld", (long long)(made_ms - SECOND_MS));
    if (read_along(world, user))
        return;
    for (const char *p = strstr(text, "zq"); p; p = strstr(p + 2, "zq")) {
        if (!*evidence_token(p, token))
            continue;
        const char *name = evidence_text(world, secret, (const char *[]){token, user, before}, 3);
        if (*name)
            oracle_finds(world, "private", "%s reads %s of %s, which is private, in %s", user,
                         token, name, where);
    }
}

void oracle_checks_file(struct world *world, const struct message *message) {
    static const char made[] = "SELECT created_ms FROM outbox WHERE op = ?1";
    if (message->file && message->channel[0] == 'U')
        oracle_checks_words(world, message->file->text, message->channel,
                            evidence_number(world, made, message->op), message->file->name);
}

/* ---- Whose it is */

const char *oracle_op_of_file(struct world *world, const char *file, const char *channel) {
    static const char sql[] = "SELECT op FROM outbox WHERE state = 'started' AND method = 'upload' "
                              "AND file = ?1";
    const char *op = evidence_text(world, sql, &file, 1);
    if (!*op)
        oracle_finds(world, "committed", "no row is under way for the file %s", file);
    else
        check_incident(world, op, channel);
    return op;
}

/* ---- Whether it comes */

/* An answer may have waited for as long as a response URL is good. */
void oracle_sees_answer(struct world *world, struct delivery *delivery, const char *text) {
    oracle_checks_words(world, text, delivery->user, world_utc_ms(world) - HOUR_MS, "an answer");
    if (strstr(text, "is on its way to you") || strstr(text, "comes in our direct messages"))
        delivery->promised = true;
}

static bool stands(const struct world *world, const char *op) {
    for (int i = 0; i < slack_message_count(world->slack); i++)
        if (str_equal(slack_message(world->slack, i)->op, op))
            return true;
    return false;
}

/* What was given up is owned up to, if only in a message that Slack did not take either. */
static void judge_row(struct world *world, const char *op) {
    static const char given_up[] =
        "SELECT count(*) FROM outbox AS gone WHERE op = ?1 AND state = 'dead' AND NOT EXISTS "
        "(SELECT 1 FROM outbox AS told WHERE told.id > gone.id AND (told.incident_id = "
        "gone.incident_id AND instr(told.body, ' did not get here ') OR instr(told.body, "
        "json_extract(gone.body, '$.filename') || ' did not get through')))";
    static const char is_done[] = "SELECT count(*) FROM outbox WHERE op = ?1 AND state = 'done'";
    if (evidence_number(world, is_done, op) && !stands(world, op))
        oracle_finds(world, "file", "the upload %s is said to stand and does not", op);
    if (evidence_number(world, given_up, op))
        oracle_finds(world, "file", "the upload %s was given up, and nobody was told", op);
}

/* To each person as many as they were promised, or more: an answer may be lost on its way. */
static void judge_promises(struct world *world, const char *user) {
    static const char uploads[] = "SELECT count(*) FROM outbox WHERE method = 'upload' AND "
                                  "json_extract(body, '$.channel') = ?1";
    int64_t promised = 0;
    for (int i = 0; i < delivery_count(world); i++) {
        const struct delivery *delivery = delivery_at(world, i);
        promised += delivery->promised && str_equal(delivery->user, user);
    }
    if (promised > evidence_number(world, uploads, user))
        oracle_finds(world, "file", "%s was promised %lld files, and there are fewer", user,
                     (long long)promised);
}

void oracle_judges_files(struct world *world) {
    static const char uploads[] =
        "SELECT op FROM outbox WHERE method = 'upload' AND id > CAST(?1 AS INTEGER) ORDER BY id "
        "LIMIT 1";
    static const char number_of[] = "SELECT id FROM outbox WHERE op = ?1";
    const char *after = "0", *op;
    while (*(op = evidence_text(world, uploads, &after, 1))) {
        judge_row(world, op);
        after =
            arena_printf(world->arena, "%lld", (long long)evidence_number(world, number_of, op));
    }
    for (int i = 0; i < delivery_count(world); i++)
        if (delivery_at(world, i)->promised)
            judge_promises(world, delivery_at(world, i)->user);
}
