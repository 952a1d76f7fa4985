/* Every step of a desk with a store that fails at each of its calls: see torture.h. */
#include "tests/kit/torture.h"

#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A test of thousands of deliveries would take an hour. The first so many failures of each test,
 * which is a process of its own, are at every call; from there on a delivery meets one at every
 * STRIDE-th, beginning at another one each time, and so does every SPARING-th run. */
enum { FAILURES_WHOLE = 800, STRIDE = 17, SPARING = 32 };

enum { RUN_CALLS = 32 }; /* of a run with something to do */

static int failures, runs; /* of this process */

bool torture_is_wanted(void) {
    const char *wanted = getenv("DESK_TORTURE");
    return wanted && str_equal(wanted, "1");
}

/* ---- Failures */

static bool is_on(const struct desk *desk) {
    return desk->torture.on && desk->failing.times == 0;
}

void torture_arm(struct desk *desk, int after) {
    if (!is_on(desk))
        return;
    desk->torture.result = desk->failing.result;
    desk->failing.after = after;
    desk->failing.times = 1;
    desk->failing.result = after % 2 ? BUSY : IO;
    desk->failing.met = 0;
    desk->failing.strict = true;
    desk->torture.armed = true;
}

bool torture_was_met(struct desk *desk) {
    if (!desk->torture.armed)
        return false;
    desk->torture.armed = false;
    desk->failing.strict = false;
    desk->failing.times = 0;
    desk->failing.result = desk->torture.result;
    desk->torture.failures += desk->failing.met;
    failures += desk->failing.met;
    return desk->failing.met > 0;
}

static bool is_late(const struct desk *desk) {
    return failures >= FAILURES_WHOLE && !desk->torture.whole;
}

static int stride(const struct desk *desk) {
    return is_late(desk) ? STRIDE : 1;
}

static int first_call(const struct desk *desk) {
    return is_late(desk) ? failures % STRIDE : 0;
}

/* A run goes on with the outbox when a job failed, and what it commits there cannot fail any more:
 * every other run begins further on. */
static int first_call_of_run(const struct desk *desk) {
    return is_late(desk) || runs % 2 == 0 ? first_call(desk) : runs / 2 % RUN_CALLS;
}

/* ---- Envelopes */

/* What had left the desk before an attempt. */
struct before {
    int acks, calls;
};

/* Whoever typed something has their words back, straight: the one thing that may be said now. */
static void expect_apology(struct desk *desk, int call) {
    const struct json *body = desk->queue[call].body;
    cr_assert_eq(desk->queue[call].ticket, CORE_NO_TICKET, "sent before it is committed: %s",
                 json_print(body));
    cr_assert_not_null(strstr(json_text_at(body, "text"), "nothing was done"), "%s",
                       json_print(body));
}

static void take_back_calls(struct desk *desk, int since) {
    for (int i = since; i < desk->queue_count; i++) {
        expect_apology(desk, i);
        json_free(desk->queue[i].body);
    }
    desk->queue_count = since;
}

/* Slack will deliver it again. A second delivery may be told, instead of what the first was told,
 * that this cannot be looked up. */
static void expect_nothing(struct desk *desk, const struct before *before, enum result failure,
                           int after) {
    char when[64];
    bool seen = desk->result == SEEN;
    snprintf(when, sizeof when, "failing after %d calls", after);
    cr_assert(desk->result == failure || seen, "%s: %s", when, result_name(desk->result));
    cr_assert_eq(desk->acks, before->acks + seen, "%s: acknowledged", when);
    cr_assert_not(desk->failing.open, "%s: a transaction is still open", when);
    take_back_calls(desk, before->calls);
    store_image_expect(&desk->torture.image, &desk->failing.inner, when);
}

/* The same delivery again: acknowledged with the same words, and without any effect. */
static void deliver_again(struct desk *desk, const struct json *envelope) {
    enum result first = desk->result;
    JSON_AUTO *reply = json_copy(desk->reply_message);
    struct before before = {desk->acks, desk->queue_count};
    store_image_take(&desk->torture.image, &desk->failing.inner);
    core_envelope(desk->core, 1, envelope, desk->now_ms);
    cr_assert(desk->result == SEEN || desk->result == first, "a second time: %s",
              result_name(desk->result));
    cr_assert_eq(desk->acks, before.acks + 1, "a second time: not acknowledged");
    cr_assert_eq(desk->queue_count, before.calls);
    cr_assert_eq(reply == NULL, desk->reply_message == NULL);
    if (reply)
        cr_assert_str_eq(json_print(reply), json_print(desk->reply_message));
    store_image_expect(&desk->torture.image, &desk->failing.inner, "a second time");
    desk->result = first;
}

void torture_envelope(struct desk *desk, const struct json *envelope) {
    struct before before = {desk->acks, desk->queue_count};
    if (!is_on(desk)) {
        core_envelope(desk->core, 1, envelope, desk->now_ms);
        return;
    }
    store_image_take(&desk->torture.image, &desk->failing.inner);
    for (int after = first_call(desk);; after += stride(desk)) {
        torture_arm(desk, after);
        enum result failure = desk->failing.result;
        core_envelope(desk->core, 1, envelope, desk->now_ms);
        if (!torture_was_met(desk))
            break;
        expect_nothing(desk, &before, failure, after);
        before.acks = desk->acks;
    }
    deliver_again(desk, envelope);
}

/* ---- Runs */

/* What is committed is not looked at here: that a failure ends its transaction, and that nothing is
 * written outside of one, the store watches itself. */
int64_t torture_run(struct desk *desk) {
    if (!is_on(desk) || (++runs % SPARING != 0 && is_late(desk)))
        return core_run(desk->core, desk->now_ms);
    int after = first_call_of_run(desk);
    for (;;) {
        int commits = desk->failing.commits;
        torture_arm(desk, after);
        int64_t next_ms = core_run(desk->core, desk->now_ms);
        if (!torture_was_met(desk))
            return next_ms;
        cr_assert_leq(next_ms, desk->now_ms + SECOND_MS, "it does not come back to it");
        cr_assert_not(desk->failing.open, "a transaction is still open");
        after = desk->failing.commits == commits ? after + stride(desk) : first_call_of_run(desk);
    }
}
