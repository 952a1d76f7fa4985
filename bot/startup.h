/* The questions at start: is the bot token good, which scopes does it have, and which channel is
 * #incidents? Each fault is named with what to do about it. What was learned is kept in the store,
 * so that a later start with the same settings need not wait for the answers. */
#ifndef BOT_STARTUP_H
#define BOT_STARTUP_H

#include "bot/dispatch.h"
#include "bot/web_api.h"

struct startup;
struct loop;

enum startup_verdict {
    STARTUP_READY,        /* place is filled in */
    STARTUP_TOKENS,       /* Slack refuses the bot token */
    STARTUP_CONFIGURATION /* a scope or the channel is missing */
};

struct startup_events {
    /* The end, once: text is a whole sentence for the operator, "" when ready. */
    void (*done)(void *owner, enum startup_verdict verdict, const char *text);
    /* Slack could not be asked; the next try follows in retry_ms. */
    void (*delayed)(void *owner, const char *text, int64_t retry_ms);
};

/* Begins to ask. dispatch->place gets what was learned, in memory that lives as long as the
 * startup; everything given outlives it. */
struct startup *startup_new(struct loop *loop, struct web_api *api, struct dispatch *dispatch,
                            const struct startup_events *events, void *owner);
void startup_free(struct startup *startup); /* NULL is allowed */

/* Whether the store knew the channel and our own user from before: then the socket need not wait.
 */
bool startup_knew(const struct startup *startup);

#endif
