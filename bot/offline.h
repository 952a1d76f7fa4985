/* What is done to the store without the daemon: data out, data in, seals checked. */
#ifndef BOT_OFFLINE_H
#define BOT_OFFLINE_H

#include "bot/options.h"
#include "config/config.h"
#include "config/library.h"

/* Does it, says on standard output what came of it and on standard error what is wrong; returns the
 * exit code. Export and verification only read, and work while the daemon runs. */
int offline_act(const struct options *options, const struct config *config,
                struct library *library);

#endif
