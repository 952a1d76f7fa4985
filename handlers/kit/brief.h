/* A private brief: what somebody needs to know who was not there. For the latecomer (catchup, join)
 * and for whoever is handed a role (handoff). Everything is said in the reply. */
#ifndef HANDLERS_KIT_BRIEF_H
#define HANDLERS_KIT_BRIEF_H

#include "handlers/kit/handler.h"

/* What it is, since when, how bad; who does what; what was decided and which clock runs; what was
 * said last and what is promised; what is open. */
enum result brief_state(struct context *cx) RESULT;

/* What nobody has done yet, each with the line that does it; for an incident that is open. heading
 * stands above it. */
enum result brief_undone(struct context *cx, const char *heading) RESULT;

/* Where to read more. */
void brief_more(struct context *cx);

#endif
