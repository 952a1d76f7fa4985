/* Weighing a decision: what is known of the playbook's criteria, what follows, and who decides.
 * Shared by the command that decides and the clock that asks for it. */
#ifndef HANDLERS_KIT_WEIGHING_H
#define HANDLERS_KIT_WEIGHING_H

#include "handlers/kit/handler.h"
#include "handlers/kit/triaged.h"
#include "model/advice.h"

struct weighing {
    enum advice_fact *facts; /* one for each criterion */
    struct triage_path path;
    struct advice advice;
};

/* Reads what was answered for cx->incident: a criterion itself, else the question of triage that it
 * is answered by. */
enum result weighing_load(struct context *cx, struct weighing *ret_weighing) RESULT;

/* One criterion as a sentence in the stored form: "Is the root cause known? *no*: it is unclear. It
 * speaks for Roll back." */
const char *weighing_line(struct context *cx, const struct playbook_criterion *criterion,
                          enum advice_fact fact);

/* Why the advised course is, as a reason to decide by; in the stored form. */
const char *weighing_reason(struct context *cx, const struct weighing *weighing);

/* The same as a sentence for those who decide: "*Roll back* is what speaks from this: …". "" when
 * there is nothing to advise. */
const char *weighing_advice(struct context *cx, const struct weighing *weighing);

/* Who decides and why they are it: "@carol decides, who is on call". In the stored form. */
const char *weighing_decider(struct context *cx);

#endif
