/* Who hears of an incident without a channel: see audience.h. */
#include "handlers/kit/audience.h"

#include "base/str.h"
#include "model/slack_text.h"
#include "store/approvals.h"

enum { AUDIENCE_MAX = 150 };

static void add(struct people *people, const char *user) {
    if (!people_have(people, user) && slack_user_id(user) && people->count < AUDIENCE_MAX)
        people->users[people->count++] = user;
}

static void add_group(struct context *cx, struct people *people, const char *name) {
    const struct playbook_group *group = playbook_group(cx->playbook, name);
    for (int i = 0; group && i < group->members.count; i++)
        add(people, group->members.texts[i]);
}

enum result audience(struct context *cx, struct people *ret_people) {
    const struct playbook_kind *kind = playbook_kind(cx->playbook, cx->incident->kind);
    struct people people = {arena_alloc(cx->arena, AUDIENCE_MAX * sizeof *people.users), 0};
    struct people concerned;
    struct approval_list open;
    enum result result =
        timeline_concerned(cx->store, cx->arena, cx->incident->id, &concerned, cx->err);
    if (result == OK)
        result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    if (result != OK)
        return result;
    for (int i = 0; i < concerned.count; i++)
        add(&people, concerned.users[i]);
    if (kind)
        add_group(cx, &people, kind->approvers);
    for (int i = 0; i < open.count; i++)
        add_group(cx, &people, open.approvals[i].asked);
    *ret_people = people;
    return OK;
}
