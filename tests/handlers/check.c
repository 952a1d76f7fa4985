/* Checklists: who ticks what, by number, button or words, and what the team sees of it. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin("playbook=tests/handlers/playbooks/lists.cfg", "declare sev1 checkout is down");
}

TestSuite(check, .init = set_up, .fini = room_close);

static int64_t ticks(void) {
    return desk_number(desk, "SELECT count(*) FROM tick WHERE state = 'done'");
}

Test(check, the_lists_of_the_playbook_are_shown_with_how_far_they_are) {
    desk_type(desk, "U0BOB", "check triage 1");
    desk_type(desk, "U0BOB", "checklists");
    assert_says(desk->reply, "*Triage checklist* (`triage`): 1 of 14 ticked");
    assert_says(desk->reply, "*Rollback checklist* (`rollback`): 0 of 9 ticked");
    assert_says(desk->reply, "*Hotfix checklist* (`hotfix`): 0 of 6 ticked");
    assert_says(room_button("Investigation"), "check INC-2026-11-20-001 investigation");
}

Test(check, a_list_is_shown_by_its_sections_with_a_button_for_what_is_next) {
    desk_type(desk, "U0BOB", "check triage");
    assert_says(desk->reply, "*1. Reproduction*");
    assert_says(desk->reply, ":white_large_square: 1. Can reproduce locally");
    assert_says(desk->reply, "*4. Classification*");
    assert_says(desk->reply, ":white_large_square: 14. Owner assigned");
    desk_type(desk, "U0BOB", room_button("1. Can reproduce locally"));
    assert_says(desk->reply, "ticked 1. Can reproduce locally. *Triage checklist*: 1 of 14 ticked");
    assert_says(desk->reply, "Next: 2. Reproduction steps documented");
    desk_type(desk, "U0CAROL", "check triage");
    assert_says(desk->reply, ":white_check_mark: 1. Can reproduce locally – <@U0BOB> 14:05 UTC");
}

Test(check, a_tick_is_on_the_timeline_with_who_what_and_the_note) {
    desk_pass(desk, 4 * MINUTE_MS);
    desk_type(desk, "U0BOB", "check triage 4 only v0.1.1");
    desk_type(desk, "U0CAROL", "timeline");
    assert_says(desk->reply, "`14:09 UTC` Triage checklist: ticked 4. Versions affected – only "
                             "v0.1.1 – <@U0BOB>");
    int posts = desk_count(desk, "Versions affected", 0);
    cr_assert_eq(posts, 0, "a tick is no message in the thread");
}

Test(check, the_list_may_be_left_out_for_the_one_that_a_person_has_before_them) {
    desk_type(desk, "U0BOB", "check triage");
    desk_type(desk, "U0CAROL", "check rollback");
    desk_type(desk, "U0BOB", "check 2 in the issue");
    assert_says(desk->reply, "ticked 2. Reproduction steps documented");
    desk_type(desk, "U0CAROL", "check 5");
    assert_says(desk->reply, "ticked 5. Deploy previous version");
}

Test(check, the_only_list_under_way_is_meant_by_somebody_who_has_none) {
    desk_type(desk, "U0BOB", "check triage 1");
    desk_type(desk, "U0CAROL", "check 2");
    assert_says(desk->reply, "ticked 2. Reproduction steps documented. *Triage checklist*");
}

Test(check, of_several_lists_under_way_the_bot_asks_which_and_keeps_the_words) {
    desk_type(desk, "U0BOB", "check triage 1");
    desk_type(desk, "U0BOB", "check investigation 1");
    desk_type(desk, "U0CAROL", "check 2 nothing there");
    assert_says(desk->reply, "on which checklist?");
    assert_says(desk->reply, "check 2 nothing there");
    cr_assert_eq(ticks(), 2);
    desk_type(desk, "U0CAROL", room_button("Investigation"));
    assert_says(desk->reply, "ticked 2. Check Sentry, last hour");
    cr_assert_str_eq(desk_text(desk, "SELECT note FROM tick WHERE item = 2"), "nothing there");
}

Test(check, the_words_of_an_item_tick_it) {
    static const struct {
        const char *line, *ticked;
    } lines[] = {{"check triage python", "6. Python versions affected"},
                 {"check triage minimal case", "3. Minimal reproduction case created"},
                 {"check rollback monitoring the logs", "7. Monitor logs for errors"},
                 {"check emergency-patch changelog", "4. CHANGELOG entry written"},
                 {"check emergency patch gates | all green", "5. Release gates run"},
                 {"check permanent fix regression test", "2. Fix with a regression test"},
                 {"check hotfix scope creep", "6. Minimal correct fix identified"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i].line);
        cr_assert_eq(ticks(), (int64_t)i + 1, "%s: %s", lines[i].line, desk->reply);
        assert_says(desk->reply, lines[i].ticked);
    }
    cr_assert_str_eq(desk_text(desk, "SELECT note FROM tick WHERE checklist = 'emergency-patch'"
                                     " AND item = 5"),
                     "all green");
}

Test(check, words_that_several_items_have_are_asked_about) {
    desk_type(desk, "U0BOB", "check hotfix smoke test");
    assert_says(desk->reply, "which item of *Hotfix checklist* do you mean?");
    assert_says(desk->reply, "• 9. Smoke test proves the fix resolves the failure");
    assert_says(desk->reply, "• 10. Smoke test proves the fix breaks no critical paths");
    assert_says(desk->reply, "check hotfix smoke test");
    cr_assert_eq(ticks(), 0);
    desk_type(desk, "U0BOB", room_button("10. Smoke test"));
    assert_says(desk->reply, "ticked 10.");
}

Test(check, words_that_are_no_items_are_asked_about_and_kept_as_a_note) {
    desk_type(desk, "U0BOB", "check rollback deploy failed");
    cr_assert_eq(ticks(), 0, "%s", desk->reply);
    assert_says(desk->reply, "which item");
    assert_says(room_button("✓ 5. Deploy previous version"), "rollback 5 deploy failed");
    desk_type(desk, "U0BOB", "check rollback coffee");
    assert_says(desk->reply, "no item of *Rollback checklist* is like that");
    assert_says(desk->reply, "check rollback coffee");
    cr_assert_eq(ticks(), 0);
}

Test(check, a_note_that_begins_with_no_is_asked_about) {
    desk_type(desk, "U0BOB", "check rollback 7 no errors since 14:00");
    assert_says(desk->reply, "hold, or not?");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 0);
    desk_type(desk, "U0BOB", room_button("✓ 7 holds"));
    assert_says(desk->reply, "ticked 7.");
    cr_assert_str_eq(desk_text(desk, "SELECT note FROM tick"), "no errors since 14:00");
    desk_type(desk, "U0BOB", "check rollback 6 no");
    assert_says(desk->reply, "does not hold: 6. Run smoke tests on critical paths.");
}

Test(check, a_tick_is_taken_back_with_a_trace) {
    desk_type(desk, "U0BOB", "check triage 1");
    desk_type(desk, "U0CAROL", "check triage 1 undo it was another build");
    assert_says(desk->reply, "took back 1. Can reproduce locally");
    cr_assert_eq(ticks(), 0);
    desk_type(desk, "U0CAROL", "timeline");
    assert_says(desk->reply, "ticked 1. Can reproduce locally");
    assert_says(desk->reply, "took back 1. Can reproduce locally – it was another build – "
                             "<@U0CAROL>");
    desk_type(desk, "U0CAROL", "check triage 1 undo");
    assert_says(desk->reply, "is not ticked");
    desk_type(desk, "U0CAROL", "check triage 1 undo it was another build");
    assert_says(desk->reply, "is not ticked");
    assert_says(desk->reply, "stored nowhere: it was another build");
    cr_assert_eq(ticks(), 0);
}

Test(check, what_is_ticked_already_says_by_whom) {
    desk_type(desk, "U0BOB", "check triage 1");
    desk_type(desk, "U0CAROL", "check triage 1");
    assert_says(desk->reply, "was ticked by <@U0BOB> at 14:05 UTC. Nothing to do.");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'check'"), 1);
    desk_type(desk, "U0CAROL", "check triage 1 on Linux too");
    cr_assert_str_eq(desk_text(desk, "SELECT note FROM tick"), "on Linux too");
}

Test(check, what_is_forbidden_cannot_be_ticked_and_is_quoted) {
    static const char *const lines[] = {"check hotfix 11", "check hotfix refactoring",
                                        "hotfix 13 because we are late"};
    static const char *const rules[] = {"Adding new features", "Refactoring unrelated code",
                                        "Skipping verification entirely"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i]);
        cr_assert_eq(desk->result, DENIED, "%s: %s", lines[i], desk->reply);
        assert_says(desk->reply, rules[i]);
        assert_says(desk->reply, "is forbidden");
        assert_says(desk->reply, lines[i]);
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 0);
}

Test(check, a_finished_list_is_told_to_the_thread_in_one_line) {
    for (int i = 1; i <= 5; i++) {
        char line[64];
        cr_assert_eq(desk_count(desk, "Investigation is finished", 0), 0);
        snprintf(line, sizeof line, "check investigation %d", i);
        desk_type(desk, "U0BOB", line);
    }
    cr_assert_eq(
        desk_count(desk, "Investigation is finished: 5 of 5 ticked, the last by <@U0BOB>", 0), 1);
    assert_says(desk->reply, "*Investigation* is finished; the thread knows.");
    desk_type(desk, "U0BOB", "check investigation 5 in the bridge");
    cr_assert_eq(desk_count(desk, "Investigation is finished", 0), 1);
}

Test(check, what_is_optional_does_not_keep_a_list_from_being_finished) {
    static const char *const lines[] = {"1", "2", "4", "5", "6", "7"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char line[64];
        snprintf(line, sizeof line, "check flow %s", lines[i]);
        desk_type(desk, "U0BOB", line);
    }
    cr_assert_eq(desk_count(desk, "L3 HOTFIX flow is finished: 6 of 7 ticked", 0), 1);
}

Test(check, a_number_that_is_not_on_the_list_is_refused_with_those_that_are) {
    desk_type(desk, "U0BOB", "check triage 15");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Triage checklist has the items 1 to 14");
    desk_type(desk, "U0BOB", "check triage 0");
    cr_assert_eq(desk->result, INVALID);
}

Test(check, a_list_is_offered_at_its_moment_in_one_line_with_a_button) {
    cr_assert_eq(desk_count(desk, "Checklist for now: L3 HOTFIX flow", 0), 1);
    const struct desk_sent *offer = desk_find(desk, "Checklist for now: L3 HOTFIX flow");
    cr_assert_str_eq(json_text_at(offer->body, "blocks.1.elements.0.value"),
                     "check INC-2026-11-20-001 flow");
    cr_assert_eq(desk_count(desk, "Checklist for now: Investigation", 0), 0);
    desk_type(desk, "U0BOB", "ack");
    cr_assert_eq(desk_count(desk, "Checklist for now: Investigation", 0), 1);
    cr_assert_eq(desk_count(desk, "Checklist for now: Permanent fix", 0), 0);
    desk_type(desk, "U0BOB", "resolve rolled back");
    desk_pass(desk, 10 * SECOND_MS);
    cr_assert_eq(desk_count(desk, "Checklist for now: Permanent fix", 0), 1);
    desk_type(desk, "U0BOB", "check permanent-fix 1");
    cr_assert_eq(desk->result, OK, "what comes after the incident can be ticked after it");
}

Test(check, a_list_of_a_higher_severity_is_offered_when_the_severity_is_raised) {
    desk_type(desk, "U0BOB", "declare sev3 images load slowly");
    cr_assert_eq(desk_count(desk, "Checklist for now: L3 HOTFIX flow", 0), 1, "that of the first");
    desk_type(desk, "U0BOB", "sev sev2 inc 2 it is everything");
    cr_assert_eq(desk_count(desk, "Checklist for now: L3 HOTFIX flow", 0), 2);
    desk_type(desk, "U0BOB", "sev sev1 inc 2 and worse");
    cr_assert_eq(desk_count(desk, "Checklist for now: L3 HOTFIX flow", 0), 2, "it is known");
}

Test(check, the_process_level_is_on_the_card_where_the_playbook_has_one) {
    assert_says(room_body("INCIDENT DECLARED"), "L3 HOTFIX");
    desk_type(desk, "U0BOB", "sev sev3 only one region");
    const struct desk_sent *card = room_find("INCIDENT DECLARED: P2");
    assert_says_not(json_print(card->body), "L3 HOTFIX");
}

Test(check, a_playbook_without_checklists_says_so_and_hands_the_words_back) {
    room_begin("playbook=tests/handlers/playbooks/bare.cfg", "declare sev1 checkout is down");
    desk_type(desk, "U0BOB", "check triage 3 seen on staging");
    assert_says(desk->reply, "your playbook has no checklists");
    assert_says(desk->reply, "triage 3 seen on staging");
    desk_type(desk, "U0BOB", "rollback done v1.2.3 is back");
    assert_says(desk->reply, "your playbook has no rollback");
    assert_says(desk->reply, "v1.2.3 is back");
    desk_type(desk, "U0BOB", "flags");
    assert_says(desk->reply, "says nothing of feature flags");
}
