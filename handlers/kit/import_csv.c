/* Lines of comma-separated values as incidents: see import.h. The columns are those of export, in
 * any order; a few are needed and the others may be missing. What somebody else calls an incident,
 * and people whom Slack does not know, are written on its timeline. */
#include "handlers/kit/import_rows.h"

#include "base/csv.h"
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/export.h"
#include "model/incident.h"
#include "model/incident_id.h"
#include "model/phrase.h"
#include "model/slack_text.h"
#include "store/postmortems.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 40, SAID_BYTES_MAX = CSV_FIELDS_MAX * CSV_FIELD_BYTES_MAX };

/* A line on its way to an incident. */
struct line {
    struct import *import;
    struct arena *arena;
    const char *fields[COLUMNS_MAX]; /* by the order of export_columns; "" where there is none */
    struct json *object;
    struct str extra; /* what has no place of its own */
    struct err *err;
};

static int column_named(const char *name) {
    for (int i = 0; export_columns[i].name; i++)
        if (str_equal_nocase(export_columns[i].name, name))
            return i;
    return -1;
}

static const char *field(const struct line *line, const char *name) {
    return line->fields[column_named(name)];
}

static const char *stored(const struct line *line, const char *text) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    slack_text_in(SLACK_FOREIGN, text, &out);
    return arena_strdup(line->arena, out.text);
}

/* ---- Moments */

/* "2026-01-07 14:05", "2026-01-07T14:05:30Z" and what phrase.h reads besides; with a day alone its
 * midnight, where that is enough. */
static enum result read_moment_of(const struct line *line, const char *name, const char *text,
                                  bool day_is_enough, int64_t *ret_ms) {
    char day[UTC_DAY_SIZE] = "";
    int64_t midnight_ms = 0;
    *ret_ms = 0;
    if (!*text || utc_read_iso(text, ret_ms))
        return OK;
    snprintf(day, sizeof day, "%.10s", text);
    bool has_day = utc_read_day(day, &midnight_ms);
    if (has_day && day_is_enough && strlen(text) == strlen(day)) {
        *ret_ms = midnight_ms;
        return OK;
    }
    if (has_day && phrase_moment(text, midnight_ms, PHRASE_NEAR, ret_ms, NULL) == OK)
        return OK;
    return fail(line->err, INVALID,
                "%s is \"%.*s\"; write a day and a time in UTC, such as "
                "2026-01-07 14:05",
                name, (int)utf8_prefix(text, 40), text);
}

static enum result read_moment(const struct line *line, const char *name, bool day_is_enough,
                               int64_t *ret_ms) {
    return read_moment_of(line, name, field(line, name), day_is_enough, ret_ms);
}

static void put_moment(struct line *line, const char *member, int64_t ms) {
    char text[UTC_ISO_SIZE];
    json_put_str(line->object, member, ms ? utc_iso(ms, text) : NULL);
}

/* The end: as it is said, or else so long after the beginning. */
static enum result put_end(struct line *line, int64_t started_ms) {
    int64_t resolved_ms = 0, lasted_ms = 0;
    enum result result = read_moment(line, "Resolved", false, &resolved_ms);
    if (result == OK && !resolved_ms) {
        if (phrase_duration(field(line, "Duration"), &lasted_ms, NULL) != OK)
            return fail(line->err, INVALID,
                        "it does not say when it ended; fill in Resolved (2026-01-07 15:10) or "
                        "Duration (1 h 5 min)");
        resolved_ms = started_ms + lasted_ms;
    }
    put_moment(line, "resolved", resolved_ms);
    return result;
}

static enum result put_beginning(struct line *line, int64_t *ret_started_ms) {
    int64_t date_ms, declared_ms, started_ms;
    enum result result = read_moment(line, "Date", true, &date_ms);
    if (result == OK)
        result = read_moment(line, "Declared", false, &declared_ms);
    if (result == OK)
        result = read_moment(line, "Started", false, &started_ms);
    if (result != OK)
        return result;
    if (!declared_ms)
        declared_ms = started_ms ? started_ms : date_ms;
    if (!started_ms)
        started_ms = declared_ms;
    if (!declared_ms)
        return fail(line->err, INVALID,
                    "it does not say when it was; fill in Date (2026-01-07) or Declared "
                    "(2026-01-07 14:05)");
    put_moment(line, "declared", declared_ms);
    put_moment(line, "started", started_ms);
    *ret_started_ms = started_ms;
    return OK;
}

static enum result put_moments(struct line *line) {
    static const char *const others[][2] = {{"Detected", "detected"},
                                            {"Acknowledged", "acknowledged"},
                                            {"Mitigated", "mitigated"},
                                            {"Closed", "closed"}};
    int64_t started_ms = 0, ms = 0;
    enum result result = put_beginning(line, &started_ms);
    if (result == OK)
        result = put_end(line, started_ms);
    for (size_t i = 0; result == OK && i < sizeof others / sizeof *others; i++) {
        result = read_moment(line, others[i][0], false, &ms);
        put_moment(line, others[i][1], ms);
    }
    return result;
}

/* ---- Words */

static enum result put_severity(struct line *line) {
    enum severity severity;
    const char *text = field(line, "Severity");
    if (severity_read(text, SEVERITY_ANY, NULL, &severity, NULL) != OK)
        return fail(line->err, INVALID, "Severity is \"%.*s\"; write SEV-1, SEV-2, SEV-3 or SEV-4",
                    (int)utf8_prefix(text, 40), text);
    json_put_str(line->object, "severity", severity_code(severity));
    return OK;
}

static enum result put_flag(struct line *line, const char *name, const char *member) {
    const char *text = field(line, name);
    bool yes = str_equal_nocase(text, "yes");
    if (*text && !yes && !str_equal_nocase(text, "no"))
        return fail(line->err, INVALID, "%s is \"%.*s\"; write yes or no", name,
                    (int)utf8_prefix(text, 40), text);
    json_put_bool(line->object, member, yes);
    return OK;
}

static enum result put_texts(struct line *line) {
    static const char *const texts[][2] = {
        {"Summary", "title"},         {"Kind", "kind"},
        {"Impact", "impact"},         {"Root cause", "root_cause"},
        {"Resolution", "resolution"}, {"Outcome", "outcome"},
        {"Playbook", "playbook"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        json_put_str(line->object, texts[i][1], stored(line, field(line, texts[i][0])));
    if (!*json_text_at(line->object, "title"))
        return fail(line->err, INVALID, "Summary is missing: what was broken?");
    enum status status = STATUS_RESOLVED;
    const char *word = field(line, "Status");
    if (*word && status_read(word, &status) != OK)
        return fail(line->err, INVALID, "Status is \"%.*s\"; write resolved, or leave it empty",
                    (int)utf8_prefix(word, 40), word);
    json_put_str(line->object, "status", status_name(status));
    return OK;
}

/* ---- What has no place of its own */

static void keep_extra(struct line *line, const char *name, const char *value) {
    str_addf(&line->extra, ". %s: %s", name, stored(line, value));
}

static void put_id(struct line *line) {
    struct incident_ref ref;
    const char *id = field(line, "Incident");
    if (incident_ref_read(id, &ref, NULL) == OK && *ref.day)
        json_put_str(line->object, "id", id);
    else if (*id)
        keep_extra(line, "Known as", id);
}

static void put_people(struct line *line) {
    const char *by = field(line, "Declared by"), *commander = field(line, "Commander");
    struct json *roles = json_new_array();
    if (slack_user_id(by) || str_equal(by, TIMELINE_BOT))
        json_put_str(line->object, "declared_by", by);
    else if (*by)
        keep_extra(line, "Declared by", by);
    if (slack_user_id(commander)) {
        struct json *role = json_new_object();
        json_put_str(role, "role", "ic");
        json_put_str(role, "holder", commander);
        json_put_str(role, "since", json_text_at(line->object, "declared"));
        json_push(roles, role);
    } else if (*commander) {
        keep_extra(line, "Commander", commander);
    }
    json_put(line->object, "roles", roles);
}

/* "due" and a moment is one that is owed; all else is where it is, or the word published. When it
 * was published no line says: the end stands for that, and counts for no figure. */
static enum result put_postmortem(struct line *line) {
    const char *text = field(line, "Postmortem");
    bool owed = str_starts(text, "due ");
    int64_t due_ms = 0;
    if (!*text)
        return OK;
    if (owed && read_moment_of(line, "Postmortem", text + strlen("due "), true, &due_ms) != OK)
        return INVALID;
    struct json *row = json_new_object(), *list = json_new_array();
    json_put_str(row, "state", owed ? POSTMORTEM_OWED : POSTMORTEM_PUBLISHED);
    json_put_str(row, "rule", owed ? "so says the file that it came from" : "");
    if (owed && slack_user_id(field(line, "Commander")))
        json_put_str(row, "owner", field(line, "Commander"));
    json_put_str(row, "link",
                 owed || str_equal(text, POSTMORTEM_PUBLISHED) ? "" : stored(line, text));
    json_put_str(row, "at", json_text_at(line->object, "resolved"));
    json_push(list, row);
    json_put(line->object, "postmortem", list);
    put_moment(line, "postmortem_due", due_ms);
    return OK;
}

/* Where it comes from is what its timeline begins with. */
static void put_timeline(struct line *line) {
    char recorded[UTC_ISO_SIZE];
    struct json *entry = json_new_object(), *timeline = json_new_array();
    json_put_str(entry, "at", json_text_at(line->object, "declared"));
    json_put_str(entry, "recorded", utc_iso(line->import->now_ms, recorded));
    json_put_str(entry, "actor", TIMELINE_BOT);
    json_put_str(entry, "kind", "imported");
    json_put_str(entry, "text",
                 arena_printf(line->arena, "Imported from a file%s", line->extra.text));
    json_push(timeline, entry);
    json_put(line->object, "timeline", timeline);
}

static enum result fill(struct line *line) {
    enum result result = put_severity(line);
    if (result == OK)
        result = put_texts(line);
    if (result == OK)
        result = put_moments(line);
    if (result == OK)
        result = put_flag(line, "Private", "private");
    if (result == OK)
        result = put_flag(line, "Drill", "drill");
    if (result == OK)
        result = put_postmortem(line);
    if (result != OK)
        return result;
    put_id(line);
    put_people(line);
    put_timeline(line);
    return OK;
}

/* ---- Lines */

/* Which column stands where. */
struct head {
    int columns[CSV_FIELDS_MAX];
    int count;
};

static bool has(const struct head *head, const char *name) {
    for (int i = 0; i < head->count; i++)
        if (head->columns[i] == column_named(name))
            return true;
    return false;
}

static void read_head(struct import *import, const struct csv_row *row, struct head *head,
                      struct faults *faults) {
    static const char *const needed[] = {"Summary", "Severity", NULL};
    head->count = row->count;
    for (int i = 0; i < row->count; i++) {
        head->columns[i] = column_named(row->fields[i]);
        if (head->columns[i] < 0)
            import_fault(import, row->line, 0, faults,
                         arena_printf(import->arena,
                                      "I do not know the column \"%.*s\"; take it out, or name it "
                                      "as one that `incidentd --export all --format csv` writes",
                                      (int)utf8_prefix(row->fields[i], 40), row->fields[i]));
    }
    for (int i = 0; needed[i]; i++)
        if (!has(head, needed[i]))
            import_fault(import, row->line, 0, faults,
                         arena_printf(import->arena, "the column %s is missing", needed[i]));
    if (!has(head, "Date") && !has(head, "Declared") && !has(head, "Started"))
        import_fault(import, row->line, 0, faults, "the column Date is missing, or Declared");
}

static const char *said_in(struct arena *arena, const struct head *head,
                           const struct csv_row *row) {
    STR_AUTO(said, SAID_BYTES_MAX);
    const char *fields[COLUMNS_MAX] = {NULL};
    for (int i = 0; i < row->count; i++)
        fields[head->columns[i]] = row->fields[i];
    for (int i = 0; export_columns[i].name; i++)
        if (fields[i] && *fields[i])
            str_addf(&said, "%s=%s\n", export_columns[i].name, fields[i]);
    return arena_strdup(arena, said.text);
}

static void read_line(struct import *import, const struct head *head, const struct csv_row *row,
                      struct arena *arena, struct faults *faults) {
    struct err err;
    struct line line = {.import = import, .arena = arena, .object = json_new_object(), .err = &err};
    line.extra = str_new(SLACK_TEXT_MAX / 2);
    for (int i = 0; i < COLUMNS_MAX; i++)
        line.fields[i] = "";
    for (int i = 0; i < row->count; i++)
        line.fields[head->columns[i]] = row->fields[i];
    enum result result = fill(&line);
    if (result == OK) {
        import_add(import, line.object, row->line, said_in(arena, head, row), faults);
        json_push(import->source, line.object);
    } else {
        import_fault(import, row->line, 0, faults, err.text);
        json_free(line.object);
    }
    str_free(&line.extra);
}

static void read_lines(struct import *import, struct csv *csv, const struct head *head,
                       struct faults *faults) {
    enum result result = OK;
    while (result != ABSENT && import->count < IMPORT_ROWS_MAX) {
        struct err err;
        struct csv_row row;
        int line = csv->line;
        struct arena *arena = arena_new((size_t)SAID_BYTES_MAX * 4);
        result = csv_next(csv, arena, &row, &err);
        if (result == OK && row.count != head->count)
            result = fail(&err, INVALID, "it has %d fields and the first line has %d", row.count,
                          head->count);
        if (result == OK)
            read_line(import, head, &row, arena, faults);
        else if (result != ABSENT)
            import_fault(import, line, 0, faults, err.text);
        arena_free(arena);
    }
    if (result != ABSENT)
        import_fault(import, csv->line, 0, faults,
                     "the file has more lines than I read; divide it");
}

static size_t count_lines(const char *text, size_t len) {
    size_t count = 1;
    for (size_t i = 0; i < len; i++)
        count += text[i] == '\n';
    return count < IMPORT_ROWS_MAX ? count : IMPORT_ROWS_MAX;
}

void import_csv(struct import *import, const char *text, size_t len, struct faults *faults) {
    struct err err;
    struct csv_row row;
    struct head head = {.count = 0};
    struct csv csv = csv_of(text, len);
    unsigned before = faults->count;
    enum result result = csv_next(&csv, import->arena, &row, &err);
    if (result == ABSENT)
        import_fault(import, 0, 0, faults, "there is nothing in it");
    else if (result != OK)
        import_fault(import, 1, 0, faults, err.text);
    if (result != OK)
        return;
    read_head(import, &row, &head, faults);
    if (faults->count != before)
        return;
    import->source = json_new_array();
    import->rows = mem_alloc((count_lines(text, len) + 1) * sizeof *import->rows);
    read_lines(import, &csv, &head, faults);
}
