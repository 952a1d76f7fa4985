/* The times of an incident: when it began, was noticed, was taken, stopped hurting, was resolved.
 * Each can be put right afterwards, as far as they fit together. */
#ifndef MODEL_TIMES_H
#define MODEL_TIMES_H

#include "base/err.h"
#include "model/incident.h"

enum times {
    TIMES_STARTED,
    TIMES_DETECTED,
    TIMES_ACKNOWLEDGED,
    TIMES_MITIGATED,
    TIMES_RESOLVED,
    TIMES_COUNT
};

/* "started", … as people type and read it. */
const char *times_name(enum times which);

/* By name or another word for it, in any case; false when it is none. */
bool times_named(const char *word, enum times *ret_which);

/* As it is kept; 0: it is not known, or it did not happen yet. */
int64_t times_get(const struct incident *incident, enum times which);
void times_set(struct incident *incident, enum times which, int64_t ms);

/* When it was noticed: as somebody said, else when somebody took it or it was declared, whichever
 * came first. Never 0. */
int64_t times_detected(const struct incident *incident);

/* Whether ms could be that time, given the others: began ≤ noticed ≤ taken ≤ resolved, began ≤ no
 * impact ≤ resolved, and it was noticed before it was declared. INVALID, with a sentence, else;
 * also for what has not happened yet and what is not to be set this way. */
enum result times_check(const struct incident *incident, enum times which, int64_t ms,
                        struct err *err) RESULT;

/* Whether the time may be forgotten: INVALID, with a sentence, for one that must be there. */
enum result times_check_none(enum times which, struct err *err) RESULT;

#endif
