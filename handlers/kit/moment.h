/* Moments: what happens to an incident and concerns more than one feature. Whoever has something to
 * do then says so in the table of their own file, {.trigger = TRIGGER_MOMENT, .name = …}: the clock
 * starts when it is acknowledged, and acknowledging knows nothing of clocks. */
#ifndef HANDLERS_KIT_MOMENT_H
#define HANDLERS_KIT_MOMENT_H

#include "handlers/kit/handler.h"

#define MOMENT_DECLARED "declared"         /* the announcement is in the outbox */
#define MOMENT_ACKNOWLEDGED "acknowledged" /* somebody has taken it */
#define MOMENT_TRIAGE "triage"             /* somebody began to triage it */
#define MOMENT_SEVERITY "severity"         /* args: the code of the one before, "sev2" */
#define MOMENT_STATUS "status"             /* args: the one before, "investigating" */
#define MOMENT_KIND "kind"                 /* it is of another kind now */
#define MOMENT_DECIDED "decided"           /* args: the course */
#define MOMENT_VERIFIED "verified"         /* what was decided worked; args: "Hotfix" */
#define MOMENT_UPDATED "updated"           /* an update was posted */
#define MOMENT_OVERDUE "overdue"   /* it did not come, and commander and deputy were called */
#define MOMENT_RESOLVED "resolved" /* also dismissed or merged; see incident.outcome */
#define MOMENT_REOPENED "reopened"
#define MOMENT_CLOSED "closed" /* it was put away */
#define MOMENT_ROLE "role"     /* somebody else holds a role; args: its name */
#define MOMENT_LEFT "left"     /* whoever asked takes part no more; args: why, "" */
#define MOMENT_TICKED "ticked" /* an item of a checklist; args: "follow-up 2" */
#define MOMENT_FACT "fact"     /* a fact was set or cleared; args: its name */
#define MOMENT_RULES "rules"   /* at a start, and when they were read anew; there is no incident */

/* Runs every handler of this moment, in the order of the files, for the same request with other
 * args; called after the change is recorded, saved and told, and before the private answer (behind
 * it when an incident is declared). */
enum result moment_came(struct context *cx, const struct request *rq, const char *name,
                        const char *args) RESULT;

#endif
