/* The loop: see loop.h. One prepare handle runs the tasks before each wait, one timer ends the wait
 * when the next of them is due. */
#include "bot/loop.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdlib.h>
#include <uv.h>

enum { SIGNALS_MAX = 8 };

struct signal_watch {
    uv_signal_t handle;
    void (*call)(void *user, int signal);
    void *user;
};

struct loop {
    uv_loop_t uv;
    uv_prepare_t before_wait;
    uv_timer_t alarm;
    struct signal_watch signals[SIGNALS_MAX];
    unsigned signal_count;
    struct loop_task *tasks;
    struct loop_task *cursor; /* the task after the one that runs, so that either may be removed */
    struct loop_guest *guests;
    bool stopping;
};

uv_loop_t *loop_uv(struct loop *loop) {
    return &loop->uv;
}

/* ---- Tasks. */

void loop_add(struct loop *loop, struct loop_task *task) {
    task->state = LOOP_AWAKE;
    task->next = loop->tasks;
    loop->tasks = task;
}

void loop_remove(struct loop *loop, struct loop_task *task) {
    struct loop_task **link = &loop->tasks;
    while (*link && *link != task)
        link = &(*link)->next;
    if (!*link)
        return;
    if (loop->cursor == task)
        loop->cursor = task->next;
    *link = task->next;
}

void loop_wake(struct loop_task *task) {
    if (task->state == LOOP_ASLEEP)
        task->state = LOOP_WOKEN;
}

static int64_t task_now_ms(const struct loop_task *task) {
    return task->clock == LOOP_UTC ? clock_utc_ms() : clock_monotonic_ms();
}

static bool is_due(const struct loop_task *task, int64_t now_ms) {
    return task->state == LOOP_AWAKE || task->due_ms <= now_ms || now_ms < task->ran_ms;
}

static void run_due_tasks(struct loop *loop) {
    for (struct loop_task *task = loop->tasks; task; task = loop->cursor) {
        loop->cursor = task->next;
        int64_t now_ms = task_now_ms(task);
        if (!is_due(task, now_ms))
            continue;
        task->state = LOOP_ASLEEP;
        task->ran_ms = now_ms;
        task->due_ms = task->run(task->owner, now_ms);
    }
}

/* How long to wait for the sockets; tasks that were woken let them have one look first. */
static uint64_t sleep_ms(struct loop *loop) {
    int64_t shortest = LOOP_SLEEP_MAX_MS;
    for (struct loop_task *task = loop->tasks; task; task = task->next) {
        if (task->state == LOOP_WOKEN)
            task->state = LOOP_AWAKE;
        int64_t now_ms = task_now_ms(task);
        int64_t left = is_due(task, now_ms) ? 0 : task->due_ms - now_ms;
        if (left < shortest)
            shortest = left;
    }
    return (uint64_t)shortest;
}

static void on_alarm(uv_timer_t *alarm) {
    (void)alarm; /* it has ended the wait: that is all it is for */
}

static void on_before_wait(uv_prepare_t *handle) {
    struct loop *loop = handle->data;
    run_due_tasks(loop);
    uv_update_time(&loop->uv);
    uv_timer_start(&loop->alarm, on_alarm, sleep_ms(loop), 0);
}

/* ---- Signals. */

static void on_signal(uv_signal_t *handle, int signal) {
    struct signal_watch *watch = handle->data;
    watch->call(watch->user, signal);
}

enum result loop_on_signal(struct loop *loop, int signal, void (*call)(void *user, int signal),
                           void *user, struct err *err) {
    if (loop->signal_count == SIGNALS_MAX)
        return fail(err, IO, "no more than %d signals can be watched", SIGNALS_MAX);
    struct signal_watch *watch = &loop->signals[loop->signal_count];
    int failed = uv_signal_init(&loop->uv, &watch->handle);
    if (failed)
        return fail(err, IO, "cannot watch signals: %s", uv_strerror(failed));
    loop->signal_count++;
    watch->handle.data = watch;
    watch->call = call;
    watch->user = user;
    failed = uv_signal_start(&watch->handle, on_signal, signal);
    if (failed)
        return fail(err, IO, "cannot watch signal %d: %s", signal, uv_strerror(failed));
    return OK;
}

/* ---- Life. */

void loop_add_guest(struct loop *loop, struct loop_guest *guest) {
    guest->next = loop->guests;
    loop->guests = guest;
}

enum result loop_new(struct loop **ret_loop, struct err *err) {
    struct loop *loop = mem_alloc(sizeof *loop);
    int failed = uv_loop_init(&loop->uv);
    if (failed) {
        mem_free(loop);
        return fail(err, IO, "cannot make an event loop: %s", uv_strerror(failed));
    }
    uv_prepare_init(&loop->uv, &loop->before_wait); /* none of these can fail */
    uv_timer_init(&loop->uv, &loop->alarm);
    loop->before_wait.data = loop;
    uv_prepare_start(&loop->before_wait, on_before_wait);
    *ret_loop = loop;
    return OK;
}

void loop_run(struct loop *loop) {
    while (!loop->stopping)
        uv_run(&loop->uv, UV_RUN_DEFAULT);
}

void loop_stop(struct loop *loop) {
    loop->stopping = true;
    uv_stop(&loop->uv);
}

static void run_out(struct loop *loop) {
    while (uv_run(&loop->uv, UV_RUN_DEFAULT))
        ; /* a stop that was asked for earlier ends only one run */
}

/* The order matters: libwebsockets loads its libuv glue as a plugin and unloads it when its context
 * is destroyed for the second time. Were that to happen before the loop has run the close
 * callbacks, they would be called in memory that is gone. */
void loop_free(struct loop *loop) {
    if (!loop)
        return;
    for (struct loop_guest *guest = loop->guests; guest; guest = guest->next)
        guest->close(guest->owner);
    uv_close((uv_handle_t *)&loop->before_wait, NULL);
    uv_close((uv_handle_t *)&loop->alarm, NULL);
    for (unsigned i = 0; i < loop->signal_count; i++)
        uv_close((uv_handle_t *)&loop->signals[i].handle, NULL);
    run_out(loop);
    for (struct loop_guest *guest = loop->guests, *next; guest; guest = next) {
        next = guest->next; /* the guest may free itself */
        if (guest->finish)
            guest->finish(guest->owner);
    }
    run_out(loop);
    if (uv_loop_close(&loop->uv))
        abort(); /* a handle was forgotten: see the contract */
    mem_free(loop);
}
