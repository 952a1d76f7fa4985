/* Views: the stack of modals that a person sees of an app, and the app's Home tab
 * (docs.slack.dev/surfaces/modals). */
#ifndef SIM_VIEWS_H
#define SIM_VIEWS_H

#include "sim/workspace.h"

enum { VIEW_STACK_MAX = 3, VIEW_SIZE_MAX = 250 * 1000, VIEWS_MAX = 2000 };

struct view {
    TAILQ_ENTRY(view) link;
    struct app *app;
    struct user *user;
    bool is_home;
    char id[ID_SIZE];
    struct json *json; /* the view as Slack sends it */
};

struct views *views_new(void);
void views_free(struct views *views);
void views_clear(struct views *views);

/* A modal on top of the stack, after the others of another trigger were taken away; given was
 * checked. */
struct view *views_open(struct sim *sim, struct app *app, struct user *user,
                        const struct json *given);
/* A modal on top of a view that is shown. */
struct view *views_push(struct sim *sim, const struct view *below, const struct json *given);
/* The Home tab of this user; made or replaced. */
struct view *views_publish(struct sim *sim, struct app *app, struct user *user,
                           const struct json *given);
void views_update(struct sim *sim, struct view *view, const struct json *given);

/* Takes the top modal away, and shows the one below. */
void views_close(struct sim *sim, struct view *view);
void views_close_all(struct sim *sim, const struct app *app, const struct user *user);

/* Each NULL for nothing; app may be NULL for any. */
struct view *views_find(const struct sim *sim, const struct app *app, const char *id);
struct view *views_find_external(const struct sim *sim, const struct app *app,
                                 const char *external_id);
struct view *views_home(const struct sim *sim, const struct app *app, const struct user *user);
size_t views_depth(const struct sim *sim, const struct app *app, const struct user *user);

/* Array of {user, app, view} from the lowest to the topmost, homes too; the caller frees it. */
struct json *views_json(const struct sim *sim);

#endif
