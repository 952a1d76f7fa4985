/* Walking a course of action: see walk.h. */
#include "handlers/kit/walk.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/offer.h"
#include "handlers/kit/passing.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/ticking.h"
#include "handlers/kit/view.h"
#include "handlers/kit/walk_state.h"
#include "model/phrase.h"
#include "model/words.h"

enum { OFFERED_MAX = 6 };

const struct playbook_checklist *walk_checklist(struct context *cx,
                                                const struct playbook_course *course) {
    const char *name = *course->checklist ? course->checklist : course->name;
    return playbook_checklist(cx->playbook, name);
}

const char *walk_line(struct context *cx, const struct playbook_course *course, bool named) {
    const struct walker *walker = walk_state_walker(cx, course);
    const char *space = named ? " " : "", *name = named ? cx->incident->name : "";
    if (walker)
        return arena_printf(cx->arena, "%s%s%s", walker->command, space, name);
    return arena_printf(cx->arena, "check%s%s %s", space, name, walk_checklist(cx, course)->name);
}

/* ---- What to do next */

static const char *line_of(struct context *cx, const struct walker *walker, const char *step) {
    return arena_printf(cx->arena, "%s %s %s", walker->command, cx->incident->name, step);
}

/* It needs a decision: the line that makes it, with the words that were typed. */
static void ask_decision(struct context *cx, const struct walker *walker,
                         const struct walk_state *state, const char *why) {
    const char *command = cx->config->slack.command, *course = state->course->name;
    if (state->asked) {
        reply_say(cx, "%s: the %s waits for a yes. Who is asked: `%s decide`", heading(cx),
                  walker->command, command);
        reply_unused(cx, why);
        return;
    }
    const char *lead = reply_is_empty(cx->reply)
                           ? arena_printf(cx->arena, "%s: no %s is decided yet, and it begins",
                                          heading(cx), walker->command)
                           : arena_printf(cx->arena, "A %s begins", walker->command);
    reply_say(cx, "%s with a decision: `%s decide %s %s`", lead, command, course,
              *why ? shown(cx, why) : "…why…");
    if (*why)
        cx->reply->has_words = true;
    reply_button(cx, arena_printf(cx->arena, "Decide: %s", state->course->title),
                 arena_printf(cx->arena, "decide %s %s%s%s", cx->incident->name, course,
                              *why ? " " : "", why));
}

static void say_course(struct context *cx, const struct walker *walker,
                       const struct walk_state *state) {
    char when[PHRASE_WHEN_SIZE];
    const char *step = walk_state_is_at(state, WALK_BEGUN) ? "decided" : state->walk.state;
    const char *progress =
        state->listed ? arena_printf(cx->arena, ", %s", checklist_progress(cx, &state->checklist))
                      : "";
    if (!state->decided)
        reply_say(cx, "%s: *%s*, not decided%s", heading(cx), walk_state_title(walker, state),
                  progress);
    else
        reply_say(cx, "%s: *%s*, %s at %s by %s%s", heading(cx), walk_state_title(walker, state),
                  step, phrase_of_moment(state->walk.at_ms, cx->now_ms, when),
                  mention(cx, state->walk.who), progress);
}

/* The step that a walk is at, in words and as a button. */
static void say_step(struct context *cx, const struct walker *walker, const char *step,
                     const char *label) {
    reply_say(cx, "%s: `%s %s %s`", label, cx->config->slack.command, walker->command, step);
    reply_button(cx, label, line_of(cx, walker, step));
}

static void say_next(struct context *cx, const struct walker *walker,
                     const struct walk_state *state) {
    enum checklist_part part = walk_state_is_at(state, WALK_DONE) ? PART_VERIFY : walker->needed;
    if (!state->decided) {
        ask_decision(cx, walker, state, "");
    } else if (walk_state_is_over(state)) {
        reply_say(cx, "It is over. To begin anew: `%s decide %s …why…`", cx->config->slack.command,
                  state->course->name);
    } else if (walk_state_missing(state, part)) {
        checklist_offer(cx, &state->checklist, part, OFFERED_MAX);
    } else if (walk_state_is_at(state, WALK_BEGUN)) {
        say_step(cx, walker, "done", "It is carried out");
    } else {
        say_step(cx, walker, "verify", "It worked");
    }
}

static enum result show(struct context *cx, const struct request *rq, const struct walker *walker,
                        const struct walk_state *state) {
    say_course(cx, walker, state);
    if (state->listed)
        checklist_say(cx, &state->checklist, PART_WHOLE);
    say_next(cx, walker, state);
    return state->listed ? checklist_in_hand(cx, rq, &state->checklist) : OK;
}

/* ---- Steps */

static enum result set_state(struct context *cx, const struct request *rq, struct walk_state *state,
                             const char *to) {
    state->walk.state = to;
    state->walk.who = rq->user;
    state->walk.at_ms = cx->now_ms;
    return walk_put(cx->store, cx->incident->id, &state->walk, cx->err);
}

/* The decision is history. */
static enum result close_decision(struct context *cx, const struct walk_state *state,
                                  const char *to) {
    struct decision decision;
    enum result result = walk_state_decision(cx, state->course, DECISION_MADE, &decision);
    if (result != OK)
        return result == ABSENT ? OK : result;
    decision.state = to;
    return decision_save(cx->store, &decision, cx->err);
}

static enum result pass(struct context *cx, const struct request *rq, const struct walker *walker,
                        struct walk_state *state, enum checklist_part part, const char *step,
                        struct words *line, bool *ret_blocked) {
    struct passing passing = {.checklist = state->listed ? &state->checklist : NULL,
                              .part = part,
                              .title = walker->title,
                              .command = walker->command,
                              .step = step};
    return passing_check(cx, rq, &passing, line, ret_blocked);
}

/* Writes it on the timeline and tells the thread. */
static enum result tell(struct context *cx, const struct request *rq, const char *kind,
                        const char *emoji, const char *fact) {
    enum result result = record(cx, rq->user, kind, fact);
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? post_notice(cx, arena_printf(cx->arena, "%s %s", emoji, fact), "")
                        : result;
}

static enum result done(struct context *cx, const struct request *rq, const struct walker *walker,
                        struct walk_state *state, struct words *line) {
    bool blocked;
    if (walk_state_is_at(state, WALK_DONE)) {
        reply_unused(cx, line->rest);
        return show(cx, rq, walker, state);
    }
    enum result result = pass(cx, rq, walker, state, walker->needed, "done", line, &blocked);
    if (result != OK || blocked)
        return result;
    const char *note = *line->rest ? arena_printf(cx->arena, " – %s", line->rest) : "";
    const char *fact = arena_printf(cx->arena, "%s carried out by %s%s",
                                    walk_state_title(walker, state), mention(cx, rq->user), note);
    if ((result = set_state(cx, rq, state, WALK_DONE)) == OK)
        result = tell(cx, rq, "course", ":hammer_and_wrench:",
                      arena_printf(cx->arena, "%s. It is to be verified next.", fact));
    if (result != OK)
        return result;
    reply_say(cx, "%s: *%s* is carried out; the thread knows. Is the failure gone? Verify it.",
              heading(cx), walk_state_title(walker, state));
    say_next(cx, walker, state);
    return state->listed ? checklist_in_hand(cx, rq, &state->checklist) : OK;
}

/* It worked: what remains is to watch it. */
static enum result end(struct context *cx, const struct request *rq, const struct walker *walker,
                       struct walk_state *state, const char *note) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    enum result result = set_state(cx, rq, state, WALK_VERIFIED);
    if (result == OK)
        result = close_decision(cx, state, DECISION_DONE);
    if (result == OK)
        result =
            tell(cx, rq, "course", ":white_check_mark:",
                 arena_printf(cx->arena, "%s verified by %s%s%s", walk_state_title(walker, state),
                              mention(cx, rq->user), *note ? " – " : "", note));
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_VERIFIED, walk_state_title(walker, state));
    if (result != OK)
        return result;
    reply_say(cx,
              ":white_check_mark: %s: *%s* is verified; the thread knows. Monitor it now, and "
              "resolve when it stays well: `%s monitor`",
              heading(cx), walk_state_title(walker, state), command);
    reply_button(cx, "Monitor", arena_printf(cx->arena, "monitor %s", name));
    return OK;
}

static enum result verify(struct context *cx, const struct request *rq, const struct walker *walker,
                          struct walk_state *state, struct words *line) {
    bool blocked;
    if (!walk_state_is_at(state, WALK_DONE)) {
        reply_say(cx, "%s: *%s* is not carried out yet; it is verified after that.", heading(cx),
                  walk_state_title(walker, state));
        say_next(cx, walker, state);
        reply_unused(cx, line->rest);
        return OK;
    }
    enum result result = pass(cx, rq, walker, state, PART_VERIFY, "verify", line, &blocked);
    if (result != OK || blocked)
        return result;
    return end(cx, rq, walker, state, line->rest);
}

/* The first course that an item of a list speaks for because it does not hold; NULL for none. */
static const struct playbook_course *better(struct context *cx, const struct walk_state *state) {
    for (int i = 0; state->listed && i < state->checklist.list->item_count; i++) {
        const struct tick *tick = state->checklist.ticks[i];
        const char *otherwise = state->checklist.list->items[i].otherwise;
        if (tick && str_equal(tick->state, TICK_FAILS) && *otherwise)
            return playbook_course(cx->playbook, otherwise);
    }
    return NULL;
}

static enum result give_up(struct context *cx, const struct request *rq,
                           const struct walker *walker, struct walk_state *state, const char *why) {
    enum result result = check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (result == OK)
        result = set_state(cx, rq, state, WALK_ABORTED);
    if (result == OK)
        result = close_decision(cx, state, DECISION_GIVEN_UP);
    if (result == OK)
        result = tell(cx, rq, "course", ":octagonal_sign:",
                      arena_printf(cx->arena, "%s given up by %s – %s",
                                   walk_state_title(walker, state), mention(cx, rq->user), why));
    if (result != OK)
        return result;
    const struct playbook_course *other = better(cx, state);
    const char *command = cx->config->slack.command, *next = other ? other->name : "";
    reply_say(cx,
              "%s: *%s* is given up; the thread knows. Decide what comes instead: `%s decide%s%s`",
              heading(cx), walk_state_title(walker, state), command, other ? " " : "", next);
    reply_button(
        cx, other ? arena_printf(cx->arena, "Decide: %s", other->title) : "Decide",
        arena_printf(cx->arena, "decide %s%s%s", cx->incident->name, other ? " " : "", next));
    return OK;
}

/* ---- The command */

static enum result say_none(struct context *cx, const struct walker *walker, const char *words) {
    reply_say(cx,
              "%s: your playbook has no %s. Do what you have to, and write it down: `%s note …what "
              "you did…`",
              heading(cx), walker->command, cx->config->slack.command);
    reply_unused(cx, words);
    return OK;
}

/* "safe", "verify", or the whole list, with something to tick on it behind. */
static enum result show_part(struct context *cx, const struct request *rq,
                             const struct walker *walker, struct walk_state *state,
                             enum checklist_part part, const char *rest) {
    if (!state->listed) {
        reply_unused(cx, rest);
        return show(cx, rq, walker, state);
    }
    if (*rest)
        return ticking(cx, rq, &state->checklist, rest);
    say_course(cx, walker, state);
    checklist_say(cx, &state->checklist, part);
    if (checklist_missing(&state->checklist, part))
        checklist_offer(cx, &state->checklist, part, OFFERED_MAX);
    else
        say_next(cx, walker, state);
    return checklist_in_hand(cx, rq, &state->checklist);
}

/* A number first means an item of the list. */
static bool begins_with_number(const char *text) {
    return *text == '#' || (*text >= '0' && *text <= '9');
}

static enum result go_on(struct context *cx, const struct request *rq, const struct walker *walker,
                         struct walk_state *state, const char *step, struct words *line) {
    if (!state->decided) {
        ask_decision(cx, walker, state, line->rest);
        return OK;
    }
    if (walk_state_is_over(state) || str_equal(step, "start")) {
        reply_unused(cx, line->rest);
        return show(cx, rq, walker, state);
    }
    if (str_equal(step, "done"))
        return done(cx, rq, walker, state, line);
    if (str_equal(step, "verify") && state->listed && begins_with_number(line->rest))
        return ticking(cx, rq, &state->checklist, line->rest);
    if (str_equal(step, "verify"))
        return verify(cx, rq, walker, state, line);
    return give_up(cx, rq, walker, state, line->rest);
}

enum result walk_run(struct context *cx, const struct request *rq, const char *command) {
    const struct walker *walker = walkers;
    static const char *const steps[] = {"start", "done", "verify", "abort", NULL};
    struct words line = words_of(cx->arena, rq->args);
    struct walk_state state;
    while (!str_equal(walker->command, command))
        walker++;
    enum result result = walk_state_find(cx, playbook_course(cx->playbook, command), true, &state);
    if (result != OK)
        return result;
    if (!state.course)
        return say_none(cx, walker, line.rest);
    if (!*line.rest)
        return show(cx, rq, walker, &state);
    const char *step = words_take_verb(&line);
    if (str_is_one_of(step, steps))
        return go_on(cx, rq, walker, &state, step, &line);
    if (str_equal(step, "safe"))
        return show_part(cx, rq, walker, &state, PART_SAFE, line.rest);
    if (begins_with_number(rq->args))
        return show_part(cx, rq, walker, &state, PART_WHOLE, rq->args);
    return fail(cx->err, INVALID,
                "After %s comes start, safe, done, verify or abort, or the number of an item",
                walker->command);
}

/* ---- Called from elsewhere */

static enum result begin_anew(struct context *cx, struct walk_state *state) {
    if (!state->listed)
        return OK;
    return tick_clear(cx->store, cx->incident->id, state->checklist.list->name, 0, cx->err);
}

enum result walk_begin(struct context *cx, const struct request *rq,
                       const struct playbook_course *course) {
    struct walk_state state;
    enum result result = walk_state_find(cx, course, false, &state);
    if (result != OK || walk_state_is_at(&state, WALK_BEGUN))
        return result;
    bool again = state.decided;
    state.walk = (struct walk){.course = course->name, .begun_ms = cx->now_ms};
    if ((result = set_state(cx, rq, &state, WALK_BEGUN)) == OK && again)
        result = begin_anew(cx, &state);
    if (result != OK || !state.listed)
        return result;
    const char *fact = arena_printf(cx->arena, "📋 %s: %d items to tick, step by step.",
                                    state.checklist.list->title, state.checklist.count);
    return offer_post(cx, fact, &(struct offer){"Open the checklist", walk_line(cx, course, true)},
                      1);
}

static bool verifies(const struct checklist *checklist, int item) {
    return str_equal_nocase(checklist->list->items[item].section, SECTION_VERIFY);
}

/* Whether a list that nobody decided to walk asks for that decision: not while something else is
 * being walked, whose list it helps with, and not when it could belong to several courses. */
static enum result asks_decision(struct context *cx, const struct playbook_checklist *list,
                                 bool *ret_asks) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    struct walk_list walks;
    int owners = 0;
    enum result result = walk_list(cx->store, cx->arena, cx->incident->id, &walks, cx->err);
    for (int i = 0; i < decision->course_count; i++)
        owners += walk_checklist(cx, &decision->courses[i]) == list;
    *ret_asks = owners == 1;
    for (int i = 0; result == OK && i < walks.count; i++)
        if (!str_equal(walks.walks[i].state, WALK_ABORTED) &&
            !str_equal(walks.walks[i].state, WALK_VERIFIED))
            *ret_asks = false;
    return result;
}

/* The walk that a checklist belongs to, NULL when it is none's. */
static enum result find_owner(struct context *cx, const struct playbook_checklist *list,
                              const struct walker **ret_walker, struct walk_state *ret_state) {
    const struct walker *walker = walkers;
    enum result result = OK;
    for (; walker->command; walker++) {
        if ((result = walk_state_find(cx, playbook_course(cx->playbook, walker->command), true,
                                      ret_state)) != OK)
            return result;
        if (ret_state->course && ret_state->listed && ret_state->checklist.list == list)
            break;
    }
    *ret_walker = walker->command ? walker : NULL;
    return OK;
}

enum result walk_next(struct context *cx, const struct checklist *checklist, bool *ret_said) {
    const struct walker *walker = NULL;
    struct walk_state state;
    enum result result = find_owner(cx, checklist->list, &walker, &state);
    bool asks = true;
    if (result == OK && walker && !state.decided)
        result = asks_decision(cx, checklist->list, &asks);
    *ret_said = walker && asks && incident_is_open(cx->incident);
    if (result != OK || !*ret_said)
        return result;
    if (!state.decided)
        checklist_offer(cx, &state.checklist, walker->needed, OFFERED_MAX);
    say_next(cx, walker, &state);
    return OK;
}

enum result walk_ticked(struct context *cx, const struct request *rq,
                        const struct checklist *checklist, int item, bool *ret_ended) {
    const struct walker *walker = NULL;
    struct walk_state state;
    enum result result = find_owner(cx, checklist->list, &walker, &state);
    *ret_ended = result == OK && walker && walk_state_is_at(&state, WALK_DONE) &&
                 verifies(checklist, item) && !walk_state_missing(&state, PART_VERIFY);
    return *ret_ended ? end(cx, rq, walker, &state, "") : result;
}
