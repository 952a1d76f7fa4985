/* Conditions: by which of the cases that the playbook lists for its severity an incident is of it,
 * "Data loss or corruption". Some have a response target of their own (S0, severity levels). */
#ifndef HANDLERS_KIT_CONDITION_H
#define HANDLERS_KIT_CONDITION_H

#include "handlers/kit/handler.h"

/* The condition that cx->incident falls under; NULL when none was named, or when the severity is
 * another by now. */
const struct playbook_condition *condition_of(const struct context *cx);

/* Falls under the condition of this name from now on, "" for none, because of what rq said: a
 * kind, an answer. What is said last counts. The caller saves. */
enum result condition_follow(struct context *cx, const struct request *rq, const char *name) RESULT;

/* The condition that somebody means by words, and its severity: by its name, or the only one that
 * has all of the words; first among those of severity, unless that is 0. INVALID otherwise, with
 * the nearest ones, or with all of severity. */
enum result condition_named(struct context *cx, const char *words, int severity,
                            const struct playbook_condition **ret_condition,
                            enum severity *ret_severity) RESULT;

/* INVALID when the condition that was meant is one of another severity than that of the incident;
 * how says what to type instead. */
enum result condition_check(struct context *cx, const struct playbook_condition *condition,
                            enum severity its, enum severity severity, const char *how) RESULT;

/* Where the response target depends on which it is and nobody has said: a button for each, and the
 * question, which is said last because the buttons stand below the whole reply. */
void condition_offer(struct context *cx);
void condition_ask(struct context *cx);

#endif
