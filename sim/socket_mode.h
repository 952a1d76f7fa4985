/* Socket Mode: the tickets of apps.connections.open, the sockets with their hello, pings and
 * refreshes, and the faults of a socket (docs.slack.dev/apis/events-api/using-socket-mode). */
#ifndef SIM_SOCKET_MODE_H
#define SIM_SOCKET_MODE_H

#include "sim/delivery.h"
#include "sim/http.h"
#include "sim/tickets.h"
#include "sim/workspace.h"

enum { SOCKETS_PER_APP_MAX = 10, GHOSTS_MAX = 100 };

struct sockets;

struct sockets *sockets_new(struct sim *sim);
void sockets_free(struct sockets *sockets); /* after every connection was closed */
/* Forgets what is on its way and every ghost. Open sockets stay; they belong to the app with the
 * same id in the workspace of now, and the one before is still there when this is called. */
void sockets_reset(struct sim *sim);

/* A fresh one-use ticket for app. Returns out. */
const char *socket_mode_new_ticket(struct sim *sim, struct app *app, char out[TICKET_SIZE]);

/* Answers a GET of /link/. */
void socket_mode_accept(struct sim *sim, struct exchange *exchange);

/* Sends an inner event to an app, wrapped. */
void socket_mode_send_event(struct sim *sim, struct app *app, struct json *owned_event);

/* See delivery_request. */
void socket_mode_send_request(struct sim *sim, struct app *app, const char *type,
                              bool accepts_payload, const char *key, struct json *owned_payload,
                              answer_handler *handler, void *owner);

/* Lets armed faults of sockets strike the open ones. */
void socket_mode_strike(struct sim *sim);

/* Registers dead connections, which get their share of the envelopes (python-slack-sdk#1940). */
void socket_mode_add_ghosts(struct sim *sim, struct app *app, int64_t count);

/* Sockets of app as Slack counts them, ghosts too. */
size_t socket_mode_count(const struct sim *sim, const struct app *app);

/* Array of {socket, app, host, ghost, open, unacked}; the caller frees it. */
struct json *socket_mode_json(const struct sim *sim);

/* ---- For delivery.c */

/* The app's socket with the preferred number if it is open, otherwise one by lot, or NULL. */
struct socket *socket_pick(struct sim *sim, const struct app *app, int64_t preferred);
/* The open socket with this number, or NULL. */
struct socket *socket_find(const struct sim *sim, int64_t number);
int64_t socket_number(const struct socket *socket);
struct app *socket_app(const struct socket *socket);
void socket_send(struct socket *socket, const struct json *frame);

#endif
