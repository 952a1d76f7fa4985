/* The service manager: see watchdog.h. */
#include "bot/watchdog.h"

#include "bot/loop.h"

#include <systemd/sd-daemon.h>

/* One process has one watchdog. */
static struct loop_task task;
static int64_t every_ms;

static int64_t run(void *owner, int64_t now_ms) {
    (void)owner;
    (void)sd_notify(0, "WATCHDOG=1");
    return now_ms + every_ms;
}

void watchdog_start(struct loop *loop) {
    uint64_t interval_us = 0;
    (void)sd_notify(0, "READY=1\nSTATUS=connecting to Slack");
    if (sd_watchdog_enabled(0, &interval_us) <= 0)
        return;
    every_ms = (int64_t)(interval_us / 2000);
    task = (struct loop_task){.run = run, .clock = LOOP_MONOTONIC};
    loop_add(loop, &task);
}

void watchdog_status(const char *text) {
    (void)sd_notifyf(0, "STATUS=%s", text);
}

void watchdog_stopping(void) {
    (void)sd_notify(0, "STOPPING=1");
}
