/* Kinds of incidents: what a playbook rules for security, data and the like. */
#ifndef HANDLERS_KIT_KIND_H
#define HANDLERS_KIT_KIND_H

#include "handlers/kit/handler.h"

/* Whether nothing about cx->incident goes outside before somebody said yes. */
bool kind_locks_comms(const struct context *cx);

#endif
