/* Slack's timestamps, by which it names messages: "1795183500.000123", seconds and microseconds of
 * Slack's own clock. Ours may be set and differ, so that an order of messages is told by these.
 *
 * https://docs.slack.dev/messaging/retrieving-messages */
#ifndef MODEL_SLACK_TS_H
#define MODEL_SLACK_TS_H

#include <stdint.h>

enum { SLACK_TS_SIZE = 24 }; /* a timestamp, with NUL */

/* Microseconds since 1970; 0 for what is no timestamp. */
int64_t slack_ts_us(const char *ts);

/* The timestamp of that moment, which is not before 1970, into out; returns out. */
const char *slack_ts(int64_t us, char out[SLACK_TS_SIZE]);

#endif
