/* The oracle: what must be true, whatever the weather. It looks at what Slack saw and at what is
 * committed in the store, with its own eyes: it shares no code with the daemon.
 *
 *   acked      what was acknowledged is in the store, or the person has their words back
 *   told       whoever gave a command hears what became of it
 *   once       no effect happens twice
 *   twice      no message stands twice where Slack let the daemon know
 *   committed  nobody is told what is not committed
 *   missed     what was said to it while it was not connected is done or handed back later
 *   order      a thread tells its story in the order in which it was stored
 *   promise    every promised update comes, or its absence is owned up to
 *   decision   what is decided is written down and announced once, and not before
 *   approval   what somebody was asked to allow is answered once, and ends with its incident; then
 *              nobody is shown a button for it
 *   handoff    nobody hears of a role that is offered before whoever it was offered to accepted
 *   task       what was asked of somebody is asked for until it is done, and no longer
 *   owed       what is owed after an incident is asked for until it is done, and no longer
 *   watch      what is watched is said to be stable, or asked about
 *   private    a private incident is spoken of where its card is, and seen in files and on pages by
 *              those whom it concerns
 *   file       a file that was promised comes once, or its failure is told
 *   home       the page that somebody looks at shows what is open, and when it says so
 *   drill      a rehearsal says that it is one, and calls nobody
 *   timeline   what happened is written down, once
 *   rest       when the weather is fair again everything comes to rest */
#ifndef TESTS_WEATHER_ORACLE_H
#define TESTS_WEATHER_ORACLE_H

#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

/* What was counted besides the verdict. */
struct oracle_counts {
    int64_t deliveries, acks, messages, incidents, crashes;
    int64_t doubles;  /* messages that came twice where Slack made certainty impossible */
    int64_t given_up; /* messages that were not delivered, openly */
};

/* Something is not as it must be: which of the above, and what. The world ends with the first. */
void oracle_finds(struct world *world, const char *rule, const char *format, ...) PRINTF(3, 4);

struct oracle *oracle_new(void);
void oracle_free(struct oracle *oracle);

/* An acknowledgement arrived, with the JSON of its payload or "". */
void oracle_sees_ack(struct world *world, struct delivery *delivery, const char *payload);
/* The daemon tries to tell somebody something past its outbox; it may be lost on the way. */
void oracle_sees_attempt(struct world *world, const char *user, const char *text);
/* No acknowledgement came in time, with the delivery on a socket that worked. */
void oracle_sees_timeout(struct world *world, struct delivery *delivery);
/* The process ended because its store looked damaged to it: the last thing that is judged, so that
 * the rules find what became of it first. */
void oracle_hears_of_damage(struct world *world, const char *text);
/* The op of the row that is under way by this method to this user or URL with this text; a row that
 * there is not is a finding. */
const char *oracle_op_of_call(struct world *world, const char *method, const char *to,
                              const char *text);
/* The same for the upload that makes this file public in a channel, or to a user. */
const char *oracle_op_of_file(struct world *world, const char *file, const char *channel);
/* Whoever did something hears what became of it. */
void oracle_sees_answer(struct world *world, struct delivery *delivery, const char *text);
/* A message stands, for the first time or as an edit. */
void oracle_sees_message(struct world *world, const struct message *message);
void oracle_sees_edit(struct world *world, const struct message *message);
/* A person's page was published. */
void oracle_sees_page(struct world *world, const char *user, const char *blocks);
void oracle_sees_crash(struct world *world);

/* What must hold at any moment, after a calm before all is resolved, and at the end. */
void oracle_looks(struct world *world);
void oracle_reviews(struct world *world);
void oracle_judges(struct world *world);

void oracle_add_counts(const struct world *world, struct oracle_counts *counts);
void oracle_sum_counts(struct oracle_counts *sum, const struct oracle_counts *share);

#endif
