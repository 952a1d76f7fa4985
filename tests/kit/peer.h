/* A server on loopback that does what a test tells it, wrong things included: the other side for
 * the tests of the sockets. It serves one connection after the other in a thread of its own; what
 * it saw may be read when peer_stop has returned. */
#ifndef TESTS_KIT_PEER_H
#define TESTS_KIT_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct peer;
struct ssl_st;

enum peer_certificate {
    PEER_PLAIN,      /* no TLS */
    PEER_GOOD,       /* for localhost, signed by peer_ca_file */
    PEER_ADDRESS,    /* the same, for the address ::1 */
    PEER_WRONG_HOST, /* the same, for wrong.example.org */
    PEER_EXPIRED,    /* the same, over since yesterday */
    PEER_UNKNOWN_CA  /* for localhost, signed by itself */
};

enum { PEER_HEAD_SIZE = 8 * 1024 };

/* One accepted connection. */
struct peer_link {
    struct peer *peer;
    int fd;
    struct ssl_st *ssl; /* NULL without TLS */
    unsigned number;    /* 0 for the first connection */
    void *user;
    char head[PEER_HEAD_SIZE]; /* the last request's line and headers */
};

struct peer_settings {
    void (*serve)(struct peer_link *link); /* the connection is closed when it returns */
    void *user;
    enum peer_certificate certificate;
    bool late_tls; /* TLS begins with peer_start_tls, as behind a proxy */
    bool ipv6;     /* listens on ::1 instead of 127.0.0.1 */
    bool deaf;     /* never accepts, and its queue is full: a connection hangs */
};

/* Fails the test when it cannot listen. */
struct peer *peer_start(const struct peer_settings *settings);
int peer_port(const struct peer *peer);
/* Cuts the connection in progress, waits for the thread and frees the peer. */
void peer_stop(struct peer *peer);
/* The same without cutting: the script runs to its end. */
void peer_wait(struct peer *peer);

/* A PEM file with the authority that signs the certificates; the caller removes it with
 * peer_remove_ca_file. */
const char *peer_ca_file(void);
void peer_remove_ca_file(void);

/* ---- For scripts, which run in the peer's thread: an assertion there would end the wrong thread.
 * Reads give up after some seconds and when the connection ends. */

/* Bytes read, 0 at the end or when nothing more comes. */
size_t peer_read(struct peer_link *link, void *to, size_t len);
void peer_write(struct peer_link *link, const void *bytes, size_t len);
void peer_say(struct peer_link *link, const char *text);
void peer_pause(int ms);
/* Reads nothing more and waits until the other side, or peer_stop, has ended the connection. */
void peer_await_end(struct peer_link *link);
void peer_start_tls(struct peer_link *link);
/* Ends the connection with RST instead of FIN. */
void peer_reset(struct peer_link *link);

/* Reads up to the empty line into link->head; false when the connection ended before it. */
bool peer_read_head(struct peer_link *link);
/* The value of a header of the last request into out; false when there is none. */
bool peer_header(const struct peer_link *link, const char *name, char *out, size_t size);
/* Reads the body that the last request announced, NUL-terminated, at most size - 1 bytes. */
size_t peer_read_body(struct peer_link *link, char *out, size_t size);
/* Answers with this status, headers ("A: b\r\n…" or "") and body. */
void peer_answer(struct peer_link *link, int status, const char *headers, const char *body);

/* ---- WebSocket. */

struct peer_frame {
    bool final;
    bool masked;
    int opcode; /* 1 text, 2 binary, 8 close, 9 ping, 10 pong */
    size_t len;
    char bytes[32 * 1024]; /* unmasked, NUL-terminated */
};

enum { PEER_CONTINUED = 0, PEER_TEXT = 1, PEER_BINARY = 2, PEER_CLOSE = 8, PEER_PING = 9 };

/* Reads the handshake's request and accepts it. */
bool peer_upgrade(struct peer_link *link);
/* The answer that accepts the last request, for scripts that send it their own way. */
void peer_upgrade_text(const struct peer_link *link, char *out, size_t size);
bool peer_read_frame(struct peer_link *link, struct peer_frame *frame);
/* Reads frames until one has this opcode; false when none comes. */
bool peer_await_frame(struct peer_link *link, int opcode, struct peer_frame *frame);
/* The frame's bytes into out, which has room for len + 10; returns their number. */
size_t peer_frame_bytes(unsigned char *out, bool final, int opcode, const void *bytes, size_t len);
void peer_write_frame(struct peer_link *link, bool final, int opcode, const void *bytes,
                      size_t len);
void peer_text(struct peer_link *link, const char *text);
void peer_close(struct peer_link *link, int code, const char *reason);

#endif
