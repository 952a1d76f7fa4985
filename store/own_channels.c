/* Channels of their own: see own_channels.h. */
#include "store/own_channels.h"

#define COLUMNS                                                                                    \
    " incident_id, state, name, tries, is_private, channel, card_ts, topic, announced_channel,"    \
    " announced_ts "

enum result own_channel_put(struct store *store, const struct own_channel *own, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO own_channel (" COLUMNS ")"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                  " ON CONFLICT (incident_id) DO UPDATE SET state = excluded.state,"
                  " name = excluded.name, tries = excluded.tries,"
                  " is_private = excluded.is_private, channel = excluded.channel,"
                  " card_ts = excluded.card_ts, topic = excluded.topic,"
                  " announced_channel = excluded.announced_channel,"
                  " announced_ts = excluded.announced_ts",
                  DB_VALUES(db_int(own->incident_id), db_text(own->state), db_text(own->name),
                            db_int(own->tries), db_int(own->is_private), db_text(own->channel),
                            db_text(own->card_ts), db_text(own->topic),
                            db_text(own->announced_channel), db_text(own->announced_ts)));
}

static struct own_channel read_own(const struct db_rows *rows, struct arena *arena) {
    return (struct own_channel){
        .incident_id = db_column_int(rows, 0),
        .state = arena_strdup(arena, db_column_text(rows, 1)),
        .name = arena_strdup(arena, db_column_text(rows, 2)),
        .tries = db_column_int(rows, 3),
        .is_private = db_column_int(rows, 4) != 0,
        .channel = arena_strdup(arena, db_column_text(rows, 5)),
        .card_ts = arena_strdup(arena, db_column_text(rows, 6)),
        .topic = arena_strdup(arena, db_column_text(rows, 7)),
        .announced_channel = arena_strdup(arena, db_column_text(rows, 8)),
        .announced_ts = arena_strdup(arena, db_column_text(rows, 9)),
    };
}

static enum result read_one(struct store *store, struct arena *arena, struct own_channel *ret_own,
                            struct err *err, const char *sql, const struct db_value *values,
                            int count) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows, sql, values, count);
    if (result == OK)
        *ret_own = read_own(&rows, arena);
    db_done(&rows);
    return result;
}

enum result own_channel_get(struct store *store, struct arena *arena, int64_t incident_id,
                            struct own_channel *ret_own, struct err *err) {
    return read_one(store, arena, ret_own, err,
                    "SELECT" COLUMNS "FROM own_channel WHERE incident_id = $1",
                    DB_VALUES(db_int(incident_id)));
}

enum result own_channel_by_id(struct store *store, struct arena *arena, const char *channel,
                              struct own_channel *ret_own, struct err *err) {
    return read_one(store, arena, ret_own, err,
                    "SELECT" COLUMNS "FROM own_channel WHERE channel = $1 AND $1 <> ''",
                    DB_VALUES(db_text(channel)));
}

enum result own_channel_is_known(struct store *store, const char *channel, bool *ret_known,
                                 struct err *err) {
    int64_t any = 0;
    enum result result =
        db_run_int(&store->db, err, &any,
                   "SELECT EXISTS (SELECT 1 FROM own_channel WHERE channel = $1 AND $1 <> '')",
                   DB_VALUES(db_text(channel)));
    *ret_known = any != 0;
    return result;
}

enum result own_channel_invite(struct store *store, int64_t incident_id, const char *who,
                               struct err *err) {
    int64_t one = 0;
    enum result result = db_run_int(&store->db, err, &one,
                                    "INSERT INTO own_channel_guest (incident_id, who)"
                                    " VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1",
                                    DB_VALUES(db_int(incident_id), db_text(who)));
    return result == ABSENT ? SEEN : result;
}

enum result own_channel_empty(struct store *store, int64_t incident_id, struct err *err) {
    enum result result =
        db_run(&store->db, err, "DELETE FROM own_channel_guest WHERE incident_id = $1",
               DB_VALUES(db_int(incident_id)));
    if (result != OK)
        return result;
    return db_run(&store->db, err, "DELETE FROM own_channel_link WHERE incident_id = $1",
                  DB_VALUES(db_int(incident_id)));
}

enum result own_channel_link_put(struct store *store, int64_t incident_id,
                                 const struct own_channel_link *link, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO own_channel_link (incident_id, title, link, id)"
                  " VALUES ($1, $2, $3, $4) ON CONFLICT (incident_id, title)"
                  " DO UPDATE SET link = excluded.link, id = excluded.id",
                  DB_VALUES(db_int(incident_id), db_text(link->title), db_text(link->link),
                            db_text(link->id)));
}

enum result own_channel_link_get(struct store *store, struct arena *arena, int64_t incident_id,
                                 const char *title, struct own_channel_link *ret_link,
                                 struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT title, link, id FROM own_channel_link"
                                  " WHERE incident_id = $1 AND title = $2",
                                  DB_VALUES(db_int(incident_id), db_text(title)));
    if (result == OK)
        *ret_link = (struct own_channel_link){
            .title = arena_strdup(arena, db_column_text(&rows, 0)),
            .link = arena_strdup(arena, db_column_text(&rows, 1)),
            .id = arena_strdup(arena, db_column_text(&rows, 2)),
        };
    db_done(&rows);
    return result;
}
