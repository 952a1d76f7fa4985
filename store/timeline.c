/* The timeline: see timeline.h. */
#include "store/timeline.h"

#include "base/str.h"
#include "store/search.h"

enum { PEOPLE_MAX = 100 };

enum result timeline_add(struct store *store, int64_t incident_id,
                         const struct timeline_entry *entry, struct err *err) {
    int64_t id = 0;
    enum result result =
        db_run_int(&store->db, err, &id,
                   "INSERT INTO timeline (incident_id, at_ms, recorded_ms, actor, kind, text)"
                   " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                   DB_VALUES(db_int(incident_id), db_int(entry->at_ms), db_int(entry->recorded_ms),
                             db_text(entry->actor), db_text(entry->kind), db_text(entry->text)));
    return result == OK ? search_add_entry(store, incident_id, id, entry->text, err) : result;
}

/* Entries of incident $1 with their numbers, as the amendments leave them. One that was struck
 * counts again when it gets other words. */
#define NEWEST(column, of, otherwise)                                                              \
    "COALESCE((SELECT a." column " FROM amendment a WHERE a.entry_id = t.id AND " of               \
    " ORDER BY a.id DESC LIMIT 1), " otherwise ") AS " column
#define AS_THEY_READ                                                                               \
    "(SELECT t.id, ROW_NUMBER() OVER (ORDER BY t.id) AS number, t.actor, t.kind AS what,"          \
    "  t.recorded_ms AS written_ms, " NEWEST("at_ms", "a.kind = 'time'", "t.at_ms") ", " NEWEST(   \
        "text", "a.kind = 'text'",                                                                 \
        "t.text") ", " NEWEST("kind", "a.kind <> 'time'",                                          \
                              "''") ", " NEWEST("recorded_ms", "1 = 1",                            \
                                                "0") ", " NEWEST("who", "1 = 1",                   \
                                                                 "''") ", " NEWEST("why", "1 = 1", \
                                                                                   "''") "  FROM " \
                                                                                         "timelin" \
                                                                                         "e t "    \
                                                                                         "WHERE "  \
                                                                                         "t."      \
                                                                                         "inciden" \
                                                                                         "t_id = " \
                                                                                         "$1) AS " \
                                                                                         "entry "
#define COLUMNS                                                                                    \
    "id, number, at_ms, written_ms, actor, what, text, recorded_ms, who, kind = 'strike', why"

static struct timeline_entry read_entry(const struct db_rows *rows, struct arena *arena) {
    return (struct timeline_entry){
        .id = db_column_int(rows, 0),
        .number = db_column_int(rows, 1),
        .at_ms = db_column_int(rows, 2),
        .recorded_ms = db_column_int(rows, 3),
        .actor = arena_strdup(arena, db_column_text(rows, 4)),
        .kind = arena_strdup(arena, db_column_text(rows, 5)),
        .text = arena_strdup(arena, db_column_text(rows, 6)),
        .amended_ms = db_column_int(rows, 7),
        .amended_by = arena_strdup(arena, db_column_text(rows, 8)),
        .struck = db_column_int(rows, 9) != 0,
        .why = arena_strdup(arena, db_column_text(rows, 10)),
    };
}

static enum result read_newest(struct store *store, struct arena *arena, int64_t incident_id,
                               int64_t since_ms, bool with_struck, int max,
                               struct timeline *ret_timeline, struct err *err) {
    struct db_rows rows;
    struct timeline timeline = {arena_alloc(arena, (size_t)max * sizeof *timeline.entries), 0};
    enum result result = db_query(
        &store->db, err, &rows,
        "SELECT * FROM (SELECT " COLUMNS " FROM " AS_THEY_READ "WHERE at_ms >= $2"
        " AND ($3 = 1 OR kind <> 'strike') ORDER BY at_ms DESC, id DESC LIMIT $4) AS newest"
        " ORDER BY at_ms, id",
        DB_VALUES(db_int(incident_id), db_int(since_ms), db_int(with_struck), db_int(max)));
    while (db_more(&rows, &result, err))
        timeline.entries[timeline.count++] = read_entry(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_timeline = timeline;
    return result;
}

enum result timeline_read(struct store *store, struct arena *arena, int64_t incident_id,
                          int64_t since_ms, int max, struct timeline *ret_timeline,
                          struct err *err) {
    return read_newest(store, arena, incident_id, since_ms, false, max, ret_timeline, err);
}

enum result timeline_read_all(struct store *store, struct arena *arena, int64_t incident_id,
                              int max, struct timeline *ret_timeline, struct err *err) {
    return read_newest(store, arena, incident_id, INT64_MIN, true, max, ret_timeline, err);
}

enum result timeline_get(struct store *store, struct arena *arena, int64_t incident_id,
                         int64_t number, struct timeline_entry *ret_entry, struct err *err) {
    struct db_rows rows;
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT " COLUMNS " FROM " AS_THEY_READ "WHERE number = $2",
                                  DB_VALUES(db_int(incident_id), db_int(number)));
    if (result == OK)
        result = db_next(&rows, err);
    if (result == OK)
        *ret_entry = read_entry(&rows, arena);
    db_done(&rows);
    return result;
}

/* ---- As it was written */

enum result timeline_walk(struct store *store, int64_t incident_id, struct timeline_walk *ret_walk,
                          struct err *err) {
    ret_walk->entry = (struct timeline_entry){0};
    return db_query(&store->db, err, &ret_walk->rows,
                    "SELECT id, at_ms, recorded_ms, actor, kind, text FROM timeline"
                    " WHERE incident_id = $1 ORDER BY id",
                    DB_VALUES(db_int(incident_id)));
}

enum result timeline_next(struct timeline_walk *walk, struct err *err) {
    enum result result = db_next(&walk->rows, err);
    if (result == OK)
        walk->entry = (struct timeline_entry){.id = db_column_int(&walk->rows, 0),
                                              .number = walk->entry.number + 1,
                                              .at_ms = db_column_int(&walk->rows, 1),
                                              .recorded_ms = db_column_int(&walk->rows, 2),
                                              .actor = db_column_text(&walk->rows, 3),
                                              .kind = db_column_text(&walk->rows, 4),
                                              .text = db_column_text(&walk->rows, 5),
                                              .amended_by = "",
                                              .why = ""};
    return result;
}

void timeline_walk_end(struct timeline_walk *walk) {
    db_done(&walk->rows);
}

enum result timeline_length(struct store *store, int64_t incident_id, int64_t *ret_count,
                            struct err *err) {
    return db_run_int(&store->db, err, ret_count,
                      "SELECT count(*) FROM timeline WHERE incident_id = $1",
                      DB_VALUES(db_int(incident_id)));
}

enum result timeline_count(struct store *store, int64_t incident_id, const char *kind,
                           int64_t *ret_count, struct err *err) {
    return db_run_int(&store->db, err, ret_count,
                      "SELECT count(*) FROM timeline WHERE incident_id = $1 AND kind = $2",
                      DB_VALUES(db_int(incident_id), db_text(kind)));
}

bool people_have(const struct people *people, const char *user) {
    for (int i = 0; i < people->count; i++)
        if (str_equal(people->users[i], user))
            return true;
    return false;
}

/* The users of a query for one incident and the bot. */
static enum result read_people(struct store *store, struct arena *arena, int64_t incident_id,
                               const char *sql, struct people *ret_people, struct err *err) {
    struct db_rows rows;
    struct people people = {arena_alloc(arena, PEOPLE_MAX * sizeof *people.users), 0};
    enum result result =
        db_query(&store->db, err, &rows, sql,
                 DB_VALUES(db_int(incident_id), db_text(TIMELINE_BOT), db_int(PEOPLE_MAX)));
    while (db_more(&rows, &result, err))
        people.users[people.count++] = arena_strdup(arena, db_column_text(&rows, 0));
    db_done(&rows);
    if (result == OK)
        *ret_people = people;
    return result;
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
