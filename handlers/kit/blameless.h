/* Systems, not people (S0, blameless principles): a gentle word to whoever writes that a person was
 * the cause. */
#ifndef HANDLERS_KIT_BLAMELESS_H
#define HANDLERS_KIT_BLAMELESS_H

#include "handlers/kit/handler.h"

/* Says in the private reply what to write instead, when text, a cause in the stored form, names
 * somebody; else nothing. What was written stands in any case. */
void blameless_hint(struct context *cx, const char *text);

#endif
