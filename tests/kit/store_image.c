/* What a store holds: see store_image.h. */
#include "tests/kit/store_image.h"

#include "base/mem.h"

#include <criterion/criterion.h>

void store_image_begin(struct store_image *image, const struct db *db) {
    struct err err;
    struct db_rows rows;
    image->count = 0;
    cr_assert_eq(
        db_query(db, &err, &rows,
                 "SELECT t.name, 'SELECT * FROM \"' || t.name || '\"', count(*)"
                 " FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"
                 " GROUP BY t.name",
                 NULL, 0),
        OK, "%s", err.text);
    while (db_next(&rows, &err) == OK) {
        cr_assert_lt(image->count, STORE_IMAGE_TABLES);
        image->tables[image->count++] = (struct store_image_table){
            mem_strdup(db_column_text(&rows, 0)), mem_strdup(db_column_text(&rows, 1)),
            (int)db_column_int(&rows, 2), 0};
    }
    db_done(&rows);
    cr_assert_gt(image->count, 0);
}

void store_image_finish(struct store_image *image) {
    for (int i = 0; i < image->count; i++) {
        mem_free(image->tables[i].name);
        mem_free(image->tables[i].sql);
    }
    image->count = 0;
}

/* FNV-1a, with the NUL that ends a text; none is not the same as an empty one. */
static uint64_t add(uint64_t digest, const char *text) {
    static const uint64_t prime = UINT64_C(1099511628211);
    if (!text)
        return (digest ^ 0xff) * prime;
    do
        digest = (digest ^ (unsigned char)*text) * prime;
    while (*text++);
    return digest;
}

/* Over the rows in the order in which the table has them. */
static uint64_t digest(const struct store_image_table *table, const struct db *db) {
    struct err err;
    struct db_rows rows;
    enum result result = db_query(db, &err, &rows, table->sql, NULL, 0);
    uint64_t number = UINT64_C(14695981039346656037);
    while (db_more(&rows, &result, &err))
        for (int column = 0; column < table->columns; column++)
            number = add(number, db_column_text(&rows, column));
    cr_assert_eq(result, OK, "%s: %s", table->sql, err.text);
    db_done(&rows);
    return number;
}

void store_image_take(struct store_image *image, const struct db *db) {
    for (int i = 0; i < image->count; i++)
        image->tables[i].digest = digest(&image->tables[i], db);
}

void store_image_expect(const struct store_image *image, const struct db *db, const char *when) {
    for (int i = 0; i < image->count; i++)
        cr_assert_eq(digest(&image->tables[i], db), image->tables[i].digest,
                     "%s: the table %s has changed", when, image->tables[i].name);
}
