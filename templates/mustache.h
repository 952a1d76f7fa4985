/* Mustache for texts: {{name}}, {{{name}}} and {{&name}}, {{#name}}…{{/name}}, {{^name}}…{{/name}},
 * {{! comment }}, dotted names, {{.}}, lines of their own for tags. Held against the tests of
 * https://github.com/mustache/spec. Partials, other delimiters, inheritance and functions are
 * refused: a template is one readable file, and what needs deciding is decided by the caller.
 *
 * False, null, absent, "" and the empty list hide a section; the number 0 is a value and does not.
 * A name that is not there renders as nothing; mustache_check is how a misspelt one is found. */
#ifndef TEMPLATES_MUSTACHE_H
#define TEMPLATES_MUSTACHE_H

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "templates/escape.h"
#include "templates/names.h"

#include <stdbool.h>
#include <stddef.h>

struct mustache; /* a parsed template; does not change, may be rendered any number of times */

enum {
    MUSTACHE_TEXT_MAX = 64 * 1024, /* bytes of a template */
    MUSTACHE_NAME_MAX = 128,       /* bytes of a name */
    MUSTACHE_DEPTH_MAX = 32,       /* sections within sections */
    MUSTACHE_STEPS_MAX = 100000    /* pieces of one rendering, repetitions counted */
};

/* Values, and those around them where a name is looked for next; lives on the caller's stack. */
struct mustache_context {
    const struct json *value;
    const struct mustache_context *outer; /* NULL at the end */
};

/* Parses text[0..len), whose values will be escaped as told. The caller frees the result. INVALID
 * with "line:column: " and what to write instead; a column is counted in characters. */
enum result mustache_parse(const char *text, size_t len, enum template_escape escape,
                           struct mustache **ret_mustache, struct err *err) RESULT;

void mustache_free(struct mustache *mustache); /* NULL is allowed */

/* Whether there is {{{name}}} or {{&name}} in it, a value that goes unescaped. */
bool mustache_is_raw(const struct mustache *mustache);

/* INVALID, with "line:column: " and the nearest names, for the first name that the contract names
 * (names.h) does not have; scope is what stands around the template. */
enum result mustache_check(const struct mustache *mustache, const struct json *names,
                           const struct names_scope *scope, struct err *err) RESULT;

/* Adds the text to out. Stops, with out->full, at out's ceiling or after MUSTACHE_STEPS_MAX. */
void mustache_render(const struct mustache *mustache, const struct mustache_context *context,
                     struct str *out);

/* The value that name means in context, as in a tag; NULL for null or when there is none. */
const struct json *mustache_lookup(const struct mustache_context *context, const char *name);

/* How often a section over value is rendered (0 hides it), and the value inside for each turn. */
size_t mustache_turns(const struct json *value);
const struct json *mustache_turn(const struct json *value, size_t turn);

#endif
