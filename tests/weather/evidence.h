/* What the oracle goes by: the store as it is committed, read through a connection of its own, and
 * what messages are about. */
#ifndef TESTS_WEATHER_EVIDENCE_H
#define TESTS_WEATHER_EVIDENCE_H

#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

struct evidence;
enum { TOKEN_SIZE = 16 };

struct evidence *evidence_new(void);
void evidence_free(struct evidence *evidence);

/* The first number that sql finds with text, unless that is NULL, for ?1; 0 for none. */
int64_t evidence_number(struct world *world, const char *sql, const char *text);
/* The first text that sql finds with these for ?1 …, "" for none; as long as the world. */
const char *evidence_text(struct world *world, const char *sql, const char *const *values,
                          int count);

/* The token at or after text, "" for none. */
const char *evidence_token(const char *text, char out[TOKEN_SIZE]);
/* The delivery of a token, or NULL. */
struct delivery *evidence_delivery(const struct world *world, const char *token);

/* How many rows of the timelines are what became of a delivery: of a kind that its verb writes, by
 * its person, and about its token. What only quotes it does not count. */
int evidence_effects(struct world *world, const struct delivery *delivery);
/* Whether any timeline has the token. */
bool evidence_stored(struct world *world, const char *token);

/* The last message before this one that is of the same row, NULL for none. */
const struct message *evidence_copy(const struct world *world, const struct message *message);
/* The token of the news in an update, or of the resolution, as a thread shows it; "" for none, and
 * for what the bot says by itself. */
void evidence_news(const struct message *message, char out[TOKEN_SIZE]);

#endif
