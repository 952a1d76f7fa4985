/* App Homes in the store: see homes.h. */
#include "store/homes.h"

enum result homes_opened(struct store *store, const char *who, int64_t now_ms, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO home (who, opened_ms, shown_ms, hash, dirty)"
                  " VALUES ($1, $2, 0, '', 0)"
                  " ON CONFLICT (who) DO UPDATE SET opened_ms = excluded.opened_ms",
                  DB_VALUES(db_text(who), db_int(now_ms)));
}

enum result homes_stir(struct store *store, int64_t since_ms, int max, struct err *err) {
    return db_run_int(&store->db, err, NULL,
                      "UPDATE home SET dirty = 1 WHERE dirty = 0 AND who IN"
                      " (SELECT who FROM home WHERE opened_ms >= $1"
                      "  ORDER BY opened_ms DESC, who LIMIT $2) RETURNING dirty",
                      DB_VALUES(db_int(since_ms), db_int(max)));
}

enum result homes_dirty(struct store *store, struct arena *arena, struct homes_row *ret_home,
                        struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT who, shown_ms, hash FROM home WHERE dirty = 1"
                                  " ORDER BY shown_ms, who LIMIT 1",
                                  NULL, 0);
    if (result == OK)
        *ret_home = (struct homes_row){.who = arena_strdup(arena, db_column_text(&rows, 0)),
                                       .shown_ms = db_column_int(&rows, 1),
                                       .hash = arena_strdup(arena, db_column_text(&rows, 2))};
    db_done(&rows);
    return result;
}

enum result homes_shown(struct store *store, const struct homes_row *home, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE home SET shown_ms = $2, hash = $3, dirty = 0 WHERE who = $1",
                  DB_VALUES(db_text(home->who), db_int(home->shown_ms), db_text(home->hash)));
}

enum result homes_drop(struct store *store, const char *who, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM home WHERE who = $1", DB_VALUES(db_text(who)));
}

enum result homes_prune(struct store *store, int64_t older_than_ms, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM home WHERE opened_ms < $1",
                  DB_VALUES(db_int(older_than_ms)));
}
