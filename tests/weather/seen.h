/* What the channels show to whoever reads them: incidents by their cards, and buttons. */
#ifndef TESTS_WEATHER_SEEN_H
#define TESTS_WEATHER_SEEN_H

#include "tests/weather/slack.h"

enum { SEEN_NAME_SIZE = 32, SEEN_MAX = 64, SEEN_BUTTONS_MAX = 64 };

struct seen {
    char name[SEEN_NAME_SIZE];
    const char *channel, *root; /* where its card stands, and the card's ts */
    bool open;
};

/* The first name of an incident in text that is not one into which another was merged, "" for none.
 */
const char *seen_name(const char *text, char out[SEEN_NAME_SIZE]);

/* A text without the mark of a rehearsal. */
const char *seen_text(const struct message *message);

/* Whether a message is the card of an incident, and of an open one. */
bool seen_is_card(const struct message *message);
bool seen_is_open_card(const struct message *message);

/* The incidents with a card; one that was posted anew counts once. seen_open: the open ones. */
int seen_incidents(const struct world *world, struct seen list[SEEN_MAX]);
int seen_open(const struct world *world, struct seen list[SEEN_MAX]);

/* The command lines of the buttons and the menus in blocks, as JSON; the lines live as long as the
 * world. Not those that quote somebody's words: they would count as said by whoever presses. */
int seen_buttons(struct world *world, const char *blocks, const char *lines[SEEN_BUTTONS_MAX]);

#endif
