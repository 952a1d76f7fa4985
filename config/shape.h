/* Shapes: tables that say how a struct is written in a file, so that one reader fills them all and
 * every fault has its line. A group { … } fills a struct; a list ( {…}, {…} ) an array of them. */
#ifndef CONFIG_SHAPE_H
#define CONFIG_SHAPE_H

#include "base/mem.h"
#include "config/source.h"
#include "config/value.h"

#include <stdbool.h>
#include <stddef.h>

enum shape_kind {
    SHAPE_VALUE,  /* as rule says */
    SHAPE_NUMBER, /* int64_t; rule.min to rule.max, otherwise rule.min */
    SHAPE_TEXTS,  /* struct playbook_texts, from a list of texts */
    SHAPE_LIST,   /* a pointer to structs of the inner shape and, at count, an int */
    SHAPE_GROUP   /* a struct of the inner shape */
};

struct shape;

struct shape_field {
    const char *name; /* NULL ends a shape */
    enum shape_kind kind;
    size_t offset;
    struct value_rule rule;
    bool needed;
    size_t count; /* where the number of a list's structs goes */
    const struct shape *inner;
};

/* A struct; with has_line it begins with `int line`, which is set to where it stands. */
struct shape {
    const char *what; /* "role": names it in faults */
    size_t size;
    const struct shape_field *fields;
    bool has_line;
};

enum { SHAPE_TEXT_MAX = 1000, SHAPE_LIST_MAX = 200 };

/* What a reading needs besides the node. */
struct shape_reader {
    const struct source *source;
    struct arena *arena; /* for what is read */
    struct faults *faults;
};

/* Sets every text of a struct to "" and every number to its least. */
void shape_clear(const struct shape *shape, void *object);

/* The field of that name, or NULL. */
const struct shape_field *shape_find(const struct shape *shape, const char *name);

/* Reads one field of object; what does not fit is a fault and leaves it as it was. */
void shape_read_field(const struct shape_reader *reader, const struct shape_field *field,
                      const config_setting_t *node, void *object);

/* Adds the fault that there is no such name here, with the nearest ones of the shape. */
void shape_refuse(const struct shape_reader *reader, const struct shape *shape,
                  const config_setting_t *node);

#endif
