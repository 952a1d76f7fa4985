/* The fields of an incident that texts for outside are made of, beside what its card says: which
 * version is broken, who is affected, what to do meanwhile. Nobody but a person knows them. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

enum field_form {
    FIELD_LINE,    /* one line */
    FIELD_TEXT,    /* any text, perhaps steps line by line */
    FIELD_VERSION, /* "0.1.1": kept without the v that people write before it */
    FIELD_LINK     /* an address */
};

struct field {
    const char *name;  /* as stored: users_affected */
    const char *words; /* other words for it, single spaces between; "" */
    const char *what;  /* in a sentence: "how many users are affected" */
    enum field_form form;
};

enum { FIELD_LINE_MAX = 500, FIELD_VERSION_MAX = 64 }; /* characters */

/* All of them, ended by an empty row. */
extern const struct field fields[];

/* By name or one of its words, in any case, also with "-" for "_"; NULL when there is none. */
const struct field *field_find(const char *word);

/* Adds what is kept of text, a value that somebody typed: a version without its v, one line for
 * what is one. INVALID, with a sentence, for what the field cannot be. */
enum result field_read(const struct field *field, const char *text, struct str *out,
                       struct err *err) RESULT;

#endif
