/* Messages of Slack: see messages.h. */
#include "store/messages.h"

enum { USES_MAX = 100, REACTIONS_MAX = 200 };

enum result message_put(struct store *store, const struct message_use *use, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO message (channel, ts, incident_id, kind, subject, number, how, who)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                  " ON CONFLICT (channel, ts, incident_id, kind, subject) DO UPDATE"
                  " SET number = excluded.number, how = excluded.how, who = excluded.who",
                  DB_VALUES(db_text(use->channel), db_text(use->ts), db_int(use->incident_id),
                            db_text(use->kind), db_text(use->subject), db_int(use->number),
                            db_text(use->how), db_text(use->who)));
}

enum result message_uses(struct store *store, struct arena *arena, const char *channel,
                         const char *ts, struct message_uses *ret_uses, struct err *err) {
    struct db_rows rows;
    struct message_uses list = {arena_alloc(arena, USES_MAX * sizeof *list.uses), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT incident_id, kind, subject, number, how, who FROM message"
                 " WHERE channel = $1 AND ts = $2 ORDER BY incident_id, kind, number LIMIT $3",
                 DB_VALUES(db_text(channel), db_text(ts), db_int(USES_MAX)));
    while (db_more(&rows, &result, err))
        list.uses[list.count++] =
            (struct message_use){.channel = channel,
                                 .ts = ts,
                                 .incident_id = db_column_int(&rows, 0),
                                 .kind = arena_strdup(arena, db_column_text(&rows, 1)),
                                 .subject = arena_strdup(arena, db_column_text(&rows, 2)),
                                 .number = db_column_int(&rows, 3),
                                 .how = arena_strdup(arena, db_column_text(&rows, 4)),
                                 .who = arena_strdup(arena, db_column_text(&rows, 5))};
    db_done(&rows);
    if (result == OK)
        *ret_uses = list;
    return result;
}

enum result message_is_known(struct store *store, const char *channel, const char *ts,
                             bool *ret_known, struct err *err) {
    int64_t known = 0;
    enum result result =
        db_run_int(&store->db, err, &known,
                   "SELECT EXISTS (SELECT 1 FROM message WHERE channel = $1 AND ts = $2)"
                   " OR EXISTS (SELECT 1 FROM reaction WHERE channel = $1 AND ts = $2)",
                   DB_VALUES(db_text(channel), db_text(ts)));
    *ret_known = known != 0;
    return result;
}

/* ---- Reactions */

enum result reaction_put(struct store *store, const char *channel, const char *ts, const char *kind,
                         const char *who, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO reaction (channel, ts, kind, who) VALUES ($1, $2, $3, $4) ON "
                  "CONFLICT DO NOTHING",
                  DB_VALUES(db_text(channel), db_text(ts), db_text(kind), db_text(who)));
}

enum result reaction_drop(struct store *store, const char *channel, const char *ts,
                          const char *kind, const char *who, struct err *err) {
    return db_run_int(
        &store->db, err, NULL,
        "DELETE FROM reaction WHERE channel = $1 AND ts = $2 AND kind = $3 AND who = $4"
        " RETURNING 1",
        DB_VALUES(db_text(channel), db_text(ts), db_text(kind), db_text(who)));
}

enum result reaction_list(struct store *store, struct arena *arena, const char *channel,
                          const char *ts, const char *kind, struct people *ret_people,
                          struct err *err) {
    struct db_rows rows;
    struct people people = {arena_alloc(arena, REACTIONS_MAX * sizeof *people.users), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT who FROM reaction WHERE channel = $1 AND ts = $2 AND kind = $3 ORDER BY "
                 "who LIMIT $4",
                 DB_VALUES(db_text(channel), db_text(ts), db_text(kind), db_int(REACTIONS_MAX)));
    while (db_more(&rows, &result, err))
        people.users[people.count++] = arena_strdup(arena, db_column_text(&rows, 0));
    db_done(&rows);
    if (result == OK)
        *ret_people = people;
    return result;
}

/* ---- What was picked */

enum result picked_put(struct store *store, const char *who, const struct picked *picked,
                       struct err *err) {
    return db_run(
        &store->db, err,
        "INSERT INTO picked (who, channel, message, is_closed, at_ms)"
        " VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (who) DO UPDATE SET channel = excluded.channel, message = excluded.message,"
        " is_closed = excluded.is_closed, at_ms = excluded.at_ms",
        DB_VALUES(db_text(who), db_text(picked->channel), db_text(picked->message),
                  db_int(picked->is_closed), db_int(picked->at_ms)));
}

enum result picked_get(struct store *store, struct arena *arena, const char *who, int64_t since_ms,
                       struct picked *ret_picked, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT channel, message, is_closed, at_ms FROM picked"
                                  " WHERE who = $1 AND at_ms >= $2",
                                  DB_VALUES(db_text(who), db_int(since_ms)));
    if (result == OK)
        *ret_picked = (struct picked){.channel = arena_strdup(arena, db_column_text(&rows, 0)),
                                      .message = arena_strdup(arena, db_column_text(&rows, 1)),
                                      .is_closed = db_column_int(&rows, 2) != 0,
                                      .at_ms = db_column_int(&rows, 3)};
    db_done(&rows);
    return result;
}

enum result picked_prune(struct store *store, int64_t older_than_ms, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM picked WHERE at_ms < $1",
                  DB_VALUES(db_int(older_than_ms)));
}
