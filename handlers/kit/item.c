/* Items after an incident: see item.h. */
#include "handlers/kit/item.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/priority.h"
#include "store/decisions.h"
#include "store/jobs.h"

#include <string.h>

enum result item_list(struct context *cx, struct task_list *ret_list) {
    struct task_filter filter = {.incident_id = cx->incident->id, .items_only = true};
    struct task_list all;
    enum result result = task_find(cx->store, cx->arena, &filter, &all, cx->err);
    if (result != OK)
        return result;
    *ret_list = (struct task_list){all.tasks, 0};
    for (int i = 0; i < all.count; i++)
        if (!str_equal(all.tasks[i].state, TASK_DECLINED)) /* a shortcut that was not taken */
            ret_list->tasks[ret_list->count++] = all.tasks[i];
    return OK;
}

/* ---- What the playbook wants */

static bool is_of_course(struct context *cx, const char *courses, const struct decision *decision) {
    const struct playbook_course *course = playbook_course(cx->playbook, decision->course);
    bool done =
        str_equal(decision->state, DECISION_MADE) || str_equal(decision->state, DECISION_DONE);
    return done && (str_has_word(courses, decision->course) ||
                    (course && *course->way_of && str_has_word(courses, course->way_of)));
}

static bool is_decided(struct context *cx, const char *courses,
                       const struct decision_list *decisions) {
    for (int i = 0; i < decisions->count; i++)
        if (is_of_course(cx, courses, &decisions->decisions[i]))
            return true;
    return !*courses;
}

static bool is_wanted(struct context *cx, const struct playbook_follow_up *one,
                      const struct decision_list *decisions) {
    return playbook_severity_in(one->severities, cx->incident->severity) &&
           (!*one->kinds || str_has_word(one->kinds, cx->incident->kind)) &&
           is_decided(cx, one->courses, decisions);
}

static bool is_there(const struct task_list *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->tasks[i].text, text))
            return true;
    return false;
}

static enum result add(struct context *cx, const struct playbook_follow_up *one) {
    const char *owner = *one->owner ? view_bearer(cx, one->owner) : "";
    int64_t day_ms = calendar_local(&cx->playbook->calendar, cx->now_ms + one->due_ms);
    struct task task = {
        .kind = TASK_ACTION,
        .text = one->text,
        .owner = *owner ? owner : view_commander(cx),
        .priority = priority_read(one->priority),
        .due_ms =
            one->due_ms ? calendar_end_of(&cx->playbook->calendar, day_ms - day_ms % DAY_MS) : 0};
    return owe(cx, TIMELINE_BOT, &task);
}

enum result item_follow_up(struct context *cx) {
    const struct playbook_afterwards *afterwards = &cx->playbook->afterwards;
    struct task_list there;
    struct decision_list decisions;
    enum result result = item_list(cx, &there);
    if (result == OK)
        result = decision_list(cx->store, cx->arena, cx->incident->id, &decisions, cx->err);
    for (int i = 0; result == OK && i < afterwards->follow_up_count; i++) {
        const struct playbook_follow_up *one = &afterwards->follow_ups[i];
        if (is_wanted(cx, one, &decisions) && !is_there(&there, one->text))
            result = add(cx, one);
    }
    return result;
}

/* ---- Showing */

const char *item_lacking(struct context *cx, const struct task_list *list) {
    const char *text = "";
    for (int i = 0; i < list->count; i++) {
        const struct task *task = &list->tasks[i];
        if (!task_is_open(task) || (*task->owner && task->due_ms))
            continue;
        text = arena_printf(cx->arena, "%s%s#%lld (%s%s%s)", text, *text ? ", " : "",
                            (long long)task->number, *task->owner ? "" : "no owner",
                            *task->owner || task->due_ms ? "" : ", ", task->due_ms ? "" : "no day");
    }
    return text;
}

enum result item_say_open(struct context *cx) {
    struct task_list list;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    enum result result = item_list(cx, &list);
    if (result != OK)
        return result;
    for (int i = 0; i < list.count; i++)
        if (task_is_open(&list.tasks[i]))
            reply_say(cx, "• %s", owed_line(cx, &list.tasks[i]));
    const char *lacking = item_lacking(cx, &list);
    int first = (int)strcspn(lacking, " "); /* "#3" */
    if (*lacking)
        reply_say(cx,
                  ":warning: Still lacking: %s. `%s action assign %s %.*s @who` · `%s action due "
                  "%s %.*s friday`",
                  lacking, command, name, first, lacking, command, name, first, lacking);
    return OK;
}

void item_say(struct context *cx, const struct request *rq, const struct task *task, bool named) {
    const char *name = cx->incident->name;
    reply_say(cx, "• %s%s%s%s%s", named ? "*" : "", named ? name : "", named ? "* " : "",
              owed_line(cx, task), cx->incident->drill ? " · 🧪 drill" : "");
    if (task_is_open(task) && str_equal(task->owner, rq->user))
        owed_button(cx, task, named);
}

enum result item_say_list(struct context *cx, const struct request *rq, bool open_only) {
    struct task_list list;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    int count = 0;
    enum result result = item_list(cx, &list);
    if (result != OK)
        return result;
    for (int i = 0; i < list.count; i++)
        count += !open_only || task_is_open(&list.tasks[i]);
    reply_say(cx, "%s: %s", heading(cx),
              count == 0  ? "nothing is owed."
              : open_only ? "owed, and not done:"
                          : "owed, done and dropped:");
    for (int i = 0; i < list.count; i++)
        if (!open_only || task_is_open(&list.tasks[i]))
            item_say(cx, rq, &list.tasks[i], false);
    reply_say(cx,
              "`%s action add %s …what… @who due friday` · `%s action done %s #1 …link…` · `%s "
              "actions %s all`",
              command, name, command, name, command, name);
    return OK;
}

/* ---- The review */

enum result item_put_review(struct context *cx, int64_t from_ms) {
    const struct playbook_afterwards *rules = owed_rules(cx);
    int64_t due_ms = calendar_open_from(&cx->playbook->calendar, from_ms + rules->review_ms);
    struct job job = {.kind = "review_30d",
                      .incident_id = cx->incident->id,
                      .subject = "",
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = ""};
    return rules->review_ms ? job_put(cx->store, &job, cx->err) : OK;
}
