/* Severity: four levels, 1 the worst, whatever an organisation calls them. */
#ifndef MODEL_SEVERITY_H
#define MODEL_SEVERITY_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum severity { SEVERITY_1 = 1, SEVERITY_2, SEVERITY_3, SEVERITY_4 };

/* How much a word may be trusted to mean a severity, by where it stands. */
enum severity_reading {
    SEVERITY_CODES, /* sev1 SEV-1 p0: a line without a verb. Nothing else is certain enough there */
    SEVERITY_WORDS, /* and critical, major, low ...: after "declare" */
    SEVERITY_ANY    /* and s1, 1: where a severity is asked for ("sev 1"). After "declare" only with
                       a look at what follows: "S3 is down" is about storage */
};

/* A word that a team adds or gives another meaning; it wins over the built-in ones. One with a
 * digit in it ("prio1") is a code; any other ("red") is read from SEVERITY_WORDS on, because a line
 * may begin with it and mean the red team. The caller keeps the array and its words alive. */
struct severity_alias {
    const char *word;
    enum severity severity;
};

struct severity_aliases {
    const struct severity_alias *list;
    size_t count;
};

/* Reads one word, in any case: sev1..sev4 (also SEV-1, sev_1), p0..p3 (P0 is sev1, as playbooks
 * that count from zero mean it), severity1, critical, major or high, minor or medium, low, s1, 1,
 * and the aliases (NULL for none). ABSENT, without text, when the word is no severity in this
 * reading; INVALID, with a sentence, when it plainly is one that does not exist (sev0, sev5, p4).
 */
enum result severity_read(const char *word, enum severity_reading reading,
                          const struct severity_aliases *aliases, enum severity *ret_severity,
                          struct err *err) RESULT;

bool severity_valid(int severity); /* 1..4, for what comes from a database or a form */

const char *severity_name(enum severity severity); /* "SEV-1" */
const char *severity_code(enum severity severity); /* "sev1": for labels, options, typing */

enum severity_change { SEVERITY_SAME, SEVERITY_RAISED, SEVERITY_LOWERED };

/* Raised means worse: sev2 to sev1. */
enum severity_change severity_compare(enum severity from, enum severity to);

#endif
