/* The Web API client: see web_api.h. libcurl's multi interface drives the transfers; libuv watches
 * the sockets that it names (socket callback) and wakes it when it wants to be woken (timer
 * callback). */
#include "bot/web_api.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "bot/loop.h"
#include "bot/web_request.h"

#include <curl/curl.h>
#include <string.h>
#include <uv.h>

enum {
    TEXT_MAX = 1024,
    ANSWER_ARENA_MAX = 64 * 1024 /* the sentences about an answer */
};

struct web_api {
    struct web_slack slack;
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
    struct web_request request;
    bool left; /* the request began to go out */
    struct str answer;
    char fault[CURL_ERROR_SIZE];
    void (*answered)(void *user, const struct web_answer *answer);
    void *user;
    uint64_t ticket;
};

/* ---- What happened, in a sentence. */

static void say_not_trusted(const struct transfer *transfer, const char *fault, struct str *out) {
    long verified = 0;
    curl_easy_getinfo(transfer->request.easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    str_addf(out, "the certificate of %s is not trusted: %s; %s", transfer->request.host, fault,
             network_certificate_advice((int)verified));
}

static void say_failure(const struct transfer *transfer, CURLcode code, struct str *out) {
    const char *fault = transfer->fault[0] ? transfer->fault : curl_easy_strerror(code);
    if (code == CURLE_OPERATION_TIMEDOUT && !transfer->left)
        str_addf(out, "no connection to %s within %lld ms", transfer->request.host,
                 (long long)transfer->api->slack.network.connect_timeout_ms);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        str_addf(out, "%s did not answer %s in time", transfer->request.host,
                 transfer->request.what);
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        say_not_trusted(transfer, fault, out);
    else if (code == CURLE_ABORTED_BY_CALLBACK)
        str_addf(out, "the connection to %s was lost before it answered %s", transfer->request.host,
                 transfer->request.what);
    else if (code == CURLE_WRITE_ERROR)
        str_addf(out, "the answer to %s is longer than %d bytes", transfer->request.what,
                 WEB_ANSWER_MAX);
    else
        str_addf(out, "%s: %s", transfer->request.what, fault);
}

/* ---- The end of a transfer. */

static void free_transfer(struct transfer *transfer) {
    web_request_finish(&transfer->request);
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
    curl_multi_remove_handle(api->multi, transfer->request.easy);
}

/* The value of a header of the last answer, or ""; lives as long as the transfer. */
static const char *header_value(const struct transfer *transfer, const char *name) {
    struct curl_header *header;
    CURLHcode code = curl_easy_header(transfer->request.easy, name, 0, CURLH_HEADER, -1, &header);
    return code == CURLHE_OK ? header->value : "";
}

/* What Slack says goes into the store, the log and messages; a token that it repeats must not. */
static void hide_tokens(const struct web_api *api, struct str *answer) {
    for (size_t i = 0; i < WEB_TOKENS; i++) {
        const char *token = api->slack.tokens[i];
        for (char *at = answer->text; token && (at = strstr(at, token));)
            memset(at, '*', strlen(token));
    }
}

static struct json *read_answer(struct transfer *transfer, struct arena *arena,
                                struct web_answer *ret_answer) {
    long status = 0;
    hide_tokens(transfer->api, &transfer->answer);
    curl_easy_getinfo(transfer->request.easy, CURLINFO_RESPONSE_CODE, &status);
    struct web_response response = {.what = transfer->request.what,
                                    .is_method = transfer->request.is_method,
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

/* ---- Calls. */

static void set_handling(struct transfer *transfer) {
    CURL *easy = transfer->request.easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->fault);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_leaving);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* or a slow resolver would stop the loop */
}

enum result web_api_call(struct web_api *api, const struct web_call *call,
                         void (*answered)(void *user, const struct web_answer *answer), void *user,
                         struct err *err) {
    if (api->count == WEB_CALLS_MAX)
        return fail(err, BUSY, "%d calls are in flight", WEB_CALLS_MAX);
    struct transfer *transfer = mem_alloc(sizeof *transfer);
    transfer->api = api;
    transfer->answer = str_new(WEB_ANSWER_MAX);
    transfer->answered = answered;
    transfer->user = user;
    transfer->ticket = call->ticket;
    enum result result = web_request_make(&transfer->request, &api->slack, call, err);
    if (result == OK)
        set_handling(transfer);
    if (result == OK && curl_multi_add_handle(api->multi, transfer->request.easy) != CURLM_OK)
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
    web_slack_finish(&api->slack);
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
    enum result result = web_slack_set(&api->slack, settings, err);
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
