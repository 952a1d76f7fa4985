/* The rules in force, for commands that show them: those that an incident began with, or those of
 * the next one. */
#ifndef HANDLERS_KIT_RULES_H
#define HANDLERS_KIT_RULES_H

#include "handlers/kit/handler.h"

struct words; /* see model/words.h */

/* Reads the incident out of the line, if one is meant there or by the thread, and gives the context
 * its rules. */
enum result rules_take(struct context *cx, const struct request *rq, struct words *line) RESULT;

/* Says what is shown, and whose: "*Policy* – Vyberology incident response playbook (vyberology), of
 * 2025-10-27, owner Codex". */
void rules_say_head(struct context *cx, const char *what);

/* Says what the playbook leaves open; nothing when nothing is. */
void rules_say_gaps(struct context *cx);

/* "a, b and c", in the arena. */
const char *rules_joined(struct context *cx, const struct playbook_texts *list);

/* "an update every 30 minutes", of a severity without one "no update is promised". */
const char *rules_cadence(struct context *cx, enum severity severity);

#endif
