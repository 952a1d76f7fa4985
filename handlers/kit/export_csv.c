/* Incidents as lines of comma-separated values: see export.h. */
#include "handlers/kit/export.h"

#include "base/csv.h"
#include "base/utc.h"
#include "model/phrase.h"
#include "model/severity.h"
#include "model/slack_text.h"
#include "store/postmortems.h"

enum { FIELD_BYTES_MAX = CSV_FIELD_BYTES_MAX, FIELDS_MAX = 40, ARENA_BYTES_MAX = 8 * 1024 * 1024 };

/* The first five are S1's table. */
const struct export_column export_columns[] = {{"Date", ""},
                                               {"Severity", "severity"},
                                               {"Duration", ""},
                                               {"Summary", "title"},
                                               {"Postmortem", ""},
                                               {"Incident", "id"},
                                               {"Status", "status"},
                                               {"Outcome", "outcome"},
                                               {"Kind", "kind"},
                                               {"Impact", "impact"},
                                               {"Root cause", "root_cause"},
                                               {"Resolution", "resolution"},
                                               {"Started", "started"},
                                               {"Detected", "detected"},
                                               {"Declared", "declared"},
                                               {"Acknowledged", "acknowledged"},
                                               {"Mitigated", "mitigated"},
                                               {"Resolved", "resolved"},
                                               {"Closed", "closed"},
                                               {"Declared by", "declared_by"},
                                               {"Commander", ""},
                                               {"Private", "private"},
                                               {"Drill", "drill"},
                                               {"Playbook", "playbook"},
                                               {NULL, NULL}};

static int64_t moment_at(const struct json *object, const char *path) {
    int64_t ms = 0;
    const char *text = json_str(object, path);
    return text && utc_read_iso(text, &ms) ? ms : 0;
}

static const char *plain(struct arena *arena, const char *stored) {
    STR_AUTO(out, FIELD_BYTES_MAX);
    slack_text_plain(stored, &out);
    return arena_strdup(arena, out.text);
}

static const char *duration(struct arena *arena, const struct json *incident) {
    char text[PHRASE_DURATION_SIZE];
    int64_t resolved = moment_at(incident, "resolved");
    if (!resolved)
        return "";
    return arena_strdup(
        arena, phrase_of_duration(resolved - moment_at(incident, "started"), PHRASE_MEDIUM, text));
}

static const char *commander(const struct json *incident) {
    const struct json *roles = json_at(incident, "roles");
    for (size_t i = 0; i < json_len(roles, ""); i++)
        if (str_equal(json_text_at(json_item(roles, i), "role"), "ic"))
            return json_text_at(json_item(roles, i), "holder");
    return "";
}

/* Where it was published, or by when it is owed; "" when neither is. */
static const char *postmortem(struct arena *arena, const struct json *incident) {
    const struct json *row = json_item(json_at(incident, "postmortem"), 0);
    const char *state = json_text_at(row, "state"), *link = json_text_at(row, "link");
    if (str_equal(state, POSTMORTEM_PUBLISHED))
        return *link ? plain(arena, link) : POSTMORTEM_PUBLISHED;
    if (!str_equal(state, POSTMORTEM_OWED))
        return "";
    return arena_printf(arena, "due %s", json_text_at(incident, "postmortem_due"));
}

/* A column that is made of others. */
static const char *made(struct arena *arena, const struct json *incident, const char *name) {
    char day[UTC_DAY_SIZE];
    if (str_equal(name, "Date"))
        return arena_strdup(arena, utc_day(moment_at(incident, "declared"), day));
    if (str_equal(name, "Duration"))
        return duration(arena, incident);
    if (str_equal(name, "Commander"))
        return commander(incident);
    return postmortem(arena, incident);
}

static const char *field(struct arena *arena, const struct json *incident,
                         const struct export_column *column) {
    enum severity severity;
    const struct json *value = json_at(incident, column->member);
    if (!*column->member)
        return made(arena, incident, column->name);
    if (json_kind_of(value) == JSON_TRUE_FALSE)
        return json_is_true(value, "") ? "yes" : "no";
    if (str_equal(column->member, "severity") &&
        severity_read(json_text_at(value, ""), SEVERITY_CODES, NULL, &severity, NULL) == OK)
        return severity_name(severity);
    return plain(arena, json_text_at(value, ""));
}

void export_csv_head(struct str *out) {
    const char *fields[FIELDS_MAX];
    int count = 0;
    for (; export_columns[count].name; count++)
        fields[count] = export_columns[count].name;
    csv_add_row(out, fields, count);
}

void export_csv(const struct json *incident, struct str *out) {
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    const char *fields[FIELDS_MAX];
    int count = 0;
    for (; export_columns[count].name; count++)
        fields[count] = field(arena, incident, &export_columns[count]);
    csv_add_row(out, fields, count);
    arena_free(arena);
}
