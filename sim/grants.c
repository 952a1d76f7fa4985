/* Trigger ids and response URLs: see grants.h. */
#include "sim/grants.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"

#include <inttypes.h>
#include <stdio.h>

enum { RESPONSE_URL_LIFE_MS = 30 * MINUTE_MS };

struct grants {
    struct trigger_list triggers;
    struct response_url_list urls;
    size_t trigger_count, url_count;
};

struct grants *grants_new(void) {
    struct grants *grants = mem_alloc(sizeof *grants);
    TAILQ_INIT(&grants->triggers);
    TAILQ_INIT(&grants->urls);
    return grants;
}

static void drop_oldest_trigger(struct grants *grants) {
    struct trigger *trigger = TAILQ_FIRST(&grants->triggers);
    TAILQ_REMOVE(&grants->triggers, trigger, link);
    grants->trigger_count--;
    mem_free(trigger);
}

static void drop_oldest_url(struct grants *grants) {
    struct response_url *url = TAILQ_FIRST(&grants->urls);
    TAILQ_REMOVE(&grants->urls, url, link);
    grants->url_count--;
    mem_free(url);
}

void grants_clear(struct grants *grants) {
    while (grants->trigger_count > 0)
        drop_oldest_trigger(grants);
    while (grants->url_count > 0)
        drop_oldest_url(grants);
}

void grants_free(struct grants *grants) {
    if (!grants)
        return;
    grants_clear(grants);
    mem_free(grants);
}

const char *grants_new_trigger(struct sim *sim, const struct app *app, struct user *user,
                               const char *view_id) {
    struct grants *grants = sim->grants;
    char secret[RANDOM_ID_SIZE];
    if (grants->trigger_count == GRANTS_MAX)
        drop_oldest_trigger(grants);
    struct trigger *trigger = mem_alloc(sizeof *trigger);
    snprintf(trigger->id, sizeof trigger->id, "%" PRId64 ".1000000001.%s",
             clock_utc_ms() % 10000000000, random_id(&sim->random, secret));
    snprintf(trigger->view_id, sizeof trigger->view_id, "%s", view_id);
    trigger->app = app;
    trigger->user = user;
    trigger->expires_ms = clock_monotonic_ms() + sim->settings.trigger_life_ms;
    TAILQ_INSERT_TAIL(&grants->triggers, trigger, link);
    grants->trigger_count++;
    return trigger->id;
}

const char *grants_use_trigger(struct sim *sim, const struct app *app, const char *id,
                               const struct trigger **ret_trigger) {
    struct trigger *trigger;
    TAILQ_FOREACH(trigger, &sim->grants->triggers, link)
    if (trigger->app == app && str_equal(trigger->id, id))
        break;
    if (!trigger)
        return "invalid_trigger_id";
    if (clock_monotonic_ms() > trigger->expires_ms)
        return "expired_trigger_id";
    if (trigger->used)
        return "exchanged_trigger_id";
    trigger->used = true;
    *ret_trigger = trigger;
    return NULL;
}

const char *grants_new_response_url(struct sim *sim, const char *kind, struct app *app,
                                    struct user *user, struct channel *channel,
                                    const char *message_ts) {
    struct grants *grants = sim->grants;
    char secret[RANDOM_ID_SIZE];
    if (grants->url_count == GRANTS_MAX)
        drop_oldest_url(grants);
    struct response_url *url = mem_alloc(sizeof *url);
    snprintf(url->path, sizeof url->path, "/%s/%s/%" PRId64 "/%s", kind, sim->workspace->team_id,
             clock_utc_ms(), random_id(&sim->random, secret));
    snprintf(url->message_ts, sizeof url->message_ts, "%s", message_ts);
    url->app = app;
    url->user = user;
    url->channel = channel;
    url->uses_left = RESPONSE_URL_USES;
    url->expires_ms = clock_monotonic_ms() + sim_scaled_ms(sim, RESPONSE_URL_LIFE_MS);
    TAILQ_INSERT_TAIL(&grants->urls, url, link);
    grants->url_count++;
    return url->path;
}

static const char *refusal(const struct response_url *url) {
    if (!url)
        return "no_such_url";
    if (clock_monotonic_ms() > url->expires_ms)
        return "expired_url";
    return url->uses_left == 0 ? "used_url" : NULL;
}

const struct response_url *grants_use_response_url(struct sim *sim, const char *path,
                                                   const char **ret_error) {
    struct response_url *url;
    TAILQ_FOREACH(url, &sim->grants->urls, link)
    if (str_equal(url->path, path))
        break;
    *ret_error = refusal(url);
    if (*ret_error)
        return NULL;
    url->uses_left--;
    return url;
}
