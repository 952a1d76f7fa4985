/* WebSocket framing for a server: see websocket.h. */
#include "sim/websocket.h"

#include "base/mem.h"
#include "base/str.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HEADER_MAX = 14, MASK_LEN = 4 };

struct websocket {
    struct conn *conn;
    const struct websocket_events *events;
    void *owner;
    struct str in;     /* bytes not yet made into a frame */
    struct str held;   /* frames waiting for company, when coalescing */
    struct str pieces; /* of the peer's fragmented message, so far */
    bool fragmenting;  /* the peer is inside of one */
    bool pieces_are_text;
    bool failed; /* the peer broke the protocol: deaf from now on */
    bool parted; /* the peer said goodbye: its messages do not count any more */
    bool silent, coalesce;
    size_t fragment; /* largest piece of a message, 0: whole */
};

struct frame {
    bool final, masked;
    int reserved;
    enum websocket_opcode opcode;
    uint64_t len;
    size_t header_len; /* with the mask */
};

/* ---- Handshake */

bool websocket_wanted(const struct exchange *exchange) {
    const char *upgrade = http_header(exchange, "Upgrade");
    const char *key = http_header(exchange, "Sec-WebSocket-Key");
    return str_equal(exchange->method, "GET") && str_equal_nocase(upgrade, "websocket") && key &&
           strlen(key) == 24 && str_equal(http_header(exchange, "Sec-WebSocket-Version"), "13");
}

/* The proof that the key was read: RFC 6455, section 4.2.2. */
static void accept_key(const char *key, char out[29]) {
    char text[24 + 36 + 1];
    unsigned char digest[SHA_DIGEST_LENGTH];
    snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    SHA1((const unsigned char *)text, strlen(text), digest);
    EVP_EncodeBlock((unsigned char *)out, digest, sizeof digest);
}

/* ---- Sending */

static void send_bytes(struct websocket *websocket, const char *bytes, size_t len, bool control) {
    if (websocket->silent)
        return;
    if (!websocket->coalesce) {
        conn_write(websocket->conn, bytes, len);
        return;
    }
    bool company = websocket->held.len > 0;
    str_add_bytes(&websocket->held, bytes, len);
    if (!company && !control)
        return;
    conn_write(websocket->conn, websocket->held.text, websocket->held.len);
    str_clear(&websocket->held);
}

static void send_frame(struct websocket *websocket, bool final, enum websocket_opcode opcode,
                       const char *bytes, size_t len) {
    unsigned char header[HEADER_MAX] = {(unsigned char)((final ? 0x80 : 0) | (int)opcode)};
    size_t used = 2;
    if (len < 126) {
        header[1] = (unsigned char)len;
    } else {
        size_t width = len <= UINT16_MAX ? 2 : 8;
        header[1] = width == 2 ? 126 : 127;
        for (size_t i = 0; i < width; i++)
            header[used++] = (unsigned char)((uint64_t)len >> 8 * (width - 1 - i));
    }
    STR_AUTO(frame, HEADER_MAX + len);
    str_add_bytes(&frame, (const char *)header, used);
    str_add_bytes(&frame, bytes, len);
    send_bytes(websocket, frame.text, frame.len, opcode >= WEBSOCKET_CLOSE);
}

void websocket_send(struct websocket *websocket, enum websocket_opcode opcode, const char *bytes,
                    size_t len) {
    size_t piece = websocket->fragment;
    if (opcode >= WEBSOCKET_CLOSE || piece == 0 || len <= piece) {
        send_frame(websocket, true, opcode, bytes, len);
        return;
    }
    for (size_t at = 0; at < len; at += piece) {
        size_t left = len - at;
        send_frame(websocket, left <= piece, at == 0 ? opcode : WEBSOCKET_CONTINUATION, bytes + at,
                   left < piece ? left : piece);
    }
}

void websocket_send_close(struct websocket *websocket, int code, const char *reason) {
    char bytes[WEBSOCKET_CONTROL_MAX] = {(char)(code >> 8), (char)code};
    size_t len = code == 0 ? 0 : 2 + strnlen(reason, WEBSOCKET_CONTROL_MAX - 2);
    if (code != 0)
        memcpy(bytes + 2, reason, len - 2);
    send_frame(websocket, true, WEBSOCKET_CLOSE, bytes, len);
}

/* ---- Reading */

/* False when the header has not come whole. */
static bool parse_header(const struct str *in, struct frame *ret_frame) {
    const unsigned char *bytes = (const unsigned char *)in->text;
    if (in->len < 2)
        return false;
    struct frame frame = {.final = bytes[0] & 0x80,
                          .reserved = bytes[0] & 0x70,
                          .opcode = bytes[0] & 0x0f,
                          .masked = bytes[1] & 0x80,
                          .len = bytes[1] & 0x7f};
    size_t width = frame.len == 126 ? 2 : frame.len == 127 ? 8 : 0;
    frame.header_len = 2 + width + (frame.masked ? MASK_LEN : 0);
    if (in->len < frame.header_len)
        return false;
    if (width > 0)
        frame.len = 0;
    for (size_t i = 0; i < width; i++)
        frame.len = frame.len << 8 | bytes[2 + i];
    *ret_frame = frame;
    return true;
}

static void fail_with(struct websocket *websocket, int code, const char *reason) {
    websocket->failed = true;
    websocket_send_close(websocket, code, reason);
    conn_close(websocket->conn);
}

/* The close code that the frame's header deserves, or 0 for a good one. */
static int header_fault(const struct websocket *websocket, const struct frame *frame) {
    bool control = frame->opcode >= WEBSOCKET_CLOSE;
    if (!frame->masked || frame->reserved != 0)
        return 1002;
    if (control &&
        (!frame->final || frame->len > WEBSOCKET_CONTROL_MAX || frame->opcode > WEBSOCKET_PONG))
        return 1002;
    if (!control && frame->opcode > WEBSOCKET_BINARY)
        return 1002;
    if (!control && (frame->opcode == WEBSOCKET_CONTINUATION) != websocket->fragmenting)
        return 1002;
    return frame->len > WEBSOCKET_MESSAGE_MAX ? 1009 : 0;
}

static int close_code(const char *bytes, size_t len) {
    const unsigned char *code = (const unsigned char *)bytes;
    return len < 2 ? 1005 : code[0] << 8 | code[1];
}

static void take_piece(struct websocket *websocket, const struct frame *frame, const char *bytes) {
    struct str *pieces = &websocket->pieces;
    if (!websocket->fragmenting) {
        str_clear(pieces);
        websocket->pieces_are_text = frame->opcode == WEBSOCKET_TEXT;
    }
    websocket->fragmenting = !frame->final;
    str_add_bytes(pieces, bytes, (size_t)frame->len);
    if (pieces->full)
        fail_with(websocket, 1009, "Message is too long.");
    else if (frame->final && websocket->pieces_are_text)
        websocket->events->fragmented(websocket->owner, pieces->text, pieces->len);
}

static void take_data(struct websocket *websocket, const struct frame *frame, const char *bytes) {
    if (!frame->final || websocket->fragmenting)
        take_piece(websocket, frame, bytes);
    else if (frame->opcode == WEBSOCKET_TEXT)
        websocket->events->text(websocket->owner, bytes, (size_t)frame->len);
}

static void take_close(struct websocket *websocket, const char *bytes, size_t len) {
    websocket->parted = true;
    websocket->events->close(websocket->owner, close_code(bytes, len));
}

static void take_frame(struct websocket *websocket, const struct frame *frame, const char *bytes) {
    size_t len = (size_t)frame->len;
    if (frame->opcode == WEBSOCKET_PING)
        websocket->events->ping(websocket->owner, bytes, len);
    else if (frame->opcode == WEBSOCKET_PONG)
        websocket->events->pong(websocket->owner);
    else if (frame->opcode == WEBSOCKET_CLOSE)
        take_close(websocket, bytes, len);
    else if (!websocket->parted)
        take_data(websocket, frame, bytes);
}

static void unmask(char *bytes, size_t len, const char mask[MASK_LEN]) {
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(bytes[i] ^ mask[i % MASK_LEN]);
}

/* Takes one frame off the input; false when there is none yet, or never will be. */
static bool take_next(struct websocket *websocket) {
    struct str *in = &websocket->in;
    struct frame frame;
    if (websocket->failed || !parse_header(in, &frame))
        return false;
    int fault = header_fault(websocket, &frame);
    if (fault != 0) {
        fail_with(websocket, fault, fault == 1009 ? "Frame is too long." : "Protocol error.");
        return false;
    }
    if (in->len - frame.header_len < frame.len)
        return false;
    char *bytes = in->text + frame.header_len;
    unmask(bytes, (size_t)frame.len, bytes - MASK_LEN);
    take_frame(websocket, &frame, bytes);
    size_t used = frame.header_len + (size_t)frame.len;
    memmove(in->text, in->text + used, in->len - used);
    in->len -= used;
    return true;
}

static void on_data(void *owner, const char *bytes, size_t len) {
    struct websocket *websocket = owner;
    str_add_bytes(&websocket->in, bytes, len);
    if (websocket->in.full && !websocket->failed)
        fail_with(websocket, 1009, "Too much at once.");
    while (take_next(websocket))
        ;
}

static void on_closed(void *owner) {
    struct websocket *websocket = owner;
    websocket->events->closed(websocket->owner);
    str_free(&websocket->in);
    str_free(&websocket->held);
    str_free(&websocket->pieces);
    mem_free(websocket);
}

struct websocket *websocket_accept(struct exchange *exchange, const struct websocket_events *events,
                                   void *owner) {
    static const struct conn_events conn_events = {on_data, on_closed};
    char proof[29], head[256], *early;
    size_t early_len;
    accept_key(http_header(exchange, "Sec-WebSocket-Key"), proof);
    struct conn *conn = http_take_over(exchange, &early, &early_len);
    if (!conn)
        return NULL;
    struct websocket *websocket = mem_alloc(sizeof *websocket);
    websocket->conn = conn;
    websocket->events = events;
    websocket->owner = owner;
    websocket->in = str_new(WEBSOCKET_MESSAGE_MAX + HEADER_MAX + 64 * 1024);
    websocket->pieces = str_new(WEBSOCKET_MESSAGE_MAX);
    websocket->held = str_new(8 * WEBSOCKET_MESSAGE_MAX);
    conn_own(conn, &conn_events, websocket);
    int len = snprintf(head, sizeof head,
                       "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                       proof);
    conn_write(conn, head, (size_t)len);
    str_add_bytes(&websocket->in, early, early_len); /* read with what comes next */
    mem_free(early);
    return websocket;
}

struct conn *websocket_conn(struct websocket *websocket) {
    return websocket->conn;
}

void websocket_silence(struct websocket *websocket) {
    websocket->silent = true;
}

void websocket_fragment(struct websocket *websocket, size_t size) {
    websocket->fragment = size;
}

void websocket_coalesce(struct websocket *websocket) {
    websocket->coalesce = true;
}
