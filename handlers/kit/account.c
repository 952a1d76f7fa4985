/* What documents that look back are made of: see account.h. */
#include "handlers/kit/account.h"

#include "base/str.h"
#include "handlers/kit/document.h"
#include "model/figures.h"
#include "model/phrase.h"
#include "store/approvals.h"
#include "store/decisions.h"
#include "store/incidents.h"
#include "store/relations.h"
#include "store/tasks.h"

/* ---- How long it took */

static void put_figure(struct context *cx, struct json *figures, const char *name, int64_t ms) {
    char text[PHRASE_DURATION_SIZE];
    json_put_str(figures, name,
                 ms == FIGURES_UNKNOWN
                     ? ""
                     : arena_strdup(cx->arena, phrase_of_duration(ms, PHRASE_LONG, text)));
}

static void put_figures(struct context *cx, struct json *values) {
    struct figures figures = figures_of(cx->incident);
    struct json *object = json_new_object();
    put_figure(cx, object, "detect", figures.detect_ms);
    put_figure(cx, object, "acknowledge", figures.acknowledge_ms);
    put_figure(cx, object, "mitigate", figures.mitigate_ms);
    put_figure(cx, object, "resolve", figures.resolve_ms);
    json_put(values, "figures", object);
}

/* ---- What was decided, allowed and skipped */

static const char *course_title(const struct context *cx, const char *name) {
    const struct playbook_course *course = playbook_course(cx->playbook, name);
    return course ? course->title : name;
}

static enum result put_decisions(struct context *cx, struct json *values) {
    struct decision_list decisions;
    enum result result = decision_list(cx->store, cx->arena, cx->incident->id, &decisions, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < decisions.count; i++) {
        const struct decision *decision = &decisions.decisions[i];
        struct json *row = json_new_object();
        json_put_str(row, "at", document_moment(cx, decision->at_ms));
        json_put_str(row, "title", course_title(cx, decision->course));
        json_put_str(row, "by", document_person(cx, decision->who));
        json_put_str(row, "authority", document_line(cx, decision->authority));
        json_put_str(row, "why", document_line(cx, decision->why));
        json_put_str(row, "state", decision->state);
        json_push(list, row);
    }
    json_put(values, "decisions", list);
    return result;
}

static enum result put_approvals(struct context *cx, struct json *values) {
    struct approval_list approvals;
    enum result result = approval_list(cx->store, cx->arena, cx->incident->id, &approvals, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < approvals.count; i++) {
        const struct approval *approval = &approvals.approvals[i];
        bool answered = approval->answered_ms != 0;
        struct json *row = json_new_object();
        json_put_str(row, "what", document_line(cx, approval->what));
        json_put_str(row, "asked_by", document_person(cx, approval->asked_by));
        json_put_str(row, "state", approval->state);
        json_put_str(row, "by", answered ? document_person(cx, approval->answered_by) : "");
        json_put_str(row, "at", document_moment(cx, approval->answered_ms));
        json_push(list, row);
    }
    json_put(values, "approvals", list);
    return result;
}

static enum result put_shortcuts(struct context *cx, struct json *values) {
    struct task_list tasks;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < tasks.count; i++) {
        const struct task *task = &tasks.tasks[i];
        if (!str_equal(task->kind, TASK_SHORTCUT) || str_equal(task->state, TASK_DECLINED))
            continue;
        struct json *row = json_new_object();
        json_put_str(row, "text", document_line(cx, task->text));
        json_put_str(row, "owner", document_person(cx, task->owner));
        json_put_bool(row, "done", str_equal(task->state, TASK_DONE));
        json_push(list, row);
    }
    json_put(values, "shortcuts", list);
    return result;
}

/* ---- Why, and what else */

static void put_whys(struct context *cx, struct json *values, const struct timeline *timeline) {
    struct json *list = json_new_array();
    for (int i = 0; i < timeline->count; i++) {
        const struct timeline_entry *entry = &timeline->entries[i];
        if (!str_equal(entry->kind, "why") || entry->struck)
            continue;
        struct json *row = json_new_object();
        json_put_str(row, "text", document_line(cx, entry->text));
        json_push(list, row);
    }
    json_put(values, "whys", list);
}

/* Of a private one that is related, nobody learns here more than its name. */
static enum result put_related(struct context *cx, struct json *values) {
    struct relation_list relations;
    struct incident other;
    enum result result = relation_list(cx->store, cx->arena, cx->incident->id, &relations, cx->err);
    struct json *list = json_new_array();
    for (int i = 0; result == OK && i < relations.count; i++) {
        result =
            incident_get(cx->store, cx->arena, relations.relations[i].other_id, &other, cx->err);
        if (result != OK)
            break;
        struct json *row = json_new_object();
        json_put_str(row, "id", other.name);
        json_put_str(row, "title", other.is_private ? "private" : document_line(cx, other.title));
        json_push(list, row);
    }
    json_put(values, "related", list);
    return result;
}

enum result account_put(struct context *cx, const struct timeline *timeline, struct json *values) {
    put_figures(cx, values);
    put_whys(cx, values, timeline);
    enum result result = put_decisions(cx, values);
    if (result == OK)
        result = put_approvals(cx, values);
    if (result == OK)
        result = put_shortcuts(cx, values);
    return result == OK ? put_related(cx, values) : result;
}
