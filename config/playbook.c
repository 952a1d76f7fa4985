/* Reading a playbook: see playbook.h. */
#include "config/playbook.h"

#include "base/str.h"
#include "config/playbook_shape.h"
#include "config/settings.h"
#include "config/source.h"

#include <stdio.h>

enum { NAME_MAX_BYTES = 128 };

struct reading {
    struct shape_reader reader;
    struct playbook *playbook;
    struct config own; /* built-in defaults, and what the playbook says of policy */
};

/* One name of a group of settings: true when it was one. */
static bool take_setting(struct reading *reading, const char *group, const config_setting_t *node) {
    STR_AUTO(name, NAME_MAX_BYTES);
    str_addf(&name, "%s.%s", group, config_setting_name(node));
    const struct setting *setting = settings_find(name.text);
    if (!setting || !settings_is_policy(setting))
        return false;
    settings_take(setting, reading->reader.source, node, &reading->own, reading->reader.faults);
    return true;
}

/* severity.sev1: settings and the playbook's own side by side. */
static void take_severity(struct reading *reading, const config_setting_t *group,
                          enum severity severity) {
    struct playbook_severity *own = &reading->playbook->severities[severity - SEVERITY_1];
    const config_setting_t *node;
    char name[sizeof "severity.sev1"];
    snprintf(name, sizeof name, "severity.%s", severity_code(severity));
    own->line = (int)config_setting_source_line(group);
    for (int i = 0; (node = source_child(reading->reader.source, group, i)); i++) {
        const struct shape_field *field =
            shape_find(&playbook_severity_shape, config_setting_name(node));
        if (field)
            shape_read_field(&reading->reader, field, node, own);
        else if (!take_setting(reading, name, node))
            shape_refuse(&reading->reader, &playbook_severity_shape, node);
    }
}

static void take_severities(struct reading *reading, const config_setting_t *group) {
    const config_setting_t *node;
    for (int i = 0; (node = source_child(reading->reader.source, group, i)); i++) {
        struct origin origin = source_origin(reading->reader.source, node);
        enum severity found = 0;
        for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
            if (str_equal(config_setting_name(node), severity_code(s)))
                found = s;
        if (found && config_setting_is_group(node))
            take_severity(reading, node, found);
        else
            faults_add(reading->reader.faults, &origin,
                       "severity: write a group sev1, sev2, sev3 or sev4, such as sev1: { … };");
    }
}

static void take_group(struct reading *reading, const config_setting_t *group) {
    const config_setting_t *node;
    for (int i = 0; (node = source_child(reading->reader.source, group, i)); i++) {
        struct origin origin = source_origin(reading->reader.source, node);
        if (!take_setting(reading, config_setting_name(group), node))
            faults_add(reading->reader.faults, &origin, "%s.%s is nothing that a playbook decides",
                       config_setting_name(group), config_setting_name(node));
    }
}

static void take_node(struct reading *reading, const config_setting_t *node) {
    const char *name = config_setting_name(node);
    const struct shape_field *field = shape_find(&playbook_shape, name);
    if (field)
        shape_read_field(&reading->reader, field, node, reading->playbook);
    else if (str_equal(name, "severity") && config_setting_is_group(node))
        take_severities(reading, node);
    else if (settings_is_group(name) && config_setting_is_group(node))
        take_group(reading, node);
    else
        shape_refuse(&reading->reader, &playbook_shape, node);
}

static void take_all(struct reading *reading) {
    const struct source *source = reading->reader.source;
    const config_setting_t *node, *root = source_root(source);
    for (int i = 0; (node = source_child(source, root, i)); i++)
        take_node(reading, node);
    if (!config_setting_get_member(
            root, "title")) /* it also tells a playbook that was kept from any other text */
        faults_add(reading->reader.faults, &(struct origin){.where = source->name},
                   "title is missing; write title = \"…\";");
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        if (!reading->playbook->severities[i].line)
            faults_add(reading->reader.faults, &(struct origin){.where = source->name},
                       "severity.%s is missing; a playbook has all four",
                       severity_code((enum severity)(SEVERITY_1 + i)));
}

struct playbook *playbook_read(const char *name, const char *file, const char *text, size_t len,
                               struct config *config, struct arena *arena, struct faults *faults) {
    struct playbook *playbook = arena_alloc(arena, sizeof *playbook);
    struct reading reading = {.playbook = playbook};
    struct source source;
    shape_clear(&playbook_shape, playbook);
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        shape_clear(&playbook_severity_shape, &playbook->severities[i]);
    playbook->name = arena_strdup(arena, name);
    playbook->file = arena_strdup(arena, file);
    playbook->text = arena_strndup(arena, text, len);
    config_defaults_in(&reading.own, arena);
    if (source_parse(&source, playbook->file, text, len, faults)) {
        reading.reader = (struct shape_reader){&source, arena, faults};
        take_all(&reading);
        source_close(&source, faults);
    }
    for (size_t i = 0; i < settings_count; i++)
        reading.own.origins[i].borrowed = true;
    settings_adopt_policy(config, &reading.own);
    playbook->policy = config->policy;
    return playbook;
}
