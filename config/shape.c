/* Reading structs by their shapes: see shape.h. */
#include "config/shape.h"

#include "base/str.h"
#include "model/playbook.h"
#include "model/words.h"

#include <inttypes.h>
#include <string.h>

enum { FIELDS_MAX = 64 };

const struct shape_field *shape_find(const struct shape *shape, const char *name) {
    for (const struct shape_field *field = shape->fields; field->name; field++)
        if (str_equal(field->name, name))
            return field;
    return NULL;
}

static void *at(void *object, size_t offset) {
    return (char *)object + offset;
}

static bool is_text(const struct shape_field *field) {
    return field->kind == SHAPE_VALUE && field->rule.kind >= VALUE_TEXT;
}

void shape_clear(const struct shape *shape, void *object) {
    memset(object, 0, shape->size);
    for (const struct shape_field *field = shape->fields; field->name; field++) {
        if (is_text(field))
            *(const char **)at(object, field->offset) = "";
        else if (field->kind == SHAPE_NUMBER)
            *(int64_t *)at(object, field->offset) = field->rule.min;
        else if (field->kind == SHAPE_GROUP)
            shape_clear(field->inner, at(object, field->offset));
    }
}

static void refuse(const struct shape_reader *reader, const config_setting_t *node,
                   const char *expected) {
    struct origin origin = source_origin(reader->source, node);
    const char *name = config_setting_name(node);
    faults_add(reader->faults, &origin, "%s%sthis is %s; write %s", name ? name : "",
               name ? ": " : "", source_kind(node), expected);
}

void shape_refuse(const struct shape_reader *reader, const struct shape *shape,
                  const config_setting_t *node) {
    const char *names[FIELDS_MAX], *name = config_setting_name(node);
    size_t count = 0, nearest[WORDS_NEAREST_MAX];
    for (const struct shape_field *field = shape->fields; field->name; field++)
        if (count < FIELDS_MAX)
            names[count++] = field->name;
    size_t found = words_nearest(name, names, count, nearest);
    struct origin origin = source_origin(reader->source, node);
    STR_AUTO(hint, 256);
    words_add_nearest(&hint, names, nearest, found);
    faults_add(reader->faults, &origin, "a %s has no %s%s", shape->what, name, hint.text);
}

/* ---- Values */

/* The node as text that value_read takes; NULL when its type does not fit. */
static const char *value_text(const struct shape_field *field, const config_setting_t *node) {
    if (field->rule.kind == VALUE_SWITCH)
        return config_setting_type(node) != CONFIG_TYPE_BOOL ? NULL
               : config_setting_get_bool(node)               ? "true"
                                                             : "false";
    return config_setting_get_string(node);
}

static void read_value(const struct shape_reader *reader, const struct shape_field *field,
                       const config_setting_t *node, void *object) {
    struct err err;
    const char *text = value_text(field, node);
    struct origin origin = source_origin(reader->source, node);
    if (!text)
        refuse(reader, node, value_expected(field->rule.kind));
    else if (value_read(&field->rule, text, reader->arena, at(object, field->offset), &err) != OK)
        faults_add(reader->faults, &origin, "%s: %s", field->name, err.text);
}

static void read_number(const struct shape_reader *reader, const struct shape_field *field,
                        const config_setting_t *node, void *object) {
    struct origin origin = source_origin(reader->source, node);
    int64_t number = config_setting_get_int64(node);
    if (config_setting_is_number(node) != CONFIG_TRUE ||
        config_setting_type(node) == CONFIG_TYPE_FLOAT)
        refuse(reader, node, "a whole number, without quotes");
    else if (number < field->rule.min || number > field->rule.max)
        faults_add(reader->faults, &origin,
                   "%s: %" PRId64 " is out of bounds; write %" PRId64 " to %" PRId64, field->name,
                   number, field->rule.min, field->rule.max);
    else
        *(int64_t *)at(object, field->offset) = number;
}

/* Reads a whole group into object, cleared before. Fields that are missing though needed, and names
 * that there are none of, are faults. */
static void read_group(const struct shape_reader *reader, const struct shape *shape,
                       const config_setting_t *group, void *object);

/* ---- Lists */

/* How many elements there are to read; too many are a fault, and the first are read. */
static int length(const struct shape_reader *reader, const config_setting_t *list) {
    int count = config_setting_length(list);
    struct origin origin = source_origin(reader->source, list);
    if (count <= SHAPE_LIST_MAX)
        return count;
    faults_add(reader->faults, &origin, "%s: this list has %d entries; write at most %d",
               config_setting_name(list), count, SHAPE_LIST_MAX);
    return SHAPE_LIST_MAX;
}

static void read_texts(const struct shape_reader *reader, const struct shape_field *field,
                       const config_setting_t *node, void *object) {
    static const struct shape_field element = {
        .name = "entry",
        .kind = SHAPE_VALUE,
        .rule = {.kind = VALUE_TEXT, .min = 1, .max = SHAPE_TEXT_MAX}};
    struct playbook_texts *texts = at(object, field->offset);
    const config_setting_t *child;
    if (!source_is_list(node)) {
        refuse(reader, node, "a list of texts, such as [\"one\", \"two\"]");
        return;
    }
    int count = length(reader, node);
    texts->line = (int)config_setting_source_line(node);
    texts->texts = arena_alloc(reader->arena, (size_t)count * sizeof *texts->texts + 1);
    for (int i = 0; i < count && (child = source_child(reader->source, node, i)); i++) {
        const char *text = NULL;
        read_value(reader, &element, child, &text);
        if (text)
            texts->texts[texts->count++] = text;
    }
}

static void read_list(const struct shape_reader *reader, const struct shape_field *field,
                      const config_setting_t *node, void *object) {
    size_t size = field->inner->size;
    const config_setting_t *child;
    int *count = at(object, field->count);
    if (!source_is_list(node)) {
        refuse(reader, node, "a list of groups, such as ( { … }, { … } )");
        return;
    }
    int most = length(reader, node);
    char *structs = arena_alloc(reader->arena, (size_t)most * size + 1);
    for (int i = 0; i < most && (child = source_child(reader->source, node, i)); i++) {
        if (!config_setting_is_group(child)) {
            refuse(reader, child, "a group, { … }");
            continue;
        }
        read_group(reader, field->inner, child, structs + (size_t)*count * size);
        ++*count;
    }
    *(void **)at(object, field->offset) = structs;
}

/* ---- Structs */

void shape_read_field(const struct shape_reader *reader, const struct shape_field *field,
                      const config_setting_t *node, void *object) {
    switch (field->kind) {
    case SHAPE_VALUE:
        read_value(reader, field, node, object);
        return;
    case SHAPE_NUMBER:
        read_number(reader, field, node, object);
        return;
    case SHAPE_TEXTS:
        read_texts(reader, field, node, object);
        return;
    case SHAPE_LIST:
        read_list(reader, field, node, object);
        return;
    case SHAPE_GROUP:
        if (config_setting_is_group(node))
            read_group(reader, field->inner, node, at(object, field->offset));
        else
            refuse(reader, node, "a group, { … }");
        return;
    }
}

static void check_needed(const struct shape_reader *reader, const struct shape *shape,
                         const config_setting_t *group) {
    struct origin origin = source_origin(reader->source, group);
    for (const struct shape_field *field = shape->fields; field->name; field++)
        if (field->needed && !config_setting_get_member(group, field->name))
            faults_add(reader->faults, &origin, "this %s has no %s; write %s = …;", shape->what,
                       field->name, field->name);
}

static void read_group(const struct shape_reader *reader, const struct shape *shape,
                       const config_setting_t *group, void *object) {
    const config_setting_t *node;
    shape_clear(shape, object);
    if (shape->has_line)
        *(int *)object = (int)config_setting_source_line(group);
    for (int i = 0; (node = source_child(reader->source, group, i)); i++) {
        const struct shape_field *field = shape_find(shape, config_setting_name(node));
        if (field)
            shape_read_field(reader, field, node, object);
        else
            shape_refuse(reader, shape, node);
    }
    if (source_child(reader->source, group, config_setting_length(group) - 1) ||
        config_setting_length(group) == 0)
        check_needed(reader, shape, group);
}
