/* What a person did, in the form in which Slack sends it. */
#ifndef TESTS_WEATHER_PAYLOAD_H
#define TESTS_WEATHER_PAYLOAD_H

#include "tests/weather/socket.h"

/* The text of a mention's message, in the arena. */
const char *payload_mention(const struct delivery *delivery, struct arena *arena);

/* The whole envelope, as JSON that lives as long as the world. */
const char *payload_envelope(struct world *world, const struct delivery *delivery);

#endif
