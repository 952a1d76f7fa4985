/* Data in: see import.h. */
#include "handlers/kit/import.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/import_rows.h"
#include "model/incident_id.h"
#include "store/archive.h"
#include "store/incidents.h"
#include "store/playbooks.h"

#include <string.h>

#define FORMAT "incidentd-export"
enum { VERSION = 1, PIECE_BYTES_MAX = 256 * 1024 * 1024 };

/* ---- Reading */

void import_fault(const struct import *import, int line, int place, struct faults *faults,
                  const char *text) {
    struct origin origin = {.where = import->file, .line = line};
    if (line || !place)
        faults_add(faults, &origin, "%s", text);
    else
        faults_add(faults, &origin, "incident %d: %s", place, text);
}

void import_add(struct import *import, const struct json *object, int line, const char *said,
                struct faults *faults) {
    struct err err;
    int place = import->count + 1;
    struct import_row *row = &import->rows[import->count];
    *row = (struct import_row){.object = object, .line = line, .place = place, .brief = line > 0};
    enum result result = archive_check(object, import->now_ms, &err);
    if (result == OK)
        result = sha256_hex(said, strlen(said), row->key, &err);
    if (result != OK)
        import_fault(import, line, place, faults, err.text);
    import->count++;
}

static enum result check_format(const struct json *source, struct err *err) {
    if (!str_equal(json_text_at(source, "format"), FORMAT))
        return fail(err, INVALID,
                    "this is no export of incidentd: its \"format\" is not \"" FORMAT "\"");
    if (json_int(source, "version", 0) != VERSION)
        return fail(err, INVALID, "this incidentd reads exports of version %d and no others",
                    VERSION);
    if (json_kind_of(json_at(source, "incidents")) != JSON_ARRAY)
        return fail(err, INVALID, "\"incidents\" is missing, a list");
    if (json_len(source, "incidents") > IMPORT_ROWS_MAX)
        return fail(err, INVALID, "there are more than %d incidents in it; divide it",
                    IMPORT_ROWS_MAX);
    return OK;
}

static void read_json(struct import *import, const char *text, size_t len, struct faults *faults) {
    struct err err;
    enum result result = json_parse(text, len, &import->source, &err);
    if (result == OK)
        result = check_format(import->source, &err);
    if (result != OK) {
        import_fault(import, 0, 0, faults, err.text);
        return;
    }
    const struct json *list = json_at(import->source, "incidents");
    size_t count = json_len(list, "");
    import->rows = mem_alloc((count + 1) * sizeof *import->rows);
    for (size_t i = 0; i < count; i++) {
        const struct json *object = json_item(list, i);
        import_add(import, object, 0, object ? json_print(object) : "", faults);
    }
}

struct import *import_read(const char *file, const char *text, size_t len, int64_t now_ms,
                           struct faults *faults) {
    struct import *import = mem_alloc(sizeof *import);
    *import = (struct import){
        .file = file, .now_ms = now_ms, .arena = arena_new((size_t)PIECE_BYTES_MAX * 4)};
    size_t space = 0;
    while (space < len && strchr(" \t\r\n", text[space]))
        space++;
    if (len > IMPORT_FILE_BYTES_MAX)
        import_fault(import, 0, 0, faults, "the file is larger than I read; divide it");
    else if (space < len && text[space] == '{')
        read_json(import, text, len, faults);
    else
        import_csv(import, text, len, faults);
    return import;
}

void import_free(struct import *import) {
    if (!import)
        return;
    json_free(import->source);
    mem_free(import->rows);
    arena_free(import->arena);
    mem_free(import);
}

int import_count(const struct import *import) {
    return import->count;
}

/* ---- The rules that an incident began with */

/* The text of the rules with this hash in the file, or NULL. */
static const char *text_in_file(const struct import *import, const char *sha256) {
    const struct json *list = json_at(import->source, "playbooks");
    for (size_t i = 0; i < json_len(list, ""); i++)
        if (str_equal(json_text_at(json_item(list, i), "sha256"), sha256))
            return json_str(json_item(list, i), "text");
    return NULL;
}

static enum result check_playbook(const struct import_into *into, const char *name,
                                  const char *text, const char *sha256, struct err *err) {
    char hash[SHA256_HEX_SIZE];
    const struct playbook *playbook;
    enum result result = sha256_hex(text, strlen(text), hash, err);
    if (result == OK && !str_equal(hash, sha256))
        return fail(err, INVALID, "the text of its playbook %s is another one than it says", name);
    if (result == OK)
        result = library_kept(into->library, name, text, &playbook, err);
    return result == CORRUPT ? INVALID : result;
}

/* What is not named goes by the rules in force; a name alone means those in force, if it is theirs.
 */
static enum result find_playbook(const struct import *import, const struct import_into *into,
                                 const struct json *object, int64_t *ret_id, struct err *err) {
    const char *name = json_text_at(object, "playbook");
    const char *sha256 = json_text_at(object, "playbook_sha256");
    const struct playbook *current = library_current(into->library);
    const char *text = *sha256 ? text_in_file(import, sha256) : NULL;
    *ret_id = 0;
    if (!*name || (!*sha256 && !str_equal(name, current->name)))
        return OK;
    if (*sha256 && !text)
        return fail(err, INVALID, "its playbook %s is not among \"playbooks\"", name);
    enum result result = text ? check_playbook(into, name, text, sha256, err) : OK;
    if (result != OK)
        return result;
    return playbook_keep(into->store, name, text ? text : current->text, ret_id, err);
}

/* ---- What is there already */

static enum result find_named(const struct import_into *into, struct arena *arena, const char *id,
                              struct incident *ret_incident, struct err *err) {
    struct incident_ref ref;
    if (!*id)
        return ABSENT;
    enum result result = incident_ref_read(id, &ref, err);
    if (result != OK)
        return result;
    return incident_by_number(into->store, arena, ref.day, ref.number, ret_incident, err);
}

/* Whether the incident of this name in the store is the one in the file. */
static enum result is_the_same(const struct import_into *into, struct arena *arena,
                               const struct incident *there, const struct import_row *row,
                               bool *ret_same, struct err *err) {
    JSON_AUTO *object = NULL;
    char declared[UTC_ISO_SIZE];
    if (row->brief) {
        *ret_same =
            str_equal(there->title, json_text_at(row->object, "title")) &&
            str_equal(utc_iso(there->declared_ms, declared), json_text_at(row->object, "declared"));
        return OK;
    }
    enum result result = archive_read(into->store, arena, there, &object, err);
    if (result == OK)
        *ret_same = str_equal(json_print(object), json_print(row->object));
    return result;
}

/* ABSENT when the row is new; INVALID when its name is another one's. */
static enum result find_known(const struct import_into *into, struct arena *arena,
                              const struct import_row *row, struct err *err) {
    int64_t id = 0;
    bool same = false;
    struct incident there;
    const char *name = json_text_at(row->object, "id");
    enum result result = archive_imported(into->store, row->key, &id, err);
    if (result != ABSENT)
        return result;
    result = find_named(into, arena, name, &there, err);
    if (result == OK)
        result = is_the_same(into, arena, &there, row, &same, err);
    if (result != OK || same)
        return result;
    return fail(err, INVALID,
                "%s is in the store and says something else; take it out of the file, or leave "
                "its id empty to add it under another one",
                name);
}

/* ---- Writing */

static enum result write_row(const struct import *import, const struct import_into *into,
                             struct arena *arena, const struct import_row *row, int64_t *ret_id,
                             struct err *err) {
    int64_t playbook_id = 0;
    enum result result = find_playbook(import, into, row->object, &playbook_id, err);
    if (result == OK)
        result = archive_write(into->store, arena, row->object, playbook_id, ret_id, err);
    if (result == OK)
        result = archive_remember(into->store, row->key, *ret_id, into->now_ms, err);
    return result;
}

/* One row, if it is new. Where it is wrong the others are judged all the same. */
static enum result add_row(const struct import *import, const struct import_into *into,
                           const struct import_row *row, int64_t *ret_id, struct faults *faults,
                           struct import_sum *sum, struct err *err) {
    struct arena *arena = arena_new(PIECE_BYTES_MAX);
    *ret_id = 0;
    enum result result = find_known(into, arena, row, err);
    sum->known += result == OK;
    if (result == ABSENT) {
        result = write_row(import, into, arena, row, ret_id, err);
        sum->added += result == OK;
    }
    if (result == INVALID) {
        import_fault(import, row->line, row->place, faults, err->text);
        result = OK;
    }
    arena_free(arena);
    return result;
}

static enum result write_rows(const struct import *import, const struct import_into *into,
                              int64_t *ids, struct faults *faults, struct import_sum *sum,
                              struct err *err) {
    enum result result = OK;
    for (int i = 0; result == OK && i < import->count; i++) {
        result = add_row(import, into, &import->rows[i], &ids[i], faults, sum, err);
        if (into->told)
            into->told(into->owner, i + 1);
    }
    for (int i = 0; result == OK && i < import->count; i++)
        if (ids[i])
            result = archive_relate(into->store, ids[i], import->rows[i].object, err);
    return result;
}

enum result import_write(const struct import *import, const struct import_into *into,
                         struct faults *faults, struct import_sum *ret_sum, struct err *err) {
    struct import_sum sum = {0, 0};
    if (faults->count)
        return fail(err, INVALID, "nothing was imported");
    enum result result = store_begin(into->store, err);
    if (result != OK)
        return result;
    int64_t *ids = mem_alloc(((size_t)import->count + 1) * sizeof *ids);
    result = write_rows(import, into, ids, faults, &sum, err);
    mem_free(ids);
    if (result == OK && faults->count)
        result = fail(err, INVALID, "nothing was imported");
    if (result == OK)
        result = store_commit(into->store, err);
    if (result != OK)
        store_rollback(into->store);
    else
        *ret_sum = sum;
    return result;
}
