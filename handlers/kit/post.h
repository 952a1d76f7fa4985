/* Telling the world, and asking it: rows in the outbox, one lane for each incident and one for each
 * person. All of it is sent after the commit, and none of it if there is none. What goes into the
 * thread of an incident goes to everybody whom it concerns where it has no channel (audience.h). */
#ifndef HANDLERS_KIT_POST_H
#define HANDLERS_KIT_POST_H

#include "handlers/kit/handler.h"

/* How a message goes out. Zero means: no answer wanted, kept until delivered, not broadcast. */
struct post_how {
    const char *on_result; /* the handler that hears the answer, with args after a space */
    const char *collapse;  /* a newer message with the same word replaces this one */
    int64_t expires_ms;    /* worthless from then on */
    bool broadcast;        /* a thread reply that also stands in the channel */
    bool mirrored; /* of an incident with a channel of its own, also where it was announced; what is
                      broadcast always is */
    bool in_turn;  /* of what stands elsewhere: after all that the incident said before, and before
                    * all that it says next */
};

/* What became of a mirrored message (handlers/own_channel.c). */
#define POST_MIRRORED "mirrored"

/* A call in the lane of cx->incident: what is told about it later waits for this one's answer.
 * Takes ownership of body. */
enum result post_in_lane(struct context *cx, const char *method, const char *address,
                         struct json *body, const struct post_how *how) RESULT;

/* What would stand in the thread of an incident that has a channel, to everybody whom it concerns;
 * takes ownership of message. */
enum result post_to_audience(struct context *cx, struct json *message, const struct post_how *how)
    RESULT;

/* Renders a template into the incident's thread; takes ownership of values. */
enum result post_thread(struct context *cx, const char *template_name, struct json *values,
                        const struct post_how *how) RESULT;

/* One line into the thread: a fact for the team, and the line that undoes it, "" for none. Both are
 * in the stored form. A line that Slack could not show whole as code is left out: half of it would
 * undo something else. */
enum result post_notice(struct context *cx, const char *fact, const char *undo) RESULT;
enum result post_notice_as(struct context *cx, const char *fact, const char *undo,
                           const struct post_how *how) RESULT;

/* A button below a public message: a command line that runs as whoever presses it. */
struct post_choice {
    const char *label;
    const char *line; /* without the slash command; over 1000 characters there is no button */
};

/* Something that somebody should choose. The fact says all of it, with the lines to type. */
struct post_choices {
    const char *fact;      /* in the stored form */
    const char *usergroup; /* a Slack user group's id, called first; "" */
    const struct post_choice *choices;
    int count; /* at most 25; the first stands out */
};

/* Posts it into the incident's thread, or to user alone unless that is "". */
enum result post_choices(struct context *cx, const struct post_choices *asked, const char *user,
                         const struct post_how *how) RESULT;

/* The same without an undo, and to the incident commander directly when the thread cannot be
 * reached: for what somebody must hear. */
enum result post_team(struct context *cx, const char *fact) RESULT;

/* Edits a message in the incident's thread, at "channel ts", into what the template says; takes
 * ownership of values. on_result hears what Slack said of it. */
enum result post_edit(struct context *cx, const char *message, const char *template_name,
                      struct json *values, const char *on_result) RESULT;

/* A message to one person, from a template; takes ownership of values. */
enum result post_private(struct context *cx, const char *user, const char *template_name,
                         struct json *values, const struct post_how *how) RESULT;

/* What reply says, with its buttons, to one person. */
enum result post_private_reply(struct context *cx, const char *user, const struct reply *reply,
                               const struct post_how *how) RESULT;

/* What reply says, with its buttons, into the incident's thread. */
enum result post_thread_reply(struct context *cx, const struct reply *reply) RESULT;

/* The same into the announcement channel, as what belongs to no incident: a report, a date. */
enum result post_report(struct context *cx, const struct reply *reply) RESULT;

/* Renders a template into another channel than the incident's, past the incident's own lane; takes
 * ownership of values. */
enum result post_elsewhere(struct context *cx, const char *channel, const char *template_name,
                           struct json *values, const struct post_how *how) RESULT;

/* A call about cx->incident whose body says where it goes, in that same lane; takes ownership of
 * body. */
enum result post_at(struct context *cx, const char *method, struct json *body,
                    const struct post_how *how) RESULT;

/* A text of ours, mrkdwn, to one person; worthless from expires_ms on, 0 for never. A failure is
 * not reported anywhere but in the log. */
enum result post_private_text(struct context *cx, const char *user, const char *text,
                              int64_t expires_ms) RESULT;

/* Puts a small line of mrkdwn above all blocks of a message or view, which has at most max of them
 * then: the last one gives way. */
void post_put_first(struct json *body, const char *text, size_t max);

/* A template as it goes out about cx->incident, if there is one: a rehearsal's says so. Takes
 * ownership of values; the caller frees the message or view. */
enum result post_render(struct context *cx, const char *template_name, struct json *values,
                        struct json **ret_message) RESULT;

/* Opens a view for whoever sent rq; takes ownership of it. Slack does so only within three seconds
 * (https://docs.slack.dev/interactivity/handling-user-interaction); on_result hears whether it did.
 */
enum result post_view(struct context *cx, const struct request *rq, struct json *view,
                      const char *on_result) RESULT;

/* Publishes a view as user's App Home; takes ownership of view. One that has not gone out yet gives
 * way to it. A failure goes to "home", whose args are the user. */
enum result post_home(struct context *cx, const char *user, struct json *view) RESULT;

/* What of a channel's messages is to be read. Texts are Slack's own: ids, timestamps, a cursor. */
struct post_reading {
    const char *channel;
    const char *thread;    /* the root of a thread; "": the channel itself, the newest first */
    const char *oldest;    /* only what is younger than this; "": everything */
    const char *cursor;    /* of the page before; "": the first page */
    const char *on_result; /* hears Slack's answer as it is */
    int64_t incident_id;   /* 0: none */
};

/* Asks for a page of messages, past every lane in which something is told. */
enum result post_reading(struct context *cx, const struct post_reading *reading) RESULT;

/* Asks for one message of a channel, in a thread or not; on_result hears Slack's answer as it is,
 * with the message among "messages" if it is still there. */
enum result post_message_reading(struct context *cx, const char *channel, const char *ts,
                                 const char *on_result) RESULT;

/* Puts a reaction of ours on a message, or takes it away: a sign that needs no words. emoji is a
 * name without colons. */
enum result post_reaction(struct context *cx, const char *channel, const char *ts,
                          const char *emoji, bool add, const char *on_result) RESULT;

/* Asks for the pins of a channel; on_result hears Slack's answer as it is. */
enum result post_pin_list(struct context *cx, const char *channel, const char *on_result) RESULT;

/* Asks Slack something that belongs to no channel, past every lane in which something is told;
 * takes ownership of body. how->on_result hears the answer as it is. */
enum result post_question(struct context *cx, const char *method, struct json *body,
                          const struct post_how *how) RESULT;

/* Has a document written below the folder of the settings: body is {"path", "text", "before"}, see
 * bot/folder.h, and is freed; on_result hears {"ok", "place", "beside"} or {"ok", "error"}. */
enum result post_document(struct context *cx, struct json *body, const char *on_result) RESULT;

/* Has such a document read: body is {"path"} and is freed; on_result hears {"ok", "text"} or {"ok",
 * "error"}. */
enum result post_reading_of_document(struct context *cx, struct json *body, const char *on_result)
    RESULT;

/* Has such a document committed, after what it was to be written as before: body is {"path",
 * "branch", "subject", "at_ms"}, see bot/git.h, and is freed; on_result hears {"ok", "branch",
 * "commit", "made"} or {"ok", "error"}. */
enum result post_commit(struct context *cx, struct json *body, const char *on_result) RESULT;

/* Sends the reply to a request that has no acknowledgement to put it in: to its response_url, or to
 * the person in the channel where they asked, directly where there is none. Nothing to say sends
 * nothing. What became of it goes to "reply", or to "reply.words" when the person's own words are
 * in it. */
enum result post_reply(struct context *cx, const struct request *rq) RESULT;

/* Sends a reply that did not get through, the body of its call, to its person directly; what became
 * of that goes to on_result. */
enum result post_reply_again(struct context *cx, const char *user, const struct json *call,
                             const char *on_result) RESULT;

#endif
