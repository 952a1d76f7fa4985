/* /incident approve [#n] and deny [#n] <why> – answers what somebody asked for, and hands the
 * answer to the handler that asked. Who may: whom the playbook names, and whoever was called since
 * because nobody answered. A request that is not answered climbs the escalation path; at its end,
 * where the playbook lets one who is alone decide, whoever asked may, and writes down why. What is
 * asked after the end of an incident, such as the publication of its postmortem, calls nobody: they
 * are reminded once a working day. */
#include "handlers/kit/approval.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/pages.h"

#include <string.h>

/* ---- Which ------------------------------------------------------------------------------------
 */

static enum result only_open(struct context *cx, struct approval *ret_approval) {
    struct approval_list open;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    if (result != OK)
        return result;
    if (open.count == 0)
        return fail(cx->err, INVALID, "Nothing of %s waits for an approval", cx->incident->name);
    if (open.count > 1)
        return fail(cx->err, INVALID, "%d requests of %s are open; write which, such as #%lld",
                    open.count, cx->incident->name, (long long)open.approvals[0].number);
    *ret_approval = open.approvals[0];
    return OK;
}

static enum result find(struct context *cx, struct words *line, struct approval *ret_approval) {
    int64_t number = words_take_number(line, true);
    char when[PHRASE_WHEN_SIZE];
    if (number == 0)
        return only_open(cx, ret_approval);
    enum result result =
        approval_get(cx->store, cx->arena, cx->incident->id, number, ret_approval, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "%s has no request #%lld", cx->incident->name,
                    (long long)number);
    if (result == OK && !str_equal(ret_approval->state, APPROVAL_OPEN))
        return fail(cx->err, INVALID, "#%lld was %s at %s already", (long long)number,
                    ret_approval->state,
                    phrase_of_moment(ret_approval->answered_ms, cx->now_ms, when));
    return result;
}

/* ---- Who --------------------------------------------------------------------------------------
 */

/* Whoever asked, when nobody else is left. */
static bool is_alone(const struct approval *approval, const char *user) {
    return approval->alone && str_equal(approval->asked_by, user);
}

/* Whoever was called since it was asked may answer. */
static enum result was_called(struct context *cx, const struct approval *approval, const char *user,
                              bool *ret_called) {
    struct page page;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, user, &page, cx->err);
    *ret_called = result == OK && page.called_ms >= approval->asked_ms;
    return result == ABSENT ? OK : result;
}

static enum result check_may(struct context *cx, const struct approval *approval,
                             const char *user) {
    const struct playbook_group *group = playbook_group(cx->playbook, approval->asked);
    const struct playbook_role *role = playbook_role(cx->playbook, approval->asked);
    const char *rule = playbook_severity(cx->playbook, cx->incident->severity)->rule;
    const char *whom = role    ? arena_printf(cx->arena, "the %s", view_role(cx, role->name))
                       : group ? (*group->title ? group->title : group->name)
                               : approval->asked;
    const char *trouble = group ? directory_trouble(cx, group) : "";
    bool called = false;
    enum result result = was_called(cx, approval, user, &called);
    if (result != OK || called || approval_may(cx, approval->asked, approval->asked_by, user) ||
        is_alone(approval, user))
        return result;
    return fail(cx->err, DENIED,
                "#%lld is for %s to answer, and for whoever is called when they do not%s%s%s%s",
                (long long)approval->number, whom, *rule ? ". Rule: " : "", unstopped(cx, rule),
                *trouble ? ". " : "", trouble);
}

/* ---- The answer -------------------------------------------------------------------------------
 */

/* The handler that asked goes on with what it asked for, and tells the thread. */
static enum result hand_over(struct context *cx, const struct request *rq,
                             const struct approval *approval, const char *why) {
    const struct handler *handler = handler_find(TRIGGER_APPROVAL, approval->topic);
    if (!handler)
        return fail(cx->err, CORRUPT, "nothing hears the approval \"%s\"", approval->topic);
    struct request answer = *rq;
    answer.trigger = TRIGGER_APPROVAL;
    answer.name = approval->topic;
    answer.args = approval->args;
    answer.ok = str_equal(approval->state, APPROVAL_APPROVED);
    answer.answer = &(struct approval_answer){approval, why};
    return handler->run(cx, &answer);
}

static enum result answer(struct context *cx, const struct request *rq, struct approval *approval,
                          const char *state, const char *why) {
    approval->state = state;
    approval->answered_by = rq->user;
    approval->answered_ms = cx->now_ms;
    enum result result = approval_end(cx, approval, why);
    if (result == OK) /* nobody need be called for it any more */
        result = page_answer_automatic(cx->store, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "approval", approval_fact(cx, approval, why));
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? hand_over(cx, rq, approval, why) : result;
}

static enum result approve(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct approval approval = {0};
    enum result result = find(cx, &line, &approval);
    if (result == OK)
        result = check_may(cx, &approval, rq->user);
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "text", POLICY_TEXT_MAX);
    if (result == OK && !*line.rest && is_alone(&approval, rq->user))
        return fail(cx->err, INVALID,
                    "You decide this alone, so write down why: approve #%lld …why…",
                    (long long)approval.number);
    if (result == OK)
        result = answer(cx, rq, &approval, APPROVAL_APPROVED, line.rest);
    if (result != OK)
        return result;
    reply_say_first(cx, arena_printf(cx->arena, "%s: you approved #%lld; the thread knows.",
                                     heading(cx), (long long)approval.number));
    return OK;
}

static enum result deny(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct approval approval = {0};
    enum result result = find(cx, &line, &approval);
    if (result == OK)
        result = check_may(cx, &approval, rq->user);
    if (result != OK)
        return result;
    if (!*line.rest) {
        reply_say(cx, "%s: why not? Whoever asked will read it. Type `%s deny %s #%lld …why…`",
                  heading(cx), cx->config->slack.command, cx->incident->name,
                  (long long)approval.number);
        return OK;
    }
    if ((result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX)) == OK)
        result = answer(cx, rq, &approval, APPROVAL_DENIED, line.rest);
    if (result != OK)
        return result;
    reply_say(cx, "%s: you denied #%lld; the thread and %s know why.", heading(cx),
              (long long)approval.number, mention(cx, approval.asked_by));
    return OK;
}

/* ---- Nobody answers ---------------------------------------------------------------------------
 */

/* Those who were asked hear that it still waits for them. */
static enum result remind(struct context *cx, const struct approval *approval) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)approval->number;
    enum result result = approval_wait(cx, approval);
    if (result != OK)
        return result;
    return post_notice(
        cx,
        arena_printf(cx->arena,
                     ":raised_hand: %s, #%lld still waits for you: %s\n`%s approve %s #%lld` or "
                     "`%s deny %s #%lld …why…`",
                     approval_whom(cx, approval->asked), number, approval->what, command, name,
                     number, command, name, number),
        "");
}

/* Nobody is left to call. One who is alone may decide, where the playbook says so; otherwise those
 * who were asked are reminded, as often as it takes. */
static enum result at_the_end(struct context *cx, struct approval *approval) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)approval->number;
    bool solo = playbook_has(&cx->playbook->decision.deciders, "solo");
    if (solo && approval->alone)
        return OK;
    approval->alone = solo;
    enum result result = approval_save(cx->store, approval, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "approval",
                        arena_printf(cx->arena, "Approval #%lld: nobody answered%s", number,
                                     solo ? ", and nobody is left to call" : ""));
    if (result != OK || !solo)
        return result == OK ? remind(cx, approval) : result;
    if ((result = approval_wait(cx, approval)) != OK)
        return result;
    return post_notice(
        cx,
        arena_printf(cx->arena,
                     ":bust_in_silhouette: %s, nobody answered #%lld and nobody is left to call. "
                     "Use your judgement, and write down why: `%s approve %s #%lld …why…`",
                     mention(cx, approval->asked_by), number, command, name, number),
        "");
}

/* Whoever was called since it was asked has not reacted, and that call climbs by itself. */
static enum result is_climbing(struct context *cx, const struct approval *approval,
                               bool *ret_climbing) {
    struct page page;
    bool more = cx->incident->escalated < cx->playbook->escalation.path_count;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, NULL, &page, cx->err);
    *ret_climbing = result == OK && more && page.step && !page.answered_ms &&
                    page.called_ms >= approval->asked_ms && escalation_wait_ms(cx, page.step) > 0;
    return result == ABSENT ? OK : result;
}

static enum result climb(struct context *cx, struct approval *approval) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)approval->number;
    struct somebody called;
    bool climbing = false;
    char waited[PHRASE_DURATION_SIZE];
    enum result result = is_climbing(cx, approval, &climbing);
    if (result != OK || climbing)
        return result == OK ? approval_wait(cx, approval) : result;
    const char *why = arena_printf(
        cx->arena,
        "nobody answered #%lld for %s, %s; answer it with `%s approve %s #%lld` or `%s deny %s "
        "#%lld …why…`",
        number, phrase_of_duration(cx->now_ms - approval->asked_ms, PHRASE_LONG, waited),
        approval->what, command, name, number, command, name, number);
    result = escalate_next(cx, TIMELINE_BOT, why, &called);
    if (result == ABSENT)
        return at_the_end(cx, approval);
    return result == OK ? approval_wait(cx, approval) : result;
}

static enum result waited(struct context *cx, const struct request *rq) {
    struct approval approval = {0};
    struct words line = words_of(cx->arena, rq->args);
    if (!cx->incident)
        return OK;
    enum result result = approval_get(cx->store, cx->arena, cx->incident->id,
                                      words_take_number(&line, true), &approval, cx->err);
    if (result == ABSENT || (result == OK && !str_equal(approval.state, APPROVAL_OPEN)))
        return OK;
    if (result != OK)
        return result;
    if (rq->due_ms > cx->now_ms) /* the clock was set back: they get their time again */
        return approval_wait(cx, &approval);
    return incident_is_open(cx->incident) ? climb(cx, &approval) : remind(cx, &approval);
}

/* A message that asks stands. It may have been answered meanwhile, by somebody who typed, or where
 * another one stood before. */
static enum result asked(struct context *cx, const struct request *rq) {
    struct approval approval = {0};
    struct words line = words_of(cx->arena, rq->args);
    if (!rq->ok)
        return undelivered(cx, rq);
    if (!cx->incident)
        return OK;
    enum result result = delivered(cx, rq);
    if (result == OK)
        result = approval_get(cx->store, cx->arena, cx->incident->id,
                              words_take_number(&line, true), &approval, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const char *message = arena_printf(cx->arena, "%s %s", json_text_at(rq->payload, "channel"),
                                       json_text_at(rq->payload, "ts"));
    approval.messages = arena_printf(cx->arena, "%s%s%s", approval.messages,
                                     *approval.messages ? "\n" : "", message);
    result = approval_save(cx->store, &approval, cx->err);
    if (result != OK || str_equal(approval.state, APPROVAL_OPEN))
        return result;
    return approval_show_end(cx, &approval, message, "");
}

/* ---- How it ended is shown */

#define SHOW_AGAIN "approval.show"

/* While its channel takes no edit the message goes on asking, with its buttons: it is tried until
 * the channel is back, for as long as anybody may still look there. */
static enum result shown_or_not(struct context *cx, const struct request *rq) {
    enum { TRIED_FOR_MS = 3 * DAY_MS };
    struct approval approval = {0};
    struct words line = words_of(cx->arena, rq->args);
    if (rq->ok || !cx->incident || !undelivered_may_come_back(json_text_at(rq->payload, "error")))
        return OK;
    enum result result = approval_get(cx->store, cx->arena, cx->incident->id,
                                      words_take_number(&line, true), &approval, cx->err);
    if (result != OK || cx->now_ms - approval.answered_ms > TRIED_FOR_MS)
        return result == ABSENT ? OK : result;
    const char *which = arena_printf(cx->arena, "%lld %s %s", (long long)approval.number,
                                     json_text_at(rq->payload, "call.channel"),
                                     json_text_at(rq->payload, "call.ts"));
    return undelivered_try_later(cx, SHOW_AGAIN, which);
}

static enum result show_again(struct context *cx, const struct request *rq) {
    struct approval approval = {0};
    struct words line = words_of(cx->arena, rq->args);
    if (!cx->incident)
        return OK;
    enum result result = approval_get(cx->store, cx->arena, cx->incident->id,
                                      words_take_number(&line, true), &approval, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return approval_show_end(cx, &approval, line.rest, "");
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    return approval_withdraw(cx, "", "the incident ended");
}

const struct handler handlers_approve[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "approve",
     .aliases = "approved",
     .usage = "[#n] [remark]",
     .summary = "say yes to what somebody asked for",
     .example = "approve #1",
     .needs = NEEDS_INCIDENT,
     .run = approve},
    {.trigger = TRIGGER_COMMAND,
     .name = "deny",
     .aliases = "denied reject",
     .usage = "[#n] <why>",
     .summary = "say no to what somebody asked for, and why",
     .example = "deny #1 the fix is already on its way",
     .needs = NEEDS_INCIDENT,
     .run = deny},
    {.trigger = TRIGGER_RESULT, .name = APPROVAL_ASKED, .run = asked},
    {.trigger = TRIGGER_RESULT, .name = APPROVAL_SHOWN, .run = shown_or_not},
    {.trigger = TRIGGER_JOB, .name = SHOW_AGAIN, .run = show_again},
    {.trigger = TRIGGER_JOB, .name = "approval", .run = waited},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
