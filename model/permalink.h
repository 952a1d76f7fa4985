/* Addresses of messages, as Slack's clients copy them and chat.getPermalink answers them:
 *     https://WORKSPACE.slack.com/archives/C0123ABC/p1795183500000123
 * with ?thread_ts=…&cid=… behind it for a reply in a thread.
 *
 * https://docs.slack.dev/reference/methods/chat.getPermalink */
#ifndef MODEL_PERMALINK_H
#define MODEL_PERMALINK_H

#include "base/str.h"
#include "model/slack_text.h"
#include "model/slack_ts.h"

#include <stdbool.h>

/* Adds the address of message ts of channel to out; workspace is the workspace's own address with a
 * slash at its end, thread the root of its thread, or "". */
void permalink_add(struct str *out, const char *workspace, const char *channel, const char *ts,
                   const char *thread);

/* Whether text is such an address, of whichever workspace; then whose. */
bool permalink_read(const char *text, char ret_channel[SLACK_ID_SIZE], char ret_ts[SLACK_TS_SIZE]);

#endif
