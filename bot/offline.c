/* What is done to the store without the daemon: see offline.h. */
#include "bot/offline.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/utc.h"
#include "bot/daemon.h"
#include "handlers/kit/import.h"
#include "handlers/kit/import_rows.h"
#include "model/incident_id.h"
#include "store/archive.h"
#include "store/incidents.h"
#include "store/seals.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES_MAX = 256 * 1024 * 1024, TOLD_EVERY = 1000 };

/* Says what went wrong; the exit code for it. */
static int refuse(enum result result, const struct err *err) {
    fprintf(stderr, "incidentd: %s.\n", err->text);
    return result == INVALID || result == DENIED || result == ABSENT ? EXIT_DATA : EXIT_STORE;
}

/* ---- Export */

struct printer {
    bool with_private;
};

static enum result wants(void *owner, const struct incident *incident, bool *ret_wants,
                         struct err *err) {
    const struct printer *printer = owner;
    (void)err;
    *ret_wants = !incident->drill && (!incident->is_private || printer->with_private);
    return OK;
}

static enum result print(void *owner, const char *text, struct err *err) {
    (void)owner;
    return fputs(text, stdout) < 0 ? fail(err, IO, "standard output: %s", strerror(errno)) : OK;
}

static enum result find(struct store *store, const char *name, struct incident *ret_incident,
                        struct arena *arena, struct err *err) {
    struct incident_ref ref;
    enum result result = incident_ref_read(name, &ref, err);
    if (result == OK && !*ref.day)
        result = ABSENT;
    if (result == OK)
        result = incident_by_number(store, arena, ref.day, ref.number, ret_incident, err);
    if (result == ABSENT)
        return fail(err, INVALID,
                    "There is no incident %s; write all, or an id such as INC-2026-11-20-001",
                    name);
    return result;
}

static enum result export_named(const struct export *export, const char *name, bool with_private,
                                struct err *err) {
    struct incident incident;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    enum result result = find(export->store, name, &incident, arena, err);
    if (result == OK && incident.is_private && !with_private)
        result = fail(err, DENIED, "%s is private; it goes out with --private", name);
    if (result == OK)
        result = export_one(export, incident.id, err);
    arena_free(arena);
    return result;
}

static int export(const struct options *options, struct store *store) {
    struct err err;
    struct printer printer = {options->with_private};
    struct export export = {.store = store,
                            .format = options->format,
                            .wants = wants,
                            .take = print,
                            .owner = &printer};
    enum result result = str_equal(options->what, "all")
                             ? export_all(&export, NULL, &err)
                             : export_named(&export, options->what, options->with_private, &err);
    if (result == OK && fflush(stdout) != 0)
        result = fail(&err, IO, "standard output: %s", strerror(errno));
    return result == OK ? EXIT_CLEAN : refuse(result, &err);
}

/* ---- Verification */

/* One line for a seal; *wrong is whether any did not fit so far. */
static enum result verify_seal(struct store *store, const struct incident *incident,
                               const struct seal *seal, struct arena *arena, bool *wrong,
                               struct err *err) {
    char sealed[UTC_STAMP_SIZE];
    int64_t number = 0;
    enum result result = seal_check(store, arena, incident, seal, &number, err);
    if (result != OK)
        return result;
    printf("%s sealed %s UTC, %lld entries%s: ", incident->name, utc_stamp(seal->sealed_ms, sealed),
           (long long)seal->entries, seal->broken_ms ? ", opened since" : "");
    if (number)
        printf("DOES NOT FIT from #%lld on\n", (long long)number);
    else
        printf("fits, %s\n", seal->hash);
    *wrong = *wrong || number;
    return OK;
}

static enum result verify_next(struct store *store, int64_t *id, bool *wrong, struct err *err) {
    struct incident incident;
    struct seal_list seals;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    enum result result = archive_next(store, arena, *id, &incident, err);
    if (result == OK) {
        *id = incident.id;
        result = seal_list(store, arena, incident.id, &seals, err);
    }
    for (int i = 0; result == OK && i < seals.count; i++)
        result = verify_seal(store, &incident, &seals.seals[i], arena, wrong, err);
    arena_free(arena);
    return result;
}

static int verify(struct store *store) {
    struct err err;
    int64_t id = 0;
    bool wrong = false;
    enum result result = OK;
    while (result == OK)
        result = verify_next(store, &id, &wrong, &err);
    if (result != ABSENT)
        return refuse(result, &err);
    return wrong ? EXIT_DATA : EXIT_CLEAN;
}

/* ---- Import */

static enum result read_file(const char *name, struct str *out, struct err *err) {
    char piece[64 * 1024];
    FILE *file = fopen(name, "rb");
    if (!file)
        return fail(err, INVALID, "%s: %s", name, strerror(errno));
    for (size_t len; !out->full && (len = fread(piece, 1, sizeof piece, file)) > 0;)
        str_add_bytes(out, piece, len);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return fail(err, INVALID, "%s: it cannot be read", name);
    if (out->full)
        return fail(err, INVALID, "%s has more than %d MB; divide it", name,
                    IMPORT_FILE_BYTES_MAX / 1024 / 1024);
    return OK;
}

static void told(void *owner, int done) {
    const int *count = owner;
    if (done % TOLD_EVERY == 0 || (done == *count && done > TOLD_EVERY))
        fprintf(stderr, "%d of %d …\n", done, *count);
}

static int import_text(const struct options *options, struct store *store, struct library *library,
                       const struct str *text) {
    struct err err;
    struct import_sum sum;
    struct faults faults = faults_new();
    int64_t now_ms = clock_utc_ms();
    struct import *import = import_read(options->what, text->text, text->len, now_ms, &faults);
    int count = import_count(import);
    struct import_into into = {
        .store = store, .library = library, .now_ms = now_ms, .told = told, .owner = &count};
    enum result result = import_write(import, &into, &faults, &sum, &err);
    fputs(faults.text.text, stderr);
    if (result == OK)
        printf("%d incidents are imported; %d were there already.\n", sum.added, sum.known);
    else if (result == INVALID)
        fprintf(stderr, "%u of what %s says is wrong, so nothing was imported.\n", faults.count,
                options->what);
    import_free(import);
    faults_free(&faults);
    return result == OK ? EXIT_CLEAN : result == INVALID ? EXIT_DATA : refuse(result, &err);
}

static int import(const struct options *options, struct store *store, struct library *library) {
    struct err err;
    struct str text = str_new(IMPORT_FILE_BYTES_MAX);
    enum result result = read_file(options->what, &text, &err);
    int code = result == OK ? import_text(options, store, library, &text) : refuse(result, &err);
    str_free(&text);
    return code;
}

int offline_act(const struct options *options, const struct config *config,
                struct library *library) {
    struct err err;
    struct store store;
    bool writes = options->action == ACTION_IMPORT;
    enum result result = writes ? store_open(&store, config->store, &err)
                                : store_open_to_read(&store, config->store, &err);
    if (result != OK) {
        fprintf(stderr, "incidentd: %s.\n", err.text);
        return EXIT_STORE;
    }
    int code = writes                             ? import(options, &store, library)
               : options->action == ACTION_VERIFY ? verify(&store)
                                                  : export(options, &store);
    store_close(&store);
    return code;
}
