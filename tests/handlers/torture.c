/* Every command against a store that fails at each of its calls: all of it happened or none, and
 * nobody is told of what did not. */
#include "base/utc.h"
#include "tests/kit/desk.h"
#include "tests/kit/says.h"

#include <stdio.h>

static const char *const lines[] = {"declare sev2 search is slow",
                                    "sev3 images load slowly | everybody",
                                    "ack",
                                    "update rolled back next: watch",
                                    "status monitoring",
                                    "sev sev2 one region",
                                    "impact nobody can pay",
                                    "title checkout rejects cards",
                                    "bridge https://meet.example.org/42",
                                    "note it began at noon",
                                    "ic me",
                                    "role scribe <@U0CAROL>",
                                    "next in 20m",
                                    "cadence 15m",
                                    "snooze 10m reading logs",
                                    "resolve rolled back cause: a leak",
                                    "policy inc 1",
                                    "card inc 1",
                                    "contacts inc 1",
                                    "timeline",
                                    "show",
                                    "list",
                                    ""};

/* What the store holds, as one number that any change changes. */
static int64_t fingerprint(struct desk *desk) {
    return desk_number(
        desk, "SELECT (SELECT count(*) FROM incident) + 100 * (SELECT count(*) FROM timeline)"
              " + 10000 * (SELECT count(*) FROM outbox) + 1000000 * (SELECT count(*) FROM inbox)"
              " + (SELECT sum(promised_ms + cadence_ms + severity + status) FROM incident)"
              " + (SELECT total(due_ms) FROM job WHERE kind = 'promise')"
              " + (SELECT count(*) FROM role)");
}

/* Types line with the store failing after so many calls; true when it did not come to that. */
static bool survives(const char *line, int after, enum result failure) {
    struct desk *desk = desk_new(NULL);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    int64_t before = fingerprint(desk);
    int sent = desk->sent_count;
    desk->fail_after = after;
    desk->fail_times = 1;
    desk->fail_result = failure;
    desk->away = true; /* what follows the command is not under test */
    desk_type(desk, "U0BOB", line);
    enum result result = desk->result;
    bool reached = desk->fail_times == 0;
    desk->fail_times = 0;
    if (result != OK) {
        cr_assert_eq(result, failure, "%s, failing after %d calls: %s", line, after, desk->reply);
        cr_assert_str_empty(desk->reply, "%s", line);
        cr_assert_eq(fingerprint(desk), before, "%s: half done after %d calls", line, after);
        cr_assert_eq(desk->sent_count, sent);
        desk->away = false;
        desk_type_again(desk, "U0BOB", line);
        cr_assert_eq(desk->result, OK, "%s: the same delivery again: %s", line, desk->reply);
        cr_assert_str_not_empty(desk->reply, "%s", line);
    }
    desk_free(desk);
    return !reached;
}

Test(torture, a_command_whose_store_fails_has_no_effect_and_works_when_delivered_again) {
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        int after = 0;
        while (!survives(lines[i], after, after % 2 ? BUSY : IO))
            cr_assert_lt(++after, 200, "%s", lines[i]);
        cr_assert_gt(after, 2, "%s: the store was not asked", lines[i]);
    }
}

Test(torture, a_ladder_whose_store_fails_at_any_call_is_climbed_all_the_same) {
    for (int after = 0; after < 60; after++) {
        struct desk *desk = desk_new(NULL);
        desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
        desk_pass(desk, 25 * MINUTE_MS - SECOND_MS);
        desk->fail_after = after;
        desk->fail_times = 1;
        desk_pass(desk, 22 * MINUTE_MS);
        cr_assert_eq(desk->fail_times, 0);
        cr_assert_eq(desk_count(desk, "here is a draft", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk, "is due.", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk, "5 minutes overdue", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk, "automatic, no new update", 0), 1, "after %d calls", after);
        desk_free(desk);
    }
}

/* A gap in which a thread got a mention that is right, one that is wrong, and a pin. */
static void live_through_gap(struct desk *desk) {
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> update rolled back");
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> snooze soon");
    struct desk_said *said = desk_say(desk, "U0CAROL", "a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0ALICE");
    desk_pass(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
}

Test(torture, a_gap_whose_end_meets_a_failing_store_at_any_call_is_owned_up_to_once) {
    for (int after = 0; after < 150; after++) {
        struct desk *desk = desk_new(NULL);
        desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
        snprintf(desk->thread, sizeof desk->thread, "%s",
                 desk_text(desk, "SELECT card_ts FROM incident"));
        desk_pass(desk, MINUTE_MS + SECOND_MS);
        desk->fail_after = after;
        desk->fail_times = 1;
        desk->fail_result = after % 2 ? BUSY : IO;
        live_through_gap(desk);
        cr_assert_eq(desk->fail_times, 0);
        cr_assert_eq(desk_count(desk, "UPDATE [", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk, "Nothing was changed", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk,
                                "3 messages, 1 command in mentions done now, 1 command in "
                                "mentions handed back, 1 pin put on the timeline.",
                                0),
                     1, "after %d calls", after);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'pin'"), 1);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM gap"), 0);
        desk_free(desk);
    }
}
