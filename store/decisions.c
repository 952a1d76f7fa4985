/* Decisions of an incident: see decisions.h. */
#include "store/decisions.h"

enum { DECISIONS_MAX = 200 };

#define COLUMNS " id, incident_id, course, why, record, who, authority, state, at_ms "

static struct decision read_decision(const struct db_rows *rows, struct arena *arena) {
    return (struct decision){
        .id = db_column_int(rows, 0),
        .incident_id = db_column_int(rows, 1),
        .course = arena_strdup(arena, db_column_text(rows, 2)),
        .why = arena_strdup(arena, db_column_text(rows, 3)),
        .record = arena_strdup(arena, db_column_text(rows, 4)),
        .who = arena_strdup(arena, db_column_text(rows, 5)),
        .authority = arena_strdup(arena, db_column_text(rows, 6)),
        .state = arena_strdup(arena, db_column_text(rows, 7)),
        .at_ms = db_column_int(rows, 8),
    };
}

enum result decision_add(struct store *store, struct decision *decision, struct err *err) {
    return db_run_int(&store->db, err, &decision->id,
                      "INSERT INTO decision (incident_id, course, why, record, who, authority,"
                      " state, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                      DB_VALUES(db_int(decision->incident_id), db_text(decision->course),
                                db_text(decision->why), db_text(decision->record),
                                db_text(decision->who), db_text(decision->authority),
                                db_text(decision->state), db_int(decision->at_ms)));
}

enum result decision_save(struct store *store, const struct decision *decision, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE decision SET authority = $2, state = $3, at_ms = $4 WHERE id = $1",
                  DB_VALUES(db_int(decision->id), db_text(decision->authority),
                            db_text(decision->state), db_int(decision->at_ms)));
}

/* The first row of a query for one decision. */
static enum result read_one(struct store *store, struct arena *arena, const char *sql, int64_t id,
                            struct decision *ret_decision, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows, sql, DB_VALUES(db_int(id)));
    if (result == OK)
        *ret_decision = read_decision(&rows, arena);
    db_done(&rows);
    return result;
}

enum result decision_get(struct store *store, struct arena *arena, int64_t id,
                         struct decision *ret_decision, struct err *err) {
    return read_one(store, arena, "SELECT" COLUMNS "FROM decision WHERE id = $1", id, ret_decision,
                    err);
}

enum result decision_last(struct store *store, struct arena *arena, int64_t incident_id,
                          struct decision *ret_decision, struct err *err) {
    return read_one(store, arena,
                    "SELECT" COLUMNS "FROM decision WHERE incident_id = $1"
                    " AND state IN ('made', 'done', 'given-up') ORDER BY at_ms DESC, id DESC"
                    " LIMIT 1",
                    incident_id, ret_decision, err);
}

enum result decision_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct decision_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct decision_list list = {arena_alloc(arena, DECISIONS_MAX * sizeof *list.decisions), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM (SELECT * FROM decision WHERE incident_id = $1"
                 " ORDER BY id DESC LIMIT $2) AS newest ORDER BY id",
                 DB_VALUES(db_int(incident_id), db_int(DECISIONS_MAX)));
    while (db_more(&rows, &result, err))
        list.decisions[list.count++] = read_decision(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
