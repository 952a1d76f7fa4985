/* Reminding of what is owed: see reminding.h. */
#include "handlers/kit/reminding.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/phrase.h"

/* ---- Before the day, and without one */

static enum result before(struct context *cx, const struct task *task) {
    char text[PHRASE_DURATION_SIZE];
    enum result result = owed_chase(cx, task, OWED_DUE, 0, task->due_ms);
    if (result != OK)
        return result;
    return owed_ask(cx, task,
                    arena_printf(cx->arena, "%s, due in %s:", owed_what(task),
                                 phrase_of_duration(task->due_ms - cx->now_ms, PHRASE_LONG, text)),
                    true);
}

/* While it lasts there is no hurry with days. */
static enum result dayless(struct context *cx, const struct task *task) {
    enum result result = owed_look_after(cx, task);
    if (result != OK || incident_is_open(cx->incident))
        return result;
    const char *lead = *task->owner ? "has no day yet" : "has neither a day nor an owner yet";
    return owed_ask(cx, task,
                    arena_printf(cx->arena,
                                 "%s that %s (to give it one: %s action due %s #%lld "
                                 "friday):",
                                 owed_what(task), lead, cx->config->slack.command,
                                 cx->incident->name, (long long)task->number),
                    true);
}

/* ---- When it is due, and after */

static const char *since(struct context *cx, const struct task *task) {
    char when[PHRASE_WHEN_SIZE];
    return arena_strdup(cx->arena, phrase_of_moment(task->due_ms, cx->now_ms, when));
}

/* Whoever led it hears that nothing happens. */
static enum result tell_commander(struct context *cx, const struct task *task) {
    if (!*task->owner || str_equal(task->owner, view_commander(cx)))
        return OK;
    return owed_tell(cx, task,
                     arena_printf(cx->arena,
                                  ":warning: #%lld %s – %s has owed it since %s. To give "
                                  "it to somebody else: %s task %s #%lld @name",
                                  (long long)task->number, task->text, mention(cx, task->owner),
                                  since(cx, task), cx->config->slack.command, cx->incident->name,
                                  (long long)task->number),
                     "");
}

/* One more of the escalation path with each reminder; not who knows already. */
static enum result tell_path(struct context *cx, const struct task *task, int64_t index) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    if (index >= escalation->path_count || cx->incident->drill)
        return OK;
    struct somebody next = somebody_of(cx, escalation->path[index].who);
    if (!*next.user || str_equal(next.user, task->owner) ||
        str_equal(next.user, view_commander(cx)))
        return OK;
    enum result result =
        record(cx, TIMELINE_BOT, "task",
               arena_printf(cx->arena, "#%lld is owed since %s; %s was told",
                            (long long)task->number, since(cx, task), mention(cx, next.user)));
    if (result != OK)
        return result;
    const char *owner = *task->owner ? mention(cx, task->owner) : "nobody";
    return post_private_text(
        cx, next.user,
        arena_printf(cx->arena,
                     ":warning: *%s* *%s*: #%lld %s – %s has it, it was due %s, and reminders "
                     "were in vain. You are the next to hear of it. To give it to somebody: `%s "
                     "task %s #%lld @name`",
                     cx->incident->name, shown(cx, cx->incident->title), (long long)task->number,
                     shown(cx, task->text), owner, since(cx, task), cx->config->slack.command,
                     cx->incident->name, (long long)task->number),
        0);
}

static const char *lead_of(struct context *cx, const struct task *task, int64_t count) {
    const char *what = owed_what(task);
    if (count)
        return arena_printf(cx->arena, "%s since %s:", what, since(cx, task));
    return arena_printf(
        cx->arena, *task->owner ? "%s, and it is time now:" : "%s, and nobody has it yet:", what);
}

static enum result due(struct context *cx, const struct task *task, int64_t count) {
    const struct playbook_afterwards *rules = owed_rules(cx);
    int64_t commander = rules->commander_after, path = rules->path_after;
    enum result result = owed_chase(cx, task, OWED_DUE, count + 1, cx->now_ms + rules->again_ms);
    if (result == OK)
        result = owed_ask(cx, task, lead_of(cx, task, count), true);
    if (result == OK && commander && count >= commander)
        result = tell_commander(cx, task);
    if (result == OK && path && count >= path)
        result = tell_path(cx, task, count - path);
    return result;
}

enum result reminding(struct context *cx, const struct task *task, const char *step,
                      int64_t count) {
    int64_t open_ms = calendar_open_from(&cx->playbook->calendar, cx->now_ms);
    bool over = !incident_is_open(cx->incident);
    if (over && cx->incident->drill)
        return OK;
    if (over && open_ms > cx->now_ms)
        return owed_chase(cx, task, step, count, open_ms);
    if (str_equal(step, OWED_DAYLESS))
        return dayless(cx, task);
    return str_equal(step, OWED_BEFORE) && task->due_ms > cx->now_ms ? before(cx, task)
                                                                     : due(cx, task, count);
}
