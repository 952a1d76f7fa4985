/* Answers of an incident: see answers.h. */
#include "store/answers.h"

#include "base/str.h"

enum { ANSWERS_MAX = 200 };

enum result answer_put(struct store *store, int64_t incident_id, const char *topic,
                       const struct answer *answer, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO answer (incident_id, topic, name, value, who, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (incident_id, topic, name)"
                  " DO UPDATE SET value = excluded.value, who = excluded.who,"
                  " at_ms = excluded.at_ms",
                  DB_VALUES(db_int(incident_id), db_text(topic), db_text(answer->name),
                            db_text(answer->value), db_text(answer->who), db_int(answer->at_ms)));
}

enum result answer_clear(struct store *store, int64_t incident_id, const char *topic,
                         const char *name, struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM answer WHERE incident_id = $1 AND topic = $2 AND name = $3",
                  DB_VALUES(db_int(incident_id), db_text(topic), db_text(name)));
}

/* Reads all rows of a query for name, value, who and at_ms, and ends it. */
static enum result read_all(struct arena *arena, struct db_rows *rows, enum result result,
                            struct answer_list *ret_list, struct err *err) {
    struct answer_list list = {arena_alloc(arena, ANSWERS_MAX * sizeof *list.answers), 0};
    while (db_more(rows, &result, err))
        list.answers[list.count++] = (struct answer){
            .name = arena_strdup(arena, db_column_text(rows, 0)),
            .value = arena_strdup(arena, db_column_text(rows, 1)),
            .who = arena_strdup(arena, db_column_text(rows, 2)),
            .at_ms = db_column_int(rows, 3),
        };
    db_done(rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result answer_list(struct store *store, struct arena *arena, int64_t incident_id,
                        const char *topic, struct answer_list *ret_list, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT name, value, who, at_ms FROM answer WHERE incident_id = $1 AND topic = $2"
                 " ORDER BY at_ms, name LIMIT $3",
                 DB_VALUES(db_int(incident_id), db_text(topic), db_int(ANSWERS_MAX)));
    return read_all(arena, &rows, result, ret_list, err);
}

enum result answer_ever(struct store *store, struct arena *arena, const char *fact,
                        struct answer_list *ret_list, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT name, value, '', max(at_ms) AS newest_ms FROM answer"
                 " WHERE topic = '" ANSWER_FACT "' AND name = $1 GROUP BY name, value"
                 " ORDER BY newest_ms DESC, value LIMIT $2",
                 DB_VALUES(db_text(fact), db_int(ANSWERS_MAX)));
    return read_all(arena, &rows, result, ret_list, err);
}

const char *answer_value(const struct answer_list *list, const char *name) {
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->answers[i].name, name))
            return list->answers[i].value;
    return "";
}
