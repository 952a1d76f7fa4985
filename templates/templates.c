/* Loading and finding message templates: see templates.h. */
#include "templates/templates.h"

#include "base/mem.h"
#include "base/str.h"
#include "templates/blocks.h"
#include "templates/folder.h"
#include "templates/mustache.h"
#include "templates/names.h"

#define DOCUMENTS_FOLDER "documents"

struct template {
    const char *file; /* "declared.json", of the shipped table */
    struct blocks *blocks;
};

struct templates {
    struct template *list;
    size_t count;
    struct documents *documents;
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

static enum result replace(void *owner, const char *path, const char *file, struct err *err) {
    struct templates *templates = owner;
    STR_AUTO(text, MUSTACHE_TEXT_MAX);
    if (str_equal(file, DOCUMENTS_FOLDER))
        return OK; /* read on its own */
    struct template *template = find_file(templates, file);
    if (!template)
        return no_such_template(templates, path, file, err);
    enum result result = folder_read(path, &text, err);
    if (result != OK)
        return result;
    struct blocks *blocks;
    if (blocks_parse(path, text.text, text.len, blocks_names(template->blocks), &blocks, err) != OK)
        return INVALID;
    blocks_free(template->blocks);
    template->blocks = blocks;
    return OK;
}

static enum result load_directory(struct templates *templates, const char *directory,
                                  struct err *err) {
    enum result result = folder_each(directory, replace, templates, err);
    return result == ABSENT ? fail(err, IO, "there is no directory of templates %s", directory)
                            : result;
}

/* Those of the program, and those in a folder of their own below the operator's directory. */
static enum result load_documents(struct templates *templates, const char *directory,
                                  struct err *err) {
    STR_AUTO(path, 4096);
    if (directory)
        str_addf(&path, "%s/%s", directory, DOCUMENTS_FOLDER);
    return documents_load(shipped_documents, directory ? path.text : NULL, &templates->documents,
                          err);
}

enum result templates_load(const struct embedded *shipped, const char *directory,
                           struct templates **ret_templates, struct err *err) {
    struct templates *templates = mem_alloc(sizeof *templates);
    enum result result = load_shipped(templates, shipped, err);
    if (result == OK && directory)
        result = load_directory(templates, directory, err);
    if (result == OK)
        result = load_documents(templates, directory, err);
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
    documents_free(templates->documents);
    mem_free(templates);
}

const struct documents *templates_documents(const struct templates *templates) {
    return templates->documents;
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
