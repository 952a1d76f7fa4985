/* The listener, its certificate, and which module answers which path. */
#ifndef SIM_SERVER_H
#define SIM_SERVER_H

#include "base/err.h"
#include "sim/sim.h"

struct server;

/* Listens on "ADDRESS:PORT" (port 0: any free one) and writes sim->base_url. cert_file and key_file
 * (PEM) are both given, for TLS, or both NULL. INVALID for bad arguments, IO when the address or a
 * file cannot be used. */
enum result server_start(struct sim *sim, const char *listen, const char *cert_file,
                         const char *key_file, struct server **ret_server, struct err *err) RESULT;

/* Closes the listener and every connection; the loop has to run once more for them to be gone. */
void server_stop(struct server *server);
void server_free(struct server *server); /* after that */

#endif
