/* Channels that incidents have to themselves. While one is open its incident goes on there, and
 * incident.channel is that channel; here stands where its announcement is meanwhile, to which it
 * falls back. */
#ifndef STORE_OWN_CHANNELS_H
#define STORE_OWN_CHANNELS_H

#include "base/mem.h"
#include "base/str.h"
#include "store/store.h"

#include <stdbool.h>

#define OWN_CHANNEL_ASKED "asked"       /* Slack is to create it */
#define OWN_CHANNEL_OPEN "open"         /* the incident goes on there */
#define OWN_CHANNEL_LOST "lost"         /* archived or left by hand; it may come back */
#define OWN_CHANNEL_REFUSED "refused"   /* Slack did not create it */
#define OWN_CHANNEL_ARCHIVED "archived" /* by us, after the incident was closed */
#define OWN_CHANNEL_LEFT "left"         /* the incident became private: it is not gone back to */

struct own_channel {
    int64_t incident_id;
    const char *state;   /* OWN_CHANNEL_… */
    const char *name;    /* as it is asked for, and later as people call it */
    int64_t tries;       /* names that were taken before this one */
    bool is_private;     /* only those see it who are let in */
    const char *channel; /* its id; "": it has none yet */
    const char *card_ts; /* the card in it; "": not posted yet */
    const char *topic;   /* as it was set last */
    const char *announced_channel, *announced_ts; /* the announcement; "": there is none */
};

static inline bool own_channel_is(const struct own_channel *own, const char *state) {
    return str_equal(own->state, state);
}

/* Writes all of it, in place of what was there. */
enum result own_channel_put(struct store *store, const struct own_channel *own, struct err *err)
    RESULT;

/* ABSENT when the incident never had one. */
enum result own_channel_get(struct store *store, struct arena *arena, int64_t incident_id,
                            struct own_channel *ret_own, struct err *err) RESULT;

/* The one with this id; ABSENT when it is no incident's. */
enum result own_channel_by_id(struct store *store, struct arena *arena, const char *channel,
                              struct own_channel *ret_own, struct err *err) RESULT;

/* Whether this channel is an incident's own, now or once. */
enum result own_channel_is_known(struct store *store, const char *channel, bool *ret_known,
                                 struct err *err) RESULT;

/* OK when who was not invited before, SEEN otherwise. */
enum result own_channel_invite(struct store *store, int64_t incident_id, const char *who,
                               struct err *err) RESULT;

/* Forgets who was invited to the channel of an incident, and its links: it gets another one. */
enum result own_channel_empty(struct store *store, int64_t incident_id, struct err *err) RESULT;

/* A link above its messages. */
struct own_channel_link {
    const char *title; /* tells it from the others of the channel */
    const char *link;  /* as it was asked for last */
    const char *id;    /* Slack's; "": not known yet */
};

enum result own_channel_link_put(struct store *store, int64_t incident_id,
                                 const struct own_channel_link *link, struct err *err) RESULT;

/* ABSENT when there is none of this title. */
enum result own_channel_link_get(struct store *store, struct arena *arena, int64_t incident_id,
                                 const char *title, struct own_channel_link *ret_link,
                                 struct err *err) RESULT;

#endif
