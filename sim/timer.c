/* One-shot timers over uv_timer_t: see timer.h. */
#include "sim/timer.h"

#include "base/mem.h"

struct timer {
    uv_timer_t handle;
    void (*run)(void *owner);
    void *owner;
};

static void on_closed(uv_handle_t *handle) {
    mem_free(handle->data);
}

static void on_due(uv_timer_t *handle) {
    struct timer *timer = handle->data;
    uv_close((uv_handle_t *)handle, on_closed);
    timer->run(timer->owner);
}

struct timer *timer_start(uv_loop_t *loop, int64_t delay_ms, void (*run)(void *owner),
                          void *owner) {
    struct timer *timer = mem_alloc(sizeof *timer);
    timer->run = run;
    timer->owner = owner;
    uv_timer_init(loop, &timer->handle);
    timer->handle.data = timer;
    uv_update_time(loop);
    uv_timer_start(&timer->handle, on_due, delay_ms > 0 ? (uint64_t)delay_ms : 0, 0);
    return timer;
}

void timer_stop(struct timer *timer) {
    if (timer)
        uv_close((uv_handle_t *)&timer->handle, on_closed);
}
