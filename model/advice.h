/* Advice: from the criteria of a decision to the course that they speak for. The criteria are a
 * playbook's; no criterion is known here. */
#ifndef MODEL_ADVICE_H
#define MODEL_ADVICE_H

#include "model/playbook.h"

#include <stdbool.h>

/* What is known of a criterion. */
enum advice_fact { ADVICE_OPEN, ADVICE_YES, ADVICE_NO };

enum advice_why {
    ADVICE_NONE,    /* there is no course to advise */
    ADVICE_DECIDED, /* one criterion outweighs all others */
    ADVICE_AGREED,  /* all that speak, speak for it */
    ADVICE_TRIAGED, /* none speaks, and triage came to it */
    ADVICE_UNCLEAR  /* they speak for several courses, or nothing speaks: the playbook's default */
};

struct advice {
    const struct playbook_course *course; /* NULL with ADVICE_NONE */
    enum advice_why why;
    const struct playbook_criterion *by; /* the criterion that speaks for it first; NULL: none */
    bool barred; /* another was better, and is not allowed at this severity */
};

/* The course that a criterion speaks for, given what is known of it; "" for none. */
const char *advice_course(const struct playbook_criterion *criterion, enum advice_fact fact);

/* Whether this course may be taken at this severity at all. */
bool advice_allowed(const struct playbook *playbook, const struct playbook_course *course,
                    enum severity severity);

/* Weighs them; facts holds one for each criterion of the playbook, triaged is the course that
 * triage proposes, or "". A course that may not be taken at this severity is never advised. Where
 * it is unclear and the playbook has no default, the course that comes first of those spoken for is
 * the one. */
struct advice advice_of(const struct playbook *playbook, const enum advice_fact *facts,
                        const char *triaged, enum severity severity);

/* Whether course is the one called name, or a way of it (a yank is a rollback). */
bool advice_is(const struct playbook_course *course, const char *name);

#endif
