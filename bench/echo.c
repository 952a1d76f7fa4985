/* The floor for bench/ack.mjs: a Socket Mode client that acknowledges each envelope as it comes and
 * does nothing else. It reads no JSON, keeps nothing and never reconnects.
 * usage: bench-echo URL    the ws:// address that apps.connections.open gave */
#include <libwebsockets.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 64, PATH_SIZE = 512, BUFFER_SIZE = 64 * 1024 };

static bool connected = true;

/* An ack of a hundred bytes fits into what the system buffers for a peer on the same machine, so it
 * is written without waiting for LWS_CALLBACK_CLIENT_WRITEABLE. */
static int ack(struct lws *wsi, const char *text, size_t len) {
    static const char name[] = "\"envelope_id\":\"";
    unsigned char frame[LWS_PRE + ID_SIZE + sizeof name + sizeof "{\"}"];
    const char *id = memmem(text, len, name, sizeof name - 1);
    if (!id)
        return 0; /* hello */
    id += sizeof name - 1;
    const char *end = memchr(id, '"', len - (size_t)(id - text));
    if (!end || end - id >= ID_SIZE)
        return -1;
    int size = snprintf((char *)frame + LWS_PRE, sizeof frame - LWS_PRE, "{%s%.*s\"}", name,
                        (int)(end - id), id);
    return lws_write(wsi, frame + LWS_PRE, (size_t)size, LWS_WRITE_TEXT) < size ? -1 : 0;
}

static int on_event(struct lws *wsi, enum lws_callback_reasons event, void *user, void *in,
                    size_t len) {
    (void)user;
    if (event == LWS_CALLBACK_CLIENT_RECEIVE)
        return ack(wsi, in, len);
    if (event == LWS_CALLBACK_CLIENT_CLOSED || event == LWS_CALLBACK_CLIENT_CONNECTION_ERROR ||
        event == LWS_CALLBACK_CLOSED_CLIENT_HTTP)
        connected = false;
    return 0;
}

static const struct lws_protocols protocols[] = {
    {.name = "text", .callback = on_event, .rx_buffer_size = BUFFER_SIZE},
    {0},
};

static bool dial(struct lws_context *context, char *url) {
    const char *scheme, *host, *path;
    char place[128], whole_path[PATH_SIZE];
    int port;
    if (lws_parse_uri(url, &scheme, &host, &port, &path))
        return false;
    snprintf(place, sizeof place, "%s:%d", host, port);
    snprintf(whole_path, sizeof whole_path, "/%s", path);
    struct lws_client_connect_info info = {
        .context = context,
        .address = host,
        .port = port,
        .host = place,
        .path = whole_path,
        .local_protocol_name = protocols[0].name,
    };
    return lws_client_connect_via_info(&info) != NULL;
}

int main(int argc, char **argv) {
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .pt_serv_buf_size = BUFFER_SIZE,
    };
    if (argc != 2) {
        fputs("usage: bench-echo URL\n", stderr);
        return 2;
    }
    lws_set_log_level(LLL_ERR, NULL);
    struct lws_context *context = lws_create_context(&info);
    if (!context)
        return 1;
    connected = dial(context, argv[1]);
    while (connected && lws_service(context, 0) >= 0)
        ; /* until the local Slack or a signal ends it */
    lws_context_destroy(context);
    return 1;
}
