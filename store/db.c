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
    enum result result = db_query(db, err, &rows, sql, values, count);
    if (result == OK)
        result = db_next(&rows, err);
    if (result == OK && ret_number)
        *ret_number = db_column_int(&rows, 0);
    /* A statement that writes is complete only when its rows have been read to the end. */
    enum result more = result;
    while (more == OK)
        more = db_next(&rows, err);
    db_done(&rows);
    return more == ABSENT ? result : more;
}

enum result db_run(const struct db *db, struct err *err, const char *sql,
                   const struct db_value *values, int count) {
    enum result result = db_run_int(db, err, NULL, sql, values, count);
    return result == ABSENT ? OK : result;
}
