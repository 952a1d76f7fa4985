/* A store that fails when told: see failing_store.h. */
#include "tests/kit/failing_store.h"

#include "base/mem.h"
#include "base/str.h"

#include <criterion/criterion.h>

/* Rows of the inner engine, and whose they are. */
struct failing_rows {
    struct failing_store *failing;
    void *inner;
};

static bool is_time(struct failing_store *failing) {
    if (failing->times == 0 || failing->after-- > 0)
        return false;
    failing->times--;
    failing->after = 0;
    failing->met++;
    return true;
}

/* One call: fails when it is told to. Any failure must end the transaction. */
static enum result call(struct failing_store *failing, const char *sql, struct err *err) {
    cr_assert_not(failing->broken, "a transaction goes on after a call of it failed: %s", sql);
    if (!is_time(failing))
        return OK;
    failing->broken = failing->open;
    return fail(err, failing->result, "as told");
}

static enum result script(void *engine, const char *sql, struct err *err) {
    struct failing_store *failing = engine;
    bool gives_up = str_equal(sql, "ROLLBACK");
    enum result result = gives_up ? OK : call(failing, sql, err);
    if (result != OK)
        return result;
    result = failing->inner.driver->script(failing->inner.engine, sql, err);
    if (result != OK && !gives_up)
        return result;
    failing->commits += str_equal(sql, "COMMIT");
    failing->open = str_starts(sql, "BEGIN");
    failing->broken = false;
    return result;
}

static enum result open_rows(void *engine, const char *sql, const struct db_value *values,
                             int count, void **ret_rows, struct err *err) {
    struct failing_store *failing = engine;
    void *inner = NULL;
    cr_assert(failing->open || !failing->strict || str_starts(sql, "SELECT"),
              "written outside of a transaction: %s", sql);
    enum result result = call(failing, sql, err);
    if (result == OK)
        result =
            failing->inner.driver->open(failing->inner.engine, sql, values, count, &inner, err);
    if (result != OK)
        return result;
    struct failing_rows *rows = mem_alloc(sizeof *rows);
    *rows = (struct failing_rows){failing, inner};
    *ret_rows = rows;
    return OK;
}

static enum result next_row(void *opaque, struct err *err) {
    struct failing_rows *rows = opaque;
    enum result result = call(rows->failing, "the next row", err);
    return result == OK ? rows->failing->inner.driver->next(rows->inner, err) : result;
}

static int64_t column_int(void *opaque, int column) {
    struct failing_rows *rows = opaque;
    return rows->failing->inner.driver->column_int(rows->inner, column);
}

static const char *column_text(void *opaque, int column) {
    struct failing_rows *rows = opaque;
    return rows->failing->inner.driver->column_text(rows->inner, column);
}

static const char *column_bytes(void *opaque, int column, size_t *ret_len) {
    struct failing_rows *rows = opaque;
    return rows->failing->inner.driver->column_bytes(rows->inner, column, ret_len);
}

static void close_rows(void *opaque) {
    struct failing_rows *rows = opaque;
    rows->failing->inner.driver->close(rows->inner);
    mem_free(rows);
}

static void end(void *engine) {
    struct failing_store *failing = engine;
    failing->inner.driver->end(failing->inner.engine);
}

void failing_store_put(struct failing_store *failing, struct store *store) {
    static const struct db_driver driver = {.script = script,
                                            .open = open_rows,
                                            .next = next_row,
                                            .column_int = column_int,
                                            .column_text = column_text,
                                            .column_bytes = column_bytes,
                                            .close = close_rows,
                                            .end = end};
    *failing = (struct failing_store){.inner = store->db, .result = BUSY};
    store->db = (struct db){&driver, failing};
}
