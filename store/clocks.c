/* Clocks of an incident: see clocks.h. */
#include "store/clocks.h"

enum result clock_put(struct store *store, const struct clock_row *clock, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO clock (incident_id, name, start_ms, told, ended_ms)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (incident_id, name)"
                  " DO UPDATE SET start_ms = excluded.start_ms, told = excluded.told,"
                  " ended_ms = excluded.ended_ms",
                  DB_VALUES(db_int(clock->incident_id), db_text(clock->name),
                            db_int(clock->start_ms), db_int(clock->told), db_int(clock->ended_ms)));
}

enum result clock_get(struct store *store, struct arena *arena, int64_t incident_id,
                      const char *name, struct clock_row *ret_clock, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT start_ms, told, ended_ms FROM clock"
                                  " WHERE incident_id = $1 AND name = $2",
                                  DB_VALUES(db_int(incident_id), db_text(name)));
    if (result == OK)
        *ret_clock = (struct clock_row){.incident_id = incident_id,
                                        .name = arena_strdup(arena, name),
                                        .start_ms = db_column_int(&rows, 0),
                                        .told = db_column_int(&rows, 1),
                                        .ended_ms = db_column_int(&rows, 2)};
    db_done(&rows);
    return result;
}
