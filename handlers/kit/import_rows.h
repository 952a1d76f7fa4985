/* What is read of a file before it is written: see import.h. */
#ifndef HANDLERS_KIT_IMPORT_ROWS_H
#define HANDLERS_KIT_IMPORT_ROWS_H

#include "base/json.h"
#include "base/mem.h"
#include "base/sha256.h"
#include "config/faults.h"

enum { IMPORT_FILE_BYTES_MAX = 128 * 1024 * 1024, IMPORT_ROWS_MAX = 100000 };

struct import_row {
    const struct json *object; /* as archive_write takes it */
    int line;                  /* of the file; 0: it has none */
    int place;                 /* in the file, from 1 */
    bool brief;                /* a line: it says less than the store may know */
    char key[SHA256_HEX_SIZE]; /* the same whenever the same is read */
};

struct import {
    const char *file;
    int64_t now_ms;
    struct arena *arena;
    struct json *source; /* what was parsed or made, which holds all objects */
    struct import_row *rows;
    int count;
};

/* Adds an incident that fits; another one is a fault. said is what the key is made of. */
void import_add(struct import *import, const struct json *object, int line, const char *said,
                struct faults *faults);

/* A fault at a line, or at the place-th incident of a file without lines. */
void import_fault(const struct import *import, int line, int place, struct faults *faults,
                  const char *text);

/* Reads lines of comma-separated values. */
void import_csv(struct import *import, const char *text, size_t len, struct faults *faults);

#endif
