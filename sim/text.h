/* Slack's text rules: what becomes of text that people type and of text that apps post
 * (docs.slack.dev/messaging/formatting-message-text). */
#ifndef SIM_TEXT_H
#define SIM_TEXT_H

#include "sim/workspace.h"

enum { TEXT_MAX = 256 * 1024 }; /* bytes: 40,000 characters that all have to be escaped */

/* Text typed into a message: @name becomes <@U…>, #name <#C…|name>, @here <!here>, addresses of web
 * pages are wrapped, & < > escaped. The caller frees it with mem_free. */
char *text_of_message(const struct workspace *workspace, const char *typed);

/* The rich_text block that goes with such a message. The caller frees it. */
struct json *text_rich_block(const struct workspace *workspace, const char *typed,
                             const char *block_id);

/* Text typed after a slash command with should_escape: the same, but a user is <@U…|name> and a
 * private channel has an empty label (docs.slack.dev/interactivity/implementing-slash-commands).
 * The caller frees it with mem_free. */
char *text_of_command(const struct workspace *workspace, const char *typed);

/* Text posted by an app, as it reads back: control sequences and entities stay, a loose & < or > is
 * escaped, a bare web address is wrapped. The caller frees it with mem_free. */
char *text_of_app(const char *posted);

/* Whether text mentions the user, as <@U…> or <@U…|name>. */
bool text_mentions(const char *text, const char *user_id);

#endif
