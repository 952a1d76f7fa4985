/* Data out: see export.h. */
#include "handlers/kit/export.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "store/archive.h"
#include "store/incidents.h"

#include <string.h>

enum {
    INCIDENT_BYTES_MAX = 256 * 1024 * 1024, /* of one incident while it is read */
    TEXT_BYTES_MAX = 256 * 1024 * 1024,     /* of its report */
    PLAYBOOKS_MAX = 1000
};

/* ---- Formats */

static const char *const names[] = {
    [EXPORT_JSON] = "json", [EXPORT_CSV] = "csv", [EXPORT_MARKDOWN] = "md"};

enum result export_format_read(const char *word, enum export_format *ret_format) {
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++) {
        if (!str_equal_nocase(word, names[i]))
            continue;
        *ret_format = (enum export_format)i;
        return OK;
    }
    return ABSENT;
}

const char *export_format_name(enum export_format format) {
    return names[format];
}

/* ---- Writing */

/* What has gone out so far. */
struct progress {
    const struct export *export;
    int count;
    int64_t playbooks[PLAYBOOKS_MAX]; /* whose rules were named */
    int playbook_count;
};

static enum result give(const struct export *export, const char *text, struct err *err) {
    return export->take(export->owner, text, err);
}

static enum result begin(const struct export *export, struct err *err) {
    if (export->format == EXPORT_JSON)
        return give(export, "{\"format\":\"incidentd-export\",\"version\":1,\"incidents\":[", err);
    if (export->format == EXPORT_MARKDOWN)
        return OK;
    STR_AUTO(head, 4096);
    export_csv_head(&head);
    return give(export, head.text, err);
}

static void note_playbook(struct progress *progress, int64_t id) {
    for (int i = 0; i < progress->playbook_count; i++)
        if (progress->playbooks[i] == id)
            return;
    if (id && progress->playbook_count < PLAYBOOKS_MAX)
        progress->playbooks[progress->playbook_count++] = id;
}

static enum result write_text(struct progress *progress, const struct json *object,
                              struct err *err) {
    const struct export *export = progress->export;
    STR_AUTO(text, TEXT_BYTES_MAX);
    if (export->format == EXPORT_CSV)
        export_csv(object, &text);
    else
        export_markdown(object, &text);
    enum result result = OK;
    if (progress->count && export->format == EXPORT_MARKDOWN)
        result = give(export, "\n", err);
    return result == OK ? give(export, text.text, err) : result;
}

static enum result write_json(struct progress *progress, const struct json *object,
                              struct err *err) {
    enum result result = give(progress->export, progress->count ? ",\n" : "\n", err);
    return result == OK ? give(progress->export, json_print(object), err) : result;
}

static enum result write_incident(struct progress *progress, const struct incident *incident,
                                  struct arena *arena, struct err *err) {
    const struct export *export = progress->export;
    JSON_AUTO *object = NULL;
    enum result result = archive_read(export->store, arena, incident, &object, err);
    if (result == OK && export->format == EXPORT_JSON)
        result = write_json(progress, object, err);
    else if (result == OK)
        result = write_text(progress, object, err);
    note_playbook(progress, incident->playbook_id);
    progress->count++;
    return result;
}

static enum result write_playbook(struct progress *progress, int place, struct err *err) {
    const char *name, *text;
    char sha256[SHA256_HEX_SIZE];
    JSON_AUTO *object = json_new_object();
    struct arena *arena = arena_new(INCIDENT_BYTES_MAX);
    enum result result = archive_playbook(progress->export->store, arena,
                                          progress->playbooks[place], &name, &text, err);
    if (result == OK)
        result = sha256_hex(text, strlen(text), sha256, err);
    if (result == OK) {
        json_put_str(object, "name", name);
        json_put_str(object, "sha256", sha256);
        json_put_str(object, "text", text);
        result = give(progress->export, place ? ",\n" : "\n", err);
    }
    if (result == OK)
        result = give(progress->export, json_print(object), err);
    arena_free(arena);
    return result == ABSENT ? OK : result;
}

static enum result end(struct progress *progress, struct err *err) {
    const struct export *export = progress->export;
    if (export->format != EXPORT_JSON)
        return OK;
    enum result result = give(export, "\n],\"playbooks\":[", err);
    for (int i = 0; result == OK && i < progress->playbook_count; i++)
        result = write_playbook(progress, i, err);
    return result == OK ? give(export, "\n]}\n", err) : result;
}

/* The first incident behind *id, if it is wanted; *id is its own then. */
static enum result write_next(struct progress *progress, int64_t *id, struct err *err) {
    const struct export *export = progress->export;
    struct incident incident;
    bool wants = true;
    struct arena *arena = arena_new(INCIDENT_BYTES_MAX);
    enum result result = archive_next(export->store, arena, *id, &incident, err);
    if (result == OK)
        *id = incident.id;
    if (result == OK && export->wants)
        result = export->wants(export->owner, &incident, &wants, err);
    if (result == OK && wants)
        result = write_incident(progress, &incident, arena, err);
    arena_free(arena);
    return result;
}

enum result export_all(const struct export *export, int *ret_count, struct err *err) {
    struct progress progress = {.export = export};
    int64_t id = 0;
    enum result result = begin(export, err);
    while (result == OK)
        result = write_next(&progress, &id, err);
    if (result == ABSENT)
        result = end(&progress, err);
    if (result == OK && ret_count)
        *ret_count = progress.count;
    return result;
}

enum result export_one(const struct export *export, int64_t incident_id, struct err *err) {
    struct progress progress = {.export = export};
    struct incident incident;
    struct arena *arena = arena_new(INCIDENT_BYTES_MAX);
    enum result result = incident_get(export->store, arena, incident_id, &incident, err);
    if (result == OK)
        result = begin(export, err);
    if (result == OK)
        result = write_incident(&progress, &incident, arena, err);
    if (result == OK)
        result = end(&progress, err);
    arena_free(arena);
    return result;
}
