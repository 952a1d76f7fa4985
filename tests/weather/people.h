/* The people of the workspace, who declare, update, decide, ask, hand over and resolve, in words
 * and by the buttons that they are shown. */
#ifndef TESTS_WEATHER_PEOPLE_H
#define TESTS_WEATHER_PEOPLE_H

#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

struct people *people_new(struct world *world);

/* Lets them type now and then until until_ms. */
void people_begin(struct world *world, int64_t until_ms);

/* Lets them go on after their incidents now and then until until_ms: what is still open they
 * resolve. */
void people_live_on(struct world *world, int64_t until_ms);

/* They resolve whatever is still open, as their channel shows it. */
void people_finish(struct world *world);

/* Somebody reads the private answer to what they did, with these blocks as JSON, and may press one
 * of its buttons. */
void people_see_answer(struct world *world, const struct delivery *delivery, const char *blocks);

/* Their page of the app, published anew, with its blocks; they may press what stands there. */
void people_see_page(struct world *world, const char *user, const char *blocks);

/* A form was opened for a person, who fills it in after a while. */
void people_see_form(struct world *world, const char *user, const char *view);

#endif
