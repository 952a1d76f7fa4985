/* The misbehaving server: see peer.h. */
#include "tests/kit/peer.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { READ_TIMEOUT_S = 20, QUEUE_FILLERS = 4 };

struct peer {
    struct peer_settings settings;
    int listener;
    int port;
    SSL_CTX *tls;
    pthread_t thread;
    pthread_mutex_t lock; /* of the two below */
    bool stopping;
    int current; /* the connection that is served, -1 for none */
    int fillers[QUEUE_FILLERS];
};

/* ---- Certificates. */

static EVP_PKEY *ca_key;
static X509 *ca;
static char ca_path[sizeof "/tmp/peer-ca-XXXXXX"]; /* "" while there is no file */

static void add_extension(X509 *certificate, int which, const char *value) {
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/* A certificate for name, signed by issuer or, when that is NULL, by itself. */
static X509 *make_certificate(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *issuer_key,
                              long valid_s, const char *basic) {
    static long serial = 1;
    char names[128];
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -7L * 86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid_s);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate));
    X509_set_pubkey(certificate, key);
    snprintf(names, sizeof names, "%s:%s", strchr(name, ':') ? "IP" : "DNS", name);
    add_extension(certificate, NID_subject_alt_name, names);
    add_extension(certificate, NID_basic_constraints, basic);
    X509_sign(certificate, issuer_key ? issuer_key : key, EVP_sha256());
    return certificate;
}

static void make_ca(void) {
    if (ca)
        return;
    ca_key = EVP_EC_gen("P-256");
    ca = make_certificate(ca_key, "Test Authority", NULL, NULL, 86400, "critical,CA:TRUE");
}

const char *peer_ca_file(void) {
    if (ca_path[0])
        return ca_path;
    make_ca();
    snprintf(ca_path, sizeof ca_path, "/tmp/peer-ca-XXXXXX");
    int fd = mkstemp(ca_path);
    cr_assert(fd >= 0);
    FILE *file = fdopen(fd, "w");
    PEM_write_X509(file, ca);
    fclose(file);
    return ca_path;
}

void peer_remove_ca_file(void) {
    unlink(ca_path);
    ca_path[0] = 0;
    X509_free(ca);
    EVP_PKEY_free(ca_key);
    ca = NULL;
}

static SSL_CTX *make_tls(enum peer_certificate kind) {
    if (kind == PEER_PLAIN)
        return NULL;
    make_ca();
    EVP_PKEY *key = EVP_EC_gen("P-256");
    bool own = kind == PEER_UNKNOWN_CA;
    const char *name = kind == PEER_WRONG_HOST ? "wrong.example.org"
                       : kind == PEER_ADDRESS  ? "::1"
                                               : "localhost";
    X509 *certificate = make_certificate(key, name, own ? NULL : ca, own ? NULL : ca_key,
                                         kind == PEER_EXPIRED ? -86400 : 86400, "CA:FALSE");
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(tls, certificate);
    SSL_CTX_use_PrivateKey(tls, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}

/* ---- The thread. */

static bool take_current(struct peer *peer, int fd) {
    pthread_mutex_lock(&peer->lock);
    bool going_on = !peer->stopping;
    peer->current = going_on ? fd : -1;
    pthread_mutex_unlock(&peer->lock);
    return going_on;
}

void peer_start_tls(struct peer_link *link) {
    link->ssl = SSL_new(link->peer->tls);
    SSL_set_fd(link->ssl, link->fd);
    SSL_accept(link->ssl); /* a refusal shows in the first read */
}

static void serve(struct peer *peer, int fd, unsigned number) {
    static const struct timeval patience = {.tv_sec = READ_TIMEOUT_S};
    struct peer_link link = {.peer = peer, .fd = fd, .number = number, .user = peer->settings.user};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (peer->tls && !peer->settings.late_tls)
        peer_start_tls(&link);
    peer->settings.serve(&link);
    if (link.ssl) {
        SSL_shutdown(link.ssl);
        SSL_free(link.ssl);
    }
    ERR_clear_error();
}

static void *work(void *argument) {
    struct peer *peer = argument;
    for (unsigned number = 0;; number++) {
        int fd = accept4(peer->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            return NULL;
        if (take_current(peer, fd))
            serve(peer, fd, number);
        take_current(peer, -1);
        close(fd);
    }
}

static void fill_queue(struct peer *peer) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)peer->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    for (int i = 0; i < QUEUE_FILLERS; i++) {
        peer->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(peer->fillers[i], (struct sockaddr *)&address, sizeof address);
    }
}

static void listen_on_loopback(struct peer *peer) {
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    bool six = peer->settings.ipv6;
    struct sockaddr *address = six ? (struct sockaddr *)&ipv6 : (struct sockaddr *)&ipv4;
    socklen_t len = six ? sizeof ipv6 : sizeof ipv4;
    peer->listener = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(bind(peer->listener, address, len) == 0);
    cr_assert(listen(peer->listener, peer->settings.deaf ? 0 : 16) == 0);
    getsockname(peer->listener, address, &len);
    peer->port = ntohs(six ? ipv6.sin6_port : ipv4.sin_port);
}

struct peer *peer_start(const struct peer_settings *settings) {
    struct peer *peer = mem_alloc(sizeof *peer);
    signal(SIGPIPE, SIG_IGN);
    peer->settings = *settings;
    peer->current = -1;
    pthread_mutex_init(&peer->lock, NULL);
    peer->tls = make_tls(settings->certificate);
    listen_on_loopback(peer);
    if (settings->deaf)
        fill_queue(peer);
    else
        cr_assert(pthread_create(&peer->thread, NULL, work, peer) == 0);
    return peer;
}

int peer_port(const struct peer *peer) {
    return peer->port;
}

static void end(struct peer *peer, bool cut) {
    pthread_mutex_lock(&peer->lock);
    peer->stopping = true;
    if (cut && peer->current >= 0)
        shutdown(peer->current, SHUT_RDWR);
    pthread_mutex_unlock(&peer->lock);
    shutdown(peer->listener, SHUT_RDWR);
    if (peer->settings.deaf)
        for (int i = 0; i < QUEUE_FILLERS; i++)
            close(peer->fillers[i]);
    else
        pthread_join(peer->thread, NULL);
    close(peer->listener);
    SSL_CTX_free(peer->tls);
    pthread_mutex_destroy(&peer->lock);
    mem_free(peer);
}

void peer_stop(struct peer *peer) {
    end(peer, true);
}

void peer_wait(struct peer *peer) {
    end(peer, false);
}

/* ---- Bytes. */

static size_t read_some(struct peer_link *link, void *to, size_t len) {
    ssize_t got = link->ssl ? SSL_read(link->ssl, to, (int)len) : recv(link->fd, to, len, 0);
    return got > 0 ? (size_t)got : 0;
}

size_t peer_read(struct peer_link *link, void *to, size_t len) {
    size_t have = 0, got;
    while (have < len && (got = read_some(link, (char *)to + have, len - have)) > 0)
        have += got;
    return have;
}

void peer_write(struct peer_link *link, const void *bytes, size_t len) {
    size_t done = 0;
    while (done < len) {
        const char *from = (const char *)bytes + done;
        ssize_t put = link->ssl ? SSL_write(link->ssl, from, (int)(len - done))
                                : send(link->fd, from, len - done, MSG_NOSIGNAL);
        if (put <= 0)
            return;
        done += (size_t)put;
    }
}

void peer_say(struct peer_link *link, const char *text) {
    peer_write(link, text, strlen(text));
}

void peer_pause(int ms) {
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};
    nanosleep(&time, NULL);
}

void peer_reset(struct peer_link *link) {
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(link->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void peer_await_end(struct peer_link *link) {
    struct pollfd watched = {.fd = link->fd, .events = POLLRDHUP};
    poll(&watched, 1, READ_TIMEOUT_S * 1000);
}

/* ---- HTTP. */

bool peer_read_head(struct peer_link *link) {
    for (size_t len = 0; len + 1 < sizeof link->head; len++) {
        if (peer_read(link, link->head + len, 1) == 0)
            return false;
        link->head[len + 1] = 0;
        if (len >= 3 && strcmp(link->head + len - 3, "\r\n\r\n") == 0)
            return true;
    }
    return false;
}

bool peer_header(const struct peer_link *link, const char *name, char *out, size_t size) {
    size_t len = strlen(name);
    for (const char *line = strstr(link->head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            const char *value = line + len + 1 + strspn(line + len + 1, " ");
            snprintf(out, size, "%.*s", (int)strcspn(value, "\r"), value);
            return true;
        }
    }
    return false;
}

size_t peer_read_body(struct peer_link *link, char *out, size_t size) {
    char length[32] = "0";
    peer_header(link, "Content-Length", length, sizeof length);
    size_t len = (size_t)strtoul(length, NULL, 10);
    len = peer_read(link, out, len < size ? len : size - 1);
    out[len] = 0;
    return len;
}

void peer_answer(struct peer_link *link, int status, const char *headers, const char *body) {
    char head[1024];
    snprintf(head, sizeof head, "HTTP/1.1 %d Test\r\nContent-Length: %zu\r\n%s\r\n", status,
             strlen(body), headers);
    peer_say(link, head);
    peer_say(link, body);
}

/* ---- WebSocket. */

void peer_upgrade_text(const struct peer_link *link, char *out, size_t size) {
    char key[64] = "", joined[128];
    unsigned char digest[20], accept[32];
    peer_header(link, "Sec-WebSocket-Key", key, sizeof key);
    snprintf(joined, sizeof joined, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(joined, strlen(joined), digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock(accept, digest, sizeof digest);
    snprintf(out, size,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: %s\r\n\r\n",
             (char *)accept);
}

bool peer_upgrade(struct peer_link *link) {
    char answer[256];
    if (!peer_read_head(link))
        return false;
    peer_upgrade_text(link, answer, sizeof answer);
    peer_say(link, answer);
    return true;
}

static bool read_length(struct peer_link *link, size_t len, size_t *ret_len) {
    unsigned char more[8];
    size_t bytes = len == 126 ? 2 : len == 127 ? 8 : 0;
    if (peer_read(link, more, bytes) < bytes)
        return false;
    if (bytes)
        len = 0;
    for (size_t i = 0; i < bytes; i++)
        len = len << 8 | more[i];
    *ret_len = len;
    return true;
}

bool peer_read_frame(struct peer_link *link, struct peer_frame *frame) {
    unsigned char head[2], mask[4] = {0};
    if (peer_read(link, head, 2) < 2 || !read_length(link, head[1] & 0x7f, &frame->len))
        return false;
    frame->final = head[0] & 0x80;
    frame->masked = head[1] & 0x80;
    frame->opcode = head[0] & 0x0f;
    if (frame->len >= sizeof frame->bytes || (frame->masked && peer_read(link, mask, 4) < 4) ||
        peer_read(link, frame->bytes, frame->len) < frame->len)
        return false;
    for (size_t i = 0; i < frame->len; i++)
        frame->bytes[i] = (char)(frame->bytes[i] ^ mask[i & 3]);
    frame->bytes[frame->len] = 0;
    return true;
}

bool peer_await_frame(struct peer_link *link, int opcode, struct peer_frame *frame) {
    while (peer_read_frame(link, frame))
        if (frame->opcode == opcode)
            return true;
    return false;
}

size_t peer_frame_bytes(unsigned char *out, bool final, int opcode, const void *bytes, size_t len) {
    size_t wide = len < 126 ? 0 : len < 65536 ? 2 : 8, at = 2;
    out[0] = (unsigned char)((final ? 0x80 : 0) | opcode);
    out[1] = (unsigned char)(wide == 0 ? len : wide == 2 ? 126 : 127);
    for (size_t i = wide; i > 0; i--)
        out[at++] = (unsigned char)(len >> 8 * (i - 1));
    if (len)
        memcpy(out + at, bytes, len);
    return at + len;
}

void peer_write_frame(struct peer_link *link, bool final, int opcode, const void *bytes,
                      size_t len) {
    unsigned char *frame = mem_alloc(len + 10);
    peer_write(link, frame, peer_frame_bytes(frame, final, opcode, bytes, len));
    mem_free(frame);
}

void peer_text(struct peer_link *link, const char *text) {
    peer_write_frame(link, true, PEER_TEXT, text, strlen(text));
}

void peer_close(struct peer_link *link, int code, const char *reason) {
    char bytes[126] = {(char)(code >> 8), (char)code};
    size_t len = strlen(reason);
    memcpy(bytes + 2, reason, len);
    peer_write_frame(link, true, PEER_CLOSE, bytes, len + 2);
}
