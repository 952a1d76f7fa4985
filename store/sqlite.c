/* The SQLite driver, the one home of sqlite3.h. Statements are prepared once and kept, found again
 * by the address of their text; the text of a result maps SQLite's codes to what a caller can do.
 */
#include "store/sqlite.h"

#include "base/mem.h"
#include "store/lock.h"

#include <sqlite3.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { STATEMENTS_MAX = 256, BUSY_WAIT_MS = 250 };

struct statement {
    const char *sql;
    sqlite3_stmt *handle;
    struct engine *engine;
    bool in_use;
};

struct engine {
    sqlite3 *handle;
    struct statement statements[STATEMENTS_MAX];
    int count;
    int lock; /* -1 for a store in memory, which nobody else can open */
};

static enum result result_of(int code) {
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT: /* the verbs allow for every legal conflict; another is a broken rule */
    case SQLITE_MISMATCH:
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
        return CORRUPT;
    default:
        return IO;
    }
}

static enum result failed(struct engine *engine, int code, const char *doing, struct err *err) {
    return fail(err, result_of(code), "%s: %s", doing,
                engine->handle ? sqlite3_errmsg(engine->handle) : sqlite3_errstr(code));
}

static enum result script(void *opaque, const char *sql, struct err *err) {
    struct engine *engine = opaque;
    int code = sqlite3_exec(engine->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : failed(engine, code, "store", err);
}

static enum result find_statement(struct engine *engine, const char *sql,
                                  struct statement **ret_statement, struct err *err) {
    for (int i = 0; i < engine->count; i++) {
        if (engine->statements[i].sql == sql && !engine->statements[i].in_use) {
            *ret_statement = &engine->statements[i];
            return OK;
        }
    }
    if (engine->count == STATEMENTS_MAX)
        return fail(err, CORRUPT, "store: more than %d statements", STATEMENTS_MAX);
    struct statement *statement = &engine->statements[engine->count];
    int code = sqlite3_prepare_v3(engine->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement->handle, NULL);
    if (code != SQLITE_OK)
        return failed(engine, code, "store", err);
    statement->sql = sql;
    statement->engine = engine;
    engine->count++;
    *ret_statement = statement;
    return OK;
}

static int bind(sqlite3_stmt *handle, int number, const struct db_value *value) {
    char name[16];
    snprintf(name, sizeof name, "$%d", number);
    int index = sqlite3_bind_parameter_index(handle, name);
    switch (value->kind) {
    case DB_INT:
        return sqlite3_bind_int64(handle, index, value->number);
    case DB_TEXT:
        return sqlite3_bind_text(handle, index, value->text, -1, SQLITE_TRANSIENT);
    case DB_BYTES:
        return sqlite3_bind_blob64(handle, index, value->text, (sqlite3_uint64)value->number,
                                   SQLITE_TRANSIENT);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(handle, index);
}

static void close_rows(void *opaque) {
    struct statement *statement = opaque;
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->in_use = false;
}

static enum result open_rows(void *opaque, const char *sql, const struct db_value *values,
                             int count, void **ret_rows, struct err *err) {
    struct engine *engine = opaque;
    struct statement *statement = NULL;
    enum result result = find_statement(engine, sql, &statement, err);
    if (result != OK || !statement)
        return result;
    statement->in_use = true;
    for (int i = 0; i < count; i++) {
        int code = bind(statement->handle, i + 1, &values[i]);
        if (code != SQLITE_OK) {
            close_rows(statement);
            return failed(engine, code, "store", err);
        }
    }
    *ret_rows = statement;
    return OK;
}

static enum result next_row(void *opaque, struct err *err) {
    struct statement *statement = opaque;
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW)
        return OK;
    return code == SQLITE_DONE ? ABSENT : failed(statement->engine, code, "store", err);
}

static int64_t column_int(void *opaque, int column) {
    struct statement *statement = opaque;
    return sqlite3_column_int64(statement->handle, column);
}

static const char *column_text(void *opaque, int column) {
    struct statement *statement = opaque;
    return (const char *)sqlite3_column_text(statement->handle, column);
}

static const char *column_bytes(void *opaque, int column, size_t *ret_len) {
    struct statement *statement = opaque;
    const char *bytes = sqlite3_column_blob(statement->handle, column);
    *ret_len = (size_t)sqlite3_column_bytes(statement->handle, column);
    return bytes;
}

static void end(void *opaque) {
    struct engine *engine = opaque;
    for (int i = 0; i < engine->count; i++)
        sqlite3_finalize(engine->statements[i].handle);
    sqlite3_close(engine->handle);
    lock_release(engine->lock);
    mem_free(engine);
}

static const struct db_driver driver = {
    .script = script,
    .open = open_rows,
    .next = next_row,
    .column_int = column_int,
    .column_text = column_text,
    .column_bytes = column_bytes,
    .close = close_rows,
    .end = end,
};

/* Gives the engine to ret_db, or ends it where something failed. */
static enum result opened(struct engine *engine, enum result result, struct db *ret_db) {
    if (result != OK) {
        end(engine);
        return result;
    }
    ret_db->driver = &driver;
    ret_db->engine = engine;
    return OK;
}

enum result sqlite_open(const char *path, struct db *ret_db, struct err *err) {
    struct engine *engine = mem_alloc(sizeof *engine);
    engine->lock = -1;
    int code =
        sqlite3_open_v2(path, &engine->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    enum result result = OK;
    if (code != SQLITE_OK)
        result = failed(engine, code, path, err);
    if (result == OK) {
        sqlite3_extended_result_codes(engine->handle, 1);
        sqlite3_busy_timeout(engine->handle, BUSY_WAIT_MS);
        result = script(engine,
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;",
                        err);
        if (result != OK)
            err_prefix(err, "%s: ", path);
    }
    if (result == OK && strcmp(path, ":memory:") != 0)
        result = lock_take(path, &engine->lock, err);
    return opened(engine, result, ret_db);
}

enum result sqlite_open_to_read(const char *path, struct db *ret_db, struct err *err) {
    struct engine *engine = mem_alloc(sizeof *engine);
    engine->lock = -1;
    enum result result = OK;
    int code = sqlite3_open_v2(path, &engine->handle, SQLITE_OPEN_READONLY, NULL);
    if ((code & 0xff) == SQLITE_CANTOPEN)
        result = fail(err, INVALID, "%s: there is no store that can be read", path);
    else if (code != SQLITE_OK)
        result = failed(engine, code, path, err);
    if (result == OK) {
        sqlite3_extended_result_codes(engine->handle, 1);
        sqlite3_busy_timeout(engine->handle, BUSY_WAIT_MS);
        result = script(engine, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;", err);
    }
    return opened(engine, result, ret_db);
}
