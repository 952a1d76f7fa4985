/* How far the triage of an incident came, and why it proposes what it does. */
#ifndef HANDLERS_KIT_TRIAGED_H
#define HANDLERS_KIT_TRIAGED_H

#include "handlers/kit/handler.h"
#include "model/triage.h"

/* Follows the answers that are stored for cx->incident. */
enum result triaged_load(struct context *cx, struct triage_path *ret_path) RESULT;

/* An answer as people read it: its label, or the words, cut when they are long. */
const char *triaged_label(struct context *cx, const struct playbook_question *question,
                          const char *value);

/* Why something is proposed, as a reason for another command, in the stored form: "triage: Is data
 * lost? yes". by is the name of the question whose answer proposed it. */
const char *triaged_reason(struct context *cx, const struct triage_path *path, const char *by);

#endif
