/* What is owed: see owed.h. */
#include "handlers/kit/owed.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/priority.h"
#include "model/slack_text.h"
#include "store/jobs.h"
#include "templates/limits.h"

enum { LINE_MAX_CHARS = 300, BUTTONS_SHOWN = 3, SEEN_MS = 5 * MINUTE_MS };
#define DAYLESS_MS (7 * DAY_MS)

const char *owed_what(const struct task *task) {
    if (str_equal(task->kind, TASK_SHORTCUT))
        return "Shortcut taken, to be made up for";
    if (str_equal(task->kind, TASK_REVIEW))
        return "Review owed";
    if (str_equal(task->kind, TASK_POSTMORTEM))
        return "Postmortem";
    if (str_equal(task->kind, TASK_ACTION))
        return "Action item";
    return str_equal(task->kind, TASK_TEMPORARY) ? "Temporary, to be taken back" : "Task";
}

/* ---- When it is asked for */

const struct playbook_afterwards *owed_rules(const struct context *cx) {
    static const struct playbook_afterwards usual = {.review_ms = 30 * DAY_MS,
                                                     .remind_ms = DAY_MS,
                                                     .again_ms = DAY_MS,
                                                     .commander_after = 1,
                                                     .path_after = 3};
    const struct playbook_afterwards *own = &cx->playbook->afterwards;
    return own->line ? own : &usual;
}

enum result owed_chase(struct context *cx, const struct task *task, const char *step, int64_t count,
                       int64_t due_ms) {
    struct job job = {.kind = "task",
                      .incident_id = task->incident_id,
                      .subject = arena_printf(cx->arena, "%lld", (long long)task->number),
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = arena_printf(cx->arena, "%lld %s %lld", (long long)task->number, step,
                                           (long long)count)};
    return job_put(cx->store, &job, cx->err);
}

static enum result watch_ask(struct context *cx, const struct task *task) {
    int64_t seen_ms = cx->now_ms + SEEN_MS;
    if (str_equal(task->state, TASK_OPEN) && (!task->due_ms || task->due_ms > seen_ms))
        return owed_chase(cx, task, OWED_SEEN, 0, seen_ms);
    return task->due_ms ? owed_chase(cx, task, OWED_DUE, 0, task->due_ms) : OK;
}

enum result owed_look_after(struct context *cx, const struct task *task) {
    int64_t before_ms = task->due_ms - owed_rules(cx)->remind_ms;
    if (!task_is_debt(task))
        return watch_ask(cx, task);
    if (!task->due_ms)
        return owed_chase(cx, task, OWED_DAYLESS, 0, cx->now_ms + DAYLESS_MS);
    if (before_ms > cx->now_ms && before_ms < task->due_ms)
        return owed_chase(cx, task, OWED_BEFORE, 0, before_ms);
    bool over = task->due_ms <= cx->now_ms; /* whoever has it is told so right now */
    return owed_chase(cx, task, OWED_DUE, over,
                      over ? cx->now_ms + owed_rules(cx)->again_ms : task->due_ms);
}

enum result owe(struct context *cx, const char *actor, struct task *task) {
    task->incident_id = cx->incident->id;
    task->asked_by = actor;
    task->asked_ms = cx->now_ms;
    if (!task->state || !*task->state)
        task->state = TASK_OPEN;
    enum result result = task_add(cx->store, task, cx->err);
    if (result != OK)
        return result;
    const char *owner =
        *task->owner ? arena_printf(cx->arena, " (%s)", mention(cx, task->owner)) : "";
    result = record(cx, actor, "task",
                    arena_printf(cx->arena, "%s: #%lld %s%s", owed_what(task),
                                 (long long)task->number, task->text, owner));
    return result == OK ? owed_look_after(cx, task) : result;
}

const char *owed_stands(struct context *cx, const struct task *task) {
    return arena_printf(cx->arena, OWED_STANDS " %lld", (long long)task->number);
}

/* ---- Showing */

static const char *time_of(struct context *cx, const struct task *task) {
    char text[PHRASE_DURATION_SIZE];
    if (!task_is_open(task))
        return "";
    if (!task->due_ms)
        return task_is_debt(task) && !incident_is_open(cx->incident) ? ", :warning: no day" : "";
    if (task->due_ms > cx->now_ms)
        return arena_printf(cx->arena, ", by %s", moment(cx, task->due_ms));
    return arena_printf(cx->arena, ", :warning: %s over time",
                        phrase_of_duration(cx->now_ms - task->due_ms, PHRASE_LONG, text));
}

/* ", put off twice" */
static const char *put_off(struct context *cx, const struct task *task) {
    if (task->postponed < 2)
        return task->postponed ? ", put off once" : "";
    return arena_printf(cx->arena, ", put off %lld times", (long long)task->postponed);
}

/* " · done: a link", " · understood". */
static const char *state_of(struct context *cx, const struct task *task) {
    const char *word = task->state;
    if (str_equal(word, TASK_DONE) && task_is_item(task) && !*task->proof)
        word = "done, without proof";
    if (str_equal(word, TASK_OPEN))
        return task_is_debt(task) ? "" : " · not answered yet";
    if (str_equal(word, TASK_ACCEPTED))
        word = "understood";
    if (!*task->answer)
        return arena_printf(cx->arena, " · %s", word);
    char *answer = limits_cut(shown(cx, task->answer), LINE_MAX_CHARS);
    const char *text = arena_printf(cx->arena, " · %s: %s", word, answer);
    mem_free(answer);
    return text;
}

const char *owed_title(struct context *cx, const struct task *task) {
    char *text = limits_cut(task->text, LINE_MAX_CHARS);
    bool named = task_is_debt(task) && !str_equal(task->kind, TASK_ACTION);
    const char *what = named ? arena_printf(cx->arena, "%s: ", owed_what(task)) : "";
    const char *priority = priority_name(task->priority);
    const char *title = arena_printf(cx->arena, "#%lld %s%s%s%s", (long long)task->number, priority,
                                     *priority ? " " : "", what, text);
    mem_free(text);
    return title;
}

const char *owed_line(struct context *cx, const struct task *task) {
    const char *owner = *task->owner ? mention(cx, task->owner) : ":warning: nobody has it";
    return arena_printf(cx->arena, "%s – %s%s%s%s", shown(cx, owed_title(cx, task)), owner,
                        time_of(cx, task), put_off(cx, task), state_of(cx, task));
}

void owed_button(struct context *cx, const struct task *task, bool named) {
    const char *name = cx->incident->name;
    if (json_len(cx->reply->buttons, "") >= BUTTONS_SHOWN)
        return;
    reply_button(cx,
                 arena_printf(cx->arena, "Done #%lld%s%s", (long long)task->number,
                              named ? " " : "", named ? name : ""),
                 arena_printf(cx->arena, "done %s #%lld", name, (long long)task->number));
}

/* ---- Telling */

const char *owed_addressee(const struct context *cx, const struct task *task) {
    return *task->owner ? task->owner : view_commander(cx);
}

static enum result ask_in_drill(struct context *cx, const struct task *task, const char *lead) {
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":point_right: %s %s (this is a drill: nobody is told "
                                    "directly; answer with `%s done %s #%lld …`)",
                                    lead, task->text, cx->config->slack.command, cx->incident->name,
                                    (long long)task->number),
                       "");
}

enum result owed_ask(struct context *cx, const struct task *task, const char *lead, bool chased) {
    char when[PHRASE_WHEN_SIZE];
    bool debt = task_is_debt(task);
    if (cx->incident->drill)
        return ask_in_drill(cx, task, lead);
    struct json *values = view_incident(cx);
    json_put_str(values, "lead", lead);
    json_put_str(values, "task", task->text);
    json_put_int(values, "number", task->number);
    json_put_str(values, "due",
                 task->due_ms ? phrase_of_moment(task->due_ms, cx->now_ms, when) : "");
    json_put_int(values, "due_unix", task->due_ms / SECOND_MS);
    json_put_bool(values, "asked", !chased);
    json_put_bool(values, "chased", chased);
    json_put_str(values, "later", debt ? "Not in time" : "5 more minutes");
    json_put_str(values, "later_line",
                 arena_printf(cx->arena, debt ? "action postpone %s #%lld" : "task %s #%lld in 5m",
                              cx->incident->name, (long long)task->number));
    const char *collapse =
        arena_printf(cx->arena, "task:%s:%lld", cx->incident->name, (long long)task->number);
    return post_private(
        cx, owed_addressee(cx, task), "task", values,
        &(struct post_how){.on_result = owed_stands(cx, task), .collapse = collapse});
}

static enum result tell_one(struct context *cx, const char *user, const char *text) {
    return post_private_text(
        cx, user, arena_printf(cx->arena, "*%s*: %s", cx->incident->name, shown(cx, text)), 0);
}

int owed_listeners(const struct context *cx, const struct task *task, const char *except,
                   const char *ret_users[OWED_LISTENERS_MAX]) {
    const char *people[] = {view_commander(cx), task->asked_by};
    int count = 0;
    for (int i = 0; i < OWED_LISTENERS_MAX; i++) {
        bool again = i == 1 && str_equal(people[1], people[0]);
        if (!again && slack_user_id(people[i]) && !str_equal(people[i], except) &&
            !str_equal(people[i], task->owner))
            ret_users[count++] = people[i];
    }
    return count;
}

enum result owed_tell(struct context *cx, const struct task *task, const char *text,
                      const char *except) {
    const char *users[OWED_LISTENERS_MAX];
    if (cx->incident->drill)
        return post_notice(cx, text, "");
    int count = owed_listeners(cx, task, except, users);
    enum result result = OK;
    for (int i = 0; result == OK && i < count; i++)
        result = tell_one(cx, users[i], text);
    return result;
}
