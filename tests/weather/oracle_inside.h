/* What the parts of the oracle are to each other. */
#ifndef TESTS_WEATHER_ORACLE_INSIDE_H
#define TESTS_WEATHER_ORACLE_INSIDE_H

#include "tests/weather/evidence.h"
#include "tests/weather/oracle.h"

/* After fair weather began, so long may it take until what was late is owned up to: the longest
 * pause of a sender whose token was refused, and the longest back-off. */
enum { RECOVERY_MS = 15 * MINUTE_MS };

/* Somebody was told that they ask too fast. */
struct slowed {
    const char *user;
    int64_t at_ms;
    const struct slowed *before;
};

struct oracle {
    struct oracle_counts counts;
    int64_t crashed_ms;
    int64_t owed_ms;             /* when it was looked at what is owed */
    int64_t pages_ms;            /* and at the pages */
    const struct slowed *slowed; /* the last one */
    char damage[256];            /* what the first process said that found its store damaged */
};

/* What people were told: their words, when text hands them back. */
void oracle_notes_told(struct world *world, const char *user, const char *text);

/* oracle_promise.c: a prompt that is not wanted; what is due; prompts and their rows at the end. */
void oracle_checks_prompt(struct world *world, const struct message *message);
void oracle_checks_promises(struct world *world);
void oracle_judges_prompts(struct world *world);

/* oracle_files.c: whether whoever reads a text that was made then may see all that is in it, where
 * is what they read it in; the same of a file; whether each came. */
void oracle_checks_words(struct world *world, const char *text, const char *user, int64_t made_ms,
                         const char *where);
void oracle_checks_file(struct world *world, const struct message *message);
void oracle_judges_files(struct world *world);

/* oracle_owed.c: whether somebody is asked for what has ended; is asked for what has not; what must
 * be so at the end. */
void oracle_checks_asked(struct world *world, const struct message *message);
void oracle_checks_owed(struct world *world);
void oracle_judges_owed(struct world *world);

/* oracle_home.c: whether the pages that are followed show what is open. */
void oracle_checks_pages(struct world *world);

/* oracle_channels.c: whose the channels are that were created. */
void oracle_judges_channels(struct world *world);

/* oracle_private.c: where a private incident is spoken of, in what is posted or edited; what its
 * old card says. */
void oracle_checks_private(struct world *world, const struct message *message);
void oracle_checks_cards(struct world *world);

/* oracle_playbook.c: what a message says of decisions, handoffs, tasks and drills;
 * what is chased and watched; what must be so at the end. */
void oracle_checks_playbook(struct world *world, const struct message *message);
void oracle_checks_edit(struct world *world, const struct message *message);
void oracle_checks_chase(struct world *world);
void oracle_judges_playbook(struct world *world);

#endif
