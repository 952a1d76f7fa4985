/* The names of incidents: INC-2026-11-20-001, the UTC day of the declaration and a number that
 * counts from 1 on each day, of at least three digits. */
#ifndef MODEL_INCIDENT_ID_H
#define MODEL_INCIDENT_ID_H

#include "base/err.h"
#include "base/utc.h"

#include <stdbool.h>
#include <stdint.h>

enum { INCIDENT_NUMBER_MAX = 999999, INCIDENT_ID_SIZE = sizeof "INC-2026-11-20-999999" };

/* What a person named: a whole id, or only its number. */
struct incident_ref {
    char day[UTC_DAY_SIZE]; /* "2026-11-20"; "" when only the number was given */
    int number;             /* 1..INCIDENT_NUMBER_MAX */
};

/* The id of the number-th incident (1..INCIDENT_NUMBER_MAX) of the UTC day of ms into out; returns
 * out. */
const char *incident_id(int64_t ms, int number, char out[INCIDENT_ID_SIZE]);

/* The id that ref names into out, "INC-001" when it has no day; returns out. */
const char *incident_ref_name(const struct incident_ref *ref, char out[INCIDENT_ID_SIZE]);

/* Reads one folded word, in any case: INC-2026-11-20-001 (the number may have one to six digits),
 * or the short INC-001, INC-1. ABSENT, without text, for anything else, also INC0012345, which is
 * how another tracker writes its tickets. INVALID, with a sentence, for a whole id that cannot be:
 * 2026-02-31, number 0. Whether such an incident exists is the store's to say. */
enum result incident_ref_read(const char *word, struct incident_ref *ret_ref, struct err *err)
    RESULT;

/* Reads a bare short number: three to six digits, of which the first is 0 ("001", "012"). False for
 * all else, so that "500" stays an HTTP status and "1" a severity. */
bool incident_ref_bare(const char *word, struct incident_ref *ret_ref);

#endif
