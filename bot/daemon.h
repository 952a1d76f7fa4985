/* The daemon: store, dispatch, scheduler, sender, startup and link around one loop. */
#ifndef BOT_DAEMON_H
#define BOT_DAEMON_H

#include "config/config.h"
#include "config/library.h"

/* What the process ends with. */
enum exit_code {
    EXIT_CLEAN = 0,
    EXIT_CONFIGURATION = 2, /* a setting, a template, a scope or the channel is wrong */
    EXIT_DATA = 65,         /* a file that is not as it must be, a seal that does not fit */
    EXIT_TOKENS = 69,       /* Slack refused the tokens */
    EXIT_STORE = 74         /* the store cannot be used */
};

/* Runs until SIGTERM or SIGINT, or until it cannot go on; logs why. SIGHUP reads playbook and
 * templates anew: what is right takes effect for new incidents, what is wrong changes nothing and
 * is logged. Frees the library. */
enum exit_code daemon_run(const struct config *config, struct library *library,
                          const struct config_tokens *tokens, const char *version);

#endif
