/* Once a minute: remembers that we are alive, so that a start knows how long we were away; once an
 * hour: forgets what nobody asks for any more. At a start, and when the rules were read anew,
 * whoever goes by them hears of it. */
#include "base/utc.h"
#include "handlers/gap.h"
#include "handlers/kit/form.h"
#include "handlers/kit/moment.h"
#include "handlers/pick.h"
#include "store/drafts.h"
#include "store/facts.h"
#include "store/inbox.h"
#include "store/jobs.h"
#include "store/messages.h"
#include "store/outbox.h"

enum { ALIVE_EVERY_MS = MINUTE_MS, AWAY_MS = 2 * MINUTE_MS, PRUNE_EVERY_MS = HOUR_MS };

static enum result alive(struct context *cx) {
    struct job job = {
        .kind = "housekeeping", .due_ms = cx->now_ms + ALIVE_EVERY_MS, .within_ms = ALIVE_EVERY_MS};
    enum result result = fact_put_int(cx->store, "alive", cx->now_ms, cx->err);
    return result == OK ? job_put(cx->store, &job, cx->err) : result;
}

/* The process has started: was it away? */
static enum result look_back(struct context *cx) {
    int64_t alive_ms = 0;
    enum result result = fact_get_ms(cx->store, "alive", &alive_ms, cx->err);
    if (result == OK && alive_ms && cx->now_ms - alive_ms > AWAY_MS) {
        result = fact_put_int(cx->store, "away.from", alive_ms, cx->err);
        if (result == OK)
            result = fact_put_int(cx->store, "away.to", cx->now_ms, cx->err);
    }
    return result == OK ? alive(cx) : result;
}

static enum result prune(struct context *cx) {
    int64_t pruned_ms = 0, older_ms = cx->now_ms - cx->config->inbox_keep_ms;
    enum result result = fact_get_ms(cx->store, "pruned", &pruned_ms, cx->err);
    bool lately = pruned_ms <= cx->now_ms && cx->now_ms - pruned_ms < PRUNE_EVERY_MS;
    if (result != OK || lately) /* a time to come was written before the clock was set back */
        return result;
    result = inbox_prune(cx->store, older_ms, cx->err);
    if (result == OK)
        result = outbox_prune(cx->store, older_ms, cx->err);
    if (result == OK)
        result = picked_prune(cx->store, cx->now_ms - PICKED_LIFE_MS, cx->err);
    if (result == OK)
        result = draft_prune(cx->store, cx->now_ms - FORM_DRAFT_KEPT_MS, cx->err);
    return result == OK ? fact_put_int(cx->store, "pruned", cx->now_ms, cx->err) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    (void)rq;
    enum result result = alive(cx);
    return result == OK ? prune(cx) : result;
}

static enum result started(struct context *cx, const struct request *rq) {
    enum result result = look_back(cx);
    if (result == OK)
        result = gap_after_start(cx);
    return result == OK ? moment_came(cx, rq, MOMENT_RULES, "") : result;
}

/* The rules in force may be others now: other drills on other days, another calendar. */
static enum result reloaded(struct context *cx, const struct request *rq) {
    return moment_came(cx, rq, MOMENT_RULES, "");
}

const struct handler handlers_housekeeping[] = {
    {.trigger = TRIGGER_JOB, .name = "housekeeping", .run = run},
    {.trigger = TRIGGER_EVENT, .name = "start", .run = started},
    {.trigger = TRIGGER_EVENT, .name = "reload", .run = reloaded},
    {0},
};
