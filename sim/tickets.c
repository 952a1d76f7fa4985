/* One-use tickets: see tickets.h. */
#include "sim/tickets.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdio.h>

struct ticket {
    TAILQ_ENTRY(ticket) link;
    char text[TICKET_SIZE];
    char app_id[ID_SIZE];
    int64_t expires_ms;
};
TAILQ_HEAD(ticket_list, ticket);

struct tickets {
    struct sim *sim;
    struct ticket_list list;
    size_t count;
};

struct tickets *tickets_new(struct sim *sim) {
    struct tickets *tickets = mem_alloc(sizeof *tickets);
    tickets->sim = sim;
    TAILQ_INIT(&tickets->list);
    return tickets;
}

static void drop(struct tickets *tickets, struct ticket *ticket) {
    TAILQ_REMOVE(&tickets->list, ticket, link);
    tickets->count--;
    mem_free(ticket);
}

const char *tickets_make(struct tickets *tickets, const struct app *app, char out[TICKET_SIZE]) {
    struct sim *sim = tickets->sim;
    if (tickets->count == TICKETS_MAX)
        drop(tickets, TAILQ_FIRST(&tickets->list));
    struct ticket *ticket = mem_alloc(sizeof *ticket);
    random_id(&sim->random, ticket->text);
    snprintf(ticket->app_id, sizeof ticket->app_id, "%s", app->id);
    ticket->expires_ms = clock_monotonic_ms() + sim->settings.ticket_life_ms;
    TAILQ_INSERT_TAIL(&tickets->list, ticket, link);
    tickets->count++;
    snprintf(out, TICKET_SIZE, "%s", ticket->text);
    return out;
}

struct app *tickets_use(struct tickets *tickets, const char *text) {
    struct ticket *ticket;
    TAILQ_FOREACH(ticket, &tickets->list, link)
    if (str_equal(ticket->text, text))
        break;
    if (!ticket)
        return NULL;
    bool alive = clock_monotonic_ms() <= ticket->expires_ms;
    struct app *app = alive ? workspace_app(tickets->sim->workspace, ticket->app_id) : NULL;
    drop(tickets, ticket);
    return app;
}

void tickets_free(struct tickets *tickets) {
    while (tickets->count > 0)
        drop(tickets, TAILQ_FIRST(&tickets->list));
    mem_free(tickets);
}
