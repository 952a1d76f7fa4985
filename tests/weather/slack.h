/* The simulated Slack's workspace: the announcement channel, one for what is private, their
 * messages, and the Web API. What stands here is the truth that the oracle compares with. */
#ifndef TESTS_WEATHER_SLACK_H
#define TESTS_WEATHER_SLACK_H

#include "tests/weather/files.h"
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
    const char *text;    /* of a file without a comment its title */
    const char *blocks;  /* as JSON */
    const char *op;      /* of its row, which only the metadata shows to the daemon; "" for none */
    const struct file *file; /* that it shows, or NULL */
    bool by_name;     /* its channel was named, and could not be looked into without its id */
    bool has_twin;    /* another one of the same row stands */
    bool answer_lost; /* the daemon did not hear that it stands */
    bool is_late;     /* a process that had died by then had sent it */
    int64_t at_ms;
};

struct channels;

struct slack *slack_new(void);
void slack_free(struct slack *slack);

/* A person's message, into a thread unless that is "". Its ts lives as long as the world. */
const char *slack_say(struct world *world, const char *user, const char *channel,
                      const char *thread, const char *text);

/* ---- What the process does. It is told of the outcome through process_… */

struct slack_request {
    uint64_t ticket;
    const char *method, *url; /* one of them is NULL */
    const char *body;         /* JSON, or NULL */
    const char *bytes;        /* of a file, or NULL */
    size_t len;
    bool is_row; /* of the outbox */
};

/* Takes its own copy of all of it. */
void slack_call(struct world *world, const struct slack_request *request);

/* ---- What arrives, call.c's business */

struct slack_arrival {
    const char *method, *url; /* one of them is "" */
    const struct json *body;
    const char *bytes; /* of a file, or NULL */
    size_t len;
    bool is_late;  /* whoever made it has died since */
    bool is_heard; /* whoever made it will hear the answer */
};

/* Does it: fills answer, or returns Slack's error. */
const char *slack_serve(struct world *world, const struct slack_arrival *call, struct json *answer);

/* What a person reads on their page of the app: its blocks, as JSON, "" for none. */
const char *slack_page(const struct world *world, const char *user);

/* A post may name its channel; what stands, and every look at it, has the id. The direct messages
 * of a person have an id of their own for whoever asked, and stand here under the person's. */
const char *slack_place_named(struct world *world, const char *channel);

/* Those that the daemon creates. */
struct channels *slack_channels(const struct world *world);

/* The announcement channel: what the bot may do there. */
enum slack_place { PLACE_OPEN, PLACE_REMOVED, PLACE_ARCHIVED };
void slack_set_place(struct world *world, enum slack_place place);
enum slack_place slack_place(const struct world *world);
/* How long it has been open. */
int64_t slack_open_ms(const struct world *world);

/* ---- What stands there. */

int slack_message_count(const struct slack *slack);
const struct message *slack_message(const struct slack *slack, int index);
/* This message and another one are of the same row. */
void slack_are_twins(struct slack *slack, const struct message *one, const struct message *other);
/* Whether a look-up was refused since at_ms, so that a doubt could not be settled. */
bool slack_refused_history(const struct slack *slack, int64_t since_ms);

#endif
