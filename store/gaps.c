/* Gaps: see gaps.h. */
#include "store/gaps.h"

enum result gap_put(struct store *store, int64_t incident_id, const struct gap *gap,
                    struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO gap (incident_id, from_ms, to_ms, read_us, again, pages, messages,"
                  " done, refused, pins) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                  " ON CONFLICT (incident_id) DO UPDATE SET from_ms = excluded.from_ms,"
                  " to_ms = excluded.to_ms, read_us = excluded.read_us, again = excluded.again,"
                  " pages = excluded.pages, messages = excluded.messages, done = excluded.done,"
                  " refused = excluded.refused, pins = excluded.pins",
                  DB_VALUES(db_int(incident_id), db_int(gap->from_ms), db_int(gap->to_ms),
                            db_int(gap->read_us), db_int(gap->again), db_int(gap->pages),
                            db_int(gap->messages), db_int(gap->done), db_int(gap->refused),
                            db_int(gap->pins)));
}

enum result gap_get(struct store *store, int64_t incident_id, struct gap *ret_gap,
                    struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT from_ms, to_ms, read_us, again, pages, messages, done,"
                                  " refused, pins FROM gap WHERE incident_id = $1",
                                  DB_VALUES(db_int(incident_id)));
    if (result == OK)
        *ret_gap = (struct gap){.from_ms = db_column_int(&rows, 0),
                                .to_ms = db_column_int(&rows, 1),
                                .read_us = db_column_int(&rows, 2),
                                .again = db_column_int(&rows, 3) != 0,
                                .pages = (int)db_column_int(&rows, 4),
                                .messages = (int)db_column_int(&rows, 5),
                                .done = (int)db_column_int(&rows, 6),
                                .refused = (int)db_column_int(&rows, 7),
                                .pins = (int)db_column_int(&rows, 8)};
    db_done(&rows);
    return result;
}

enum result gap_drop(struct store *store, int64_t incident_id, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM gap WHERE incident_id = $1",
                  DB_VALUES(db_int(incident_id)));
}
