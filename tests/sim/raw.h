/* A local Slack on a thread of its own, and clients that send exactly the bytes they are told:
 * what no well-behaved library would do. Everything fails the test when it takes over 10 seconds.
 */
#ifndef TESTS_SIM_RAW_H
#define TESTS_SIM_RAW_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

enum { RAW_SIZE = 128 * 1024 };

struct raw_server;

/* cert_file and key_file may be NULL for a plain server. */
struct raw_server *raw_start(const char *cert_file, const char *key_file);
void raw_stop(struct raw_server *server); /* frees it; fails when a handle or memory is left */

int raw_connect(const struct raw_server *server);
void raw_send(int fd, const char *bytes, size_t len);
void raw_send_text(int fd, const char *text);

/* Reads until needle has come, or the end; returns out, terminated. */
const char *raw_read_until(int fd, const char *needle, char out[RAW_SIZE]);
/* True when the peer has closed, after whatever it still sent. */
bool raw_at_end(int fd);

/* One request on a connection of its own; the answer's body, which the caller frees. */
struct json *raw_control(const struct raw_server *server, const char *name, const char *body);
struct json *raw_look(const struct raw_server *server, const char *name);
struct json *raw_api(const struct raw_server *server, const char *method, const char *token,
                     const char *form);

/* Sends the opening handshake for the path of a fresh ticket; returns the socket. */
int raw_websocket(const struct raw_server *server);
/* The path and query of a fresh ticket. Returns out. */
const char *raw_ticket(const struct raw_server *server, char out[256]);
void raw_shake(int fd, const char *path);

/* A frame from the client, masked or not. */
void raw_send_frame(int fd, int first_byte, bool masked, const char *bytes, size_t len);

struct raw_frame {
    int opcode;
    bool final;
    size_t len;
    char bytes[RAW_SIZE]; /* terminated */
};

/* The next frame; false at the end of the connection. */
bool raw_read_frame(int fd, struct raw_frame *ret_frame);
/* The next frame that is no ping. */
bool raw_read_message(int fd, struct raw_frame *ret_frame);

#endif
