/* What became of a draft that was to be written into the folder: where it stands, or why not, and
 * another attempt then (the job "draft"). Whoever drives the postmortem hears of a failure at once,
 * and when it is given up. What stands there is committed then, where the settings want that: once,
 * because what git refuses it refuses again until somebody has mended it. */
#include "handlers/kit/draft.h"
#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/slack_text.h"
#include "store/jobs.h"

#include <stdlib.h>

#define JOB "draft"

enum { ATTEMPTS = 6, AGAIN_MS = 10 * MINUTE_MS, SHORT_HASH = 10 };

static enum result tell(struct context *cx, const char *user, const char *sign, const char *text) {
    return post_private_text(
        cx, user, arena_printf(cx->arena, "%s *%s*: %s", sign, cx->incident->name, text), 0);
}

static enum result stands(struct context *cx, const struct request *rq,
                          struct postmortem *postmortem) {
    const char *place = json_text_at(rq->payload, "place");
    bool beside = json_is_true(rq->payload, "beside");
    bool same = str_equal(place, postmortem->place);
    postmortem->place = arena_strdup(cx->arena, place);
    enum result result = postmortem_put(cx->store, cx->incident->id, postmortem, cx->err);
    if (result != OK)
        return result;
    const char *why =
        beside ? " Somebody has changed the one before, so it stands beside that." : "";
    const char *told = arena_printf(cx->arena,
                                    "the draft of the postmortem is written to `%s`.%s What only "
                                    "people know is marked there with *" DRAFT_MARK "*.",
                                    place, why);
    if (draft_is_committed(cx, postmortem))
        return draft_commit(cx, postmortem,
                            &(struct draft_commit){.what = "draft of the postmortem",
                                                   .user = postmortem->owner,
                                                   .told = same ? "" : told});
    return same ? OK : tell(cx, postmortem->owner, ":memo:", told);
}

static enum result fails(struct context *cx, const struct request *rq,
                         const struct postmortem *postmortem) {
    const char *error = json_text_at(rq->payload, "error"), *command = cx->config->slack.command;
    int64_t attempt = json_int(rq->payload, "call.attempt", 0) + 1;
    bool last = attempt >= ATTEMPTS;
    int64_t due_ms = cx->now_ms + AGAIN_MS;
    struct job job = {.kind = JOB,
                      .incident_id = cx->incident->id,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
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
    return tell(cx, postmortem->owner, ":warning:",
                arena_printf(cx->arena, "the draft of the postmortem could not be written: %s. %s",
                             error, next));
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

/* ---- Commits */

static enum result is_committed(struct context *cx, const struct request *rq) {
    const struct json *answer = rq->payload;
    const char *told = json_text_at(answer, "call.told"), *branch = json_text_at(answer, "branch");
    const char *commit = arena_strndup(cx->arena, json_text_at(answer, "commit"), SHORT_HASH);
    bool made = json_is_true(answer, "made");
    enum result result = OK;
    if (made)
        result = record(
            cx, TIMELINE_BOT, "postmortem",
            arena_printf(cx->arena, "Postmortem committed: %s on the branch %s", commit, branch));
    if (result != OK || !*told)
        return result;
    const char *ending = made      ? "It is committed on the branch"
                         : *commit ? "As it is, it is already on the branch"
                                   : "It is gone from there, so nothing is put on the branch";
    return tell(cx, json_text_at(answer, "call.user"), ":memo:",
                arena_printf(cx->arena, "%s %s `%s`%s", told, ending, branch,
                             *commit ? arena_printf(cx->arena, ", as `%s`.", commit) : "."));
}

/* git's own words are anybody's: of a path, of a branch. */
static const char *said_by_git(struct context *cx, const struct request *rq) {
    STR_AUTO(stored, SLACK_TEXT_MAX);
    slack_text_in(SLACK_FOREIGN, json_text_at(rq->payload, "error"), &stored);
    return arena_strdup(cx->arena, stored.text);
}

static enum result is_not_committed(struct context *cx, const struct request *rq) {
    const char *told = json_text_at(rq->payload, "call.told"), *why = said_by_git(cx, rq);
    enum result result = record(cx, TIMELINE_BOT, "postmortem",
                                arena_printf(cx->arena, "Postmortem not committed: %s", why));
    if (result != OK)
        return result;
    const char *what =
        *told ? arena_printf(cx->arena, "%s It", told) : "the postmortem in the folder";
    return tell(cx, json_text_at(rq->payload, "call.user"), ":warning:",
                arena_printf(cx->arena,
                             "%s could not be committed: %s. The file itself is whole; when that "
                             "is mended: `%s postmortem %s commit`",
                             what, shown(cx, why), cx->config->slack.command, cx->incident->name));
}

static enum result committed(struct context *cx, const struct request *rq) {
    if (!cx->incident)
        return OK;
    return rq->ok ? is_committed(cx, rq) : is_not_committed(cx, rq);
}

/* ---- Search */

/* What is gone from the folder is found as it was drafted. */
static enum result was_read(struct context *cx, const struct request *rq) {
    struct postmortem postmortem;
    if (!cx->incident)
        return OK;
    enum result result =
        postmortem_get(cx->store, cx->arena, cx->incident->id, &postmortem, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return draft_found(cx, rq->ok ? json_text_at(rq->payload, "text") : postmortem.text);
}

/* ---- In the thread */

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
    {.trigger = TRIGGER_RESULT, .name = "postmortem.committed", .run = committed},
    {.trigger = TRIGGER_RESULT, .name = "postmortem.read", .run = was_read},
    {.trigger = TRIGGER_RESULT, .name = "postmortem.uploaded", .run = uploaded},
    {.trigger = TRIGGER_JOB, .name = JOB, .run = again},
    {0},
};
