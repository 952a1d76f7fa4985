/* Rollback and hotfix: from the decision to the end, and what stands in the way. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void open_desk(const char *playbook) {
    room_begin(playbook, "declare sev1 checkout is down");
}

static void set_up(void) {
    open_desk("playbook=tests/handlers/playbooks/lists.cfg");
}

TestSuite(rollback, .init = set_up, .fini = room_close);

static void decide(const char *user, const char *course) {
    char line[64];
    snprintf(line, sizeof line, "decide %s because", course);
    room_do(user, line);
    desk_pass(desk, 5 * SECOND_MS);
}

static void tick(const char *list, int first, int last) {
    for (int i = first; i <= last; i++) {
        char line[64];
        snprintf(line, sizeof line, "check %s %d v%d", list, i, i);
        room_do("U0BOB", line);
        desk_pass(desk, 3 * SECOND_MS);
    }
}

static const char *state(void) {
    return desk_text(desk, "SELECT state FROM walk ORDER BY begun_ms DESC LIMIT 1");
}

Test(rollback, a_rollback_needs_a_decision_and_the_button_carries_the_reason) {
    desk_type(desk, "U0BOB", "rollback start errors began with release 42");
    assert_says(desk->reply, "no rollback is decided yet");
    assert_says(desk->reply, "`/incident decide rollback errors began with release 42`");
    cr_assert_str_eq(room_button("Decide: Rollback"),
                     "decide INC-2026-11-20-001 rollback errors began with release 42");
    desk_type(desk, "U0BOB", "rollback done");
    assert_says(desk->reply, "`/incident decide rollback …why…`");
    desk_type(desk, "U0BOB", "hotfix start");
    assert_says(desk->reply, "`/incident decide hotfix …why…`");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM walk"), 0);
}

Test(rollback, the_decision_is_closed_when_its_course_is_verified_or_given_up) {
    decide("U0BOB", "hotfix");
    tick("hotfix", 5, 10);
    desk_type(desk, "U0BOB", "hotfix done");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision"), "made");
    desk_type(desk, "U0BOB", "hotfix verify");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision"), "done");
    decide("U0BOB", "rollback");
    desk_type(desk, "U0BOB", "rollback abort the hotfix holds");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM decision WHERE course = 'rollback'"),
                     "given-up");
}

Test(rollback, who_waits_for_a_yes_is_told_so_and_not_to_decide_again) {
    room_begin("playbook=motus", "declare sev2 claims fail");
    desk_type(desk, "U0BOB", "decide rollback claims fail since 0.1.1");
    assert_says(desk->reply, "needs a yes first");
    desk_type(desk, "U0BOB", "rollback start");
    assert_says(desk->reply, "the rollback waits for a yes");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM walk"), 0);
}

Test(rollback, a_decision_offers_the_checklist_of_its_course_to_the_thread) {
    decide("U0BOB", "rollback");
    const struct desk_sent *offer = room_find("Rollback checklist: 9 items to tick");
    cr_assert_str_eq(json_text_at(offer->body, "blocks.1.elements.0.value"),
                     "rollback INC-2026-11-20-001");
    decide("U0BOB", "patch");
    offer = desk_find(desk, "Emergency patch release: 8 items to tick");
    cr_assert_str_eq(json_text_at(offer->body, "blocks.1.elements.0.value"),
                     "check INC-2026-11-20-001 emergency-patch");
    decide("U0BOB", "wait");
    cr_assert_eq(desk_count(desk, "items to tick", 0), 2);
}

Test(rollback, is_it_safe_is_asked_with_the_last_known_good_version) {
    decide("U0BOB", "rollback");
    desk_type(desk, "U0BOB", "rollback safe");
    assert_says(desk->reply, "1. Last known good version identified");
    assert_says(desk->reply, "2. No database migrations in the broken deploy");
    assert_says_not(desk->reply, "5. Deploy previous version");
    desk_type(desk, "U0BOB", room_button("✓ 1. Last known good version"));
    assert_says(desk->reply, "needs its words: `/incident check rollback 1 …tag, commit or deploy "
                             "time…`");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 0);
    desk_type(desk, "U0BOB", "rollback safe 1 v1.4.2");
    assert_says(desk->reply, "ticked 1.");
    cr_assert_str_eq(desk_text(desk, "SELECT value FROM answer WHERE name = 'known_good'"),
                     "v1.4.2");
    desk_type(desk, "U0BOB", "check rollback 1 undo");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE name = 'known_good'"), 0);
}

Test(rollback, migrations_that_cannot_be_undone_switch_the_advice_to_a_hotfix) {
    decide("U0BOB", "rollback");
    desk_type(desk, "U0BOB", "rollback safe");
    desk_type(desk, "U0BOB", room_button("✗ 2 does not hold"));
    assert_says(desk->reply, "does not hold: 2. No database migrations in the broken deploy (or "
                             "they are reversible).");
    assert_says(desk->reply, "Better now: *Hotfix*. Decide it: `/incident decide hotfix …why…`");
    assert_says(room_button("Decide: Hotfix"), "decide INC-2026-11-20-001 hotfix “No database");
    cr_assert_eq(desk_count(desk, "does not hold. Better now: Hotfix.", 0), 1);
    desk_type(desk, "U0BOB", "rollback safe 3 fails orders would be lost");
    assert_says(desk->reply, "Better now: *Hotfix*");
    desk_type(desk, "U0CAROL", "rollback");
    assert_says(desk->reply, ":x: 3. No data corruption risk from rolling back – does not hold, "
                             "says <@U0BOB> 14:05 UTC: orders would be lost");
    desk_type(desk, "U0CAROL", "rollback abort migrations cannot be undone");
    assert_says(desk->reply, "`/incident decide hotfix`");
    cr_assert_str_eq(state(), "aborted");
    desk_pass(desk, 10 * SECOND_MS);
    cr_assert_eq(
        desk_count(desk, "Rollback given up by <@U0CAROL> – migrations cannot be undone", 0), 1);
}

Test(rollback, a_rollback_is_not_done_before_safe_and_execute_are_ticked) {
    decide("U0BOB", "rollback");
    tick("rollback", 1, 6);
    desk_type(desk, "U0BOB", "rollback done it is back");
    assert_says(desk->reply, "not yet, 1 required item of *Rollback checklist* is not ticked");
    assert_says(desk->reply, "7. Monitor logs for errors");
    assert_says_not(desk->reply, "8. Reported failure");
    assert_says(desk->reply, "rollback done it is back");
    cr_assert_str_eq(state(), "begun");
    tick("rollback", 7, 7);
    assert_says(desk->reply, "It is carried out: `/incident rollback done`");
    desk_type(desk, "U0BOB", room_button("It is carried out"));
    assert_says(desk->reply, "*Rollback* is carried out; the thread knows");
    assert_says(desk->reply, "Next: 8. Reported failure is resolved");
    cr_assert_str_eq(state(), "done");
    desk_pass(desk, 5 * SECOND_MS);
    cr_assert_eq(desk_count(desk, "Rollback carried out by <@U0BOB>", 0), 1);
}

Test(rollback, who_calls_it_done_anyway_says_why_and_owes_a_review) {
    decide("U0BOB", "rollback");
    tick("rollback", 1, 5);
    desk_type(desk, "U0BOB", "rollback done anyway");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "The reason is missing");
    desk_type(desk, "U0BOB", "rollback done anyway the smoke tests need the vendor");
    assert_says(desk->reply, "You go on without 6. Run smoke tests on critical paths; 7. Monitor "
                             "logs for errors. A review is owed as #2, by you.");
    cr_assert_str_eq(state(), "done");
    cr_assert_str_eq(desk_text(desk, "SELECT kind || ' ' || owner || ' ' || text FROM task"
                                     " WHERE number = 2"),
                     "review U0BOB Rollback went on – the smoke tests need the vendor – without "
                     "6. Run smoke tests on critical paths; 7. Monitor logs for errors");
    cr_assert_eq(desk_number(desk, "SELECT due_ms - asked_ms FROM task WHERE number = 2"),
                 2 * DAY_MS);
    desk_type(desk, "U0CAROL", "timeline");
    assert_says(desk->reply, "skipped 6. Run smoke tests on critical paths – the smoke tests need "
                             "the vendor – <@U0BOB>");
    desk_type(desk, "U0CAROL", "rollback");
    assert_says(desk->reply, ":fast_forward: 7. Monitor logs for errors – skipped by <@U0BOB>");
}

Test(rollback, the_last_item_to_verify_ends_a_rollback_and_says_monitor) {
    decide("U0BOB", "rollback");
    tick("rollback", 1, 7);
    desk_type(desk, "U0BOB", "rollback verify");
    assert_says(desk->reply, "is not carried out yet; it is verified after that");
    desk_type(desk, "U0BOB", "rollback done");
    desk_type(desk, "U0BOB", "rollback verify");
    assert_says(desk->reply, "not verified yet, 2 required items");
    desk_type(desk, "U0BOB", "rollback verify 8");
    cr_assert_str_eq(state(), "done");
    desk_type(desk, "U0BOB", "rollback verify 9");
    assert_says(desk->reply, "*Rollback* is verified; the thread knows. Monitor it now");
    cr_assert_str_eq(room_button("Monitor"), "monitor INC-2026-11-20-001");
    cr_assert_str_eq(state(), "verified");
    desk_pass(desk, 10 * SECOND_MS);
    cr_assert_eq(desk_count(desk, "Rollback verified by <@U0BOB>", 0), 1);
    cr_assert_eq(desk_count(desk, "is finished", 0), 0, "one line is enough");
    desk_type(desk, "U0BOB", "rollback done");
    assert_says(desk->reply, "It is over. To begin anew: `/incident decide rollback …why…`");
}

Test(rollback, a_rollback_that_is_decided_again_begins_with_nothing_ticked) {
    decide("U0BOB", "rollback");
    tick("rollback", 1, 3);
    decide("U0CAROL", "rollback");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 3, "it is under way already");
    desk_type(desk, "U0BOB", "rollback abort the tag is gone");
    decide("U0CAROL", "rollback");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 0);
    cr_assert_str_eq(state(), "begun");
}

Test(rollback, a_hotfix_shows_what_is_required_allowed_and_forbidden) {
    decide("U0BOB", "hotfix");
    desk_type(desk, "U0BOB", "hotfix");
    assert_says(desk->reply, ":white_large_square: 5. Evidence of the failure captured");
    assert_says(desk->reply, "*Allowed* – what you take is written down as owed\n"
                             ":scissors: 1. Skip artifact classification");
    assert_says(desk->reply, "*Forbidden*\n:no_entry: 11. Adding new features");
}

Test(rollback, an_allowed_shortcut_that_is_taken_is_owed_and_can_be_taken_back) {
    decide("U0BOB", "hotfix");
    desk_type(desk, "U0BOB", "shortcut");
    assert_says(desk->reply, "no shortcut is written down");
    desk_type(desk, "U0BOB", room_button("Skip cleanup"));
    assert_says(desk->reply, "the shortcut “Skip cleanup” is taken, and owed as #2 by you");
    cr_assert_str_eq(desk_text(desk, "SELECT kind || ' ' || owner || ' ' || state || ' ' || text"
                                     " FROM task WHERE kind = 'shortcut'"),
                     "shortcut U0BOB open Skip cleanup");
    desk_type(desk, "U0CAROL", "hotfix");
    assert_says(desk->reply, ":warning: 3. Skip cleanup – taken, and owed, by <@U0BOB>");
    desk_type(desk, "U0BOB", "check hotfix 3 undo");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM task WHERE kind = 'shortcut'"), "declined");
    desk_type(desk, "U0CAROL", "shortcut");
    assert_says(desk->reply, "no shortcut is written down");
}

Test(rollback, a_hotfix_is_not_done_before_all_that_is_required_is_ticked) {
    decide("U0BOB", "hotfix");
    tick("hotfix", 5, 9);
    desk_type(desk, "U0BOB", "hotfix done");
    assert_says(desk->reply, "not yet, 1 required item of *Hotfix checklist* is not ticked");
    assert_says(desk->reply, "10. Smoke test proves the fix breaks no critical paths");
    tick("hotfix", 10, 10);
    desk_type(desk, "U0BOB", "hotfix done release 43");
    cr_assert_str_eq(state(), "done");
    desk_pass(desk, 5 * SECOND_MS);
    cr_assert_eq(desk_count(desk, "Hotfix carried out by <@U0BOB> – release 43", 0), 1);
    desk_type(desk, "U0BOB", "hotfix verify no new failures in 20 minutes");
    cr_assert_str_eq(state(), "verified");
    assert_says(desk->reply, "Monitor it now");
}

Test(rollback, a_shortcut_is_owed_by_whoever_typed_it_or_by_whoever_is_named) {
    desk_type(desk, "U0BOB", "shortcut no review of the migration");
    assert_says(desk->reply, "written down as owed, #1 by <@U0BOB>: no review of the migration");
    desk_type(desk, "U0BOB", "shortcut <@U0CAROL> the unit tests");
    assert_says(desk->reply, "#2 by <@U0CAROL>: the unit tests");
    desk_type(desk, "U0ALICE", "shortcut");
    assert_says(desk->reply, "• #1 no review of the migration – <@U0BOB>, open");
    assert_says(desk->reply, "• #2 the unit tests – <@U0CAROL>, open");
    desk_type(desk, "U0BOB", "shortcut @carol the unit tests");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0ALICE", "timeline");
    assert_says(desk->reply, "Shortcut taken, to be made up for: #2 the unit tests (<@U0CAROL>)");
}

/* Rule: S4-09 */
Test(rollback, what_is_forbidden_is_no_shortcut_and_the_rule_is_quoted) {
    static const struct {
        const char *line, *rule;
    } lines[] = {{"shortcut skipped verification", "Skipping verification entirely"},
                 {"shortcut refactored some unrelated code", "Refactoring unrelated code"},
                 {"shortcut added a new feature on the way", "Adding new features"},
                 {"shortcut ignored security", "Ignoring security implications"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i].line);
        cr_assert_eq(desk->result, DENIED, "%s: %s", lines[i].line, desk->reply);
        assert_says(desk->reply, lines[i].rule);
        assert_says(desk->reply, lines[i].line);
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task"), 0);
    room_do("U0BOB", "shortcut skipped the cleanup");
    room_do("U0BOB", "shortcut relaxed verification by hand");
}

Test(rollback, the_emergency_flag_is_guided_from_off_to_on_again) {
    desk_type(desk, "U0BOB", "flags");
    assert_says(desk->reply, "• Test both states of a flag.");
    assert_says(desk->reply, "`/incident decide flag …which flag, and why…`");
    assert_says(desk->reply, "1. Disabled via feature flag");
    assert_says(desk->reply, "4. Enabled again after thorough testing");
    decide("U0BOB", "flag");
    cr_assert_eq(desk_count(desk, "Emergency flag: 4 items to tick", 0), 1);
}

/* ---- The playbooks as they are shipped */

Test(rollback, a_yank_is_a_way_to_roll_back_and_rollback_walks_it) {
    open_desk("playbook=motus");
    decide("U0BOB", "yank");
    desk_type(desk, "U0BOB", "rollback");
    assert_says(desk->reply, "*Option A: yank from PyPI*, decided at");
    assert_says(desk->reply, "2. Release is yanked: `twine yank motusos -v X.Y.Z`");
    desk_type(desk, "U0BOB", "rollback done");
    assert_says(desk->reply, "not yet, 2 required items of *Procedure A: PyPI yank*");
    decide("U0BOB", "patch");
    desk_type(desk, "U0BOB", "rollback");
    assert_says(desk->reply, "8. Publish workflow is triggered");
}

Test(rollback, every_rollback_that_is_shipped_can_be_walked_to_its_end) {
    for (int i = 0; room_playbooks[i]; i++) {
        open_desk(room_playbook(room_playbooks[i]));
        decide("U0ALICE", "rollback");
        desk_type(desk, "U0BOB", "rollback done");
        assert_says(desk->reply, "not yet");
        int count = 0;
        for (int item = 1; item <= 20; item++) {
            char line[64];
            snprintf(line, sizeof line, "rollback %d v1.2.3", item);
            desk_pass(desk, 3 * SECOND_MS);
            desk_type(desk, "U0BOB", line);
            count += desk->result == OK;
        }
        cr_assert_gt(count, 2, "%s: %s", room_playbooks[i], desk->reply);
        desk_type(desk, "U0BOB", "rollback done");
        desk_type(desk, "U0BOB", "rollback verify");
        cr_assert_str_eq(state(), "verified", "%s: %s", room_playbooks[i], desk->reply);
    }
}

Test(rollback, the_guide_asks_for_the_known_good_tag_and_for_the_backup) {
    open_desk("playbook=guide");
    decide("U0BOB", "rollback");
    desk_type(desk, "U0BOB", "rollback safe 1 v1.2.3");
    desk_type(desk, "U0BOB", "rollback safe 2 s3 bucket nightly");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE topic = 'fact' AND"
                                   " ((name = 'known_good' AND value = 'v1.2.3') OR"
                                   " (name = 'backup' AND value = 's3 bucket nightly'))"),
                 2);
    desk_type(desk, "U0BOB", "rollback safe 3 fails");
    assert_says(desk->reply, "Better now: *Workaround*");
}

Test(rollback, a_hotfix_of_the_hotfix_playbook_needs_all_six_and_has_four_shortcuts) {
    open_desk("playbook=hotfix");
    decide("U0BOB", "hotfix");
    desk_type(desk, "U0BOB", "hotfix done");
    assert_says(desk->reply, "not yet, 6 required items of *Hotfix checklist*");
    desk_type(desk, "U0BOB", "shortcut");
    for (size_t i = 0; i < 4; i++) {
        static const char *const allowed[] = {"Skip the artifact", "Skip consulting",
                                              "Skip the cleanup", "Relaxed verification"};
        desk_type(desk, "U0BOB", "shortcut");
        desk_pass(desk, 3 * SECOND_MS);
        desk_type(desk, "U0BOB", room_button(allowed[i]));
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task WHERE kind = 'shortcut'"), 4);
    static const char *const forbidden[] = {"11", "12", "13", "14"};
    for (size_t i = 0; i < 4; i++) {
        char line[32];
        snprintf(line, sizeof line, "hotfix %s", forbidden[i]);
        desk_type(desk, "U0BOB", line);
        cr_assert_eq(desk->result, DENIED, "%s", desk->reply);
    }
}

Test(rollback, words_for_a_list_that_a_playbook_has_not_come_back) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    desk_type(desk, "U0BOB", "hotfix safe nothing but the pool size");
    assert_says(desk->reply, "of no use here and are stored nowhere: nothing but the pool size");
}

/* Rule: S4-09 */
Test(rollback, a_hotfix_is_not_done_without_its_smoke_tests_whatever_the_reason) {
    static const char *const playbooks[] = {"playbook=hotfix", "playbook=default"};
    for (size_t i = 0; i < 2; i++) {
        open_desk(playbooks[i]);
        decide("U0BOB", "hotfix");
        desk_type(desk, "U0BOB", "hotfix done");
        assert_says(desk->reply, "Nobody goes on without 9, 10; by hand is good enough.");
        desk_type(desk, "U0BOB", "hotfix done anyway there is no time");
        assert_says(desk->reply, "nobody goes on without these. By hand is good enough");
        assert_says(desk->reply, "• 9. Smoke test proves that the fix resolves the failure: "
                                 "`/incident hotfix 9 …what you saw…`");
        assert_says(desk->reply, "• 10. Smoke test proves");
        assert_says_not(desk->reply, "8. ");
        assert_says(desk->reply, "hotfix abort …why…");
        assert_says(desk->reply, ">/incident hotfix done anyway there is no time");
        cr_assert_str_eq(state(), "begun");
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM tick"), 0, "nothing is skipped");
        desk_type(desk, "U0BOB", "hotfix 9 paid with a test card");
        desk_type(desk, "U0BOB", "hotfix 10 by hand: login, cart, checkout");
        desk_type(desk, "U0BOB", "hotfix done anyway there is no time");
        cr_assert_str_eq(state(), "done", "%s", desk->reply);
        assert_says(desk->reply, "A review is owed");
    }
}

/* Rule: S0-22 */
Test(rollback, the_list_of_another_course_asks_for_no_decision_while_one_is_walked) {
    open_desk("playbook=motus");
    decide("U0BOB", "yank");
    desk_type(desk, "U0BOB", "check emergency-patch");
    assert_says_not(desk->reply, "decided yet");
    assert_says_not(desk->reply, "decide hotfix");
    assert_says(desk->reply, "Next: 1. Hotfix branch from the previous stable tag");
    desk_type(desk, "U0BOB", "check emergency-patch 1");
    assert_says_not(desk->reply, "decide hotfix");
    assert_says(desk->reply, "Next: 2. ");
}

Test(rollback, a_list_that_several_courses_share_asks_for_none_of_them) {
    open_desk("playbook=motus");
    desk_type(desk, "U0BOB", "check emergency-patch");
    assert_says_not(desk->reply, "decide hotfix");
    desk_type(desk, "U0BOB", "check pypi-yank");
    assert_says(desk->reply, "Next: 1. Decision is documented");
}
