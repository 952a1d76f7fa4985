/* Incidents out of the store: see archive.h. */
#include "store/archive.h"

#include "base/sha256.h"
#include "base/str.h"
#include "base/utc.h"
#include "store/archive_shape.h"
#include "store/incidents.h"
#include "store/seals.h"

#include <string.h>

static void put_moment(struct json *object, const char *name, int64_t ms) {
    char text[UTC_ISO_SIZE];
    json_put_str(object, name, ms ? utc_iso(ms, text) : NULL);
}

static void put_column(struct json *object, const struct archive_column *column,
                       const struct db_rows *rows, int number) {
    int64_t value = db_column_int(rows, number);
    switch (column->kind) {
    case ARCHIVE_TEXT:
    case ARCHIVE_DOCUMENT:
    case ARCHIVE_WORD:
    case ARCHIVE_WHO:
        json_put_str(object, column->name, db_column_text(rows, number));
        break;
    case ARCHIVE_NUMBER:
        json_put_int(object, column->name, value);
        break;
    case ARCHIVE_BOOL:
        json_put_bool(object, column->name, value != 0);
        break;
    case ARCHIVE_MOMENT:
    case ARCHIVE_ALWAYS:
        put_moment(object, column->name, value);
        break;
    case ARCHIVE_SEVERITY:
        json_put_str(object, column->name, severity_code((enum severity)value));
        break;
    case ARCHIVE_STATUS:
        json_put_str(object, column->name, status_name((enum status)value));
        break;
    }
}

static void put_row(struct json *object, const struct archive_part *part,
                    const struct db_rows *rows) {
    for (int i = 0; part->columns[i].name; i++)
        put_column(object, &part->columns[i], rows, i);
}

static enum result put_incident(struct store *store, int64_t id, struct json *object,
                                struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows, archive_incident.select, DB_VALUES(db_int(id)));
    if (result == OK)
        put_row(object, &archive_incident, &rows);
    db_done(&rows);
    return result;
}

enum result archive_playbook(struct store *store, struct arena *arena, int64_t playbook_id,
                             const char **ret_name, const char **ret_text, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows, "SELECT name, text FROM playbook WHERE id = $1",
                 DB_VALUES(db_int(playbook_id)));
    if (result == OK) {
        *ret_name = arena_strdup(arena, db_column_text(&rows, 0));
        *ret_text = arena_strdup(arena, db_column_text(&rows, 1));
    }
    db_done(&rows);
    return result;
}

static enum result put_playbook(struct store *store, struct arena *arena,
                                const struct incident *incident, struct json *object,
                                struct err *err) {
    const char *name = "", *text = "";
    char sha256[SHA256_HEX_SIZE] = "";
    enum result result = archive_playbook(store, arena, incident->playbook_id, &name, &text, err);
    if (result == OK)
        result = sha256_hex(text, strlen(text), sha256, err);
    if (result != OK && result != ABSENT)
        return result;
    json_put_str(object, "playbook", name);
    json_put_str(object, "playbook_sha256", sha256);
    return OK;
}

/* Entries and amendments are named by their place in the list; for a reader it is written down. */
static bool is_numbered(const struct archive_part *part) {
    static const char *const numbered[] = {"timeline", "amendments", NULL};
    return str_is_one_of(part->name, numbered);
}

static enum result put_part(struct store *store, int64_t id, const struct archive_part *part,
                            struct json *object, struct err *err) {
    struct db_rows rows;
    struct json *list = json_new_array();
    enum result result = db_query(&store->db, err, &rows, part->select, DB_VALUES(db_int(id)));
    while (db_more(&rows, &result, err)) {
        struct json *row = json_new_object();
        if (is_numbered(part))
            json_put_int(row, "number", (int64_t)json_len(list, "") + 1);
        put_row(row, part, &rows);
        json_push(list, row);
    }
    db_done(&rows);
    json_put(object, part->name, list);
    return result;
}

/* The hashes of each seal; the last is what the thread was told. */
static enum result put_hashes(struct store *store, struct arena *arena, int64_t id,
                              struct json *object, struct err *err) {
    struct seal_list seals = {0};
    enum result result = seal_list(store, arena, id, &seals, err);
    struct json *list = json_member(object, "seals");
    for (int i = 0; result == OK && i < seals.count; i++) {
        const char **hashes = NULL;
        struct json *row = json_element(list, (size_t)i), *array = json_new_array();
        result = seal_hashes(store, arena, &seals.seals[i], &hashes, err);
        for (int64_t k = 0; result == OK && k < seals.seals[i].entries; k++)
            json_push(array, json_new_string(hashes[k]));
        json_put_str(row, "hash", seals.seals[i].hash);
        json_put(row, "hashes", array);
    }
    return result;
}

enum result archive_read(struct store *store, struct arena *arena, const struct incident *incident,
                         struct json **ret_object, struct err *err) {
    JSON_AUTO *object = json_new_object();
    enum result result = put_incident(store, incident->id, object, err);
    if (result == OK)
        result = put_playbook(store, arena, incident, object, err);
    for (int i = 0; result == OK && archive_parts[i].name; i++)
        result = put_part(store, incident->id, &archive_parts[i], object, err);
    if (result == OK)
        result = put_hashes(store, arena, incident->id, object, err);
    if (result != OK)
        return result;
    *ret_object = object;
    object = NULL;
    return OK;
}

enum result archive_next(struct store *store, struct arena *arena, int64_t after,
                         struct incident *ret_incident, struct err *err) {
    int64_t id = 0;
    enum result result = db_run_int(&store->db, err, &id,
                                    "SELECT id FROM incident WHERE id > $1 ORDER BY id LIMIT 1",
                                    DB_VALUES(db_int(after)));
    return result == OK ? incident_get(store, arena, id, ret_incident, err) : result;
}
