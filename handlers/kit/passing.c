/* Going on from one step to the next: see passing.h. */
#include "handlers/kit/passing.h"

#include "handlers/kit/change.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"

enum { OFFERED_MAX = 6, MISSING_MAX = 8 };

/* ---- What is missing */

static int missing(const struct passing *passing) {
    return passing->checklist ? checklist_missing(passing->checklist, passing->part) : 0;
}

static bool misses(const struct passing *passing, int item) {
    return checklist_misses(passing->checklist, item, passing->part);
}

static bool misses_proof(const struct passing *passing, int item) {
    return misses(passing, item) && passing->checklist->list->items[item].proof;
}

/* "2. Run smoke tests; 5. Watch the logs" */
static const char *missing_items(struct context *cx, const struct passing *passing) {
    const char *items = "";
    int named = 0;
    for (int i = 0; i < passing->checklist->list->item_count; i++) {
        if (!misses(passing, i))
            continue;
        if (named++ < MISSING_MAX)
            items = arena_printf(cx->arena, "%s%s%s", items, *items ? "; " : "",
                                 checklist_numbered(cx, passing->checklist, i));
    }
    if (named > MISSING_MAX)
        items = arena_printf(cx->arena, "%s; and %d more", items, named - MISSING_MAX);
    return items;
}

/* The numbers of what is missing, "6, 7, 9". */
static const char *missing_numbers(struct context *cx, const struct passing *passing) {
    const char *numbers = "";
    for (int i = 0; i < passing->checklist->list->item_count; i++)
        if (misses(passing, i))
            numbers = arena_printf(cx->arena, "%s%s%d", numbers, *numbers ? ", " : "", i + 1);
    return numbers;
}

/* The numbers of those that prove that it works, "9, 10". */
static const char *missing_proofs(struct context *cx, const struct passing *passing,
                                  int *ret_count) {
    const char *numbers = "";
    *ret_count = 0;
    for (int i = 0; i < passing->checklist->list->item_count; i++)
        if (misses_proof(passing, i))
            numbers = arena_printf(cx->arena, "%s%s%d", numbers, (*ret_count)++ ? ", " : "", i + 1);
    return numbers;
}

/* ---- Not yet */

/* How to go on without what is missing, as far as that can be answered for. */
static void say_anyway(struct context *cx, const struct passing *passing) {
    int proofs = 0;
    const char *numbers = missing_proofs(cx, passing, &proofs);
    if (missing(passing) > proofs)
        reply_say(cx,
                  "To go on without: `%s %s %s anyway …why…`. The reason is kept and a review is "
                  "owed.",
                  cx->config->slack.command, passing->command, passing->step);
    if (proofs)
        reply_say(cx, "Nobody goes on without %s; by hand is good enough.", numbers);
}

/* What is missing, how to tick it, and how to go on without it. */
static void block(struct context *cx, const struct passing *passing) {
    int count = missing(passing);
    bool verifies = passing->part == PART_VERIFY;
    reply_say(cx, "%s %s: %s, %d required item%s of *%s* %s not ticked: %s",
              verifies ? ":mag:" : ":raised_hand:", heading(cx),
              verifies ? "not verified yet" : "not yet", count, count == 1 ? "" : "s",
              shown(cx, passing->checklist->list->title), count == 1 ? "is" : "are",
              missing_numbers(cx, passing));
    checklist_offer(cx, passing->checklist, passing->part, OFFERED_MAX);
    say_anyway(cx, passing);
}

/* Somebody wants to go on without what proves that it works: that is tested, each with its button,
 * or the course is given up. */
static void ask_proofs(struct context *cx, const struct passing *passing) {
    const char *command = cx->config->slack.command;
    const struct checklist *checklist = passing->checklist;
    reply_say(cx,
              ":no_entry: %s: not yet. Whatever the reason, nobody goes on without these. By hand "
              "is good enough; tick them with what you saw:",
              heading(cx));
    for (int i = 0; i < checklist->list->item_count; i++) {
        if (!misses_proof(passing, i))
            continue;
        reply_say(cx, "• %s: `%s %s %d …what you saw…`", checklist_item(cx, checklist, i), command,
                  passing->command, i + 1);
        reply_button(cx, arena_printf(cx->arena, "✓ %s", checklist_numbered(cx, checklist, i)),
                     checklist_command(cx, checklist, i, ""));
    }
    reply_say(cx, "To give it up: `%s %s abort …why…`", command, passing->command);
}

/* ---- Anyway */

/* What is missing is skipped, with the reason, and owed. */
static enum result skip(struct context *cx, const struct request *rq, const struct passing *passing,
                        const char *reason) {
    const char *items = missing_items(cx, passing);
    int64_t review_ms = playbook_severity(cx->playbook, cx->incident->severity)->review_ms;
    enum result result = OK;
    for (int i = 0; result == OK && i < passing->checklist->list->item_count; i++)
        if (misses(passing, i))
            result = checklist_put(cx, rq, passing->checklist, i, TICK_SKIPPED, reason);
    if (result != OK)
        return result;
    struct task review = {
        .kind = TASK_REVIEW,
        /* The reason first: where there is no room, it is the items that are cut. */
        .text =
            arena_printf(cx->arena, "%s went on – %s – without %s", passing->title, reason, items),
        .owner = rq->user,
        .due_ms = review_ms ? cx->now_ms + review_ms : 0};
    result = owe(cx, rq->user, &review);
    if (result == OK)
        reply_say(cx, ":warning: You go on without %s. A review is owed as #%lld, by you.",
                  shown(cx, items), (long long)review.number);
    return result;
}

enum result passing_check(struct context *cx, const struct request *rq,
                          const struct passing *passing, struct words *line, bool *ret_blocked) {
    bool anyway = words_take_this(line, "anyway");
    enum result result = OK;
    int proofs = 0;
    *ret_blocked = false;
    if (*line->rest || (anyway && missing(passing)))
        result = check_text(cx, line->rest, anyway ? "reason" : "note", POLICY_TEXT_MAX);
    if (result != OK || !missing(passing))
        return result;
    (void)missing_proofs(cx, passing, &proofs);
    *ret_blocked = !anyway || proofs;
    if (!*ret_blocked)
        return skip(cx, rq, passing, line->rest);
    if (anyway)
        ask_proofs(cx, passing);
    else
        block(cx, passing);
    if (*line->rest)
        reply_typed(cx, rq);
    return OK;
}
