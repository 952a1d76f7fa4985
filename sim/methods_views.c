/* The views methods: modals and the Home tab (docs.slack.dev/surfaces/modals). */
#include "sim/call.h"

#include "base/str.h"
#include "sim/block_kit.h"
#include "sim/compose.h"
#include "sim/grants.h"
#include "sim/views.h"

#include <string.h>

static const char *check_view(struct call *call, const struct json *view, const char *type) {
    if (json_kind_of(view) != JSON_OBJECT) {
        call_complain(call, "must provide an object [json-pointer:/view]");
        return "invalid_arguments";
    }
    if (strlen(json_print(view)) > VIEW_SIZE_MAX)
        return "view_too_large";
    return block_kit_check_view(&call->sim->settings, view, type, call->messages)
               ? NULL
               : "invalid_arguments";
}

/* The view argument, checked; NULL with the error code. The caller frees it. */
static struct json *take_view(struct call *call, const char *type, const char **ret_error) {
    bool bad;
    struct json *view = compose_structure(call->args, "view", &bad);
    *ret_error = check_view(call, view, type);
    if (!*ret_error)
        return view;
    json_free(view);
    return NULL;
}

static void answer_view(struct call *call, const struct view *view) {
    json_put(call->answer, "view", json_copy(view->json));
}

static bool is_taken(const struct call *call, const struct json *given, const struct view *by) {
    const struct view *other =
        views_find_external(call->sim, call->app, json_str(given, "external_id"));
    return other && other != by;
}

static const char *trigger_of(const struct call *call) {
    const char *id = call_str(call, "trigger_id");
    return id ? id : call_str(call, "interactivity_pointer");
}

static const char *open_with(struct call *call, const struct json *given) {
    const struct trigger *trigger;
    if (is_taken(call, given, NULL))
        return "duplicate_external_id";
    const char *error = grants_use_trigger(call->sim, call->app, trigger_of(call), &trigger);
    if (error)
        return error;
    answer_view(call, views_open(call->sim, call->app, trigger->user, given));
    return NULL;
}

static const char *open_view(struct call *call) {
    const char *error;
    JSON_AUTO *given = take_view(call, "modal", &error);
    return given ? open_with(call, given) : error;
}

static const char *push_with(struct call *call, const struct json *given) {
    const struct trigger *trigger;
    if (is_taken(call, given, NULL))
        return "duplicate_external_id";
    const char *error = grants_use_trigger(call->sim, call->app, trigger_of(call), &trigger);
    if (error)
        return error;
    const struct view *below = views_find(call->sim, call->app, trigger->view_id);
    if (!below || below->is_home)
        return "not_found";
    if (views_depth(call->sim, call->app, trigger->user) >= VIEW_STACK_MAX)
        return "push_limit_reached";
    answer_view(call, views_push(call->sim, below, given));
    return NULL;
}

static const char *push_view(struct call *call) {
    const char *error;
    JSON_AUTO *given = take_view(call, "modal", &error);
    return given ? push_with(call, given) : error;
}

/* The hash, when it is given, must be that of the view as it is now. */
static const char *check_hash(const struct call *call, const struct view *view) {
    bool old =
        call_has(call, "hash") && !str_equal(call_str(call, "hash"), json_str(view->json, "hash"));
    return old ? "hash_conflict" : NULL;
}

static const char *update_view(struct call *call) {
    struct view *view =
        call_has(call, "view_id")
            ? views_find(call->sim, call->app, call_str(call, "view_id"))
            : views_find_external(call->sim, call->app, call_str(call, "external_id"));
    const char *error;
    if (!view)
        return "not_found";
    JSON_AUTO *given = take_view(call, view->is_home ? "home" : "modal", &error);
    if (!given)
        return error;
    if (is_taken(call, given, view))
        return "duplicate_external_id";
    error = check_hash(call, view);
    if (error)
        return error;
    views_update(call->sim, view, given);
    answer_view(call, view);
    return NULL;
}

static const char *publish_view(struct call *call) {
    struct user *user = workspace_user(call->sim->workspace, call_str(call, "user_id"));
    const char *error;
    if (!call->app->home_tab)
        return "not_enabled";
    if (!user || user->is_bot)
        return "invalid_arguments";
    JSON_AUTO *given = take_view(call, "home", &error);
    if (!given)
        return error;
    const struct view *home = views_home(call->sim, call->app, user);
    if (is_taken(call, given, home))
        return "duplicate_external_id";
    error = home ? check_hash(call, home) : NULL;
    if (error)
        return error;
    answer_view(call, views_publish(call->sim, call->app, user, given));
    return NULL;
}

const struct method methods_views[] = {
    {"views.open", open_view, TIER_4, "", "view", METHOD_POST_ONLY},
    {"views.push", push_view, TIER_4, "", "view", METHOD_POST_ONLY},
    {"views.update", update_view, TIER_4, "", "view", METHOD_POST_ONLY},
    {"views.publish", publish_view, TIER_4, "", "user_id,view", METHOD_POST_ONLY},
    {0},
};
