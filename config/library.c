/* The playbooks that are in use: see library.h. */
#include "config/library.h"

#include "base/mem.h"
#include "base/str.h"
#include "config/playbook.h"
#include "config/playbook_check.h"
#include "config/source.h"

#include <string.h>

enum { BOOK_BYTES_MAX = 16 * 1024 * 1024, KEPT_MAX = 32 };

struct book {
    struct arena *arena;
    struct playbook *playbook;
};

struct library {
    struct config config; /* borrowed texts; policy as it was before any playbook */
    struct book current;
    struct runbooks runbooks; /* in current's arena */
    struct book kept[KEPT_MAX];
    int kept_count;
    int next; /* the place of the kept one that gives way when all are taken */
};

static void book_free(struct book *book) {
    arena_free(book->arena);
    *book = (struct book){0};
}

/* ---- The one in force */

static const struct embedded *find_shipped(const char *name) {
    for (const struct embedded *file = shipped_playbooks; file->name; file++) {
        size_t len = strlen(name);
        if (str_starts(file->name, name) && str_equal(file->name + len, ".cfg"))
            return file;
    }
    return NULL;
}

/* "hospital" of "/etc/incidentd/hospital.cfg" */
static const char *name_of_path(const char *path, struct arena *arena) {
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    return arena_strndup(arena, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static void tell_unknown(const struct config *config, struct faults *faults) {
    STR_AUTO(names, 256);
    for (const struct embedded *file = shipped_playbooks; file->name; file++)
        str_addf(&names, "%s%.*s", names.len ? ", " : "",
                 (int)(strlen(file->name) - strlen(".cfg")), file->name);
    faults_add(
        faults, config_origin(config, "playbook"),
        "playbook: there is none called \"%s\"; write one of %s, or the path of a file, with "
        "a / in it",
        config->playbook, names.text);
}

static void load_current(struct library *library, struct config *config, struct faults *faults) {
    struct book *book = &library->current;
    book->arena = arena_new(BOOK_BYTES_MAX);
    const char *path = config->playbook;
    if (strchr(path, '/')) {
        size_t len = 0;
        char *text = source_read(path, arena_strdup(book->arena, path), &len, faults);
        book->playbook = playbook_read(name_of_path(path, book->arena), path, text ? text : "",
                                       text ? len : 0, config, book->arena, faults);
        mem_free(text);
        return;
    }
    const struct embedded *shipped = find_shipped(path);
    if (!shipped)
        tell_unknown(config, faults);
    book->playbook = playbook_read(path, arena_printf(book->arena, "playbook %s", path),
                                   shipped ? shipped->bytes : "", shipped ? shipped->len : 0,
                                   config, book->arena, faults);
}

/* A playbook that names a runbook which is nowhere sends somebody to look for it at night. */
static void check_runbooks(const struct library *library, struct faults *faults) {
    const struct playbook *playbook = library->current.playbook;
    for (int i = 0; i < playbook->runbooks.count; i++)
        if (!runbooks_find(&library->runbooks, playbook->runbooks.texts[i]))
            faults_add(faults,
                       &(struct origin){.where = playbook->file, .line = playbook->runbooks.line},
                       "runbooks: there is no file %s.md among the shipped ones, nor in "
                       "runbooks.dir",
                       playbook->runbooks.texts[i]);
}

struct library *library_load(struct config *config, struct faults *faults) {
    struct library *library = mem_alloc(sizeof *library);
    unsigned before = faults->count;
    library->config = *config;
    load_current(library, config, faults);
    library->runbooks =
        runbooks_load(shipped_runbooks, config->runbooks_dir, library->current.arena, faults);
    if (faults->count == before) {
        playbook_check(library->current.playbook, faults);
        check_runbooks(library, faults);
    }
    return library;
}

/* The copy takes the playbook's policy in, so that it is held against the settings as at a start.
 */
struct library *library_reload(const struct config *config, struct faults *faults) {
    struct config copy = *config;
    struct library *library = library_load(&copy, faults);
    enum result checked = config_check(&copy, faults);
    (void)checked; /* faults say it */
    return library;
}

void library_free(struct library *library) {
    if (!library)
        return;
    book_free(&library->current);
    for (int i = 0; i < library->kept_count; i++)
        book_free(&library->kept[i]);
    mem_free(library);
}

const struct playbook *library_current(const struct library *library) {
    return library->current.playbook;
}

const struct runbooks *library_runbooks(const struct library *library) {
    return &library->runbooks;
}

/* ---- Those of incidents */

static struct book *make_room(struct library *library) {
    if (library->kept_count < KEPT_MAX)
        return &library->kept[library->kept_count++];
    struct book *oldest = &library->kept[library->next];
    library->next = (library->next + 1) % KEPT_MAX;
    book_free(oldest);
    return oldest;
}

/* A text that was a playbook once is read as far as this version understands it; what it does not
 * know any more was right when the incident began. */
enum result library_kept(struct library *library, const char *name, const char *text,
                         const struct playbook **ret_playbook, struct err *err) {
    for (int i = 0; i < library->kept_count; i++) {
        *ret_playbook = library->kept[i].playbook;
        if (str_equal((*ret_playbook)->text, text))
            return OK;
    }
    struct faults faults = faults_new();
    struct config copy = library->config; /* it takes in this playbook's policy */
    struct book book = {.arena = arena_new(BOOK_BYTES_MAX)};
    book.playbook =
        playbook_read(name, "a kept playbook", text, strlen(text), &copy, book.arena, &faults);
    bool readable = *book.playbook->title != 0;
    faults_free(&faults);
    if (!readable) {
        book_free(&book);
        return fail(err, CORRUPT, "the playbook %s that the store keeps cannot be read", name);
    }
    *make_room(library) = book;
    *ret_playbook = book.playbook;
    return OK;
}
