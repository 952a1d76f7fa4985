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
                                    "sev sev1 everything is down",
                                    "triage",
                                    "triage yes",
                                    "triage again",
                                    "decide",
                                    "decide possible no",
                                    "decide rollback the last deploy broke it",
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
                                    "ask <@U0CAROL> check the locks in 5m",
                                    "done #1 no locks",
                                    "task #1 <@U0CAROL>",
                                    "page <@U0CAROL> the database is down",
                                    "escalate nobody knows the cause",
                                    "escalate sev1 all of it",
                                    "onit on my way",
                                    "tasks",
                                    "oncall",
                                    "mitigate at 14:05 rolled back",
                                    "monitor errors are back to normal",
                                    "back errors again",
                                    "dismiss it was the load test",
                                    "close",
                                    "drill sev1 the database is gone",
                                    "kind",
                                    "allow delete data",
                                    "timeline",
                                    "checklists",
                                    "check triage",
                                    "check triage 1 on staging",
                                    "check triage platforms",
                                    "check triage 1 fails",
                                    "check hotfix 3",
                                    "rollback",
                                    "rollback safe 1 v1.2.3",
                                    "rollback safe 2 fails they drop a column",
                                    "hotfix",
                                    "shortcut the tests of the migration",
                                    "shortcut",
                                    "flags",
                                    "show",
                                    "list",
                                    ""};

/* Lines that need something before them. */
static const struct prepared {
    const char *before[3];
    const char *line;
} prepared[] = {
    {{"ic <@U0BOB>"}, "sev sev2 one region"},
    {{"ack"}, "decide hotfix the cause is known"},
    {{"sev sev2 one region", "decide rollback it is safer"}, "approve #1"},
    {{"sev sev2 one region", "decide rollback it is safer"}, "deny #1 a fix is on its way"},
    {{"sev sev2 one region", "ack"}, "decide rollback it is safer"},
    {{"ack", "decide hotfix the cause is known"}, "status monitoring"},
    {{"ack", "status monitoring"}, "status investigating it is back"},
};

/* What the store holds, as one number that any change changes. */
static int64_t fingerprint(struct desk *desk) {
    return desk_number(
        desk, "SELECT (SELECT count(*) FROM incident) + 100 * (SELECT count(*) FROM timeline)"
              " + 10000 * (SELECT count(*) FROM outbox) + 1000000 * (SELECT count(*) FROM inbox)"
              " + (SELECT sum(promised_ms + cadence_ms + severity + status) FROM incident)"
              " + (SELECT total(due_ms) FROM job WHERE kind = 'promise')"
              " + (SELECT count(*) FROM role) + 7 * (SELECT count(*) FROM answer)"
              " + 11 * (SELECT count(*) FROM decision) + 13 * (SELECT count(*) FROM task)"
              " + 17 * (SELECT count(*) FROM approval WHERE state = 'open')"
              " + 19 * (SELECT count(*) FROM clock WHERE ended_ms = 0)"
              " + (SELECT count(*) FROM task WHERE state = 'done') + (SELECT count(*) FROM page)"
              " + (SELECT count(*) FROM tick) + (SELECT count(*) FROM list_in_hand)"
              " + (SELECT count(*) FROM walk)");
}

/* Types line with the store failing after so many calls; true when it did not come to that. */
static bool survives(const struct prepared *prepared_line, int after, enum result failure) {
    struct desk *desk = desk_new(NULL);
    const char *line = prepared_line->line;
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE", "ask <@U0BOB> read the logs");
    for (int i = 0; i < 3 && prepared_line->before[i]; i++) {
        desk_type(desk, "U0ALICE", prepared_line->before[i]);
        cr_assert_eq(desk->result, OK, "%s: %s", prepared_line->before[i], desk->reply);
    }
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

static void fail_everywhere(const struct prepared *line) {
    int after = 0;
    while (!survives(line, after, after % 2 ? BUSY : IO))
        cr_assert_lt(++after, 200, "%s", line->line);
    cr_assert_gt(after, 2, "%s: the store was not asked", line->line);
}

Test(torture, a_command_whose_store_fails_has_no_effect_and_works_when_delivered_again) {
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        fail_everywhere(&(struct prepared){.line = lines[i]});
}

Test(torture, a_command_that_others_came_before_fails_as_a_whole_or_not_at_all) {
    for (size_t i = 0; i < sizeof prepared / sizeof *prepared; i++)
        fail_everywhere(&prepared[i]);
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

Test(torture, a_path_and_a_task_whose_store_fails_at_any_call_are_climbed_all_the_same) {
    static const char *const settings[] = {"playbook=tests/handlers/playbooks/calls.cfg", NULL};
    for (int after = 0; after < 120; after++) {
        struct desk *desk = desk_new(settings);
        desk_type(desk, "U0CODEX", "sev3 images load slowly");
        desk_type(desk, "U0ALICE", "escalate nobody knows the cause");
        desk_type(desk, "U0ALICE", "ask <@U0BOB> check the locks in 10m");
        desk_pass(desk, 5 * MINUTE_MS - SECOND_MS);
        desk->fail_after = after;
        desk->fail_times = 1;
        desk_pass(desk, 23 * MINUTE_MS);
        cr_assert_eq(desk->fail_times, 0);
        cr_assert_eq(desk_count(desk, "<@U0CLAUDE> is called", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_count(desk, "Please call Engineering Lead", 0), 1, "after %d", after);
        cr_assert_eq(desk_count(desk, "asked you 5 minutes ago", 0), 1, "after %d", after);
        cr_assert_eq(desk_count(desk, "Your 10 minutes are up", 0), 1, "after %d", after);
        cr_assert_eq(desk_count(desk, "10 minutes are up: #1", 0), 1, "after %d", after);
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
