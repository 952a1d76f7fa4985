/* Ticking an item: see ticking.h. */
#include "handlers/kit/ticking.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/shortcut.h"
#include "handlers/kit/walk.h"
#include "model/likeness.h"
#include "model/words.h"

#include <stdlib.h>
#include <string.h>

enum { ASKED_MAX = 5, NEXT_MAX = 3, NUMBER_DIGITS_MAX = 4 };

static const struct playbook_item *item_of(const struct checklist *checklist, int item) {
    return &checklist->list->items[item];
}

static const char *title_of(struct context *cx, const struct checklist *checklist) {
    return shown(cx, checklist->list->title);
}

/* ---- What comes after a tick */

static void offer_undo(struct context *cx, const struct checklist *checklist, int item) {
    reply_button(cx, arena_printf(cx->arena, "Take back %d", item + 1),
                 checklist_command(cx, checklist, item, "undo"));
}

/* A finished list is a fact for the team. */
static enum result tell_finished(struct context *cx, const struct request *rq,
                                 const struct checklist *checklist) {
    reply_say(cx, "*%s* is finished; the thread knows.", title_of(cx, checklist));
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":ballot_box_with_check: %s is finished: %s, the "
                                    "last by %s.",
                                    checklist->list->title, checklist_progress(cx, checklist),
                                    mention(cx, rq->user)),
                       "");
}

static enum result go_on(struct context *cx, const struct request *rq,
                         const struct checklist *checklist, int item, bool was_finished) {
    bool ended = false;
    enum result result = walk_ticked(cx, rq, checklist, item, &ended);
    if (result == OK && !ended)
        result = ticking_next(cx, checklist);
    if (result == OK && !ended && !was_finished && checklist_is_finished(checklist))
        result = tell_finished(cx, rq, checklist);
    offer_undo(cx, checklist, item);
    return result;
}

enum result ticking_next(struct context *cx, const struct checklist *checklist) {
    bool said = false;
    enum result result = walk_next(cx, checklist, &said);
    if (result == OK && !said)
        checklist_offer(cx, checklist, PART_WHOLE, NEXT_MAX);
    return result;
}

/* ---- Each way to say something of an item */

static enum result refuse_forbidden(struct context *cx, const struct checklist *checklist,
                                    int item) {
    return fail(cx->err, DENIED, "“%s” is forbidden (%s) and cannot be ticked",
                item_of(checklist, item)->text, checklist->list->title);
}

static void ask_words(struct context *cx, const struct checklist *checklist, int item) {
    reply_say(cx, "%s: “%s” needs its words: `%s check %s %d …%s…`", heading(cx),
              shown(cx, item_of(checklist, item)->text), cx->config->slack.command,
              checklist->list->name, item + 1, shown(cx, item_of(checklist, item)->asks));
}

/* The shortcut is owed; what it was is on the timeline as a task. */
static enum result take_shortcut(struct context *cx, const struct request *rq,
                                 struct checklist *checklist, int item, const char *note) {
    int64_t number = 0;
    enum result result = checklist_put(cx, rq, checklist, item, TICK_DONE, note);
    if (result == OK)
        result = shortcut_take(cx, rq, item_of(checklist, item)->text, rq->user, &number);
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: the shortcut “%s” is taken, and owed as #%lld by you. Everything owed: `%s "
              "shortcut`",
              heading(cx), shown(cx, item_of(checklist, item)->text), (long long)number,
              cx->config->slack.command);
    offer_undo(cx, checklist, item);
    return OK;
}

static enum result say_ticked_already(struct context *cx, const struct checklist *checklist,
                                      int item) {
    const struct tick *tick = checklist->ticks[item];
    reply_say(cx, "%s: %s was ticked by %s at %s. Nothing to do.", heading(cx),
              checklist_item(cx, checklist, item), mention(cx, tick->who),
              time_text(cx, tick->at_ms));
    enum result result = ticking_next(cx, checklist);
    offer_undo(cx, checklist, item);
    return result;
}

static enum result tick(struct context *cx, const struct request *rq, struct checklist *checklist,
                        int item, const char *note) {
    const struct playbook_item *one = item_of(checklist, item);
    const struct tick *before = checklist->ticks[item];
    bool was_finished = checklist_is_finished(checklist);
    enum result result = OK;
    if (one->kind == ITEM_FORBIDDEN)
        return refuse_forbidden(cx, checklist, item);
    if (*note && (result = check_text(cx, note, "note", POLICY_TEXT_MAX)) != OK)
        return result;
    if (before && str_equal(before->state, TICK_DONE) && !*note)
        return say_ticked_already(cx, checklist, item);
    if (one->kind == ITEM_ALLOWED && !before)
        return take_shortcut(cx, rq, checklist, item, note);
    if (*one->asks && !*note) {
        ask_words(cx, checklist, item);
        return OK;
    }
    result = checklist_put(cx, rq, checklist, item, TICK_DONE, note);
    if (result != OK)
        return result;
    reply_say(cx, "%s: ticked %s. *%s*: %s.", heading(cx), checklist_item(cx, checklist, item),
              title_of(cx, checklist), checklist_progress(cx, checklist));
    return go_on(cx, rq, checklist, item, was_finished);
}

/* The advice when something does not hold that a course rests on. */
static enum result advise(struct context *cx, const struct checklist *checklist, int item,
                          const char *why) {
    const struct playbook_item *one = item_of(checklist, item);
    const struct playbook_course *course = playbook_course(cx->playbook, one->otherwise);
    const char *command = cx->config->slack.command, *dash = *why ? " – " : "";
    const char *because = arena_printf(cx->arena, "“%s” does not hold%s%s", one->text, dash, why);
    if (!course)
        return OK;
    reply_say(cx, "Better now: *%s*. Decide it: `%s decide %s …why…`", shown(cx, course->title),
              command, course->name);
    reply_button(
        cx, arena_printf(cx->arena, "Decide: %s", course->title),
        arena_printf(cx->arena, "decide %s %s %s", cx->incident->name, course->name, because));
    return post_notice(
        cx,
        arena_printf(cx->arena, ":x: %s: %s. Better now: %s.", checklist->list->title, because,
                     course->title),
        arena_printf(cx->arena, "%s %s", command, checklist_command(cx, checklist, item, "undo")));
}

static enum result say_fails(struct context *cx, const struct request *rq,
                             struct checklist *checklist, int item, const char *why) {
    enum result result = OK;
    if (*why && (result = check_text(cx, why, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    result = checklist_put(cx, rq, checklist, item, TICK_FAILS, why);
    if (result != OK)
        return result;
    reply_say(cx, "%s: written down that this does not hold: %s.", heading(cx),
              checklist_item(cx, checklist, item));
    result = advise(cx, checklist, item, why);
    offer_undo(cx, checklist, item);
    return result;
}

static enum result take_back(struct context *cx, const struct request *rq,
                             struct checklist *checklist, int item, const char *why) {
    const struct playbook_item *one = item_of(checklist, item);
    enum result result = OK;
    if (!checklist->ticks[item]) {
        reply_say(cx, "%s: %s is not ticked. Nothing to take back.", heading(cx),
                  checklist_item(cx, checklist, item));
        reply_unused(cx, why);
        return OK;
    }
    if (*why && (result = check_text(cx, why, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    if (one->kind == ITEM_ALLOWED)
        result = shortcut_take_back(cx, rq, one->text);
    if (result == OK)
        result = checklist_clear(cx, rq, checklist, item, why);
    if (result != OK)
        return result;
    reply_say(cx, "%s: took back %s. *%s*: %s.", heading(cx), checklist_item(cx, checklist, item),
              title_of(cx, checklist), checklist_progress(cx, checklist));
    reply_button(cx, arena_printf(cx->arena, "Tick %d again", item + 1),
                 checklist_command(cx, checklist, item, ""));
    return OK;
}

/* ---- By number */

/* Takes "3", "#3" or "3." from the head; -1 when there is none. */
static int take_number(struct words *line) {
    struct words copy = *line;
    const char *word = words_take_word(&copy);
    word += *word == '#';
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > NUMBER_DIGITS_MAX ||
        word[digits + strspn(word + digits, ".):,")] != 0)
        return -1;
    *line = copy;
    return (int)strtol(word, NULL, 10);
}

/* "no errors since" may mean that the item holds, with a note, or that it does not. */
static void ask_which_way(struct context *cx, const struct request *rq,
                          const struct checklist *checklist, int item, const char *note) {
    reply_say(cx, "%s: does “%s” hold, or not?", heading(cx),
              shown(cx, item_of(checklist, item)->text));
    reply_typed(cx, rq);
    reply_button(cx, arena_printf(cx->arena, "✓ %d holds", item + 1),
                 checklist_command(cx, checklist, item, arena_printf(cx->arena, "ok %s", note)));
    reply_button(
        cx, arena_printf(cx->arena, "✗ %d does not hold", item + 1),
        checklist_command(cx, checklist, item, arena_printf(cx->arena, "%s %s", TICK_FAILS, note)));
    reply_say(cx, "Press one, or type ok or fails before your words.");
}

static bool begins_with_no(const struct words *line) {
    struct words copy = *line;
    return words_take_this(&copy, "no") || words_take_this(&copy, "not");
}

static bool is_no(const char *text) {
    return str_equal_nocase(text, "no") || str_equal_nocase(text, "not") ||
           str_equal_nocase(text, "nope") || str_equal_nocase(text, "false");
}

static bool takes_fails(struct words *line) {
    return words_take_this(line, TICK_FAILS) || words_take_this(line, "failed") ||
           words_take_this(line, "fail");
}

static enum result by_number(struct context *cx, const struct request *rq,
                             struct checklist *checklist, int number, struct words *line) {
    int item = number - 1;
    if (number < 1 || number > checklist->list->item_count)
        return fail(cx->err, INVALID, "%s has the items 1 to %d", checklist->list->title,
                    checklist->list->item_count);
    if (words_take_this(line, "undo"))
        return take_back(cx, rq, checklist, item, line->rest);
    bool ticks = item_of(checklist, item)->kind == ITEM_REQUIRED ||
                 item_of(checklist, item)->kind == ITEM_OPTIONAL;
    if (ticks && (takes_fails(line) || is_no(line->rest)))
        return say_fails(cx, rq, checklist, item, is_no(line->rest) ? "" : line->rest);
    if (ticks && begins_with_no(line)) {
        ask_which_way(cx, rq, checklist, item, line->rest);
        return OK;
    }
    if (*line->rest && ticks)
        (void)words_take_this(line, "ok");
    return tick(cx, rq, checklist, item, line->rest);
}

/* ---- By words */

/* Those of the list that have as much of the words as any other has. */
struct candidates {
    int items[ASKED_MAX];
    int count;
    bool full; /* they have all of the words */
};

static struct candidates find(const struct checklist *checklist, const char *words) {
    struct candidates best = {.count = 0};
    int most = 0;
    for (int i = 0; i < checklist->list->item_count; i++) {
        struct likeness likeness = likeness_of(words, item_of(checklist, i)->text);
        if (likeness.same == 0 || likeness.same < most)
            continue;
        if (likeness.same > most)
            best.count = 0;
        most = likeness.same;
        best.full = likeness_is_full(likeness);
        if (best.count < ASKED_MAX)
            best.items[best.count++] = i;
    }
    return best;
}

/* Which one? The words go with the button as a note. */
static void ask_item(struct context *cx, const struct request *rq,
                     const struct checklist *checklist, const struct candidates *found,
                     const char *note) {
    reply_say(cx,
              found->count ? "%s: which item of *%s* do you mean?"
                           : "%s: no item of *%s* is like that. Which one do you mean?",
              heading(cx), title_of(cx, checklist));
    reply_typed(cx, rq);
    int offered = 0;
    for (int i = 0; i < checklist->list->item_count && offered < ASKED_MAX; i++) {
        bool wanted = found->count ? offered < found->count && found->items[offered] == i
                                   : checklist_is_open(checklist, i);
        if (!wanted)
            continue;
        offered++;
        if (item_of(checklist, i)->kind == ITEM_FORBIDDEN) {
            reply_say(cx, "• %s _(forbidden)_", checklist_item(cx, checklist, i));
            continue;
        }
        reply_say(cx, "• %s", checklist_item(cx, checklist, i));
        checklist_buttons(cx, checklist, i, note);
    }
    reply_say(cx, "Press one, or type its number: `%s check %s 1`", cx->config->slack.command,
              checklist->list->name);
}

static enum result by_words(struct context *cx, const struct request *rq,
                            struct checklist *checklist, const struct words *line) {
    const char *words, *note;
    enum result result = check_text(cx, line->rest, "text", POLICY_TEXT_MAX);
    if (result != OK)
        return result;
    words_split(line, &words, &note);
    struct candidates found = find(checklist, words);
    if (found.full && found.count == 1)
        return tick(cx, rq, checklist, found.items[0], note);
    if (!*note)
        note = found.full ? "" : line->rest;
    ask_item(cx, rq, checklist, &found, note);
    return OK;
}

enum result ticking(struct context *cx, const struct request *rq, struct checklist *checklist,
                    const char *text) {
    struct words line = words_of(cx->arena, text);
    int number = take_number(&line);
    if (number >= 0)
        return by_number(cx, rq, checklist, number, &line);
    return by_words(cx, rq, checklist, &line);
}
