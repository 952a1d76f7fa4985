/* Torture: whatever comes to a desk is tried first with its store failing at its first call, at its
 * second and so on, until it comes through without meeting a failure. After each of these attempts
 * nothing must have happened: the store holds what it held, and nothing was acknowledged or sent.
 * Then it is delivered once more, as Slack does, and that must change nothing.
 *
 * DESK_TORTURE=1 in the environment is for every desk, so that every handler test is this test as
 * well; a failure that a test plants itself goes first, and one that is about something else says
 * desk->torture.on = false. */
#ifndef TESTS_KIT_TORTURE_H
#define TESTS_KIT_TORTURE_H

#include "base/json.h"
#include "tests/kit/store_image.h"

#include <stdbool.h>

struct desk;

struct torture {
    bool on;
    bool whole; /* at every call, however long that takes */
    struct store_image image;
    int failures;       /* that were met */
    bool armed;         /* one is on its way */
    enum result result; /* what the test lets its store fail with */
};

/* As the environment says. */
bool torture_is_wanted(void);

/* Lets the call after the next so many fail, by turns with BUSY and IO; nothing while torture is
 * off or the test lets it fail itself. */
void torture_arm(struct desk *desk, int after);

/* Whether what was armed was met; it is not any more. */
bool torture_was_met(struct desk *desk);

/* core_envelope, tortured. */
void torture_envelope(struct desk *desk, const struct json *envelope);

/* core_run, tortured: answers, jobs and deliveries are transactions one behind the other, and what
 * is committed before a failure stays; the count begins anew then. */
int64_t torture_run(struct desk *desk);

#endif
