/* The severity words of this team, from its policy. */
#ifndef HANDLERS_KIT_SEVERITIES_H
#define HANDLERS_KIT_SEVERITIES_H

#include "handlers/kit/handler.h"

/* Every alias and name in the policy as a list in the arena, for severity_read and words.h. */
struct severity_aliases severities_aliases(struct context *cx);

#endif
