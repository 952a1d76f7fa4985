/* What documents are made of: see values.h. */
#include "handlers/kit/values.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/account.h"
#include "handlers/kit/view.h"
#include "model/field.h"
#include "model/phrase.h"
#include "model/priority.h"
#include "store/answers.h"
#include "store/communications.h"
#include "store/decisions.h"
#include "store/tasks.h"

#include <string.h>

enum { GAPS_MAX = 64, PEOPLE_MAX = 100 };

/* Facts that are kept with the incident itself, and what sets them. */
static const struct document_gap own_facts[] = {
    {"what users notice", "impact …"},       {"the root cause", "set cause …"},
    {"what fixed it", "set resolution …"},   {"what was done so far", "update progress: …"},
    {"what happens next", "update next: …"}, {"when it will be over", "update eta: …"}};

enum own { IMPACT, CAUSE, RESOLUTION, PROGRESS, NEXT, ETA, OWN };

/* No reader takes these brackets for markup, and they are escaped nowhere. */
const char *values_gap(struct context *cx, const struct document_gap *gap) {
    return arena_printf(cx->arena, "【%s: %s】", gap->what, gap->line);
}

static struct document_gap gap_of(struct context *cx, const struct field *field) {
    return (struct document_gap){field->what, arena_printf(cx->arena, "set %s …", field->name)};
}

int values_gaps(struct context *cx, const struct document_gap **ret_gaps) {
    struct document_gap *gaps = arena_alloc(cx->arena, GAPS_MAX * sizeof *gaps);
    int count = 0;
    while (count < OWN) {
        gaps[count] = own_facts[count];
        count++;
    }
    for (const struct field *field = fields; field->name && count < GAPS_MAX; field++)
        gaps[count++] = gap_of(cx, field);
    *ret_gaps = gaps;
    return count;
}

static void put_fact(struct context *cx, struct json *values, struct json *known, const char *name,
                     const char *stored, const struct document_gap *gap) {
    json_put_str(values, name, *stored ? document_plain(cx, stored) : values_gap(cx, gap));
    json_put_bool(known, name, *stored != 0);
}

/* ---- The incident */

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

static const char *label_of(const struct playbook_question *question, const char *value) {
    for (int i = 0; i < question->answer_count; i++)
        if (str_equal(question->answers[i].word, value) && *question->answers[i].label)
            return question->answers[i].label;
    return value;
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
            return label_of(&cx->playbook->triage[i], value);
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

/* ---- Lists */

/* What the bot asked of people is no event of the incident, nor is that a fact was written down,
 * which stands in the text itself, nor what the bot wrote down as owed when it was over, which
 * stands among the action items. */
static bool is_event(const struct incident *incident, const struct timeline_entry *entry) {
    bool over = !incident_is_open(incident) && entry->at_ms >= incident->resolved_ms;
    bool owed = str_equal(entry->kind, "task") && str_equal(entry->actor, TIMELINE_BOT) && over;
    return !owed && !str_equal(entry->kind, "prompt") && !str_equal(entry->kind, "fact") &&
           !entry->struck;
}

static const char *time_of(struct context *cx, int64_t ms) {
    char day[UTC_DAY_SIZE], first[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    utc_time(ms, time);
    if (str_equal(utc_day(ms, day), utc_day(cx->incident->started_ms, first)))
        return arena_strdup(cx->arena, time);
    return arena_printf(cx->arena, "%s %s", day, time);
}

/* The newest entries of it. */
static void put_timeline(struct context *cx, struct json *values, const struct timeline *timeline,
                         int entries) {
    struct json *list = json_new_array();
    int first = timeline->count > entries ? timeline->count - entries : 0;
    for (int i = first; i < timeline->count; i++) {
        const struct timeline_entry *entry = &timeline->entries[i];
        if (!is_event(cx->incident, entry))
            continue;
        struct json *row = json_new_object();
        json_put_str(row, "time", time_of(cx, entry->at_ms));
        json_put_str(row, "event", document_line(cx, entry->text));
        json_put_str(row, "actor",
                     str_equal(entry->actor, TIMELINE_BOT) ? TIMELINE_BOT
                                                           : document_person(cx, entry->actor));
        json_push(list, row);
    }
    json_put(values, "timeline", list);
    json_put_bool(values, "timeline_omitted", first > 0);
}

static enum result put_triage(struct context *cx, struct json *values,
                              struct answer_list *ret_answers) {
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_TRIAGE, ret_answers, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < ret_answers->count; i++) {
        const struct answer *answer = &ret_answers->answers[i];
        const struct playbook_question *question = playbook_question(cx->playbook, answer->name);
        struct json *row = json_new_object();
        json_put_str(row, "question", question ? question->ask : answer->name);
        json_put_str(
            row, "answer",
            document_line(cx, question ? label_of(question, answer->value) : answer->value));
        json_push(list, row);
    }
    json_put(values, "triage", list);
    return result;
}

static enum result put_actions(struct context *cx, struct json *values) {
    struct task_list tasks;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < tasks.count; i++) {
        const struct task *task = &tasks.tasks[i];
        if (str_equal(task->state, TASK_DECLINED) || str_equal(task->kind, TASK_POSTMORTEM))
            continue;
        struct json *row = json_new_object();
        json_put_int(row, "number", task->number);
        json_put_str(row, "text", document_line(cx, task->text));
        json_put_str(row, "owner", *task->owner ? document_person(cx, task->owner) : "");
        json_put_str(row, "due", document_moment(cx, task->due_ms));
        json_put_bool(row, "open", task_is_open(task));
        json_put_bool(row, "done", str_equal(task->state, TASK_DONE));
        json_put_bool(row, "dropped", str_equal(task->state, TASK_DROPPED));
        json_put_bool(row, "unproved", task_is_item(task) && !*task->proof);
        json_put_str(row, "priority", priority_name(task->priority));
        json_push(list, row);
    }
    json_put(values, "actions", list);
    return result;
}

static enum result put_told(struct context *cx, struct json *values) {
    struct communication_list sent;
    enum result result = communication_list(cx->store, cx->arena, cx->incident->id, &sent, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < sent.count; i++) {
        const struct communication *one = &sent.communications[i];
        const struct playbook_communication *kind = playbook_communication(cx->playbook, one->name);
        if (!str_equal(one->state, COMMUNICATION_SENT))
            continue;
        struct json *row = json_new_object();
        json_put_str(row, "name", kind ? kind->title : one->name);
        json_put_str(row, "link", one->link);
        json_push(list, row);
    }
    json_put(values, "told", list);
    return result;
}

/* What was decided last, and by whom. */
static enum result put_decision(struct context *cx, struct json *values) {
    struct decision decision;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &decision, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const struct playbook_course *course = playbook_course(cx->playbook, decision.course);
    struct json *object = json_new_object();
    json_put(values, "decision", object);
    json_put_str(object, "course", decision.course);
    json_put_str(object, "title", course ? course->title : decision.course);
    json_put_str(object, "why", document_line(cx, decision.why));
    json_put_str(object, "by", document_person(cx, decision.who));
    json_put_str(object, "authority", document_plain(cx, decision.authority));
    json_put_str(object, "at", document_moment(cx, decision.at_ms));
    json_put_bool(object, "yank", str_equal(decision.course, "yank"));
    json_put_bool(object, "rollback", str_equal(decision.course, "rollback"));
    json_put_bool(object, "hotfix", str_equal(decision.course, "hotfix"));
    return OK;
}

/* What the steps of a response are ticked by: what was done, not what was said to be done. */
static void put_done(struct context *cx, struct json *values, const struct answer_list *triage) {
    const struct incident *incident = cx->incident;
    struct json *done = json_new_object();
    bool decided = json_at(values, "decision.course") != NULL;
    json_put(values, "done", done);
    json_put_bool(done, "reproduced",
                  str_equal(answer_value(triage, "reproducible"), "yes") ||
                      json_is_true(values, "known.reproduction"));
    json_put_bool(done, "classified", true); /* there is no incident without a severity */
    json_put_bool(done, "decided", decided);
    json_put_bool(done, "executed",
                  incident->mitigated_ms || !incident_is_open(incident) ||
                      incident->status == STATUS_MONITORING);
    json_put_bool(done, "told", json_len(values, "told") > 0);
    json_put_bool(done, "reviewed", incident->postmortem_due_ms != 0);
}

/* ---- The whole */

static enum result put_values(struct context *cx, const struct timeline *timeline, int entries,
                              struct json *values) {
    struct answer_list triage;
    json_put_str(values, "now", document_moment(cx, cx->now_ms));
    json_put_str(values, "command", cx->config->slack.command);
    put_timeline(cx, values, timeline, entries);
    enum result result = put_incident(cx, values);
    if (result == OK)
        result = put_facts(cx, values);
    if (result == OK)
        result = put_triage(cx, values, &triage);
    if (result == OK)
        result = put_actions(cx, values);
    if (result == OK)
        result = put_told(cx, values);
    if (result == OK)
        result = put_decision(cx, values);
    if (result != OK)
        return result;
    put_done(cx, values, &triage);
    return account_put(cx, timeline, values);
}

enum result values_new(struct context *cx, const struct timeline *timeline, int entries,
                       struct json **ret_values) {
    struct json *values = json_new_object();
    enum result result = put_values(cx, timeline, entries, values);
    if (result != OK) {
        json_free(values);
        return result;
    }
    *ret_values = values;
    return OK;
}
