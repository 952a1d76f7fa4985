/* One incidentd: the daemon's core and Socket Mode's machine over a real SQLite file, with this
 * world for its sockets and clocks. It can die at any call of its store, and starts again. */
#ifndef TESTS_WEATHER_PROCESS_H
#define TESTS_WEATHER_PROCESS_H

#include "tests/weather/world.h"

struct process *process_new(struct world *world);
void process_free(struct world *world);

void process_start(struct world *world);
/* kill -9, and a start after down_ms. */
void process_kill(struct world *world, int64_t down_ms);
bool process_is_up(const struct world *world);
const char *process_store_path(const struct world *world);

/* When the process wants to run next, INT64_MAX for never; and lets it. */
int64_t process_next_ms(const struct world *world);
void process_run(struct world *world);

/* ---- What comes back from Slack. */

struct reply_of_slack {
    enum { REPLY_OK, REPLY_REFUSED, REPLY_LATER, REPLY_UNSENT, REPLY_IN_DOUBT } outcome;
    const char *error;
    const char *body; /* JSON, or NULL */
    int64_t retry_after_ms;
};

/* life is the number of the process's life in which the call was made: an answer for an earlier one
 * finds nobody. */
int process_life(const struct world *world);
void process_answered(struct world *world, int life, uint64_t ticket,
                      const struct reply_of_slack *reply);
void process_url(struct world *world, int life, uint32_t attempt,
                 const struct reply_of_slack *reply);
void process_opened(struct world *world, int life, uint32_t socket);
void process_message(struct world *world, int life, uint32_t socket, const char *text);
void process_closed(struct world *world, int life, uint32_t socket);

#endif
