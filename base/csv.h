/* Comma-separated values as RFC 4180 has them: fields in quotes where they must be, lines that end
 * with CR LF. A field that a spreadsheet would run as a formula gets an apostrophe in front, and
 * loses it when it is read back (https://owasp.org/www-community/attacks/CSV_Injection). */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/mem.h"
#include "base/str.h"

/* Adds one row of count fields to out. */
void csv_add_row(struct str *out, const char *const *fields, int count);

/* What is read of. */
struct csv {
    const char *at, *end;
    int line; /* where the next row begins, from 1 */
};

struct csv csv_of(const char *text, size_t len);

enum { CSV_FIELDS_MAX = 100, CSV_FIELD_BYTES_MAX = 64 * 1024 };

struct csv_row {
    const char *fields[CSV_FIELDS_MAX]; /* in the arena */
    int count;
    int line; /* where it begins */
};

/* Reads the next row, with CR LF or LF behind it; empty lines are passed over. ABSENT at the end.
 * INVALID, with what is wrong, for quotes that do not close or stand in the middle of a field, a
 * NUL, bytes that are not UTF-8, too many fields or too long ones; reading can go on behind it. */
enum result csv_next(struct csv *csv, struct arena *arena, struct csv_row *ret_row, struct err *err)
    RESULT;

#endif
