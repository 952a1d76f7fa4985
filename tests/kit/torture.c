/* Every step of a desk with a store that fails at each of its calls: see torture.h. */
#include "tests/kit/torture.h"

#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    desk->torture.armed = true;
}

bool torture_was_met(struct desk *desk) {
    if (!desk->torture.armed)
        return false;
    desk->torture.armed = false;
    desk->failing.times = 0;
    desk->failing.result = desk->torture.result;
    desk->torture.attempts += desk->failing.met;
    return desk->failing.met > 0;
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
    for (int after = 0;; after++) {
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

int64_t torture_run(struct desk *desk) {
    int after = 0;
    if (!is_on(desk))
        return core_run(desk->core, desk->now_ms);
    store_image_take(&desk->torture.image, &desk->failing.inner);
    for (;;) {
        int commits = desk->failing.commits;
        torture_arm(desk, after++);
        int64_t next_ms = core_run(desk->core, desk->now_ms);
        if (!torture_was_met(desk))
            return next_ms;
        cr_assert_leq(next_ms, desk->now_ms + SECOND_MS, "it does not come back to it");
        cr_assert_not(desk->failing.open, "a transaction is still open");
        if (desk->failing.commits == commits) {
            store_image_expect(&desk->torture.image, &desk->failing.inner, "a run");
            continue;
        }
        store_image_take(&desk->torture.image, &desk->failing.inner);
        after = 0;
    }
}
