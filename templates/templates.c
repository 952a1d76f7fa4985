/* Loading and finding message templates: see templates.h. */
#include "templates/templates.h"

#include "base/mem.h"
#include "base/str.h"
#include "templates/blocks.h"
#include "templates/mustache.h"
#include "templates/names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct template {
    const char *file; /* "declared.json", of the shipped table */
    struct blocks *blocks;
};

struct templates {
    struct template *list;
    size_t count;
};

static struct template *find_file(const struct templates *templates, const char *file) {
    for (size_t i = 0; i < templates->count; i++)
        if (str_equal(templates->list[i].file, file))
            return &templates->list[i];
    return NULL;
}

static enum result load_shipped(struct templates *templates, const struct embedded *shipped,
                                struct err *err) {
    size_t count = 0;
    while (shipped[count].name)
        count++;
    templates->list = mem_alloc(count * sizeof *templates->list);
    for (size_t i = 0; i < count; i++) {
        struct template *template = &templates->list[templates->count++];
        template->file = shipped[i].name;
        if (blocks_parse(shipped[i].name, shipped[i].bytes, shipped[i].len, NULL, &template->blocks,
                         err) != OK)
            return INVALID;
    }
    return OK;
}

/* ---- The operator's directory */

static enum result read_open(int file, const char *path, struct str *out, struct err *err) {
    struct stat status;
    if (fstat(file, &status) != 0)
        return fail(err, IO, "cannot read %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(err, INVALID, "%s is not a regular file; move it elsewhere", path);
    char part[4096];
    for (ssize_t len; (len = read(file, part, sizeof part)) != 0;) {
        if (len < 0)
            return fail(err, IO, "cannot read %s: %s", path, strerror(errno));
        str_add_bytes(out, part, (size_t)len);
        if (out->full)
            return fail(err, INVALID, "%s is too long: a template has at most %zu bytes", path,
                        out->max);
    }
    return OK;
}

/* Reads the whole file into out. Not blocking, so that a FIFO in its place stops nobody. */
static enum result read_file(const char *path, struct str *out, struct err *err) {
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return fail(err, IO, "cannot open %s: %s", path, strerror(errno));
    enum result result = read_open(file, path, out, err);
    close(file);
    return result;
}

static enum result no_such_template(const struct templates *templates, const char *path,
                                    const char *file, struct err *err) {
    STR_AUTO(hint, ERR_TEXT_MAX);
    const char **known = mem_alloc(templates->count * sizeof *known);
    for (size_t i = 0; i < templates->count; i++)
        known[i] = templates->list[i].file;
    names_add_nearest(&hint, file, known, templates->count);
    str_add(&hint, hint.len > 0 ? " The templates are" : "; the templates are");
    for (size_t i = 0; i < templates->count; i++)
        str_addf(&hint, "%s %s", i > 0 ? "," : "", known[i]);
    mem_free(known);
    return fail(err, INVALID, "%s replaces no template%s", path, hint.text);
}

static enum result replace(struct templates *templates, const char *directory, const char *file,
                           struct err *err) {
    STR_AUTO(path, 4096);
    STR_AUTO(text, MUSTACHE_TEXT_MAX);
    str_addf(&path, "%s/%s", directory, file);
    struct template *template = find_file(templates, file);
    if (!template)
        return no_such_template(templates, path.text, file, err);
    enum result result = read_file(path.text, &text, err);
    if (result != OK)
        return result;
    struct blocks *blocks;
    if (blocks_parse(path.text, text.text, text.len, blocks_names(template->blocks), &blocks,
                     err) != OK)
        return INVALID;
    blocks_free(template->blocks);
    template->blocks = blocks;
    return OK;
}

static int is_visible(const struct dirent *entry) {
    return entry->d_name[0] != '.';
}

static enum result load_directory(struct templates *templates, const char *directory,
                                  struct err *err) {
    struct dirent **entries;
    int count = scandir(directory, &entries, is_visible, alphasort);
    if (count < 0)
        return fail(err, IO, "cannot read the directory of templates, %s: %s", directory,
                    strerror(errno));
    enum result result = OK;
    for (int i = 0; i < count; i++) {
        if (result == OK)
            result = replace(templates, directory, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return result;
}

enum result templates_load(const struct embedded *shipped, const char *directory,
                           struct templates **ret_templates, struct err *err) {
    struct templates *templates = mem_alloc(sizeof *templates);
    enum result result = load_shipped(templates, shipped, err);
    if (result == OK && directory)
        result = load_directory(templates, directory, err);
    if (result != OK) {
        templates_free(templates);
        return result;
    }
    *ret_templates = templates;
    return OK;
}

void templates_free(struct templates *templates) {
    if (!templates)
        return;
    for (size_t i = 0; i < templates->count; i++)
        blocks_free(templates->list[i].blocks);
    mem_free(templates->list);
    mem_free(templates);
}

enum result templates_render(const struct templates *templates, const char *name,
                             const struct json *values, struct json **ret_message,
                             struct err *err) {
    STR_AUTO(file, 256);
    str_addf(&file, "%s.json", name);
    const struct template *template = find_file(templates, file.text);
    if (!template)
        return fail(err, ABSENT, "there is no template %s", file.text);
    struct json *message = blocks_render(template->blocks, values);
    if (!message)
        return fail(err, INVALID, "the template %s gives an empty message", file.text);
    *ret_message = message;
    return OK;
}
