/* The plan of who is on call: shifts that come back every week, in the zone of the playbook's
 * calendar. All moments are UTC in milliseconds. */
#ifndef MODEL_SHIFTS_H
#define MODEL_SHIFTS_H

#include "model/playbook.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads a moment of the week, "mon 09:00", as what has passed since Monday's midnight. False for
 * anything else. */
bool shifts_moment(const char *text, int64_t *ret_ms);

/* One shift as it comes up: who of the playbook's people has it, from when and until when. */
struct shift {
    const char *who;
    int64_t from_ms, to_ms;
};

/* The shift that runs at ms, the first of the list when several do. ABSENT, without text, when none
 * does. */
enum result shifts_at(const struct playbook *playbook, int64_t ms, struct shift *ret_shift) RESULT;

/* The first shift that begins after ms. ABSENT, without text, when there is no plan. */
enum result shifts_after(const struct playbook *playbook, int64_t ms, struct shift *ret_shift)
    RESULT;

#endif
