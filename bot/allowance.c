/* How much one person may ask in how little time: see allowance.h. A bucket of requests that fills
 * by one in each pace needs no count, only the moment when it will be full. */
#include "bot/allowance.h"

#include "base/str.h"

#include <stdio.h>

/* The one who is known, or the place of the one who asked longest ago. */
static struct allowance_person *person_of(struct allowance *allowance, const char *user) {
    struct allowance_person *oldest = &allowance->persons[0];
    for (int i = 0; i < ALLOWANCE_PERSONS; i++) {
        struct allowance_person *person = &allowance->persons[i];
        if (str_equal(person->user, user))
            return person;
        if (person->full_ms < oldest->full_ms)
            oldest = person;
    }
    *oldest = (struct allowance_person){.full_ms = 0};
    snprintf(oldest->user, sizeof oldest->user, "%s", user);
    return oldest;
}

/* In a flood a message each would be a flood too. A clock that was set back does not keep it. */
static bool is_worth_telling(struct allowance_person *person, int64_t now_ms) {
    int64_t since_ms = now_ms - person->told_ms;
    if (person->told_ms && since_ms >= 0 && since_ms < ALLOWANCE_TELL_MS)
        return false;
    person->told_ms = now_ms;
    return true;
}

int64_t allowance_wait_ms(struct allowance *allowance, const char *user, int64_t pace_ms,
                          int64_t now_ms, bool *ret_tell) {
    if (pace_ms == 0)
        return 0;
    struct allowance_person *person = person_of(allowance, user);
    int64_t whole_ms = ALLOWANCE_BURST * pace_ms;
    if (person->full_ms < now_ms || person->full_ms > now_ms + whole_ms)
        person->full_ms = now_ms; /* full again, or the clock was set back */
    int64_t wait_ms = person->full_ms + pace_ms - whole_ms - now_ms;
    if (wait_ms > 0) {
        *ret_tell = is_worth_telling(person, now_ms);
        return wait_ms;
    }
    person->full_ms += pace_ms;
    return 0;
}

void allowance_untold(struct allowance *allowance, const char *user) {
    person_of(allowance, user)->told_ms = 0;
}

void allowance_give_back(struct allowance *allowance, const char *user, int64_t pace_ms) {
    person_of(allowance, user)->full_ms -= pace_ms;
}
