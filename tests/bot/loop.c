/* The loop: tasks, wake-ups, signals and a clean end. */
#include "bot/loop.h"

#include "base/clock.h"
#include "base/utc.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <uv.h>

struct world {
    struct loop *loop;
    struct loop_task task, other;
    int runs, other_runs, signals;
    int64_t start_ms;
    char order[16];
};

static void open_world(struct world *world) {
    struct err err;
    *world = (struct world){.start_ms = clock_monotonic_ms()};
    cr_assert(loop_new(&world->loop, &err) == OK, "%s", err.text);
}

static int64_t stop_at_third_run(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (++world->runs == 3)
        loop_stop(world->loop);
    return now_ms + 5;
}

Test(loop, a_task_runs_again_when_it_said_it_wants_to) {
    struct world world;
    open_world(&world);
    world.task = (struct loop_task){stop_at_third_run, &world, LOOP_MONOTONIC, NULL, 0, false, 0};
    loop_add(world.loop, &world.task);
    loop_run(world.loop);
    cr_assert(world.runs == 3);
    cr_assert(clock_monotonic_ms() - world.start_ms >= 10);
    loop_free(world.loop);
}

static int64_t never_again(void *owner, int64_t now_ms) {
    struct world *world = owner;
    (void)now_ms;
    if (++world->runs == 2)
        loop_stop(world->loop);
    return LOOP_NEVER;
}

static int64_t wake_the_other(void *owner, int64_t now_ms) {
    struct world *world = owner;
    world->other_runs++;
    loop_wake(&world->task);
    return now_ms + 60000;
}

Test(loop, a_task_that_waits_for_ever_runs_when_it_is_woken) {
    struct world world;
    open_world(&world);
    world.task = (struct loop_task){never_again, &world, LOOP_UTC, NULL, 0, false, 0};
    world.other = (struct loop_task){wake_the_other, &world, LOOP_UTC, NULL, 0, false, 0};
    loop_add(world.loop, &world.other);
    loop_add(world.loop, &world.task);
    loop_run(world.loop);
    cr_assert(world.runs == 2 && world.other_runs == 1);
    loop_free(world.loop);
}

static int64_t remove_both(void *owner, int64_t now_ms) {
    struct world *world = owner;
    world->runs++;
    loop_remove(world->loop, &world->other);
    loop_remove(world->loop, &world->task);
    loop_remove(world->loop, &world->task); /* once more does nothing */
    return now_ms;
}

static int64_t count_other(void *owner, int64_t now_ms) {
    struct world *world = owner;
    world->other_runs++;
    return now_ms;
}

static void stop_on_timer(uv_timer_t *timer) {
    struct world *world = timer->data;
    loop_stop(world->loop);
    uv_close((uv_handle_t *)timer, NULL);
}

static int64_t a_day_ahead(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (++world->runs == 2)
        loop_stop(world->loop);
    return now_ms + DAY_MS;
}

/* As if the clock had shown a later hour when the task ran, and been set back since. */
static int64_t set_the_clock_back(void *owner, int64_t now_ms) {
    struct world *world = owner;
    if (world->other_runs++ == 1)
        world->task.ran_ms += HOUR_MS;
    return now_ms + 5;
}

Test(loop, a_task_runs_when_its_clock_was_set_back, .timeout = 10) {
    struct world world;
    open_world(&world);
    world.task = (struct loop_task){a_day_ahead, &world, LOOP_UTC, NULL, 0, false, 0};
    world.other = (struct loop_task){set_the_clock_back, &world, LOOP_MONOTONIC, NULL, 0, false, 0};
    loop_add(world.loop, &world.task);
    loop_add(world.loop, &world.other);
    loop_run(world.loop);
    cr_assert(world.runs == 2);
    loop_free(world.loop);
}

Test(loop, a_task_may_remove_itself_and_the_one_after_it) {
    struct world world;
    open_world(&world);
    uv_timer_t timer = {.data = &world};
    uv_timer_init(loop_uv(world.loop), &timer);
    uv_timer_start(&timer, stop_on_timer, 20, 0);
    world.task = (struct loop_task){remove_both, &world, LOOP_MONOTONIC, NULL, 0, false, 0};
    world.other = (struct loop_task){count_other, &world, LOOP_MONOTONIC, NULL, 0, false, 0};
    loop_add(world.loop, &world.other);
    loop_add(world.loop, &world.task); /* runs first */
    loop_run(world.loop);
    cr_assert(world.runs == 1 && world.other_runs == 0);
    loop_free(world.loop);
}

Test(loop, a_task_that_is_always_due_leaves_room_for_everything_else) {
    struct world world;
    open_world(&world);
    uv_timer_t timer = {.data = &world};
    uv_timer_init(loop_uv(world.loop), &timer);
    uv_timer_start(&timer, stop_on_timer, 20, 0);
    world.other = (struct loop_task){count_other, &world, LOOP_UTC, NULL, 0, false, 0};
    loop_add(world.loop, &world.other);
    loop_run(world.loop);
    cr_assert(world.other_runs > 1);
    loop_free(world.loop);
}

static void on_signal(void *user, int signal) {
    struct world *world = user;
    world->signals += signal == SIGUSR1;
    loop_stop(world->loop);
}

static int64_t raise_once(void *owner, int64_t now_ms) {
    (void)owner, (void)now_ms;
    raise(SIGUSR1);
    return LOOP_NEVER;
}

Test(loop, a_signal_arrives_in_the_loop_while_nothing_else_happens) {
    struct world world;
    struct err err;
    open_world(&world);
    cr_assert(loop_on_signal(world.loop, SIGUSR1, on_signal, &world, &err) == OK);
    world.task = (struct loop_task){raise_once, &world, LOOP_UTC, NULL, 0, false, 0};
    loop_add(world.loop, &world.task);
    loop_run(world.loop);
    cr_assert(world.signals == 1);
    loop_free(world.loop);
}

Test(loop, a_signal_that_cannot_be_caught_is_refused) {
    struct world world;
    struct err err;
    open_world(&world);
    cr_assert(loop_on_signal(world.loop, SIGKILL, on_signal, &world, &err) == IO);
    loop_free(world.loop);
}

Test(loop, a_stop_before_the_run_is_not_forgotten) {
    struct world world;
    open_world(&world);
    loop_stop(world.loop);
    loop_run(world.loop);
    loop_free(world.loop);
    loop_free(NULL);
}

struct visitor {
    struct loop_guest guest;
    struct world *world;
    char name;
    uv_timer_t handle;
};

static void note(struct visitor *visitor, char what) {
    size_t len = strlen(visitor->world->order);
    visitor->world->order[len] = visitor->name;
    visitor->world->order[len + 1] = what;
}

static void on_gone(uv_handle_t *handle) {
    note(handle->data, 'g');
}

static void close_visitor(void *owner) {
    struct visitor *visitor = owner;
    note(visitor, 'c');
    uv_close((uv_handle_t *)&visitor->handle, on_gone);
}

static void finish_visitor(void *owner) {
    note(owner, 'f');
}

Test(loop, guests_are_closed_last_first_and_finished_when_the_loop_has_run_out) {
    struct world world;
    open_world(&world);
    struct visitor a = {{close_visitor, finish_visitor, &a, NULL}, &world, 'a', {0}};
    struct visitor b = {{close_visitor, finish_visitor, &b, NULL}, &world, 'b', {0}};
    struct visitor *both[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        uv_timer_init(loop_uv(world.loop), &both[i]->handle);
        both[i]->handle.data = both[i];
        loop_add_guest(world.loop, &both[i]->guest);
    }
    loop_stop(world.loop); /* the end must not be cut short by it */
    loop_free(world.loop);
    cr_assert_str_eq(world.order, "bcacagbgbfaf", "%s", world.order);
}

Test(loop, a_forgotten_handle_aborts, .signal = SIGABRT, .timeout = 10) {
    struct world world;
    uv_loop_t *uv;
    static uv_timer_t forgotten;
    open_world(&world);
    uv = loop_uv(world.loop);
    uv_timer_init(uv, &forgotten);
    loop_free(world.loop);
}
