/* The simulated Slack's workspace: the announcement channel, one for what is private, their
 * messages, and the Web API. What stands here is the truth that the oracle compares with. */
#ifndef TESTS_WEATHER_SLACK_H
#define TESTS_WEATHER_SLACK_H

#include "tests/weather/world.h"

enum { SLACK_TS_SIZE = 24 };
#define SLACK_INCIDENTS "C0INCIDENTS"
#define SLACK_GENERAL "C0GENERAL"
#define SLACK_SECURITY "C0SECURITY" /* of the playbooks that have a private kind with a channel */
#define SLACK_SECURITY_NAME "#security-incidents"
#define SLACK_BOT "U0INCIDENTD"

/* A message as it stands. Texts live as long as the world. */
struct message {
    char ts[SLACK_TS_SIZE];
    const char *channel; /* a channel, or the person it is for */
    const char *thread;  /* ts of the root, "" for none */
    const char *to;      /* only this person sees it; "" for all in the channel */
    const char *user;    /* the person who wrote it, "" for the daemon */
    const char *text;
    const char *blocks; /* as JSON */
    const char *op;     /* of its row, which only the metadata shows to the daemon; "" for none */
    bool by_name;       /* its channel was named, and could not be looked into without its id */
    bool answer_lost;   /* the daemon did not hear that it stands */
    bool is_late;       /* a process that had died by then had sent it */
    int64_t at_ms;
};

struct slack *slack_new(void);
void slack_free(struct slack *slack);

/* A person's message, into a thread unless that is "". Its ts lives as long as the world. */
const char *slack_say(struct world *world, const char *user, const char *channel,
                      const char *thread, const char *text);

/* ---- What the process does. It is told of the outcome through process_… */

/* Calls method (or url); body is JSON. is_row: it is a row of the outbox. */
void slack_call(struct world *world, uint64_t ticket, const char *method, const char *url,
                const char *body, bool is_row);

/* The announcement channel: what the bot may do there. */
enum slack_place { PLACE_OPEN, PLACE_REMOVED, PLACE_ARCHIVED };
void slack_set_place(struct world *world, enum slack_place place);
enum slack_place slack_place(const struct world *world);
/* How long it has been open. */
int64_t slack_open_ms(const struct world *world);

/* ---- What stands there. */

int slack_message_count(const struct slack *slack);
const struct message *slack_message(const struct slack *slack, int index);
/* Whether a look-up was refused since at_ms, so that a doubt could not be settled. */
bool slack_refused_history(const struct slack *slack, int64_t since_ms);

#endif
