/* One text for outside: a communication of the playbook, filled with what is known, in parts to be
 * copied, and what keeps it from going out. */
#ifndef HANDLERS_KIT_OUTSIDE_H
#define HANDLERS_KIT_OUTSIDE_H

#include "handlers/kit/copy.h"
#include "handlers/kit/document.h"
#include "store/communications.h"

struct outside {
    const struct playbook_communication *one;
    struct document document;
    struct copy copy;
    const char *whole; /* head and body, as it is kept */
    size_t length;     /* characters of the body */
    size_t excess;     /* so many more than the playbook allows */
};

/* Fills it. INVALID when its document does not exist, when it is longer than one message holds, and
 * when it has something in it that looks like a token, with its place. */
enum result outside_fill(struct context *cx, const struct playbook_communication *one,
                         struct outside *ret_outside) RESULT;

/* Whether nothing is missing in it and it is short enough. */
bool outside_is_ready(const struct outside *outside);

/* Says in the reply what is missing in it, with the line that fills each, and how much too long it
 * is. */
void outside_say_faults(struct context *cx, const struct outside *outside);

/* The group, or role, whose yes it needs; "" for none. */
const char *outside_approvers(struct context *cx, const struct playbook_communication *one);

/* The course that was decided last; "" for none. */
enum result outside_course(struct context *cx, const char **ret_course) RESULT;

/* Whether one is a text for an incident of this severity, after this course was decided. */
bool outside_fits(const struct playbook_communication *one, enum severity severity,
                  const char *course);

/* What became of the text of this name; its state is "" when nothing did. */
enum result outside_state(struct context *cx, const char *name, struct communication *ret_state)
    RESULT;

/* Writes down that it came to this state by who. */
enum result outside_keep(struct context *cx, const char *name, const char *state, const char *text,
                         const char *who) RESULT;

#endif
