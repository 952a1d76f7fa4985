/* The seam between the store's verbs and a database engine. SQL is written once, with $1..$n; a
 * driver runs it. A driver is a table of functions, so that a test can put one in front of another
 * and let any call fail. */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/err.h"
#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One argument of a statement: text, a number, bytes, or nothing (SQL NULL). */
struct db_value {
    enum { DB_NULL, DB_INT, DB_TEXT, DB_BYTES } kind;
    int64_t number; /* of bytes, how many */
    const char *text;
};

static inline struct db_value db_int(int64_t number) {
    return (struct db_value){DB_INT, number, NULL};
}

/* NULL becomes SQL NULL. */
static inline struct db_value db_text(const char *text) {
    return (struct db_value){text ? DB_TEXT : DB_NULL, 0, text};
}

static inline struct db_value db_bytes(const char *bytes, size_t len) {
    return (struct db_value){DB_BYTES, (int64_t)len, bytes};
}

struct db_driver {
    /* Runs SQL without arguments or rows: BEGIN, COMMIT, schema scripts. */
    enum result (*script)(void *engine, const char *sql, struct err *err);

    /* Prepares and binds; sql must live as long as the engine. One row set per SQL text at a time.
     */
    enum result (*open)(void *engine, const char *sql, const struct db_value *values, int count,
                        void **ret_rows, struct err *err);
    /* OK with a row, ABSENT after the last. */
    enum result (*next)(void *rows, struct err *err);
    int64_t (*column_int)(void *rows, int column);      /* NULL reads as 0 */
    const char *(*column_text)(void *rows, int column); /* NULL stays NULL; until the next call */
    const char *(*column_bytes)(void *rows, int column, size_t *ret_len); /* until the next call */
    void (*close)(void *rows);

    void (*end)(void *engine); /* frees the engine */
};

struct db {
    const struct db_driver *driver;
    void *engine;
};

/* ---- What the verbs call */

/* A row set that is being read. */
struct db_rows {
    const struct db *db;
    void *rows;
};

#define DB_VALUES(...)                                                                             \
    (const struct db_value[]){__VA_ARGS__},                                                        \
        (int)(sizeof(const struct db_value[]){__VA_ARGS__} / sizeof(struct db_value))

/* Runs one statement to its end:
 *     db_run(db, err, "DELETE FROM job WHERE id = $1", DB_VALUES(db_int(id))) */
enum result db_run(const struct db *db, struct err *err, const char *sql,
                   const struct db_value *values, int count) RESULT;

/* The same, and ABSENT when the statement returns no row; the first column of its first row goes
 * to ret_number (which may be NULL). For INSERT … RETURNING, SELECT count(*) and their like. */
enum result db_run_int(const struct db *db, struct err *err, int64_t *ret_number, const char *sql,
                       const struct db_value *values, int count) RESULT;

/* The same for a SELECT of a text, which is in arena then. */
enum result db_run_text(const struct db *db, struct arena *arena, struct err *err,
                        const char **ret_text, const char *sql, const struct db_value *values,
                        int count) RESULT;

/* Reading one row: db_first, which is ABSENT when there is none, then db_done, also after an error.
 * Reading all: db_query, while db_more, then db_done:
 *     while (db_more(&rows, &result, err))
 * goes on from a result that is OK, and leaves OK there after the last row or why there is none. */
enum result db_first(const struct db *db, struct err *err, struct db_rows *ret_rows,
                     const char *sql, const struct db_value *values, int count) RESULT;
enum result db_query(const struct db *db, struct err *err, struct db_rows *ret_rows,
                     const char *sql, const struct db_value *values, int count) RESULT;
bool db_more(struct db_rows *rows, enum result *result, struct err *err) RESULT;
enum result db_next(struct db_rows *rows, struct err *err) RESULT; /* ABSENT after the last row */
int64_t db_column_int(const struct db_rows *rows, int column);
const char *db_column_text(const struct db_rows *rows, int column);
const char *db_column_bytes(const struct db_rows *rows, int column, size_t *ret_len);
void db_done(struct db_rows *rows);

#endif
