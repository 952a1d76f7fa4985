/* Asking for somebody's yes: see approval.h. */
#include "handlers/kit/approval.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/approvals.h"

bool approval_may(struct context *cx, const char *group, const char *asked_by, const char *user) {
    const struct playbook_group *found = playbook_group(cx->playbook, group);
    if (playbook_role(cx->playbook, group))
        return str_equal(role_holder(&cx->roles, playbook_role(cx->playbook, group)->name), user);
    if (found && found->members.count)
        return playbook_has(&found->members, user);
    return !str_equal(user, asked_by);
}

const char *approval_whom(struct context *cx, const char *group) {
    const struct playbook_group *found = playbook_group(cx->playbook, group);
    const struct playbook_role *role = playbook_role(cx->playbook, group);
    if (role)
        return mention(cx, role_holder(&cx->roles, role->name));
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

enum result approval_ask(struct context *cx, const struct request *rq,
                         const struct approval_question *question, int64_t *ret_number) {
    struct approval approval = {.incident_id = cx->incident->id,
                                .topic = question->topic,
                                .args = question->args,
                                .what = question->what,
                                .asked = question->group,
                                .asked_by = rq->user,
                                .asked_ms = cx->now_ms};
    enum result result = approval_add(cx->store, &approval, cx->err);
    if (result != OK)
        return result;
    *ret_number = approval.number;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    const char *fact = arena_printf(cx->arena, "%s asks %s: %s", mention(cx, rq->user),
                                    approval_whom(cx, question->group), question->what);
    result =
        record(cx, rq->user, "approval",
               arena_printf(cx->arena, "Approval #%lld asked of %s: %s", (long long)approval.number,
                            approval_whom(cx, question->group), question->what));
    if (result != OK)
        return result;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":raised_hand: %s\nType %s approve %s #%lld or %s deny %s "
                                    "#%lld and why.",
                                    fact, command, name, (long long)approval.number, command, name,
                                    (long long)approval.number),
                       "");
}
