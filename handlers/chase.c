/* Asking for what is owed until it is done (the job "task"). What somebody was asked to do now: do
 * they know of it, is its time up, then twice more, and then the thread hears of it with the
 * commander's name. What is owed afterwards: see kit/reminding.h. It ends when it is done, declined
 * or dropped; what was asked for now ends with the incident. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reminding.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/jobs.h"

#include <stdlib.h>
#include <string.h>

enum {
    AGAIN_MS = 5 * MINUTE_MS,    /* until an ask is repeated */
    CLIMBED_MS = 30 * MINUTE_MS, /* and once the commander heard of it */
    CLIMBS_AT = 2                /* so often asked in vain */
};

/* ---- What it says */

static const char *span(struct context *cx, int64_t ms) {
    char text[PHRASE_DURATION_SIZE];
    return arena_strdup(cx->arena, phrase_of_duration(ms, PHRASE_LONG, text));
}

/* The thread hears that nothing came, with the commander's name. */
static enum result climb(struct context *cx, const struct task *task, const char *what) {
    const char *commander = view_commander(cx), *owner = mention(cx, task->owner);
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    bool same = str_equal(commander, task->owner);
    enum result result =
        record(cx, TIMELINE_BOT, "task",
               arena_printf(cx->arena, "#%lld: %s %s", (long long)task->number, owner, what));
    if (result != OK)
        return result;
    return post_team(
        cx,
        arena_printf(cx->arena,
                     ":warning: %s%s%s %s: #%lld %s\nAsk somebody else: `%s task %s #%lld @name`",
                     same ? "" : mention(cx, commander), same ? "" : ": ", owner, what,
                     (long long)task->number, task->text, command, name, (long long)task->number));
}

/* ---- An ask that nobody said they have seen */

static enum result unseen(struct context *cx, const struct task *task, int64_t count) {
    int64_t next_ms = cx->now_ms + (count < CLIMBS_AT - 1 ? AGAIN_MS : CLIMBED_MS);
    bool due_first = task->due_ms && task->due_ms <= next_ms;
    enum result result = due_first ? owed_chase(cx, task, OWED_DUE, 0, task->due_ms)
                                   : owed_chase(cx, task, OWED_SEEN, count + 1, next_ms);
    if (result != OK)
        return result;
    const char *waited = span(cx, cx->now_ms - task->asked_ms);
    if (count >= CLIMBS_AT - 1)
        return climb(cx, task, arena_printf(cx->arena, "has not answered for %s", waited));
    return owed_ask(cx, task,
                    arena_printf(cx->arena, "%s asked you %s ago; do you have it?",
                                 mention(cx, task->asked_by), waited),
                    false);
}

static enum result check_seen(struct context *cx, const struct task *task, int64_t count) {
    if (str_equal(task->state, TASK_OPEN))
        return unseen(cx, task, count);
    return task->due_ms ? owed_chase(cx, task, OWED_DUE, 0, task->due_ms) : OK;
}

/* ---- An ask whose time is up */

/* "5 minutes are", or "time is" where it was put to another moment than a time after asking. */
static const char *box_of(struct context *cx, const struct task *task) {
    int64_t box_ms = task->due_ms - task->asked_ms;
    return box_ms >= SECOND_MS ? arena_printf(cx->arena, "%s are", span(cx, box_ms)) : "time is";
}

static enum result time_is_up(struct context *cx, const struct task *task) {
    const char *box = box_of(cx, task);
    char when[PHRASE_WHEN_SIZE];
    const char *late = "";
    if (cx->now_ms - task->due_ms > MINUTE_MS)
        late =
            arena_printf(cx->arena, " since %s", phrase_of_moment(task->due_ms, cx->now_ms, when));
    enum result result = owed_ask(
        cx, task, arena_printf(cx->arena, "Your %s up%s. What did you find?", box, late), true);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "task",
                        arena_printf(cx->arena, "#%lld: %s's %s up", (long long)task->number,
                                     mention(cx, task->owner), box));
    if (result != OK)
        return result;
    return owed_tell(cx, task,
                     arena_printf(cx->arena,
                                  ":stopwatch: %s's %s up%s: #%lld %s. I have asked "
                                  "for the answer.",
                                  mention(cx, task->owner), box, late, (long long)task->number,
                                  task->text),
                     "");
}

static enum result ask_due(struct context *cx, const struct task *task, int64_t count) {
    int64_t pause_ms = count < CLIMBS_AT ? AGAIN_MS : CLIMBED_MS;
    enum result result = owed_chase(cx, task, OWED_DUE, count + 1, cx->now_ms + pause_ms);
    if (result != OK)
        return result;
    if (count == 0)
        return time_is_up(cx, task);
    const char *over = span(cx, cx->now_ms - task->due_ms);
    result = owed_ask(cx, task,
                      arena_printf(cx->arena, "Your time was up %s ago. What did you find?", over),
                      true);
    if (result != OK || count < CLIMBS_AT)
        return result;
    return climb(cx, task, arena_printf(cx->arena, "has been over time for %s", over));
}

/* ---- The job */

/* The clock was set back since this was put. What is due stays at the time that was told; what only
 * repeats keeps its distance. */
static enum result put_anew(struct context *cx, const struct task *task, const char *step,
                            int64_t count) {
    bool debt = task_is_debt(task);
    if (debt && count == 0)
        return owed_look_after(cx, task);
    bool told = str_equal(step, OWED_DUE) && count == 0;
    int64_t distance_ms = debt ? owed_rules(cx)->again_ms : AGAIN_MS;
    return owed_chase(cx, task, step, count, told ? task->due_ms : cx->now_ms + distance_ms);
}

/* The second word of "3 due 1". */
static const char *step_of(struct context *cx, const char *behind_number) {
    struct words line = words_of(cx->arena, behind_number);
    return words_take_word(&line);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct task task;
    char *end;
    int64_t number = strtoll(rq->args, &end, 10);
    if (!cx->incident)
        return OK;
    enum result result = task_get(cx->store, cx->arena, cx->incident->id, number, &task, cx->err);
    if (result != OK || !task_is_open(&task))
        return result == ABSENT ? OK : result;
    const char *step = step_of(cx, end);
    bool seen = str_equal(step, OWED_SEEN), debt = task_is_debt(&task);
    const char *space = *end ? strchr(end + 1, ' ') : NULL;
    int64_t count = space ? strtoll(space, NULL, 10) : 0;
    if (!debt && !incident_is_open(cx->incident))
        return OK;
    if (rq->due_ms > cx->now_ms)
        return put_anew(cx, &task, *step ? step : OWED_DUE, count);
    if (debt)
        return reminding(cx, &task, step, count);
    return seen ? check_seen(cx, &task, count) : ask_due(cx, &task, count);
}

/* ---- The end of the incident */

/* What was asked for the incident is asked no more. */
static enum result resolved(struct context *cx, const struct request *rq) {
    struct task_list open;
    int dropped = 0;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++) {
        struct task *task = &open.tasks[i];
        if (task_is_debt(task))
            continue;
        task->state = TASK_DROPPED;
        task->ended_by = rq->user;
        task->ended_ms = cx->now_ms;
        dropped++;
        result = task_save(cx->store, task, cx->err);
    }
    if (result != OK || !dropped)
        return result;
    return record(cx, TIMELINE_BOT, "task",
                  arena_printf(cx->arena, "%d open task%s dropped with the end of the incident",
                               dropped, dropped == 1 ? " was" : "s were"));
}

const struct handler handlers_chase[] = {
    {.trigger = TRIGGER_JOB, .name = "task", .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
