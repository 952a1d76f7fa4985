/* Where an incident stands while people work on it. */
#ifndef MODEL_STATUS_H
#define MODEL_STATUS_H

#include "base/err.h"

#include <stdbool.h>

/* In the order in which an incident goes; it may go back. Dismissed, merged and closed are not
 * work states and live elsewhere. */
enum status {
    STATUS_INVESTIGATING = 1, /* impact, cause unknown or no remedy chosen */
    STATUS_MITIGATING,        /* a remedy is on its way: rollback, hotfix, flag */
    STATUS_MONITORING,        /* impact over, being watched */
    STATUS_RESOLVED           /* declared over */
};

/* Reads one word in any case: the four names and what other tools and playbooks say, such as
 * active and triage (investigating); identified, fixing, rollback (mitigating); mitigated, fixed,
 * watching, stable (monitoring); done, closed (resolved). "Mitigated" is monitoring: the impact is
 * over, but a playbook asks for half an hour without impact before it is resolved. For the same
 * reason "fixed" is. ABSENT, without text, for any other word. */
enum result status_read(const char *word, enum status *ret_status) RESULT;

/* status_read for where a status must stand: INVALID with the four names instead of ABSENT. */
enum result status_parse(const char *word, enum status *ret_status, struct err *err) RESULT;

const char *status_name(enum status status);  /* "investigating": typed, stored, compared */
const char *status_title(enum status status); /* "Investigating": shown */

#endif
