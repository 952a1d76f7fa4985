/* What was said outside: see communications.h. */
#include "store/communications.h"

#include "base/str.h"

enum { COMMUNICATIONS_MAX = 100 };

enum result communication_add(struct store *store, int64_t incident_id,
                              const struct communication *communication, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO communication (incident_id, name, state, link, text, who, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  DB_VALUES(db_int(incident_id), db_text(communication->name),
                            db_text(communication->state), db_text(communication->link),
                            db_text(communication->text), db_text(communication->who),
                            db_int(communication->at_ms)));
}

static struct communication read_row(const struct db_rows *rows, struct arena *arena) {
    return (struct communication){
        .name = arena_strdup(arena, db_column_text(rows, 0)),
        .state = arena_strdup(arena, db_column_text(rows, 1)),
        .link = arena_strdup(arena, db_column_text(rows, 2)),
        .text = arena_strdup(arena, db_column_text(rows, 3)),
        .who = arena_strdup(arena, db_column_text(rows, 4)),
        .at_ms = db_column_int(rows, 5),
    };
}

enum result communication_list(struct store *store, struct arena *arena, int64_t incident_id,
                               struct communication_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct communication_list list = {
        arena_alloc(arena, COMMUNICATIONS_MAX * sizeof *list.communications), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT name, state, link, '', who, at_ms FROM communication WHERE id IN"
                 " (SELECT MAX(id) FROM communication WHERE incident_id = $1 GROUP BY name)"
                 " ORDER BY id LIMIT $2",
                 DB_VALUES(db_int(incident_id), db_int(COMMUNICATIONS_MAX)));
    while (db_more(&rows, &result, err))
        list.communications[list.count++] = read_row(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result communication_get(struct store *store, struct arena *arena, int64_t incident_id,
                              const char *name, struct communication *ret_communication,
                              struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT name, state, link, text, who, at_ms FROM communication"
                                  " WHERE incident_id = $1 AND name = $2 ORDER BY id DESC LIMIT 1",
                                  DB_VALUES(db_int(incident_id), db_text(name)));
    if (result == OK)
        *ret_communication = read_row(&rows, arena);
    db_done(&rows);
    return result;
}

const struct communication *communication_find(const struct communication_list *list,
                                               const char *name) {
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->communications[i].name, name))
            return &list->communications[i];
    return NULL;
}
