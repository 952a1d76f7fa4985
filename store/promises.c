/* What became of promised updates: see promises.h. */
#include "store/promises.h"

enum result promise_end(struct store *store, int64_t incident_id, const struct promise *promise,
                        struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO promise (incident_id, due_ms, ended_ms, kept)"
                  " VALUES ($1, $2, $3, $4) ON CONFLICT (incident_id, due_ms) DO NOTHING",
                  DB_VALUES(db_int(incident_id), db_int(promise->due_ms), db_int(promise->ended_ms),
                            db_int(promise->kept)));
}

enum result promise_list(struct store *store, struct arena *arena, int64_t incident_id, int max,
                         struct promise_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct promise_list list = {arena_alloc(arena, (size_t)max * sizeof *list.promises), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT due_ms, ended_ms, kept FROM promise"
                                  " WHERE incident_id = $1 ORDER BY due_ms LIMIT $2",
                                  DB_VALUES(db_int(incident_id), db_int(max)));
    while (db_more(&rows, &result, err))
        list.promises[list.count++] = (struct promise){.due_ms = db_column_int(&rows, 0),
                                                       .ended_ms = db_column_int(&rows, 1),
                                                       .kept = db_column_int(&rows, 2) != 0};
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
