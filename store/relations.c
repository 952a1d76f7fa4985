/* Relations between incidents: see relations.h. */
#include "store/relations.h"

enum { RELATIONS_MAX = 20 };

enum result relation_put(struct store *store, int64_t incident_id, int64_t other_id,
                         const char *kind, const char *who, int64_t now_ms, struct err *err) {
    enum result result =
        db_run(&store->db, err, "DELETE FROM relation WHERE incident_id = $1 AND other_id = $2",
               DB_VALUES(db_int(other_id), db_int(incident_id)));
    if (result != OK)
        return result;
    return db_run(&store->db, err,
                  "INSERT INTO relation (incident_id, other_id, kind, who, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (incident_id, other_id)"
                  " DO UPDATE SET kind = excluded.kind, who = excluded.who,"
                  " at_ms = excluded.at_ms",
                  DB_VALUES(db_int(incident_id), db_int(other_id), db_text(kind), db_text(who),
                            db_int(now_ms)));
}

enum result relation_list(struct store *store, struct arena *arena, int64_t incident_id,
                          struct relation_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct relation_list list = {arena_alloc(arena, RELATIONS_MAX * sizeof *list.relations), 0};
    enum result result = db_query(
        &store->db, err, &rows,
        "SELECT CASE WHEN incident_id = $1 THEN other_id ELSE incident_id END, kind,"
        " CASE WHEN incident_id = $1 THEN 0 ELSE 1 END FROM relation"
        " WHERE incident_id = $1 OR other_id = $1 ORDER BY at_ms, incident_id, other_id LIMIT $2",
        DB_VALUES(db_int(incident_id), db_int(RELATIONS_MAX)));
    while (db_more(&rows, &result, err))
        list.relations[list.count++] = (struct relation){
            .other_id = db_column_int(&rows, 0),
            .kind = arena_strdup(arena, db_column_text(&rows, 1)),
            .from_other = db_column_int(&rows, 2) != 0,
        };
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
