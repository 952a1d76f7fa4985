/* The timeline: see timeline.h. */
#include "store/timeline.h"

enum { PEOPLE_MAX = 100 };

enum result timeline_add(struct store *store, int64_t incident_id,
                         const struct timeline_entry *entry, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO timeline (incident_id, at_ms, recorded_ms, actor, kind, text)"
                  " VALUES ($1, $2, $3, $4, $5, $6)",
                  DB_VALUES(db_int(incident_id), db_int(entry->at_ms), db_int(entry->recorded_ms),
                            db_text(entry->actor), db_text(entry->kind), db_text(entry->text)));
}

static struct timeline_entry read_entry(const struct db_rows *rows, struct arena *arena) {
    return (struct timeline_entry){
        .id = db_column_int(rows, 0),
        .at_ms = db_column_int(rows, 1),
        .recorded_ms = db_column_int(rows, 2),
        .actor = arena_strdup(arena, db_column_text(rows, 3)),
        .kind = arena_strdup(arena, db_column_text(rows, 4)),
        .text = arena_strdup(arena, db_column_text(rows, 5)),
    };
}

enum result timeline_read(struct store *store, struct arena *arena, int64_t incident_id,
                          int64_t since_ms, int max, struct timeline *ret_timeline,
                          struct err *err) {
    struct db_rows rows;
    struct timeline timeline = {arena_alloc(arena, (size_t)max * sizeof *timeline.entries), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT id, at_ms, recorded_ms, actor, kind, text FROM"
                 " (SELECT * FROM timeline WHERE incident_id = $1 AND at_ms >= $2"
                 "  ORDER BY at_ms DESC, id DESC LIMIT $3) AS newest ORDER BY at_ms, id",
                 DB_VALUES(db_int(incident_id), db_int(since_ms), db_int(max)));
    while (result == OK && (result = db_next(&rows, err)) == OK)
        timeline.entries[timeline.count++] = read_entry(&rows, arena);
    db_done(&rows);
    if (result != ABSENT)
        return result;
    *ret_timeline = timeline;
    return OK;
}

/* The users of a query for one incident and the bot. */
static enum result read_people(struct store *store, struct arena *arena, int64_t incident_id,
                               const char *sql, struct people *ret_people, struct err *err) {
    struct db_rows rows;
    struct people people = {arena_alloc(arena, PEOPLE_MAX * sizeof *people.users), 0};
    enum result result =
        db_query(&store->db, err, &rows, sql,
                 DB_VALUES(db_int(incident_id), db_text(TIMELINE_BOT), db_int(PEOPLE_MAX)));
    while (result == OK && (result = db_next(&rows, err)) == OK)
        people.users[people.count++] = arena_strdup(arena, db_column_text(&rows, 0));
    db_done(&rows);
    if (result != ABSENT)
        return result;
    *ret_people = people;
    return OK;
}

enum result timeline_people(struct store *store, struct arena *arena, int64_t incident_id,
                            struct people *ret_people, struct err *err) {
    return read_people(
        store, arena, incident_id,
        "SELECT who FROM (SELECT actor AS who, MIN(id) AS first FROM timeline"
        "  WHERE incident_id = $1 AND actor <> $2 GROUP BY actor"
        "  UNION ALL SELECT holder, 9000000000000000000 FROM role WHERE incident_id = $1"
        "  UNION ALL SELECT who, 9000000000000000000 FROM participant WHERE incident_id = $1)"
        "  AS together"
        " GROUP BY who ORDER BY MIN(first), who LIMIT $3",
        ret_people, err);
}

enum result timeline_concerned(struct store *store, struct arena *arena, int64_t incident_id,
                               struct people *ret_people, struct err *err) {
    return read_people(
        store, arena, incident_id,
        "SELECT holder AS who FROM role WHERE incident_id = $1 AND holder <> ''"
        " UNION SELECT who FROM (SELECT declared_by AS who FROM incident WHERE id = $1"
        "  UNION SELECT actor FROM timeline WHERE incident_id = $1 AND actor <> $2"
        "  UNION SELECT who FROM participant WHERE incident_id = $1"
        "  UNION SELECT taker FROM handoff WHERE incident_id = $1"
        "  UNION SELECT owner FROM task WHERE incident_id = $1"
        "  UNION SELECT who FROM page WHERE incident_id = $1) AS together"
        " WHERE who <> '' AND who NOT IN"
        "  (SELECT who FROM participant WHERE incident_id = $1 AND left_ms <> 0)"
        " ORDER BY who LIMIT $3",
        ret_people, err);
}
