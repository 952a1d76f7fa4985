/* Text from Slack, text to Slack, and the one form in which it is stored between the two.
 *
 * Stored form: plain Unicode as people read it, safe in the sense of typography_clean, in which
 * "<@U0123ABC>" is a mention of that user and everything else means itself. There are no entities,
 * no labels and no other sequences in <...>.
 *
 *   in:   wire, modal or foreign text -> stored form    slack_text_in
 *   out:  stored form -> mrkdwn                         slack_text_out
 *         stored form -> plain text for anywhere else   slack_text_plain
 *
 * Why so: a mention must survive storage, because people are recognised by id and a name can
 * change; everything else that Slack wraps in <...> can page a whole channel or hide an address
 * behind a label, so it is stored as what a reader saw and is escaped on its way out. A user
 * mention is let through by a strict pattern at output, and the way in makes sure that nobody else
 * can have written one: text that merely spells "<@U0123ABC>" is stored as "< @U0123ABC>".
 * Rejected: storing Slack's own escaped form (every export and every search would have to undo it),
 * and storing names instead of ids (two people can share one). <!channel>, <!here>, <!everyone> and
 * <!subteam^...> are never written by these functions; who wants to page a channel does so in a
 * template of his own.
 *
 * Rules: https://api.slack.com/reference/surfaces/formatting (escaping, mentions, dates). Messages
 * must be sent without `link_names` and `parse`, which would bring plain "@here" to life.
 * Results go to a struct str whose ceiling the caller chose; at the ceiling they stop between
 * characters, never inside an entity or a <...>, and str.full says so. */
#ifndef MODEL_SLACK_TEXT_H
#define MODEL_SLACK_TEXT_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SLACK_TEXT_MAX = 40000, /* bytes: what one text from Slack may be; a good ceiling for `out` */
    SLACK_ID_SIZE = 24,     /* an id such as U0123ABC, with NUL */
    SLACK_NAME_SIZE = 84,   /* a typed @name, with NUL: display names have up to 80 bytes here */
    SLACK_DATE_SIZE = 96    /* room for slack_date */
};

enum slack_source {
    SLACK_WIRE, /* text of an event, or of a slash command with should_escape on: entities, <...> */
    SLACK_MODAL,  /* plain, typed or left standing by a member: a spelled-out mention is one */
    SLACK_FOREIGN /* plain, from outside Slack (alert, commit, file): can mention nobody */
};

/* Adds text to out in the stored form. Of <...> (wire only):
 *   <@U1> <@U1|bob> <@W1>            "<@U1>", "<@W1>"
 *   <#C1|general> <#C1> <#C1|>       "#general", "#C1"
 *   <!subteam^S1|@oncall> <!subteam^S1>   "@oncall", "@S1"
 *   <!here> <!channel> <!everyone>   "@here", "@channel", "@everyone": words that page nobody
 *   <!date^...|fallback>             the fallback
 *   <https://x|y>                    "https://x"; but "x.org" when y is just x.org without its
 *                                    scheme, since that is what was typed and Slack added the rest
 *   <mailto:a@b|a@b> <tel:1|1>       the address or number
 * then &amp; &lt; &gt; become themselves, once. An unclosed "<" is text. */
void slack_text_in(enum slack_source source, const char *text, struct str *out);

/* Adds stored to out as mrkdwn: user mentions pass and notify; & < > of all else are escaped. */
void slack_text_out(const char *stored, struct str *out);

/* Adds stored to out as plain, unescaped text; mentions are shown as "@U1". For exports, plain_text
 * objects, other services and terminals. */
void slack_text_plain(const char *stored, struct str *out);

/* Adds text to out with & < > escaped and nothing else changed. For values that are not in the
 * stored form (names of channels, numbers, texts of our own). */
void slack_escape(const char *text, struct str *out);

/* ---- Mentions in stored text */

enum slack_mention_kind {
    SLACK_MENTION_USER, /* id is set */
    SLACK_MENTION_NAME  /* "@bob": nobody in particular until looked up; name is set, without "@" */
};

struct slack_mention {
    enum slack_mention_kind kind;
    char id[SLACK_ID_SIZE];
    char name[SLACK_NAME_SIZE];
    size_t len; /* bytes that it takes in the text */
};

/* Recognises the mention that text begins with: "<@U1>" or "@bob". False when there is none. A name
 * ends before white space or closing punctuation. */
bool slack_mention_at(const char *text, struct slack_mention *ret_mention);

/* Finds the next mention in stored at or after *offset, sets *offset just behind it; false at the
 * end. "bob@example.com" mentions nobody. Start with offset 0. */
bool slack_mention_next(const char *stored, size_t *offset, struct slack_mention *ret_mention);

/* INVALID with a sentence for people saying that "@name" could not be resolved and how to mention
 * so that it can. */
enum result slack_mention_unknown(const char *name, struct err *err);

/* Whether text is the id of a user: U or W, then 2 to 20 of A-Z and 0-9. */
bool slack_user_id(const char *text);

/* ---- Dates */

/* "<!date^1795183500^{date_short_pretty} {time}|2026-11-20 14:05 UTC>" into out; returns out. Each
 * reader sees his own time zone; the fallback is for notifications and old clients. */
const char *slack_date(int64_t ms, char out[SLACK_DATE_SIZE]);

#endif
