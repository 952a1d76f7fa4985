/* JSON: a strict parser, a small path reader for what strangers send, and a builder.
 * json-c does the work and is seen nowhere else. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json; /* a value of any kind; one owner, who calls json_free on the outermost */

enum json_kind { JSON_NULL, JSON_TRUE_FALSE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH_MAX = 64 };

#define JSON_AUTO __attribute__((cleanup(json_free_auto))) struct json

/* Parses exactly one value from text[0..len). INVALID, with what and where, for anything else:
 * what RFC 8259 does not allow, bad UTF-8, nesting over JSON_DEPTH_MAX, trailing bytes, an embedded
 * NUL. */
enum result json_parse(const char *text, size_t len, struct json **ret_json, struct err *err)
    RESULT;

void json_free(struct json *json); /* NULL is allowed */
void json_free_auto(struct json **json);
struct json *json_copy(const struct json *json); /* deep */

/* ---- Reading. Every reader takes NULL as "nothing there". A path is names and array indexes
 * joined by dots: "view.state.values", "actions.0.value"; "" is the value itself. */

const struct json *json_at(const struct json *json, const char *path); /* NULL when absent */
enum json_kind json_kind_of(const struct json *json);                  /* NULL is JSON_NULL */

/* The string at path, or NULL when there is none; lives as long as json. */
const char *json_str(const struct json *json, const char *path);
/* The same, but "" instead of NULL. */
const char *json_text_at(const struct json *json, const char *path);
int64_t json_int(const struct json *json, const char *path, int64_t otherwise);
bool json_is_true(const struct json *json, const char *path);
size_t json_len(const struct json *json, const char *path); /* elements or members, else 0 */

/* The element of an array at index; NULL when there is none. */
const struct json *json_item(const struct json *array, size_t index);

/* Walks the members of an object in order:
 *     struct json_member m = {0};
 *     while (json_next(object, &m)) use(m.name, m.value); */
struct json_member {
    const char *name;
    const struct json *value;
    const void *next; /* the walker's own */
    bool started;
};
bool json_next(const struct json *object, struct json_member *member);

/* ---- Building. Functions that take a struct json take ownership of it. */

struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_string(const char *text); /* NULL gives JSON null, as a NULL pointer */
struct json *json_new_int(int64_t number);

void json_put(struct json *object, const char *name, struct json *value); /* replaces */
void json_put_str(struct json *object, const char *name, const char *text);
void json_put_int(struct json *object, const char *name, int64_t number);
void json_put_bool(struct json *object, const char *name, bool value);
void json_remove(struct json *object, const char *name);
void json_push(struct json *array, struct json *value);

/* For changing a value in place: like json_at with one name, but not const. */
struct json *json_member(struct json *object, const char *name);
struct json *json_element(struct json *array, size_t index);

/* The value as compact JSON; lives until json is changed, printed again or freed. */
const char *json_print(const struct json *json);

#endif
