/* The private answer to whoever asked: sentences, and buttons that type a command for them. Formats
 * are ours and are mrkdwn; foreign text goes in through shown(). */
#ifndef HANDLERS_KIT_REPLY_H
#define HANDLERS_KIT_REPLY_H

#include "handlers/kit/handler.h"

struct reply {
    struct str text;      /* mrkdwn */
    struct json *buttons; /* elements of an actions block, or NULL */
    size_t asked;         /* bytes of text that stand above the buttons; 0 for all of it */
    struct json *errors;  /* of a form's inputs, by their names: it stays open then; or NULL */
    bool has_words;       /* the person's own words are in it: it must reach them, however late */
};

struct reply reply_new(void);
void reply_free(struct reply *reply);
void reply_clear(struct reply *reply); /* says nothing again */
bool reply_is_empty(const struct reply *reply);

/* Adds a line. */
void reply_say(struct context *cx, const char *format, ...) PRINTF(2, 3);

/* Puts a line before everything that is said so far. */
void reply_say_first(struct context *cx, const char *line);

/* Hands back what rq typed: each line behind ">", so that nothing in it reads as ours. */
void reply_typed(struct context *cx, const struct request *rq);

/* Says which words of the line were of no use, so that nobody takes them for heard; "" is none. */
void reply_unused(struct context *cx, const char *words);

/* Adds a button that runs a command line ("update INC-… text") as whoever presses it. A label over
 * 40 characters is cut (Slack shows about 30 of them:
 * https://docs.slack.dev/reference/block-kit/block-elements/button-element), a command over 2000
 * gets no button: the text says it anyway. At most 25. */
void reply_button(struct context *cx, const char *label, const char *command);

/* Here stand the buttons, of which the first is set off: what was said so far is asked, and what is
 * said from here on is for whoever wants to know more before pressing one. */
void reply_asked(struct context *cx);

/* Lets the form that was sent stay open, with a text of ours, plain, under an input of it. Only for
 * what must be kept all the same: a refusal is one by its result, and err_about names the input. */
void reply_error(struct context *cx, const char *input, const char *text);

/* The reply as a Slack message {"response_type","text","blocks"?}; the caller frees it. */
struct json *reply_message(const struct reply *reply);

/* Addresses that message to whoever sent rq; the method that sends it. In a channel nobody else
 * sees it; where only the two of us are, or nowhere in particular, it is a message of ours to them.
 */
const char *reply_address(struct json *message, const struct request *rq);

/* A stored text as mrkdwn, in the arena: nothing in it can page or format, user mentions work. */
const char *shown(struct context *cx, const char *stored);

/* The same, cut to so many characters; what is cut ends with "…". */
const char *shown_cut(struct context *cx, const char *stored, size_t max);

/* A text that is ours or plain, cut in the same way. In the arena. */
const char *text_cut(struct context *cx, const char *text, size_t max);

/* list with one more item, number of count: "ic, deputy and scribe". In the arena. */
const char *listed(struct context *cx, const char *list, const char *item, int number, int count);

/* A sentence without its full stop, for where more follows; in the arena. */
const char *unstopped(struct context *cx, const char *sentence);

/* A user id as a mention, "<@U123>"; "nobody" for "". In the arena. */
const char *mention(struct context *cx, const char *user);

/* A channel as Slack links it, "<#C123>", or its name while the id is unknown. In the arena. */
const char *channel_link(struct context *cx, const char *channel);

/* "14:05 UTC", and "1 hour 30 minutes"; in the arena. */
const char *time_text(struct context *cx, int64_t ms);
const char *span_text(struct context *cx, int64_t ms);

/* A moment as "14:05 UTC" that each reader also sees in their own zone. In the arena. */
const char *moment(struct context *cx, int64_t ms);

/* The action_id of command buttons: BUTTON_COMMAND followed by a number that tells them apart. */
#define BUTTON_COMMAND "command."

#endif
