/* What follows from an incident, once it is over: the action items that the playbook wants are
 * written down, the thread is told of all that is owed, and its review is put on the calendar.
 * After a rehearsal, and after what was dismissed or merged, nothing follows. */
#include "handlers/kit/item.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "store/jobs.h"

/* Into the thread, with the lines that go on with it. */
static enum result say_owed(struct context *cx) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    reply_say(cx, ":memo: Owed after *%s*, and asked for until it is done:", name);
    enum result result = item_say_open(cx);
    reply_say(cx,
              "Another one: `%s action add %s …what… @who due friday` · `%s action done %s #1 "
              "…link…`",
              command, name, command, name);
    reply_button(cx, "All of them", arena_printf(cx->arena, "actions %s", name));
    return result;
}

static enum result tell(struct context *cx) {
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    enum result result = say_owed(cx);
    cx->reply = outer;
    if (result == OK)
        result = post_thread_reply(cx, &own);
    reply_free(&own);
    return result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    struct task_list list;
    bool owed = false;
    (void)rq;
    if (cx->incident->drill || *cx->incident->outcome)
        return OK;
    enum result result = item_follow_up(cx);
    if (result == OK)
        result = item_put_review(cx, cx->now_ms);
    if (result == OK)
        result = item_list(cx, &list);
    for (int i = 0; result == OK && i < list.count; i++)
        owed = owed || task_is_open(&list.tasks[i]);
    return result == OK && owed ? tell(cx) : result;
}

/* It is reviewed when it is really over; what is owed stays owed. */
static enum result reopened(struct context *cx, const struct request *rq) {
    (void)rq;
    return job_drop(cx->store, "review_30d", cx->incident->id, "", cx->err);
}

const struct handler handlers_followup[] = {
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {0},
};
