/* Pages of an incident: see pages.h. */
#include "store/pages.h"

#define COLUMNS " id, incident_id, who, name, step, cause, why, called_by, called_ms, answered_ms "

static struct page read_page(const struct db_rows *rows, struct arena *arena) {
    return (struct page){
        .id = db_column_int(rows, 0),
        .incident_id = db_column_int(rows, 1),
        .who = arena_strdup(arena, db_column_text(rows, 2)),
        .name = arena_strdup(arena, db_column_text(rows, 3)),
        .step = db_column_int(rows, 4),
        .cause = arena_strdup(arena, db_column_text(rows, 5)),
        .why = arena_strdup(arena, db_column_text(rows, 6)),
        .called_by = arena_strdup(arena, db_column_text(rows, 7)),
        .called_ms = db_column_int(rows, 8),
        .answered_ms = db_column_int(rows, 9),
    };
}

static enum result read_one(struct store *store, struct arena *arena, struct page *ret_page,
                            struct err *err, const char *sql, const struct db_value *values,
                            int count) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows, sql, values, count);
    if (result == OK)
        *ret_page = read_page(&rows, arena);
    db_done(&rows);
    return result;
}

enum result page_add(struct store *store, struct page *page, struct err *err) {
    return db_run_int(
        &store->db, err, &page->id,
        "INSERT INTO page (incident_id, who, name, step, cause, why, called_by, called_ms,"
        " answered_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) RETURNING id",
        DB_VALUES(db_int(page->incident_id), db_text(page->who), db_text(page->name),
                  db_int(page->step), db_text(page->cause), db_text(page->why),
                  db_text(page->called_by), db_int(page->called_ms)));
}

enum result page_get(struct store *store, struct arena *arena, int64_t id, struct page *ret_page,
                     struct err *err) {
    return read_one(store, arena, ret_page, err, "SELECT" COLUMNS "FROM page WHERE id = $1",
                    DB_VALUES(db_int(id)));
}

enum result page_last(struct store *store, struct arena *arena, int64_t incident_id,
                      const char *who, struct page *ret_page, struct err *err) {
    return read_one(store, arena, ret_page, err,
                    "SELECT" COLUMNS "FROM page WHERE incident_id = $1"
                    " AND ($2 IS NULL OR who = $2) ORDER BY id DESC LIMIT 1",
                    DB_VALUES(db_int(incident_id), db_text(who)));
}

enum result page_answer(struct store *store, int64_t incident_id, const char *who, int64_t now_ms,
                        struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE page SET answered_ms = $3 WHERE incident_id = $1 AND answered_ms = 0"
                  " AND (who = $2 OR (step > 0 AND EXISTS (SELECT 1 FROM page p"
                  "      WHERE p.incident_id = $1 AND p.who = $2 AND p.step > 0"
                  "      AND p.answered_ms = 0)))",
                  DB_VALUES(db_int(incident_id), db_text(who), db_int(now_ms)));
}

enum result page_answer_automatic(struct store *store, int64_t incident_id, int64_t now_ms,
                                  struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE page SET answered_ms = $2 WHERE incident_id = $1 AND answered_ms = 0"
                  " AND (who = '' OR cause NOT IN ('hand', 'climb'))",
                  DB_VALUES(db_int(incident_id), db_int(now_ms)));
}
