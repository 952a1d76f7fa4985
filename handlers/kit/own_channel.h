/* The channel that an incident has to itself, where the playbook wants one: asking for it, going on
 * in it, keeping it up to date, and going back to the announcement's thread. Everything that is
 * told about the incident finds its place by itself (bot/sender.c), so that nothing is lost on the
 * way. What Slack says of it is handled in handlers/own_channel.c, what people do to it and how it
 * ends in handlers/own_channel_fate.c. */
#ifndef HANDLERS_KIT_OWN_CHANNEL_H
#define HANDLERS_KIT_OWN_CHANNEL_H

#include "handlers/kit/handler.h"
#include "store/own_channels.h"

/* The handlers of what Slack said. */
#define OWN_CREATED "own.created"
#define OWN_INVITED "own.invited"
#define OWN_LINKED "own.linked"
#define OWN_SET "own.set" /* a topic, a purpose, a pin */
#define OWN_ARCHIVED "own.archived"
#define OWN_UNARCHIVED "own.unarchived"
/* a message that it did not take, which goes on to the thread */
#define OWN_REFUSED "own.refused"

/* ABSENT when cx->incident never had one. */
enum result own_channel_of(struct context *cx, struct own_channel *ret_own) RESULT;

/* The message that Slack posted, as rq says, is from now on the announcement of the incident, which
 * goes on in own. */
enum result own_channel_announced(struct context *cx, const struct request *rq,
                                  struct own_channel *own) RESULT;

/* The rules of the channel that cx->incident has: of its severity and kind, or, where it was given
 * for those that it had before, of the highest severity that has any; NULL for none. */
const struct playbook_own_channel *own_channel_rules(const struct context *cx);

/* Asks Slack for the channel that the playbook wants for cx->incident, unless it had one. What is
 * told after this waits for the answer, and stands in it. */
enum result own_channel_ask(struct context *cx) RESULT;

/* Asks for the one whose name was taken, under the next name. */
enum result own_channel_ask_again(struct context *cx, struct own_channel *own) RESULT;

/* The incident goes on in it from now on. */
enum result own_channel_enter(struct context *cx, struct own_channel *own) RESULT;

/* The incident goes back to the thread of its announcement; state says why. */
enum result own_channel_go_back(struct context *cx, struct own_channel *own, const char *state)
    RESULT;

/* It became private: a channel that others are in is taken back and archived. */
enum result own_channel_leave(struct context *cx) RESULT;

/* The values of the template "own_channel", a line with a link to a channel in it; before and after
 * are in the stored form. */
struct json *own_channel_line(struct context *cx, const char *before, const char *channel,
                              const char *after);

/* Tells where the incident was announced that it goes on in its own channel. */
enum result own_channel_point_to(struct context *cx, const struct own_channel *own) RESULT;

/* Archives a channel of ours. */
enum result own_channel_archive(struct context *cx, const char *channel) RESULT;

/* Brings topic, guests and links up to date with cx->incident; called after whatever changes it. */
enum result own_channel_follow(struct context *cx) RESULT;

/* Its parts: everybody who has to do with it is invited once, and those whom the rules name, which
 * may be NULL; the bridge, the playbook's links and the postmortem stand above the messages. */
enum result own_channel_invite_all(struct context *cx, const struct own_channel *own,
                                   const struct playbook_own_channel *rules) RESULT;
enum result own_channel_link_all(struct context *cx, const struct own_channel *own) RESULT;

/* Whether an answered call was refused because the incident's own channel takes nothing any more:
 * then it is sent again to wherever the incident goes on. */
enum result own_channel_refused(struct context *cx, int64_t incident_id, const char *tried_channel,
                                const char *error, bool *ret_refused) RESULT;

/* A call about the channel itself, past what is told in it; takes ownership of body. */
enum result own_channel_call(struct context *cx, const char *method, struct json *body,
                             const char *on_result) RESULT;

#endif
