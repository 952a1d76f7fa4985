/* The people of the workspace, who declare, update, snooze, hand over and resolve. */
#ifndef TESTS_WEATHER_PEOPLE_H
#define TESTS_WEATHER_PEOPLE_H

#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

struct people *people_new(struct world *world);

/* Lets them type now and then until until_ms. */
void people_begin(struct world *world, int64_t until_ms);

/* They resolve whatever is still open, as their channel shows it. */
void people_finish(struct world *world);

/* A form was opened for a person, who fills it in after a while. */
void people_see_form(struct world *world, const char *user, const char *view);

#endif
