/* /incident review 30d [incident] [now] – what became of all that was owed after an incident. Alone
 * it is only shown; with now, and by itself on its day, it is held: the thread and each owner hear
 * of it, and what was ticked without proof is open again. /incident review quarter [2026Q1] [post]
 * – the review of a quarter, which #incidents gets by itself on the first working day of the next
 * one. */
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/item.h"
#include "handlers/kit/item_review.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/quarterly.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/calendar.h"
#include "model/quarter.h"
#include "model/words.h"
#include "store/facts.h"
#include "store/jobs.h"

#define AGAIN_MS (7 * DAY_MS) /* for what was ticked without proof */

/* ---- After thirty days: what is said */

/* Checklists that the playbook wants gone through afterwards. */
static enum result say_checklists(struct context *cx) {
    struct tick_list ticks;
    enum result result = checklist_ticks(cx, &ticks);
    for (int i = 0; result == OK && i < cx->playbook->checklist_count; i++) {
        const struct playbook_checklist *list = &cx->playbook->checklists[i];
        struct checklist checklist = checklist_of(cx, list, &ticks);
        if (!str_equal(list->when, "resolve") ||
            !playbook_severity_in(list->severities, cx->incident->severity) ||
            checklist_is_finished(&checklist))
            continue;
        reply_say(cx, ":clipboard: The checklist *%s* is not finished, %s:", shown(cx, list->title),
                  checklist_progress(cx, &checklist));
        for (int k = 0; k < list->item_count; k++)
            if (checklist_misses(&checklist, k, PART_WHOLE))
                reply_say(cx, "• %s", checklist_item(cx, &checklist, k));
        reply_button(cx, list->title,
                     arena_printf(cx->arena, "check %s %s", cx->incident->name, list->name));
    }
    return result;
}

/* Everything that is open now, what was only ticked too. */
static struct task_list open_of(struct context *cx, const struct item_review *review) {
    static const enum item_fate fates[] = {ITEM_UNPROVED, ITEM_OVERDUE, ITEM_WAITS};
    struct task_list open = {
        arena_alloc(cx->arena, ((size_t)review->count + 1) * sizeof *open.tasks), 0};
    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
        for (int k = 0; k < review->of[fates[i]].count; k++)
            open.tasks[open.count++] = review->of[fates[i]].tasks[k];
    return open;
}

/* How to go on with one of them. */
static void say_lines(struct context *cx, const struct task *task) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)task->number;
    reply_say(cx, "`%s action done %s #%lld …link…` · `%s action postpone %s #%lld friday …why…`",
              command, name, number, command, name, number);
}

static enum result say_review(struct context *cx, const struct item_review *review, bool held) {
    struct task_list open = open_of(cx, review);
    item_review_say(cx, review, held);
    enum result result = say_checklists(cx);
    if (open.count)
        say_lines(cx, &open.tasks[0]);
    return result;
}

/* ---- Held */

static enum result open_again(struct context *cx, const char *actor, struct task *task) {
    const struct playbook_calendar *calendar = &cx->playbook->calendar;
    int64_t day_ms = calendar_local(calendar, cx->now_ms + AGAIN_MS);
    task->state = TASK_OPEN;
    task->answer = task->ended_by = "";
    task->ended_ms = 0;
    if (task->due_ms <= cx->now_ms)
        task->due_ms = calendar_end_of(calendar, day_ms - day_ms % DAY_MS);
    enum result result = task_save(cx->store, task, cx->err);
    if (result == OK)
        result = record(cx, actor, "task",
                        arena_printf(cx->arena,
                                     "#%lld is open again: nothing proves that it was "
                                     "done",
                                     (long long)task->number));
    return result == OK ? owed_look_after(cx, task) : result;
}

/* Into the thread. */
static enum result tell_thread(struct context *cx, const struct item_review *review) {
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    enum result result = say_review(cx, review, true);
    cx->reply = outer;
    if (result == OK)
        result = post_thread_reply(cx, &own);
    reply_free(&own);
    return result;
}

static void say_to_owner(struct context *cx, const struct task_list *open, const char *owner) {
    const struct task *first = NULL;
    reply_say(cx, ":mag: *%s* was reviewed. Still yours:", cx->incident->name);
    for (int i = 0; i < open->count; i++) {
        const struct task *task = &open->tasks[i];
        if (!str_equal(task->owner, owner))
            continue;
        first = first ? first : task;
        reply_say(cx, "• %s", owed_line(cx, task));
        owed_button(cx, task, false);
    }
    if (first)
        say_lines(cx, first);
}

static enum result tell_owner(struct context *cx, const struct task_list *open, const char *owner) {
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    say_to_owner(cx, open, owner);
    cx->reply = outer;
    enum result result = post_private_reply(cx, owner, &own, NULL);
    reply_free(&own);
    return result;
}

static bool is_first_of_owner(const struct task_list *list, int index) {
    for (int i = 0; i < index; i++)
        if (str_equal(list->tasks[i].owner, list->tasks[index].owner))
            return false;
    return *list->tasks[index].owner != 0;
}

/* Each owner of something that is open, once. */
static enum result tell_owners(struct context *cx, const struct item_review *review) {
    struct task_list open = open_of(cx, review);
    enum result result = OK;
    for (int i = 0; result == OK && i < open.count; i++)
        if (is_first_of_owner(&open, i))
            result = tell_owner(cx, &open, open.tasks[i].owner);
    return result == OK && open.count ? item_put_review(cx, cx->now_ms) : result;
}

static enum result load(struct context *cx, struct item_review *ret_review) {
    struct task_list items;
    enum result result = item_list(cx, &items);
    if (result == OK)
        *ret_review = item_review_of(cx->arena, &items, cx->now_ms);
    return result;
}

static enum result hold(struct context *cx, const char *actor, struct item_review *review) {
    struct task_list *unproved = &review->of[ITEM_UNPROVED];
    enum result result =
        record(cx, actor, "review",
               review->count ? arena_printf(cx->arena, "What was owed is reviewed: %s",
                                            item_review_sum(cx, review))
                             : "Reviewed: no action item was written down");
    for (int i = 0; result == OK && i < unproved->count; i++)
        result = open_again(cx, actor, &unproved->tasks[i]);
    if (result == OK)
        result = tell_thread(cx, review);
    return result == OK ? tell_owners(cx, review) : result;
}

/* ---- Its day, and the command */

/* Nothing is said of a small one after which nothing was owed. */
static enum result its_day(struct context *cx, const struct request *rq) {
    struct item_review review;
    if (!cx->incident || incident_is_open(cx->incident) || cx->incident->drill)
        return OK;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return item_put_review(cx, cx->incident->resolved_ms);
    enum result result = load(cx, &review);
    if (result != OK || (review.count == 0 && cx->incident->severity > SEVERITY_2))
        return result;
    return hold(cx, TIMELINE_BOT, &review);
}

static enum result after_thirty_days(struct context *cx, const struct request *rq,
                                     const char *args) {
    static const struct handler needs = {.needs = NEEDS_RESOLVED_INCIDENT};
    struct item_review review;
    struct request again = *rq;
    again.name = arena_printf(cx->arena, "%s 30d", rq->name);
    again.args = args;
    enum result result = route_incident(cx, &again, &needs);
    if (result != OK) /* absent: the reply asks which incident is meant */
        return result == ABSENT ? OK : result;
    struct words line = words_of(cx->arena, again.args);
    bool now = words_take_this(&line, "now");
    if ((result = load(cx, &review)) != OK)
        return result;
    reply_unused(cx, line.rest);
    if (now) {
        if ((result = hold(cx, rq->user, &review)) == OK)
            reply_say(cx, "%s: the review is held; the thread and each owner have it.",
                      heading(cx));
        return result;
    }
    result = say_review(cx, &review, false);
    reply_say(cx, "Nobody else sees this. To hold it now, before its day: `%s review 30d %s now`",
              cx->config->slack.command, cx->incident->name);
    reply_button(cx, "Hold it now",
                 arena_printf(cx->arena, "review 30d %s now", cx->incident->name));
    return result;
}

/* ---- The quarter */

static enum result post_quarter(struct context *cx, const struct quarterly *quarterly) {
    struct reply own = reply_new(), *outer = cx->reply;
    cx->reply = &own;
    quarterly_say(cx, quarterly);
    cx->reply = outer;
    enum result result = post_report(cx, &own);
    reply_free(&own);
    return result;
}

static enum result of_quarter(struct context *cx, struct words *line) {
    char name[QUARTER_NAME_SIZE];
    struct quarterly quarterly;
    int64_t now = quarter_of(cx->now_ms), quarter = now - 1;
    struct words copy = *line;
    const char *word = words_take_word(&copy);
    if (*word && !str_equal(word, "post")) {
        if (!quarter_read(word, cx->now_ms, &quarter) || quarter > now)
            return fail(cx->err, INVALID,
                        "Which quarter? One that has begun, written as %s; this is \"%.*s\"",
                        quarter_name(now, name), (int)utf8_prefix(word, 40), word);
        *line = copy;
    }
    bool post = words_take_this(line, "post");
    enum result result = quarterly_gather(cx, quarter, &quarterly);
    if (result != OK)
        return result;
    reply_unused(cx, line->rest);
    quarter_name(quarter, name);
    if (post) {
        if ((result = post_quarter(cx, &quarterly)) == OK)
            reply_say(cx, "The review of %s is in %s.", name, channel_link(cx, cx->place->channel));
        return result;
    }
    quarterly_say(cx, &quarterly);
    reply_say(cx, "Nobody else sees this. For everybody: `%s review quarter %s post`",
              cx->config->slack.command, name);
    reply_button(cx, "Post it", arena_printf(cx->arena, "review quarter %s post", name));
    return OK;
}

/* The next review is of the quarter after the last one that was reviewed, on the first working day
 * behind it; what was missed is not made up for, but for the newest. Before the first start there
 * was nothing to review. */
static enum result put_quarter(struct context *cx) {
    int64_t reviewed = 0, current = quarter_of(cx->now_ms);
    enum result result = fact_get_int(cx->store, "review.quarter", &reviewed, cx->err);
    if (result == ABSENT) {
        reviewed = current - 1;
        result = fact_put_int(cx->store, "review.quarter", reviewed, cx->err);
    }
    if (result != OK)
        return result;
    const struct playbook_calendar *calendar = &cx->playbook->calendar;
    int64_t begin_ms = calendar_begin_of(calendar, quarter_begin(reviewed + 2));
    int64_t due_ms = calendar_open_from(calendar, begin_ms);
    struct job job = {.kind = "review_quarter",
                      .subject = "",
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = ""};
    return job_put(cx->store, &job, cx->err);
}

static enum result first_working_day(struct context *cx, const struct request *rq) {
    struct quarterly quarterly;
    int64_t quarter = quarter_of(cx->now_ms) - 1;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return put_quarter(cx);
    enum result result = quarterly_gather(cx, quarter, &quarterly);
    if (result == OK)
        result = post_quarter(cx, &quarterly);
    if (result == OK)
        result = fact_put_int(cx->store, "review.quarter", quarter, cx->err);
    return result == OK ? put_quarter(cx) : result;
}

static enum result rules_read(struct context *cx, const struct request *rq) {
    (void)rq;
    return put_quarter(cx);
}

/* ---- The command */

static enum result review(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const char *command = cx->config->slack.command;
    if (words_take_this(&line, "30d") || words_take_this(&line, "30"))
        return after_thirty_days(cx, rq, line.rest);
    if (words_take_this(&line, "quarter") || words_take_this(&line, "quarterly"))
        return of_quarter(cx, &line);
    reply_say(cx,
              "Two reviews: `%s review 30d` says what became of all that was owed after an "
              "incident, `%s review quarter` what a quarter teaches. Both come by themselves.",
              command, command);
    reply_button(cx, "After an incident", "review 30d");
    reply_button(cx, "The last quarter", "review quarter");
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_review[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "review",
     .aliases = "reviews",
     .usage = "30d [incident] [now] or quarter [2026Q1] [post]",
     .summary = "see what became of what was owed, and what a quarter teaches",
     .example = "review quarter",
     .run = review},
    {.trigger = TRIGGER_JOB, .name = "review_30d", .run = its_day},
    {.trigger = TRIGGER_JOB, .name = "review_quarter", .run = first_working_day},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RULES, .run = rules_read},
    {0},
};
