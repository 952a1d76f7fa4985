/* What somebody is reminded of, as one message (the job "morning"): one thing as it always was,
 * with its own buttons; several as a list, of which the first few have a button. What was done,
 * given away or closed since it was gathered is not spoken of. */
#include "base/str.h"
#include "handlers/kit/gathering.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/view.h"

#include <stdlib.h>
#include <string.h>

/* As many as one message holds: who is cut off the list is forgotten. */
enum { LINES_MAX = 100, TEXT_MAX = 200 };

/* One line of what was gathered. */
struct reminder {
    int64_t incident_id;
    struct task task;
    enum gathered why;
};

struct reminders {
    struct reminder *list;
    int count;
};

/* ---- Which */

/* Whether user is still the one to be told. */
static bool concerns(const struct context *cx, const struct reminder *reminder, const char *user) {
    const struct task *task = &reminder->task;
    const char *owner = *task->owner ? task->owner : view_commander(cx);
    if (!task_is_open(task))
        return false;
    return str_equal(owner, user) != (reminder->why == GATHERED_OTHERS);
}

static int lines_of(const char *text) {
    int lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* "12 3 1\n12 4 1\n": those that still hold. */
static enum result read(struct context *cx, const char *lines, const char *user,
                        struct reminders *ret_reminders) {
    int count = lines_of(lines);
    struct reminders found = {arena_alloc(cx->arena, (size_t)count * sizeof *found.list + 1), 0};
    char *at = arena_strdup(cx->arena, lines);
    for (int i = 0; i < count; i++) {
        struct reminder *one = &found.list[found.count];
        one->incident_id = strtoll(at, &at, 10);
        int64_t number = strtoll(at, &at, 10);
        one->why = (enum gathered)strtoll(at, &at, 10);
        enum result result =
            task_get(cx->store, cx->arena, one->incident_id, number, &one->task, cx->err);
        if (result == OK)
            result = route_load(cx, one->incident_id);
        if (result != OK && result != ABSENT)
            return result;
        found.count += result == OK && concerns(cx, one, user);
    }
    *ret_reminders = found;
    return OK;
}

/* ---- One */

/* "*INC-…*: :warning: #6 Publish the postmortem – @carol has owed it since …" */
static const char *late_line(struct context *cx, const struct task *task) {
    return arena_printf(cx->arena, "*%s*: %s", cx->incident->name,
                        shown(cx, gathered_late(cx, task)));
}

static enum result send_one(struct context *cx, const struct reminder *one, const char *user) {
    enum result result = route_load(cx, one->incident_id);
    if (result != OK)
        return result;
    if (one->why != GATHERED_OTHERS)
        return owed_ask(cx, &one->task, gathered_lead(cx, &one->task, one->why), true);
    return post_private_text(cx, user, late_line(cx, &one->task), 0);
}

/* ---- Several */

static enum result say_line(struct context *cx, const struct reminder *one) {
    enum result result = route_load(cx, one->incident_id);
    if (result != OK)
        return result;
    if (one->why == GATHERED_OTHERS) {
        reply_say(cx, "• %s", late_line(cx, &one->task));
        return OK;
    }
    const char *name = cx->incident->name;
    reply_say(cx, "• *%s* %s %s – `%s done %s #%lld …`", name,
              gathered_lead(cx, &one->task, one->why), shown_cut(cx, one->task.text, TEXT_MAX),
              cx->config->slack.command, name, (long long)one->task.number);
    owed_button(cx, &one->task, true);
    return OK;
}

/* Those that are theirs, or those of others; *said counts the lines. */
static enum result say_lines(struct context *cx, const struct reminders *all, bool others,
                             int *said) {
    enum result result = OK;
    for (int i = 0; result == OK && i < all->count && *said < LINES_MAX; i++) {
        if ((all->list[i].why == GATHERED_OTHERS) != others)
            continue;
        result = say_line(cx, &all->list[i]);
        ++*said;
    }
    return result;
}

/* How to put off what is theirs. */
static enum result say_later(struct context *cx, const struct reminders *all) {
    int i = 0;
    while (i < all->count && all->list[i].why == GATHERED_OTHERS)
        i++;
    enum result result = i < all->count ? route_load(cx, all->list[i].incident_id) : ABSENT;
    if (result == OK)
        reply_say(cx, "Not in time? `%s action postpone %s #%lld friday …why…`",
                  cx->config->slack.command, cx->incident->name,
                  (long long)all->list[i].task.number);
    return result == ABSENT ? OK : result;
}

/* What is theirs first, then what they only should know. */
static enum result say_all(struct context *cx, const struct reminders *all) {
    int said = 0;
    reply_say(cx, "👉 *%d things that are owed*", all->count);
    enum result result = say_lines(cx, all, false, &said);
    if (result == OK)
        result = say_lines(cx, all, true, &said);
    if (said < all->count)
        reply_say(cx, "… and %d more: `%s actions mine`", all->count - said,
                  cx->config->slack.command);
    return result == OK ? say_later(cx, all) : result;
}

static enum result send_all(struct context *cx, const struct reminders *all, const char *user) {
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    enum result result = say_all(cx, all);
    cx->reply = outer;
    cx->incident = NULL; /* it is about several */
    if (result == OK)
        result = post_private_reply(cx, user, &own, NULL);
    reply_free(&own);
    return result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct reminders all;
    size_t length = strcspn(rq->args, "\n");
    const char *user = arena_strndup(cx->arena, rq->args, length);
    enum result result = read(cx, rq->args + length + 1, user, &all);
    if (result != OK || !all.count)
        return result;
    return all.count == 1 ? send_one(cx, &all.list[0], user) : send_all(cx, &all, user);
}

const struct handler handlers_morning[] = {
    {.trigger = TRIGGER_JOB, .name = GATHERING_JOB, .run = run},
    {0},
};
