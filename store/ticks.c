/* Ticks on checklists: see ticks.h. */
#include "store/ticks.h"

enum { TICKS_MAX = 1000 };

enum result tick_put(struct store *store, int64_t incident_id, const struct tick *tick,
                     struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO tick (incident_id, checklist, item, state, note, who, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7)"
                  " ON CONFLICT (incident_id, checklist, item) DO UPDATE SET"
                  " state = excluded.state, note = excluded.note, who = excluded.who,"
                  " at_ms = excluded.at_ms",
                  DB_VALUES(db_int(incident_id), db_text(tick->checklist), db_int(tick->item),
                            db_text(tick->state), db_text(tick->note), db_text(tick->who),
                            db_int(tick->at_ms)));
}

enum result tick_clear(struct store *store, int64_t incident_id, const char *checklist, int item,
                       struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM tick WHERE incident_id = $1 AND checklist = $2"
                  " AND ($3 = 0 OR item = $3)",
                  DB_VALUES(db_int(incident_id), db_text(checklist), db_int(item)));
}

enum result tick_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct tick_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct tick_list list = {arena_alloc(arena, TICKS_MAX * sizeof *list.ticks), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT checklist, item, state, note, who, at_ms FROM tick WHERE incident_id = $1"
                 " ORDER BY checklist, item LIMIT $2",
                 DB_VALUES(db_int(incident_id), db_int(TICKS_MAX)));
    while (db_more(&rows, &result, err))
        list.ticks[list.count++] = (struct tick){
            .checklist = arena_strdup(arena, db_column_text(&rows, 0)),
            .item = (int)db_column_int(&rows, 1),
            .state = arena_strdup(arena, db_column_text(&rows, 2)),
            .note = arena_strdup(arena, db_column_text(&rows, 3)),
            .who = arena_strdup(arena, db_column_text(&rows, 4)),
            .at_ms = db_column_int(&rows, 5),
        };
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result list_in_hand_put(struct store *store, int64_t incident_id, const char *who,
                             const char *checklist, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO list_in_hand (incident_id, who, checklist) VALUES ($1, $2, $3)"
                  " ON CONFLICT (incident_id, who) DO UPDATE SET checklist = excluded.checklist",
                  DB_VALUES(db_int(incident_id), db_text(who), db_text(checklist)));
}

enum result list_in_hand(struct store *store, struct arena *arena, int64_t incident_id,
                         const char *who, const char **ret_checklist, struct err *err) {
    return db_run_text(&store->db, arena, err, ret_checklist,
                       "SELECT checklist FROM list_in_hand WHERE incident_id = $1 AND who = $2",
                       DB_VALUES(db_int(incident_id), db_text(who)));
}
