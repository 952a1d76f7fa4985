/* Incidents into the store: see archive.h. */
#include "store/archive.h"

#include "base/str.h"
#include "base/utc.h"
#include "model/incident_id.h"
#include "store/archive_shape.h"
#include "store/incidents.h"
#include "store/seals.h"
#include "store/search.h"

/* ---- Values; the object was checked */

static int64_t moment_of(const struct json *value) {
    int64_t ms = 0;
    const char *text = json_str(value, "");
    return text && utc_read_iso(text, &ms) ? ms : 0;
}

static int64_t severity_of(const struct json *value) {
    enum severity severity = SEVERITY_4;
    enum result result =
        severity_read(json_text_at(value, ""), SEVERITY_CODES, NULL, &severity, NULL);
    return result == OK ? severity : SEVERITY_4;
}

static int64_t status_of(const struct json *value) {
    enum status status = STATUS_RESOLVED;
    return status_read(json_text_at(value, ""), &status) == OK ? status : STATUS_RESOLVED;
}

static struct db_value value_of(const struct archive_column *column, const struct json *row) {
    const struct json *value = json_at(row, column->name);
    switch (column->kind) {
    case ARCHIVE_NUMBER:
        return db_int(json_int(value, "", 0));
    case ARCHIVE_BOOL:
        return db_int(json_is_true(value, ""));
    case ARCHIVE_MOMENT:
    case ARCHIVE_ALWAYS:
        return db_int(moment_of(value));
    case ARCHIVE_SEVERITY:
        return db_int(severity_of(value));
    case ARCHIVE_STATUS:
        return db_int(status_of(value));
    case ARCHIVE_TEXT:
    case ARCHIVE_DOCUMENT:
    case ARCHIVE_WORD:
    case ARCHIVE_WHO:
        break;
    }
    return db_text(json_text_at(value, ""));
}

/* ---- Rows */

static enum result write_row(struct store *store, int64_t id, const struct archive_part *part,
                             const struct json *row, struct err *err) {
    struct db_value values[ARCHIVE_COLUMNS_MAX + 1] = {db_int(id)};
    int count = 1;
    for (const struct archive_column *column = part->columns; column->name; column++)
        values[count++] = value_of(column, row);
    return db_run(&store->db, err, part->insert, values, count);
}

static enum result write_part(struct store *store, int64_t id, const struct archive_part *part,
                              const struct json *object, struct err *err) {
    const struct json *list = json_at(object, part->name);
    enum result result = OK;
    for (size_t i = 0; result == OK && i < json_len(list, ""); i++)
        result = write_row(store, id, part, json_item(list, i), err);
    return result;
}

static bool is_relation(const struct archive_part *part) {
    return str_equal(part->name, "relations");
}

enum result archive_relate(struct store *store, int64_t incident_id, const struct json *object,
                           struct err *err) {
    const struct archive_part *part = archive_parts;
    while (part->name && !is_relation(part))
        part++;
    return write_part(store, incident_id, part, object, err);
}

/* ---- The incident */

/* An incident of its day, whose name is the next free one. */
static enum result create(struct store *store, struct arena *arena, const struct json *object,
                          int64_t playbook_id, struct incident *ret_incident, struct err *err) {
    *ret_incident = (struct incident){
        .declared_ms = moment_of(json_at(object, "declared")),
        .playbook_id = playbook_id,
        .title = json_text_at(object, "title"),
        .impact = json_text_at(object, "impact"),
        .root_cause = json_text_at(object, "root_cause"),
        .resolution = json_text_at(object, "resolution"),
        .severity = SEVERITY_4,
        .status = STATUS_RESOLVED,
        .declared_by = "",
        .acked_by = "",
        .bridge = "",
        .progress = "",
        .next_steps = "",
        .eta = "",
        .channel = "",
        .card_ts = "",
        .origin = "",
        .kind = "",
        .condition = "",
        .outcome = "",
    };
    return incident_create(store, arena, INCIDENT_ID_COUNTED, ret_incident, err);
}

/* Takes the name that it had, where it had one; "day" and "number" go with the name. */
static enum result write_incident(struct store *store, const struct incident *incident,
                                  const struct json *object, struct err *err) {
    JSON_AUTO *named = json_copy(object);
    struct incident_ref ref;
    const char *id = json_str(object, "id");
    if (!id)
        json_put_str(named, "id", incident->name);
    enum result result = write_row(store, incident->id, &archive_incident, named, err);
    if (result != OK || !id)
        return result;
    if (incident_ref_read(id, &ref, err) != OK)
        return INVALID;
    if (ref.is_timed) /* it says nothing of its number on that day */
        return OK;
    return db_run(&store->db, err, "UPDATE incident SET day = $2, number = $3 WHERE id = $1",
                  DB_VALUES(db_int(incident->id), db_text(ref.day), db_int(ref.number)));
}

/* The links of the chain, as they were; and whether they fit what was written. */
static enum result write_seals(struct store *store, struct arena *arena,
                               const struct incident *incident, const struct json *object,
                               struct err *err) {
    struct seal_list seals = {0};
    const struct json *list = json_at(object, "seals");
    enum result result = seal_list(store, arena, incident->id, &seals, err);
    for (int i = 0; result == OK && i < seals.count; i++) {
        int64_t wrong = 0;
        const struct json *hashes = json_at(json_item(list, (size_t)i), "hashes");
        result = seal_restore(store, &seals.seals[i], hashes, err);
        if (result == OK)
            result = seal_check(store, arena, incident, &seals.seals[i], &wrong, err);
        if (result == OK && wrong)
            result = fail(err, INVALID,
                          "seals[%d] does not fit the timeline from #%lld on: somebody changed it",
                          i + 1, (long long)wrong);
    }
    return result;
}

enum result archive_write(struct store *store, struct arena *arena, const struct json *object,
                          int64_t playbook_id, int64_t *ret_id, struct err *err) {
    struct incident incident;
    enum result result = create(store, arena, object, playbook_id, &incident, err);
    if (result == OK)
        result = write_incident(store, &incident, object, err);
    for (const struct archive_part *part = archive_parts; result == OK && part->name; part++)
        if (!is_relation(part))
            result = write_part(store, incident.id, part, object, err);
    if (result == OK && json_str(object, "id"))
        incident.name = json_str(object, "id");
    if (result == OK)
        result = write_seals(store, arena, &incident, object, err);
    if (result == OK)
        result = search_add_entries(store, incident.id, err);
    if (result == OK)
        *ret_id = incident.id;
    return result;
}

/* ---- What came before */

enum result archive_imported(struct store *store, const char *key, int64_t *ret_id,
                             struct err *err) {
    return db_run_int(&store->db, err, ret_id, "SELECT incident_id FROM imported WHERE key = $1",
                      DB_VALUES(db_text(key)));
}

enum result archive_remember(struct store *store, const char *key, int64_t incident_id,
                             int64_t now_ms, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO imported (key, incident_id, at_ms) VALUES ($1, $2, $3)"
                  " ON CONFLICT (key) DO NOTHING",
                  DB_VALUES(db_text(key), db_int(incident_id), db_int(now_ms)));
}
