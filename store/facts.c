/* Facts: see facts.h. */
#include "store/facts.h"

#include <inttypes.h>
#include <stdio.h>

enum result fact_get(struct store *store, struct arena *arena, const char *name,
                     const char **ret_value, struct err *err) {
    return db_run_text(&store->db, arena, err, ret_value, "SELECT value FROM fact WHERE name = $1",
                       DB_VALUES(db_text(name)));
}

enum result fact_get_ms(struct store *store, const char *name, int64_t *ret_ms, struct err *err) {
    enum result result = fact_get_int(store, name, ret_ms, err);
    if (result == ABSENT)
        *ret_ms = 0;
    return result == ABSENT ? OK : result;
}

enum result fact_put(struct store *store, const char *name, const char *value, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO fact (name, value) VALUES ($1, $2)"
                  " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                  DB_VALUES(db_text(name), db_text(value)));
}

enum result fact_get_int(struct store *store, const char *name, int64_t *ret_number,
                         struct err *err) {
    return db_run_int(&store->db, err, ret_number,
                      "SELECT CAST(value AS INTEGER) FROM fact WHERE name = $1"
                      " AND CAST(CAST(value AS INTEGER) AS TEXT) = value",
                      DB_VALUES(db_text(name)));
}

enum result fact_put_int(struct store *store, const char *name, int64_t number, struct err *err) {
    char text[24];
    snprintf(text, sizeof text, "%" PRId64, number);
    return fact_put(store, name, text, err);
}
