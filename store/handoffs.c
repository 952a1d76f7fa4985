/* Handoffs: see handoffs.h. */
#include "store/handoffs.h"

#define COLUMNS " role, giver, taker, brief, asked_ms "

enum { HANDOFFS_MAX = 32 };

static struct handoff read_handoff(const struct db_rows *rows, struct arena *arena) {
    return (struct handoff){
        .role = arena_strdup(arena, db_column_text(rows, 0)),
        .giver = arena_strdup(arena, db_column_text(rows, 1)),
        .taker = arena_strdup(arena, db_column_text(rows, 2)),
        .brief = arena_strdup(arena, db_column_text(rows, 3)),
        .asked_ms = db_column_int(rows, 4),
    };
}

enum result handoff_put(struct store *store, int64_t incident_id, const struct handoff *handoff,
                        struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO handoff (incident_id, role, giver, taker, brief, asked_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (incident_id, role)"
                  " DO UPDATE SET giver = excluded.giver, taker = excluded.taker,"
                  " brief = excluded.brief, asked_ms = excluded.asked_ms",
                  DB_VALUES(db_int(incident_id), db_text(handoff->role), db_text(handoff->giver),
                            db_text(handoff->taker), db_text(handoff->brief),
                            db_int(handoff->asked_ms)));
}

enum result handoff_get(struct store *store, struct arena *arena, int64_t incident_id,
                        const char *role, struct handoff *ret_handoff, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM handoff WHERE incident_id = $1"
                                  " AND role = $2",
                                  DB_VALUES(db_int(incident_id), db_text(role)));
    if (result == OK)
        *ret_handoff = read_handoff(&rows, arena);
    db_done(&rows);
    return result;
}

enum result handoff_drop(struct store *store, int64_t incident_id, const char *role,
                         struct err *err) {
    return db_run(&store->db, err, "DELETE FROM handoff WHERE incident_id = $1 AND role = $2",
                  DB_VALUES(db_int(incident_id), db_text(role)));
}

enum result handoff_list(struct store *store, struct arena *arena, int64_t incident_id,
                         struct handoff_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct handoff_list list = {arena_alloc(arena, HANDOFFS_MAX * sizeof *list.handoffs), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM handoff WHERE incident_id = $1"
                                  " ORDER BY asked_ms, role LIMIT $2",
                                  DB_VALUES(db_int(incident_id), db_int(HANDOFFS_MAX)));
    while (db_more(&rows, &result, err))
        list.handoffs[list.count++] = read_handoff(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
