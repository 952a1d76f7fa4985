/* Kinds of incidents: security, data and what else the playbook names. A kind forces a severity, is
 * told in a channel of its own, may be private, locks what is said outside, and comes with what to
 * do first and what not to do (S1, scenarios 3 and 4). */
#ifndef HANDLERS_KIT_KIND_H
#define HANDLERS_KIT_KIND_H

#include "handlers/kit/handler.h"

/* The kind of cx->incident, or NULL when it has none, or none that its playbook knows. */
const struct playbook_kind *kind_of(const struct context *cx);

/* Whether nothing may go outside before the kind's approvers say yes. */
bool kind_locks_comms(const struct context *cx);

/* The kind that somebody named; INVALID, with those that there are. */
enum result kind_named(struct context *cx, const char *word, const struct playbook_kind **ret_kind)
    RESULT;

/* The severity that a kind forces; ABSENT when it forces none. */
enum result kind_severity(const struct playbook_kind *kind, enum severity *ret_severity) RESULT;

/* DENIED, with the rule, when the kind of cx->incident does not allow this severity. */
enum result kind_check_severity(struct context *cx, enum severity severity) RESULT;

/* Whether user, who asks in channel, may see an incident: everybody may see one that is not
 * private; of a private one, whoever has to do with it, whoever may approve for its kind, and
 * whoever is in the channel where its card stands. */
enum result kind_may_see(struct context *cx, const char *user, const char *channel,
                         const struct incident *incident, bool *ret_may) RESULT;

/* DENIED, with why and whom to ask, when whoever sent rq may not see cx->incident. */
enum result kind_check_seen(struct context *cx, const struct request *rq) RESULT;

/* Whether the card of cx->incident is about to leave the channel where it stands for the kind's. */
bool kind_moves(const struct context *cx);

/* Hears what became of that message; handlers/do_not.c has it pinned. */
#define KIND_TOLD "kind.told"

/* Tells the thread in one message what to do first, what not to do and what needs a yes. fact says
 * who found out that it is of this kind, in the stored form and without a full stop, or is "" where
 * that is known; calls says that the channel is called as well. Nothing for no kind. */
enum result kind_tell(struct context *cx, const char *fact, bool calls) RESULT;

/* Says the same in the reply. */
void kind_say(struct context *cx);

/* Tells the kind's own channel at once: with a notice, or, when the incident has just become
 * private, with the card, which moves there once Slack has taken it. */
enum result kind_alert(struct context *cx) RESULT;

#endif
