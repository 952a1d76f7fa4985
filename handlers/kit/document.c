/* Documents of an incident: see document.h. */
#include "handlers/kit/document.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/account.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/document_lists.h"
#include "handlers/kit/view.h"
#include "model/field.h"
#include "model/phrase.h"
#include "model/slack_text.h"
#include "model/triage.h"
#include "store/answers.h"
#include "store/timeline.h"

#include <ctype.h>
#include <string.h>

enum { GAPS_MAX = 64, HEAD_MAX = 4000, PEOPLE_MAX = 100 };

/* What stands for a fact that nobody has told. No reader takes these brackets for markup, and they
 * are escaped nowhere. */
#define GAP "【%s: %s】"

/* Facts that are kept with the incident itself, and what sets them. */
static const struct document_gap own_facts[] = {
    {"what users notice", "impact …"},       {"the root cause", "set cause …"},
    {"what fixed it", "set resolution …"},   {"what was done so far", "update progress: …"},
    {"what happens next", "update next: …"}, {"when it will be over", "update eta: …"}};

enum own { IMPACT, CAUSE, RESOLUTION, PROGRESS, NEXT, ETA, OWN };

/* ---- People and texts */

/* "Codex", or "Incident commander" for somebody whom neither the playbook nor Slack has named. An
 * id says nothing to a reader outside. */
const char *document_person(struct context *cx, const char *user) {
    const char *name = directory_name(cx, user);
    if (!*user)
        return "nobody";
    for (int i = 0; !name && i < cx->playbook->role_count; i++)
        if (str_equal(role_holder(&cx->roles, cx->playbook->roles[i].name), user))
            name = cx->playbook->roles[i].title;
    if (name)
        return name;
    return slack_user_id(user) ? "a member of the team" : user;
}

const char *document_plain(struct context *cx, const char *stored) {
    STR_AUTO(out, SLACK_TEXT_MAX);
    size_t from = 0, at = 0;
    struct slack_mention who;
    while (slack_mention_next(stored, &at, &who)) {
        if (who.kind != SLACK_MENTION_USER)
            continue;
        str_add_bytes(&out, stored + from, at - who.len - from);
        str_add(&out, document_person(cx, who.id));
        from = at;
    }
    str_add(&out, stored + from);
    return arena_strdup(cx->arena, out.text);
}

const char *document_line(struct context *cx, const char *stored) {
    char *line = arena_strdup(cx->arena, document_plain(cx, stored));
    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

static const char *gap_text(struct context *cx, const struct document_gap *gap) {
    return arena_printf(cx->arena, GAP, gap->what, gap->line);
}

static struct document_gap gap_of(struct context *cx, const struct field *field) {
    return (struct document_gap){field->what, arena_printf(cx->arena, "set %s …", field->name)};
}

static void put_fact(struct context *cx, struct json *values, struct json *known, const char *name,
                     const char *stored, const struct document_gap *gap) {
    json_put_str(values, name, *stored ? document_plain(cx, stored) : gap_text(cx, gap));
    json_put_bool(known, name, *stored != 0);
}

/* ---- The incident */

const char *document_moment(struct context *cx, int64_t ms) {
    char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    return ms ? arena_printf(cx->arena, "%s %s UTC", utc_day(ms, day), utc_time(ms, time)) : "";
}

static const char *duration(struct context *cx, int64_t ms) {
    char text[PHRASE_DURATION_SIZE];
    return arena_strdup(cx->arena, phrase_of_duration(ms, PHRASE_LONG, text));
}

static const char *state_of(const struct incident *incident) {
    if (!incident_is_open(incident))
        return "RESOLVED";
    bool mitigated = incident->mitigated_ms || incident->status == STATUS_MONITORING;
    return mitigated ? "MITIGATED" : "ACTIVE";
}

static void put_times(struct context *cx, struct json *object) {
    const struct incident *incident = cx->incident;
    char day[UTC_DAY_SIZE];
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    json_put_str(object, "started", document_moment(cx, incident->started_ms));
    json_put_str(object, "day", utc_day(incident->started_ms, day));
    json_put_str(object, "declared", document_moment(cx, incident->declared_ms));
    json_put_str(object, "acknowledged", document_moment(cx, incident->acked_ms));
    json_put_str(object, "mitigated_at", document_moment(cx, incident->mitigated_ms));
    json_put_str(object, "resolved_at", document_moment(cx, incident->resolved_ms));
    json_put_str(object, "updated", document_moment(cx, incident->updated_ms));
    json_put_str(object, "next_update", document_moment(cx, incident->promised_ms));
    json_put_str(object, "duration", duration(cx, end_ms - incident->started_ms));
    json_put_str(object, "cadence", incident->cadence_ms ? duration(cx, incident->cadence_ms) : "");
    json_put_str(object, "review_within", duration(cx, cx->policy->postmortem_due_ms));
    json_put_str(object, "review_due", document_moment(cx, incident->postmortem_due_ms));
}

static void put_roles(struct context *cx, struct json *object) {
    static const char *const roles[] = {"ic", "deputy", "scribe", "comms"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const char *holder = role_holder(&cx->roles, roles[i]);
        json_put_str(object, roles[i], *holder ? document_person(cx, holder) : "");
    }
    json_put_str(object, "declared_by", document_person(cx, cx->incident->declared_by));
}

static enum result put_thanks(struct context *cx, struct json *object) {
    struct people people;
    enum result result = timeline_people(cx->store, cx->arena, cx->incident->id, &people, cx->err);
    const char *text = "";
    for (int i = 0; result == OK && i < people.count && i < PEOPLE_MAX; i++)
        text = arena_printf(cx->arena, "%s%s%s", text, i ? ", " : "",
                            document_person(cx, people.users[i]));
    json_put_str(object, "thanks", text);
    return result;
}

static enum result put_incident(struct context *cx, struct json *values) {
    const struct incident *incident = cx->incident;
    struct json *object = json_new_object();
    const char *number = severity_code(incident->severity) + strlen("sev");
    const char *id = strchr(incident->name, '-') + 1; /* INC-… and INCIDENT-… */
    json_put(values, "incident", object);
    json_put_str(object, "id", incident->name);
    json_put_str(object, "branch", arena_printf(cx->arena, "fix/incident-%s", id));
    json_put_str(object, "title", document_line(cx, incident->title));
    json_put_str(object, "severity", view_severity(cx, incident->severity));
    json_put_str(object, "label", arena_printf(cx->arena, "sev-%s", number));
    json_put_str(object, "level", playbook_severity(cx->playbook, incident->severity)->level);
    json_put_str(object, "status", status_title(incident->status));
    json_put_str(object, "state", state_of(incident));
    json_put_str(object, "kind", incident->kind);
    json_put_str(object, "bridge", incident->bridge);
    json_put_bool(object, "open", incident_is_open(incident));
    json_put_bool(object, "resolved", !incident_is_open(incident));
    json_put_bool(object, "mitigated", !str_equal(state_of(incident), "ACTIVE"));
    json_put_bool(object, "monitoring", incident->status == STATUS_MONITORING);
    json_put_bool(object, "drill", incident->drill);
    put_times(cx, object);
    put_roles(cx, object);
    return put_thanks(cx, object);
}

/* ---- Facts */

static struct json *lines_of(struct context *cx, const char *text) {
    struct json *lines = json_new_array();
    while (*text) {
        size_t len = strcspn(text, "\n");
        json_push(lines, json_new_string(arena_strndup(cx->arena, text, len)));
        text += len + (text[len] == '\n');
    }
    return lines;
}

/* Versions as they are tagged, with a v. */
static void put_tags(struct context *cx, struct json *values) {
    static const char *const names[] = {"version", "previous", "fixed"};
    struct json *tag = json_new_object();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool known = json_is_true(json_at(values, "known"), names[i]);
        json_put_str(
            tag, names[i],
            arena_printf(cx->arena, "%s%s", known ? "v" : "", json_text_at(values, names[i])));
    }
    json_put(values, "tag", tag);
}

/* Whether data may be lost: nobody said that it is not. */
static bool may_lose_data(const struct answer_list *facts) {
    const char *impact = answer_value(facts, "data_impact");
    return !str_equal_nocase(impact, "no") && !str_equal_nocase(impact, "none");
}

/* The fact of this name. Triage keeps the word of an answer, of which its label is what is meant.
 */
static const char *fact(struct context *cx, const struct answer_list *facts, const char *name) {
    const char *value = answer_value(facts, name);
    if (!*value && str_equal(name, "details"))
        return answer_value(facts, "issue"); /* the next best place to read on */
    for (int i = 0; i < cx->playbook->question_count; i++)
        if (str_equal(cx->playbook->triage[i].field, name))
            return triage_meant(&cx->playbook->triage[i], value);
    return value;
}

static enum result put_facts(struct context *cx, struct json *values) {
    const struct incident *incident = cx->incident;
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, incident->id, ANSWER_FACT, &facts, cx->err);
    if (result != OK)
        return result;
    struct json *known = json_new_object();
    json_put(values, "known", known);
    put_fact(cx, values, known, "impact", incident->impact, &own_facts[IMPACT]);
    put_fact(cx, values, known, "root_cause", incident->root_cause, &own_facts[CAUSE]);
    put_fact(cx, values, known, "resolution", incident->resolution, &own_facts[RESOLUTION]);
    put_fact(cx, values, known, "progress", incident->progress, &own_facts[PROGRESS]);
    put_fact(cx, values, known, "next_steps", incident->next_steps, &own_facts[NEXT]);
    put_fact(cx, values, known, "eta", incident->eta, &own_facts[ETA]);
    for (const struct field *field = fields; field->name; field++) {
        struct document_gap gap = gap_of(cx, field);
        put_fact(cx, values, known, field->name, fact(cx, &facts, field->name), &gap);
    }
    put_tags(cx, values);
    json_put_bool(json_member(values, "incident"), "data", may_lose_data(&facts));
    json_put(values, "reproduction_lines", lines_of(cx, json_text_at(values, "reproduction")));
    json_put(values, "workaround_lines", lines_of(cx, json_text_at(values, "workaround")));
    return OK;
}

/* ---- The whole */

static enum result fill_values(struct context *cx, int entries, struct json *values) {
    json_put_str(values, "now", document_moment(cx, cx->now_ms));
    json_put_str(values, "command", cx->config->slack.command);
    enum result result = put_incident(cx, values);
    if (result == OK)
        result = put_facts(cx, values);
    if (result == OK)
        result = document_put_lists(cx, entries, values);
    if (result != OK)
        return result;
    return account_put(cx, values);
}

/* The values that documents may use, for cx->incident as it is now, with the newest entries of its
 * timeline. The caller frees them. */
static enum result values_of(struct context *cx, int entries, struct json **ret_values) {
    struct json *values = json_new_object();
    enum result result = fill_values(cx, entries, values);
    if (result != OK) {
        json_free(values);
        return result;
    }
    *ret_values = values;
    return OK;
}

/* Notes a gap that stands in one of the texts. */
static void note_gap(struct context *cx, struct document *document,
                     const struct document_gap *gap) {
    const char *text = gap_text(cx, gap);
    if (strstr(document->head, text) || strstr(document->body, text))
        document->gaps[document->gap_count++] = *gap;
}

static void find_gaps(struct context *cx, struct document *document) {
    document->gaps = arena_alloc(cx->arena, GAPS_MAX * sizeof *document->gaps);
    for (int i = 0; i < OWN; i++)
        note_gap(cx, document, &own_facts[i]);
    for (const struct field *field = fields; field->name; field++) {
        struct document_gap gap = gap_of(cx, field);
        note_gap(cx, document, &gap);
    }
}

static const char *title_of(struct context *cx, const char *head) {
    static const char *const names[] = {"Title: ", "Subject: "};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *line = strstr(head, names[i]);
        if (!line || (line != head && line[-1] != '\n'))
            continue;
        line += strlen(names[i]);
        return arena_strndup(cx->arena, line, strcspn(line, "\n"));
    }
    return "";
}

static enum result render(struct context *cx, const char *name, const struct json *values,
                          size_t max_bytes, struct document *ret_document) {
    STR_AUTO(head, HEAD_MAX);
    STR_AUTO(body, max_bytes);
    if (cx->incident->drill) /* wherever it goes by mistake, nobody takes it for news */
        str_add(&body, "THIS IS A DRILL. Nothing is broken.\n\n");
    enum result result =
        documents_render(templates_documents(cx->templates), name, values, &head, &body, cx->err);
    if (result != OK)
        return result;
    *ret_document = (struct document){.title = title_of(cx, head.text),
                                      .head = arena_strdup(cx->arena, head.text),
                                      .body = arena_strdup(cx->arena, body.text)};
    find_gaps(cx, ret_document);
    return OK;
}

enum result document_fill(struct context *cx, const char *name, size_t max_bytes,
                          struct document *ret_document) {
    int unnamed = 0;
    enum result result = directory_load_people(cx, &unnamed);
    if (result != OK)
        return result;
    result = INVALID;
    for (int entries = DOCUMENT_ENTRIES_MAX; result == INVALID && entries > 0; entries /= 2) {
        struct json *values = NULL;
        if ((result = values_of(cx, entries, &values)) == OK)
            result = render(cx, name, values, max_bytes, ret_document);
        json_free(values);
    }
    if (result == OK)
        ret_document->unnamed = unnamed;
    return result;
}

void document_check(const struct playbook *playbook, const struct documents *documents,
                    struct faults *faults) {
    for (int i = 0; i < playbook->communication_count; i++) {
        const struct playbook_communication *one = &playbook->communications[i];
        struct origin origin = {.where = playbook->file, .line = one->line};
        if (!documents_have(documents, one->document))
            faults_add(faults, &origin, "there is no document \"%s\" in templates/documents",
                       one->document);
    }
}
