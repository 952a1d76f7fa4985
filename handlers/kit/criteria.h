/* What must hold before an incident is over, as its playbook says: each criterion is answered with
 * yes or no, by its number. */
#ifndef HANDLERS_KIT_CRITERIA_H
#define HANDLERS_KIT_CRITERIA_H

#include "handlers/kit/handler.h"
#include "model/words.h"

/* Takes answers off the head of line, "1 yes 2 no", "1 2 yes", "all yes", keeps them as rq->user's
 * and writes them on the timeline. ret_count is how many; 0 leaves the line as it is: "2 pods were
 * restarted" answers nothing. */
enum result criteria_take(struct context *cx, const struct request *rq, struct words *line,
                          int *ret_count) RESULT;

/* Those of cx->incident that nobody has answered with yes, each on a line of its own with its
 * number, or "". In the arena. */
enum result criteria_left(struct context *cx, const char **ret_lines) RESULT;

/* The same in short: "1, 3 and 4". */
enum result criteria_left_numbers(struct context *cx, const char **ret_numbers) RESULT;

/* Asks for those in the reply, with a button for each. */
enum result criteria_offer(struct context *cx) RESULT;

/* Asks whoever leads for them privately; nothing when all are answered with yes. */
enum result criteria_ask(struct context *cx) RESULT;

/* ---- For a form, which has one box for each, by its number */

/* An array of {"number", "text"}, empty where there are more than boxes; the caller frees it. */
struct json *criteria_options(struct context *cx);

/* The numbers of those that were answered with yes, "1 3". In the arena. */
enum result criteria_holding(struct context *cx, const char **ret_numbers) RESULT;

/* Answers as the boxes stand: those of numbers with yes, and with no those that were yes before. */
enum result criteria_hold(struct context *cx, const struct request *rq, const char *numbers) RESULT;

/* They are to be answered anew. */
enum result criteria_forget(struct context *cx) RESULT;

#endif
