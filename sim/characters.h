/* Counting characters. Slack's limits are in characters and its documentation does not say which
 * kind: code points, or the UTF-16 units of which an emoji has two. A switch tells. */
#ifndef SIM_CHARACTERS_H
#define SIM_CHARACTERS_H

#include "sim/settings.h"

#include <stddef.h>

/* Characters of a valid UTF-8 text as it was sent: "&amp;" is five. */
size_t characters_count(const struct settings *settings, const char *text);

/* Bytes of the first max characters. */
size_t characters_prefix(const struct settings *settings, const char *text, size_t max);

#endif
