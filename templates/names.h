/* The names that a template may use. Its contract is a JSON array of dotted paths,
 * "incident.title", "updates.text"; a path goes through objects and through the items of lists
 * alike. */
#ifndef TEMPLATES_NAMES_H
#define TEMPLATES_NAMES_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stddef.h>

enum { NAMES_MAX = 256, NAMES_PATH_SIZE = 256 };

enum names_use {
    NAMES_VALUE,  /* written out: the name itself must be in the contract */
    NAMES_SECTION /* asked or entered: a name that others begin with will do */
};

/* The sections around a place in a template, innermost first; NULL outside of all. */
struct names_scope {
    const char *path; /* as resolved */
    const struct names_scope *outer;
};

/* INVALID unless names is an array of at most NAMES_MAX well-formed dotted names. */
enum result names_check(const struct json *names, struct err *err) RESULT;

/* INVALID, with what to write, unless name is "." or letters, digits, "_" and "-" in parts joined
 * by dots. */
enum result names_check_form(const char *name, struct err *err) RESULT;

/* Finds what name means inside scope: the innermost section that knows its first part decides, as
 * when rendering. Writes the full path, of at most NAMES_PATH_SIZE bytes. INVALID with the nearest
 * known names when the contract does not have it; names may be NULL, an empty contract. */
enum result names_resolve(const struct json *names, const struct names_scope *scope,
                          const char *name, enum names_use use, char ret_path[NAMES_PATH_SIZE],
                          struct err *err) RESULT;

/* Adds "; did you mean a, b or c?" with the candidates nearest to word, or nothing. */
void names_add_nearest(struct str *out, const char *word, const char *const *candidates,
                       size_t count);

#endif
