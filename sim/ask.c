/* Asking an app for the control API: see ask.h. */
#include "sim/ask.h"

#include "base/mem.h"
#include "base/str.h"
#include "sim/grants.h"
#include "sim/socket_mode.h"

#include <stdio.h>

static struct json *answer_json(const struct answer *answer, const char *error) {
    bool sent = *answer->envelope_id && !str_equal(answer->error, "dispatch_failed");
    struct json *json = json_new_object();
    json_put_bool(json, "ok", true);
    json_put_str(json, "envelope_id", answer->envelope_id);
    json_put(json, "ack_ms", sent && !answer->error ? json_new_int(answer->ack_ms) : NULL);
    json_put(json, "response", json_copy(answer->payload));
    json_put_str(json, "error", error ? error : answer->error);
    return json;
}

void ask_finish(struct ask *ask, const struct answer *answer, const char *error) {
    http_answer_json(ask->exchange, 200, answer_json(answer, error));
    mem_free(ask);
}

void ask_on_answer(void *owner, const struct answer *answer) {
    ask_finish(owner, answer, NULL);
}

struct ask *ask_new(struct sim *sim, struct exchange *exchange, struct app *app,
                    struct user *user) {
    struct ask *ask = mem_alloc(sizeof *ask);
    ask->sim = sim;
    ask->exchange = exchange;
    ask->app = app;
    ask->user = user;
    return ask;
}

void ask_click(struct sim *sim, struct exchange *exchange, struct app *app, struct user *user,
               struct json *owned_payload) {
    struct ask *ask = ask_new(sim, exchange, app, user);
    char key[GRANT_SIZE];
    snprintf(key, sizeof key, "%s", json_text_at(owned_payload, "trigger_id"));
    socket_mode_send_request(sim, app, "interactive", false, key, owned_payload, ask_on_answer,
                             ask);
}

void ask_answer_unsent(struct exchange *exchange) {
    http_answer_json(exchange, 200, answer_json(&(struct answer){.envelope_id = ""}, NULL));
}
