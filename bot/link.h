/* The link to Slack: Socket Mode's decisions carried out with real sockets and calls. */
#ifndef BOT_LINK_H
#define BOT_LINK_H

#include "bot/socket_mode.h"
#include "bot/web_api.h"
#include "bot/websocket.h"

struct link;

/* What the owner hears. */
struct link_events {
    void (*envelope)(void *owner, uint32_t socket, const struct json *envelope);
    void (*connected)(void *owner, const struct socket_mode_hello *hello);
    void (*trouble)(void *owner, const struct socket_mode_trouble *trouble);
};

/* loop, api, websockets, events and owner outlive the link. Freed by link_free. */
struct link *link_new(struct loop *loop, struct web_api *api, struct websockets *websockets,
                      const struct socket_mode_settings *settings, const struct link_events *events,
                      void *owner);
void link_free(struct link *link); /* NULL is allowed */

void link_start(struct link *link);

/* Closes every socket cleanly; link_is_idle says when they are gone. */
void link_stop(struct link *link);
bool link_is_idle(const struct link *link);

/* See socket_mode_ack. */
enum result link_ack(struct link *link, uint32_t socket, const char *envelope_id,
                     const struct json *payload, struct err *err) RESULT;

struct socket_mode_status link_status(const struct link *link);

#endif
