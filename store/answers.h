/* Answers of an incident: to the questions of triage, to the criteria of a decision, to what must
 * hold before it is resolved, and facts that somebody set. One for each topic and name; the
 * timeline keeps what it was before. */
#ifndef STORE_ANSWERS_H
#define STORE_ANSWERS_H

#include "base/mem.h"
#include "store/store.h"

#define ANSWER_TRIAGE "triage"       /* name: a question's */
#define ANSWER_CRITERION "criterion" /* name: a criterion's; value: yes or no */
#define ANSWER_RESOLVING "resolving" /* name: a criterion's number, from 1; value: yes or no */
#define ANSWER_FACT "fact"           /* name: version, workaround, users_affected, … */

struct answer {
    const char *name;
    const char *value;
    const char *who;
    int64_t at_ms;
};

struct answer_list {
    struct answer *answers;
    int count;
};

/* Takes the place of the answer before. */
enum result answer_put(struct store *store, int64_t incident_id, const char *topic,
                       const struct answer *answer, struct err *err) RESULT;

/* No error when there is none. */
enum result answer_clear(struct store *store, int64_t incident_id, const char *topic,
                         const char *name, struct err *err) RESULT;

/* All of a topic, in the order in which they were given; at most 200. */
enum result answer_list(struct store *store, struct arena *arena, int64_t incident_id,
                        const char *topic, struct answer_list *ret_list, struct err *err) RESULT;

/* What this fact ever was, in whichever incident: each value once, the newest first, at most 200.
 */
enum result answer_ever(struct store *store, struct arena *arena, const char *fact,
                        struct answer_list *ret_list, struct err *err) RESULT;

/* The value in a list, or "" when there is none. */
const char *answer_value(const struct answer_list *list, const char *name);

#endif
