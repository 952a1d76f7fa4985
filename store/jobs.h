/* Jobs: what must be done at a time. A job is one row for a (kind, incident, subject); putting it
 * again moves it. It is dropped when it is run, in the transaction of its own effect; one that
 * repeats puts itself again. */
#ifndef STORE_JOBS_H
#define STORE_JOBS_H

#include "base/mem.h"
#include "base/utc.h"
#include "store/store.h"

#include <stdbool.h>

struct job {
    int64_t id;
    const char *kind;    /* the name of the handler */
    int64_t incident_id; /* 0: none */
    const char *subject; /* tells jobs of one kind apart, often "" */
    int64_t due_ms;
    int64_t within_ms; /* it is never put farther away than this; 0: it may be */
    const char *args;  /* the handler's own words, often "" */
};

/* within_ms of a job that is put now for due_ms; a minute more, for a clock that is corrected. */
static inline int64_t job_within(int64_t now_ms, int64_t due_ms) {
    return (due_ms > now_ms ? due_ms - now_ms : 0) + MINUTE_MS;
}

/* Whether its time has come. One that is farther away than it is ever put was put before the clock
 * was set back, and is due at once. */
static inline bool job_is_due(const struct job *job, int64_t now_ms) {
    bool stranded = job->within_ms && job->due_ms > now_ms + job->within_ms;
    return job->due_ms <= now_ms || stranded;
}

/* Creates or moves the job; id is ignored. */
enum result job_put(struct store *store, const struct job *job, struct err *err) RESULT;

/* No error when there is none. */
enum result job_drop(struct store *store, const char *kind, int64_t incident_id,
                     const char *subject, struct err *err) RESULT;

/* ABSENT when there is none. */
enum result job_get(struct store *store, struct arena *arena, const char *kind, int64_t incident_id,
                    const char *subject, struct job *ret_job, struct err *err) RESULT;

/* Takes the job with this id away, before its handler runs; ABSENT when it was moved or dropped
 * since it was seen. */
enum result job_take(struct store *store, int64_t id, int64_t due_ms, struct err *err) RESULT;

/* The job that is due first as of now_ms; ABSENT when there is none at all. */
enum result job_first(struct store *store, struct arena *arena, int64_t now_ms, struct job *ret_job,
                      struct err *err) RESULT;

/* The job of this kind of an incident that is due first, whatever its subject; ABSENT when it has
 * none. */
enum result job_soonest(struct store *store, struct arena *arena, const char *kind,
                        int64_t incident_id, struct job *ret_job, struct err *err) RESULT;

#endif
