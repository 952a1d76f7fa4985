/* Ticking an item of a checklist by what somebody typed or pressed: its number or its words. */
#ifndef HANDLERS_KIT_TICKING_H
#define HANDLERS_KIT_TICKING_H

#include "handlers/kit/checklist.h"

/* text, in the stored form, is one of
 *     3 [note]          ticks it; a shortcut that is allowed is taken, and owed
 *     3 fails [why]     it does not hold; where the item names a better course, that is advised
 *     3 undo [why]      takes that back
 *     words [| note]    ticks the one item that has all the words
 * Where more than one thing may be meant it asks with buttons. DENIED for what is forbidden. */
enum result ticking(struct context *cx, const struct request *rq, struct checklist *checklist,
                    const char *text) RESULT;

/* Says what is next of a checklist, with buttons. */
enum result ticking_next(struct context *cx, const struct checklist *checklist) RESULT;

#endif
