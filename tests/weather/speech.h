/* What people say, verb by verb, in the words of all five playbooks: what one of them does not
 * know is refused, and must come back to whoever said it. */
#ifndef TESTS_WEATHER_SPEECH_H
#define TESTS_WEATHER_SPEECH_H

#include "tests/weather/world.h"

/* What a line is filled with. */
struct speech_slots {
    const char *incident, *other; /* names of incidents */
    const char *who;              /* a user id */
    const char *word;             /* the token */
};

struct speech {
    const char *verb, *text;
    bool has_word; /* the token stands in it */
};

/* A line about an open incident: of those that keep it going, or of the playbooks' verbs. */
struct speech speech_everyday(struct world *world, const struct speech_slots *slots);
struct speech speech_playbook(struct world *world, const struct speech_slots *slots);

/* A line that declares something, one about an incident that is over, and one that ends one. */
struct speech speech_declare(struct world *world, const struct speech_slots *slots);
struct speech speech_afterwards(struct world *world, const struct speech_slots *slots);
struct speech speech_end(struct world *world, const struct speech_slots *slots);

#endif
