/* The users and usergroups methods. */
#include "sim/call.h"

#include "base/str.h"

static struct json *shown_user(const struct call *call, const struct user *user) {
    return user_json(call->sim->workspace, user, app_has_scope(call->app, "users:read.email"));
}

static const char *info(struct call *call) {
    const struct user *user = workspace_user(call->sim->workspace, call_str(call, "user"));
    if (!user || !str_equal(user->id, call_str(call, "user")))
        return "user_not_found";
    json_put(call->answer, "user", shown_user(call, user));
    return NULL;
}

static const char *list(struct call *call) {
    const struct user *user;
    size_t count = 0, from, to, index = 0;
    TAILQ_FOREACH(user, &call->sim->workspace->users, link)
    count++;
    const char *error = call_page(call, count, 200, 1000, &from, &to);
    if (error)
        return str_equal(error, "invalid_limit") ? "limit_required" : error;
    struct json *members = json_new_array();
    TAILQ_FOREACH(user, &call->sim->workspace->users, link) {
        if (index >= from && index < to)
            json_push(members, shown_user(call, user));
        index++;
    }
    json_put(call->answer, "members", members);
    return NULL;
}

static const char *lookup_by_email(struct call *call) {
    const struct user *user =
        workspace_user_by_email(call->sim->workspace, call_str(call, "email"));
    if (!user || user->deleted)
        return "users_not_found";
    json_put(call->answer, "user", shown_user(call, user));
    return NULL;
}

static struct json *group_json(const struct call *call, const struct usergroup *group) {
    struct json *json = json_new_object();
    json_put_str(json, "id", group->id);
    json_put_str(json, "team_id", call->sim->workspace->team_id);
    json_put_bool(json, "is_usergroup", true);
    json_put_str(json, "name", group->name);
    json_put_str(json, "handle", group->handle);
    json_put_int(json, "date_delete", 0);
    json_put_int(json, "user_count", (int64_t)group->user_count);
    if (call_flag(call, "include_users"))
        json_put(json, "users", member_ids_json(group->users, group->user_count));
    return json;
}

static const char *list_groups(struct call *call) {
    struct json *groups = json_new_array();
    const struct usergroup *group;
    TAILQ_FOREACH(group, &call->sim->workspace->usergroups, link)
    json_push(groups, group_json(call, group));
    json_put(call->answer, "usergroups", groups);
    return NULL;
}

static const char *list_group_users(struct call *call) {
    const struct usergroup *group =
        workspace_usergroup(call->sim->workspace, call_str(call, "usergroup"));
    if (!group || !str_equal(group->id, call_str(call, "usergroup")))
        return "no_such_subteam";
    json_put(call->answer, "users", member_ids_json(group->users, group->user_count));
    return NULL;
}

const struct method methods_users[] = {
    {"users.info", info, TIER_4, "users:read", "user", METHOD_FORM_ONLY},
    {"users.list", list, TIER_2, "users:read", "", METHOD_FORM_ONLY},
    {"users.lookupByEmail", lookup_by_email, TIER_3, "users:read.email", "email", METHOD_FORM_ONLY},
    {"usergroups.list", list_groups, TIER_2, "usergroups:read", "", METHOD_FORM_ONLY},
    {"usergroups.users.list", list_group_users, TIER_2, "usergroups:read", "usergroup",
     METHOD_FORM_ONLY},
    {0},
};
