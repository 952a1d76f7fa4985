/* Data in: incidents that are over, from what export writes as JSON or from comma-separated values
 * (docs/export.md). The whole file is read and judged first, with a fault for each row that is
 * wrong; then all of it is written in one transaction or nothing is. What was imported before, or
 * is in the store anyway, is left as it is. */
#ifndef HANDLERS_KIT_IMPORT_H
#define HANDLERS_KIT_IMPORT_H

#include "config/faults.h"
#include "config/library.h"
#include "store/store.h"

struct import;

/* Reads text[0..len), of the file of this name; a file that begins with { is JSON. The caller frees
 * the import, which is there whatever is wrong: faults->count says whether it may be written. */
struct import *import_read(const char *file, const char *text, size_t len, int64_t now_ms,
                           struct faults *faults);
void import_free(struct import *import); /* NULL is allowed */

int import_count(const struct import *import); /* incidents in it */

struct import_into {
    struct store *store;
    struct library *library;
    int64_t now_ms;
    void (*told)(void *owner, int done); /* after each incident; may be NULL */
    void *owner;
};

struct import_sum {
    int added, known; /* known: they were there already */
};

/* Writes it. INVALID when faults were found, now or before: nothing is written then. Otherwise as
 * the store fails. */
enum result import_write(const struct import *import, const struct import_into *into,
                         struct faults *faults, struct import_sum *ret_sum, struct err *err) RESULT;

#endif
