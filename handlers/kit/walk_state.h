/* Where the walk of a course stands, for the steps of walk.c: which command walks it, whether it is
 * decided, begun, done or over, and what its checklist misses. */
#ifndef HANDLERS_KIT_WALK_STATE_H
#define HANDLERS_KIT_WALK_STATE_H

#include "handlers/kit/checklist.h"
#include "store/decisions.h"
#include "store/walks.h"

/* A command that walks: the course of that name, and those that are a way of it. */
struct walker {
    const char *command;
    const char *title;
    enum checklist_part needed; /* what must be ticked before it is done */
};

/* A course as it stands in cx->incident. */
struct walk_state {
    const struct playbook_course *course; /* NULL: the playbook has none */
    bool decided;
    struct walk walk; /* when decided */
    bool asked;       /* otherwise: it waits for an approval */
    bool listed;      /* there is a checklist */
    struct checklist checklist;
};

/* All of them, ended by one without a command. */
extern const struct walker walkers[];

/* The command that walks a course, or NULL. */
const struct walker *walk_state_walker(struct context *cx, const struct playbook_course *course);

/* The newest decision for the course in this state; ABSENT when there is none. */
enum result walk_state_decision(struct context *cx, const struct playbook_course *course,
                                const char *decision_state, struct decision *ret_decision) RESULT;

/* How a course stands, which may be NULL; with ways, the way of it that was decided. */
enum result walk_state_find(struct context *cx, const struct playbook_course *main, bool ways,
                            struct walk_state *ret_state) RESULT;

/* Whether it is decided and at this step, WALK_…; and whether it came to one of its ends. */
bool walk_state_is_at(const struct walk_state *state, const char *step);
bool walk_state_is_over(const struct walk_state *state);

/* How many items of a part of its checklist are required and open; 0 without one. */
int walk_state_missing(const struct walk_state *state, enum checklist_part part);

/* "Rollback", or the way of it: "Option A: yank". */
const char *walk_state_title(const struct walker *walker, const struct walk_state *state);

#endif
