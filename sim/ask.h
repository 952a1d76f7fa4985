/* A request of the control API that asks an app something, and waits for what the app says. */
#ifndef SIM_ASK_H
#define SIM_ASK_H

#include "sim/delivery.h"
#include "sim/http.h"
#include "sim/workspace.h"

struct ask {
    struct sim *sim;
    struct exchange *exchange;
    struct app *app;
    struct user *user;
    struct channel *channel; /* of a slash command, else NULL */
    char view_id[ID_SIZE];   /* of a submission, else "" */
};

struct ask *ask_new(struct sim *sim, struct exchange *exchange, struct app *app, struct user *user);

/* Answers the control request and ends the asking; error is what the person sees, beyond what is
 * wrong with the answer itself, or NULL. */
void ask_finish(struct ask *ask, const struct answer *answer, const char *error);

/* An answer_handler for which the ack is all that matters; owner is the struct ask. */
void ask_on_answer(void *owner, const struct answer *answer);

/* Sends an interaction of which only the ack matters. */
void ask_click(struct sim *sim, struct exchange *exchange, struct app *app, struct user *user,
               struct json *owned_payload);

/* Answers for an interaction of which the app hears nothing. */
void ask_answer_unsent(struct exchange *exchange);

#endif
