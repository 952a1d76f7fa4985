/* Which reaction on a message means what, as the settings say. */
#ifndef HANDLERS_KIT_EMOJI_H
#define HANDLERS_KIT_EMOJI_H

#include "config/config.h"

/* The kind of store/messages.h that a reaction of this name means: a note, evidence, or, for what
 * is done, a task; NULL for none. Whatever the colour of its skin, "+1::skin-tone-2". */
const char *emoji_kind(const struct config *config, const char *reaction);

/* The reaction that means this kind, without colons; "" when none does. */
const char *emoji_of(const struct config *config, const char *kind);

#endif
