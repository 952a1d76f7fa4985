/* How a value is written into a text, by what will read that text. Values are in the stored form of
 * model/slack_text.h: plain Unicode in which only "<@U0123ABC>" means something, a mention. */
#ifndef TEMPLATES_ESCAPE_H
#define TEMPLATES_ESCAPE_H

#include "base/str.h"

enum template_escape {
    ESCAPE_NONE,     /* as it is: addresses, identifiers, values of buttons */
    ESCAPE_PLAIN,    /* people, literally: Slack's plain_text */
    ESCAPE_MRKDWN,   /* Slack's mrkdwn: & < > and nothing else; mentions of people notify them */
    ESCAPE_MARKDOWN, /* CommonMark: issues, documents, Slack's markdown block */
    ESCAPE_HTML      /* text and quoted attributes */
};

/* Adds value to out for the reader that escape names. In all but ESCAPE_NONE what could deceive a
 * reader is left out (typography_clean), and in all but ESCAPE_NONE and ESCAPE_MRKDWN a mention is
 * shown as "@U0123ABC". No value can page a channel or a group: Slack's docs, "Formatting message
 * text", https://docs.slack.dev/messaging/formatting-message-text. */
void escape_add(struct str *out, const char *value, enum template_escape escape);

#endif
