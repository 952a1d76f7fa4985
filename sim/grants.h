/* What an interaction allows an app to do for a while: open a view with its trigger_id, answer at
 * its response_url (docs.slack.dev/interactivity/handling-user-interaction). */
#ifndef SIM_GRANTS_H
#define SIM_GRANTS_H

#include "sim/workspace.h"

enum { GRANT_SIZE = 128, GRANTS_MAX = 10000, RESPONSE_URL_USES = 5 };

/* The right to open one view for one user. */
struct trigger {
    TAILQ_ENTRY(trigger) link;
    char id[GRANT_SIZE];
    const struct app *app;
    struct user *user;
    char view_id[ID_SIZE]; /* the view that the user acted in, or "" */
    int64_t expires_ms;
    bool used;
};
TAILQ_HEAD(trigger_list, trigger);

/* The right to answer an interaction. */
struct response_url {
    TAILQ_ENTRY(response_url) link;
    char path[GRANT_SIZE]; /* "/commands/T0LOCAL/…/…" */
    struct app *app;
    struct user *user;
    struct channel *channel;
    char message_ts[TS_SIZE]; /* the message that was acted on, or "" */
    int uses_left;
    int64_t expires_ms;
};
TAILQ_HEAD(response_url_list, response_url);

struct grants *grants_new(void);
void grants_free(struct grants *grants);
void grants_clear(struct grants *grants);

/* A fresh trigger_id, to be copied before the next one is made; view_id may be "". */
const char *grants_new_trigger(struct sim *sim, const struct app *app, struct user *user,
                               const char *view_id);

/* Uses a trigger up. NULL on success and *ret_trigger, which lives until the next grants call;
 * otherwise Slack's error code. */
const char *grants_use_trigger(struct sim *sim, const struct app *app, const char *id,
                               const struct trigger **ret_trigger);

/* A fresh path of this kind ("commands", "actions", "app-actions"), to be copied like a trigger_id;
 * message_ts may be "". */
const char *grants_new_response_url(struct sim *sim, const char *kind, struct app *app,
                                    struct user *user, struct channel *channel,
                                    const char *message_ts);

/* The live grant with this path, one use taken, or NULL with the refusal in *ret_error. */
const struct response_url *grants_use_response_url(struct sim *sim, const char *path,
                                                   const char **ret_error);

#endif
