/* The draft of a postmortem: the playbook's document, filled with everything that the store knows
 * of cx->incident, in which each place that only a person can fill is marked. A copy is written
 * below the folder of the settings; handlers/draft.c hears what became of it. */
#ifndef HANDLERS_KIT_DRAFT_H
#define HANDLERS_KIT_DRAFT_H

#include "handlers/kit/handler.h"
#include "store/postmortems.h"

/* What stands where only a person knows. */
#define DRAFT_MARK "TO FILL IN:"

/* The draft as it would be written now, in the arena. What looks like a token or a key in it is
 * taken out, and *ret_secrets says how many. */
enum result draft_fill(struct context *cx, const char **ret_text, int *ret_secrets) RESULT;

/* Keeps the text with the postmortem, which the caller saves, and has it written, where there is a
 * folder. attempt is how often that failed before. */
enum result draft_write(struct context *cx, struct postmortem *postmortem, const char *text,
                        int64_t attempt) RESULT;

/* A commit of the document as it stands in the folder. */
struct draft_commit {
    const char *what; /* "draft of the postmortem": the commit's subject, behind the incident */
    const char *user; /* hears when it is refused … */
    const char *told; /* … and what became of it in any case, after this, when it is not "" */
};

/* Has it committed on the branch of cx->incident, where the settings want that and the document is
 * in the folder; handlers/draft.c hears what became of it. */
enum result draft_commit(struct context *cx, const struct postmortem *postmortem,
                         const struct draft_commit *commit) RESULT;

/* Whether draft_commit would do so. */
bool draft_is_committed(const struct context *cx, const struct postmortem *postmortem);

/* Lets history find what is published: the document as people left it in the folder, else the
 * draft. draft_found is its second half. */
enum result draft_find(struct context *cx, const struct postmortem *postmortem) RESULT;
enum result draft_found(struct context *cx, const char *text) RESULT;

/* Puts the text into the thread as a file, with these words, which are mrkdwn; when Slack does not
 * take it, the thread gets the words alone. */
enum result draft_upload(struct context *cx, const struct postmortem *postmortem, const char *words)
    RESULT;

/* How many places of a draft are marked. */
int draft_gaps(const char *text);

#endif
