/* JSON arrays of texts: scopes, events, people who reacted. */
#ifndef SIM_TEXTS_H
#define SIM_TEXTS_H

#include "base/json.h"

#include <stdbool.h>

/* Whether array has this text; NULL has none. */
bool texts_hold(const struct json *array, const char *text);

/* A copy of array without this text; the caller frees it. */
struct json *texts_without(const struct json *array, const char *text);

#endif
