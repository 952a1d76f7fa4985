/* JSON over json-c: see json.h. */
#include "base/json.h"

#include "base/utf8.h"

#include <json-c/json.h>

#include <stdlib.h>
#include <string.h>

/* struct json is json-c's object under another name; these two casts are the only crossing. */
static struct json_object *in(const struct json *json) {
    union {
        const struct json *from;
        struct json_object *to;
    } cast = {.from = json};
    return cast.to;
}

static struct json *out(struct json_object *object) {
    return (struct json *)object;
}

static size_t line_of(const char *text, size_t offset) {
    size_t line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

/* ---- What json-c takes, even in its strict mode, and RFC 8259 does not allow: control characters
 * in strings (section 7), and numbers that are none (section 6). Both would go out again as they
 * came. All of it looks only at text that json-c took. */

static bool is_digit_at(const char *text, size_t len, size_t i) {
    return i < len && text[i] >= '0' && text[i] <= '9';
}

/* Outside of strings; NULL for nothing. */
static const char *number_fault(const char *text, size_t len, size_t i) {
    bool in_exponent = i > 0 && (text[i - 1] == 'e' || text[i - 1] == 'E');
    if (text[i] == 'N' || text[i] == 'I')
        return "NaN and Infinity are no numbers";
    if (text[i] == '.' && !is_digit_at(text, len, i + 1))
        return "a digit must follow the point";
    if (text[i] == '-' && !in_exponent && text[i + 1] == '0' && is_digit_at(text, len, i + 2))
        return "a number must not begin with 0";
    return NULL;
}

/* A sentence without full stop and where, or NULL for nothing. */
static const char *find_laxity(const char *text, size_t len, size_t *ret_at) {
    bool in_string = false;
    for (size_t i = 0; i < len; i++) {
        const char *fault = in_string ? NULL : number_fault(text, len, i);
        if (text[i] == '"')
            in_string = !in_string;
        if (in_string && (unsigned char)text[i] < ' ')
            fault = "a control character in a string must be escaped";
        *ret_at = i;
        if (fault)
            return fault;
        if (in_string && text[i] == '\\')
            i++;
    }
    return NULL;
}

/* ---- Parsing */

enum result json_parse(const char *text, size_t len, struct json **ret_json, struct err *err) {
    if (!utf8_valid(text, len))
        return fail(err, INVALID, "the JSON is not valid UTF-8");
    if (memchr(text, 0, len))
        return fail(err, INVALID, "the JSON has a NUL byte in it");
    if (len > (size_t)INT32_MAX)
        return fail(err, INVALID, "the JSON is too long");
    struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
    if (!tokener)
        abort();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *object = json_tokener_parse_ex(tokener, text, (int)len);
    enum json_tokener_error why = json_tokener_get_error(tokener);
    size_t end = json_tokener_get_parse_end(tokener);
    if (why == json_tokener_continue) { /* a bare number ends only where the text ends */
        object = json_tokener_parse_ex(tokener, "", 1);
        why = json_tokener_get_error(tokener);
        if (why == json_tokener_success)
            end = len;
    }
    json_tokener_free(tokener);
    if (why != json_tokener_success)
        return fail(err, INVALID, "the JSON is broken near line %zu, byte %zu: %s",
                    line_of(text, end < len ? end : len), end, json_tokener_error_desc(why));
    while (end < len && strchr(" \t\r\n", text[end]))
        end++;
    if (end < len) {
        json_object_put(object);
        return fail(err, INVALID, "the JSON goes on after its end, at byte %zu", end);
    }
    const char *fault = find_laxity(text, end, &end);
    if (fault) {
        json_object_put(object);
        return fail(err, INVALID, "the JSON is broken near line %zu, byte %zu: %s",
                    line_of(text, end), end, fault);
    }
    *ret_json = out(object);
    return OK;
}

void json_free(struct json *json) {
    json_object_put(in(json));
}

void json_free_auto(struct json **json) {
    json_free(*json);
}

struct json *json_copy(const struct json *json) {
    struct json_object *copy = NULL;
    if (json && json_object_deep_copy(in(json), &copy, NULL) != 0)
        abort();
    return out(copy);
}

static struct json_object *step(struct json_object *object, const char *name, size_t len) {
    char key[128];
    if (len >= sizeof key)
        return NULL;
    memcpy(key, name, len);
    key[len] = 0;
    struct json_object *value = NULL;
    if (json_object_is_type(object, json_type_object)) {
        json_object_object_get_ex(object, key, &value);
        return value;
    }
    if (json_object_is_type(object, json_type_array)) {
        char *end;
        unsigned long index = strtoul(key, &end, 10);
        return len > 0 && *end == 0 ? json_object_array_get_idx(object, index) : NULL;
    }
    return NULL;
}

const struct json *json_at(const struct json *json, const char *path) {
    struct json_object *object = in(json);
    while (object && *path) {
        size_t len = strcspn(path, ".");
        object = step(object, path, len);
        path += len + (path[len] == '.');
    }
    return out(object);
}

enum json_kind json_kind_of(const struct json *json) {
    switch (json_object_get_type(in(json))) {
    case json_type_boolean:
        return JSON_TRUE_FALSE;
    case json_type_int:
    case json_type_double:
        return JSON_NUMBER;
    case json_type_string:
        return JSON_STRING;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    case json_type_null:
        break;
    }
    return JSON_NULL;
}

const char *json_str(const struct json *json, const char *path) {
    const struct json *value = json_at(json, path);
    return json_kind_of(value) == JSON_STRING ? json_object_get_string(in(value)) : NULL;
}

const char *json_text_at(const struct json *json, const char *path) {
    const char *text = json_str(json, path);
    return text ? text : "";
}

int64_t json_int(const struct json *json, const char *path, int64_t otherwise) {
    const struct json *value = json_at(json, path);
    return json_kind_of(value) == JSON_NUMBER ? json_object_get_int64(in(value)) : otherwise;
}

bool json_is_true(const struct json *json, const char *path) {
    const struct json *value = json_at(json, path);
    return json_kind_of(value) == JSON_TRUE_FALSE && json_object_get_boolean(in(value));
}

size_t json_len(const struct json *json, const char *path) {
    const struct json *value = json_at(json, path);
    enum json_kind kind = json_kind_of(value);
    if (kind == JSON_ARRAY)
        return json_object_array_length(in(value));
    return kind == JSON_OBJECT ? (size_t)json_object_object_length(in(value)) : 0;
}

const struct json *json_item(const struct json *array, size_t index) {
    bool is_array = json_object_is_type(in(array), json_type_array);
    return is_array ? out(json_object_array_get_idx(in(array), index)) : NULL;
}

bool json_next(const struct json *object, struct json_member *member) {
    const struct lh_entry *entry = member->next;
    if (!member->started) {
        member->started = true;
        if (json_kind_of(object) == JSON_OBJECT)
            entry = json_object_get_object(in(object))->head;
    }
    if (!entry)
        return false;
    member->name = entry->k;
    member->value = entry->v;
    member->next = entry->next;
    return true;
}

/* json-c answers NULL when memory ends; NULL is also its JSON null, so the check is here. */
static struct json *made(struct json_object *object) {
    if (!object)
        abort();
    return out(object);
}

struct json *json_new_object(void) {
    return made(json_object_new_object());
}

struct json *json_new_array(void) {
    return made(json_object_new_array());
}

struct json *json_new_string(const char *text) {
    return text ? made(json_object_new_string(text)) : NULL;
}

struct json *json_new_int(int64_t number) {
    return made(json_object_new_int64(number));
}

struct json *json_new_bool(bool value) {
    return made(json_object_new_boolean(value));
}

void json_put(struct json *object, const char *name, struct json *value) {
    if (json_object_object_add(in(object), name, in(value)) != 0)
        abort();
}

void json_put_str(struct json *object, const char *name, const char *text) {
    json_put(object, name, json_new_string(text));
}

void json_put_int(struct json *object, const char *name, int64_t number) {
    json_put(object, name, json_new_int(number));
}

void json_put_bool(struct json *object, const char *name, bool value) {
    json_put(object, name, json_new_bool(value));
}

void json_remove(struct json *object, const char *name) {
    json_object_object_del(in(object), name);
}

void json_push(struct json *array, struct json *value) {
    if (json_object_array_add(in(array), in(value)) != 0)
        abort();
}

struct json *json_member(struct json *object, const char *name) {
    struct json_object *value = NULL;
    json_object_object_get_ex(in(object), name, &value);
    return out(value);
}

struct json *json_element(struct json *array, size_t index) {
    return out(json_object_array_get_idx(in(array), index));
}

const char *json_print(const struct json *json) {
    return json ? json_object_to_json_string_ext(in(json), JSON_C_TO_STRING_PLAIN |
                                                               JSON_C_TO_STRING_NOSLASHESCAPE)
                : "null";
}
