/* Calling people: by hand, up the path, and by what a playbook escalates by itself. */
#include "base/utc.h"
#include "tests/kit/room.h"

/* Every test begins with this playbook and no incident. Codex leads what Codex declares. */
static void set_up(void) {
    room_open(SETTINGS("playbook=tests/handlers/playbooks/calls.cfg", "roles.ic=declarer"));
}

TestSuite(page, .init = set_up, .fini = room_close);

static int paged(const char *user) {
    return room_told(user, "You are needed", 0);
}

static void set(const char *sql) {
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err, sql, NULL, 0), OK, "%s", err.text);
}

/* ---- By hand */

Test(page, says_what_is_needed_with_a_button_and_is_on_the_timeline) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    room_do("U0ALICE", "page <@U0BOB> you know the image store");
    assert_says(desk->reply, "<@U0BOB> is called, in the thread and directly");
    const struct desk_sent *message = desk_find(desk, "You are needed");
    cr_assert_str_eq(json_text_at(message->body, "channel"), "U0BOB");
    const char *text = json_print(message->body);
    assert_says(text, "<@U0ALICE> calls you: you know the image store");
    assert_says(text, "onit INC-2026-11-20-001");
    cr_assert_not_null(desk_find(desk, "<@U0BOB> is called: you know the image store"));
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'escalated'"),
                "<@U0BOB> is called");
}

Test(page, a_role_and_a_name_of_the_playbook_mean_their_person) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page deputy the database is slow");
    cr_assert_eq(paged("U0CLAUDE"), 1, "%s", desk->reply);
    desk_type(desk, "U0ALICE", "page codex, the database is slow");
    cr_assert_eq(paged("U0CODEX"), 1, "%s", desk->reply);
    desk_type(desk, "U0ALICE", "ic me");
    desk_type(desk, "U0BOB", "page lead are you there");
    cr_assert_eq(paged("U0ALICE"), 1, "the commander is whoever leads now: %s", desk->reply);
}

Test(page, im_on_it_acknowledges_what_nobody_has_taken) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page <@U0BOB> help");
    room_do("U0BOB", "onit INC-2026-11-20-001");
    cr_assert_str_eq(desk_text(desk, "SELECT acked_by FROM incident"), "U0BOB");
    cr_assert_not_null(desk_find(desk, "<@U0BOB> has acknowledged this"));
}

Test(page, the_announcement_itself_is_answered_with_one_press) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    room_press("U0BOB", "I'm on it");
    cr_assert_str_eq(desk_text(desk, "SELECT acked_by FROM incident"), "U0BOB");
    room_press("U0CAROL", "Catch me up");
    assert_says(desk->reply, "images load slowly");
    room_do("U0ALICE", "resolve the cache is warm again");
    cr_assert_null(button_line(room_find("RESOLVED: SEV-3")->body, "I'm on it"));
}

Test(page, im_on_it_joins_what_somebody_has_taken_and_is_told_once) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "ack");
    desk_type(desk, "U0ALICE", "page <@U0BOB> help");
    desk_type(desk, "U0BOB", "onit");
    cr_assert_eq(desk_count(desk, "<@U0BOB> is on it", 0), 1);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'joined'"), "Is on it");
    int sent = desk->sent_count;
    desk_type(desk, "U0BOB", "onit");
    assert_says(desk->reply, "Nothing to do");
    cr_assert_eq(desk->sent_count, sent);
}

Test(page, the_caller_hears_that_nobody_reacted_with_the_telephone_number) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page claude help");
    int before = desk->sent_count;
    room_wait(5);
    cr_assert_eq(room_told("U0ALICE", "<@U0CLAUDE> has not reacted for 5 minutes", before), 1);
    cr_assert_eq(room_told("U0ALICE", "+49 30 2, claude@example.org", before), 1);
}

Test(page, whoever_types_anything_about_the_incident_has_reacted) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page claude help");
    desk_type(desk, "U0CLAUDE", "show");
    int before = desk->sent_count;
    room_wait(10);
    cr_assert_eq(room_told("U0ALICE", "has not reacted", before), 0);
}

Test(page, nobody_is_called_twice_within_a_few_minutes) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page claude help");
    room_wait(2);
    room_do("U0BOB", "page claude please come");
    assert_says(desk->reply, "was called 2 minutes ago and has not reacted yet");
    assert_says(desk->reply, "+49 30 2");
    assert_says(desk->reply, "please come");
    cr_assert_eq(paged("U0CLAUDE"), 1);
}

Test(page, whom_slack_does_not_know_the_telephone_reaches) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page Engineering Lead we need a decision");
    assert_says(desk->reply, "Slack does not know Engineering Lead, so please call: +49 30 3");
    assert_says(desk->reply, "• Codex <@U0CODEX>: +49 30 1");
    assert_says(room_body("Please call Engineering Lead"),
                "+49 30 3. Slack does not know them, so I cannot: we need a decision");
}

Test(page, a_call_that_slack_refuses_is_told_to_the_caller_with_the_number) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "ack");
    /* The thread's line is the first post and gets through; the private one is the second. */
    desk->away = true;
    desk_type(desk, "U0ALICE", "page claude help");
    set("UPDATE outbox SET not_before_ms = not_before_ms + 2000 WHERE lane = 'person:U0CLAUDE'");
    desk->away = false;
    desk_pass(desk, SECOND_MS);
    desk_refuse(desk, "chat.postMessage", "user_disabled", 1);
    room_wait(1);
    cr_assert_eq(room_told("U0ALICE", "My call did not reach <@U0CLAUDE>", 0), 1);
    cr_assert_eq(room_told("U0ALICE", "Please call them: +49 30 2", 0), 1);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'undelivered'"),
                "The call did not reach <@U0CLAUDE>: Slack answers user_disabled");
}

Test(page, an_unknown_name_is_handed_back) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "page the vendor");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Whom shall I call?");
    assert_says(desk->reply, "page the vendor");
    desk_type(desk, "U0ALICE", "page me");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "onit");
}

/* Rule: S1-30 */
Test(page, oncall_says_who_is_on_and_where_the_gaps_are) {
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "• Incident commander: Codex <@U0CODEX>, +49 30 1 · backup: Claude");
    assert_says(desk->reply,
                "• Deputy: Claude <@U0CLAUDE>, +49 30 2, claude@example.org · :warning: no backup");
    assert_says(desk->reply, "• Scribe: in turns: Codex, Claude");
    assert_says(desk->reply, "• Communications lead: falls to incident commander");
    assert_says(desk->reply, "3. Engineering Lead not in Slack, +49 30 3, after 10 minutes");
    desk_type(desk, "U0ALICE", "oncall vendor");
    assert_says(desk->reply, "Vendor :warning: nobody wrote down how to reach them");
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "ic me");
    desk_type(desk, "U0ALICE", "oncall");
    assert_says(desk->reply, "• Incident commander: <@U0ALICE> now");
}

/* ---- The path: IC, Deputy, Engineering Lead, CTO */

/* Rule: S1-31, S3-24 */
Test(page, escalate_climbs_from_commander_to_deputy_to_engineering_lead_to_cto) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    room_wait(1);
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    cr_assert_eq(paged("U0CODEX"), 1, "%s", desk->reply);
    assert_says(desk->reply, "The severity stays SEV-3");
    desk_type(desk, "U0BOB", "escalate");
    cr_assert_eq(paged("U0CLAUDE"), 1, "%s", desk->reply);
    desk_type(desk, "U0BOB", "page next");
    cr_assert_not_null(desk_find(desk, "Please call Engineering Lead: +49 30 3"));
    desk_type(desk, "U0BOB", "escalate");
    cr_assert_eq(paged("U0CTO"), 1, "%s", desk->reply);
    room_do("U0BOB", "escalate still nothing");
    assert_says(
        desk->reply,
        "nobody is left to call on the escalation path. Name somebody: `/incident page @name");
    assert_says(desk->reply, "• Claude <@U0CLAUDE>: +49 30 2, claude@example.org");
    assert_says(desk->reply, "still nothing");
}

/* Rule: S1-31 */
Test(page, a_step_that_does_not_react_climbs_on_by_itself_to_the_end_which_is_said) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    room_wait(9);
    cr_assert_eq(paged("U0CLAUDE"), 0);
    room_wait(1);
    cr_assert_eq(paged("U0CLAUDE"), 1);
    cr_assert_eq(room_told("U0CLAUDE", "<@U0CODEX> has not reacted for 10 minutes", 0), 1);
    room_wait(10);
    cr_assert_not_null(desk_find(desk, "Please call Engineering Lead"));
    room_wait(10);
    cr_assert_eq(paged("U0CTO"), 1);
    room_wait(10);
    const struct desk_sent *end = room_find("Nobody is left to call: ");
    assert_says(json_print(end->body), "Codex <@U0CODEX>: +49 30 1");
    assert_says(json_print(end->body), "Claude <@U0CLAUDE>: +49 30 2, claude@example.org");
    assert_says(json_print(end->body), "Engineering Lead: +49 30 3");
    room_wait(30);
    cr_assert_eq(desk_count(desk, "Nobody is left to call: ", 0), 1);
    cr_assert_eq(paged("U0CODEX"), 1);
}

Test(page, any_command_of_the_one_who_was_called_stops_the_climb) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    room_wait(5);
    desk_type(desk, "U0CODEX", "note looking at the disks");
    room_wait(20);
    cr_assert_eq(paged("U0CLAUDE"), 0);
}

Test(page, the_climb_is_kept_across_a_restart_and_goes_one_step_however_late) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    desk_restart(desk, 25 * MINUTE_MS);
    desk_connect(desk);
    cr_assert_eq(paged("U0CLAUDE"), 1);
    cr_assert_eq(room_told("U0CLAUDE", "has not reacted for 25 minutes", 0), 1);
    cr_assert_eq(desk_count(desk, "Please call Engineering Lead", 0), 0);
    room_wait(10);
    cr_assert_eq(desk_count(desk, "Please call Engineering Lead", 0), 1);
}

Test(page, a_clock_set_back_gives_the_one_called_their_time_and_no_more) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    desk->now_ms -= DAY_MS;
    room_wait(9);
    cr_assert_eq(paged("U0CLAUDE"), 0);
    room_wait(2);
    cr_assert_eq(paged("U0CLAUDE"), 1);
}

Test(page, i_cannot_calls_the_next_at_once) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    desk_type(desk, "U0CODEX", "escalate INC-2026-11-20-001 I cannot take it");
    cr_assert_eq(paged("U0CLAUDE"), 1, "%s", desk->reply);
}

Test(page, escalate_with_a_severity_raises_it_and_says_so) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    room_do("U0BOB", "escalate sev2 it spreads");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 2);
    assert_says(desk->reply, "That was about the severity");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM page"), 0);
    desk_type(desk, "U0BOB", "escalate to sev4 it is over");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "escalating never lowers that");
}

Test(page, a_resolved_incident_calls_nobody) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    desk_type(desk, "U0BOB", "resolve restarted it");
    int before = desk->sent_count;
    room_wait(60);
    cr_assert_eq(room_told("U0CLAUDE", "needed", before), 0);
}

Test(page, a_drill_calls_nobody_and_says_so_in_the_thread) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    room_wait(1); /* whoever has a role is told its duties */
    set("UPDATE incident SET drill = 1");
    int before = desk->sent_count;
    desk_type(desk, "U0BOB", "page claude help");
    assert_says(desk->reply, "this is a drill, so nobody is called");
    cr_assert_not_null(desk_find(desk, "This is a drill: Claude would be called now: help"));
    desk_type(desk, "U0BOB", "escalate nobody knows the cause");
    room_wait(60);
    cr_assert_eq(room_told("U0CLAUDE", "", before) + room_told("U0CTO", "", before), 0);
    cr_assert_not_null(desk_find(desk, "This is a drill: CTO would be called now"));
}

Test(page, steps_that_nobody_can_reach_are_named_in_one_line) {
    room_begin("playbook=vyberology", "sev2 search is slow");
    int before = desk->sent_count;
    desk_type(desk, "U0ALICE", "escalate nobody knows the cause");
    assert_says(
        desk->reply,
        "nobody is left to call on the escalation path. Name somebody: `/incident page @name");
    cr_assert_eq(desk_count(desk,
                            "nobody knows the cause. Please call somebody yourselves; nobody "
                            "wrote down how to reach Claude or Engineering Lead or CTO.",
                            before),
                 1);
    cr_assert_eq(desk->sent_count, before + 1);
    desk_type(desk, "U0ALICE", "deputy <@U0BOB>");
    room_do("U0CAROL", "escalate nobody knows the cause");
}

Test(page, a_step_that_nobody_can_reach_is_passed_over_and_said) {
    room_begin("playbook=tests/handlers/playbooks/gaps.cfg", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "escalate nobody knows the cause");
    cr_assert_eq(room_told("U0CTO", "You are needed", 0), 1, "%s", desk->reply);
    assert_says(room_body("<@U0CTO> is called"), "nobody wrote down how to reach Engineering Lead");
}

Test(page, what_the_thread_must_hear_goes_to_the_commander_when_it_cannot_be_reached) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "ic me");
    set("UPDATE incident SET unreachable = 1, escalated = 2");
    desk_type(desk, "U0BOB", "escalate we need a decision");
    cr_assert_eq(room_told("U0ALICE", "Please call Engineering Lead: +49 30 3", 0), 1);
}

/* ---- By itself */

/* No update is promised, so that only the acknowledgement is missed. */
static void promise_nothing(void) {
    room_open(
        SETTINGS("playbook=tests/handlers/playbooks/calls.cfg", "severity.sev2.cadence=none"));
}

/* Rule: S3-25 */
Test(page, a_sev1_is_escalated_at_once_past_whoever_declared_it) {
    desk_type(desk, "U0CODEX", "declare sev1 checkout is down");
    cr_assert_eq(paged("U0CODEX"), 0, "is here already");
    cr_assert_eq(room_told("U0CLAUDE", "a SEV-1 is always escalated at once", 0), 1);
}

Test(page, an_incident_that_is_raised_to_sev1_is_escalated_then) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    cr_assert_eq(paged("U0CLAUDE"), 0);
    desk_type(desk, "U0BOB", "sev sev1 it is everything now");
    cr_assert_eq(paged("U0CODEX"), 1);
}

/* Rule: S3-25 */
Test(page, a_security_incident_and_lost_data_are_escalated_at_once_and_once) {
    desk_type(desk, "U0CODEX", "sev3 somebody read the keys");
    set("UPDATE incident SET kind = 'security'");
    desk_type(desk, "U0CODEX", "sev sev1 security");
    cr_assert_eq(paged("U0CLAUDE"), 1);
    cr_assert_eq(paged("U0CTO"), 0, "it is both, and one call is enough");
}

/* Rule: S3-25, S3-28 */
Test(page, several_sev2_at_once_are_one_call_that_names_them) {
    desk_type(desk, "U0CODEX", "sev2 search is slow");
    cr_assert_eq(paged("U0CLAUDE"), 0);
    room_wait(1);
    desk_type(desk, "U0CODEX", "sev2 login is slow");
    cr_assert_eq(paged("U0CLAUDE"), 1);
    const char *text = room_body("<@U0CLAUDE> is called");
    assert_says(text, "2 SEV-2 incidents are open at once: INC-2026-11-20-001 search is slow, "
                      "INC-2026-11-20-002 login is slow");
    room_wait(1);
    desk_type(desk, "U0CODEX", "sev2 images are slow");
    cr_assert_eq(paged("U0CLAUDE"), 1, "nobody is called twice for the same");
    cr_assert_not_null(desk_find(desk, "3 SEV-2 incidents are open at once"));
}

Test(page, what_nobody_acknowledges_within_the_target_is_escalated) {
    promise_nothing();
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "ic <@U0CODEX>");
    room_wait(59);
    cr_assert_eq(paged("U0CODEX"), 0);
    room_wait(1);
    cr_assert_eq(room_told("U0CODEX", "nobody has acknowledged it for 1 hour", 0), 1);
}

Test(page, what_somebody_acknowledged_is_not) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    room_wait(50);
    desk_type(desk, "U0BOB", "ack");
    for (int i = 0; i < 4; i++) {
        room_wait(20);
        desk_type(desk, "U0BOB", "update still looking status: mitigating");
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM page WHERE cause = 'unacknowledged'"), 0);
}

Test(page, the_target_of_the_condition_goes_before_that_of_the_severity) {
    desk_type(desk, "U0BOB", "sev2 paying is slow");
    desk_type(desk, "U0BOB", "set condition checkout");
    desk_type(desk, "U0BOB", "ic <@U0CODEX>");
    room_wait(20);
    cr_assert_eq(room_told("U0CODEX", "nobody has acknowledged it for 20 minutes", 0), 1);
}

Test(page, an_acknowledgement_by_anybody_ends_the_climb_for_want_of_one) {
    promise_nothing();
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "ic <@U0CODEX>");
    room_wait(60);
    cr_assert_eq(paged("U0CODEX"), 1);
    desk_type(desk, "U0BOB", "ack");
    room_wait(60);
    cr_assert_eq(paged("U0CLAUDE"), 0);
}

Test(page, an_unacknowledged_incident_is_escalated_after_a_restart_that_slept_through_it) {
    promise_nothing();
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "ic <@U0CODEX>");
    desk_restart(desk, 90 * MINUTE_MS);
    desk_connect(desk);
    cr_assert_eq(room_told("U0CODEX", "nobody has acknowledged it for 1 hour 30 minutes", 0), 1);
}

Test(page, a_target_in_working_time_waits_over_the_weekend) {
    desk_type(desk, "U0BOB", "sev4 a typo"); /* on Friday at 14:05 */
    desk_type(desk, "U0BOB", "ic <@U0CODEX>");
    desk_pass(desk, 2 * DAY_MS + 20 * HOUR_MS - MINUTE_MS);
    cr_assert_eq(paged("U0CODEX"), 0);
    room_wait(1);
    cr_assert_eq(room_told("U0CODEX", "nobody has acknowledged it for 2 days 20 hours", 0), 1);
}

Test(page, an_overdue_update_climbs_past_the_commander_and_deputy_who_were_called) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0CODEX", "deputy <@U0CLAUDE>");
    room_wait(35);
    cr_assert_not_null(desk_find(desk, "5 minutes overdue"));
    cr_assert_eq(paged("U0CODEX") + paged("U0CLAUDE"), 0, "the promise itself has called them");
    cr_assert_null(desk_find(desk, "Please call Engineering Lead"));
    room_wait(10);
    assert_says(room_body("Please call Engineering Lead"),
                "the promised update did not come – <@U0CLAUDE> has not reacted for 10 minutes");
    room_wait(10);
    cr_assert_eq(paged("U0CTO"), 1);
}

Test(page, an_update_ends_the_climb_of_an_overdue_one) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0CODEX", "deputy <@U0CLAUDE>");
    room_wait(36);
    desk_type(desk, "U0BOB", "update we are looking");
    room_wait(25);
    cr_assert_null(desk_find(desk, "Please call Engineering Lead"));
}

/* Rule: S3-30 */
Test(page, updates_without_progress_bring_advice_and_the_next_on_the_path) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0CODEX", "status mitigating");
    for (int i = 0; i < 2; i++)
        desk_type(desk, "U0CODEX", "update still looking");
    cr_assert_null(desk_find(desk, "not progressing"));
    desk_type(desk, "U0CODEX", "update still looking");
    desk_pass(desk, 10 * SECOND_MS); /* Slack takes one message a second */
    const char *text = room_body(":hourglass: 3 updates");
    assert_says(text, "1. Escalate to a senior engineer");
    assert_says(text, "2. Consider a full rollback to the stable tag");
    assert_says(text, "3. Say honestly where it stands");
    assert_says(text, "4. Do not rush without understanding");
    cr_assert_eq(room_told("U0CODEX", "the response is not progressing", 0), 1);
}

Test(page, another_status_is_progress_also_when_an_update_brings_it) {
    desk_type(desk, "U0CODEX", "sev3 images load slowly");
    desk_type(desk, "U0CODEX", "update looking");
    desk_type(desk, "U0CODEX", "update looking");
    desk_type(desk, "U0CODEX", "update status: mitigating progress: rolling back");
    desk_type(desk, "U0CODEX", "update rolling back");
    desk_type(desk, "U0CODEX", "update rolling back");
    cr_assert_null(desk_find(desk, "not progressing"));
    desk_type(desk, "U0CODEX", "status monitoring");
    for (int i = 0; i < 5; i++)
        desk_type(desk, "U0CODEX", "update all is calm");
    cr_assert_null(desk_find(desk, "not progressing"), "calm is no standstill");
}

/* Rule: S3-24, S3-25, S3-30 */
Test(page, the_guide_as_shipped_escalates_at_once_and_knows_what_to_do_when_stuck) {
    room_begin("playbook=guide", "sev2 search is slow");
    desk_type(desk, "U0ALICE", "page Jamie Scott Craik we need you");
    assert_says(desk->reply, "Slack does not know Jamie Scott Craik");
    desk_type(desk, "U0BOB", "sev2 login is slow");
    desk_pass(desk, 10 * SECOND_MS);
    assert_says(room_body("Nobody is left to call: 2 SEV-2 incidents"),
                "Please call somebody yourselves; nobody wrote down how to reach Jamie Scott Craik "
                "or Senior engineer.");
    for (int i = 0; i < 3; i++)
        desk_type(desk, "U0ALICE", "update INC-2026-11-20-001 still looking");
    desk_pass(desk, 10 * SECOND_MS);
    assert_says(room_body(":hourglass: 3 updates"), "Consider a full rollback to the stable tag");
}

Test(page, without_a_path_nobody_is_called_and_it_is_said) {
    room_begin("playbook=tests/handlers/playbooks/bare.cfg", "sev1 checkout is down");
    room_do("U0ALICE", "escalate nobody knows the cause");
    assert_says(desk->reply, "your playbook has no escalation path");
    assert_says(desk->reply, "nobody knows the cause");
}
