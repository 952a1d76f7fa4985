/* What a document has a list of: see document_lists.h. */
#include "handlers/kit/document_lists.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/document.h"
#include "model/priority.h"
#include "model/triage.h"
#include "store/answers.h"
#include "store/communications.h"
#include "store/decisions.h"
#include "store/tasks.h"
#include "store/timeline.h"

/* What the bot asked of people is no event of the incident, nor is that a fact was written down,
 * which stands in the text itself. */
static bool is_event(const struct timeline_entry *entry) {
    return !str_equal(entry->kind, "prompt") && !str_equal(entry->kind, "fact") && !entry->struck;
}

static const char *time_of(struct context *cx, int64_t ms) {
    char day[UTC_DAY_SIZE], first[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    utc_time(ms, time);
    if (str_equal(utc_day(ms, day), utc_day(cx->incident->started_ms, first)))
        return arena_strdup(cx->arena, time);
    return arena_printf(cx->arena, "%s %s", day, time);
}

static enum result put_timeline(struct context *cx, struct json *values, int entries) {
    struct timeline timeline, all;
    enum result result = timeline_read(cx->store, cx->arena, cx->incident->id, 0,
                                       DOCUMENT_ENTRIES_MAX + 1, &all, cx->err);
    if (result == OK)
        result =
            timeline_read(cx->store, cx->arena, cx->incident->id, 0, entries, &timeline, cx->err);
    if (result != OK)
        return result;
    struct json *list = json_new_array();
    for (int i = 0; i < timeline.count; i++) {
        const struct timeline_entry *entry = &timeline.entries[i];
        if (!is_event(entry))
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
    json_put_bool(values, "timeline_omitted", all.count > timeline.count);
    return OK;
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
            document_line(cx, question ? triage_meant(question, answer->value) : answer->value));
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

enum result document_put_lists(struct context *cx, int entries, struct json *values) {
    struct answer_list triage;
    enum result result = put_timeline(cx, values, entries);
    if (result == OK)
        result = put_triage(cx, values, &triage);
    if (result == OK)
        result = put_actions(cx, values);
    if (result == OK)
        result = put_told(cx, values);
    if (result == OK)
        result = put_decision(cx, values);
    if (result == OK)
        put_done(cx, values, &triage);
    return result;
}
