/* The simulated Slack's Socket Mode with its bad habits: connections that die in every way, and
 * what people did on its way to the app. */
#ifndef TESTS_WEATHER_SOCKET_H
#define TESTS_WEATHER_SOCKET_H

#include "tests/weather/world.h"

/* Something that a person did, and what came of it. */
/* BY_HOME: they looked at their page of the app. BY_CHANNEL: they did something to a channel. */
enum delivery_kind { BY_COMMAND, BY_MENTION, BY_FORM, BY_BUTTON, BY_HOME, BY_CHANNEL };

struct delivery {
    enum delivery_kind kind;
    int number;
    const char *user, *thread;
    const char *channel; /* "": on their page of the app */
    const char *text;    /* as typed, on the wire; BY_BUTTON: the value of the button; BY_CHANNEL:
                            the type of the event, and the new name after a space */
    const char *verb;    /* what the person wanted */
    const char *token;   /* a word in text that occurs nowhere else */
    const char *view;    /* BY_FORM: the view that was submitted, as JSON */
    char trigger_id[32], response_url[64], envelope_id[32];
    int depth; /* BY_BUTTON: how many answers came before it */
    int64_t at_ms;
    const char *ts; /* BY_MENTION: of the message in which it stands */
    int sent, acks;
    int64_t acked_ms;
    bool linked;    /* it could reach the app at some attempt */
    bool replayed;  /* sent more often than Slack promises */
    bool timed_out; /* the person was told so by Slack */
    bool told;      /* the words came back to the person, in whatever way */
    bool answered;  /* the person heard something */
    bool promised;  /* a file, in what they heard */
};

struct sockets *sockets_new(void);
void sockets_free(struct sockets *sockets);

/* ---- What the process does; it hears of the outcome through process_… */

void socket_ask_url(struct world *world, uint32_t attempt);
void socket_dial(struct world *world, uint32_t number);
/* False when the connection is gone. */
bool socket_receive(struct world *world, uint32_t number, const char *text);
void socket_hang_up(struct world *world, uint32_t number);
/* The process died: its sockets end. */
void sockets_orphaned(struct world *world);

/* ---- What people and the weather do. */

struct delivery *delivery_new(struct world *world);
/* Sends what was filled in, from kind to view. */
void delivery_send(struct world *world, struct delivery *delivery);

/* Ends every connection: after a disconnect frame with this reason, or without a word for NULL. */
void sockets_disconnect(struct world *world, const char *reason);
/* The connections stay, and nothing passes any more. */
void sockets_go_deaf(struct world *world);

/* ---- What happened. */

int delivery_count(const struct world *world);
struct delivery *delivery_at(const struct world *world, int index);
/* The delivery that a response_url belongs to, or NULL. */
struct delivery *delivery_of_url(const struct world *world, const char *url);
/* Whether the app has a connection that works. */
bool sockets_work(const struct world *world);

#endif
