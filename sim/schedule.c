/* Scheduled messages: see schedule.h. */
#include "sim/schedule.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/messages.h"
#include "sim/timer.h"

#include <stdio.h>

struct scheduled {
    TAILQ_ENTRY(scheduled) link;
    struct sim *sim;
    const struct app *app;
    struct channel *channel;
    char id[ID_SIZE];
    int64_t post_at_s, created_s;
    struct json *message;
    struct timer *timer;
};
TAILQ_HEAD(scheduled_list, scheduled);

struct schedule {
    struct scheduled_list list;
    size_t count;
};

struct schedule *schedule_new(void) {
    struct schedule *schedule = mem_alloc(sizeof *schedule);
    TAILQ_INIT(&schedule->list);
    return schedule;
}

static void drop(struct schedule *schedule, struct scheduled *scheduled) {
    TAILQ_REMOVE(&schedule->list, scheduled, link);
    schedule->count--;
    timer_stop(scheduled->timer);
    json_free(scheduled->message);
    mem_free(scheduled);
}

void schedule_clear(struct schedule *schedule) {
    struct scheduled *scheduled;
    while ((scheduled = TAILQ_FIRST(&schedule->list)) != NULL)
        drop(schedule, scheduled);
}

void schedule_free(struct schedule *schedule) {
    if (!schedule)
        return;
    schedule_clear(schedule);
    mem_free(schedule);
}

/* Messages of the channel in the window that begins at from_s. */
static size_t count_from(const struct schedule *schedule, const struct channel *channel,
                         int64_t from_s) {
    const struct scheduled *scheduled;
    size_t count = 0;
    TAILQ_FOREACH(scheduled, &schedule->list, link)
    count += scheduled->channel == channel && scheduled->post_at_s >= from_s &&
             scheduled->post_at_s < from_s + SCHEDULED_WINDOW_S;
    return count;
}

bool schedule_is_full(const struct sim *sim, const struct channel *channel, int64_t post_at_s) {
    const struct schedule *schedule = sim->schedule;
    const struct scheduled *first;
    size_t most = count_from(schedule, channel, post_at_s);
    TAILQ_FOREACH(first, &schedule->list, link) { /* every window that post_at_s lies in */
        int64_t ahead_s = post_at_s - first->post_at_s;
        if (first->channel != channel || ahead_s < 0 || ahead_s >= SCHEDULED_WINDOW_S)
            continue;
        size_t count = count_from(schedule, channel, first->post_at_s);
        most = count > most ? count : most;
    }
    return most >= SCHEDULED_PER_WINDOW || schedule->count == SCHEDULED_MAX;
}

static void on_due(void *owner) {
    struct scheduled *scheduled = owner;
    scheduled->timer = NULL;
    bool posts = !json_at(scheduled->message, "metadata") && !scheduled->channel->is_archived;
    if (posts)
        messages_add(scheduled->sim, scheduled->channel, json_copy(scheduled->message), NULL);
    drop(scheduled->sim->schedule, scheduled);
}

void schedule_add(struct sim *sim, struct app *app, struct channel *channel, int64_t post_at_s,
                  struct json *owned_message, char out[ID_SIZE]) {
    struct scheduled *scheduled = mem_alloc(sizeof *scheduled);
    int64_t now_ms = clock_utc_ms();
    scheduled->sim = sim;
    scheduled->app = app;
    scheduled->channel = channel;
    scheduled->post_at_s = post_at_s;
    scheduled->created_s = now_ms / SECOND_MS;
    scheduled->message = owned_message;
    snprintf(out, ID_SIZE, "%s", sim_new_id(sim, "Q", scheduled->id));
    int64_t delay_ms = sim_scaled_ms(sim, post_at_s * SECOND_MS - now_ms);
    scheduled->timer = timer_start(sim->loop, delay_ms, on_due, scheduled);
    TAILQ_INSERT_TAIL(&sim->schedule->list, scheduled, link);
    sim->schedule->count++;
}

bool schedule_remove(struct sim *sim, const struct app *app, const struct channel *channel,
                     const char *id) {
    struct scheduled *scheduled;
    TAILQ_FOREACH(scheduled, &sim->schedule->list, link) {
        if (scheduled->app != app || scheduled->channel != channel || !str_equal(scheduled->id, id))
            continue;
        drop(sim->schedule, scheduled);
        return true;
    }
    return false;
}

struct json *schedule_json(const struct sim *sim, const struct app *app,
                           const struct channel *channel) {
    struct json *all = json_new_array();
    const struct scheduled *scheduled;
    TAILQ_FOREACH(scheduled, &sim->schedule->list, link) {
        if (scheduled->app != app || (channel && scheduled->channel != channel))
            continue;
        struct json *one = json_new_object();
        json_put_str(one, "id", scheduled->id);
        json_put_str(one, "channel_id", scheduled->channel->id);
        json_put_int(one, "post_at", scheduled->post_at_s);
        json_put_int(one, "date_created", scheduled->created_s);
        json_put_str(one, "text", json_text_at(scheduled->message, "text"));
        json_push(all, one);
    }
    return all;
}
