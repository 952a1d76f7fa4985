/* A call to Slack as a request of libcurl's: where it goes, with which token, body and network.
 * What becomes of it is web_api.c's. */
#ifndef BOT_WEB_REQUEST_H
#define BOT_WEB_REQUEST_H

#include "bot/web_api.h"

#include <curl/curl.h>

enum { WEB_TOKENS = 3, WEB_METHOD_MAX = 64 };

/* Slack, and the way there, as the settings have it. */
struct web_slack {
    struct network network;
    struct network_proxy proxy;
    char *base_url; /* ends with a slash */
    char base_host[URL_HOST_SIZE];
    char *tokens[WEB_TOKENS]; /* by enum web_token; NULL: there is none */
};

struct web_request {
    const struct web_slack *slack;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    char what[WEB_METHOD_MAX + 1]; /* the method, or words for a URL, which is as good as a token */
    char host[URL_HOST_SIZE];
    bool is_method;
};

/* Takes the settings in, with defaults. INVALID as web_api_new says. Ended by web_slack_finish,
 * also after an error. */
enum result web_slack_set(struct web_slack *slack, const struct web_api_settings *settings,
                          struct err *err) RESULT;
void web_slack_finish(struct web_slack *slack);

/* Makes the request of a call, into a zeroed one; slack must outlive it. INVALID as web_api_call
 * says, BUSY without memory. Ended by web_request_finish, also after an error. */
enum result web_request_make(struct web_request *request, const struct web_slack *slack,
                             const struct web_call *call, struct err *err) RESULT;
void web_request_finish(struct web_request *request);

#endif
