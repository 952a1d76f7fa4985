/* The playbooks that incidents began with: see playbooks.h. */
#include "store/playbooks.h"

enum result playbook_keep(struct store *store, const char *name, const char *text, int64_t *ret_id,
                          struct err *err) {
    enum result result =
        db_run_int(&store->db, err, ret_id, "SELECT id FROM playbook WHERE name = $1 AND text = $2",
                   DB_VALUES(db_text(name), db_text(text)));
    if (result != ABSENT)
        return result;
    return db_run_int(&store->db, err, ret_id,
                      "INSERT INTO playbook (name, text) VALUES ($1, $2) RETURNING id",
                      DB_VALUES(db_text(name), db_text(text)));
}

enum result playbook_other(struct store *store, struct arena *arena, int64_t id, const char *text,
                           const char **ret_name, const char **ret_text, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT name, text FROM playbook WHERE id = $1 AND text <> $2",
                                  DB_VALUES(db_int(id), db_text(text)));
    if (result == OK) {
        *ret_name = arena_strdup(arena, db_column_text(&rows, 0));
        *ret_text = arena_strdup(arena, db_column_text(&rows, 1));
    }
    db_done(&rows);
    return result;
}
