/* How fast the Web API may be called: a token bucket for each method, and for each channel that is
 * posted into, at four fifths of what Slack allows, so that we are seldom told to wait. Pure: the
 * clock is an input. https://docs.slack.dev/apis/web-api/rate-limits */
#ifndef BOT_LIMITS_H
#define BOT_LIMITS_H

#include <stdint.h>

enum { LIMITS_BUCKETS = 64, LIMITS_NAME_SIZE = 96 };

struct limits_bucket {
    char name[LIMITS_NAME_SIZE]; /* "chat.postMessage C0123" */
    int64_t credit;              /* what may be spent on calls */
    int64_t filled_ms;           /* when credit was right */
    int64_t blocked_until_ms;    /* Slack said so */
};

struct limits {
    struct limits_bucket buckets[LIMITS_BUCKETS]; /* all zero at first */
};

/* Milliseconds until method may be called (for channel, "" for none); 0 for now. */
int64_t limits_wait_ms(struct limits *limits, const char *method, const char *channel,
                       int64_t now_ms);

/* A call goes out. */
void limits_take(struct limits *limits, const char *method, const char *channel, int64_t now_ms);

/* Slack asked to wait: nothing of this kind before until_ms. */
void limits_block(struct limits *limits, const char *method, const char *channel, int64_t now_ms,
                  int64_t until_ms);

#endif
