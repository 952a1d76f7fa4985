/* The card of an incident that became private is taken back from the channel where it stood. */
#ifndef HANDLERS_RETRACT_H
#define HANDLERS_RETRACT_H

#include "handlers/kit/handler.h"

/* The card of cx->incident at channel and ts says no more than that it is no longer there, and then
 * so does a line under it. While the channel takes nothing it is tried again, every 20 minutes
 * until the incident is closed. */
enum result retract_card(struct context *cx, const char *channel, const char *ts) RESULT;

#endif
