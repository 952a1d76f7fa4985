/* Copies of announcements: see copies.h. */
#include "store/copies.h"

enum { COPIES_MAX = 200 }; /* a playbook has no more routes */

enum result copy_put(struct store *store, int64_t incident_id, const struct copy_place *place,
                     struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO announcement_copy (incident_id, asked, channel, ts)"
                  " VALUES ($1, $2, $3, $4) ON CONFLICT (incident_id, asked)"
                  " DO UPDATE SET channel = excluded.channel, ts = excluded.ts",
                  DB_VALUES(db_int(incident_id), db_text(place->asked), db_text(place->channel),
                            db_text(place->ts)));
}

enum result copy_claim(struct store *store, int64_t incident_id, const char *asked,
                       struct err *err) {
    int64_t one = 0;
    enum result result =
        db_run_int(&store->db, err, &one,
                   "INSERT INTO announcement_copy (incident_id, asked, channel, ts)"
                   " VALUES ($1, $2, '', '') ON CONFLICT DO NOTHING RETURNING 1",
                   DB_VALUES(db_int(incident_id), db_text(asked)));
    return result == ABSENT ? SEEN : result;
}

enum result copy_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct copy_places *ret_places, struct err *err) {
    struct db_rows rows;
    struct copy_places list = {arena_alloc(arena, COPIES_MAX * sizeof *list.places), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT asked, channel, ts FROM announcement_copy"
                                  " WHERE incident_id = $1 AND ts <> '' ORDER BY asked LIMIT $2",
                                  DB_VALUES(db_int(incident_id), db_int(COPIES_MAX)));
    while (db_more(&rows, &result, err))
        list.places[list.count++] = (struct copy_place){
            .asked = arena_strdup(arena, db_column_text(&rows, 0)),
            .channel = arena_strdup(arena, db_column_text(&rows, 1)),
            .ts = arena_strdup(arena, db_column_text(&rows, 2)),
        };
    db_done(&rows);
    if (result == OK)
        *ret_places = list;
    return result;
}

enum result copy_clear(struct store *store, int64_t incident_id, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM announcement_copy WHERE incident_id = $1",
                  DB_VALUES(db_int(incident_id)));
}
