/* Walking a course of action that was decided, such as a rollback, from its checklist to its end:
 * begun, done, verified. What must be ticked before each step is the playbook's; what somebody goes
 * on without is written down and owed. handlers/rollback.c and handlers/hotfix.c are its commands.
 */
#ifndef HANDLERS_KIT_WALK_H
#define HANDLERS_KIT_WALK_H

#include "handlers/kit/checklist.h"
#include "store/walks.h"

/* The checklist of a course: the one that it names, else the one that has its name; NULL for none.
 */
const struct playbook_checklist *walk_checklist(struct context *cx,
                                                const struct playbook_course *course);

/* The command line that walks a course that has a checklist, without the slash command: "rollback",
 * or "check LIST" for what no command of its own walks; with the incident's name in it when named.
 * In the arena. */
const char *walk_line(struct context *cx, const struct playbook_course *course, bool named);

/* Runs the command "rollback" or "hotfix": [start|safe|done|verify|abort]. It is about the course
 * of that name, or with that word, which was decided last. */
enum result walk_run(struct context *cx, const struct request *rq, const char *command) RESULT;

/* The course was decided: its checklist is before the team from now on, and the thread is told how
 * to open it. One that had come to its end begins anew. */
enum result walk_begin(struct context *cx, const struct request *rq,
                       const struct playbook_course *course) RESULT;

/* Says what the walk that a checklist belongs to needs next; *ret_said is false when it is none's.
 */
enum result walk_next(struct context *cx, const struct checklist *checklist, bool *ret_said) RESULT;

/* This item was just ticked: if it was the last to verify, the walk is at its end, the thread is
 * told, and *ret_ended is true. */
enum result walk_ticked(struct context *cx, const struct request *rq,
                        const struct checklist *checklist, int item, bool *ret_ended) RESULT;

#endif
