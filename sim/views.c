/* Stacks of modals and Home tabs: see views.h. */
#include "sim/views.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "sim/block_kit.h"
#include "sim/stream.h"

#include <inttypes.h>
#include <stdio.h>

TAILQ_HEAD(view_list, view);

struct views {
    struct view_list list; /* in the order of opening: later ones lie on top */
    size_t count;
};

struct views *views_new(void) {
    struct views *views = mem_alloc(sizeof *views);
    TAILQ_INIT(&views->list);
    return views;
}

static void drop(struct views *views, struct view *view) {
    TAILQ_REMOVE(&views->list, view, link);
    views->count--;
    json_free(view->json);
    mem_free(view);
}

void views_clear(struct views *views) {
    struct view *view;
    while ((view = TAILQ_FIRST(&views->list)) != NULL)
        drop(views, view);
}

void views_free(struct views *views) {
    if (!views)
        return;
    views_clear(views);
    mem_free(views);
}

/* ---- Finding */

static bool belongs(const struct view *view, const struct app *app, const struct user *user) {
    return view->app == app && view->user == user;
}

struct view *views_find(const struct sim *sim, const struct app *app, const char *id) {
    struct view *view;
    TAILQ_FOREACH(view, &sim->views->list, link)
    if ((!app || view->app == app) && str_equal(view->id, id))
        return view;
    return NULL;
}

struct view *views_find_external(const struct sim *sim, const struct app *app,
                                 const char *external_id) {
    struct view *view;
    if (!external_id || !*external_id)
        return NULL;
    TAILQ_FOREACH(view, &sim->views->list, link)
    if (view->app == app && str_equal(json_str(view->json, "external_id"), external_id))
        return view;
    return NULL;
}

struct view *views_home(const struct sim *sim, const struct app *app, const struct user *user) {
    struct view *view;
    TAILQ_FOREACH(view, &sim->views->list, link)
    if (view->is_home && belongs(view, app, user))
        return view;
    return NULL;
}

static struct view *top_of(const struct sim *sim, const struct app *app, const struct user *user) {
    struct view *view;
    TAILQ_FOREACH_REVERSE(view, &sim->views->list, view_list, link)
    if (!view->is_home && belongs(view, app, user))
        return view;
    return NULL;
}

size_t views_depth(const struct sim *sim, const struct app *app, const struct user *user) {
    const struct view *view;
    size_t depth = 0;
    TAILQ_FOREACH(view, &sim->views->list, link)
    depth += !view->is_home && belongs(view, app, user);
    return depth;
}

struct json *views_json(const struct sim *sim) {
    struct json *all = json_new_array();
    const struct view *view;
    TAILQ_FOREACH(view, &sim->views->list, link) {
        struct json *one = json_new_object();
        json_put_str(one, "user", view->user->id);
        json_put_str(one, "app", view->app->id);
        json_put(one, "view", json_copy(view->json));
        json_push(all, one);
    }
    return all;
}

/* ---- Making and changing */

static void redraw(struct sim *sim, const struct view *view, const char *type) {
    struct json *change = json_new_object();
    json_put_str(change, "user", view->user->id);
    json_put_str(change, "app", view->app->id);
    json_put(change, "view", json_copy(view->json));
    stream_send(sim->stream, type, change);
}

static void put_hash(struct sim *sim, struct json *json) {
    char hash[64], random[RANDOM_ID_SIZE];
    snprintf(hash, sizeof hash, "%" PRId64 ".%.8s", clock_utc_ms() / SECOND_MS,
             random_id(&sim->random, random));
    json_put_str(json, "hash", hash);
}

static void copy_member(struct json *json, const struct json *given, const char *name) {
    json_put(json, name, json_copy(json_at(given, name)));
}

static struct json *empty_state(void) {
    struct json *state = json_new_object();
    json_put(state, "values", json_new_object());
    return state;
}

/* Writes what the app gave into the view, with everything that Slack adds. What the person had
 * entered stays, as under the same block_id and action_id in Slack. */
static void fill(struct sim *sim, struct view *view, const struct json *given) {
    static const char *const objects[] = {"title", "submit", "close"};
    static const char *const texts[] = {"private_metadata", "callback_id", "external_id"};
    static const char *const flags[] = {"clear_on_close", "notify_on_close", "submit_disabled"};
    struct json *json = view->json;
    json_put_str(json, "id", view->id);
    json_put_str(json, "team_id", sim->workspace->team_id);
    copy_member(json, given, "type");
    copy_member(json, given, "blocks");
    block_kit_fill(sim, json_member(json, "blocks"));
    for (size_t i = 0; i < 3; i++) {
        copy_member(json, given, objects[i]);
        json_put_str(json, texts[i], json_text_at(given, texts[i]));
        json_put_bool(json, flags[i], json_is_true(given, flags[i]));
    }
    if (!json_at(json, "state"))
        json_put(json, "state", empty_state());
    json_put_str(json, "app_id", view->app->id);
    json_put_str(json, "app_installed_team_id", sim->workspace->team_id);
    json_put_str(json, "bot_id", view->app->bot_id);
    put_hash(sim, json);
}

static struct view *make(struct sim *sim, struct app *app, struct user *user, bool is_home,
                         const struct view *below, const struct json *given) {
    struct views *views = sim->views;
    if (views->count == VIEWS_MAX)
        drop(views, TAILQ_FIRST(&views->list));
    struct view *view = mem_alloc(sizeof *view);
    view->app = app;
    view->user = user;
    view->is_home = is_home;
    view->json = json_new_object();
    sim_new_id(sim, "V", view->id);
    json_put_str(view->json, "root_view_id",
                 below ? json_str(below->json, "root_view_id") : view->id);
    json_put_str(view->json, "previous_view_id", below ? below->id : NULL);
    fill(sim, view, given);
    TAILQ_INSERT_TAIL(&views->list, view, link);
    views->count++;
    redraw(sim, view, "view");
    return view;
}

struct view *views_open(struct sim *sim, struct app *app, struct user *user,
                        const struct json *given) {
    views_close_all(sim, app, user);
    return make(sim, app, user, false, NULL, given);
}

struct view *views_push(struct sim *sim, const struct view *below, const struct json *given) {
    return make(sim, below->app, below->user, false, below, given);
}

struct view *views_publish(struct sim *sim, struct app *app, struct user *user,
                           const struct json *given) {
    struct view *home = views_home(sim, app, user);
    if (!home)
        return make(sim, app, user, true, NULL, given);
    views_update(sim, home, given);
    return home;
}

void views_update(struct sim *sim, struct view *view, const struct json *given) {
    fill(sim, view, given);
    redraw(sim, view, "view");
}

void views_close(struct sim *sim, struct view *view) {
    struct app *app = view->app;
    struct user *user = view->user;
    redraw(sim, view, "view_closed");
    drop(sim->views, view);
    struct view *below = top_of(sim, app, user);
    if (below)
        redraw(sim, below, "view");
}

void views_close_all(struct sim *sim, const struct app *app, const struct user *user) {
    struct view *view;
    while ((view = top_of(sim, app, user)) != NULL) {
        redraw(sim, view, "view_closed");
        drop(sim->views, view);
    }
}
