/* An incident as a report to read: see export.h. What belongs to it is a table for each kind. */
#include "handlers/kit/export.h"

#include "base/utc.h"
#include "model/phrase.h"
#include "model/severity.h"
#include "model/slack_text.h"
#include "model/status.h"
#include "store/answers.h"
#include "templates/escape.h"

enum { COLUMNS_MAX = 8 };

/* A table of the report. */
struct section {
    const char *title;
    const char *part; /* the member of the incident that has its rows */
    struct {
        const char *heading, *member;
    } columns[COLUMNS_MAX];
};

static const struct section sections[] = {
    {"Roles", "roles", {{"Role", "role"}, {"Held by", "holder"}, {"Since", "since"}}},
    {"Decisions",
     "decisions",
     {{"Time", "at"},
      {"Course", "course"},
      {"Why", "why"},
      {"Written down", "record"},
      {"By", "who"},
      {"Authority", "authority"},
      {"State", "state"}}},
    {"Approvals",
     "approvals",
     {{"#", "number"},
      {"What", "what"},
      {"Asked by", "asked_by"},
      {"Asked of", "asked"},
      {"State", "state"},
      {"Answered by", "answered_by"},
      {"At", "answered_at"}}},
    {"Tasks",
     "tasks",
     {{"#", "number"},
      {"Kind", "kind"},
      {"Task", "text"},
      {"Owner", "owner"},
      {"Due", "due"},
      {"State", "state"},
      {"Answer", "answer"},
      {"Proof", "proof"}}},
    {"Postmortem",
     "postmortem",
     {{"State", "state"},
      {"Since", "at"},
      {"Why it is owed, or not", "rule"},
      {"Driven by", "owner"},
      {"Where", "link"},
      {"Why it was skipped", "why"}}},
    {"Checklists",
     "ticks",
     {{"Checklist", "checklist"},
      {"Item", "item"},
      {"State", "state"},
      {"Note", "note"},
      {"By", "who"},
      {"At", "at"}}},
    {"What was answered and set",
     "answers",
     {{"Topic", "topic"}, {"Name", "name"}, {"Value", "value"}, {"By", "who"}, {"At", "at"}}},
    {"Told outside",
     "communications",
     {{"Time", "at"}, {"Text", "name"}, {"State", "state"}, {"Where", "link"}, {"By", "who"}}},
    {"Called",
     "pages",
     {{"Time", "called_at"},
      {"Who", "who"},
      {"Name", "name"},
      {"Why", "why"},
      {"By", "called_by"},
      {"Reacted", "answered_at"}}},
    {"Related incidents", "relations", {{"Incident", "other"}, {"How", "kind"}, {"By", "who"}}},
};

/* ---- Pieces */

static int64_t moment_of(const struct json *value) {
    int64_t ms = 0;
    const char *text = json_str(value, "");
    return text && utc_read_iso(text, &ms) ? ms : 0;
}

static void add_escaped(struct str *out, const char *stored) {
    STR_AUTO(text, SLACK_TEXT_MAX * 2);
    str_add(out, slack_user_id(stored) ? "@" : "");
    escape_add(&text, stored, ESCAPE_MARKDOWN);
    for (const char *c = text.text; *c; c++)
        str_add_bytes(out, *c == '\n' ? " " : c, 1);
}

static void add_value(struct str *out, const struct json *value) {
    char stamp[UTC_STAMP_SIZE];
    int64_t ms = moment_of(value);
    if (ms)
        str_addf(out, "%.16s", utc_stamp(ms, stamp));
    else if (json_kind_of(value) == JSON_NUMBER)
        str_addf(out, "%lld", (long long)json_int(value, "", 0));
    else
        add_escaped(out, json_text_at(value, ""));
}

/* What was answered to the bot itself, which keeps its place by it, is nothing to read. */
static bool is_shown(const struct section *section, const struct json *row) {
    static const char *const topics[] = {ANSWER_TRIAGE, ANSWER_CRITERION, ANSWER_RESOLVING,
                                         ANSWER_FACT, NULL};
    return !str_equal(section->part, "answers") ||
           str_is_one_of(json_text_at(row, "topic"), topics);
}

static void add_section(struct str *out, const struct section *section,
                        const struct json *incident) {
    const struct json *rows = json_at(incident, section->part);
    int columns = 0;
    if (json_len(rows, "") == 0)
        return;
    str_addf(out, "\n## %s\n\n|", section->title);
    for (; columns < COLUMNS_MAX && section->columns[columns].heading; columns++)
        str_addf(out, " %s |", section->columns[columns].heading);
    str_add(out, "\n|");
    for (int i = 0; i < columns; i++)
        str_add(out, "---|");
    str_add(out, "\n");
    for (size_t i = 0; i < json_len(rows, ""); i++) {
        if (!is_shown(section, json_item(rows, i)))
            continue;
        str_add(out, "|");
        for (int k = 0; k < columns; k++) {
            str_add(out, " ");
            add_value(out, json_at(json_item(rows, i), section->columns[k].member));
            str_add(out, " |");
        }
        str_add(out, "\n");
    }
}

/* ---- The head */

static void add_fact(struct str *out, const char *name, const struct json *value) {
    if (json_kind_of(value) == JSON_NULL || (json_str(value, "") && !*json_text_at(value, "")))
        return;
    str_addf(out, "| %s | ", name);
    add_value(out, value);
    str_add(out, " |\n");
}

static void add_state(struct str *out, const struct json *incident) {
    enum severity severity;
    enum status status;
    const char *outcome = json_text_at(incident, "outcome");
    if (severity_read(json_text_at(incident, "severity"), SEVERITY_CODES, NULL, &severity, NULL) ==
        OK)
        str_addf(out, "| Severity | %s |\n", severity_name(severity));
    if (status_read(json_text_at(incident, "status"), &status) == OK)
        str_addf(out, "| Status | %s%s%s |\n", status_title(status), *outcome ? ", " : "", outcome);
}

static void add_duration(struct str *out, const struct json *incident) {
    char text[PHRASE_DURATION_SIZE];
    int64_t started = moment_of(json_at(incident, "started"));
    int64_t resolved = moment_of(json_at(incident, "resolved"));
    if (resolved)
        str_addf(out, "| Duration | %s |\n",
                 phrase_of_duration(resolved - started, PHRASE_LONG, text));
}

static void add_head(struct str *out, const struct json *incident) {
    static const char *const facts[][2] = {{"Kind", "kind"},
                                           {"Playbook", "playbook"},
                                           {"Started", "started"},
                                           {"Detected", "detected"},
                                           {"Declared", "declared"},
                                           {"Declared by", "declared_by"},
                                           {"Acknowledged", "acknowledged"},
                                           {"Mitigated", "mitigated"},
                                           {"Resolved", "resolved"},
                                           {"Closed", "closed"}};
    str_addf(out, "# %s%s: ", json_is_true(incident, "drill") ? "Drill " : "",
             json_text_at(incident, "id"));
    add_escaped(out, json_text_at(incident, "title"));
    str_add(out, "\n\nAll times are in UTC.\n\n| | |\n|---|---|\n");
    add_state(out, incident);
    add_duration(out, incident);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        add_fact(out, facts[i][0], json_at(incident, facts[i][1]));
    if (json_is_true(incident, "private"))
        str_add(out, "| Private | yes: not for everybody |\n");
}

static void add_paragraph(struct str *out, const char *title, const char *stored) {
    if (!*stored)
        return;
    str_addf(out, "\n## %s\n\n", title);
    escape_add(out, stored, ESCAPE_MARKDOWN);
    str_add(out, "\n");
}

static void add_seals(struct str *out, const struct json *incident) {
    char stamp[UTC_STAMP_SIZE];
    const struct json *seals = json_at(incident, "seals");
    for (size_t i = 0; i < json_len(seals, ""); i++) {
        const struct json *seal = json_item(seals, i);
        bool broken = json_str(seal, "broken") != NULL;
        str_addf(out, "\n%s up to #%lld, %.16s: `%s`\n", broken ? "Seal, since broken," : "Sealed",
                 (long long)json_int(seal, "entries", 0),
                 utc_stamp(moment_of(json_at(seal, "sealed")), stamp), json_text_at(seal, "hash"));
    }
}

void export_markdown(const struct json *incident, struct str *out) {
    add_head(out, incident);
    add_paragraph(out, "Impact", json_text_at(incident, "impact"));
    add_paragraph(out, "Root cause", json_text_at(incident, "root_cause"));
    add_paragraph(out, "Resolution", json_text_at(incident, "resolution"));
    str_add(out, "\n## Timeline\n\n");
    export_timeline_markdown(incident, out);
    add_seals(out, incident);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        add_section(out, &sections[i], incident);
}
