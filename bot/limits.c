/* How fast the Web API may be called: see limits.h. */
#include "bot/limits.h"

#include "base/str.h"
#include "base/utc.h"

#include <stdio.h>

/* Calls a minute that Slack allows, by method, and how many of them at once. What is not listed is
 * of tier 3. */
static const struct rate {
    const char *method;
    int per_minute, burst;
    bool by_channel;
} rates[] = {
    {"chat.postMessage", 60, 5, true},
    {"chat.postEphemeral", 100, 10, false},
    {"bookmarks.add", 20, 5, false},
    {"bookmarks.edit", 20, 5, false},
    {"conversations.archive", 20, 5, false},
    {"conversations.create", 20, 5, false},
    {"conversations.list", 20, 5, false},
    {"conversations.setPurpose", 20, 5, false},
    {"conversations.setTopic", 20, 5, false},
    {"conversations.unarchive", 20, 5, false},
    {"pins.add", 20, 5, false},
    {"pins.list", 20, 5, false},
    {"pins.remove", 20, 5, false},
    {"reactions.remove", 20, 5, false},
    {"usergroups.list", 20, 5, false},
    {"usergroups.users.list", 20, 5, false},
    {"views.publish", 100, 10, false},
    {"response_url", 60, 5, true}, /* the "channel" is the address */
    {"", 50, 10, false},
};

static const struct rate *rate_of(const char *method) {
    const struct rate *rate = rates;
    while (*rate->method && !str_equal(rate->method, method))
        rate++;
    return rate;
}

/* Credit is counted in parts of a call so small that every millisecond earns a whole number of
 * them: what is rounded away would never come back where somebody asks every millisecond. */
#define CALL_CREDIT (10 * MINUTE_MS)

/* Four fifths of what Slack allows. */
static int64_t credit_per_ms(const struct rate *rate) {
    return rate->per_minute * INT64_C(8);
}

static int64_t full(const struct rate *rate) {
    return rate->burst * CALL_CREDIT;
}

/* Brings the bucket up to now. A clock that went back gives nothing and takes nothing. */
static void fill(struct limits_bucket *bucket, const struct rate *rate, int64_t now_ms) {
    int64_t passed_ms = now_ms - bucket->filled_ms;
    if (passed_ms > MINUTE_MS || passed_ms < -MINUTE_MS)
        bucket->credit = full(rate);
    else if (passed_ms > 0)
        bucket->credit += passed_ms * credit_per_ms(rate);
    if (bucket->credit > full(rate))
        bucket->credit = full(rate);
    bucket->filled_ms = now_ms;
}

/* Finds the bucket or takes the place of the one that was not used for longest. */
static struct limits_bucket *bucket_of(struct limits *limits, const struct rate *rate,
                                       const char *method, const char *channel, int64_t now_ms) {
    char name[LIMITS_NAME_SIZE];
    snprintf(name, sizeof name, "%s %s", method, rate->by_channel ? channel : "");
    struct limits_bucket *oldest = &limits->buckets[0];
    for (int i = 0; i < LIMITS_BUCKETS; i++) {
        struct limits_bucket *bucket = &limits->buckets[i];
        if (str_equal(bucket->name, name)) {
            fill(bucket, rate, now_ms);
            return bucket;
        }
        if (bucket->filled_ms < oldest->filled_ms)
            oldest = bucket;
    }
    *oldest = (struct limits_bucket){.credit = full(rate), .filled_ms = now_ms};
    snprintf(oldest->name, sizeof oldest->name, "%s", name);
    return oldest;
}

int64_t limits_wait_ms(struct limits *limits, const char *method, const char *channel,
                       int64_t now_ms) {
    const struct rate *rate = rate_of(method);
    const struct limits_bucket *bucket = bucket_of(limits, rate, method, channel, now_ms);
    int64_t missing = CALL_CREDIT - bucket->credit, per_ms = credit_per_ms(rate);
    int64_t wait_ms = missing > 0 ? (missing + per_ms - 1) / per_ms : 0;
    int64_t blocked_ms = bucket->blocked_until_ms - now_ms;
    return blocked_ms > wait_ms ? blocked_ms : wait_ms;
}

void limits_take(struct limits *limits, const char *method, const char *channel, int64_t now_ms) {
    bucket_of(limits, rate_of(method), method, channel, now_ms)->credit -= CALL_CREDIT;
}

void limits_block(struct limits *limits, const char *method, const char *channel, int64_t now_ms,
                  int64_t until_ms) {
    struct limits_bucket *bucket = bucket_of(limits, rate_of(method), method, channel, now_ms);
    if (until_ms > bucket->blocked_until_ms)
        bucket->blocked_until_ms = until_ms;
}
