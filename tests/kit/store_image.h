/* What a store holds, every row of every table, to be compared with what it holds later. */
#ifndef TESTS_KIT_STORE_IMAGE_H
#define TESTS_KIT_STORE_IMAGE_H

#include "store/db.h"

enum { STORE_IMAGE_TABLES = 64 };

/* A table, the query that reads all of it, and a number that any change of a row changes. */
struct store_image_table {
    char *name, *sql;
    int columns;
    uint64_t digest;
};

struct store_image {
    struct store_image_table tables[STORE_IMAGE_TABLES];
    int count;
};

/* Finds the tables that there are; nothing is read yet. Freed by store_image_finish, after db. */
void store_image_begin(struct store_image *image, const struct db *db);
void store_image_finish(struct store_image *image);

/* Reads them all. */
void store_image_take(struct store_image *image, const struct db *db);

/* Asserts that they hold what they held then. */
void store_image_expect(const struct store_image *image, const struct db *db, const char *when);

#endif
