/* What there was, and what a new incident is like. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down | nobody can pay");
    room_do("U0BOB", "note the gateway certificate had expired");
    desk_pass(desk, 65 * MINUTE_MS);
    room_do("U0ALICE", "resolve renewed it cause: nobody watched the date");
    room_wait(1); /* all that follows is posted */
}

TestSuite(history, .init = set_up, .fini = room_close);

static void expect_found(const char *line, const char *part) {
    room_do("U0CAROL", line);
    assert_says(desk->reply, part);
}

static void expect_none(const char *line) {
    room_do("U0CAROL", line);
    assert_says(desk->reply, "Nothing that is over has all of these words");
}

/* Rule: S1-33, S1-34 */
Test(history, is_a_table_with_the_last_incident_and_the_next_drill_below) {
    room_do("U0CAROL", "history");
    assert_says(desk->reply, "*Date · Severity · Duration · Summary · Postmortem*");
    assert_says(desk->reply, "• 2026-11-20 · SEV-1 · 1 h 5 min · *checkout is down* · ");
    assert_says(desk->reply, "2026-11-22 15:10 UTC");
    assert_says(desk->reply, "*Last incident:* 2026-11-20, " INC " checkout is down");
    assert_says(desk->reply, "*Next drill:* Test the rollback procedure, on 2027-02-19");
    assert_says_not(desk->reply, "More");
}

Test(history, says_where_the_postmortem_is_and_which_was_skipped) {
    room_do("U0ALICE", "seal inc 1");
    room_do("U0ALICE", "postmortem inc 1 publish https://wiki.example.org/1");
    room_do("U0ALICE", "sev4 a shelf is empty");
    room_do("U0ALICE", "resolve inc 2 filled it");
    room_do("U0ALICE", "postmortem inc 2 skip nothing to learn");
    room_do("U0CAROL", "history");
    assert_says(desk->reply, "*checkout is down* · https://wiki.example.org/1 · " INC);
    assert_says(desk->reply, "*a shelf is empty* · skipped · ");
    expect_found("history wiki.example", INC);
    expect_found("history learn", "INC-2026-11-20-002");
}

Test(history, finds_words_of_title_impact_cause_resolution_and_timeline_together) {
    expect_found("history checkout", INC);
    expect_found("history PAY certif watched", INC);
    expect_found("search renewed", INC);
    expect_none("history certificate database");
}

Test(history, finds_a_published_postmortem_and_no_draft) {
    room_do("U0ALICE", "postmortem draft");
    expect_none("history faith");
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish");
    expect_found("history faith", INC);
}

Test(history, finds_a_published_postmortem_as_people_left_it_in_the_folder) {
    room_open(SETTINGS("postmortem.folder=/srv"));
    room_do("U0ALICE", "declare sev1 checkout is down | nobody can pay");
    room_do("U0ALICE", "resolve renewed it");
    room_wait(1);
    room_do("U0ALICE", "seal");
    room_do("U0ALICE", "postmortem publish");
    room_wait(1);
    expect_found("history muted pager", INC);
    expect_none("history lessons");
    room_do("U0ALICE", "postmortem publish https://example.org/again");
    room_wait(1);
    cr_assert_eq(desk_number(desk, "SELECT COUNT(*) FROM search WHERE rowid < 0"), 1);
}

Test(history, knows_no_operators_in_what_is_typed) {
    expect_none("history checkout OR nonsense");
    expect_none("history title:xyzzy NEAR(* \"");
    expect_found("history \"checkout\" -(down)*", INC);
}

Test(history, finds_what_the_timeline_reads_now_and_nothing_that_was_struck) {
    room_do("U0BOB", "amend inc 1 #2 the gateway was overloaded");
    expect_none("history certificate");
    expect_found("history overloaded", INC);
    room_do("U0BOB", "strike inc 1 #2 it was no such thing");
    expect_none("history overloaded");
}

Test(history, follows_a_title_that_changes) {
    room_do("U0ALICE", "reopen inc 1 again");
    room_do("U0ALICE", "title inc 1 payments fail");
    room_do("U0ALICE", "resolve inc 1 renewed it");
    expect_found("history payments", INC);
}

Test(history, shows_a_private_one_to_those_who_may_see_it_alone) {
    snprintf(desk->channel, sizeof desk->channel, "C0SECRET");
    room_do("U0ALICE", "sev3 --private a key is public");
    room_do("U0ALICE", "resolve inc 2 revoked it");
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    expect_none("history key");
    room_do("U0CAROL", "history");
    assert_says_not(desk->reply, "INC-2026-11-20-002");
    room_do("U0ALICE", "history key");
    assert_says(desk->reply, "INC-2026-11-20-002");
}

Test(history, marks_a_rehearsal_and_never_calls_it_the_last_incident) {
    room_do("U0ALICE", "drill sev1 the database is gone");
    room_do("U0ALICE", "resolve inc 2 it was a drill");
    room_do("U0CAROL", "history database");
    assert_says(desk->reply, "🧪 Drill *the database is gone*");
    assert_says(desk->reply, "*Last incident:* 2026-11-20, " INC);
}

Test(history, comes_in_pages) {
    char line[64];
    for (int i = 0; i < 21; i++) {
        snprintf(line, sizeof line, "sev4 shelf %c is empty", 'a' + i);
        room_do("U0ALICE", line);
        snprintf(line, sizeof line, "resolve inc %d filled it", i + 2);
        room_do("U0ALICE", line);
    }
    room_do("U0CAROL", "history filled");
    assert_says(desk->reply, "*shelf u is empty*");
    assert_says_not(desk->reply, "*shelf a is empty*");
    room_press_reply("U0CAROL", "More");
    assert_says(desk->reply, "*shelf a is empty*");
    assert_says_not(desk->reply, "*shelf b is empty*");
    desk_type(desk, "U0CAROL", "history --page 0");
    cr_assert_eq(desk->result, INVALID);
}

TestSuite(similar, .init = set_up, .fini = room_close);

/* Rule: S3-32 */
Test(similar, what_was_like_it_and_what_fixed_it_is_told_to_whoever_declares_and_to_the_thread) {
    room_do("U0BOB", "sev1 checkout down again");
    assert_says(desk->reply, ":books: It was like this on 2026-11-20, in *" INC "* checkout is "
                             "down. Fixed by: renewed it. All of it: `/incident timeline " INC "`");
    room_find("It was like this on 2026-11-20");
}

Test(similar, an_open_one_that_may_be_the_same_can_be_merged_with_a_button) {
    room_do("U0BOB", "sev2 search results are empty");
    room_do("U0CAROL", "sev3 search results empty");
    assert_says(desk->reply, ":eyes: Is it the same as *INC-2026-11-20-002*");
    room_find("This may be the same as INC-2026-11-20-002");
    room_press_reply("U0CAROL", "Merge into INC-2026-11-20-002");
    assert_says(desk->reply, "is merged into *INC-2026-11-20-002*");
}

Test(similar, a_weak_likeness_is_told_privately_and_one_word_not_at_all) {
    int sent = desk->sent_count;
    room_do("U0BOB", "sev2 search is down");
    assert_says_not(desk->reply, "like this");
    room_do("U0BOB", "sev2 checkout is down in one region");
    assert_says(desk->reply, "It was like this on 2026-11-20");
    cr_assert_eq(desk_count(desk, "It was like this", sent), 0);
}

Test(similar, a_private_one_is_named_to_nobody_who_may_not_see_it_and_never_in_an_open_thread) {
    snprintf(desk->channel, sizeof desk->channel, "C0SECRET");
    room_do("U0ALICE", "sev3 --private signing keys are public");
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    room_do("U0CAROL", "sev3 signing keys public");
    assert_says_not(desk->reply, "INC-2026-11-20-002");
    int sent = desk->sent_count;
    room_do("U0ALICE", "sev3 signing keys public once more");
    cr_assert_eq(desk_count(desk, "INC-2026-11-20-002", sent), 0);
}

Test(similar, a_rehearsal_is_like_nothing_and_nothing_is_like_it) {
    room_do("U0ALICE", "drill sev1 checkout is down");
    assert_says_not(desk->reply, "like this");
    room_do("U0ALICE", "sev1 checkout is down");
    assert_says_not(desk->reply, "INC-2026-11-20-002*");
}
