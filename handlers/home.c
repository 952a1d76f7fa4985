/* The App Home of everybody who looks at theirs: published when they open it, and again when
 * something on it changed (kit/home.h). */
#include "handlers/kit/home.h"
#include "base/str.h"
#include "handlers/kit/moment.h"
#include "store/homes.h"

/* https://docs.slack.dev/reference/events/app_home_opened – for each tab, at every opening. */
static enum result opened(struct context *cx, const struct request *rq) {
    if (!str_equal(json_text_at(rq->payload, "tab"), "home") || !*rq->user)
        return OK;
    enum result result = homes_prune(cx->store, cx->now_ms - HOME_FOLLOWED_MS, cx->err);
    return result == OK ? home_show(cx, rq->user) : result;
}

/* Something may have changed. */
static enum result run(struct context *cx, const struct request *rq) {
    (void)rq;
    return home_again(cx);
}

/* The rules may be others since. */
static enum result rules_read(struct context *cx, const struct request *rq) {
    (void)rq;
    return home_stir(cx);
}

/* A page that Slack did not take is not followed any further; it is tried anew when its person
 * opens it. */
static enum result published(struct context *cx, const struct request *rq) {
    return rq->ok ? OK : homes_drop(cx->store, rq->args, cx->err);
}

const struct handler handlers_home[] = {
    {.trigger = TRIGGER_EVENT, .name = "app_home_opened", .run = opened},
    {.trigger = TRIGGER_JOB, .name = "home", .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RULES, .run = rules_read},
    {.trigger = TRIGGER_RESULT, .name = "home", .run = published},
    {0},
};
