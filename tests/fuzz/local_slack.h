/* The local Slack without a network: requests go in as bytes and the answers come back at once. An
 * app is connected to it, which acknowledges all that it is sent. */
#ifndef TESTS_FUZZ_LOCAL_SLACK_H
#define TESTS_FUZZ_LOCAL_SLACK_H

#include "sim/sim.h"

struct local_slack;

/* NULL when the workspace (NULL: the built-in one) is refused. The caller ends it. */
struct local_slack *local_slack_new(const char *workspace_text);
void local_slack_free(struct local_slack *slack);

/* What the app puts into its acknowledgements from now on, JSON; "" for nothing. */
void local_slack_acknowledge_with(struct local_slack *slack, const char *payload);

/* One request to /_control/…, /api/… (with the first app's bot token) or a response URL. The body
 * of the answer, "" when it has not come yet; valid until the next call. */
const char *local_slack_ask(struct local_slack *slack, const char *method, const char *path,
                            const char *body);

#endif
