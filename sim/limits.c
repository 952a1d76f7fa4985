/* Token buckets: see limits.h. */
#include "sim/limits.h"

#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"

#include <stdio.h>
#include <sys/queue.h>

enum { KEY_SIZE = 160, BUCKETS_MAX = 5000 };

/* A call weighs MINUTE_MS, so that a bucket gains per_minute units each millisecond. */
struct bucket {
    TAILQ_ENTRY(bucket) link;
    char key[KEY_SIZE];
    int64_t level;
    int64_t at_ms; /* monotonic clock: when level was true */
};
TAILQ_HEAD(bucket_list, bucket);

struct limits {
    struct bucket_list buckets;
    size_t count;
};

struct limits *limits_new(void) {
    struct limits *limits = mem_alloc(sizeof *limits);
    TAILQ_INIT(&limits->buckets);
    return limits;
}

static void drop(struct limits *limits, struct bucket *bucket) {
    TAILQ_REMOVE(&limits->buckets, bucket, link);
    limits->count--;
    mem_free(bucket);
}

void limits_clear(struct limits *limits) {
    struct bucket *bucket;
    while ((bucket = TAILQ_FIRST(&limits->buckets)) != NULL)
        drop(limits, bucket);
}

void limits_free(struct limits *limits) {
    if (!limits)
        return;
    limits_clear(limits);
    mem_free(limits);
}

static struct bucket *find_or_make(struct limits *limits, const char *key, int64_t full,
                                   int64_t now_ms) {
    struct bucket *bucket;
    TAILQ_FOREACH(bucket, &limits->buckets, link)
    if (str_equal(bucket->key, key))
        return bucket;
    if (limits->count == BUCKETS_MAX)
        drop(limits, TAILQ_FIRST(&limits->buckets));
    bucket = mem_alloc(sizeof *bucket);
    snprintf(bucket->key, sizeof bucket->key, "%s", key);
    bucket->level = full;
    bucket->at_ms = now_ms;
    TAILQ_INSERT_TAIL(&limits->buckets, bucket, link);
    limits->count++;
    return bucket;
}

int64_t limits_take(struct sim *sim, const char *key, int64_t per_minute, int64_t capacity,
                    int64_t now_ms) {
    int64_t full = (capacity > 0 ? capacity : 1) * MINUTE_MS;
    int64_t gain = per_minute * sim->settings.time_factor;
    struct bucket *bucket = find_or_make(sim->limits, key, full, now_ms);
    int64_t level = bucket->level + (now_ms - bucket->at_ms) * gain;
    bucket->level = level < full ? level : full;
    bucket->at_ms = now_ms;
    if (bucket->level >= MINUTE_MS) {
        bucket->level -= MINUTE_MS;
        return 0;
    }
    int64_t wait_ms = (MINUTE_MS - bucket->level + gain - 1) / gain;
    return (wait_ms + SECOND_MS - 1) / SECOND_MS;
}
