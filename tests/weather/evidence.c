/* What the oracle goes by: see evidence.h. */
#include "tests/weather/evidence.h"

#include "base/str.h"
#include "tests/weather/process.h"
#include "tests/weather/seen.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evidence {
    sqlite3 *db; /* sees what is committed and nothing else */
};

struct evidence *evidence_new(void) {
    return mem_alloc(sizeof(struct evidence));
}

void evidence_free(struct evidence *evidence) {
    sqlite3_close(evidence->db);
    mem_free(evidence);
}

/* ---- Reading the store */

static void must(struct world *world, int code) {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
        return;
    fprintf(stderr, "weather: oracle: %s\n", sqlite3_errmsg(world->evidence->db));
    exit(1);
}

static sqlite3_stmt *prepare(struct world *world, const char *sql, const char *const *values,
                             int count) {
    struct evidence *evidence = world->evidence;
    sqlite3_stmt *statement = NULL;
    if (!evidence->db) {
        must(world, sqlite3_open_v2(process_store_path(world), &evidence->db, SQLITE_OPEN_READWRITE,
                                    NULL));
        sqlite3_busy_timeout(evidence->db, 1000);
    }
    must(world, sqlite3_prepare_v2(evidence->db, sql, -1, &statement, NULL));
    for (int i = 0; i < count; i++)
        must(world, sqlite3_bind_text(statement, i + 1, values[i], -1, SQLITE_STATIC));
    return statement;
}

int64_t evidence_number(struct world *world, const char *sql, const char *text) {
    sqlite3_stmt *statement = prepare(world, sql, &text, text ? 1 : 0);
    int code = sqlite3_step(statement);
    must(world, code);
    int64_t found = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    must(world, sqlite3_finalize(statement));
    return found;
}

const char *evidence_text(struct world *world, const char *sql, const char *const *values,
                          int count) {
    sqlite3_stmt *statement = prepare(world, sql, values, count);
    const char *found = "";
    int code = sqlite3_step(statement);
    must(world, code);
    if (code == SQLITE_ROW)
        found = arena_strdup(world->arena, (const char *)sqlite3_column_text(statement, 0));
    must(world, sqlite3_finalize(statement));
    return found;
}

/* ---- Tokens */

const char *evidence_token(const char *text, char out[TOKEN_SIZE]) {
    const char *token = strstr(text, "zq");
    out[0] = 0;
    if (!token || sscanf(token, "zq%*4dqz") == EOF || strlen(token) < 8)
        return out;
    memcpy(out, token, 8);
    out[8] = 0;
    return out;
}

struct delivery *evidence_delivery(const struct world *world, const char *token) {
    for (int i = 0; *token && i < delivery_count(world); i++)
        if (str_equal(delivery_at(world, i)->token, token))
            return delivery_at(world, i);
    return NULL;
}

bool evidence_stored(struct world *world, const char *token) {
    return evidence_number(world, "SELECT count(*) FROM timeline WHERE instr(text, ?1)", token) > 0;
}

/* ---- What became of a delivery */

/* The kinds of rows that a verb writes, and where in them its own words stand: what a person says
 * comes first ("new (before: old)"); an approval quotes what it approves before its own remark; an
 * update's other fields may quote facts of others. */
enum place { FIRST, LAST, ANYWHERE };

static const struct {
    const char *verb, *kinds;
    enum place place;
} effects[] = {
    {"ack", "acknowledged", FIRST},
    {"action", "task", FIRST},
    {"allow", "approval allowed", FIRST},
    {"approve", "approval", LAST},
    {"back", "back reopened", FIRST},
    {"cadence", "cadence", FIRST},
    {"check", "check", FIRST},
    {"close", "closed", FIRST},
    {"comms", "communication", FIRST},
    {"course", "course", FIRST},
    {"decide", "approval decision", FIRST},
    {"declare", "declared", FIRST},
    {"decline", "handoff", FIRST},
    {"deny", "approval", LAST},
    {"dismiss", "dismissed", FIRST},
    {"done", "task", FIRST},
    {"handoff", "handoff", FIRST},
    {"impact", "impact", FIRST},
    {"kind", "kind", FIRST},
    {"leave", "left", FIRST},
    {"mitigate", "mitigated", FIRST},
    {"monitor", "monitoring", FIRST},
    {"next", "next", FIRST},
    {"note", "note", FIRST},
    {"onit", "joined acknowledged", FIRST},
    {"page", "escalated", FIRST},
    {"postmortem", "postmortem", FIRST},
    {"postpone", "task", FIRST},
    {"proof", "task", FIRST},
    {"reopen", "reopened", FIRST},
    {"resolve", "resolved not-yet", FIRST},
    {"set", "fact", FIRST},
    {"sev", "severity", FIRST},
    {"shortcut", "task", FIRST},
    {"snooze", "snooze", FIRST},
    {"status", "status note", FIRST},
    {"task", "task", FIRST},
    {"title", "title", FIRST},
    {"triage", "triage", FIRST},
    {"update", "update", ANYWHERE},
    {"why", "why", FIRST},
};

static bool stands_at(enum place place, const char *text, const char *token) {
    char first[TOKEN_SIZE];
    const char *found = strstr(text, token);
    if (place == FIRST)
        return str_equal(evidence_token(text, first), token);
    return found && (place == ANYWHERE || !strstr(found + strlen(token), "zq"));
}

/* The end of triage quotes the answers, and a merger the tasks that go along with it. */
static bool is_echo(const char *kind, const char *text) {
    return (str_equal(kind, "triage") && str_starts(text, "Triage: ")) ||
           (str_equal(kind, "task") && strstr(text, " goes on as "));
}

static size_t effect_of(const char *verb) {
    size_t i = 0;
    while (i < sizeof effects / sizeof *effects && !str_equal(effects[i].verb, verb))
        i++;
    return i;
}

/* What is said of an entry of the timeline changes how that reads, and adds none. */
static int amendments(struct world *world, const struct delivery *delivery) {
    static const char sql[] = "SELECT count(*) FROM amendment WHERE who = ?2 AND (instr(text, ?1) "
                              "OR instr(why, ?1))";
    return atoi(evidence_text(world, sql, (const char *[]){delivery->token, delivery->user}, 2));
}

/* The kind of the first row counts, in its incident: what is asked for is written down again when
 * it is allowed, and tasks go along with a merger. What could not be resolved yet is quoted by
 * whoever presses the button next, so that it counts once. */
int evidence_effects(struct world *world, const struct delivery *delivery) {
    static const char sql[] = "SELECT kind, text, incident_id FROM timeline WHERE "
                              "instr(text, ?1) AND actor = ?2 ORDER BY id";
    const char *values[] = {delivery->token, delivery->user}, *first = "";
    int64_t incident = 0;
    size_t i = effect_of(delivery->verb);
    int count = 0;
    if (str_equal(delivery->verb, "amend"))
        return amendments(world, delivery);
    if (i == sizeof effects / sizeof *effects)
        return 0;
    sqlite3_stmt *statement = prepare(world, sql, values, 2);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *kind = (const char *)sqlite3_column_text(statement, 0);
        const char *text = (const char *)sqlite3_column_text(statement, 1);
        if (!str_has_word(effects[i].kinds, kind) || is_echo(kind, text) ||
            !stands_at(effects[i].place, text, delivery->token))
            continue;
        if (!*first) {
            first = arena_strdup(world->arena, kind);
            incident = sqlite3_column_int64(statement, 2);
        }
        count += str_equal(kind, first) && sqlite3_column_int64(statement, 2) == incident;
    }
    must(world, sqlite3_finalize(statement));
    return count > 1 && str_equal(first, "not-yet") ? 1 : count;
}

/* ---- Messages */

const struct message *evidence_copy(const struct world *world, const struct message *message) {
    const struct message *found = NULL;
    for (int i = 0; *message->op && slack_message(world->slack, i) != message; i++)
        if (str_equal(slack_message(world->slack, i)->op, message->op))
            found = slack_message(world->slack, i);
    return found;
}

void evidence_news(const struct message *message, char out[TOKEN_SIZE]) {
    const char *text = seen_text(message), *news = NULL;
    out[0] = 0;
    if (!*message->thread || *message->to || *message->user)
        return;
    if (str_starts(text, "📊") && !strstr(text, "automatic"))
        news = strstr(text, "\nProgress: ");
    else if (str_starts(text, "✅"))
        news = strstr(text, "\nResolution: ");
    if (news)
        evidence_token(news, out);
}
