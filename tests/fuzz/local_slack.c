/* The local Slack without a network: see local_slack.h. */
#include "tests/fuzz/local_slack.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "sim/control.h"
#include "sim/response_url.h"
#include "sim/socket_mode.h"
#include "sim/web_api.h"
#include "tests/fuzz/fake_conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_MAX = 1024 * 1024, ACKS_MAX = 100 };

struct local_slack {
    uv_loop_t loop;
    struct sim sim;
    struct conn *app;  /* the app's socket, or NULL */
    struct conn *last; /* of the latest request */
    struct str request, payload;
};

static void serve(struct exchange *exchange, void *owner) {
    struct local_slack *slack = owner;
    if (str_starts(exchange->path, "/_control/"))
        control_answer(&slack->sim, exchange);
    else if (str_starts(exchange->path, "/api/"))
        web_api_answer(&slack->sim, exchange);
    else if (str_starts(exchange->path, "/link/"))
        socket_mode_accept(&slack->sim, exchange);
    else
        response_url_answer(&slack->sim, exchange);
}

/* ---- The app */

static void send_frame(struct conn *conn, const char *text, size_t len) {
    unsigned char head[8] = {0x81, 0x80 | 126, (unsigned char)(len >> 8), (unsigned char)len};
    if (len > UINT16_MAX)
        return;
    fake_conn_send(conn, (const char *)head, sizeof head); /* the mask is four zeros */
    fake_conn_send(conn, text, len);
}

static void acknowledge(struct local_slack *slack, const char *id) {
    STR_AUTO(ack, REQUEST_MAX);
    str_addf(&ack, "{\"envelope_id\":\"%.36s\"%s%s}", id, slack->payload.len ? ",\"payload\":" : "",
             slack->payload.text);
    send_frame(slack->app, ack.text, ack.len);
}

/* Acknowledges what was sent; each acknowledgement may cause more. */
static void run_app(struct local_slack *slack) {
    static const char mark[] = "\"envelope_id\":\"";
    for (int acks = 0; slack->app && acks < ACKS_MAX;) {
        const struct str *sent = fake_conn_read(slack->app);
        if (sent->len == 0)
            return;
        STR_AUTO(frames, REQUEST_MAX);
        str_add_bytes(&frames, sent->text, sent->len);
        const char *at = frames.text, *end = frames.text + frames.len;
        while ((at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1)) && acks++ < ACKS_MAX) {
            at += sizeof mark - 1;
            acknowledge(slack, at);
        }
    }
}

static void connect_app(struct local_slack *slack) {
    char ticket[TICKET_SIZE];
    STR_AUTO(handshake, 1024);
    struct app *app = TAILQ_FIRST(&slack->sim.workspace->apps);
    if (!app)
        return;
    str_addf(&handshake,
             "GET /link/?ticket=%s HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
             socket_mode_new_ticket(&slack->sim, app, ticket));
    slack->app = fake_conn_new();
    http_serve(slack->app, serve, slack);
    fake_conn_send(slack->app, handshake.text, handshake.len);
    if (!str_starts(fake_conn_read(slack->app)->text, "HTTP/1.1 101 "))
        abort();
}

void local_slack_acknowledge_with(struct local_slack *slack, const char *payload) {
    str_clear(&slack->payload);
    str_add(&slack->payload, payload);
}

/* ---- Requests */

static void drop_last(struct local_slack *slack) {
    if (slack->last)
        fake_conn_free(slack->last);
    slack->last = NULL;
}

const char *local_slack_ask(struct local_slack *slack, const char *method, const char *path,
                            const char *body) {
    const struct app *app = TAILQ_FIRST(&slack->sim.workspace->apps);
    const char *token = app ? app->bot_token : "";
    drop_last(slack);
    str_clear(&slack->request);
    str_addf(&slack->request,
             "%s %s HTTP/1.1\r\nAuthorization: Bearer %s\r\nContent-Length: %zu\r\n"
             "Content-Type: application/%s\r\n\r\n%s",
             method, path, token, strlen(body),
             *body == '{' ? "json; charset=utf-8" : "x-www-form-urlencoded", body);
    slack->last = fake_conn_new();
    http_serve(slack->last, serve, slack);
    fake_conn_send(slack->last, slack->request.text, slack->request.len);
    run_app(slack);
    const struct str *answer = fake_conn_read(slack->last);
    const char *end = strstr(answer->text, "\r\n\r\n");
    return end ? end + 4 : "";
}

/* ---- Life */

struct local_slack *local_slack_new(const char *workspace_text) {
    struct err err;
    struct local_slack *slack = mem_alloc(sizeof *slack);
    log_set_level(LOG_LEVEL_ERROR);
    uv_loop_init(&slack->loop);
    if (sim_init(&slack->sim, &slack->loop, workspace_text, &err) != OK) {
        uv_loop_close(&slack->loop);
        mem_free(slack);
        return NULL;
    }
    snprintf(slack->sim.base_url, sizeof slack->sim.base_url, "http://127.0.0.1:8065");
    slack->request = str_new(REQUEST_MAX);
    slack->payload = str_new(REQUEST_MAX);
    connect_app(slack);
    return slack;
}

void local_slack_free(struct local_slack *slack) {
    drop_last(slack);
    if (slack->app)
        fake_conn_free(slack->app);
    sim_free(&slack->sim);
    uv_run(&slack->loop, UV_RUN_DEFAULT);
    if (uv_loop_close(&slack->loop) != 0)
        abort(); /* a handle is left */
    str_free(&slack->request);
    str_free(&slack->payload);
    mem_free(slack);
}
