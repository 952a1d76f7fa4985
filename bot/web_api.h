/* Slack's Web API on the loop, over libcurl, which is seen nowhere else. One call, one answer,
 * sorted by what its sender may do next; repeating anything is the sender's business.
 *
 * https://docs.slack.dev/apis/web-api */
#ifndef BOT_WEB_API_H
#define BOT_WEB_API_H

#include "base/err.h"
#include "bot/network.h"
#include "bot/web_answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct web_api;

enum {
    WEB_ANSWER_MAX =
        4 * 1024 * 1024, /* bytes of an answer; a longer one leaves the call in doubt */
    WEB_CALLS_MAX = 64   /* calls in flight */
};

struct web_api_settings {
    struct network network;
    const char *base_url;  /* "https://slack.com/api/", with or without the last slash */
    const char *app_token; /* "" or NULL when there is none; both are copied */
    const char *bot_token;
};

enum web_token { WEB_TOKEN_NONE, WEB_TOKEN_BOT, WEB_TOKEN_APP };

struct web_call {
    const char *method; /* "chat.postMessage", or NULL when url is set */
    const char *url;    /* a whole URL, such as a response_url: JSON, never with a token */
    const char *bytes; /* with url: sent as they are instead of a body, to Slack's own hosts only */
    size_t len;
    const char *body; /* a JSON object as text, NULL for none; sent as a form to the methods that
                       * only read, because some of them do not take JSON */
    enum web_token token;
    uint64_t ticket; /* the caller's own, handed back with the answer */
};

/* INVALID when network_check finds a fault or base_url is no http(s) URL; IO when libcurl does not
 * start. The result is freed by loop_free; calls in flight then end without an answer. */
enum result web_api_new(struct loop *loop, const struct web_api_settings *settings,
                        struct web_api **ret_api, struct err *err) RESULT;

/* Starts a call; call and what it points to may go when this returns. answered is called once, from
 * the loop, never from inside this call. INVALID when body is not a JSON object, method is no
 * method name, url no http(s) URL, or with bytes none of Slack's, or the token is not set; BUSY
 * when WEB_CALLS_MAX calls are in flight. */
enum result web_api_call(struct web_api *api, const struct web_call *call,
                         void (*answered)(void *user, const struct web_answer *answer), void *user,
                         struct err *err) RESULT;

/* Calls in flight. */
unsigned web_api_count(const struct web_api *api);

#endif
