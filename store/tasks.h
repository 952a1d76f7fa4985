/* Tasks of an incident: what somebody was asked to do by a time, and what is owed afterwards – an
 * action item, a shortcut that was taken, a review, a temporary measure that must be taken back.
 * Each has a number within its incident, from 1. */
#ifndef STORE_TASKS_H
#define STORE_TASKS_H

#include "base/mem.h"
#include "store/store.h"

#include <stdbool.h>

#define TASK_ASK "ask"               /* somebody was asked, for now */
#define TASK_SHORTCUT "shortcut"     /* skipped in the hurry, and owed */
#define TASK_REVIEW "review"         /* of an action that nobody approved beforehand */
#define TASK_POSTMORTEM "postmortem" /* a day of what follows the incident */
#define TASK_TEMPORARY "temporary"   /* a flag, a warning, a workaround to be taken back */
#define TASK_ACTION "action"         /* an action item, so that it does not happen again */

#define TASK_OPEN "open"
#define TASK_ACCEPTED "accepted"
#define TASK_DECLINED "declined"
#define TASK_DONE "done"
#define TASK_DROPPED "dropped" /* nobody needs it any more */

struct task {
    int64_t id;
    int64_t incident_id;
    int64_t number;
    const char *kind;
    const char *text;  /* a person's words, in the stored form */
    const char *owner; /* a user id; "": nobody yet */
    const char *asked_by;
    int64_t asked_ms;
    int64_t due_ms; /* 0: no time */
    const char *state;
    const char *answer; /* what was said or linked with it */
    const char *ended_by;
    int64_t ended_ms;  /* 0: not done */
    int64_t priority;  /* of model/priority.h; 0: none */
    const char *proof; /* of the answer, what others can look up; "" */
    int64_t postponed; /* how often; read only */
};

/* One time that a task was put off. */
struct postponement {
    int64_t from_ms; /* 0: it had no time */
    int64_t to_ms;
    const char *why; /* a person's words, in the stored form */
    const char *who;
    int64_t at_ms;
};

struct postponement_list {
    struct postponement *postponements;
    int count;
};

/* Which tasks; zero asks for all. */
struct task_filter {
    int64_t incident_id; /* 0: of every incident */
    bool open_only;
    bool items_only;
    bool counted;             /* not of rehearsals, nor of what was dismissed or merged */
    const char *owner;        /* NULL: anybody's */
    int64_t due_before_ms;    /* with a time before this; 0: any */
    int64_t resolved_from_ms; /* of incidents that were resolved at or after */
    int64_t resolved_to_ms;   /* and before; 0: any */
};

struct task_list {
    struct task *tasks;
    int count;
};

/* Whether it is owed after the incident, so that the incident cannot be closed without an owner. */
bool task_is_debt(const struct task *task);
bool task_is_open(const struct task *task); /* open or accepted */

/* Whether it is an item: owed, and to be proved and reviewed, which a day of the postmortem is not.
 */
bool task_is_item(const struct task *task);

/* Writes a new one; id and number are given. Of proof, answer and ended nothing is read. */
enum result task_add(struct store *store, struct task *task, struct err *err) RESULT;

/* Writes every field that may change. */
enum result task_save(struct store *store, const struct task *task, struct err *err) RESULT;

/* ABSENT when the incident has no task of this number. */
enum result task_get(struct store *store, struct arena *arena, int64_t incident_id, int64_t number,
                     struct task *ret_task, struct err *err) RESULT;

/* Of one incident, or with incident_id 0 of all, by number; with open_only those that are not done;
 * with owner those of one person. At most 200. */
enum result task_list(struct store *store, struct arena *arena, int64_t incident_id, bool open_only,
                      const char *owner, struct task_list *ret_list, struct err *err) RESULT;

/* The tasks that the filter lets through, by incident and number; at most 200. */
enum result task_find(struct store *store, struct arena *arena, const struct task_filter *filter,
                      struct task_list *ret_list, struct err *err) RESULT;

/* Writes down that it was put off; the task itself is not changed. */
enum result task_postpone(struct store *store, int64_t task_id,
                          const struct postponement *postponement, struct err *err) RESULT;

/* Each time that it was, the oldest first; at most 50. */
enum result task_postponements(struct store *store, struct arena *arena, int64_t task_id,
                               struct postponement_list *ret_list, struct err *err) RESULT;

#endif
