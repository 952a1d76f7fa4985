/* The simulated world: one seed, one clock, a Slack, one incidentd over a real SQLite file, people
 * who type, weather that spoils it all, and an oracle that watches.
 *
 * process.c runs the daemon's own code. Everything else shares nothing with it but base/: slack.c
 * and socket.c say what Slack does, people.c what people want, and oracle.c what must be true.
 *
 * Nothing here reads a clock or asks for true randomness, so a seed replays to the byte. */
#ifndef TESTS_WEATHER_WORLD_H
#define TESTS_WEATHER_WORLD_H

#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/utc.h"

#include <stdbool.h>
#include <stdint.h>

struct agenda;
struct slack;
struct sockets;
struct process;
struct people;
struct oracle;
struct evidence;

/* What is wrong at the moment. Chances are in a thousand. */
struct sky {
    /* On the way to Slack's Web API and back */
    bool api_down;      /* nothing gets out */
    bool token_revoked; /* Slack refuses the bot token */
    int unsent;         /* the request never leaves */
    int request_lost;   /* it leaves and is never seen again */
    int answer_lost;    /* Slack does it and the answer is lost */
    int server_error;   /* 5xx or HTML, with or without effect */
    int rate_limited;   /* 429 */
    int history_lag_ms; /* a message shows in the history so much later */
    int files_spoiled;  /* an address is good no more, or a file is forgotten */

    /* On the socket */
    bool no_sockets; /* no connection can be made */
    int envelope_lost;
    int envelope_doubled;
    int envelope_delay_ms; /* at most */
    int ack_lost;
    bool replay; /* what is not acknowledged comes again on the next connection */
    bool ghosts; /* Slack goes on counting sockets that we closed */

    /* In the machine */
    int store_fails;  /* each call of the store */
    int commits_fail; /* the last call of a transaction, when all the others went well */
    int crashes;      /* at each call of the store, before or after it */
};

struct world {
    uint64_t seed;
    struct random random;    /* of people and weather; the process has its own */
    int64_t now_ms;          /* true time, which no part of the process sees … */
    int64_t skew_ms;         /* … because its UTC clock is off by this */
    int64_t frozen_until_ms; /* the machine sleeps, and the process with it */
    int64_t fair_since_ms;
    struct arena *arena; /* what lives as long as the world */
    struct sky sky;
    struct agenda *agenda;
    struct slack *slack;
    struct sockets *sockets;
    struct process *process;
    struct people *people;
    struct oracle *oracle;
    struct evidence *evidence; /* the oracle's */
    const char *folder;        /* for the store */
    bool trace;                /* print what happens */
    bool broken;               /* the oracle found something */
    char finding[1024];
};

/* 2026-11-20 14:05:00 UTC: a Friday, with a weekend to jump over. */
#define WORLD_BEGIN_MS INT64_C(1795183500000)

/* A number from 0 to limit - 1; true in so many of a thousand cases; one of some words. */
int world_below(struct world *world, int limit);
bool world_chance(struct world *world, int per_mille);
const char *world_pick(struct world *world, const char *const *words);

/* The UTC clock of the machine. */
int64_t world_utc_ms(const struct world *world);

/* The sky or the machine changed: fair weather begins anew. */
void world_disturbed(struct world *world);
/* How long nothing has been wrong, 0 while something is. */
int64_t world_fair_ms(const struct world *world);

/* A line of the trace. */
void world_tell(struct world *world, const char *format, ...) PRINTF(2, 3);

/* ---- The agenda: what happens when. */

typedef void deed(struct world *world, void *thing);

struct agenda *agenda_new(void);
void agenda_free(struct agenda *agenda);
/* Lets run(world, thing) happen in_ms from now; what is due at once keeps its order. */
void agenda_add(struct world *world, int64_t in_ms, deed *run, void *thing);
/* While the machine sleeps nothing reaches the process: true, and run(world, thing) happens when it
 * wakes. */
bool agenda_put_off(struct world *world, deed *run, void *thing);
/* When the next deed is due, INT64_MAX for never; and does it. */
int64_t agenda_next_ms(const struct agenda *agenda);
void agenda_do_next(struct world *world);

/* ---- The weather. */

/* Lets the sky change now and then until until_ms, and single misfortunes strike. */
void sky_begin(struct world *world, int64_t until_ms);
/* Lets single misfortunes strike until until_ms, one or two a day. */
void sky_drizzle(struct world *world, int64_t until_ms);
/* Everything is well again, and stays so. */
void sky_clear(struct world *world);

#endif
