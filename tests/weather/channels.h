/* The channels that the daemon creates in the simulated Slack for incidents, and what people do to
 * them. */
#ifndef TESTS_WEATHER_CHANNELS_H
#define TESTS_WEATHER_CHANNELS_H

#include "tests/weather/world.h"

struct channels;

struct channels *channels_new(void);
void channels_free(struct channels *channels);

/* ---- For slack.c */

/* Whether such a method is about channels; then it is done, and *ret_error is Slack's error or
 * NULL.
 */
bool channels_do(struct world *world, const char *method, const struct json *body,
                 struct json *answer, const char **ret_error);

/* Why nothing goes into a channel of these, NULL when all may; *ret_own is whether it is one. */
const char *channels_error(const struct world *world, const char *channel, bool *ret_own);

/* The bot comes into one that is open. */
const char *channels_join(struct world *world, const char *channel);

/* ---- What people and the weather do, and what there is */

/* Somebody archives one of them, opens it, renames it or takes the bot out of it. */
void channels_meddle(struct world *world);
/* Everything is open again. */
void channels_clear(struct world *world);

/* Whether it is one of these; and one that takes messages. */
bool channels_have(const struct world *world, const char *channel);
bool channels_are_open(const struct world *world, const char *channel);

int channels_count(const struct world *world);
/* The id, name and whether it is private, of one of them. */
const char *channels_id(const struct world *world, int index);
const char *channels_name(const struct world *world, int index);
bool channels_private(const struct world *world, int index);

#endif
