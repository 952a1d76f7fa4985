/* Files in libconfig's syntax: see source.h. */
#include "config/source.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

char *source_read(const char *path, const char *name, size_t *ret_len, struct faults *faults) {
    struct origin origin = {.where = name};
    FILE *file = fopen(path, "re");
    if (!file) {
        faults_add(faults, &origin, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    char *text = mem_alloc(SOURCE_MAX + 1);
    *ret_len = fread(text, 1, SOURCE_MAX + 1, file);
    if (ferror(file)) {
        faults_add(faults, &origin, "cannot be read: %s", strerror(errno));
        mem_free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* libconfig opens what @include names while it parses, so the directive is looked for before. A
 * line inside a text or a comment that begins with it is refused as well, which harms nobody. */
static bool has_include(const char *name, const char *text, struct faults *faults) {
    struct origin origin = {.where = name, .line = 1};
    bool found = false;
    for (const char *line = text; line; origin.line++) {
        if (str_starts(line + strspn(line, " \t\r\f\v"), "@include")) {
            faults_add(faults, &origin, "@include is not allowed; all settings stand in one file");
            found = true;
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return found;
}

bool source_parse(struct source *source, const char *name, const char *text, size_t len,
                  struct faults *faults) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    struct origin origin = {.where = name};
    if (len > SOURCE_MAX) {
        faults_add(faults, &origin, "is larger than 1 MiB; this is not a settings file");
        return false;
    }
    if (memchr(text, 0, len) || !utf8_valid(text, len)) {
        faults_add(faults, &origin, "is not UTF-8 text; save it as UTF-8");
        return false;
    }
    char *copy = mem_alloc(len + 1);
    memcpy(copy, text, len);
    const char *start = copy + (str_starts(copy, byte_order_mark) ? strlen(byte_order_mark) : 0);
    bool alone = !has_include(name, start, faults);
    if (alone) {
        *source = (struct source){.name = name, .end = INT_MAX};
        config_init(&source->tree);
        if (!config_read_string(&source->tree, start))
            source->end = config_error_line(&source->tree);
    }
    mem_free(copy);
    return alone;
}

void source_close(struct source *source, struct faults *faults) {
    struct origin origin = {.where = source->name, .line = source->end};
    if (source->end != INT_MAX) {
        const char *what = config_error_text(&source->tree);
        const char *hint = str_starts(what, "duplicate")
                               ? "delete one of the two"
                               : "a setting is name = \"value\"; and a group is name: { … };";
        faults_add(faults, &origin, "%s; %s (nothing below this line was read)", what, hint);
    }
    config_destroy(&source->tree);
}

const config_setting_t *source_root(const struct source *source) {
    return config_root_setting(&source->tree);
}

const config_setting_t *source_child(const struct source *source, const config_setting_t *parent,
                                     int i) {
    const config_setting_t *node = config_setting_get_elem(parent, (unsigned)i);
    bool was_read = node && (int)config_setting_source_line(node) < source->end;
    return was_read ? node : NULL;
}

struct origin source_origin(const struct source *source, const config_setting_t *node) {
    return (struct origin){.where = source->name, .line = (int)config_setting_source_line(node)};
}

const char *source_kind(const config_setting_t *node) {
    switch (config_setting_type(node)) {
    case CONFIG_TYPE_GROUP:
        return "a group";
    case CONFIG_TYPE_STRING:
        return "a text";
    case CONFIG_TYPE_BOOL:
        return "true or false";
    case CONFIG_TYPE_ARRAY:
    case CONFIG_TYPE_LIST:
        return "a list";
    default:
        return "a number";
    }
}

bool source_is_list(const config_setting_t *node) {
    return config_setting_is_array(node) || config_setting_is_list(node);
}
