/* Asking for somebody's yes: see approval.h. */
#include "handlers/kit/approval.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/phrase.h"
#include "store/jobs.h"

#include <string.h>

/* How long somebody has to answer where the path does not say it; and by how much the clock may be
 * set without effect. */
enum { PATIENCE_MS = 10 * MINUTE_MS };

/* ---- Who */

bool approval_is_theirs(struct context *cx, const char *group, const char *user) {
    const struct playbook_group *found = playbook_group(cx->playbook, group);
    const struct playbook_role *role = playbook_role(cx->playbook, group);
    if (role)
        return *user && str_equal(role_holder(&cx->roles, role->name), user);
    return found && directory_is_member(cx, found, user);
}

bool approval_may(struct context *cx, const char *group, const char *asked_by, const char *user) {
    const struct playbook_group *found = playbook_group(cx->playbook, group);
    bool named = playbook_role(cx->playbook, group) ||
                 (found && (found->members.count || *found->usergroup));
    return named ? approval_is_theirs(cx, group, user) : !str_equal(user, asked_by);
}

const char *approval_whom(struct context *cx, const char *group) {
    const struct playbook_group *found = playbook_group(cx->playbook, group);
    const struct playbook_role *role = playbook_role(cx->playbook, group);
    if (role && *role_holder(&cx->roles, role->name))
        return mention(cx, role_holder(&cx->roles, role->name));
    if (role)
        return role->title;
    if (!found)
        return group;
    const char *whom = "";
    for (int i = 0; i < found->members.count; i++)
        whom = arena_printf(cx->arena, "%s%s%s", whom, *whom ? " or " : "",
                            mention(cx, found->members.texts[i]));
    if (!*whom)
        whom = *found->title ? found->title : found->name;
    return whom;
}

/* ---- Asking */

static enum result tell(struct context *cx, const struct request *rq,
                        const struct approval *approval) {
    const struct playbook_group *group = playbook_group(cx->playbook, approval->asked);
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    long long number = (long long)approval->number;
    const struct post_choice choices[] = {
        {"Approve", arena_printf(cx->arena, "approve %s #%lld", name, number)},
        {"Deny…", arena_printf(cx->arena, "deny %s #%lld", name, number)}};
    struct post_choices asked = {
        .fact = arena_printf(cx->arena,
                             ":raised_hand: *Approval #%lld*: %s asks %s to allow this: %s\n"
                             "`%s approve %s #%lld` or `%s deny %s #%lld …why…`",
                             number, mention(cx, rq->user), approval_whom(cx, approval->asked),
                             approval->what, command, name, number, command, name, number),
        .usergroup = group ? directory_group_id(cx, group) : "",
        .choices = choices,
        .count = 2};
    const char *on_result = arena_printf(cx->arena, APPROVAL_ASKED " %lld", number);
    return post_choices(cx, &asked, "", &(struct post_how){.on_result = on_result});
}

enum result approval_wait(struct context *cx, const struct approval *approval) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    int64_t next = cx->incident->escalated, wait_ms = 0;
    if (next < escalation->path_count)
        wait_ms = escalation->path[next].after_ms;
    if (!wait_ms)
        wait_ms = PATIENCE_MS;
    const char *number = arena_printf(cx->arena, "%lld", (long long)approval->number);
    int64_t due_ms = cx->now_ms + wait_ms;
    if (!incident_is_open(cx->incident))
        due_ms = calendar_open_from(&cx->playbook->calendar, cx->now_ms + DAY_MS);
    struct job job = {.kind = "approval",
                      .incident_id = cx->incident->id,
                      .subject = number,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = number};
    return job_put(cx->store, &job, cx->err);
}

enum result approval_ask(struct context *cx, const struct request *rq,
                         const struct approval_question *question, int64_t *ret_number) {
    struct approval approval = {.incident_id = cx->incident->id,
                                .topic = question->topic,
                                .args = question->args,
                                .what = question->what,
                                .asked = question->group,
                                .asked_by = rq->user,
                                .asked_ms = cx->now_ms,
                                .messages = ""};
    enum result result = approval_add(cx->store, &approval, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "approval",
                        arena_printf(cx->arena, "Approval #%lld asked of %s: %s",
                                     (long long)approval.number, approval_whom(cx, question->group),
                                     question->what));
    if (result == OK)
        result = tell(cx, rq, &approval);
    if (result == OK)
        result = approval_wait(cx, &approval);
    if (result == OK)
        *ret_number = approval.number;
    return result;
}

/* ---- The answer */

const char *approval_fact(struct context *cx, const struct approval *approval, const char *remark) {
    return arena_printf(cx->arena, "%s %s #%lld of %s: %s%s%s", mention(cx, approval->answered_by),
                        approval->state, (long long)approval->number,
                        mention(cx, approval->asked_by), approval->what, *remark ? " – " : "",
                        remark);
}

enum result approval_tell(struct context *cx, const struct request *rq, const char *next) {
    const char *fact = approval_fact(cx, rq->answer->approval, rq->answer->remark);
    const char *emoji = rq->ok ? ":white_check_mark:" : ":no_entry:";
    if (*next)
        fact = arena_printf(cx->arena, "%s. %s", unstopped(cx, fact), next);
    return post_notice(cx, arena_printf(cx->arena, "%s %s", emoji, fact), "");
}

/* ---- Ending */

/* "Approved by @gina at 14:07 UTC." */
static const char *ended_text(struct context *cx, const struct approval *approval,
                              const char *why) {
    char when[PHRASE_WHEN_SIZE];
    phrase_of_moment(approval->answered_ms, cx->now_ms, when);
    const char *reason = *why ? arena_printf(cx->arena, ": %s", unstopped(cx, why)) : "";
    if (str_equal(approval->state, APPROVAL_WITHDRAWN))
        return arena_printf(cx->arena, ":leftwards_arrow_with_hook: Withdrawn at %s%s.", when,
                            reason);
    bool yes = str_equal(approval->state, APPROVAL_APPROVED);
    return arena_printf(cx->arena, "%s by %s at %s%s.",
                        yes ? ":white_check_mark: Approved" : ":no_entry: Denied",
                        mention(cx, approval->answered_by), when, reason);
}

/* Whether the message stands where the incident was before it became private: how it ended is not
 * for whoever reads there. */
static bool is_left_behind(const struct context *cx, const char *message) {
    const char *channel = cx->incident->channel;
    size_t len = strlen(channel);
    bool there = len && strncmp(message, channel, len) == 0 && message[len] == ' ';
    bool channel_of_many = *message == 'C' || *message == 'G';
    return cx->incident->is_private && channel_of_many && !there;
}

enum result approval_show_end(struct context *cx, const struct approval *approval,
                              const char *message, const char *why) {
    struct json *values = view_incident(cx);
    const char *fact =
        is_left_behind(cx, message)
            ? arena_printf(cx->arena, "*Approval #%lld*: 🔒 this goes on in private.",
                           (long long)approval->number)
            : arena_printf(cx->arena, "*Approval #%lld* for %s: %s\n%s",
                           (long long)approval->number, mention(cx, approval->asked_by),
                           approval->what, ended_text(cx, approval, why));
    json_put_str(values, "fact", fact);
    json_put_str(values, "usergroup", "");
    json_put(values, "choices", json_new_array());
    return post_edit(cx, message, "choices", values,
                     arena_printf(cx->arena, APPROVAL_SHOWN " %lld", (long long)approval->number));
}

/* The same in every message that asked. */
static enum result show_end_everywhere(struct context *cx, const struct approval *approval,
                                       const char *why) {
    enum result result = OK;
    for (const char *at = approval->messages; result == OK && *at;) {
        size_t len = strcspn(at, "\n");
        result = approval_show_end(cx, approval, arena_strndup(cx->arena, at, len), why);
        at += len + (at[len] == '\n');
    }
    return result;
}

enum result approval_end(struct context *cx, const struct approval *approval, const char *why) {
    enum result result = approval_save(cx->store, approval, cx->err);
    if (result == OK)
        result = job_drop(cx->store, "approval", cx->incident->id,
                          arena_printf(cx->arena, "%lld", (long long)approval->number), cx->err);
    return result == OK ? show_end_everywhere(cx, approval, why) : result;
}

static enum result withdraw(struct context *cx, struct approval *approval, const char *why) {
    approval->state = APPROVAL_WITHDRAWN;
    approval->answered_ms = cx->now_ms;
    enum result result = approval_end(cx, approval, why);
    if (result != OK)
        return result;
    return record(
        cx, TIMELINE_BOT, "approval",
        arena_printf(cx->arena, "Approval #%lld withdrawn: %s", (long long)approval->number, why));
}

enum result approval_withdraw(struct context *cx, const char *topic, const char *why) {
    struct approval_list open;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        if (!*topic || str_equal(topic, open.approvals[i].topic))
            result = withdraw(cx, &open.approvals[i], why);
    return result;
}

enum result approval_take_back(struct context *cx, struct approval *approval, const char *why) {
    enum result result = withdraw(cx, approval, why);
    if (result != OK)
        return result;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":leftwards_arrow_with_hook: %s, approval #%lld is withdrawn: "
                                    "%s.",
                                    mention(cx, approval->asked_by), (long long)approval->number,
                                    unstopped(cx, why)),
                       "");
}
