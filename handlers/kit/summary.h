/* The private picture of one incident, for show, status and the console. */
#ifndef HANDLERS_KIT_SUMMARY_H
#define HANDLERS_KIT_SUMMARY_H

#include "handlers/kit/handler.h"

/* Replies with everything the card says about cx->incident, its last events, and what to type. */
enum result summary(struct context *cx) RESULT;

/* One line in a list: id, severity, title, status, how long, next update. */
void summary_line(struct context *cx, const struct incident *incident);

/* " · security · 🔒 private" for its kind, or "". In the arena. */
const char *summary_marks(struct context *cx, const struct incident *incident);

/* One timeline entry as a line of mrkdwn in the arena, its words cut after max characters. One that
 * was struck shows who struck it and why instead of its words. */
const char *summary_entry(struct context *cx, const struct timeline_entry *entry, size_t max);

#endif
