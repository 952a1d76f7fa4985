/* Resolving names against a contract: see names.h. */
#include "templates/names.h"

#include "base/str.h"
#include "base/utf8.h"
#include "model/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The names as C strings, borrowed from the array; returns how many. */
static size_t listed(const struct json *names, const char *ret_list[NAMES_MAX]) {
    size_t count = json_len(names, "");
    if (count > NAMES_MAX)
        count = NAMES_MAX;
    for (size_t i = 0; i < count; i++)
        ret_list[i] = json_text_at(json_item(names, i), "");
    return count;
}

static bool is_part(const char *part, size_t len) {
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)part[i]) && part[i] != '_' && part[i] != '-')
            return false;
    return len > 0;
}

enum result names_check_form(const char *name, struct err *err) {
    if (str_equal(name, "."))
        return OK;
    for (const char *part = name;; part++) {
        size_t len = strcspn(part, ".");
        if (!is_part(part, len))
            return fail(err, INVALID,
                        "\"%.*s\" is not a name; write letters, digits, _ and -, with a dot "
                        "between the parts, such as incident.title",
                        (int)utf8_prefix(name, 80), name);
        part += len;
        if (*part == 0)
            return OK;
    }
}

enum result names_check(const struct json *names, struct err *err) {
    if (json_kind_of(names) != JSON_ARRAY || json_len(names, "") > NAMES_MAX)
        return fail(err, INVALID, "write a list of at most %d names, such as [\"incident.title\"]",
                    NAMES_MAX);
    const char *list[NAMES_MAX];
    size_t count = listed(names, list);
    for (size_t i = 0; i < count; i++)
        if (names_check_form(list[i], err) != OK)
            return err ? err_prefix(err, "name %zu: ", i + 1) : INVALID;
    return OK;
}

static bool is_known(const char *const *list, size_t count, const char *path, enum names_use use) {
    size_t len = strlen(path);
    for (size_t i = 0; i < count; i++) {
        if (!str_starts(list[i], path))
            continue;
        if (list[i][len] == 0 || (use == NAMES_SECTION && list[i][len] == '.'))
            return true;
    }
    return false;
}

/* "outer" and "name" joined into ret_path; a path that does not fit is "", which nothing knows. */
static void join(const char *outer, const char *name, size_t len, char ret_path[NAMES_PATH_SIZE]) {
    int size =
        snprintf(ret_path, NAMES_PATH_SIZE, "%s%s%.*s", outer, *outer ? "." : "", (int)len, name);
    if (size < 0 || size >= NAMES_PATH_SIZE)
        ret_path[0] = 0;
}

void names_add_nearest(struct str *out, const char *word, const char *const *candidates,
                       size_t count) {
    size_t nearest[WORDS_NEAREST_MAX];
    size_t found = words_nearest(word, candidates, count, nearest);
    words_add_nearest(out, candidates, nearest, found);
}

static void add_all(struct str *out, const char *const *list, size_t count) {
    str_add(out, count > 0 ? "; the names are " : "; this template has no names");
    for (size_t i = 0; i < count; i++)
        str_addf(out, "%s%s", i > 0 ? ", " : "", list[i]);
}

static enum result unknown(const char *const *list, size_t count, const struct names_scope *scope,
                           const char *name, struct err *err) {
    STR_AUTO(hint, ERR_TEXT_MAX);
    names_add_nearest(&hint, name, list, count);
    if (hint.len == 0 && scope) {
        char path[NAMES_PATH_SIZE];
        join(scope->path, name, strlen(name), path);
        names_add_nearest(&hint, path, list, count);
    }
    if (hint.len == 0)
        add_all(&hint, list, count);
    return fail(err, INVALID, "unknown name \"%.*s\"%s", (int)utf8_prefix(name, 80), name,
                hint.text);
}

static enum result resolve_item(const char *const *list, size_t count,
                                const struct names_scope *scope, enum names_use use,
                                char ret_path[NAMES_PATH_SIZE], struct err *err) {
    if (!scope)
        return fail(err, INVALID,
                    "\".\" is the item of a list; it means nothing outside of {{#list}}");
    if (!is_known(list, count, scope->path, use))
        return fail(err, INVALID, "\".\" has no text of its own here; write a name of %s",
                    scope->path);
    join("", scope->path, strlen(scope->path), ret_path);
    return OK;
}

enum result names_resolve(const struct json *names, const struct names_scope *scope,
                          const char *name, enum names_use use, char ret_path[NAMES_PATH_SIZE],
                          struct err *err) {
    const char *list[NAMES_MAX];
    size_t count = listed(names, list);
    if (str_equal(name, "."))
        return resolve_item(list, count, scope, use, ret_path, err);
    for (const struct names_scope *at = scope;; at = at->outer) {
        const char *outer = at ? at->path : "";
        char path[NAMES_PATH_SIZE];
        join(outer, name, strcspn(name, "."), path);
        if (is_known(list, count, path, NAMES_SECTION)) {
            join(outer, name, strlen(name), path);
            if (!is_known(list, count, path, use))
                return unknown(list, count, scope, name, err);
            memcpy(ret_path, path, sizeof path);
            return OK;
        }
        if (!at)
            return unknown(list, count, scope, name, err);
    }
}
