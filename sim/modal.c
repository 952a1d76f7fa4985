/* Submitting and closing modals: see modal.h. */
#include "sim/modal.h"

#include "base/str.h"
#include "sim/ask.h"
#include "sim/block_kit.h"
#include "sim/envelope.h"
#include "sim/grants.h"
#include "sim/socket_mode.h"
#include "sim/view_state.h"

#include <stdio.h>

/* ---- Submitting */

static bool is_input(const struct json *blocks, const char *block_id) {
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        if (str_equal(json_str(json_item(blocks, i), "block_id"), block_id))
            return str_equal(json_str(json_item(blocks, i), "type"), "input");
    return false;
}

/* Errors may only be put under inputs of the view. */
static const char *check_errors(const struct view *view, const struct json *errors) {
    struct json_member member = {0};
    while (json_next(errors, &member))
        if (!is_input(json_at(view->json, "blocks"), member.name))
            return "invalid_response_errors";
    return json_len(errors, "") > 0 ? NULL : "invalid_response_errors";
}

static const char *check_next_view(const struct sim *sim, const struct json *next) {
    JSON_AUTO *complaints = json_new_array();
    return block_kit_check_view(&sim->settings, next, "modal", complaints)
               ? NULL
               : "invalid_response_view";
}

static const char *push_next(struct sim *sim, struct view *view, const struct json *next) {
    if (views_depth(sim, view->app, view->user) >= VIEW_STACK_MAX)
        return "push_limit_reached";
    views_push(sim, view, next);
    return NULL;
}

/* What the answer to a submission does to the stack (docs.slack.dev/surfaces/modals). */
static const char *apply_to_view(struct sim *sim, struct view *view, const struct json *payload) {
    const char *action = json_str(payload, "response_action");
    const struct json *next = json_at(payload, "view");
    if (!action) {
        views_close(sim, view);
        return NULL;
    }
    if (str_equal(action, "clear")) {
        views_close_all(sim, view->app, view->user);
        return NULL;
    }
    if (str_equal(action, "errors"))
        return check_errors(view, json_at(payload, "errors"));
    bool updates = str_equal(action, "update"), pushes = str_equal(action, "push");
    if (!updates && !pushes)
        return "invalid_response_action";
    const char *error = check_next_view(sim, next);
    if (error)
        return error;
    if (pushes)
        return push_next(sim, view, next);
    views_update(sim, view, next);
    return NULL;
}

static void on_submission_answer(void *owner, const struct answer *answer) {
    struct ask *ask = owner;
    struct view *view = views_find(ask->sim, ask->app, ask->view_id);
    bool acked = !answer->error && view;
    ask_finish(ask, answer, acked ? apply_to_view(ask->sim, view, answer->payload) : NULL);
}

/* {"ok":false,"error":"incomplete","errors":{…}}: Slack's own client would not send it. */
static void refuse_submission(struct exchange *exchange, struct json *owned_errors) {
    struct json *json = json_new_object();
    json_put_bool(json, "ok", false);
    json_put_str(json, "error", "incomplete");
    json_put(json, "errors", owned_errors);
    http_answer_json(exchange, 200, json);
}

void modal_submit(struct sim *sim, struct exchange *exchange, struct view *view,
                  const struct json *body) {
    struct json *errors = json_new_object();
    struct json *state =
        blocks_state(sim, json_at(view->json, "blocks"), json_at(view->json, "state"),
                     json_at(body, "values"), errors);
    json_put(view->json, "state", state);
    if (json_len(errors, "") > 0) {
        refuse_submission(exchange, errors);
        return;
    }
    json_free(errors);
    const char *trigger = grants_new_trigger(sim, view->app, view->user, view->id);
    struct json *payload =
        envelope_interaction(sim, view->app, view->user, "view_submission", trigger);
    json_put(payload, "view", json_copy(view->json));
    json_put(payload, "response_urls", json_new_array());
    struct ask *ask = ask_new(sim, exchange, view->app, view->user);
    snprintf(ask->view_id, sizeof ask->view_id, "%s", view->id);
    char key[GRANT_SIZE];
    snprintf(key, sizeof key, "%s", trigger);
    socket_mode_send_request(sim, view->app, "interactive", true, key, payload,
                             on_submission_answer, ask);
}

/* ---- Closing */

/* The view as the app hears of it: with the state of everything but its inputs
 * (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload). */
static struct json *view_as_closed(const struct view *view) {
    struct json *json = json_copy(view->json);
    struct json *values = json_member(json_member(json, "state"), "values");
    for (size_t i = 0; values && i < json_len(json, "blocks"); i++) {
        const struct json *block = json_item(json_at(json, "blocks"), i);
        if (str_equal(json_str(block, "type"), "input"))
            json_remove(values, json_text_at(block, "block_id"));
    }
    return json;
}

void modal_close(struct sim *sim, struct exchange *exchange, struct view *view,
                 const struct json *body) {
    bool all = json_is_true(body, "is_cleared") || json_is_true(view->json, "clear_on_close");
    const char *root_id = json_str(view->json, "root_view_id");
    struct view *root = all ? views_find(sim, view->app, root_id) : NULL;
    const struct view *told = root ? root : view;
    struct app *app = view->app;
    struct user *user = view->user;
    char key[ID_SIZE];
    snprintf(key, sizeof key, "%s", told->id);
    struct json *payload = envelope_interaction(sim, app, user, "view_closed", NULL);
    bool notify = json_is_true(told->json, "notify_on_close");
    json_put(payload, "view", view_as_closed(told));
    json_put_bool(payload, "is_cleared", all);
    if (all)
        views_close_all(sim, app, user);
    else
        views_close(sim, view);
    if (notify) {
        socket_mode_send_request(sim, app, "interactive", false, key, payload, ask_on_answer,
                                 ask_new(sim, exchange, app, user));
        return;
    }
    json_free(payload);
    ask_answer_unsent(exchange);
}

/* ---- Searching */

void modal_suggest(struct sim *sim, struct exchange *exchange, struct view *view,
                   const struct json *body) {
    char key[2 * ID_SIZE];
    struct json *payload =
        envelope_interaction(sim, view->app, view->user, "block_suggestion", NULL);
    json_put_str(payload, "action_id", json_text_at(body, "action_id"));
    json_put_str(payload, "block_id", json_text_at(body, "block_id"));
    json_put_str(payload, "value", json_text_at(body, "value"));
    json_put(payload, "view", json_copy(view->json));
    snprintf(key, sizeof key, "suggestion %s", view->id);
    socket_mode_send_request(sim, view->app, "interactive", true, key, payload, ask_on_answer,
                             ask_new(sim, exchange, view->app, view->user));
}
