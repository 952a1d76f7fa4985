/* Facts of an incident: setting, changing, clearing and listing them. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void begin(void) {
    room_begin(NULL, "declare sev1 claim crashes | nobody can claim work");
}

TestSuite(set, .init = begin, .fini = room_close);

static void expect_refused(const char *line, const char *why) {
    int64_t before = desk_number(desk, "SELECT count(*) FROM timeline");
    desk_type(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, INVALID, "%s: %s", line, desk->reply);
    assert_says(desk->reply, why);
    assert_says(desk->reply, line);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline"), before);
}

#define fact(name)                                                                                 \
    desk_text(desk, "SELECT value FROM answer WHERE topic = 'fact' AND name = '" name "'")

Test(set, a_fact_is_kept_told_and_can_be_undone) {
    room_do("U0ALICE", "set version v0.1.1");
    cr_assert_str_eq(fact("version"), "0.1.1");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'fact'"),
                     "version: 0.1.1");
    desk_pass(desk, MINUTE_MS);
    const struct desk_sent *notice = room_find("set version: 0.1.1");
    assert_says(json_print(notice->body), "set INC-2026-11-20-001 version none");
    room_do("U0ALICE", "set version none");
    cr_assert_str_empty(fact("version"));
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'fact' ORDER BY id DESC"),
                "version: none (before: 0.1.1)");
}

Test(set, several_facts_in_one_line) {
    room_do("U0ALICE", "set version: 0.1.1 previous: 0.1.0 affected: who upgraded today");
    cr_assert_str_eq(fact("version"), "0.1.1");
    cr_assert_str_eq(fact("previous"), "0.1.0");
    cr_assert_str_eq(fact("affected"), "who upgraded today");
}

Test(set, the_same_again_changes_nothing) {
    room_do("U0ALICE", "set fixed 0.1.2");
    int64_t before = desk_number(desk, "SELECT count(*) FROM timeline");
    room_do("U0ALICE", "set fixed v0.1.2");
    assert_says(desk->reply, "is 0.1.2 already");
    room_do("U0ALICE", "set fix_pr none");
    assert_says(desk->reply, "not set already");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline"), before);
}

Test(set, alone_it_lists_what_is_known_and_what_is_not) {
    room_do("U0ALICE", "set users about 300");
    room_do("U0ALICE", "set");
    assert_says(desk->reply, "• users_affected: about 300");
    assert_says(desk->reply, "• started: 14:05 UTC");
    assert_says(desk->reply, "`workaround` (what to do meanwhile)");
    assert_says_not(desk->reply, "`users_affected`");
}

Test(set, other_words_for_a_field_mean_it) {
    room_do("U0ALICE", "set known-good 0.1.0");
    cr_assert_str_eq(fact("previous"), "0.1.0");
    room_do("U0ALICE", "set Workaround: restart it");
    cr_assert_str_eq(fact("workaround"), "restart it");
}

Test(set, an_unknown_field_gets_the_nearest_ones) {
    expect_refused("set versoin 0.1.1", "did you mean version");
    expect_refused("set zzzzzzzz 1", "set alone lists them all");
    expect_refused("set version", "Say what version is, or none");
}

Test(set, what_a_field_cannot_be_is_refused) {
    expect_refused("set version the newest one", "A version is a word such as 0.1.1");
    expect_refused("set version 1;rm", "A version is a word such as 0.1.1");
    expect_refused("set details see the wiki", "A link begins with https://");
}

Test(set, a_line_is_kept_as_one_and_steps_as_steps) {
    room_do("U0ALICE", "set broken the claim\ncommand");
    cr_assert_str_eq(fact("broken"), "the claim command");
    room_do("U0ALICE", "set reproduction motus claim\nmotus claim");
    cr_assert_str_eq(fact("reproduction"), "motus claim\nmotus claim");
}

Test(set, when_it_began_can_be_put_right_with_a_trace) {
    room_do("U0ALICE", "set started 13:40");
    cr_assert_eq(desk_number(desk, "SELECT started_ms FROM incident"),
                 DESK_BEGIN_MS - 25 * MINUTE_MS);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'fact'"),
                "started: 2026-11-20 13:40:00 UTC (before: 2026-11-20 14:05:00 UTC)");
    desk_pass(desk, MINUTE_MS);
    const struct desk_sent *notice = desk_find(desk, "set started: ");
    assert_says(json_print(notice->body), "set INC-2026-11-20-001 started 2026-11-20 14:05:00 UTC");
    room_do("U0ALICE", "set started 2026-11-20 14:05:00 UTC");
    cr_assert_eq(desk_number(desk, "SELECT started_ms FROM incident"), DESK_BEGIN_MS);
}

Test(set, a_time_that_cannot_be_is_refused) {
    desk_pass(desk, 10 * MINUTE_MS);
    expect_refused("set started 14:10", "It was declared at 2026-11-20 14:05:00 UTC");
    expect_refused("set started none", "There is always a time at which it began");
    expect_refused("set acknowledged 14:06", "Nobody has taken it yet");
    expect_refused("set mitigated 14:00", "It began at 2026-11-20 14:05:00 UTC");
    expect_refused("set resolved 14:10", "type: resolve");
    expect_refused("set started soon", "14:05");
    room_do("U0ALICE", "set mitigated 14:08");
    cr_assert_eq(desk_number(desk, "SELECT mitigated_ms FROM incident"),
                 DESK_BEGIN_MS + 3 * MINUTE_MS);
    room_do("U0ALICE", "set mitigated none");
    cr_assert_eq(desk_number(desk, "SELECT mitigated_ms FROM incident"), 0);
}

Test(set, when_it_was_noticed_is_one_thing_and_how_another) {
    room_do("U0ALICE", "set started 13:30");
    room_do("U0ALICE", "set detected 13:40");
    cr_assert_eq(desk_number(desk, "SELECT detected_ms FROM incident"),
                 DESK_BEGIN_MS - 25 * MINUTE_MS);
    room_do("U0ALICE", "set");
    assert_says(desk->reply, "• detected: 13:40 UTC");
    expect_refused("set started 13:41", "set detected first");
    expect_refused("set detected a user wrote", "how it was noticed is: set source");
    room_do("U0ALICE", "set detected none");
    cr_assert_eq(desk_number(desk, "SELECT detected_ms FROM incident"), 0);
    room_do("U0ALICE", "set detected_by a user");
    cr_assert_str_eq(fact("source"), "a user");
}

Test(set, when_it_was_resolved_can_be_put_right_afterwards) {
    desk_pass(desk, 30 * MINUTE_MS);
    room_do("U0ALICE", "resolve rolled back");
    room_do("U0ALICE", "set resolved 14:20");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"),
                 DESK_BEGIN_MS + 15 * MINUTE_MS);
    expect_refused("set resolved none", "type: reopen");
    expect_refused("set mitigated 14:21", "It was resolved at 2026-11-20 14:20:00 UTC");
}

Test(set, cause_and_what_stands_on_the_card_are_set_as_well) {
    room_do("U0ALICE", "set cause a bad migration");
    cr_assert_str_eq(desk_text(desk, "SELECT root_cause FROM incident"), "a bad migration");
    room_do("U0ALICE", "set impact nobody can pay");
    cr_assert_str_eq(desk_text(desk, "SELECT impact FROM incident"), "nobody can pay");
    room_do("U0ALICE", "set title claims crash");
    cr_assert_str_eq(desk_text(desk, "SELECT title FROM incident"), "claims crash");
}
