/* Participants: see participants.h. */
#include "store/participants.h"

#define COLUMNS " who, joined_ms, left_ms "

enum { PARTICIPANTS_MAX = 100 };

static struct participant read_participant(const struct db_rows *rows, struct arena *arena) {
    return (struct participant){
        .who = arena_strdup(arena, db_column_text(rows, 0)),
        .joined_ms = db_column_int(rows, 1),
        .left_ms = db_column_int(rows, 2),
    };
}

enum result participant_put(struct store *store, int64_t incident_id,
                            const struct participant *participant, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO participant (incident_id, who, joined_ms, left_ms)"
                  " VALUES ($1, $2, $3, $4) ON CONFLICT (incident_id, who)"
                  " DO UPDATE SET joined_ms = excluded.joined_ms, left_ms = excluded.left_ms",
                  DB_VALUES(db_int(incident_id), db_text(participant->who),
                            db_int(participant->joined_ms), db_int(participant->left_ms)));
}

enum result participant_get(struct store *store, struct arena *arena, int64_t incident_id,
                            const char *who, struct participant *ret_participant, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM participant WHERE incident_id = $1"
                                  " AND who = $2",
                                  DB_VALUES(db_int(incident_id), db_text(who)));
    if (result == OK)
        *ret_participant = read_participant(&rows, arena);
    db_done(&rows);
    return result;
}

enum result participant_list(struct store *store, struct arena *arena, int64_t incident_id,
                             struct participant_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct participant_list list = {
        arena_alloc(arena, PARTICIPANTS_MAX * sizeof *list.participants), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM participant WHERE incident_id = $1 AND left_ms = 0"
                 " ORDER BY joined_ms, who LIMIT $2",
                 DB_VALUES(db_int(incident_id), db_int(PARTICIPANTS_MAX)));
    while (db_more(&rows, &result, err))
        list.participants[list.count++] = read_participant(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
