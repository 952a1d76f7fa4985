/* The oracle's rules on single messages: committed, twice and order. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"

#include <string.h>

/* What one person alone sees has no metadata, so that its row is found by what it says. */
const char *oracle_op_of_call(struct world *world, const char *method, const char *to,
                              const char *text) {
    static const char sql[] = "SELECT op FROM outbox WHERE state = 'started' AND method = ?1 AND "
                              "json_extract(body, '$.text') = ?3 AND "
                              "?2 IN (json_extract(body, '$.user'), json_extract(body, '$.url'))";
    const char *op = evidence_text(world, sql, (const char *[]){method, to, text}, 3);
    if (!*op)
        oracle_finds(world, "committed", "no row is under way for \"%s\"", text);
    return op;
}

/* A second copy is a fault where the daemon could have known of the one before: its answer came, or
 * the history would have shown it. A call on its way when its process dies may arrive behind the
 * one that the next process makes in its place. */
static void check_copy(struct world *world, const struct message *copy,
                       const struct message *before) {
    bool in_doubt =
        before->answer_lost || copy->is_late || world->oracle->crashed_ms >= before->at_ms;
    bool is_listed = copy->file || (copy->channel[0] == 'C' && !*copy->to && !copy->by_name);
    bool can_look = is_listed && !slack_refused_history(world->slack, before->at_ms);
    world->oracle->counts.doubles++;
    if (!in_doubt || can_look)
        oracle_finds(world, "twice", "this stands twice: \"%s\"", copy->text);
}

/* What everybody can read is stored; refusals, which quote what is not, are private. */
static void check_committed(struct world *world, const struct message *message) {
    char token[TOKEN_SIZE];
    if (*message->to || message->channel[0] != 'C')
        return;
    for (const char *p = strstr(message->text, "zq"); p; p = strstr(p + 2, "zq"))
        if (*evidence_token(p, token) && !evidence_stored(world, token))
            oracle_finds(world, "committed", "%s is told and not stored: \"%s\"", token,
                         message->text);
}

static const char row_of_op[] = "SELECT id FROM outbox WHERE op = ?1";

static void check_row(struct world *world, const struct message *message) {
    if (*message->op && !evidence_number(world, row_of_op, message->op))
        oracle_finds(world, "committed", "no row of the outbox for \"%s\"", message->text);
}

/* The last message before this one in its thread that is no copy. */
static const struct message *told_before(const struct world *world, const struct message *message) {
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *other = slack_message(world->slack, i);
        if (other != message && str_equal(other->thread, message->thread) &&
            str_equal(other->channel, message->channel) && *other->op && !*other->to &&
            !other->file && !evidence_copy(world, other))
            return other;
    }
    return NULL;
}

/* Rows are numbered as they are written. A file holds up no message, and comes when it comes. */
static void check_order(struct world *world, const struct message *message) {
    if (!*message->thread || *message->to || !*message->op || message->file)
        return;
    const struct message *before = told_before(world, message);
    if (before && evidence_number(world, row_of_op, before->op) >
                      evidence_number(world, row_of_op, message->op))
        oracle_finds(world, "order", "\"%s\" is told after \"%s\", which happened later",
                     message->text, before->text);
}

void oracle_sees_message(struct world *world, const struct message *message) {
    const struct message *before = evidence_copy(world, message);
    world->oracle->counts.messages++;
    check_row(world, message);
    check_committed(world, message);
    oracle_checks_prompt(world, message);
    oracle_checks_playbook(world, message);
    oracle_checks_file(world, message);
    oracle_checks_private(world, message);
    oracle_checks_asked(world, message);
    if (*message->to || message->channel[0] == 'U')
        oracle_notes_told(world, *message->to ? message->to : message->channel, message->text);
    if (before)
        slack_are_twins(world->slack, message, before);
    if (before)
        check_copy(world, message, before);
    else
        check_order(world, message);
}

void oracle_sees_edit(struct world *world, const struct message *message) {
    check_committed(world, message);
    oracle_checks_private(world, message);
    oracle_checks_edit(world, message);
}
