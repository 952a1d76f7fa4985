/* The other commands, as the people who type them see them. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(commands, .init = set_up, .fini = room_close);

Test(commands, ack_is_told_once_with_the_time_that_it_took) {
    desk_pass(desk, 3 * MINUTE_MS);
    desk_type(desk, "U0BOB", "ack");
    assert_says(room_body("has acknowledged"), "3 minutes");
    int sent = desk->sent_count;
    desk_type(desk, "U0CAROL", "ack");
    assert_says(desk->reply, "acknowledged by <@U0BOB>");
    cr_assert_eq(desk->sent_count, sent);
}

Test(commands, ack_in_the_first_seconds_is_at_once) {
    desk_type(desk, "U0BOB", "ack looking at the disks");
    assert_says(room_body("has acknowledged"), "acknowledged this at once – looking at the disks");
}

Test(commands, the_status_that_it_has_already_changes_nothing_and_keeps_the_words_as_a_note) {
    room_do("U0BOB", "status mitigating");
    int sent = desk->sent_count;
    room_do("U0BOB", "status mitigating");
    assert_says(desk->reply, "is Mitigating already. Nothing to do.");
    room_do("U0BOB", "status mitigating the deploy is reverted");
    assert_says(desk->reply, "is Mitigating already.");
    assert_says(desk->reply, "Your words are a note on the timeline: the deploy is reverted");
    cr_assert_eq(desk->sent_count, sent, "nobody else is told");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'"),
                "the deploy is reverted");
}

Test(commands, status_shows_and_a_word_sets_it) {
    desk_type(desk, "U0BOB", "status");
    assert_says(desk->reply, "Investigating");
    desk_type(desk, "U0BOB", "status monitoring error rate is back to normal");
    assert_says(desk->reply, "Monitoring");
    assert_says(room_body("changed the status"), "Investigating → *Monitoring*");
    assert_says(room_body("INCIDENT DECLARED"), "Monitoring");
    desk_type(desk, "U0BOB", "status sleeping");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "investigating");
    assert_says(desk->reply, "status sleeping");
}

Test(commands, each_public_fact_names_its_undo_and_the_undo_works) {
    desk_type(desk, "U0BOB", "status monitoring");
    const char *undo = strstr(room_body("Undo"), "/incident ");
    cr_assert_not_null(undo);
    char line[200];
    snprintf(line, sizeof line, "%.*s", (int)strcspn(undo + 10, "`"), undo + 10);
    room_do("U0BOB", line);
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_INVESTIGATING);
}

Test(commands, sev_needs_a_reason_and_tells_the_thread) {
    desk_type(desk, "U0ALICE", "sev sev2");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "reason is missing");
    room_do("U0ALICE", "sev 2 only one region");
    assert_says(room_body("lowered the severity"), "only one region");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 2);
}

Test(commands, raising_to_a_level_that_calls_people_calls_them_in_the_channel) {
    desk_type(desk, "U0ALICE", "sev3 images load slowly");
    desk_type(desk, "U0ALICE", "sev sev1 inc 2 it is everything now");
    const struct desk_sent *notice = room_find("raised the severity");
    assert_says(json_print(notice->body), "<!here>");
    cr_assert(json_is_true(notice->body, "reply_broadcast"));
}

Test(commands, facts_are_on_the_card_and_the_timeline) {
    desk_type(desk, "U0BOB", "impact nobody in the EU can pay");
    desk_type(desk, "U0BOB", "title checkout rejects cards");
    desk_type(desk, "U0BOB", "bridge https://meet.example.org/42");
    const char *card = room_body("INCIDENT DECLARED");
    assert_says(card, "nobody in the EU can pay");
    assert_says(card, "checkout rejects cards");
    assert_says(card, "https://meet.example.org/42");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind IN"
                                   " ('impact', 'title', 'bridge')"),
                 3);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'bridge'"),
                "bridge: https://meet.example.org/42");
    desk_type(desk, "U0BOB", "bridge over troubled water");
    cr_assert_eq(desk->result, INVALID);
}

Test(commands, an_update_takes_fields_in_any_order_and_keeps_the_others) {
    desk_type(desk, "U0BOB",
              "update eta: 15:00 next: watch it status: mitigating progress: rolling "
              "back");
    const char *first = room_body("📊 UPDATE");
    assert_says(first, "*Status:* Mitigating");
    assert_says(first, "*Progress:* rolling back");
    assert_says(first, "*Next steps:* watch it");
    assert_says(first, "*ETA:* 15:00");
    desk_type(desk, "U0BOB", "update half of the pods are back");
    const char *second = room_body("half of the pods");
    assert_says(second, "*Next steps:* watch it");
}

Test(commands, an_update_without_text_hands_over_the_form) {
    desk_type(desk, "U0BOB", "update");
    assert_says(desk->reply, "update INC-2026-11-20-001 status: investigating progress:");
    cr_assert_eq(desk_number(desk, "SELECT updated_ms FROM incident"), 0);
}

Test(commands, an_update_cannot_resolve) {
    desk_type(desk, "U0BOB", "update status: resolved progress: fixed");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "resolve INC-2026-11-20-001");
    cr_assert_eq(desk_number(desk, "SELECT updated_ms FROM incident"), 0);
}

Test(commands, a_note_places_an_earlier_event) {
    desk_type(desk, "U0BOB", "note at 13:55 the load balancer was restarted");
    desk_type(desk, "U0BOB", "note 10m ago somebody else saw it");
    desk_type(desk, "U0CAROL", "timeline");
    const char *earlier = strstr(desk->reply, "the load balancer was restarted");
    const char *declared = strstr(desk->reply, "Declared SEV-1");
    cr_assert(earlier && declared && earlier < declared, "%s", desk->reply);
    assert_says(desk->reply, "`13:55 UTC`");
    assert_says(desk->reply, "written down at 14:05 UTC");
    desk_type(desk, "U0BOB", "note at 25:00 nonsense");
    cr_assert_eq(desk->result, INVALID);
}

Test(commands, the_timeline_cannot_be_changed) {
    struct err err;
    const struct db *db = &desk->store.db;
    cr_assert_eq(db_run(db, &err, "UPDATE timeline SET text = 'x'", NULL, 0), CORRUPT);
    cr_assert_eq(db_run(db, &err, "DELETE FROM timeline", NULL, 0), CORRUPT);
}

Test(commands, roles_are_given_taken_and_listed) {
    desk_type(desk, "U0BOB", "ic me");
    assert_says(room_body("is incident commander"), "<@U0BOB>");
    assert_says(room_body("INCIDENT DECLARED"), "*IC:*\\n<@U0BOB>");
    room_do("U0BOB", "role scribe <@U0CAROL|carol>");
    desk_type(desk, "U0BOB", "lead <@U0ALICE>");
    desk_type(desk, "U0BOB", "roles");
    assert_says(desk->reply, "incident commander: <@U0ALICE>");
    assert_says(desk->reply, "scribe: <@U0CAROL>");
    assert_says(desk->reply, "deputy: nobody");
    desk_type(desk, "U0BOB", "scribe none");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM role WHERE role = 'scribe'"), 0);
    desk_type(desk, "U0BOB", "ic none");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0BOB", "role janitor me");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0BOB", "ic @somebody");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "somebody");
}

Test(commands, resolve_posts_the_resolution_and_thanks_everyone) {
    desk_type(desk, "U0BOB", "note looking at the database");
    desk_type(desk, "U0ALICE", "deputy <@U0CAROL>");
    desk_pass(desk, 65 * MINUTE_MS);
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    const char *text = room_body("Thanks to");
    assert_says(text, "RESOLVED [15:10 UTC]");
    assert_says(text, "1 hour 5 minutes");
    assert_says(text, "rolled back release 42");
    assert_says(text, "a bad migration");
    assert_says(text, "within 48 hours");
    assert_says(text, "2026-11-22 15:10 UTC");
    assert_says(text, "<@U0ALICE>, <@U0BOB> and <@U0CAROL>");
    assert_says(room_body("✅ RESOLVED: SEV-1"), "Resolved");
}

Test(commands, resolve_asks_what_fixed_it_and_status_resolved_is_the_same) {
    room_do("U0ALICE", "resolve");
    assert_says(desk->reply, "what fixed it, and why could it happen?");
    room_do("U0ALICE", "status resolved restarted it");
    assert_says(desk_text(desk, "SELECT resolution FROM incident"), "restarted it");
    desk_type(desk, "U0ALICE", "resolve INC-2026-11-20-001 again");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "resolved already");
}

Test(commands, a_resolved_incident_takes_no_updates_and_can_be_reopened) {
    desk_type(desk, "U0ALICE", "resolve restarted it");
    desk_type(desk, "U0ALICE", "update INC-2026-11-20-001 it is back");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "reopen INC-2026-11-20-001");
    room_do("U0ALICE", "reopen it is back");
    cr_assert_eq(desk_number(desk, "SELECT resolved_ms FROM incident"), 0);
    assert_says(desk->reply, "14:35 UTC");
    desk_pass(desk, 30 * MINUTE_MS);
    cr_assert_not_null(desk_find(desk, "the update promised for 14:35 UTC is due"));
}

Test(commands, list_show_and_the_console_say_what_is_going_on) {
    desk_type(desk, "U0BOB", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "list");
    assert_says(desk->reply, "INC-2026-11-20-001");
    assert_says(desk->reply, "INC-2026-11-20-002");
    desk_type(desk, "U0BOB", "list sev1");
    assert_says_not(desk->reply, "INC-2026-11-20-002");
    desk_type(desk, "U0CAROL", "list mine");
    assert_says(desk->reply, "none open");
    desk_type(desk, "U0CAROL", "list yesterdays");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0CAROL", "show 001");
    assert_says(desk->reply, "checkout is down");
    desk_type(desk, "U0CAROL", "");
    assert_says(desk->reply, "Open incidents:");
    assert_says(desk->reply, "declare sev1 checkout is down");
}

Test(commands, an_unknown_verb_gets_the_nearest_three_with_the_arguments_kept) {
    room_do("U0BOB", "updaet rolled back");
    assert_says(desk->reply, "updaet rolled back");
    const char *value = json_text_at(desk->reply_message, "blocks.1.elements.0.value");
    cr_assert_str_eq(value, "update rolled back");
    cr_assert_eq(desk_number(desk, "SELECT updated_ms FROM incident"), 0);
}

Test(commands, with_several_open_the_one_spoken_of_last_is_taken_and_named) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "note looking");
    assert_says(desk->reply, "INC-2026-11-20-002* (the one you spoke of last)");
    desk_type(desk, "U0CAROL", "note looking");
    assert_says(desk->reply, "Which incident do you mean?");
    assert_says(desk->reply, "note looking");
    const char *value = json_text_at(desk->reply_message, "blocks.1.elements.1.value");
    cr_assert_str_eq(value, "note INC-2026-11-20-001 looking");
    desk_press(desk, "U0CAROL", value);
    cr_assert_eq(desk_number(desk, "SELECT max(id) FROM timeline WHERE kind = 'note'"
                                   " AND incident_id = 1"),
                 desk_number(desk, "SELECT max(id) FROM timeline WHERE kind = 'note'"));
}

Test(commands, the_thread_and_the_channel_say_which_incident_is_meant) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    room_enter_thread(1);
    desk_mention(desk, "U0CAROL", "update from the thread");
    cr_assert_eq(desk->result, OK);
    cr_assert_eq(desk_number(desk, "SELECT updated_ms FROM incident WHERE id = 1"), desk->now_ms);
    const struct desk_sent *answer = desk_find(desk, "your update is in the thread");
    cr_assert_str_eq(answer->method, "chat.postEphemeral");
    cr_assert_str_eq(json_text_at(answer->body, "user"), "U0CAROL");
    cr_assert_str_eq(json_text_at(answer->body, "thread_ts"), desk->thread);
}

Test(commands, a_short_number_anywhere_names_the_incident) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0CAROL", "inc 1 status mitigating");
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident WHERE id = 1"), STATUS_MITIGATING,
                 "%s", desk->reply);
    desk_type(desk, "U0CAROL", "status 002 monitoring");
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident WHERE id = 2"), STATUS_MONITORING,
                 "%s", desk->reply);
    desk_type(desk, "U0CAROL", "status INC-2026-11-19-001");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "There is no incident INC-2026-11-19-001");
}

Test(commands, an_identifier_inside_a_sentence_means_it_but_not_in_a_thread) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "note as in INC-2026-11-20-001 the pods were full");
    cr_assert_eq(desk_number(desk, "SELECT incident_id FROM timeline WHERE kind = 'note'"), 1);
    room_enter_thread(2);
    desk_mention(desk, "U0BOB", "note as in INC-2026-11-20-001 the pods were full");
    cr_assert_eq(desk_number(desk, "SELECT max(incident_id) FROM timeline WHERE kind = 'note'"), 2);
}

/* Another incident must not get the words because the one that is meant could not be looked up. */
Test(commands, an_identifier_that_cannot_be_looked_up_now_is_not_passed_over) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    for (int after = 0; after < 40; after++) {
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_type(desk, "U0BOB", "note as in INC-2026-11-20-001 the pods were full");
        desk->failing.times = 0;
        cr_assert(desk->result == OK || desk->result == BUSY);
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'note'"
                                   " AND incident_id = 2"),
                 0);
}

Test(commands, an_incident_that_is_over_is_only_talked_about_inside_a_sentence) {
    desk_type(desk, "U0BOB", "resolve restarted it");
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "note looks like INC-2026-11-20-001 all over");
    cr_assert_eq(desk_number(desk, "SELECT incident_id FROM timeline WHERE kind = 'note'"), 2);
}

Test(commands, a_time_that_is_wrong_is_explained_and_nothing_is_moved) {
    desk_type(desk, "U0BOB", "next 14:04 waiting");
    cr_assert_eq(desk->result, INVALID, "%s", desk->reply);
    desk_type(desk, "U0BOB", "next sometime");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "in 20m");
    room_do("U0BOB", "next in 20\xc2\xa0minutes after the deploy");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 DESK_BEGIN_MS + 20 * MINUTE_MS);
}

Test(commands, reopen_means_the_one_that_was_resolved_also_while_another_is_open) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "resolve inc 1 restarted it");
    room_do("U0BOB", "reopen it is back");
    assert_says(desk->reply, "INC-2026-11-20-001");
    desk_type(desk, "U0BOB", "reopen inc 2 it never went");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "is open");
}

Test(commands, an_identifier_alone_shows_the_incident) {
    desk_type(desk, "U0BOB", "INC-2026-11-20-001");
    assert_says(desk->reply, "incident commander: <@U0ALICE>");
}

Test(commands, facts_can_be_put_right_after_the_incident) {
    desk_type(desk, "U0ALICE", "resolve restarted it");
    room_do("U0ALICE", "impact nobody could pay for ten minutes");
    assert_says(room_body("RESOLVED: SEV-1"), "for ten minutes");
}

Test(commands, without_an_open_incident_a_command_says_how_to_declare_one) {
    desk_type(desk, "U0ALICE", "resolve restarted it");
    desk_type(desk, "U0BOB", "update hello");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "No incident is open");
    assert_says(desk->reply, "update hello");
}

/* Slack: bug-8 */
Test(commands, a_long_timeline_goes_through_the_response_url) {
    static char line[2000]; /* ten such lines are more than an acknowledgement carries */
    int len = snprintf(line, sizeof line, "note ");
    memset(line + len, '"', sizeof line - (size_t)len - 1);
    for (int i = 0; i < 10; i++)
        desk_type(desk, "U0BOB", line);
    room_do("U0BOB", "timeline");
    cr_assert_null(desk->reply_message);
    const struct desk_sent *sent = room_find("timeline of");
    cr_assert_str_eq(sent->method, "response_url");
}

/* Every public change, and what its undo must bring back. */
static const struct {
    const char *first, *change, *query;
} changes[] = {
    {"impact some cannot pay", "impact nobody can pay", "SELECT impact FROM incident WHERE id = 1"},
    {"title checkout is slow", "title checkout is dead", "SELECT title FROM incident WHERE id = 1"},
    {"bridge https://example.org/1", "bridge https://example.org/2",
     "SELECT bridge FROM incident WHERE id = 1"},
    {"bridge none", "bridge https://example.org/2", "SELECT bridge FROM incident WHERE id = 1"},
    {"ic me", "ic <@U0CAROL>", "SELECT holder FROM role WHERE incident_id = 1 AND role = 'ic'"},
    {"status mitigating", "status monitoring", "SELECT status FROM incident WHERE id = 1"},
    {"cadence 15m", "cadence 45m", "SELECT cadence_ms FROM incident WHERE id = 1"},
    {"next 14:35", "next 14:50", "SELECT promised_ms FROM incident WHERE id = 1"},
    {"next 14:35", "snooze 10m reading logs", "SELECT promised_ms FROM incident WHERE id = 1"},
    {"sev sev1 all of it", "sev sev2 some of it", "SELECT severity FROM incident WHERE id = 1"},
};

Test(commands, an_undo_typed_by_somebody_busy_elsewhere_undoes_what_it_stands_under) {
    desk_type(desk, "U0DAVE", "sev3 images load slowly");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char line[200], before[200];
        desk_pass(desk, 10 * SECOND_MS);
        desk_type(desk, "U0BOB", "note inc 1 I am here");
        desk_type(desk, "U0BOB", changes[i].first);
        snprintf(before, sizeof before, "%s", desk_text(desk, changes[i].query));
        desk_pass(desk, 10 * SECOND_MS);
        room_do("U0BOB", changes[i].change);
        cr_assert_str_neq(desk_text(desk, changes[i].query), before, "%s", changes[i].change);
        desk_pass(desk, 10 * SECOND_MS);
        const char *undo = strstr(room_body("Undo: "), "Undo: `/incident ");
        snprintf(line, sizeof line, "%.*s", (int)strcspn(undo + 17, "`"), undo + 17);
        room_do("U0DAVE", line);
        cr_assert_str_eq(desk_text(desk, changes[i].query), before, "%s", line);
    }
}

Test(commands, a_resolution_keeps_what_stands_before_its_fields) {
    desk_type(desk, "U0BOB",
              "resolve rolled back release 42 fix: restarted the pods cause: a leak");
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"),
                     "rolled back release 42\nrestarted the pods");
}

Test(commands, a_reopened_incident_asks_again_what_fixed_it) {
    desk_type(desk, "U0BOB", "resolve rolled back");
    desk_type(desk, "U0BOB", "reopen it is back");
    room_do("U0BOB", "resolve");
    assert_says(desk->reply, "what fixed it, and why could it happen?");
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_INVESTIGATING);
}

Test(commands, a_cadence_of_none_is_called_none) {
    room_begin("severity.sev4.cadence=none", "sev4 typo on the page");
    desk_type(desk, "U0ALICE", "cadence");
    assert_says(desk->reply, "updates as there is news");
    desk_type(desk, "U0ALICE", "cadence 15m");
    assert_says(desk->reply, "every 15 minutes, before updates as there is news");
}

Test(commands, an_incident_nobody_spoke_of_is_not_called_the_one_you_spoke_of_last) {
    desk_type(desk, "U0ALICE", "resolve rolled back");
    desk_type(desk, "U0CAROL", "show");
    assert_says(desk->reply, "INC-2026-11-20-001* (the newest one)");
}

Test(commands, the_reason_for_another_time_has_the_length_of_any_text) {
    static char line[5000];
    size_t len = (size_t)snprintf(line, sizeof line, "next in 20m ");
    memset(line + len, 'a', 4000);
    desk_type(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "4000 characters long and 3000 fit");
}

Test(commands, why_the_rhythm_changes_is_written_down) {
    desk_type(desk, "U0BOB", "cadence 45m the vendor is on it");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'cadence'"),
                "every 30 minutes – the vendor is on it");
}

Test(commands, words_behind_a_person_are_the_reason) {
    room_do("U0ALICE", "ic <@U0BOB|bob>, he knows the database");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'role'"),
                     "<@U0BOB> is incident commander, before <@U0ALICE> – he knows the database");
    assert_says(room_body("is incident commander"), "he knows the database");
    desk_type(desk, "U0BOB", "scribe me &lt;for now&gt;");
    assert_says(desk->reply, "<@U0BOB> is scribe – &lt;for now&gt;");
    desk_type(desk, "U0BOB", "ack looking at the logs");
    assert_says(room_body("has acknowledged"), "looking at the logs");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'acknowledged'"),
                "Acknowledged – looking at the logs");
}

Test(commands, words_that_are_of_no_use_are_handed_back) {
    desk_type(desk, "U0BOB", "ack");
    static const char *const lines[] = {
        "ack it hurts",       "show it hurts",     "roles it hurts",        "timeline it hurts",
        "help note it hurts", "sev sev1 it hurts", "ic <@U0ALICE> it hurts"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        room_do("U0BOB", lines[i]);
        assert_says(desk->reply, "of no use here and are stored nowhere: it hurts");
    }
}

Test(commands, the_bridge_and_the_impact_can_be_cleared) {
    desk_type(desk, "U0BOB", "bridge https://meet.example.org/42");
    room_do("U0BOB", "bridge none");
    cr_assert_str_empty(desk_text(desk, "SELECT bridge FROM incident"));
    assert_says_not(room_body("INCIDENT DECLARED"), "Bridge");
    assert_says(room_body("set the bridge: none"),
                "bridge INC-2026-11-20-001 https://meet.example.org/42");
    desk_type(desk, "U0BOB", "impact nobody can pay");
    desk_type(desk, "U0BOB", "impact unknown");
    assert_says(room_body("INCIDENT DECLARED"), "not known yet");
    desk_type(desk, "U0BOB", "impact none");
    cr_assert_str_eq(desk_text(desk, "SELECT impact FROM incident"), "none");
    room_do("U0BOB", "sev2 search is slow --bridge none");
}

Test(commands, an_undo_that_would_be_cut_or_torn_is_not_offered) {
    static char line[3000];
    size_t len = (size_t)snprintf(line, sizeof line, "impact ");
    memset(line + len, 'a', 2900);
    desk_type(desk, "U0BOB", line);
    desk_type(desk, "U0BOB", "impact `half` of it");
    assert_says_not(room_body("set the impact: `half`"), "Undo");
    desk_type(desk, "U0BOB", "impact all of it");
    assert_says_not(room_body("set the impact: all"), "Undo");
    assert_says(desk_text(desk, "SELECT max(text) FROM timeline WHERE text LIKE 'impact: all%'"),
                "(before: `half` of it)");
}

Test(commands, a_stale_incident_is_found_behind_any_number_of_newer_ones) {
    desk_pass(desk, 31 * MINUTE_MS);
    for (int i = 0; i < 30; i++)
        desk_type(desk, "U0BOB", "sev3 images load slowly");
    desk_type(desk, "U0BOB", "list stale");
    assert_says(desk->reply, "INC-2026-11-20-001");
    assert_says_not(desk->reply, "INC-2026-11-20-002");
    desk_type(desk, "U0ALICE", "update inc 1 looking");
    desk_type(desk, "U0BOB", "list stale");
    assert_says(desk->reply, "There is none with an update overdue");
}

Test(commands, the_console_says_what_you_owe) {
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "ack inc 2");
    desk_type(desk, "U0ALICE", "comms inc 2 me");
    desk_type(desk, "U0ALICE", "");
    assert_says(desk->reply, "an acknowledgement of *INC-2026-11-20-001* *checkout is down* by "
                             "14:20 UTC");
    assert_says(desk->reply, "an update on *INC-2026-11-20-001* *checkout is down* by 14:35 UTC");
    assert_says(desk->reply, "an update on *INC-2026-11-20-002*");
    cr_assert_str_eq(json_text_at(desk->reply_message, "blocks.1.elements.0.value"),
                     "update INC-2026-11-20-002");
    desk_pass(desk, 33 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "");
    assert_says(
        desk->reply,
        ":warning: an update on *INC-2026-11-20-001* *checkout is down*, 3 minutes overdue");
    desk_type(desk, "U0BOB", "");
    assert_says(desk->reply, "You owe:\n• nothing right now");
}

Test(commands, an_ack_later_than_the_severity_gives_says_so) {
    desk_pass(desk, 16 * MINUTE_MS);
    desk_type(desk, "U0BOB", "ack");
    assert_says(room_body("has acknowledged"),
                "16 minutes after the declaration, later than SEV-1 asks for (within 15 minutes)");
}

Test(commands, a_timeline_whose_last_line_is_huge_shows_it) {
    static char line[80000];
    static const char *const fields[] = {"progress", "next", "eta", "impact"};
    size_t len = (size_t)snprintf(line, sizeof line, "update");
    for (size_t i = 0; i < 4; i++) {
        len += (size_t)snprintf(line + len, sizeof line - len, " %s: ", fields[i]);
        for (int k = 0; k < 2990; k++)
            len += (size_t)snprintf(line + len, sizeof line - len, "&amp;");
    }
    room_do("U0BOB", line);
    desk_type(desk, "U0BOB", "timeline");
    assert_says(desk->reply, "&amp;&amp;");
}

Test(commands, every_field_of_a_long_update_stands_in_the_thread) {
    static char line[4000];
    size_t len = (size_t)snprintf(line, sizeof line, "update progress: ");
    while (len < 2900)
        len += (size_t)snprintf(line + len, sizeof line - len, "word ");
    snprintf(line + len, sizeof line - len, "the end impact: everybody in the EU next: wait");
    desk_type(desk, "U0BOB", line);
    const struct json *blocks = json_at(room_find("📊 UPDATE")->body, "blocks");
    const char *shown = json_print(blocks);
    assert_says(shown, "the end");
    assert_says(shown, "*Next steps:* wait");
    assert_says(shown, "*ETA:* not known");
    assert_says(shown, "by <@U0BOB>");
}
