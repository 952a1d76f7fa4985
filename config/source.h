/* A file in libconfig's syntax: read, checked as text and parsed, for whoever takes its tree
 * apart. Faults go to the list, with file and line. Only config/ sees this. */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include "config/faults.h"

#include <libconfig.h>
#include <stddef.h>

enum { SOURCE_MAX = 1024 * 1024 };

/* A parsed text. After a syntax error the tree holds what stood before it. */
struct source {
    config_t tree;
    const char *name;
    int end; /* the first line that could not be read; INT_MAX: all was read */
};

/* The file's bytes, at most SOURCE_MAX + 1 of them, in memory that the caller frees; NULL with a
 * fault when it cannot be read. name stands for it in faults. */
char *source_read(const char *path, const char *name, size_t *ret_len, struct faults *faults);

/* Parses text, whose name must outlive the source. False, with a fault and nothing to close, when
 * it is too large, no UTF-8, or includes another file (the text is all there is). A syntax error is
 * told by source_close, after the faults of what stands before it. */
bool source_parse(struct source *source, const char *name, const char *text, size_t len,
                  struct faults *faults);
void source_close(struct source *source, struct faults *faults);

const config_setting_t *source_root(const struct source *source);

/* The child number i of a group or list, or NULL when it stands behind a syntax error. */
const config_setting_t *source_child(const struct source *source, const config_setting_t *parent,
                                     int i);

struct origin source_origin(const struct source *source, const config_setting_t *node);

/* What a node is, in words: "a group", "a number". */
const char *source_kind(const config_setting_t *node);

/* Whether it is a list or an array. */
bool source_is_list(const config_setting_t *node);

#endif
