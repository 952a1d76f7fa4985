/* The shelf of runbooks: see runbooks.h. */
#include "config/runbooks.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".md";

static struct runbook *find(const struct runbooks *runbooks, const char *name) {
    for (int i = 0; i < runbooks->count; i++)
        if (str_equal_nocase(runbooks->list[i].name, name))
            return &runbooks->list[i];
    return NULL;
}

const struct runbook *runbooks_find(const struct runbooks *runbooks, const char *name) {
    return find(runbooks, name);
}

static bool is_runbook(const char *file) {
    size_t len = strlen(file), end = strlen(suffix);
    return *file != '.' && len > end && str_equal(file + len - end, suffix);
}

/* Reads text, from the file that faults call where, and puts it on the shelf. */
static void put(struct runbooks *runbooks, const char *file, const char *where, const char *text,
                size_t len, struct arena *arena, struct faults *faults) {
    struct err err = {.text = ""};
    const char *name = arena_strndup(arena, file, strlen(file) - strlen(suffix));
    struct runbook *place = find(runbooks, name), read;
    struct origin origin = {.where = arena_strdup(arena, where)};
    if (runbook_read(name, text, len, arena, &read, &err) != OK) {
        char *what;
        origin.line = (int)strtol(err.text, &what, 10); /* "12: what is wrong" */
        faults_add(faults, &origin, "%s", what + strspn(what, ": "));
    } else if (!place && runbooks->count == RUNBOOKS_MAX) {
        faults_add(faults, &origin, "is one runbook too many; there may be %d", RUNBOOKS_MAX);
    } else {
        *(place ? place : &runbooks->list[runbooks->count++]) = read;
    }
}

static void put_file(struct runbooks *runbooks, const char *directory, const char *file,
                     struct arena *arena, struct faults *faults) {
    const char *path = arena_printf(arena, "%s/%s", directory, file);
    struct origin origin = {.where = path};
    FILE *stream = fopen(path, "re");
    if (!stream) {
        faults_add(faults, &origin, "cannot be opened: %s", strerror(errno));
        return;
    }
    char *text = mem_alloc(RUNBOOK_BYTES_MAX + 1);
    size_t len = fread(text, 1, RUNBOOK_BYTES_MAX + 1, stream);
    if (ferror(stream))
        faults_add(faults, &origin, "cannot be read: %s", strerror(errno));
    else
        put(runbooks, file, path, text, len, arena, faults);
    mem_free(text);
    fclose(stream);
}

static void put_folder(struct runbooks *runbooks, const char *directory, struct arena *arena,
                       struct faults *faults) {
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, NULL, alphasort);
    if (count < 0) {
        faults_add(faults, &(struct origin){.where = "runbooks.dir"}, "%s cannot be read: %s",
                   directory, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        if (is_runbook(entries[i]->d_name))
            put_file(runbooks, directory, entries[i]->d_name, arena, faults);
        mem_free(entries[i]);
    }
    mem_free(entries);
}

struct runbooks runbooks_load(const struct embedded *shipped, const char *directory,
                              struct arena *arena, struct faults *faults) {
    struct runbooks runbooks = {arena_alloc(arena, RUNBOOKS_MAX * sizeof *runbooks.list), 0};
    for (const struct embedded *file = shipped; file->name; file++)
        put(&runbooks, file->name, file->name, file->bytes, file->len, arena, faults);
    if (*directory)
        put_folder(&runbooks, directory, arena, faults);
    return runbooks;
}
