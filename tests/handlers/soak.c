/* The watch after the impact is over, and what must hold before an incident is resolved: S1 §6,
 * S3's "monitor for 30 minutes". */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char endings[] = "playbook=tests/handlers/playbooks/ending.cfg";
static const char itself[] = "playbook=tests/handlers/playbooks/itself.cfg";
static const char light[] = "playbook=tests/handlers/playbooks/light.cfg";

/* Alice leads, Bob is at work with her. */
static void open_with(const char *setting) {
    room_begin(setting, "declare sev1 checkout is down");
}

static void set_up(void) {
    open_with(endings);
}

TestSuite(soak, .init = set_up, .fini = room_close);

static void answer_all(void) {
    room_do("U0ALICE", "resolve all yes");
}

/* ---- Beginning */

Test(soak, the_impact_is_over_and_the_thread_is_told_once_until_when_it_is_watched) {
    desk_pass(desk, 12 * MINUTE_MS);
    room_do("U0BOB", "mitigate rolled back release 42");
    assert_says(desk->reply, "I watch it until 14:47 UTC");
    assert_says(room_body("Watching until"), "Watching until 14:47 UTC");
    assert_says(room_body("the impact is over after 12 minutes"), "rolled back release 42");
    desk_type(desk, "U0CAROL", "monitor errors are gone");
    desk_type(desk, "U0CAROL", "update all is quiet");
    cr_assert_eq(desk_count(desk, "Watching until", 0), 1);
    assert_says(room_body("INCIDENT DECLARED"), "Monitoring, watched until 14:47 UTC");
    assert_says(room_body("INCIDENT DECLARED"), "impact over since 14:17 UTC");
}

Test(soak, begins_however_the_status_was_set) {
    static const char *const lines[] = {"mitigate rolled back", "monitor", "status monitoring",
                                        "update status: monitoring progress: rolled back"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        open_with(endings);
        desk_type(desk, "U0BOB", lines[i]);
        cr_assert_eq(desk_count(desk, "Watching until 14:35 UTC", 0), 1, "%s", lines[i]);
        cr_assert_eq(desk_number(desk, "SELECT monitoring_ms FROM incident"), DESK_BEGIN_MS);
        cr_assert_eq(desk_number(desk, "SELECT mitigated_ms FROM incident"), DESK_BEGIN_MS);
    }
}

Test(soak, the_impact_may_have_been_over_before_it_was_said_but_not_before_it_began) {
    desk_pass(desk, 20 * MINUTE_MS);
    desk_type(desk, "U0BOB", "mitigate at 14:15 rolled back");
    cr_assert_eq(desk_number(desk, "SELECT mitigated_ms FROM incident"),
                 DESK_BEGIN_MS + 10 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT monitoring_ms FROM incident"),
                 DESK_BEGIN_MS + 20 * MINUTE_MS);
    desk_type(desk, "U0BOB", "mitigate at 13:15 rolled back");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "It began at 14:05 UTC only");
}

Test(soak, a_step_back_of_the_status_ends_it_and_what_was_said_to_have_fixed_it) {
    desk_type(desk, "U0BOB", "mitigate rolled back");
    answer_all();
    desk_pass(desk, 10 * MINUTE_MS);
    desk_type(desk, "U0BOB", "status mitigating the rollback failed");
    cr_assert_eq(desk_number(desk, "SELECT monitoring_ms + mitigated_ms FROM incident"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE topic = 'resolving'"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'soak'"), 0);
    cr_assert_str_empty(desk_text(desk, "SELECT resolution FROM incident"));
    desk_pass(desk, 60 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "Stable", 0), 0);
}

/* ---- It is back */

Test(soak, it_is_back_in_its_29th_minute_and_investigated_again_with_a_new_promise) {
    desk_pass(desk, 3 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    desk_pass(desk, 29 * MINUTE_MS);
    room_press("U0EVE", "It is back");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_INVESTIGATING);
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 DESK_BEGIN_MS + 62 * MINUTE_MS);
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'back'"),
                     "It is back, 29 minutes into the watch");
    const struct desk_sent *told = desk_find(desk, "It is back, 29 minutes into the watch");
    assert_says(json_print(told->body), "14:37 UTC, said by <@U0EVE>");
    assert_says(json_print(told->body), "<@U0ALICE>");
    assert_says_not(json_print(told->body), "<!here>");
    desk_pass(desk, 2 * HOUR_MS);
    cr_assert_eq(desk_count(desk, "*Stable:*", 0), 0);
}

Test(soak, who_says_that_it_is_back_says_what_they_see_and_nothing_of_it_is_lost) {
    desk_type(desk, "U0BOB", "back errors are rising again");
    assert_says(desk->reply, "investigating already; what you see is on the timeline");
    desk_type(desk, "U0ALICE", "monitor");
    desk_type(desk, "U0EVE", "back nobody can pay in the EU");
    assert_says(room_body("into the watch"), "nobody can pay in the EU");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'back' ORDER BY id"),
                "errors are rising again");
}

Test(soak, it_is_back_after_it_was_resolved_opens_it_again) {
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    answer_all();
    desk_pass(desk, 31 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "resolve");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    room_press("U0EVE", "It is back");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms + mitigated_ms FROM incident"), 0);
    assert_says(room_body("reopened this"), "It is back");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE topic = 'resolving'"), 0);
}

/* ---- Its end */

Test(soak, after_thirty_minutes_it_is_stable_and_whoever_leads_is_asked) {
    desk_type(desk, "U0BOB", "mitigate rolled back");
    desk_pass(desk, 30 * MINUTE_MS - SECOND_MS);
    cr_assert_eq(desk_count(desk, "*Stable:*", 0), 0);
    desk_pass(desk, SECOND_MS);
    cr_assert_eq(desk_count(desk, "*Stable:*", 0), 1);
    assert_says(room_body("*Stable:*"), "no impact for 30 minutes, since 14:05 UTC");
    assert_says(room_body("*Stable:*"),
                "<@U0ALICE>, is it over? Not answered with yes yet: 1, 2, 3 "
                "and 4.");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    answer_all();
    room_press("U0ALICE", "Resolve");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    assert_says(room_body("*Thanks to*"), "rolled back");
}

Test(soak, the_prompt_of_the_same_minute_does_not_call_whoever_was_just_asked) {
    desk_type(desk, "U0BOB", "mitigate rolled back");
    int sent = desk->sent_count;
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "The update on SEV-1 checkout is down is due", sent), 1);
    cr_assert_eq(desk_count(desk, "<@U0ALICE>, ", sent), 1);
}

Test(soak, a_playbook_may_let_it_resolve_by_itself) {
    open_with(itself);
    desk_type(desk, "U0BOB", "mitigate rolled back release 42");
    desk_type(desk, "U0BOB", "resolve all yes");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"),
                 DESK_BEGIN_MS + 30 * MINUTE_MS);
    assert_says(room_body("*Thanks to*"), "resolved by incidentd");
    assert_says(room_body("*Thanks to*"), "rolled back release 42");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"), 0);
}

Test(soak, nothing_resolves_by_itself_while_a_criterion_is_not_answered_with_yes) {
    open_with(itself);
    desk_type(desk, "U0BOB", "mitigate rolled back");
    desk_type(desk, "U0BOB", "resolve 1 2 3 yes 4 no");
    desk_pass(desk, 40 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    assert_says(room_body("*Stable:*"), "Not answered with yes yet: 4.");
}

Test(soak, goes_on_over_a_restart_and_ends_at_the_time_that_was_told) {
    room_close();
    char address[64];
    snprintf(address, sizeof address, "sqlite:/tmp/incidentd-soak-%d.db", (int)getpid());
    desk = desk_new_at(address, SETTINGS(itself));
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    desk_type(desk, "U0ALICE", "resolve all yes");
    desk_pass(desk, 10 * MINUTE_MS);
    desk_disconnect(desk);
    desk_restart(desk, 5 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 15 * MINUTE_MS - SECOND_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    desk_pass(desk, SECOND_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"),
                 DESK_BEGIN_MS + 30 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "Watching until", 0), 1);
    remove(address + strlen("sqlite:"));
}

Test(soak, whose_end_was_missed_gives_five_minutes_more_to_say_that_it_is_back) {
    open_with(itself);
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    desk_type(desk, "U0ALICE", "resolve all yes");
    desk_pass(desk, 25 * MINUTE_MS);
    desk_disconnect(desk);
    desk_restart(desk, 15 * MINUTE_MS); /* 14:45 */
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    cr_assert_eq(desk_count(desk, "The watch was over at 14:35 UTC, and I could not hear you", 0),
                 1);
    desk_pass(desk, 2 * MINUTE_MS);
    desk_type(desk, "U0EVE", "back it came back at 14:40");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
}

Test(soak, does_not_resolve_by_itself_while_slack_is_not_heard) {
    open_with(itself);
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    desk_type(desk, "U0ALICE", "resolve all yes");
    desk_pass(desk, 20 * MINUTE_MS);
    desk_disconnect(desk);
    desk_pass(desk, 20 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    desk_connect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
}

Test(soak, stays_at_the_time_that_was_told_when_the_clock_is_set_back) {
    open_with(itself);
    desk_type(desk, "U0ALICE", "mitigate rolled back");
    desk_type(desk, "U0ALICE", "resolve all yes");
    desk->now_ms -= 10 * MINUTE_MS;
    desk_pass(desk, 40 * MINUTE_MS - SECOND_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    desk_pass(desk, SECOND_MS);
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"),
                 DESK_BEGIN_MS + 30 * MINUTE_MS);
}

Test(soak, that_began_by_a_clock_that_was_years_ahead_begins_anew_and_says_so) {
    desk_type(desk, "U0ALICE", "monitor");
    desk->now_ms -= 1000 * DAY_MS;
    desk_pass(desk, MINUTE_MS);
    assert_says(room_body("My clock was wrong when the watch began"), "it goes on until 14:35 UTC");
    cr_assert_leq(desk_number(desk, "SELECT monitoring_ms FROM incident"), desk->now_ms);
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "*Stable:*", 0), 1);
}

/* ---- What must hold */

Test(soak, the_four_criteria_are_asked_of_whoever_leads_with_a_button_each) {
    desk_type(desk, "U0BOB", "mitigate rolled back");
    const struct desk_sent *asked = desk_find(desk, "these must hold");
    cr_assert_str_eq(json_text_at(asked->body, "channel"), "U0ALICE");
    assert_says(json_print(asked->body), "*3.* No user impact for 30 minutes and more – not "
                                         "answered");
    room_press("U0ALICE", "2 yes");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'criterion'"),
                "System metrics are back to normal: yes");
    assert_says_not(desk->reply, "2. System metrics");
    room_press("U0ALICE", "All yes");
    assert_says(desk->reply, "All of it holds");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE topic = 'resolving'"
                                   " AND value = 'yes'"),
                 4);
}

Test(soak, answers_are_read_as_people_type_them_and_a_sentence_is_none) {
    static const struct {
        const char *line;
        int yes, no;
    } lines[] = {{"resolve 1 yes", 1, 0},
                 {"resolve 1, 2 and 3 yes 4 no", 3, 1},
                 {"resolve 1: y 2: n", 1, 1},
                 {"resolve inc 1 all yes", 4, 0},
                 {"resolve yes", 4, 0},
                 {"resolve all no", 0, 4},
                 {"resolve 1 yes 1 no", 0, 1},
                 {"resolve 1 2 yes rolled back", 2, 0},
                 {"resolve 2 pods were restarted", 0, 0},
                 {"resolve 2 no longer needed nodes are gone", 0, 0},
                 {"resolve 5 yes", 0, 0},
                 {"resolve yes it was the cache", 0, 0},
                 {"resolve all of it", 0, 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        open_with(endings);
        room_do("U0ALICE", lines[i].line);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE value = 'yes'"),
                     lines[i].yes, "%s", lines[i].line);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM answer WHERE value = 'no'"),
                     lines[i].no, "%s", lines[i].line);
    }
}

Test(soak, resolving_before_its_end_is_not_done_and_keeps_what_fixed_it) {
    desk_type(desk, "U0BOB", "monitor");
    desk_pass(desk, 18 * MINUTE_MS);
    room_do("U0ALICE", "resolve rolled back cause: a bad migration");
    assert_says(desk->reply, "*not* resolved yet: 12 minutes of the watch are left; not answered "
                             "with yes: 1, 2, 3 and 4");
    assert_says(desk->reply, "`/incident resolve INC-2026-11-20-001 because: …`");
    assert_says(desk->reply, "1. Root cause identified and fixed");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "rolled back");
    desk_type(desk, "U0ALICE", "resolve because: the shop is closed until Monday");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'early'"),
                "Resolved although: 12 minutes of the watch are left; not answered with yes: 1, 2, "
                "3 and 4 – because: the shop is closed until Monday");
}

Test(soak, one_line_answers_and_resolves_when_the_watch_is_over) {
    desk_type(desk, "U0BOB", "monitor");
    desk_pass(desk, 30 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "resolve all yes rolled back release 42");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "rolled back release 42");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'early'"), 0);
}

Test(soak, only_the_commander_declares_it_over_and_others_say_why_they_do) {
    desk_type(desk, "U0BOB", "monitor");
    answer_all();
    desk_pass(desk, 31 * MINUTE_MS);
    desk_type(desk, "U0BOB", "resolve rolled back");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "\"The IC declares resolution\" (Endings)");
    assert_says(desk->reply, "That is <@U0ALICE>");
    assert_says(desk->reply, "…what fixed it… because: …why…`");
    desk_type(desk, "U0BOB", "resolve rolled back because: Alice is asleep");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'early'"),
                "declared by somebody else than the incident commander – because: Alice is asleep");
}

Test(soak, whoever_leads_is_told_what_is_to_be_done_after_it) {
    desk_type(desk, "U0ALICE", "resolve rolled back because: a false alarm of the monitor");
    assert_says(desk->reply, "Now:\n1. Announce the resolution in the bridge\n2. Thank the team");
    desk_type(desk, "U0ALICE", "reopen it is back");
    desk_type(desk, "U0BOB", "resolve rolled back because: Alice is asleep");
    cr_assert_str_eq(json_text_at(room_find("is resolved. Now:")->body, "channel"), "U0ALICE");
}

Test(soak, the_postmortem_is_spoken_of_only_where_one_is_owed) {
    room_begin("playbook=default", "declare sev3 search is slow");
    desk_type(desk, "U0ALICE", "resolve rolled back because: it was a typo");
    assert_says(desk->reply, "Now:\n1. Thank the team.\n2. Update runbooks and monitoring.");
    assert_says_not(desk->reply, "Schedule the postmortem");
    room_begin("playbook=default", "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE", "resolve rolled back because: it was a typo");
    assert_says(desk->reply, "3. Schedule the postmortem within 48 hours.");
}

Test(soak, a_playbook_that_only_advises_resolves_with_one_line_and_writes_down_what_was_left_out) {
    open_with(light);
    desk_type(desk, "U0BOB", "resolve rolled back");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    assert_says(desk->reply, "Written down with it: it was not watched for 30 minutes without "
                             "impact; not answered with yes: 1, 2, 3 and 4.");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'early'"),
                "Resolved although: it was not watched for 30 minutes without impact");
}

Test(soak, a_playbook_that_only_advises_watches_all_the_same) {
    open_with(light);
    desk_type(desk, "U0BOB", "mitigate rolled back");
    cr_assert_eq(desk_count(desk, "these must hold", 0), 0);
    desk_pass(desk, 30 * MINUTE_MS);
    room_press("U0BOB", "Resolve");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
}

Test(soak, is_not_there_where_the_playbook_asks_for_none) {
    open_with("playbook=tests/handlers/playbooks/plain.cfg");
    desk_type(desk, "U0BOB", "mitigate rolled back");
    cr_assert_eq(desk_count(desk, "Watching until", 0), 0);
    desk_type(desk, "U0BOB", "resolve");
    cr_assert_neq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0, "%s", desk->reply);
    assert_says(room_body("*Thanks to*"), "*Resolution:* rolled back");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'early'"), 0);
}

Test(soak, survives_a_store_that_fails_at_any_call) {
    for (int after = 0; after < 60; after++) {
        open_with(itself);
        desk_type(desk, "U0ALICE", "mitigate rolled back");
        desk_type(desk, "U0ALICE", "resolve all yes");
        desk_pass(desk, 30 * MINUTE_MS - SECOND_MS);
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_pass(desk, MINUTE_MS);
        cr_assert_eq(desk->failing.times, 0);
        cr_assert_eq(desk_count(desk, "*Thanks to*", 0), 1, "after %d calls", after);
        cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'resolved'"), 1);
    }
}
