/* Triage: from the answers that were given to the question that comes next, and in the end to a
 * severity and a course. The questions are a playbook's; no question is known here. */
#ifndef MODEL_TRIAGE_H
#define MODEL_TRIAGE_H

#include "base/mem.h"
#include "model/playbook.h"

#include <stdbool.h>

/* Stored for a question that nobody can answer now; it proposes nothing. */
#define TRIAGE_UNKNOWN "unknown"

/* One answer that was given: a question's name and an answer's word, TRIAGE_UNKNOWN, or free words.
 */
struct triage_given {
    const char *question;
    const char *value;
};

/* Reads a text as an answer to question, and writes what to store for it: an answer's word, folded
 * TRIAGE_UNKNOWN, or the text itself where free words answer it. Understood are an answer's word or
 * label, "y" and "n" for yes and no, an answer's word with a remark behind a punctuation mark
 * ("yes, on staging too"), a number where answers go by number ("40%", "about 40", ">50 %", "under
 * 10"), and "skip", "unknown", "don't know". ABSENT, without text, when it is no answer. */
enum result triage_read(const struct playbook_question *question, const char *text,
                        struct arena *arena, const char **ret_value) RESULT;

/* The answer with this word, or NULL: it is unknown, or free words. */
const struct playbook_answer *triage_answer(const struct playbook_question *question,
                                            const char *value);

/* What a stored value means: the label of its answer, where it has one, else the value itself. */
const char *triage_meant(const struct playbook_question *question, const char *value);

enum { TRIAGE_MAX = 200 }; /* as many questions as a playbook may have */

/* How far it came. */
struct triage_path {
    const struct playbook_question *next;              /* to be asked; NULL: it is at its end */
    const struct playbook_question *asked[TRIAGE_MAX]; /* the questions that were answered */
    const char *values[TRIAGE_MAX];                    /* with these values */
    int count;
    const char *severities;  /* proposed, with single spaces between; "": none */
    const char *course;      /* proposed; "": none */
    const char *kind;        /* proposed; "": none */
    const char *condition;   /* that it falls under; "": none */
    const char *severity_by; /* the question whose answer proposed it; "" when none did */
    const char *course_by;
};

/* Follows the answers from the first question on. An answer to a question that is not come to is
 * left out. Of several severities the worst is proposed: in doubt raise. */
struct triage_path triage_follow(const struct playbook *playbook, const struct triage_given *given,
                                 int count);

#endif
