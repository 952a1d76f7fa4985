/* The names of incidents, in the form that a playbook chooses:
 *   INC-2026-11-20-001         the UTC day of the declaration and a number that counts from 1 on
 * each day, of at least three digits INCIDENT-20261120-140500   its UTC second (S3, detection),
 * with "-2" and so on behind it for the second one of the same second Both are read wherever a line
 * may name an incident, and so is the number alone. */
#ifndef MODEL_INCIDENT_ID_H
#define MODEL_INCIDENT_ID_H

#include "base/err.h"
#include "base/utc.h"

#include <stdbool.h>
#include <stdint.h>

enum { INCIDENT_NUMBER_MAX = 999999, INCIDENT_ID_SIZE = sizeof "INCIDENT-20261120-140500-999999" };

enum incident_id_form { INCIDENT_ID_COUNTED, INCIDENT_ID_TIMED };

/* What a person named: a whole id, or only its number. */
struct incident_ref {
    char day[UTC_DAY_SIZE]; /* "2026-11-20"; "" when only the number was given */
    int number;             /* 1..INCIDENT_NUMBER_MAX, of the day, or of the second */
    bool is_timed;          /* INCIDENT-…, with */
    int second;             /* the second of its day */
};

/* The id of an incident that was declared at ms into out; number (1..INCIDENT_NUMBER_MAX) counts
 * those of its UTC day, or of its second, by the form. Returns out. */
const char *incident_id(enum incident_id_form form, int64_t ms, int number,
                        char out[INCIDENT_ID_SIZE]);

/* The id that ref names into out, "INC-001" when it has no day; returns out. */
const char *incident_ref_name(const struct incident_ref *ref, char out[INCIDENT_ID_SIZE]);

/* Reads one folded word, in any case: INC-2026-11-20-001 (the number may have one to six digits),
 * INCIDENT-20261120-140500, with a number of two and more behind it or not, or the short INC-001,
 * INC-1. ABSENT, without text, for anything else, also INC0012345, which is how another tracker
 * writes its tickets. INVALID, with a sentence, for a whole id that cannot be: 2026-02-31, number
 * 0. Whether such an incident exists is the store's to say. */
enum result incident_ref_read(const char *word, struct incident_ref *ret_ref, struct err *err)
    RESULT;

/* The incident whose whole id stands in a folded word, in brackets or with an "'s": what
 * incident_ref_read takes, but for the short form. */
bool incident_ref_within(const char *word, struct incident_ref *ret_ref);

/* Reads a bare short number: three to six digits, of which the first is 0 ("001", "012"). False for
 * all else, so that "500" stays an HTTP status and "1" a severity. */
bool incident_ref_bare(const char *word, struct incident_ref *ret_ref);

#endif
