/* The one loop of the daemon: libuv's, with tasks that say themselves when they want to run next,
 * signals, and an end that leaves nothing open. One thread; nothing here may be called from
 * another. */
#ifndef BOT_LOOP_H
#define BOT_LOOP_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct uv_loop_s;

#define LOOP_NEVER INT64_MAX

/* The longest sleep: a clock that was set is noticed within it. */
enum { LOOP_SLEEP_MAX_MS = 60 * 1000 };

enum loop_clock {
    LOOP_UTC,      /* clock_utc_ms: for what people were promised */
    LOOP_MONOTONIC /* clock_monotonic_ms: for time-outs and back-off */
};

/* Work that is due now and then. The caller owns the memory, fills the first three members and
 * leaves the others zero. */
struct loop_task {
    /* Does what is due at now_ms (on the task's clock) and returns when it wants to run next;
     * LOOP_NEVER waits for loop_wake. A moment that is past means the next turn: sockets are served
     * in between. */
    int64_t (*run)(void *owner, int64_t now_ms);
    void *owner;
    enum loop_clock clock;

    struct loop_task *next; /* the loop's own from here on */
    int64_t due_ms;
    enum { LOOP_ASLEEP, LOOP_WOKEN, LOOP_AWAKE } state;
    int64_t ran_ms; /* a clock that shows less than this was set back, and due_ms means nothing */
};

/* A library that keeps handles of its own on the loop and has to be ended in two steps. The caller
 * owns the memory. */
struct loop_guest {
    void (*close)(void *owner);  /* begin to close everything; the loop runs afterwards */
    void (*finish)(void *owner); /* the loop has run out: free what is left; may be NULL */
    void *owner;

    struct loop_guest *next; /* the loop's own */
};

/* IO when the system has no descriptors left. */
enum result loop_new(struct loop **ret_loop, struct err *err) RESULT;

/* The libuv loop, for the files that talk to libuv. */
struct uv_loop_s *loop_uv(struct loop *loop);

/* Adds a task, which runs for the first time in the next turn. */
void loop_add(struct loop *loop, struct loop_task *task);

/* The task never runs again; its memory may go, but not before its run has returned when it is the
 * task that removes itself. A task that was not added is left alone. */
void loop_remove(struct loop *loop, struct loop_task *task);

/* Lets the task run in the next turn but one, whatever it returned last: what was asked of the
 * sockets until now goes out before it, so that an acknowledgement does not wait for the work it
 * announces. */
void loop_wake(struct loop_task *task);

/* Calls call(user, signal) in the loop, not in a signal handler, whenever signal arrives. IO when
 * the system refuses. */
enum result loop_on_signal(struct loop *loop, int signal, void (*call)(void *user, int signal),
                           void *user, struct err *err) RESULT;

/* Guests are closed by loop_free, the last one first. */
void loop_add_guest(struct loop *loop, struct loop_guest *guest);

/* Runs until loop_stop. */
void loop_run(struct loop *loop);

/* Ends loop_run after the turn in progress; before loop_run, it returns at once. */
void loop_stop(struct loop *loop);

/* Closes the guests and the loop's own handles, runs the loop until all of them are gone, finishes
 * the guests and frees the loop. A handle that somebody forgot is a bug and aborts. NULL is
 * allowed. */
void loop_free(struct loop *loop);

#endif
