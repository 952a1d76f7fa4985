/* Reading a settings file. libconfig parses it and is seen nowhere else. */
#include "base/mem.h"
#include "base/utf8.h"
#include "config/config.h"
#include "config/settings.h"

#include <errno.h>
#include <libconfig.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1024 * 1024, NAME_MAX_BYTES = 128, WORDS_MAX = 4096 };

struct loader {
    const char *file;
    int end; /* the first line that could not be read */
    struct config *config;
    struct faults *faults;
};

static struct origin origin_of(const struct loader *loader, const config_setting_t *node) {
    return (struct origin){.where = loader->file, .line = (int)config_setting_source_line(node)};
}

/* ---- One value ---------------------------------------------------------------------------- */

static const char *kind_name(const config_setting_t *node) {
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

static bool add_word(const config_setting_t *node, struct str *words) {
    const char *word = config_setting_get_string(node);
    if (word)
        str_addf(words, "%s%s", words->len ? " " : "", word);
    return word && !words->full;
}

/* Writes a list's texts with spaces between; false when it holds anything else or too much. */
static bool join_list(const config_setting_t *list, struct str *words) {
    for (int i = 0; i < config_setting_length(list); i++)
        if (!add_word(config_setting_get_elem(list, (unsigned)i), words))
            return false;
    return true;
}

/* The node's value as value_read takes it, or NULL when its type does not fit. */
static const char *text_of(const struct setting *setting, const config_setting_t *node,
                           struct str *words) {
    if (setting->rule.kind == VALUE_SWITCH && config_setting_type(node) == CONFIG_TYPE_BOOL)
        return config_setting_get_bool(node) ? "true" : "false";
    if (setting->rule.kind == VALUE_SWITCH)
        return NULL;
    if (config_setting_type(node) == CONFIG_TYPE_STRING)
        return config_setting_get_string(node);
    bool is_list = config_setting_is_array(node) || config_setting_is_list(node);
    if (setting->rule.kind == VALUE_WORDS && is_list && join_list(node, words))
        return words->text;
    return NULL;
}

static void take_value(const struct loader *loader, const struct setting *setting,
                       const config_setting_t *node) {
    struct origin origin = origin_of(loader, node);
    STR_AUTO(words, WORDS_MAX);
    const char *text = text_of(setting, node, &words);
    if (text)
        settings_assign(setting, text, origin, loader->config, loader->faults);
    else
        settings_refuse(setting, kind_name(node), origin, loader->config, loader->faults);
}

/* ---- Groups ------------------------------------------------------------------------------- */

static void take_group(const struct loader *loader, const char *prefix,
                       const config_setting_t *group);

static void take_node(const struct loader *loader, const char *name, const config_setting_t *node) {
    const struct setting *setting = settings_find(name);
    if (setting) {
        take_value(loader, setting, node);
        return;
    }
    struct origin origin = origin_of(loader, node);
    if (settings_is_group(name)) {
        if (config_setting_is_group(node))
            take_group(loader, name, node);
        else
            faults_add(loader->faults, &origin, "%s: this is %s; write a group, %s: { … };", name,
                       kind_name(node), config_setting_name(node));
        return;
    }
    STR_AUTO(hint, 256);
    settings_add_nearest(name, &hint);
    faults_add(loader->faults, &origin, "there is no setting %s%s", name, hint.text);
}

/* Goes no deeper than names of settings do, because only known groups are entered. */
static void take_group(const struct loader *loader, const char *prefix,
                       const config_setting_t *group) {
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        if ((int)config_setting_source_line(node) >= loader->end)
            return;
        STR_AUTO(name, NAME_MAX_BYTES);
        str_addf(&name, "%s%s%s", prefix, *prefix ? "." : "", config_setting_name(node));
        take_node(loader, name.text, node);
    }
}

/* ---- The file ----------------------------------------------------------------------------- */

static void tell_syntax_error(const struct loader *loader, const config_t *tree) {
    struct origin origin = {.where = loader->file, .line = loader->end};
    const char *what = config_error_text(tree);
    const char *hint = str_starts(what, "duplicate")
                           ? "delete one of the two"
                           : "a setting is name = \"value\"; and a group is name: { … };";
    faults_add(loader->faults, &origin, "%s; %s (nothing below this line was read)", what, hint);
}

/* libconfig opens what @include names while it parses, so the directive is looked for before. A
 * line inside a text or a comment that begins with it is refused as well, which harms nobody. */
static bool has_include(const struct loader *loader, const char *text) {
    struct origin origin = {.where = loader->file, .line = 1};
    bool found = false;
    for (const char *line = text; line; origin.line++) {
        if (str_starts(line + strspn(line, " \t\r\f\v"), "@include")) {
            faults_add(loader->faults, &origin,
                       "@include is not allowed; all settings stand in one file");
            found = true;
        }
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    return found;
}

static void parse(struct loader *loader, const char *text) {
    config_t tree;
    config_init(&tree);
    bool whole = config_read_string(&tree, text);
    if (!whole)
        loader->end = config_error_line(&tree);
    /* After an error the tree holds what stood before it. */
    take_group(loader, "", config_root_setting(&tree));
    if (!whole)
        tell_syntax_error(loader, &tree);
    config_destroy(&tree);
}

void config_load_text(struct config *config, const char *name, const char *text, size_t len,
                      struct faults *faults) {
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    struct origin origin = {.where = arena_strdup(config->texts, name)};
    if (len > FILE_MAX) {
        faults_add(faults, &origin, "is larger than 1 MiB; this is not a settings file");
        return;
    }
    if (memchr(text, 0, len) || !utf8_valid(text, len)) {
        faults_add(faults, &origin, "is not UTF-8 text; save it as UTF-8");
        return;
    }
    char *copy = mem_alloc(len + 1);
    memcpy(copy, text, len);
    const char *start = copy + (str_starts(copy, byte_order_mark) ? strlen(byte_order_mark) : 0);
    struct loader loader = {origin.where, INT_MAX, config, faults};
    if (!has_include(&loader, start))
        parse(&loader, start);
    mem_free(copy);
}

void config_load_file(struct config *config, const char *path, struct faults *faults) {
    struct origin origin = {.where = arena_strdup(config->texts, path)};
    FILE *file = fopen(path, "re");
    if (!file) {
        faults_add(faults, &origin, "cannot be opened: %s", strerror(errno));
        return;
    }
    char *text = mem_alloc(FILE_MAX + 1);
    size_t len = fread(text, 1, FILE_MAX + 1, file);
    if (ferror(file))
        faults_add(faults, &origin, "cannot be read: %s", strerror(errno));
    else
        config_load_text(config, path, text, len, faults);
    mem_free(text);
    fclose(file);
}
