/* Reviewing what was owed: see item_review.h. */
#include "handlers/kit/item_review.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/item.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"

static enum item_fate fate_of(const struct task *task, int64_t now_ms) {
    if (str_equal(task->state, TASK_DONE))
        return *task->proof ? ITEM_PROVED : ITEM_UNPROVED;
    if (!task_is_open(task))
        return ITEM_DROPPED;
    return task->due_ms && task->due_ms <= now_ms ? ITEM_OVERDUE : ITEM_WAITS;
}

struct item_review item_review_of(struct arena *arena, const struct task_list *items,
                                  int64_t now_ms) {
    struct item_review review = {.count = items->count};
    for (int i = 0; i < ITEM_FATES; i++)
        review.of[i].tasks = arena_alloc(arena, ((size_t)items->count + 1) * sizeof *items->tasks);
    for (int i = 0; i < items->count; i++) {
        struct task_list *list = &review.of[fate_of(&items->tasks[i], now_ms)];
        list->tasks[list->count++] = items->tasks[i];
    }
    return review;
}

const char *item_review_sum(struct context *cx, const struct item_review *review) {
    static const char *const words[ITEM_FATES] = {"done with proof", "ticked without proof",
                                                  "overdue", "open", "dropped"};
    const char *text = "";
    for (int i = 0; i < ITEM_FATES; i++)
        if (review->of[i].count)
            text = arena_printf(cx->arena, "%s%s%d %s", text, *text ? ", " : "",
                                review->of[i].count, words[i]);
    return arena_printf(cx->arena, "%d item%s: %s", review->count, review->count == 1 ? "" : "s",
                        text);
}

static void say_list(struct context *cx, const char *title, const struct task_list *list) {
    if (list->count)
        reply_say(cx, "%s", title);
    for (int i = 0; i < list->count; i++)
        reply_say(cx, "• %s", owed_line(cx, &list->tasks[i]));
}

static void say_lacking(struct context *cx, const struct item_review *review) {
    const char *late = item_lacking(cx, &review->of[ITEM_OVERDUE]);
    const char *open = item_lacking(cx, &review->of[ITEM_WAITS]);
    if (*late || *open)
        reply_say(cx, ":warning: Still lacking: %s%s%s", late, *late && *open ? ", " : "", open);
}

void item_review_say(struct context *cx, const struct item_review *review, bool held) {
    char since[PHRASE_DURATION_SIZE];
    const struct incident *incident = cx->incident;
    int64_t days_ms = (cx->now_ms - incident->resolved_ms) / DAY_MS * DAY_MS;
    const char *when = days_ms ? arena_printf(cx->arena, "%s after it ended",
                                              phrase_of_duration(days_ms, PHRASE_LONG, since))
                               : "on the day that it ended";
    reply_say(cx, ":mag: Review of *%s* %s *%s*, %s.", incident->name,
              view_severity(cx, incident->severity), shown(cx, incident->title), when);
    if (review->count == 0) {
        reply_say(cx, "No action item was ever written down, so there is nothing to report.");
        return;
    }
    reply_say(cx, "%s.", item_review_sum(cx, review));
    say_list(cx, ":white_check_mark: Done, with proof:", &review->of[ITEM_PROVED]);
    say_list(cx,
             held ? ":leftwards_arrow_with_hook: Ticked without proof, and open again:"
                  : ":grey_question: Ticked without proof; when the review is held they are opened "
                    "again:",
             &review->of[ITEM_UNPROVED]);
    say_list(cx, ":hourglass: Overdue:", &review->of[ITEM_OVERDUE]);
    say_list(cx, ":white_large_square: Open:", &review->of[ITEM_WAITS]);
    say_list(cx, ":wastebasket: Dropped:", &review->of[ITEM_DROPPED]);
    say_lacking(cx, review);
}
