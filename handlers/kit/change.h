/* Small steps that most handlers take: checking what was typed, writing the timeline, saving. */
#ifndef HANDLERS_KIT_CHANGE_H
#define HANDLERS_KIT_CHANGE_H

#include "handlers/kit/handler.h"

/* INVALID when cx->incident is resolved, with the line that opens it again. */
enum result check_open(struct context *cx) RESULT;

/* INVALID, with a sentence that names what is missing or how much too long it is. Limits count
 * characters. */
enum result check_text(struct context *cx, const char *text, const char *what, size_t max) RESULT;
enum result check_title(struct context *cx, const char *text) RESULT;

/* The same for what is neither a link nor a telephone number. */
enum result check_bridge(struct context *cx, const char *text) RESULT;

/* Adds to the timeline of cx->incident what actor just did. text is in the stored form. */
enum result record(struct context *cx, const char *actor, const char *kind, const char *text)
    RESULT;

/* The same for something that happened at at_ms. */
enum result record_at(struct context *cx, const char *actor, int64_t at_ms, const char *kind,
                      const char *text) RESULT;

/* Saves cx->incident, brings the card up to date and remembers that user spoke of it. */
enum result save(struct context *cx, const char *user) RESULT;

/* How every private answer about an incident begins: its name, and a word when it was guessed. */
const char *heading(struct context *cx);

/* Says in the reply that the thread cannot be reached, when it cannot. */
void warn_unreachable(struct context *cx);

#endif
