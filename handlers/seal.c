/* /incident seal – closes the timeline of an incident that is over: a chain of hashes over every
 * entry and every change of it (model/chain.h), whose last one the thread is told, so that nobody
 * can change the store and go unnoticed (incidentd --verify).
 * /incident unseal <why> – the commander opens it again, which is on the timeline like anything
 * else. */
#include "handlers/seal.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "store/seals.h"

static enum result current(struct context *cx, struct seal *ret_seal) {
    return seal_current(cx->store, cx->arena, cx->incident->id, ret_seal, cx->err);
}

enum result seal_check_open(struct context *cx) {
    struct seal seal;
    char when[PHRASE_WHEN_SIZE];
    enum result result = current(cx, &seal);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return fail(cx->err, DENIED,
                "The timeline of %s was sealed by %s at %s, and what is sealed is not changed. %s, "
                "the incident commander, can open it: `%s unseal %s …why…`",
                cx->incident->name, mention(cx, seal.who),
                phrase_of_moment(seal.sealed_ms, cx->now_ms, when), mention(cx, view_commander(cx)),
                cx->config->slack.command, cx->incident->name);
}

enum result seal_say(struct context *cx) {
    struct seal seal;
    enum result result = current(cx, &seal);
    if (result == OK)
        reply_say(cx, ":lock: Sealed by %s at %s, up to #%lld: `%s`", mention(cx, seal.who),
                  moment(cx, seal.sealed_ms), (long long)seal.entries, seal.hash);
    return result;
}

/* Nothing can be sealed that goes on, and nothing need be that is sealed to its end. */
static enum result check_sealable(struct context *cx) {
    struct seal last;
    int64_t newer = 0;
    if (incident_is_open(cx->incident))
        return fail(cx->err, INVALID,
                    "%s is still open and its timeline goes on; seal it when it is resolved and "
                    "everybody has looked through it",
                    cx->incident->name);
    enum result result = current(cx, &last);
    if (result == OK)
        result = seal_newer(cx->store, cx->incident->id, &last, &newer, cx->err);
    if (result != OK || newer > 0)
        return result == ABSENT ? OK : result;
    return fail(cx->err, INVALID, "%s is sealed already, by %s: `%s`", cx->incident->name,
                mention(cx, last.who), last.hash);
}

static const char *undo(struct context *cx) {
    return arena_printf(cx->arena, "%s unseal %s …why…", cx->config->slack.command,
                        cx->incident->name);
}

enum result seal(struct context *cx, const struct request *rq, const char *words) {
    struct seal new = {.who = rq->user, .sealed_ms = cx->now_ms};
    enum result result = check_sealable(cx);
    if (result == OK)
        result = seal_make(cx->store, cx->arena, cx->incident, &new, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "seal",
                        arena_printf(cx->arena, "Timeline sealed up to #%lld: %s",
                                     (long long)new.entries, new.hash));
    if (result == OK)
        result = post_notice(
            cx,
            arena_printf(cx->arena,
                         ":lock: %s sealed the timeline: %lld entries, %lld changes of them. Its "
                         "fingerprint is %s",
                         mention(cx, rq->user), (long long)new.entries, (long long)new.amendments,
                         new.hash),
            undo(cx));
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: the timeline is sealed up to #%lld. It can be read, added to and not "
              "changed any more; the thread has its fingerprint.",
              heading(cx), (long long)new.entries);
    reply_say(cx, "To open it again: `%s`", undo(cx));
    warn_unreachable(cx);
    reply_unused(cx, words);
    return OK;
}

static enum result check_unsealable(struct context *cx, const struct request *rq, const char *why) {
    struct seal seal;
    enum result result = current(cx, &seal);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "The timeline of %s is not sealed", cx->incident->name);
    if (result == OK)
        result = check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (result == OK && !str_equal(rq->user, view_commander(cx)))
        return fail(cx->err, DENIED, "Only the incident commander opens a sealed timeline; ask %s",
                    mention(cx, view_commander(cx)));
    return result;
}

enum result unseal(struct context *cx, const struct request *rq, const char *why) {
    enum result result = check_unsealable(cx, rq, why);
    if (result == OK)
        result = seal_break(cx->store, cx->incident->id, rq->user, why, cx->now_ms, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "unseal", arena_printf(cx->arena, "Seal broken: %s", why));
    if (result == OK)
        result = post_notice(
            cx,
            arena_printf(cx->arena, ":unlock: %s opened the sealed timeline: %s",
                         mention(cx, rq->user), why),
            arena_printf(cx->arena, "%s seal %s", cx->config->slack.command, cx->incident->name));
    if (result != OK)
        return result;
    reply_say(cx,
              "%s: the timeline is open again, and says that you opened it. What was under the "
              "seal can still be held against it. When it is right: `%s seal %s`",
              heading(cx), cx->config->slack.command, cx->incident->name);
    warn_unreachable(cx);
    return OK;
}

static enum result run_seal(struct context *cx, const struct request *rq) {
    return seal(cx, rq, rq->args);
}

static enum result run_unseal(struct context *cx, const struct request *rq) {
    return unseal(cx, rq, rq->args);
}

const struct handler handlers_seal[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "seal",
     .usage = "[incident]",
     .summary = "close the timeline of an incident that is over, so that any change shows",
     .example = "seal",
     .needs = NEEDS_RESOLVED_INCIDENT,
     .run = run_seal},
    {.trigger = TRIGGER_COMMAND,
     .name = "unseal",
     .usage = "[incident] <why>",
     .summary = "open a sealed timeline again; the commander does",
     .example = "unseal the rollback was at 14:20, not 15:20",
     .needs = NEEDS_RESOLVED_INCIDENT,
     .run = run_unseal},
    {0},
};
