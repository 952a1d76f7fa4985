/* Checklists and their ticks: see checklist.h. */
#include "handlers/kit/checklist.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/reply.h"
#include "store/answers.h"
#include "store/incidents.h"

/* A note in a list; the timeline has all of it. */
enum { NOTE_SHOWN_MAX = 200 };

/* ---- What is ticked */

static bool is_to_tick(const struct playbook_item *item) {
    return item->kind == ITEM_REQUIRED || item->kind == ITEM_OPTIONAL;
}

static bool is_of(const struct playbook_item *item, enum checklist_part part) {
    bool verifies = str_equal_nocase(item->section, SECTION_VERIFY);
    if (part == PART_SAFE)
        return str_equal_nocase(item->section, SECTION_SAFE);
    if (part == PART_ACTION)
        return !verifies;
    return part == PART_WHOLE || verifies;
}

static void count(struct checklist *checklist) {
    checklist->count = checklist->ticked = 0;
    for (int i = 0; i < checklist->list->item_count; i++) {
        if (!is_to_tick(&checklist->list->items[i]))
            continue;
        checklist->count++;
        checklist->ticked += !checklist_is_open(checklist, i);
    }
}

enum result checklist_ticks(struct context *cx, struct tick_list *ret_ticks) {
    return tick_list(cx->store, cx->arena, cx->incident->id, ret_ticks, cx->err);
}

struct checklist checklist_of(struct context *cx, const struct playbook_checklist *list,
                              const struct tick_list *ticks) {
    struct checklist checklist = {.list = list};
    checklist.ticks =
        arena_alloc(cx->arena, ((size_t)list->item_count + 1) * sizeof(const struct tick *));
    for (int i = 0; i < ticks->count; i++) {
        const struct tick *tick = &ticks->ticks[i];
        if (str_equal(tick->checklist, list->name) && tick->item >= 1 &&
            tick->item <= list->item_count)
            checklist.ticks[tick->item - 1] = tick;
    }
    count(&checklist);
    return checklist;
}

enum result checklist_load(struct context *cx, const struct playbook_checklist *list,
                           struct checklist *ret_checklist) {
    struct tick_list *ticks = arena_alloc(cx->arena, sizeof *ticks);
    enum result result = checklist_ticks(cx, ticks);
    if (result == OK)
        *ret_checklist = checklist_of(cx, list, ticks);
    return result;
}

bool checklist_is_open(const struct checklist *checklist, int item) {
    const struct tick *tick = checklist->ticks[item];
    return !tick || str_equal(tick->state, TICK_FAILS);
}

bool checklist_misses(const struct checklist *checklist, int item, enum checklist_part part) {
    const struct playbook_item *one = &checklist->list->items[item];
    return one->kind == ITEM_REQUIRED && is_of(one, part) && checklist_is_open(checklist, item);
}

int checklist_missing(const struct checklist *checklist, enum checklist_part part) {
    int missing = 0;
    for (int i = 0; i < checklist->list->item_count; i++)
        missing += checklist_misses(checklist, i, part);
    return missing;
}

bool checklist_is_begun(const struct checklist *checklist) {
    for (int i = 0; i < checklist->list->item_count; i++)
        if (checklist->ticks[i])
            return true;
    return false;
}

bool checklist_is_finished(const struct checklist *checklist) {
    bool required = false;
    for (int i = 0; i < checklist->list->item_count; i++)
        required = required || checklist->list->items[i].kind == ITEM_REQUIRED;
    return required ? checklist_missing(checklist, PART_WHOLE) == 0
                    : checklist->count > 0 && checklist->ticked == checklist->count;
}

/* ---- Showing it */

const char *checklist_progress(struct context *cx, const struct checklist *checklist) {
    return arena_printf(cx->arena, "%d of %d ticked", checklist->ticked, checklist->count);
}

/* Some playbooks write the numbers themselves. */
const char *checklist_numbered(struct context *cx, const struct checklist *checklist, int item) {
    const char *text = checklist->list->items[item].text;
    const char *number = arena_printf(cx->arena, "%d. ", item + 1);
    return arena_printf(cx->arena, "%s%s", str_starts(text, number) ? "" : number, text);
}

const char *checklist_item(struct context *cx, const struct checklist *checklist, int item) {
    return shown(cx, checklist_numbered(cx, checklist, item));
}

const char *checklist_command(struct context *cx, const struct checklist *checklist, int item,
                              const char *rest) {
    return arena_printf(cx->arena, "check %s %s %d%s%s", cx->incident->name, checklist->list->name,
                        item + 1, *rest ? " " : "", rest);
}

static const char *mark_of(const struct playbook_item *item, const struct tick *tick) {
    if (item->kind == ITEM_FORBIDDEN)
        return ":no_entry:";
    if (item->kind == ITEM_ALLOWED)
        return tick ? ":warning:" : ":scissors:";
    if (!tick)
        return ":white_large_square:";
    if (str_equal(tick->state, TICK_FAILS))
        return ":x:";
    return str_equal(tick->state, TICK_SKIPPED) ? ":fast_forward:" : ":white_check_mark:";
}

static const char *verb_of(const struct playbook_item *item, const struct tick *tick) {
    if (str_equal(tick->state, TICK_FAILS))
        return "does not hold, says ";
    if (str_equal(tick->state, TICK_SKIPPED))
        return "skipped by ";
    return item->kind == ITEM_ALLOWED ? "taken, and owed, by " : "";
}

/* Where every item is optional it need not be said of each. */
static const char *condition_of(const struct playbook_checklist *list, int item) {
    bool mixed = false;
    for (int i = 0; i < list->item_count; i++)
        mixed = mixed || list->items[i].kind != ITEM_OPTIONAL;
    return mixed && list->items[item].kind == ITEM_OPTIONAL ? " _(if it applies)_" : "";
}

/* " – @bob 14:05 UTC: v1.2.3". */
static const char *trace_of(struct context *cx, const struct playbook_item *item,
                            const struct tick *tick) {
    const char *note = shown_cut(cx, tick->note, NOTE_SHOWN_MAX);
    return arena_printf(cx->arena, " – %s%s %s%s%s", verb_of(item, tick), mention(cx, tick->who),
                        time_text(cx, tick->at_ms), *note ? ": " : "", note);
}

static void say_item(struct context *cx, const struct checklist *checklist, int item) {
    const struct playbook_item *one = &checklist->list->items[item];
    const struct tick *tick = checklist->ticks[item];
    reply_say(cx, "%s %s%s", mark_of(one, tick), checklist_item(cx, checklist, item),
              tick ? trace_of(cx, one, tick) : condition_of(checklist->list, item));
}

/* "safe" becomes "Safe". */
static const char *title_of(struct context *cx, const char *section) {
    char *title = arena_strdup(cx->arena, shown(cx, section));
    if (*title >= 'a' && *title <= 'z')
        *title = (char)(*title - 'a' + 'A');
    return title;
}

static void say_to_tick(struct context *cx, const struct checklist *checklist,
                        enum checklist_part part) {
    const char *section = "";
    for (int i = 0; i < checklist->list->item_count; i++) {
        const struct playbook_item *item = &checklist->list->items[i];
        if (!is_to_tick(item) || !is_of(item, part))
            continue;
        if (*item->section && !str_equal(item->section, section))
            reply_say(cx, "*%s*", title_of(cx, item->section));
        section = item->section;
        say_item(cx, checklist, i);
    }
}

static void say_kind(struct context *cx, const struct checklist *checklist,
                     enum playbook_item_kind kind, const char *heading) {
    bool said = false;
    for (int i = 0; i < checklist->list->item_count; i++) {
        if (checklist->list->items[i].kind != kind)
            continue;
        if (!said)
            reply_say(cx, "%s", heading);
        said = true;
        say_item(cx, checklist, i);
    }
}

void checklist_say(struct context *cx, const struct checklist *checklist,
                   enum checklist_part part) {
    say_to_tick(cx, checklist, part);
    if (part != PART_WHOLE && part != PART_ACTION)
        return;
    say_kind(cx, checklist, ITEM_ALLOWED, "*Allowed* – what you take is written down as owed");
    say_kind(cx, checklist, ITEM_FORBIDDEN, "*Forbidden*");
}

void checklist_buttons(struct context *cx, const struct checklist *checklist, int item,
                       const char *note) {
    const char *fails = arena_printf(cx->arena, TICK_FAILS "%s%s", *note ? " " : "", note);
    reply_button(cx, arena_printf(cx->arena, "✓ %s", checklist_numbered(cx, checklist, item)),
                 checklist_command(cx, checklist, item, note));
    if (*checklist->list->items[item].otherwise)
        reply_button(cx, arena_printf(cx->arena, "✗ %d does not hold", item + 1),
                     checklist_command(cx, checklist, item, fails));
}

void checklist_offer(struct context *cx, const struct checklist *checklist,
                     enum checklist_part part, int most) {
    const char *command = cx->config->slack.command;
    int offered = 0;
    for (int i = 0; i < checklist->list->item_count && offered < most; i++) {
        const struct playbook_item *item = &checklist->list->items[i];
        if (!is_to_tick(item) || !is_of(item, part) || !checklist_is_open(checklist, i))
            continue;
        if (offered++ == 0)
            reply_say(cx, "Next: %s\nPress it, or type `%s check %s %d%s`",
                      checklist_item(cx, checklist, i), command, checklist->list->name, i + 1,
                      *item->asks ? arena_printf(cx->arena, " …%s…", item->asks) : "");
        checklist_buttons(cx, checklist, i, "");
    }
}

/* ---- Ticking */

enum result checklist_in_hand(struct context *cx, const struct request *rq,
                              const struct checklist *checklist) {
    return list_in_hand_put(cx->store, cx->incident->id, rq->user, checklist->list->name, cx->err);
}

static const char *done_to(const char *state) {
    if (str_equal(state, TICK_FAILS))
        return "does not hold:";
    return str_equal(state, TICK_SKIPPED) ? "skipped" : "ticked";
}

/* "Rollback: ticked 3. Run smoke tests – all green" */
static enum result trace(struct context *cx, const struct request *rq,
                         const struct checklist *checklist, int item, const char *what,
                         const char *note) {
    const char *dash = *note ? " – " : "";
    return record(cx, rq->user, "check",
                  arena_printf(cx->arena, "%s: %s %s%s%s", checklist->list->title, what,
                               checklist_numbered(cx, checklist, item), dash, note));
}

/* What an item asks for is a fact of the incident. */
static enum result keep_fact(struct context *cx, const struct request *rq,
                             const struct playbook_item *item, const char *note) {
    if (!*item->field || !*note)
        return OK;
    return answer_put(cx->store, cx->incident->id, ANSWER_FACT,
                      &(struct answer){item->field, note, rq->user, cx->now_ms}, cx->err);
}

static enum result remember(struct context *cx, const struct request *rq,
                            struct checklist *checklist) {
    count(checklist);
    enum result result = checklist_in_hand(cx, rq, checklist);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result;
}

enum result checklist_put(struct context *cx, const struct request *rq, struct checklist *checklist,
                          int item, const char *state, const char *note) {
    struct tick *tick = arena_alloc(cx->arena, sizeof *tick);
    *tick = (struct tick){.checklist = checklist->list->name,
                          .item = item + 1,
                          .state = state,
                          .note = note,
                          .who = rq->user,
                          .at_ms = cx->now_ms};
    enum result result = tick_put(cx->store, cx->incident->id, tick, cx->err);
    if (result == OK)
        result = trace(cx, rq, checklist, item, done_to(state), note);
    if (result == OK && str_equal(state, TICK_DONE))
        result = keep_fact(cx, rq, &checklist->list->items[item], note);
    checklist->ticks[item] = tick;
    if (result == OK)
        result = remember(cx, rq, checklist);
    if (result != OK || !str_equal(state, TICK_DONE))
        return result;
    return moment_came(cx, rq, MOMENT_TICKED,
                       arena_printf(cx->arena, "%s %d", checklist->list->name, item + 1));
}

enum result checklist_clear(struct context *cx, const struct request *rq,
                            struct checklist *checklist, int item, const char *why) {
    enum result result =
        tick_clear(cx->store, cx->incident->id, checklist->list->name, item + 1, cx->err);
    if (result == OK)
        result = trace(cx, rq, checklist, item, "took back", why);
    const char *field = checklist->list->items[item].field;
    if (result == OK && *field)
        result = answer_clear(cx->store, cx->incident->id, ANSWER_FACT, field, cx->err);
    checklist->ticks[item] = NULL;
    return result == OK ? remember(cx, rq, checklist) : result;
}
