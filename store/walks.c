/* Walks: see walks.h. */
#include "store/walks.h"

enum { WALKS_MAX = 50 };

enum result walk_put(struct store *store, int64_t incident_id, const struct walk *walk,
                     struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO walk (incident_id, course, state, who, begun_ms, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (incident_id, course)"
                  " DO UPDATE SET state = excluded.state, who = excluded.who,"
                  " begun_ms = excluded.begun_ms, at_ms = excluded.at_ms",
                  DB_VALUES(db_int(incident_id), db_text(walk->course), db_text(walk->state),
                            db_text(walk->who), db_int(walk->begun_ms), db_int(walk->at_ms)));
}

enum result walk_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct walk_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct walk_list list = {arena_alloc(arena, WALKS_MAX * sizeof *list.walks), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT course, state, who, begun_ms, at_ms FROM walk WHERE incident_id = $1"
                 " ORDER BY begun_ms DESC, course LIMIT $2",
                 DB_VALUES(db_int(incident_id), db_int(WALKS_MAX)));
    while (db_more(&rows, &result, err))
        list.walks[list.count++] = (struct walk){
            .course = arena_strdup(arena, db_column_text(&rows, 0)),
            .state = arena_strdup(arena, db_column_text(&rows, 1)),
            .who = arena_strdup(arena, db_column_text(&rows, 2)),
            .begun_ms = db_column_int(&rows, 3),
            .at_ms = db_column_int(&rows, 4),
        };
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
