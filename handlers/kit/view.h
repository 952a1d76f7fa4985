/* The values that message templates may use. Every template of an incident gets the same ones, as
 * "incident.…"; the list stands in "$names" of each file in templates/messages. */
#ifndef HANDLERS_KIT_VIEW_H
#define HANDLERS_KIT_VIEW_H

#include "handlers/kit/handler.h"

/* {"incident": {…}, "now": …} for cx->incident and cx->roles as they are now. Moments
 * come twice: "started" as people read it in UTC, "started_unix" in seconds for <!date^…>; texts
 * are in the stored form. The caller may add names of its own, and frees it. */
struct json *view_incident(struct context *cx);

/* How long something may take, as the documents write it: "48 hours", where a duration of the past
 * would be "2 days". */
const char *view_span(struct context *cx, int64_t ms);

/* Whether an announcement of this severity calls anybody. A rehearsal calls nobody. */
bool view_calls(const struct context *cx, enum severity severity);

/* Adds whom to call: "call_here" and "call_channel", true or false. A template writes the <!here>
 * itself, so that no value ever can. */
void view_put_call(const struct context *cx, struct json *view, bool calls);

/* What this team calls a severity: "SEV-1". */
const char *view_severity(const struct context *cx, enum severity severity);

/* Where an incident stands, as shown: "Monitoring", "Dismissed", "Closed". */
const char *view_status(const struct incident *incident);

/* What a role is called in a sentence, by its title in the playbook: "incident commander" for "ic".
 */
const char *view_role(const struct context *cx, const char *name);

/* Who does what a role asks for: its holder, else the holder of the role that it falls to; a user
 * id, or "" for nobody. */
const char *view_bearer(const struct context *cx, const char *name);

/* Who writes the updates: the communications lead or whoever that falls to, else the incident
 * commander, else whoever declared; a user id. */
const char *view_comms(const struct context *cx);

/* The incident commander, else whoever declared; a user id. */
const char *view_commander(const struct context *cx);

#endif
