/* Reminding of what is owed: see reminding.h. */
#include "handlers/kit/reminding.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/gathering.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/phrase.h"

/* Once the incident is over people are reminded with all the rest that they owe; while it lasts,
 * and somebody is waiting for it, at once. */
static enum result remind(struct context *cx, const struct task *task, enum gathered why) {
    if (incident_is_open(cx->incident))
        return owed_ask(cx, task, gathered_lead(cx, task, why), true);
    return gather(cx, owed_addressee(cx, task), task, why);
}

/* ---- Before the day, and without one */

static enum result before(struct context *cx, const struct task *task) {
    enum result result = owed_chase(cx, task, OWED_DUE, 0, task->due_ms);
    if (result != OK)
        return result;
    return remind(cx, task, GATHERED_SOON);
}

/* While it lasts there is no hurry with days. */
static enum result dayless(struct context *cx, const struct task *task) {
    enum result result = owed_look_after(cx, task);
    if (result != OK || incident_is_open(cx->incident))
        return result;
    return remind(cx, task, GATHERED_DAYLESS);
}

/* ---- When it is due, and after */

static const char *since(struct context *cx, const struct task *task) {
    char when[PHRASE_WHEN_SIZE];
    return arena_strdup(cx->arena, phrase_of_moment(task->due_ms, cx->now_ms, when));
}

/* Whoever led it, and whoever asked for it, hears that nothing happens. */
static enum result tell_others(struct context *cx, const struct task *task) {
    const char *users[OWED_LISTENERS_MAX];
    if (!*task->owner || str_equal(task->owner, view_commander(cx)))
        return OK;
    if (incident_is_open(cx->incident))
        return owed_tell(cx, task, gathered_late(cx, task), "");
    int count = owed_listeners(cx, task, "", users);
    enum result result = OK;
    for (int i = 0; result == OK && i < count; i++)
        result = gather(cx, users[i], task, GATHERED_OTHERS);
    return result;
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

/* In the morning, so that all that is owed is asked for together; where the playbook has no working
 * hours, after the time that it names. */
static int64_t next_ms(struct context *cx) {
    const struct playbook_calendar *calendar = &cx->playbook->calendar;
    int64_t again_ms = cx->now_ms + owed_rules(cx)->again_ms;
    if (incident_is_open(cx->incident) || !calendar_works(calendar))
        return again_ms;
    int64_t day_ms = calendar_local(calendar, again_ms);
    int64_t begin_ms = calendar_begin_of(calendar, day_ms - day_ms % DAY_MS);
    return calendar_open_from(calendar, begin_ms > cx->now_ms ? begin_ms : again_ms);
}

static enum result due(struct context *cx, const struct task *task, int64_t count) {
    const struct playbook_afterwards *rules = owed_rules(cx);
    int64_t commander = rules->commander_after, path = rules->path_after;
    enum result result = owed_chase(cx, task, OWED_DUE, count + 1, next_ms(cx));
    if (result == OK)
        result = remind(cx, task, count ? GATHERED_LATE : GATHERED_NOW);
    if (result == OK && commander && count >= commander)
        result = tell_others(cx, task);
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
