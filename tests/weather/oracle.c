/* The oracle: see oracle.h. */
#include "tests/weather/oracle.h"

#include "base/str.h"
#include "tests/weather/process.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TOKEN_SIZE = 16,
    NAME_SIZE = 32,
    INCIDENTS_MAX = 512,
    /* After fair weather began, so long may it take until what was late is owned up to: the longest
     * pause of a sender whose token was refused, and the longest back-off. */
    RECOVERY_MS = 15 * MINUTE_MS,
    ASKED_WITHIN_MS = 2 * MINUTE_MS, /* of the promised time: the grace, and a look */
    KEPT_WITHIN_MS = 14 * MINUTE_MS, /* the ladder's last step, and its delivery */
    SILENCE_MS = 75 * MINUTE_MS,
    PROMPT_ACK_MS = MINUTE_MS,
    NEWS_MS = 10 * MINUTE_MS /* no promise that people can make is shorter */
};

/* Somebody was told that they ask too fast. */
struct slowed {
    const char *user;
    int64_t at_ms;
    const struct slowed *before;
};

struct oracle {
    sqlite3 *db; /* sees what is committed and nothing else */
    struct oracle_counts counts;
    int64_t told_up_to[INCIDENTS_MAX]; /* by incident: the newest timeline row that was told */
    int64_t crashed_ms;
    const struct slowed *slowed; /* the last one */
    char damage[256];            /* what the first process said that found its store damaged */
};

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

/* ---- Reading the store */

static void must(struct world *world, int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return;
    fprintf(stderr, "weather: oracle: %s\n", sqlite3_errmsg(world->oracle->db));
    exit(1);
}

static sqlite3 *store_of(struct world *world) {
    if (!world->oracle->db) {
        must(world, sqlite3_open_v2(process_store_path(world), &world->oracle->db,
                                    SQLITE_OPEN_READWRITE, NULL));
        sqlite3_busy_timeout(world->oracle->db, 1000);
    }
    return world->oracle->db;
}

void oracle_hears_of_damage(struct world *world, const char *text) {
    if (!*world->oracle->damage)
        snprintf(world->oracle->damage, sizeof world->oracle->damage, "%s", text);
}

/* The first number that sql finds with text, unless that is NULL, for ?1; 0 for none. */
static int64_t number(struct world *world, const char *sql, const char *text) {
    sqlite3_stmt *statement = NULL;
    must(world, sqlite3_prepare_v2(store_of(world), sql, -1, &statement, NULL));
    if (text)
        must(world, sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC));
    int code = sqlite3_step(statement);
    must(world, code);
    int64_t found = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    must(world, sqlite3_finalize(statement));
    return found;
}

/* ---- Reading texts */

/* The token at or after text, "" for none. */
static const char *next_token(const char *text, char out[TOKEN_SIZE]) {
    const char *token = strstr(text, "zq");
    out[0] = 0;
    if (!token || sscanf(token, "zq%*4dqz") == EOF || strlen(token) < 8)
        return out;
    memcpy(out, token, 8);
    out[8] = 0;
    return out;
}

/* What the timelines have of a token. */
struct trace {
    int rows;
    int64_t last_row, incident;
};

static struct delivery *delivery_of(const struct world *world, const char *token) {
    for (int i = 0; *token && i < delivery_count(world); i++)
        if (str_equal(delivery_at(world, i)->token, token))
            return delivery_at(world, i);
    return NULL;
}

/* Whether a row is about the token and does not only quote it: what a person says comes first
 * ("new (before: old)"), but in an update, whose other fields may quote facts of others. Nobody in
 * this world escalates by hand, so that whoever is called is called with titles that others gave.
 */
static bool is_about(const struct world *world, const char *token, const char *kind,
                     const char *text) {
    char first[TOKEN_SIZE];
    const struct delivery *delivery = delivery_of(world, token);
    if (str_equal(kind, "escalated"))
        return false;
    return str_equal(next_token(text, first), token) ||
           (str_equal(kind, "update") && delivery && str_equal(delivery->verb, "update"));
}

static struct trace trace_of(struct world *world, const char *token) {
    static const char rows[] = "SELECT id, incident_id, kind, text FROM timeline "
                               "WHERE instr(text, ?1) ORDER BY id";
    struct trace trace = {0};
    sqlite3_stmt *statement = NULL;
    must(world, sqlite3_prepare_v2(store_of(world), rows, -1, &statement, NULL));
    must(world, sqlite3_bind_text(statement, 1, token, -1, SQLITE_STATIC));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *kind = (const char *)sqlite3_column_text(statement, 2);
        if (!is_about(world, token, kind, (const char *)sqlite3_column_text(statement, 3)))
            continue;
        trace.rows++;
        trace.last_row = sqlite3_column_int64(statement, 0);
        trace.incident = sqlite3_column_int64(statement, 1);
    }
    must(world, sqlite3_finalize(statement));
    return trace;
}

/* Calls, marks and clocks: the bot says them by itself, and may quote the titles of others. */
static bool is_by_itself(const char *text) {
    return str_starts(text, "⏰") || str_starts(text, "📣") || str_starts(text, ":warning:") ||
           str_starts(text, ":stopwatch:") || strstr(text, " is called: ") ||
           strstr(text, " are open at once: ");
}

/* The token of what a thread's message is about: of the news in an update, of the resolution, of
 * the fact in a notice. "" for prompts and what the bot says by itself. */
static void subject(const struct message *message, char out[TOKEN_SIZE]) {
    const char *text = message->text;
    out[0] = 0;
    if (!*message->thread || *message->to || *message->user ||
        !str_equal(message->channel, SLACK_INCIDENTS))
        return;
    if (str_starts(text, "📊")) {
        const char *news = strstr(text, "\nProgress: ");
        if (news && !strstr(text, "automatic"))
            next_token(news, out);
    } else if (str_starts(text, "✅")) {
        const char *how = strstr(text, "\nResolution: ");
        next_token(how ? how : "", out);
    } else if (!is_by_itself(text)) {
        next_token(text, out);
    }
}

static void read_name(const char *text, char out[NAME_SIZE]) {
    const char *name = strstr(text, "INC-");
    size_t len = name ? strspn(name, "INC-0123456789") : 0;
    snprintf(out, NAME_SIZE, "%.*s", len < NAME_SIZE ? (int)len : 0, name ? name : "");
}

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

/* The words come back to who typed them: all tokens in text that are this person's. What is quoted
 * as done is not handed back. */
static void note_told(struct world *world, const char *user, const char *text) {
    char token[TOKEN_SIZE];
    oracle_sees_attempt(world, user, text);
    if (!strstr(text, "You typed") && !is_refusal(text))
        return;
    for (const char *p = strstr(text, "zq"); p; p = strstr(p + 2, "zq")) {
        struct delivery *delivery = delivery_of(world, next_token(p, token));
        if (delivery && str_equal(delivery->user, user))
            delivery->told = true;
    }
}

/* ---- Acknowledgements */

void oracle_sees_ack(struct world *world, struct delivery *delivery, const char *payload) {
    world->oracle->counts.acks++;
    world_tell(world, "ACK  %s %s", delivery->envelope_id, payload);
    note_told(world, delivery->user, payload);
    if (*payload)
        delivery->answered = true;
    if (!*delivery->token)
        return;
    int rows = trace_of(world, delivery->token).rows;
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

/* ---- Messages */

/* What one person alone sees has no metadata, so that its row is found by what it says. */
const char *oracle_op_of_call(struct world *world, const char *method, const char *to,
                              const char *text) {
    static const char sql[] = "SELECT op FROM outbox WHERE state = 'started' AND method = ?1 AND "
                              "json_extract(body, '$.text') = ?3 AND "
                              "?2 IN (json_extract(body, '$.user'), json_extract(body, '$.url'))";
    const char *values[] = {method, to, text}, *op = "";
    sqlite3_stmt *statement = NULL;
    must(world, sqlite3_prepare_v2(store_of(world), sql, -1, &statement, NULL));
    for (int i = 0; i < 3; i++)
        must(world, sqlite3_bind_text(statement, i + 1, values[i], -1, SQLITE_STATIC));
    if (sqlite3_step(statement) == SQLITE_ROW)
        op = arena_strdup(world->arena, (const char *)sqlite3_column_text(statement, 0));
    else
        oracle_finds(world, "committed", "no row is under way for \"%s\"", text);
    must(world, sqlite3_finalize(statement));
    return op;
}

/* A second copy is a fault where the daemon could have known of the one before: its answer came, or
 * the history would have shown it. A call on its way when its process dies may arrive behind the
 * one that the next process makes in its place. */
static void check_copy(struct world *world, const struct message *copy,
                       const struct message *before) {
    bool in_doubt =
        before->answer_lost || copy->is_late || world->oracle->crashed_ms >= before->at_ms;
    bool can_look = copy->channel[0] == 'C' && !*copy->to &&
                    !slack_refused_history(world->slack, before->at_ms);
    world->oracle->counts.doubles++;
    if (!in_doubt || can_look)
        oracle_finds(world, "twice", "this stands twice: \"%s\"", copy->text);
}

/* The last message before this one that is of the same row, NULL for none. */
static const struct message *copy_before(const struct world *world, const struct message *message) {
    const struct message *found = NULL;
    for (int i = 0; *message->op && slack_message(world->slack, i) != message; i++)
        if (str_equal(slack_message(world->slack, i)->op, message->op))
            found = slack_message(world->slack, i);
    return found;
}

/* What everybody can read is stored; refusals, which quote what is not, are private. */
static void check_committed(struct world *world, const struct message *message) {
    char token[TOKEN_SIZE];
    if (*message->to || message->channel[0] != 'C')
        return;
    for (const char *p = strstr(message->text, "zq"); p; p = strstr(p + 2, "zq"))
        if (*next_token(p, token) && !trace_of(world, token).rows)
            oracle_finds(world, "committed", "%s is told and not stored: \"%s\"", token,
                         message->text);
}

/* Whoever has just given an update is not asked for one, however late Slack took it. */
static void check_prompt(struct world *world, const struct message *message) {
    if (!*message->thread || !str_starts(message->text, "⏰") || world_fair_ms(world) < NEWS_MS)
        return;
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *other = slack_message(world->slack, i);
        char token[TOKEN_SIZE];
        subject(other, token);
        if (message->at_ms - other->at_ms > NEWS_MS)
            return;
        if (!*token || !str_starts(other->text, "📊") || !str_equal(other->thread, message->thread))
            continue;
        int64_t given_ms =
            number(world, "SELECT max(at_ms) FROM timeline WHERE instr(text, ?1)", token);
        if (world_utc_ms(world) - given_ms < NEWS_MS)
            oracle_finds(world, "promise", "asked for an update that is there: \"%s\"",
                         message->text);
    }
}

static void check_row(struct world *world, const struct message *message) {
    if (*message->op && !number(world, "SELECT count(*) FROM outbox WHERE op = ?1", message->op))
        oracle_finds(world, "committed", "no row of the outbox for \"%s\"", message->text);
}

static void check_order(struct world *world, const struct message *message) {
    char token[TOKEN_SIZE];
    subject(message, token);
    if (!*token)
        return;
    struct trace trace = trace_of(world, token);
    if (trace.incident >= INCIDENTS_MAX)
        return;
    if (trace.last_row < world->oracle->told_up_to[trace.incident])
        oracle_finds(world, "order", "%s is told after what happened later", token);
    world->oracle->told_up_to[trace.incident] = trace.last_row;
}

void oracle_sees_message(struct world *world, const struct message *message) {
    const struct message *before = copy_before(world, message);
    world->oracle->counts.messages++;
    check_row(world, message);
    check_prompt(world, message);
    check_committed(world, message);
    if (*message->to || message->channel[0] == 'U')
        note_told(world, *message->to ? message->to : message->channel, message->text);
    if (before)
        check_copy(world, message, before);
    else
        check_order(world, message);
}

void oracle_sees_edit(struct world *world, const struct message *message) {
    check_committed(world, message);
}

/* ---- Promises */

/* The time that a card promises, 0 for none. */
static int64_t promised_ms(const struct message *card) {
    const char *words = strstr(card->blocks, "Next update by");
    const char *date = words ? strstr(words, "<!date^") : NULL;
    return date ? strtoll(date + strlen("<!date^"), NULL, 10) * SECOND_MS : 0;
}

static bool is_card(const struct message *message) {
    return !*message->thread && !*message->to && str_equal(message->channel, SLACK_INCIDENTS) &&
           strstr(message->text, "INCIDENT DECLARED");
}

/* The newest card of an incident counts. */
static bool is_newest_card(const struct world *world, int index, const char *name) {
    char other[NAME_SIZE];
    for (int i = index + 1; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        if (*message->thread || *message->to)
            continue;
        read_name(message->blocks, other);
        if (str_equal(other, name))
            return false;
    }
    return true;
}

/* Whether the daemon said anything of the incident since then: in its thread, or to one person. */
static bool spoke_since(const struct world *world, const struct message *card, const char *name,
                        int64_t since_ms) {
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            return false;
        if ((str_equal(message->thread, card->ts) && !*message->user) ||
            (message->channel[0] == 'U' && strstr(message->text, name)))
            return true;
    }
    return false;
}

static bool stands_in_thread_since(const struct world *world, const struct message *card,
                                   int64_t since_ms) {
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            return false;
        if (str_equal(message->thread, card->ts) && !*message->to && !*message->user)
            return true;
    }
    return false;
}

/* In fair weather a thread is never silent for longer than its cadence and the ladder take. */
static void check_silence(struct world *world, const struct message *card, const char *name) {
    if (world_fair_ms(world) > SILENCE_MS && world->now_ms - card->at_ms > SILENCE_MS &&
        promised_ms(card) && !stands_in_thread_since(world, card, world->now_ms - SILENCE_MS))
        oracle_finds(world, "promise", "the thread of %s is silent", name);
}

static void check_promise(struct world *world, const struct message *card, const char *name) {
    int64_t due_ms = promised_ms(card) - world->skew_ms; /* in true time */
    int64_t late_ms = world->now_ms - due_ms, fair_ms = world_fair_ms(world);
    if (!promised_ms(card) || fair_ms < RECOVERY_MS)
        return;
    int64_t since_ms = world->now_ms - RECOVERY_MS < due_ms ? world->now_ms - RECOVERY_MS : due_ms;
    if (late_ms > ASKED_WITHIN_MS && !spoke_since(world, card, name, since_ms))
        oracle_finds(world, "promise", "the update of %s is %lld min late and nobody was asked",
                     name, (long long)(late_ms / MINUTE_MS));
    if (late_ms > KEPT_WITHIN_MS && fair_ms > RECOVERY_MS + KEPT_WITHIN_MS)
        oracle_finds(world, "promise", "the update of %s is %lld min late and none was posted",
                     name, (long long)(late_ms / MINUTE_MS));
}

void oracle_looks(struct world *world) {
    if (world_fair_ms(world) < RECOVERY_MS)
        return;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        char name[NAME_SIZE];
        if (!is_card(message))
            continue;
        read_name(message->blocks, name);
        if (!is_newest_card(world, i, name))
            continue;
        check_promise(world, message, name);
        check_silence(world, message, name);
    }
}

/* ---- The end */

/* Slack's reasons for which a message may stay untold; each is owned up to in the timeline. */
static const char dead_for_a_reason[] =
    "SELECT count(*) FROM outbox WHERE state = 'dead' AND instr(body, ?1)";

static int standing(const struct world *world, const char *token) {
    char about[TOKEN_SIZE];
    int count = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        subject(message, about);
        count += str_equal(about, token) && !copy_before(world, message);
    }
    return count;
}

/* The thread was not read for a reason: its incident was over at some time, or had another card, or
 * Slack refused its messages, or the reading of them, which the timeline owns up to. */
static const char not_read_for_a_reason[] =
    "SELECT 1 - (SELECT count(*) FROM incident WHERE card_ts = ?1) + "
    "(SELECT count(*) FROM timeline, incident WHERE incident.id = timeline.incident_id AND "
    "card_ts = ?1 AND (timeline.kind IN ('resolved', 'undelivered') OR "
    "instr(text, 'could not read')))";

/* A mention that found no connection at any of Slack's attempts stands in its thread, and is read
 * there when the daemon is connected again. */
static void judge_missed(struct world *world, const struct delivery *delivery) {
    if (delivery->kind != BY_MENTION || !*delivery->token || delivery->linked ||
        delivery->sent < 4 || delivery->told || trace_of(world, delivery->token).rows)
        return;
    if (!number(world, not_read_for_a_reason, delivery->thread))
        oracle_finds(world, "missed",
                     "%s was said at a time without a connection, and is lost: "
                     "\"%s\"",
                     delivery->token, delivery->text);
}

static void judge_delivery(struct world *world, const struct delivery *delivery) {
    static const char *const told[] = {"update", "resolve", "snooze", "next", "cadence"};
    bool opened_form = str_equal(delivery->verb, "form");
    if (delivery->kind == BY_COMMAND && delivery->acks && !delivery->answered && !opened_form)
        oracle_finds(world, "told", "%s heard nothing of \"%s\"", delivery->user, delivery->text);
    if (!*delivery->token)
        return;
    int rows = trace_of(world, delivery->token).rows;
    if (rows > 1)
        oracle_finds(world, "once", "%s happened %d times", delivery->token, rows);
    bool in_flood = delivery->kind == BY_MENTION && was_slowed(world, delivery);
    if (rows == 0 && delivery->acks && !delivery->told && !in_flood && delivery->kind != BY_FORM)
        oracle_finds(world, "acked", "%s was acknowledged and came to nothing: \"%s\"",
                     delivery->token, delivery->text);
    for (size_t i = 0; rows == 1 && i < sizeof told / sizeof *told; i++)
        if (str_equal(told[i], delivery->verb) && !standing(world, delivery->token) &&
            !number(world, dead_for_a_reason, delivery->token))
            oracle_finds(world, "rest", "%s is stored and stands nowhere", delivery->token);
}

/* What the bot says by itself when a promise is due. */
static bool is_prompt(const struct message *message) {
    return str_starts(message->text, "⏰") || str_starts(message->text, "📣") ||
           str_starts(message->text, "📝") || strstr(message->text, "automatic, no new update");
}

/* A prompt is on the timeline when Slack said that it stands, and not otherwise. */
static void judge_prompts(struct world *world) {
    int64_t standing = 0, heard = 0;
    for (int i = 0; i < slack_message_count(world->slack); i++) {
        const struct message *message = slack_message(world->slack, i);
        if (*message->to || *message->user || !is_prompt(message) || copy_before(world, message))
            continue;
        standing++;
        heard += number(world, "SELECT count(*) FROM outbox WHERE op = ?1 AND state = 'done'",
                        message->op);
    }
    int64_t rows = number(world, "SELECT count(*) FROM timeline WHERE kind = 'prompt'", NULL);
    if (rows < heard || rows > standing)
        oracle_finds(world, "timeline",
                     "%lld prompts stand, %lld of them known, and %lld are on the timeline",
                     (long long)standing, (long long)heard, (long long)rows);
}

static void judge_store(struct world *world) {
    static const char waiting[] = "SELECT min(id) FROM outbox WHERE state NOT IN ('done', 'dead') "
                                  "AND not_before_ms < CAST(?1 AS INTEGER)";
    char settled[32]; /* what is of this moment may still be on its way */
    snprintf(settled, sizeof settled, "%lld", (long long)(world_utc_ms(world) - MINUTE_MS));
    int64_t row = number(world, waiting, settled);
    if (row)
        oracle_finds(world, "rest", "row %lld of the outbox still waits", (long long)row);
    if (number(world,
               "SELECT count(*) FROM incident WHERE (SELECT count(*) FROM timeline WHERE "
               "incident_id = incident.id AND kind = 'declared') <> 1",
               NULL))
        oracle_finds(world, "timeline", "an incident was not declared exactly once");
    if (number(world,
               "SELECT count(*) FROM incident WHERE (resolved_ms <> 0) <> "
               "(SELECT count(*) FILTER (WHERE kind = 'resolved') - count(*) FILTER (WHERE kind = "
               "'reopened') FROM timeline WHERE incident_id = incident.id)",
               NULL))
        oracle_finds(world, "timeline", "an incident's end is not what its timeline says");
    world->oracle->counts.incidents = number(world, "SELECT count(*) FROM incident", NULL);
    world->oracle->counts.given_up =
        number(world, "SELECT count(*) FROM outbox WHERE state = 'dead'", NULL);
}

void oracle_reviews(struct world *world) {
    for (int i = 0; i < delivery_count(world); i++)
        judge_missed(world, delivery_at(world, i));
}

void oracle_judges(struct world *world) {
    if (!process_is_up(world) || !sockets_work(world))
        oracle_finds(world, "rest", "it is not connected, and nothing is wrong any more");
    judge_store(world);
    judge_prompts(world);
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
    sqlite3_close(oracle->db);
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
