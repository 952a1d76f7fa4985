/* Running statements through a driver: see db.h. */
#include "store/db.h"

enum result db_query(const struct db *db, struct err *err, struct db_rows *ret_rows,
                     const char *sql, const struct db_value *values, int count) {
    ret_rows->db = db;
    ret_rows->rows = NULL;
    return db->driver->open(db->engine, sql, values, count, &ret_rows->rows, err);
}

enum result db_next(struct db_rows *rows, struct err *err) {
    return rows->db->driver->next(rows->rows, err);
}

enum result db_first(const struct db *db, struct err *err, struct db_rows *ret_rows,
                     const char *sql, const struct db_value *values, int count) {
    enum result result = db_query(db, err, ret_rows, sql, values, count);
    return result == OK ? db_next(ret_rows, err) : result;
}

bool db_more(struct db_rows *rows, enum result *result, struct err *err) {
    if (*result != OK)
        return false;
    enum result there = db_next(rows, err);
    *result = there == ABSENT ? OK : there;
    return there == OK;
}

int64_t db_column_int(const struct db_rows *rows, int column) {
    return rows->db->driver->column_int(rows->rows, column);
}

const char *db_column_text(const struct db_rows *rows, int column) {
    return rows->db->driver->column_text(rows->rows, column);
}

const char *db_column_bytes(const struct db_rows *rows, int column, size_t *ret_len) {
    return rows->db->driver->column_bytes(rows->rows, column, ret_len);
}

void db_done(struct db_rows *rows) {
    if (rows->rows)
        rows->db->driver->close(rows->rows);
    rows->rows = NULL;
}

enum result db_run_int(const struct db *db, struct err *err, int64_t *ret_number, const char *sql,
                       const struct db_value *values, int count) {
    struct db_rows rows;
    enum result result = db_first(db, err, &rows, sql, values, count);
    if (result == OK && ret_number)
        *ret_number = db_column_int(&rows, 0);
    /* A statement that writes is complete only when its rows have been read to the end. */
    enum result more = result;
    while (more == OK)
        more = db_next(&rows, err);
    db_done(&rows);
    return more == ABSENT ? result : more;
}

enum result db_run_text(const struct db *db, struct arena *arena, struct err *err,
                        const char **ret_text, const char *sql, const struct db_value *values,
                        int count) {
    struct db_rows rows;
    enum result result = db_first(db, err, &rows, sql, values, count);
    if (result == OK)
        *ret_text = arena_strdup(arena, db_column_text(&rows, 0));
    db_done(&rows);
    return result;
}

enum result db_run(const struct db *db, struct err *err, const char *sql,
                   const struct db_value *values, int count) {
    enum result result = db_run_int(db, err, NULL, sql, values, count);
    return result == ABSENT ? OK : result;
}
