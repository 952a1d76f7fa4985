/* The Web API client: see web_api.h. libcurl's multi interface drives the transfers; libuv watches
 * the sockets that it names (socket callback) and wakes it when it wants to be woken (timer
 * callback). */
#include "bot/web_api.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "bot/loop.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
    TIMEOUT_MS = 10 * 1000,
    REQUEST_MAX = 2 * 1024 * 1024, /* bytes of a form; Slack's own largest body is far smaller */
    URL_MAX = 4 * 1024,
    TEXT_MAX = 1024,
    METHOD_MAX = 64,
    TOKEN_MAX = 1024, /* Slack's have less than 100 characters, and no limit is documented */
    HEADER_SIZE = TOKEN_MAX + 64,
    ANSWER_ARENA_MAX = 64 * 1024 /* the sentences about an answer */
};

struct web_api {
    struct network network;
    struct network_proxy proxy;
    char *base_url; /* ends with a slash */
    char base_host[URL_HOST_SIZE];
    char *tokens[3];
    struct loop *loop;
    struct loop_guest guest;
    CURLM *multi;
    uv_timer_t timer;
    struct transfer *transfers;
    unsigned count;
};

/* One socket of libcurl's. */
struct watch {
    uv_poll_t poll;
    struct web_api *api;
    curl_socket_t fd;
};

struct transfer {
    struct transfer *next;
    struct web_api *api;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    char what[METHOD_MAX + 1]; /* the method, or words for a URL, which is as good as a token */
    char host[URL_HOST_SIZE];
    bool is_method;
    bool left; /* the request began to go out */
    struct str answer;
    char fault[CURL_ERROR_SIZE];
    void (*answered)(void *user, const struct web_answer *answer);
    void *user;
    uint64_t ticket;
};

static bool is_set(const char *text) {
    return text && *text;
}

/* ---- What happened, in a sentence. */

static void say_not_trusted(const struct transfer *transfer, const char *fault, struct str *out) {
    long verified = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    str_addf(out, "the certificate of %s is not trusted: %s; %s", transfer->host, fault,
             network_certificate_advice((int)verified));
}

static void say_failure(const struct transfer *transfer, CURLcode code, struct str *out) {
    const char *fault = transfer->fault[0] ? transfer->fault : curl_easy_strerror(code);
    if (code == CURLE_OPERATION_TIMEDOUT && !transfer->left)
        str_addf(out, "no connection to %s within %lld ms", transfer->host,
                 (long long)transfer->api->network.connect_timeout_ms);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        str_addf(out, "%s did not answer %s in time", transfer->host, transfer->what);
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        say_not_trusted(transfer, fault, out);
    else if (code == CURLE_ABORTED_BY_CALLBACK)
        str_addf(out, "the connection to %s was lost before it answered %s", transfer->host,
                 transfer->what);
    else if (code == CURLE_WRITE_ERROR)
        str_addf(out, "the answer to %s is longer than %d bytes", transfer->what, WEB_ANSWER_MAX);
    else
        str_addf(out, "%s: %s", transfer->what, fault);
}

/* ---- The end of a transfer. */

static void free_transfer(struct transfer *transfer) {
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    mem_free(transfer->body);
    str_free(&transfer->answer);
    mem_free(transfer);
}

static void unlink_transfer(struct transfer *transfer) {
    struct web_api *api = transfer->api;
    struct transfer **link = &api->transfers;
    while (*link != transfer)
        link = &(*link)->next;
    *link = transfer->next;
    api->count--;
    curl_multi_remove_handle(api->multi, transfer->easy);
}

/* The value of a header of the last answer, or ""; lives as long as the transfer. */
static const char *header_value(const struct transfer *transfer, const char *name) {
    struct curl_header *header;
    CURLHcode code = curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header);
    return code == CURLHE_OK ? header->value : "";
}

/* What Slack says goes into the store, the log and messages; a token that it repeats must not. */
static void hide_tokens(const struct web_api *api, struct str *answer) {
    for (size_t i = 0; i < sizeof api->tokens / sizeof *api->tokens; i++) {
        const char *token = api->tokens[i];
        for (char *at = answer->text; token && (at = strstr(at, token));)
            memset(at, '*', strlen(token));
    }
}

static struct json *read_answer(struct transfer *transfer, struct arena *arena,
                                struct web_answer *ret_answer) {
    long status = 0;
    hide_tokens(transfer->api, &transfer->answer);
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    struct web_response response = {.what = transfer->what,
                                    .is_method = transfer->is_method,
                                    .status = (int)status,
                                    .retry_after = header_value(transfer, "Retry-After"),
                                    .request_id = header_value(transfer, "x-slack-req-id"),
                                    .scopes = header_value(transfer, "x-oauth-scopes"),
                                    .body = transfer->answer.text,
                                    .len = transfer->answer.len};
    return web_answer_read(&response, arena, ret_answer);
}

static void finish(struct transfer *transfer, CURLcode code) {
    struct json *body = NULL;
    STR_AUTO(fault, TEXT_MAX);
    struct arena *arena = arena_new(ANSWER_ARENA_MAX);
    struct web_answer answer = web_answer_none(transfer->left ? WEB_IN_DOUBT : WEB_UNSENT, "");
    unlink_transfer(transfer);
    if (code == CURLE_OK) {
        body = read_answer(transfer, arena, &answer);
    } else {
        say_failure(transfer, code, &fault);
        answer.text = fault.text;
    }
    answer.ticket = transfer->ticket;
    transfer->answered(transfer->user, &answer);
    free_transfer(transfer);
    json_free(body);
    arena_free(arena);
}

/* libcurl may finish several transfers in one call. An answer may start new ones. */
static void finish_all(struct web_api *api) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(api->multi, &left))) {
        struct transfer *transfer;
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        finish(transfer, message->data.result);
    }
}

/* ---- libcurl and libuv. */

static void on_poll(uv_poll_t *poll, int status, int events) {
    struct watch *watch = poll->data;
    struct web_api *api = watch->api;
    int running, flags = status < 0 ? CURL_CSELECT_ERR : 0;
    if (events & UV_READABLE)
        flags |= CURL_CSELECT_IN;
    if (events & UV_WRITABLE)
        flags |= CURL_CSELECT_OUT;
    curl_multi_socket_action(api->multi, watch->fd, flags, &running); /* may free watch */
    finish_all(api);
}

static void on_timer(uv_timer_t *timer) {
    struct web_api *api = timer->data;
    int running;
    curl_multi_socket_action(api->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    finish_all(api);
}

static int set_timer(CURLM *multi, long timeout_ms, void *user) {
    struct web_api *api = user;
    (void)multi;
    if (timeout_ms < 0)
        uv_timer_stop(&api->timer);
    else /* never at once: libcurl would call itself */
        uv_timer_start(&api->timer, on_timer, timeout_ms ? (uint64_t)timeout_ms : 1, 0);
    return 0;
}

static void free_watch(uv_handle_t *handle) {
    mem_free(handle->data);
}

/* The descriptor may be closed and used again as soon as this returns, so the watch ends now. */
static void unwatch(struct web_api *api, struct watch *watch) {
    curl_multi_assign(api->multi, watch->fd, NULL);
    uv_poll_stop(&watch->poll);
    uv_close((uv_handle_t *)&watch->poll, free_watch);
}

static struct watch *new_watch(struct web_api *api, curl_socket_t fd) {
    struct watch *watch = mem_alloc(sizeof *watch);
    if (uv_poll_init_socket(loop_uv(api->loop), &watch->poll, fd)) {
        mem_free(watch);
        return NULL;
    }
    watch->poll.data = watch;
    watch->api = api;
    watch->fd = fd;
    curl_multi_assign(api->multi, fd, watch);
    return watch;
}

static int set_watch(CURL *easy, curl_socket_t fd, int what, void *user, void *known) {
    struct watch *watch = known;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watch)
            unwatch(user, watch);
        return 0;
    }
    if (!watch)
        watch = new_watch(user, fd);
    if (!watch)
        return -1;
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    return uv_poll_start(&watch->poll, events, on_poll);
}

/* The request is about to leave. libcurl repeats a request, POST or not, when a connection that was
 * kept open dies before any answer; a message could then be posted twice, so the second time ends
 * the transfer. */
static int on_leaving(void *user, char *address, char *local, int port, int local_port) {
    struct transfer *transfer = user;
    (void)address, (void)local, (void)port, (void)local_port;
    if (transfer->left)
        return CURL_PREREQFUNC_ABORT;
    transfer->left = true;
    return CURL_PREREQFUNC_OK;
}

static size_t on_answer(char *bytes, size_t one, size_t len, void *user) {
    struct transfer *transfer = user;
    (void)one; /* always 1 */
    str_add_bytes(&transfer->answer, bytes, len);
    return transfer->answer.full ? 0 : len;
}

/* ---- Requests. */

/* Methods that only read. Some of them take no JSON (https://docs.slack.dev/apis/web-api), so all
 * of them get a form, and the two that have no arguments with them. */
static bool takes_form(const char *method) {
    static const char *const methods[] = {"apps.connections.open",
                                          "auth.test",
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
                                          "users.info",
                                          "users.lookupByEmail",
                                          NULL};
    for (size_t i = 0; methods[i]; i++)
        if (str_equal(methods[i], method))
            return true;
    return false;
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

static void add_header(struct transfer *transfer, const char *name, const char *value) {
    char line[HEADER_SIZE];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    if (!longer)
        abort(); /* no memory, as in base/mem.c */
    transfer->headers = longer;
}

static void set_bytes(struct transfer *transfer, const struct web_call *call) {
    add_header(transfer, "Content-Type", "application/octet-stream");
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->len);
    curl_easy_setopt(transfer->easy, CURLOPT_COPYPOSTFIELDS, call->bytes);
}

static enum result set_body(struct transfer *transfer, const struct web_call *call,
                            struct err *err) {
    if (call->bytes) {
        set_bytes(transfer, call);
        return OK;
    }
    JSON_AUTO *arguments = NULL;
    const char *body = is_set(call->body) ? call->body : "{}";
    if (json_parse(body, strlen(body), &arguments, err) != OK)
        return err_prefix(err, "the body of %s: ", transfer->what);
    if (json_kind_of(arguments) != JSON_OBJECT)
        return fail(err, INVALID, "the body of %s is not a JSON object", transfer->what);
    bool form = transfer->is_method && takes_form(call->method);
    transfer->body = form ? make_form(transfer->easy, arguments) : mem_strdup(body);
    if (!transfer->body)
        return fail(err, INVALID, "the arguments of %s are longer than %d bytes", transfer->what,
                    REQUEST_MAX);
    /* A form with a charset, and JSON without one, would earn a warning from Slack. */
    add_header(transfer, "Content-Type",
               form ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8");
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, transfer->body);
    curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(transfer->body));
    return OK;
}

static enum result set_token(struct transfer *transfer, enum web_token token, struct err *err) {
    char value[sizeof "Bearer " + TOKEN_MAX];
    if (token == WEB_TOKEN_NONE || !transfer->is_method)
        return OK;
    if (!transfer->api->tokens[token])
        return fail(err, INVALID, "%s needs the %s token, and there is none", transfer->what,
                    token == WEB_TOKEN_APP ? "app" : "bot");
    snprintf(value, sizeof value, "Bearer %s", transfer->api->tokens[token]);
    add_header(transfer, "Authorization", value);
    return OK;
}

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
static bool is_slacks(const struct web_api *api, const char *url, const char *host) {
    bool tls = str_starts(url, "https://");
    if (is_below(host, "slack.com"))
        return tls;
    return is_below(host, api->base_host) && tls == str_starts(api->base_url, "https://");
}

static bool is_method_name(const char *text) {
    size_t len = strlen(text);
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '.')
            return false;
    return len > 0 && len <= METHOD_MAX;
}

static enum result set_url(struct transfer *transfer, const struct web_call *call,
                           struct err *err) {
    STR_AUTO(url, URL_MAX);
    if (transfer->is_method && !is_method_name(call->method))
        return fail(err, INVALID, "this is not the name of a Slack method");
    if (transfer->is_method)
        str_addf(&url, "%s%s", transfer->api->base_url, call->method);
    else
        str_add(&url, call->url ? call->url : "");
    if (url.full)
        return fail(err, INVALID, "the address is longer than %d characters", URL_MAX);
    snprintf(transfer->what, sizeof transfer->what, "%s",
             transfer->is_method ? call->method
             : call->bytes       ? "the upload"
                                 : "the response URL");
    curl_easy_setopt(transfer->easy, CURLOPT_URL, url.text);
    enum result result = read_host(url.text, transfer->host, err);
    if (result == OK && call->bytes && !is_slacks(transfer->api, url.text, transfer->host))
        return fail(err, INVALID, "%s is no host of Slack's, so no file is sent there",
                    transfer->host);
    return result;
}

/* Set in either case: the environment must not have a say. */
static void set_proxy(struct transfer *transfer) {
    const struct network_proxy *proxy = &transfer->api->proxy;
    char url[URL_PLACE_SIZE + sizeof "http://"] = "", user[NETWORK_USER_SIZE];
    curl_easy_setopt(transfer->easy, CURLOPT_NOPROXY, "");
    if (network_uses_proxy(&transfer->api->network, transfer->host)) {
        char place[URL_PLACE_SIZE];
        snprintf(url, sizeof url, "http://%s",
                 url_print_place(place, proxy->place.host, proxy->place.port));
        curl_easy_setopt(transfer->easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    }
    curl_easy_setopt(transfer->easy, CURLOPT_PROXY, url);
    if (!proxy->user[0])
        return;
    snprintf(user, sizeof user, "%s", proxy->user);
    char *colon = strchr(user, ':');
    curl_easy_setopt(transfer->easy, CURLOPT_PROXYPASSWORD, colon ? colon + 1 : "");
    if (colon)
        *colon = 0;
    curl_easy_setopt(transfer->easy, CURLOPT_PROXYUSERNAME, user);
}

static void set_network(struct transfer *transfer) {
    const struct network *network = &transfer->api->network;
    CURL *easy = transfer->easy;
    set_proxy(transfer);
    if (is_set(network->ca_file)) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, network->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)network->connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS,
                     (long)(network->connect_timeout_ms + network->answer_timeout_ms));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

static void set_handling(struct transfer *transfer) {
    CURL *easy = transfer->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->fault);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_leaving);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* or a slow resolver would stop the loop */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "incidentd");
    add_header(transfer, "Expect", ""); /* no pause before a long body */
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static enum result prepare(struct transfer *transfer, const struct web_call *call,
                           struct err *err) {
    enum result result = set_url(transfer, call, err);
    if (result == OK)
        result = set_token(transfer, call->token, err);
    if (result == OK)
        result = set_body(transfer, call, err);
    if (result != OK)
        return result;
    set_network(transfer);
    set_handling(transfer);
    return OK;
}

enum result web_api_call(struct web_api *api, const struct web_call *call,
                         void (*answered)(void *user, const struct web_answer *answer), void *user,
                         struct err *err) {
    if (api->count == WEB_CALLS_MAX)
        return fail(err, BUSY, "%d calls are in flight", WEB_CALLS_MAX);
    struct transfer *transfer = mem_alloc(sizeof *transfer);
    transfer->api = api;
    transfer->easy = curl_easy_init();
    transfer->answer = str_new(WEB_ANSWER_MAX);
    transfer->answered = answered;
    transfer->user = user;
    transfer->ticket = call->ticket;
    transfer->is_method = call->method != NULL;
    enum result result = transfer->easy ? prepare(transfer, call, err)
                                        : fail(err, BUSY, "libcurl has no memory for a call");
    if (result == OK && curl_multi_add_handle(api->multi, transfer->easy) != CURLM_OK)
        result = fail(err, BUSY, "libcurl takes no further call");
    if (result != OK) {
        free_transfer(transfer);
        return result;
    }
    transfer->next = api->transfers;
    api->transfers = transfer;
    api->count++;
    return OK;
}

unsigned web_api_count(const struct web_api *api) {
    return api->count;
}

/* ---- Life. */

static void free_api(struct web_api *api) {
    curl_multi_cleanup(api->multi);
    curl_global_cleanup();
    mem_free(api->base_url);
    for (size_t i = 0; i < sizeof api->tokens / sizeof *api->tokens; i++)
        mem_free(api->tokens[i]);
    mem_free(api);
}

static void close_guest(void *owner) {
    struct web_api *api = owner;
    while (api->transfers) {
        struct transfer *transfer = api->transfers;
        unlink_transfer(transfer);
        free_transfer(transfer);
    }
    curl_multi_cleanup(api->multi); /* ends the last watches */
    api->multi = NULL;
    uv_close((uv_handle_t *)&api->timer, NULL);
}

static void finish_guest(void *owner) {
    free_api(owner);
}

/* What may stand in a header; a newline at the end of a file is for its reader to cut. */
static bool is_token(const char *text) {
    for (; *text; text++)
        if (!isgraph((unsigned char)*text))
            return false;
    return true;
}

static enum result set_credentials(struct web_api *api, const struct web_api_settings *settings,
                                   struct err *err) {
    const char *given[] = {
        [WEB_TOKEN_BOT] = settings->bot_token, [WEB_TOKEN_APP] = settings->app_token};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (!is_set(given[i]))
            continue;
        if (strlen(given[i]) > TOKEN_MAX)
            return fail(err, INVALID, "the %s token is longer than %d characters",
                        i == WEB_TOKEN_APP ? "app" : "bot", TOKEN_MAX);
        if (!is_token(given[i]))
            return fail(err, INVALID, "the %s token holds a character that no token has",
                        i == WEB_TOKEN_APP ? "app" : "bot");
        api->tokens[i] = mem_strdup(given[i]);
    }
    return OK;
}

static enum result configure(struct web_api *api, const struct web_api_settings *settings,
                             struct err *err) {
    const char *base = settings->base_url ? settings->base_url : "";
    STR_AUTO(url, URL_MAX / 2);
    str_addf(&url, "%s%s", base, *base && base[strlen(base) - 1] == '/' ? "" : "/");
    api->base_url = str_take(&url);
    api->network = settings->network;
    if (!api->network.connect_timeout_ms)
        api->network.connect_timeout_ms = TIMEOUT_MS;
    if (!api->network.answer_timeout_ms)
        api->network.answer_timeout_ms = TIMEOUT_MS;
    enum result result = network_check(&api->network, err);
    if (result == OK && is_set(api->network.proxy))
        result = network_parse_proxy(api->network.proxy, &api->proxy, err);
    if (result == OK && read_host(api->base_url, api->base_host, err) != OK)
        result = err_prefix(err, "the address of Slack's Web API: ");
    return result == OK ? set_credentials(api, settings, err) : result;
}

static enum result start_library(struct web_api *api, struct err *err) {
    api->multi = curl_multi_init();
    if (!api->multi)
        return fail(err, IO, "libcurl does not start");
    curl_multi_setopt(api->multi, CURLMOPT_SOCKETFUNCTION, set_watch);
    curl_multi_setopt(api->multi, CURLMOPT_SOCKETDATA, api);
    curl_multi_setopt(api->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(api->multi, CURLMOPT_TIMERDATA, api);
    return OK;
}

enum result web_api_new(struct loop *loop, const struct web_api_settings *settings,
                        struct web_api **ret_api, struct err *err) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        return fail(err, IO, "libcurl does not start");
    struct web_api *api = mem_alloc(sizeof *api);
    api->loop = loop;
    enum result result = configure(api, settings, err);
    if (result == OK)
        result = start_library(api, err);
    if (result != OK) {
        free_api(api);
        return result;
    }
    uv_timer_init(loop_uv(loop), &api->timer);
    api->timer.data = api;
    api->guest = (struct loop_guest){.close = close_guest, .finish = finish_guest, .owner = api};
    loop_add_guest(loop, &api->guest);
    *ret_api = api;
    return OK;
}
