/* What became of a draft that was to be written into the folder: where it stands, or why not, and
 * another attempt then (the job "draft"). Whoever drives the postmortem hears of a failure at once,
 * and when it is given up. */
#include "handlers/kit/draft.h"
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "store/jobs.h"

#include <stdlib.h>

#define JOB "draft"

enum { ATTEMPTS = 6, AGAIN_MS = 10 * MINUTE_MS };

static enum result stands(struct context *cx, const struct request *rq,
                          struct postmortem *postmortem) {
    const char *place = json_text_at(rq->payload, "place");
    bool beside = json_is_true(rq->payload, "beside");
    bool same = str_equal(place, postmortem->place);
    postmortem->place = arena_strdup(cx->arena, place);
    enum result result = postmortem_put(cx->store, cx->incident->id, postmortem, cx->err);
    if (result != OK || same)
        return result;
    const char *why =
        beside ? " Somebody has changed the one before, so it stands beside that." : "";
    return post_private_text(cx, postmortem->owner,
                             arena_printf(cx->arena,
                                          ":memo: *%s*: the draft of the postmortem is written to "
                                          "`%s`.%s What only people know is marked there with "
                                          "*" DRAFT_MARK "*",
                                          cx->incident->name, place, why),
                             0);
}

static enum result fails(struct context *cx, const struct request *rq,
                         const struct postmortem *postmortem) {
    const char *error = json_text_at(rq->payload, "error"), *command = cx->config->slack.command;
    int64_t attempt = json_int(rq->payload, "call.attempt", 0) + 1;
    bool last = attempt >= ATTEMPTS;
    struct job job = {.kind = JOB,
                      .incident_id = cx->incident->id,
                      .due_ms = cx->now_ms + AGAIN_MS,
                      .within_ms = AGAIN_MS + MINUTE_MS,
                      .args = arena_printf(cx->arena, "%lld", (long long)attempt)};
    enum result result = last ? OK : job_put(cx->store, &job, cx->err);
    if (result != OK || (attempt > 1 && !last))
        return result;
    const char *next =
        last ? arena_printf(cx->arena,
                            "I have given it up; when that is mended: `%s postmortem %s "
                            "draft`. To read it here: `%s postmortem %s show`",
                            command, cx->incident->name, command, cx->incident->name)
             : "I try again every 10 minutes.";
    return post_private_text(cx, postmortem->owner,
                             arena_printf(cx->arena,
                                          ":warning: *%s*: the draft of the postmortem could not "
                                          "be written: %s. %s",
                                          cx->incident->name, error, next),
                             0);
}

static enum result written(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    if (!cx->incident)
        return OK;
    enum result result =
        postmortem_get(cx->store, cx->arena, cx->incident->id, &postmortem, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return rq->ok ? stands(cx, rq, &postmortem) : fails(cx, rq, &postmortem);
}

/* The thread hears at least what was to be said with the file. */
static enum result uploaded(struct context *cx, const struct request *rq) {
    if (rq->ok || !cx->incident)
        return OK;
    const char *words = json_text_at(rq->payload, "call.initial_comment");
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    "%s The draft itself did not get here (%s); to read "
                                    "it: %s postmortem %s show",
                                    words, json_text_at(rq->payload, "error"),
                                    cx->config->slack.command, cx->incident->name),
                       "");
}

static enum result again(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    if (!cx->incident)
        return OK;
    enum result result =
        postmortem_get(cx->store, cx->arena, cx->incident->id, &postmortem, cx->err);
    if (result == OK)
        result = draft_write(cx, &postmortem, postmortem.text, strtoll(rq->args, NULL, 10));
    return result == ABSENT ? OK : result;
}

const struct handler handlers_draft[] = {
    {.trigger = TRIGGER_RESULT, .name = "postmortem.written", .run = written},
    {.trigger = TRIGGER_RESULT, .name = "postmortem.uploaded", .run = uploaded},
    {.trigger = TRIGGER_JOB, .name = JOB, .run = again},
    {0},
};
