/* The inbox: see inbox.h. */
#include "store/inbox.h"

enum result inbox_claim(struct store *store, const char *key, int64_t now_ms, struct err *err) {
    enum result result = db_run_int(&store->db, err, NULL,
                                    "INSERT INTO inbox (key, at_ms) VALUES ($1, $2)"
                                    " ON CONFLICT (key) DO NOTHING RETURNING 1",
                                    DB_VALUES(db_text(key), db_int(now_ms)));
    return result == ABSENT ? SEEN : result;
}

enum result inbox_keep_reply(struct store *store, const char *key, const char *reply,
                             struct err *err) {
    return db_run(&store->db, err, "UPDATE inbox SET reply = $2 WHERE key = $1",
                  DB_VALUES(db_text(key), db_text(reply)));
}

enum result inbox_reply(struct store *store, struct arena *arena, const char *key,
                        const char **ret_reply, struct err *err) {
    return db_run_text(&store->db, arena, err, ret_reply, "SELECT reply FROM inbox WHERE key = $1",
                       DB_VALUES(db_text(key)));
}

enum result inbox_prune(struct store *store, int64_t older_than_ms, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM inbox WHERE at_ms < $1",
                  DB_VALUES(db_int(older_than_ms)));
}
