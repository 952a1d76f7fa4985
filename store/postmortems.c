/* Postmortems: see postmortems.h. */
#include "store/postmortems.h"

enum { DAYS_MAX = 200 };

enum result postmortem_put(struct store *store, int64_t incident_id, const struct postmortem *p,
                           struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO postmortem (incident_id, state, rule, owner, path, text, place,"
                  " link, why, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                  " ON CONFLICT (incident_id) DO UPDATE SET state = excluded.state,"
                  " rule = excluded.rule, owner = excluded.owner, path = excluded.path,"
                  " text = excluded.text, place = excluded.place, link = excluded.link,"
                  " why = excluded.why, at_ms = excluded.at_ms",
                  DB_VALUES(db_int(incident_id), db_text(p->state), db_text(p->rule),
                            db_text(p->owner), db_text(p->path), db_text(p->text),
                            db_text(p->place), db_text(p->link), db_text(p->why),
                            db_int(p->at_ms)));
}

static struct postmortem read_postmortem(const struct db_rows *rows, struct arena *arena) {
    return (struct postmortem){.state = arena_strdup(arena, db_column_text(rows, 0)),
                               .rule = arena_strdup(arena, db_column_text(rows, 1)),
                               .owner = arena_strdup(arena, db_column_text(rows, 2)),
                               .path = arena_strdup(arena, db_column_text(rows, 3)),
                               .text = arena_strdup(arena, db_column_text(rows, 4)),
                               .place = arena_strdup(arena, db_column_text(rows, 5)),
                               .link = arena_strdup(arena, db_column_text(rows, 6)),
                               .why = arena_strdup(arena, db_column_text(rows, 7)),
                               .at_ms = db_column_int(rows, 8)};
}

enum result postmortem_get(struct store *store, struct arena *arena, int64_t incident_id,
                           struct postmortem *ret_postmortem, struct err *err) {
    struct db_rows rows;
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT state, rule, owner, path, text, place, link, why, at_ms"
                                  " FROM postmortem WHERE incident_id = $1",
                                  DB_VALUES(db_int(incident_id)));
    if (result == OK)
        result = db_next(&rows, err);
    if (result == OK)
        *ret_postmortem = read_postmortem(&rows, arena);
    db_done(&rows);
    return result;
}

enum result postmortem_day_put(struct store *store, int64_t incident_id,
                               const struct postmortem_day *day, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO postmortem_day (incident_id, name, task) VALUES ($1, $2, $3)"
                  " ON CONFLICT (incident_id, name) DO UPDATE SET task = excluded.task",
                  DB_VALUES(db_int(incident_id), db_text(day->name), db_int(day->task)));
}

enum result postmortem_days(struct store *store, struct arena *arena, int64_t incident_id,
                            struct postmortem_days *ret_days, struct err *err) {
    struct db_rows rows;
    struct postmortem_days list = {arena_alloc(arena, DAYS_MAX * sizeof *list.days), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT name, task FROM postmortem_day WHERE incident_id = $1"
                                  " ORDER BY task LIMIT $2",
                                  DB_VALUES(db_int(incident_id), db_int(DAYS_MAX)));
    while (db_more(&rows, &result, err))
        list.days[list.count++] = (struct postmortem_day){
            arena_strdup(arena, db_column_text(&rows, 0)), db_column_int(&rows, 1)};
    db_done(&rows);
    if (result == OK)
        *ret_days = list;
    return result;
}
