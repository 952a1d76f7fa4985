/* Approvals of an incident: see approvals.h. */
#include "store/approvals.h"

enum { APPROVALS_MAX = 50 };

#define COLUMNS                                                                                    \
    " id, incident_id, number, topic, args, what, asked, asked_by, asked_ms, state, answered_by,"  \
    " answered_ms, alone, message "

static struct approval read_approval(const struct db_rows *rows, struct arena *arena) {
    return (struct approval){
        .id = db_column_int(rows, 0),
        .incident_id = db_column_int(rows, 1),
        .number = db_column_int(rows, 2),
        .topic = arena_strdup(arena, db_column_text(rows, 3)),
        .args = arena_strdup(arena, db_column_text(rows, 4)),
        .what = arena_strdup(arena, db_column_text(rows, 5)),
        .asked = arena_strdup(arena, db_column_text(rows, 6)),
        .asked_by = arena_strdup(arena, db_column_text(rows, 7)),
        .asked_ms = db_column_int(rows, 8),
        .state = arena_strdup(arena, db_column_text(rows, 9)),
        .answered_by = arena_strdup(arena, db_column_text(rows, 10)),
        .answered_ms = db_column_int(rows, 11),
        .alone = db_column_int(rows, 12) != 0,
        .messages = arena_strdup(arena, db_column_text(rows, 13)),
    };
}

enum result approval_add(struct store *store, struct approval *approval, struct err *err) {
    enum result result =
        db_run_int(&store->db, err, &approval->number,
                   "SELECT COALESCE(MAX(number), 0) + 1 FROM approval WHERE incident_id = $1",
                   DB_VALUES(db_int(approval->incident_id)));
    if (result != OK)
        return result;
    return db_run_int(&store->db, err, &approval->id,
                      "INSERT INTO approval (incident_id, number, topic, args, what, asked,"
                      " asked_by, asked_ms, alone, state, answered_by, answered_ms)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'open', '', 0)"
                      " RETURNING id",
                      DB_VALUES(db_int(approval->incident_id), db_int(approval->number),
                                db_text(approval->topic), db_text(approval->args),
                                db_text(approval->what), db_text(approval->asked),
                                db_text(approval->asked_by), db_int(approval->asked_ms)));
}

enum result approval_save(struct store *store, const struct approval *approval, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE approval SET state = $2, answered_by = $3, answered_ms = $4,"
                  " alone = $5, message = $6 WHERE id = $1",
                  DB_VALUES(db_int(approval->id), db_text(approval->state),
                            db_text(approval->answered_by), db_int(approval->answered_ms),
                            db_int(approval->alone), db_text(approval->messages)));
}

enum result approval_get(struct store *store, struct arena *arena, int64_t incident_id,
                         int64_t number, struct approval *ret_approval, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM approval WHERE incident_id = $1 AND number = $2",
                 DB_VALUES(db_int(incident_id), db_int(number)));
    if (result == OK)
        *ret_approval = read_approval(&rows, arena);
    db_done(&rows);
    return result;
}

static enum result read_list(struct store *store, struct arena *arena, int64_t incident_id,
                             bool open_only, struct approval_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct approval_list list = {arena_alloc(arena, APPROVALS_MAX * sizeof *list.approvals), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM approval WHERE incident_id = $1"
                 " AND ($2 = 0 OR state = 'open') ORDER BY number LIMIT $3",
                 DB_VALUES(db_int(incident_id), db_int(open_only), db_int(APPROVALS_MAX)));
    while (db_more(&rows, &result, err))
        list.approvals[list.count++] = read_approval(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result approval_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct approval_list *ret_list, struct err *err) {
    return read_list(store, arena, incident_id, false, ret_list, err);
}

enum result approval_open(struct store *store, struct arena *arena, int64_t incident_id,
                          struct approval_list *ret_list, struct err *err) {
    return read_list(store, arena, incident_id, true, ret_list, err);
}
