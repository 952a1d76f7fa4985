/* Messages that wait for their time (chat.scheduleMessage). One that carries metadata never posts:
 * Slack documents this as a defect of its own
 * (docs.slack.dev/reference/methods/chat.scheduleMessage). */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include "sim/workspace.h"

enum {
    SCHEDULED_MAX = 1000,
    SCHEDULED_PER_WINDOW = 30, /* in one channel, in any five minutes of their posting times */
    SCHEDULED_WINDOW_S = 5 * 60
};

struct schedule;

struct schedule *schedule_new(void);
void schedule_free(struct schedule *schedule);
void schedule_clear(struct schedule *schedule);

/* Whether one more message at post_at_s, Unix seconds, would be too many: for the channel's window,
 * in which those already posted do not count any more, or for the memory. */
bool schedule_is_full(const struct sim *sim, const struct channel *channel, int64_t post_at_s);

/* Posts the message at post_at_s, Unix seconds; writes its id into out. */
void schedule_add(struct sim *sim, struct app *app, struct channel *channel, int64_t post_at_s,
                  struct json *owned_message, char out[ID_SIZE]);

/* False when the channel has no such message of the app. */
bool schedule_remove(struct sim *sim, const struct app *app, const struct channel *channel,
                     const char *id);

/* Array of {id, channel_id, post_at, date_created, text}; channel may be NULL for all. The caller
 * frees it. */
struct json *schedule_json(const struct sim *sim, const struct app *app,
                           const struct channel *channel);

#endif
