/* The outbox: see outbox.h. */
#include "store/outbox.h"

#include "base/str.h"
#include "base/utc.h"

#include <string.h>

#define COLUMNS                                                                                    \
    " id, op, lane, method, address, body, incident_id, on_result, collapse, doubt, attempts,"     \
    " created_ms, not_before_ms, expires_ms, answer, file, tried_channel, tried_thread "

#define UNDER_WAY "('ready', 'started', 'answered')"

#define HEAD                                                                                       \
    " o.state = 'ready' AND o.id = (SELECT MIN(h.id) FROM outbox h"                                \
    " WHERE h.lane = o.lane AND h.state IN " UNDER_WAY ") "

/* A call that is farther away than it was ever put was put before the clock was set back, and may
 * go at once. As with jobs. */
#define MAY_GO " (o.not_before_ms <= $1 OR o.not_before_ms > $1 + o.within_ms) "
enum { CORRECTION_MS = MINUTE_MS };

static struct outbox_call read_call(const struct db_rows *rows, struct arena *arena) {
    return (struct outbox_call){
        .id = db_column_int(rows, 0),
        .op = arena_strdup(arena, db_column_text(rows, 1)),
        .lane = arena_strdup(arena, db_column_text(rows, 2)),
        .method = arena_strdup(arena, db_column_text(rows, 3)),
        .address = arena_strdup(arena, db_column_text(rows, 4)),
        .body = arena_strdup(arena, db_column_text(rows, 5)),
        .incident_id = db_column_int(rows, 6),
        .on_result = arena_strdup(arena, db_column_text(rows, 7)),
        .collapse = arena_strdup(arena, db_column_text(rows, 8)),
        .doubt = (int)db_column_int(rows, 9),
        .attempts = (int)db_column_int(rows, 10),
        .created_ms = db_column_int(rows, 11),
        .not_before_ms = db_column_int(rows, 12),
        .expires_ms = db_column_int(rows, 13),
        .answer = arena_strdup(arena, db_column_text(rows, 14)),
        .file = arena_strdup(arena, db_column_text(rows, 15)),
        .tried_channel = arena_strdup(arena, db_column_text(rows, 16)),
        .tried_thread = arena_strdup(arena, db_column_text(rows, 17)),
    };
}

static struct db_value text_or_empty(const char *text) {
    return db_text(text ? text : "");
}

enum result outbox_drop(struct store *store, const char *collapse, struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM outbox WHERE collapse = $1 AND state = 'ready' AND doubt = 0",
                  DB_VALUES(db_text(collapse)));
}

enum result outbox_put(struct store *store, const struct outbox_call *call, struct err *err) {
    if (!str_equal(call->collapse, "")) {
        enum result result = outbox_drop(store, call->collapse, err);
        if (result != OK)
            return result;
    }
    return db_run(
        &store->db, err,
        "INSERT INTO outbox (op, lane, method, address, body, incident_id, on_result, collapse,"
        " created_ms, not_before_ms, within_ms, expires_ms, state, doubt, attempts, ended_ms,"
        " answer)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, 'ready', 0, 0, 0, '')",
        DB_VALUES(db_text(call->op), db_text(call->lane), db_text(call->method),
                  db_text(call->address), db_text(call->body), db_int(call->incident_id),
                  text_or_empty(call->on_result), text_or_empty(call->collapse),
                  db_int(call->created_ms), db_int(CORRECTION_MS), db_int(call->expires_ms)));
}

enum result outbox_put_bytes(struct store *store, const char *op, const char *bytes, size_t len,
                             struct err *err) {
    return db_run(&store->db, err, "INSERT INTO upload (op, bytes) VALUES ($1, $2)",
                  DB_VALUES(db_text(op), db_bytes(bytes, len)));
}

enum result outbox_get_bytes(struct store *store, struct arena *arena, const char *op,
                             const char **ret_bytes, size_t *ret_len, struct err *err) {
    struct db_rows rows;
    size_t len = 0;
    enum result result = db_first(&store->db, err, &rows, "SELECT bytes FROM upload WHERE op = $1",
                                  DB_VALUES(db_text(op)));
    if (result == OK) {
        const char *bytes = db_column_bytes(&rows, 0, &len);
        char *copy = arena_alloc(arena, len + 1);
        memcpy(copy, bytes, len);
        *ret_bytes = copy;
        *ret_len = len;
    }
    db_done(&rows);
    return result == ABSENT ? fail(err, CORRUPT, "an upload has lost its bytes") : result;
}

enum result outbox_due(struct store *store, struct arena *arena, int64_t now_ms, int64_t after_id,
                       int max, struct outbox_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct outbox_list list = {arena_alloc(arena, (size_t)max * sizeof *list.calls), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM outbox o WHERE" HEAD "AND" MAY_GO
                                  "AND o.id > $2 ORDER BY o.id LIMIT $3",
                                  DB_VALUES(db_int(now_ms), db_int(after_id), db_int(max)));
    while (db_more(&rows, &result, err))
        list.calls[list.count++] = read_call(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result outbox_next_ms(struct store *store, int64_t now_ms, int64_t *ret_ms, struct err *err) {
    return db_run_int(&store->db, err, ret_ms,
                      "SELECT o.not_before_ms FROM outbox o WHERE" HEAD
                      "AND o.not_before_ms > $1 ORDER BY o.not_before_ms LIMIT 1",
                      DB_VALUES(db_int(now_ms)));
}

enum result outbox_start(struct store *store, int64_t id, const char *channel, const char *thread,
                         struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE outbox SET state = 'started', attempts = attempts + 1,"
                  " tried_channel = $2, tried_thread = $3 WHERE id = $1",
                  DB_VALUES(db_int(id), db_text(channel), db_text(thread)));
}

enum result outbox_retry(struct store *store, int64_t id, int64_t not_before_ms, int64_t wait_ms,
                         int doubt, const char *file, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE outbox SET state = 'ready', not_before_ms = $2, within_ms = $3,"
                  " doubt = $4, file = $5 WHERE id = $1",
                  DB_VALUES(db_int(id), db_int(not_before_ms), db_int(wait_ms + CORRECTION_MS),
                            db_int(doubt), db_text(file)));
}

enum result outbox_answer(struct store *store, int64_t id, const char *answer, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE outbox SET state = 'answered', answer = $2 WHERE id = $1",
                  DB_VALUES(db_int(id), db_text(answer)));
}

enum result outbox_end(struct store *store, int64_t id, bool delivered, int64_t now_ms,
                       struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE outbox SET state = $2, ended_ms = $3,"
                  " answer = CASE $2 WHEN 'dead' THEN answer ELSE '' END WHERE id = $1",
                  DB_VALUES(db_int(id), db_text(delivered ? "done" : "dead"), db_int(now_ms)));
}

enum result outbox_answered(struct store *store, struct arena *arena, struct outbox_call *ret_call,
                            struct err *err) {
    struct db_rows rows;
    enum result result = db_first(
        &store->db, err, &rows,
        "SELECT" COLUMNS "FROM outbox WHERE state = 'answered' ORDER BY id LIMIT 1", NULL, 0);
    if (result == OK)
        *ret_call = read_call(&rows, arena);
    db_done(&rows);
    return result;
}

enum result outbox_recover(struct store *store, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE outbox SET state = 'ready', doubt = 1 WHERE state = 'started'", NULL, 0);
}

enum result outbox_prune(struct store *store, int64_t older_than_ms, struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM outbox WHERE state IN ('done', 'dead') AND ended_ms < $1",
                  DB_VALUES(db_int(older_than_ms)));
}
