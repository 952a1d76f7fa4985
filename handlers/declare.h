/* Opening an incident, for the lines declare and drill, for the form, and for what else leads to
 * one. */
#ifndef HANDLERS_DECLARE_H
#define HANDLERS_DECLARE_H

#include "handlers/kit/handler.h"
#include "model/words.h"

/* What is wanted, besides the incident's own fields. */
struct wish {
    const struct playbook_kind *kind; /* or NULL */
    bool no_kind;                     /* said in so many words */
    const char *condition;            /* as typed; "" */
    bool is_private;
    const char *from; /* the address of the message that it is declared from; "" */
};

/* An incident of which nothing is known yet, in the arena. Its severity is 0. */
struct incident *declare_new(struct context *cx, const struct request *rq);

/* Takes "--started 14:05", "--bridge URL" and the others out of the line. INVALID for one that does
 * not fit or is unknown. */
enum result declare_options(struct context *cx, struct words *line, struct incident *incident,
                            struct wish *wish) RESULT;

/* The kind of this name, or "none" for none whatever the title says. INVALID for any other. */
enum result declare_kind(struct context *cx, const char *word, struct wish *wish) RESULT;

/* A title that begins with the word of a private kind: would everybody read what nobody should? */
bool declare_may_be_private(struct context *cx, const struct words *title, const struct wish *wish);

/* Checks cx->incident and opens it, announces it, and says so in the reply. */
enum result declare_it(struct context *cx, const struct request *rq, const struct wish *wish)
    RESULT;

/* Declares what rq's line says, as a rehearsal where drill is set or the line has --drill: the
 * record, its roles, the first promise, the announcement and the answer; then the moment "declared"
 * comes. What is missing is asked for, in a form where one can open. INVALID for an option, a
 * condition or a kind that there is not, and for a title that is none. */
enum result declare(struct context *cx, const struct request *rq, bool drill) RESULT;

/* Asks in the reply for the severity, with one button for each that keeps rq->args. */
enum result declare_ask_severity(struct context *cx, const struct request *rq) RESULT;

#endif
