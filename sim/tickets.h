/* Tickets: each lets an app open one websocket, once and soon. */
#ifndef SIM_TICKETS_H
#define SIM_TICKETS_H

#include "sim/workspace.h"

enum { TICKETS_MAX = 1000, TICKET_SIZE = 40 }; /* the oldest go */

struct tickets;

struct tickets *tickets_new(struct sim *sim);
void tickets_free(struct tickets *tickets);

/* A fresh ticket. Returns out. */
const char *tickets_make(struct tickets *tickets, const struct app *app, char out[TICKET_SIZE]);

/* The ticket's app, the ticket used up; NULL when it is unknown, used or too old. */
struct app *tickets_use(struct tickets *tickets, const char *text);

#endif
