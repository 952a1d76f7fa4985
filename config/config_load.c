/* Reading a settings file: the known names in its tree, one after another. */
#include "base/mem.h"
#include "config/config.h"
#include "config/settings.h"
#include "config/source.h"

enum { NAME_MAX_BYTES = 128, WORDS_MAX = 4096 };

struct loader {
    const struct source *source;
    struct config *config;
    struct faults *faults;
};

/* ---- One value */

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
    if (setting->rule.kind == VALUE_WORDS && source_is_list(node) && join_list(node, words))
        return words->text;
    return NULL;
}

void settings_take(const struct setting *setting, const struct source *source,
                   const config_setting_t *node, struct config *config, struct faults *faults) {
    struct origin origin = source_origin(source, node);
    STR_AUTO(words, WORDS_MAX);
    const char *text = text_of(setting, node, &words);
    if (text)
        settings_assign(setting, text, origin, config, faults);
    else
        settings_refuse(setting, source_kind(node), origin, config, faults);
}

/* ---- Groups */

static void take_group(const struct loader *loader, const char *prefix,
                       const config_setting_t *group);

static void take_node(const struct loader *loader, const char *name, const config_setting_t *node) {
    const struct setting *setting = settings_find(name);
    if (setting) {
        settings_take(setting, loader->source, node, loader->config, loader->faults);
        return;
    }
    struct origin origin = source_origin(loader->source, node);
    if (settings_is_group(name)) {
        if (config_setting_is_group(node))
            take_group(loader, name, node);
        else
            faults_add(loader->faults, &origin, "%s: this is %s; write a group, %s: { … };", name,
                       source_kind(node), config_setting_name(node));
        return;
    }
    STR_AUTO(hint, 256);
    settings_add_nearest(name, &hint);
    faults_add(loader->faults, &origin, "there is no setting %s%s", name, hint.text);
}

/* Goes no deeper than names of settings do, because only known groups are entered. */
static void take_group(const struct loader *loader, const char *prefix,
                       const config_setting_t *group) {
    const config_setting_t *node;
    for (int i = 0; (node = source_child(loader->source, group, i)); i++) {
        STR_AUTO(name, NAME_MAX_BYTES);
        str_addf(&name, "%s%s%s", prefix, *prefix ? "." : "", config_setting_name(node));
        take_node(loader, name.text, node);
    }
}

/* ---- The file */

void config_load_text(struct config *config, const char *name, const char *text, size_t len,
                      struct faults *faults) {
    struct source source;
    if (!source_parse(&source, arena_strdup(config->texts, name), text, len, faults))
        return;
    struct loader loader = {&source, config, faults};
    take_group(&loader, "", source_root(&source));
    source_close(&source, faults);
}

void config_load_file(struct config *config, const char *path, struct faults *faults) {
    size_t len = 0;
    char *text = source_read(path, arena_strdup(config->texts, path), &len, faults);
    if (text)
        config_load_text(config, path, text, len, faults);
    mem_free(text);
}
