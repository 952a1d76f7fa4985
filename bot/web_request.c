/* Calls as requests of libcurl's: see web_request.h. */
#include "bot/web_request.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    REQUEST_MAX = 2 * 1024 * 1024, /* bytes of a form; Slack's own largest body is far smaller */
    URL_MAX = 4 * 1024,
    TOKEN_MAX = 1024, /* Slack's have less than 100 characters, and no limit is documented */
    HEADER_SIZE = TOKEN_MAX + 64
};

/* ---- The address */

/* The host name of an http(s) URL into out. */
static enum result read_host(const char *url, char out[URL_HOST_SIZE], struct err *err) {
    if (!str_starts(url, "http://") && !str_starts(url, "https://"))
        return fail(err, INVALID, "the address must begin with https:// or http://");
    CURLU *parsed = curl_url();
    char *host = NULL;
    if (curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK)
        curl_url_get(parsed, CURLUPART_HOST, &host, 0);
    bool good = host && strlen(host) < URL_HOST_SIZE;
    if (good)
        snprintf(out, URL_HOST_SIZE, "%s", host);
    curl_free(host);
    curl_url_cleanup(parsed);
    return good ? OK : fail(err, INVALID, "the address is not a URL");
}

static bool is_below(const char *host, const char *domain) {
    size_t len = strlen(host), tail = strlen(domain);
    return len >= tail && str_equal_nocase(host + len - tail, domain) &&
           (len == tail || host[len - tail - 1] == '.');
}

/* Whether a URL that an answer named is one to send a file to: of the same Slack, as safely. */
static bool is_slacks(const struct web_slack *slack, const char *url, const char *host) {
    bool tls = str_starts(url, "https://");
    if (is_below(host, "slack.com"))
        return tls;
    return is_below(host, slack->base_host) && tls == str_starts(slack->base_url, "https://");
}

static bool is_method_name(const char *text) {
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '.')
            return false;
    return len > 0 && len <= WEB_METHOD_MAX;
}

static enum result set_url(struct web_request *request, const struct web_call *call,
                           struct err *err) {
    STR_AUTO(url, URL_MAX);
    if (request->is_method && !is_method_name(call->method))
        return fail(err, INVALID, "this is not the name of a Slack method");
    if (request->is_method)
        str_addf(&url, "%s%s", request->slack->base_url, call->method);
    else
        str_add(&url, call->url ? call->url : "");
    if (url.full)
        return fail(err, INVALID, "the address is longer than %d characters", URL_MAX);
    snprintf(request->what, sizeof request->what, "%s",
             request->is_method ? call->method
             : call->bytes      ? "the upload"
                                : "the response URL");
    curl_easy_setopt(request->easy, CURLOPT_URL, url.text);
    enum result result = read_host(url.text, request->host, err);
    if (result == OK && call->bytes && !is_slacks(request->slack, url.text, request->host))
        return fail(err, INVALID, "%s is no host of Slack's, so no file is sent there",
                    request->host);
    return result;
}

/* ---- Headers and body */

static void add_header(struct web_request *request, const char *name, const char *value) {
    char line[HEADER_SIZE];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(request->headers, line);
    if (!longer)
        abort(); /* no memory, as in base/mem.c */
    request->headers = longer;
}

static enum result set_token(struct web_request *request, enum web_token token, struct err *err) {
    char value[sizeof "Bearer " + TOKEN_MAX];
    if (token == WEB_TOKEN_NONE || !request->is_method)
        return OK;
    if (!request->slack->tokens[token])
        return fail(err, INVALID, "%s needs the %s token, and there is none", request->what,
                    token == WEB_TOKEN_APP ? "app" : "bot");
    snprintf(value, sizeof value, "Bearer %s", request->slack->tokens[token]);
    add_header(request, "Authorization", value);
    return OK;
}

/* Methods that only read. Some of them take no JSON (https://docs.slack.dev/apis/web-api), so all
 * of them get a form, and the two that have no arguments with them. */
static bool takes_form(const char *method) {
    static const char *const methods[] = {"apps.connections.open",
                                          "auth.test",
                                          "bookmarks.list",
                                          "chat.getPermalink",
                                          "conversations.history",
                                          "conversations.info",
                                          "conversations.list",
                                          "conversations.members",
                                          "conversations.replies",
                                          "files.getUploadURLExternal",
                                          "pins.list",
                                          "usergroups.list",
                                          "usergroups.users.list",
                                          "users.conversations",
                                          "users.info",
                                          "users.lookupByEmail",
                                          NULL};
    return str_is_one_of(method, methods);
}

static void add_form_field(CURL *easy, const char *name, const char *value, struct str *form) {
    char *escaped_name = curl_easy_escape(easy, name, 0);
    char *escaped_value = curl_easy_escape(easy, value, 0);
    str_addf(form, "%s%s=%s", form->len ? "&" : "", escaped_name, escaped_value);
    curl_free(escaped_name);
    curl_free(escaped_value);
}

/* name=value&… ; what is not a string goes as JSON. NULL when it would be too long. */
static char *make_form(CURL *easy, const struct json *arguments) {
    struct str form = str_new(REQUEST_MAX);
    struct json_member member = {0};
    while (json_next(arguments, &member)) {
        const char *text = json_str(member.value, "");
        if (json_kind_of(member.value) != JSON_NULL)
            add_form_field(easy, member.name, text ? text : json_print(member.value), &form);
    }
    if (form.full) {
        str_free(&form);
        return NULL;
    }
    return str_take(&form);
}

static void set_bytes(struct web_request *request, const struct web_call *call) {
    add_header(request, "Content-Type", "application/octet-stream");
    curl_easy_setopt(request->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->len);
    curl_easy_setopt(request->easy, CURLOPT_COPYPOSTFIELDS, call->bytes);
}

static enum result set_body(struct web_request *request, const struct web_call *call,
                            struct err *err) {
    if (call->bytes) {
        set_bytes(request, call);
        return OK;
    }
    JSON_AUTO *arguments = NULL;
    const char *body = str_is_set(call->body) ? call->body : "{}";
    if (json_parse(body, strlen(body), &arguments, err) != OK)
        return err_prefix(err, "the body of %s: ", request->what);
    if (json_kind_of(arguments) != JSON_OBJECT)
        return fail(err, INVALID, "the body of %s is not a JSON object", request->what);
    bool form = request->is_method && takes_form(call->method);
    request->body = form ? make_form(request->easy, arguments) : mem_strdup(body);
    if (!request->body)
        return fail(err, INVALID, "the arguments of %s are longer than %d bytes", request->what,
                    REQUEST_MAX);
    /* A form with a charset, and JSON without one, would earn a warning from Slack. */
    add_header(request, "Content-Type",
               form ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8");
    curl_easy_setopt(request->easy, CURLOPT_POSTFIELDS, request->body);
    curl_easy_setopt(request->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(request->body));
    return OK;
}

/* ---- The network */

/* Set in either case: the environment must not have a say. */
static void set_proxy(struct web_request *request) {
    const struct network_proxy *proxy = &request->slack->proxy;
    char url[URL_PLACE_SIZE + sizeof "http://"] = "", user[NETWORK_USER_SIZE];
    curl_easy_setopt(request->easy, CURLOPT_NOPROXY, "");
    if (network_uses_proxy(&request->slack->network, request->host)) {
        char place[URL_PLACE_SIZE];
        snprintf(url, sizeof url, "http://%s",
                 url_print_place(place, proxy->place.host, proxy->place.port));
        curl_easy_setopt(request->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    }
    curl_easy_setopt(request->easy, CURLOPT_PROXY, url);
    if (!proxy->user[0])
        return;
    snprintf(user, sizeof user, "%s", proxy->user);
    char *colon = strchr(user, ':');
    curl_easy_setopt(request->easy, CURLOPT_PROXYPASSWORD, colon ? colon + 1 : "");
    if (colon)
        *colon = 0;
    curl_easy_setopt(request->easy, CURLOPT_PROXYUSERNAME, user);
}

static void set_network(struct web_request *request) {
    const struct network *network = &request->slack->network;
    CURL *easy = request->easy;
    set_proxy(request);
    if (str_is_set(network->ca_file)) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, network->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)network->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     (long)(network->connect_timeout_ms + network->answer_timeout_ms));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

static void set_http(struct web_request *request) {
    CURL *easy = request->easy;
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "incidentd");
    add_header(request, "Expect", ""); /* no pause before a long body */
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->headers);
}

/* ---- A whole request */

enum result web_request_make(struct web_request *request, const struct web_slack *slack,
                             const struct web_call *call, struct err *err) {
    request->slack = slack;
    request->is_method = call->method != NULL;
    request->easy = curl_easy_init();
    if (!request->easy)
        return fail(err, BUSY, "libcurl has no memory for a call");
    enum result result = set_url(request, call, err);
    if (result == OK)
        result = set_token(request, call->token, err);
    if (result == OK)
        result = set_body(request, call, err);
    if (result != OK)
        return result;
    set_network(request);
    set_http(request);
    return OK;
}

void web_request_finish(struct web_request *request) {
    curl_easy_cleanup(request->easy);
    curl_slist_free_all(request->headers);
    mem_free(request->body);
}

/* ---- Slack */

/* What may stand in a header; a newline at the end of a file is for its reader to cut. */
static bool is_token(const char *text) {
    for (; *text; text++)
        if (!isgraph((unsigned char)*text))
            return false;
    return true;
}

static enum result set_credentials(struct web_slack *slack, const struct web_api_settings *settings,
                                   struct err *err) {
    const char *given[] = {
        [WEB_TOKEN_BOT] = settings->bot_token, [WEB_TOKEN_APP] = settings->app_token};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        const char *token = given[i] ? given[i] : "";
        if (!*token)
            continue;
        if (strlen(token) > TOKEN_MAX)
            return fail(err, INVALID, "the %s token is longer than %d characters",
                        i == WEB_TOKEN_APP ? "app" : "bot", TOKEN_MAX);
        if (!is_token(token))
            return fail(err, INVALID, "the %s token holds a character that no token has",
                        i == WEB_TOKEN_APP ? "app" : "bot");
        slack->tokens[i] = mem_strdup(token);
    }
    return OK;
}

enum result web_slack_set(struct web_slack *slack, const struct web_api_settings *settings,
                          struct err *err) {
    const char *base = settings->base_url ? settings->base_url : "";
    STR_AUTO(url, URL_MAX / 2);
    str_addf(&url, "%s%s", base, *base && base[strlen(base) - 1] == '/' ? "" : "/");
    slack->base_url = str_take(&url);
    slack->network = settings->network;
    network_set_defaults(&slack->network);
    enum result result = network_check(&slack->network, err);
    if (result == OK && str_is_set(slack->network.proxy))
        result = network_parse_proxy(slack->network.proxy, &slack->proxy, err);
    if (result == OK && read_host(slack->base_url, slack->base_host, err) != OK)
        result = err_prefix(err, "the address of Slack's Web API: ");
    return result == OK ? set_credentials(slack, settings, err) : result;
}

void web_slack_finish(struct web_slack *slack) {
    mem_free(slack->base_url);
    for (size_t i = 0; i < WEB_TOKENS; i++)
        mem_free(slack->tokens[i]);
}
