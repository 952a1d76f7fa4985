/* Where a walk stands: see walk_state.h. */
#include "handlers/kit/walk_state.h"

#include "base/str.h"
#include "handlers/kit/walk.h"

/* A rollback is verified after it is done; a hotfix is not done before it is proven. */
const struct walker walkers[] = {
    {"rollback", "Rollback", PART_ACTION}, {"hotfix", "Hotfix", PART_WHOLE}, {0}};

/* Whether main, which may be NULL, is walked by walking course. */
static bool is_way_of(struct context *cx, const struct playbook_course *course,
                      const struct playbook_course *main) {
    return course == main ||
           (main && *course->way_of && playbook_course(cx->playbook, course->way_of) == main);
}

const struct walker *walk_state_walker(struct context *cx, const struct playbook_course *course) {
    for (const struct walker *walker = walkers; walker->command; walker++)
        if (is_way_of(cx, course, playbook_course(cx->playbook, walker->command)))
            return walker;
    return NULL;
}

enum result walk_state_decision(struct context *cx, const struct playbook_course *course,
                                const char *decision_state, struct decision *ret_decision) {
    struct decision_list list;
    enum result result = decision_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    for (int i = result == OK ? list.count - 1 : -1; i >= 0; i--) {
        if (!str_equal(list.decisions[i].course, course->name) ||
            !str_equal(list.decisions[i].state, decision_state))
            continue;
        *ret_decision = list.decisions[i];
        return OK;
    }
    return result == OK ? ABSENT : result;
}

static enum result load_list(struct context *cx, struct walk_state *state) {
    const struct playbook_checklist *list = walk_checklist(cx, state->course);
    state->listed = list != NULL;
    return list ? checklist_load(cx, list, &state->checklist) : OK;
}

/* Whether a walk is of this course, or with ways of one that is a way of it. */
static bool leads(struct context *cx, const struct playbook_course *walked,
                  const struct playbook_course *course, bool ways) {
    return walked && (walked == course || (ways && is_way_of(cx, walked, course)));
}

enum result walk_state_find(struct context *cx, const struct playbook_course *main, bool ways,
                            struct walk_state *ret_state) {
    struct walk_list list;
    struct walk_state state = {.course = main};
    enum result result = walk_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    for (int i = 0; result == OK && i < list.count && !state.decided; i++) {
        const struct playbook_course *course = playbook_course(cx->playbook, list.walks[i].course);
        if (leads(cx, course, main, ways))
            state = (struct walk_state){.course = course, .decided = true, .walk = list.walks[i]};
    }
    if (result == OK && main && !state.decided) {
        struct decision decision;
        result = walk_state_decision(cx, main, DECISION_ASKED, &decision);
        state.asked = result == OK;
    }
    if (state.course && (result == OK || result == ABSENT))
        result = load_list(cx, &state);
    *ret_state = state;
    return result;
}

bool walk_state_is_at(const struct walk_state *state, const char *step) {
    return state->decided && str_equal(state->walk.state, step);
}

bool walk_state_is_over(const struct walk_state *state) {
    return walk_state_is_at(state, WALK_VERIFIED) || walk_state_is_at(state, WALK_ABORTED);
}

int walk_state_missing(const struct walk_state *state, enum checklist_part part) {
    return state->listed ? checklist_missing(&state->checklist, part) : 0;
}

const char *walk_state_title(const struct walker *walker, const struct walk_state *state) {
    bool own = str_equal_nocase(state->course->name, walker->command);
    return own ? walker->title : state->course->title;
}
