/* Channels that incidents have to themselves. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

#define CFG "playbook=tests/handlers/playbooks/own-channel.cfg"
#define OWN "C0OWN1"
#define NAME "inc-2026-11-20-checkout-is-down"

static void set_up(void) {
    room_open(SETTINGS(CFG));
}

TestSuite(own_channel, .init = set_up, .fini = room_close);

static void begin(void) {
    room_do("U0ALICE", "declare sev1 checkout is down | nobody can pay");
    room_wait(1);
}

/* How many calls of method say this. */
static int count_calls(const char *method, const char *path, const char *value) {
    int count = 0;
    for (int i = 0; i < desk->sent_count; i++)
        count += strcmp(desk->sent[i].method, method) == 0 &&
                 strcmp(json_text_at(desk->sent[i].body, path), value) == 0;
    return count;
}

static const struct desk_sent *call_of(const char *method) {
    const struct desk_sent *found = NULL;
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, method) == 0)
            found = &desk->sent[i];
    cr_assert_not_null(found, "no %s", method);
    return found;
}

static const char *home(void) {
    return desk_text(desk, "SELECT channel FROM incident WHERE id = 1");
}

/* ---- Creating it */

Test(own_channel, is_created_after_the_announcement_and_called_as_the_playbook_says) {
    begin();
    cr_assert_str_eq(json_text_at(call_of("conversations.create")->body, "name"), NAME);
    cr_assert_not(json_is_true(call_of("conversations.create")->body, "is_private"));
    cr_assert_str_eq(home(), OWN);
    cr_assert_str_eq(json_text_at(desk->sent[0].body, "channel"), "C0INCIDENTS");
    assert_says(desk->reply, "`#" NAME "`");
    cr_assert_eq(room_told("C0INCIDENTS", "This goes on in <#C0OWN1>", 0), 1);
}

Test(own_channel, has_the_card_first_and_pinned_and_the_announcement_says_where_it_goes_on) {
    begin();
    int first = -1;
    for (int i = 0; i < desk->sent_count && first < 0; i++)
        if (strcmp(json_text_at(desk->sent[i].body, "channel"), OWN) == 0 &&
            strcmp(desk->sent[i].method, "chat.postMessage") == 0)
            first = i;
    cr_assert_geq(first, 0);
    assert_says(json_print(desk->sent[first].body), "INCIDENT DECLARED");
    assert_says(json_print(desk->sent[first].body), "in this channel");
    cr_assert_str_eq(json_text_at(call_of("pins.add")->body, "timestamp"), desk->sent[first].ts);
    assert_says(room_body("in <#C0OWN1>."), "INCIDENT DECLARED");
}

Test(own_channel, has_a_topic_a_purpose_links_and_the_people_who_have_to_do_with_it) {
    begin();
    room_do("U0ALICE", "set bridge https://meet.example.org/42");
    assert_says(json_text_at(call_of("conversations.setTopic")->body, "topic"),
                "SEV-1 checkout is down · Investigating · IC <@U0ALICE>");
    cr_assert_eq(
        count_calls("conversations.setPurpose", "purpose", "Work on " INC ", checkout is down"), 1);
    cr_assert_eq(count_calls("bookmarks.add", "link", "https://runbooks.example.org"), 1);
    cr_assert_eq(count_calls("bookmarks.add", "link", "https://meet.example.org/42"), 1);
    cr_assert_str_eq(json_text_at(call_of("conversations.invite")->body, "users"),
                     "U0ALICE,U0LEAD,U0ERIN");
}

Test(own_channel, follows_what_changes_and_invites_each_person_once) {
    begin();
    room_do("U0ALICE", "set bridge https://meet.example.org/42");
    room_do("U0ALICE", "set bridge https://meet.example.org/43");
    cr_assert_eq(count_calls("bookmarks.edit", "link", "https://meet.example.org/43"), 1);
    room_do("U0ALICE", "deputy <@U0BOB>");
    room_wait(1);
    cr_assert_str_eq(json_text_at(call_of("conversations.invite")->body, "users"), "U0BOB");
    room_do("U0ALICE", "status mitigating");
    room_wait(1);
    assert_says(json_text_at(call_of("conversations.setTopic")->body, "topic"), "Mitigating");
    room_do("U0CAROL", "join");
    cr_assert_str_eq(json_text_at(call_of("conversations.invite")->body, "users"), "U0CAROL");
    room_do("U0CAROL", "note the database is slow");
    cr_assert_eq(count_calls("conversations.invite", "users", "U0CAROL"), 1);
}

Test(own_channel, has_all_that_is_told_and_updates_and_the_end_stand_where_it_was_announced_too) {
    begin();
    int before = desk->sent_count;
    room_do("U0ALICE", "update rolling back");
    assert_says(desk->reply, "your update is in <#C0OWN1>, and where it was announced");
    room_wait(1);
    cr_assert_eq(room_told(OWN, "rolling back", before), 1);
    cr_assert_eq(room_told("C0INCIDENTS", "rolling back", before), 1);
    room_do("U0ALICE", "note the database is slow");
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    cr_assert_geq(room_told(OWN, "a bad migration", before), 1);
    cr_assert_geq(room_told("C0INCIDENTS", "a bad migration", before), 1);
}

Test(own_channel, needs_no_incident_named_in_it_even_when_others_are_open) {
    begin();
    room_do("U0BOB", "declare sev3 search is slow");
    snprintf(desk->channel, sizeof desk->channel, "%s", OWN);
    room_do("U0BOB", "note the cache is cold");
    cr_assert_eq(desk_number(desk, "SELECT incident_id FROM timeline WHERE kind = 'note'"), 1);
}

Test(own_channel, is_given_to_an_incident_that_becomes_worse) {
    room_do("U0ALICE", "declare sev2 checkout is slow");
    cr_assert_eq(desk->channel_count, 0);
    room_do("U0ALICE", "sev sev1 nobody can pay");
    cr_assert_str_eq(home(), OWN);
    room_do("U0ALICE", "sev sev2 some can");
    cr_assert_str_eq(home(), OWN, "and it stays");
}

Test(own_channel, of_a_rehearsal_says_so_in_its_name) {
    room_do("U0ALICE", "drill sev1 checkout is down");
    cr_assert_str_eq(desk->channels[0].name, "drill-" NAME);
    room_wait(1);
    cr_assert_eq(count_calls("conversations.invite", "users", "U0ALICE"), 1, "and nobody else");
    cr_assert_eq(room_told("#managers", "", 0), 0);
}

/* ---- Names and doubts */

Test(own_channel, whose_name_is_taken_gets_the_next_one) {
    desk_make_channel(desk, NAME, "U0BOB", false);
    desk_make_channel(desk, NAME "-2", "U0BOB", false);
    begin();
    cr_assert_str_eq(desk->channels[2].name, NAME "-3");
    cr_assert_str_eq(home(), "C0OWN3");
    cr_assert_eq(room_told("C0OWN3", "in this channel", 0) > 0, true);
}

Test(own_channel, that_was_created_although_the_answer_was_lost_is_found_and_not_created_again) {
    desk_refuse(desk, "conversations.create", "", 1);
    desk->refuse_outcome = WEB_IN_DOUBT;
    desk->refuse_after_effect = true;
    begin();
    room_wait(2);
    cr_assert_eq(desk->channel_count, 1);
    cr_assert_str_eq(home(), OWN);
}

Test(own_channel, of_somebody_else_is_not_taken_for_ours_after_a_lost_answer) {
    desk_make_channel(desk, NAME, "U0BOB", false);
    desk_refuse(desk, "conversations.create", "", 1);
    desk->refuse_outcome = WEB_IN_DOUBT;
    begin();
    room_wait(2);
    cr_assert_str_eq(home(), "C0OWN2");
    cr_assert_str_eq(desk->channels[1].name, NAME "-2");
}

Test(own_channel, has_each_link_once_although_an_answer_was_lost) {
    desk_refuse(desk, "bookmarks.add", "", 1);
    desk->refuse_outcome = WEB_IN_DOUBT;
    desk->refuse_after_effect = true;
    begin();
    room_wait(2);
    cr_assert_eq(count_calls("bookmarks.add", "title", "Runbooks"), 1);
}

/* ---- Refused */

Test(own_channel, that_slack_does_not_create_leaves_all_in_the_thread_and_says_why_once) {
    desk_refuse(desk, "conversations.create", "restricted_action", 1);
    begin();
    cr_assert_str_eq(home(), "C0INCIDENTS");
    cr_assert_eq(room_told("C0INCIDENTS", "I cannot create a channel for this", 0), 1);
    room_do("U0ALICE", "update rolling back");
    cr_assert_str_eq(json_text_at(room_find("rolling back")->body, "channel"), "C0INCIDENTS");
    cr_assert_str_eq(json_text_at(room_find("I cannot create")->body, "thread_ts"),
                     desk->sent[0].ts);
    room_do("U0ALICE", "sev sev2 some can pay");
    room_do("U0ALICE", "sev sev1 nobody can");
    cr_assert_eq(desk_count(desk, "I cannot create a channel", 0), 1);
}

Test(own_channel, tells_whoever_leads_who_could_not_be_invited) {
    desk_refuse(desk, "conversations.invite", "cant_invite", 1);
    begin();
    cr_assert_eq(room_told("U0ALICE", "I could not invite", 0), 1);
}

/* ---- Lost and found */

Test(own_channel, that_is_archived_by_hand_gives_way_to_the_thread_and_takes_over_when_opened) {
    begin();
    int before = desk->sent_count;
    desk_channel_event(desk, "channel_archive", OWN, "U0BOB");
    cr_assert_str_eq(home(), "C0INCIDENTS");
    cr_assert_eq(room_told("C0INCIDENTS", "<#C0OWN1> was archived by <@U0BOB>", before), 1);
    room_do("U0ALICE", "update rolling back");
    cr_assert_eq(room_told(OWN, "rolling back", before), 0);
    desk_channel_event(desk, "channel_unarchive", OWN, "U0BOB");
    cr_assert_str_eq(home(), OWN);
    room_do("U0ALICE", "update it is back");
    room_wait(1);
    cr_assert_geq(room_told(OWN, "it is back", before), 1);
}

Test(own_channel, that_refuses_a_message_loses_none_and_is_told_of_once) {
    begin();
    int before = desk->sent_count;
    desk_close_channel(desk, OWN, "is_archived");
    room_do("U0ALICE", "update rolling back");
    room_do("U0ALICE", "note the database is slow");
    room_do("U0ALICE", "deputy <@U0BOB>");
    room_wait(1);
    desk_open_channel(desk);
    cr_assert_str_eq(home(), "C0INCIDENTS");
    cr_assert_eq(
        room_told("C0INCIDENTS", "takes no message of mine any more (`is_archived`)", before), 1);
    cr_assert_geq(room_told("C0INCIDENTS", "rolling back", before), 1);
    cr_assert_geq(room_told("C0INCIDENTS", "is deputy", before), 1);
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
}

/* Slack: C18 */
Test(own_channel, that_we_are_thrown_out_of_is_gone_back_to_when_we_are_let_in) {
    begin();
    desk_channel_event(desk, "member_left_channel", OWN, "U0BOB");
    cr_assert_str_eq(home(), OWN, "anybody else may go");
    desk_channel_event(desk, "member_left_channel", OWN, "U0INCIDENTD");
    cr_assert_str_eq(home(), "C0INCIDENTS");
    desk_channel_event(desk, "member_joined_channel", OWN, "U0INCIDENTD");
    cr_assert_str_eq(home(), OWN);
    cr_assert_eq(desk_count(desk, "has me in it no more", 0), 1);
}

Test(own_channel, that_is_renamed_is_known_by_its_new_name) {
    begin();
    desk_rename_channel(desk, OWN, "pay-war-room");
    cr_assert_str_eq(desk_text(desk, "SELECT name FROM own_channel"), "pay-war-room");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'channel'"
                                " ORDER BY id DESC"),
                "is called #pay-war-room now");
}

Test(own_channel, of_no_incident_concerns_nobody) {
    begin();
    int64_t keys = desk_number(desk, "SELECT count(*) FROM inbox");
    desk_channel_event(desk, "channel_archive", "C0GENERAL", "U0BOB");
    desk_channel_event(desk, "member_joined_channel", "C0GENERAL", "U0INCIDENTD");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM inbox"), keys);
}

Test(own_channel, is_read_again_after_a_time_without_slack) {
    begin();
    desk_connect(desk);
    room_wait(5);
    desk_disconnect(desk);
    struct desk_said *said = desk_say(desk, "U0BOB", "<@U0INCIDENTD> note the cache is cold");
    snprintf(said->channel, sizeof said->channel, "%s", OWN);
    said->thread[0] = 0;
    room_wait(10);
    desk_connect(desk);
    room_wait(2);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'note'"),
                "the cache is cold");
    cr_assert_eq(room_told(OWN, "I was not connected to Slack", 0), 1);
}

Test(own_channel, whose_announcement_takes_no_edit_goes_on_and_edits_it_later) {
    begin();
    desk_close_channel(desk, "C0INCIDENTS", "is_archived");
    room_do("U0ALICE", "impact all of Europe");
    room_do("U0ALICE", "update rolling back");
    room_wait(1);
    cr_assert_str_eq(home(), OWN);
    cr_assert_eq(room_told("U0ALICE", "does not get through", 0), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'own.announcement'"), 1);
    desk_open_channel(desk);
    int before = desk->sent_count;
    room_wait(21);
    cr_assert_geq(room_told("C0INCIDENTS", "all of Europe", before), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM job WHERE kind = 'own.announcement'"), 0);
}

/* The edit was under way when the channel was lost, and what Slack says of it comes afterwards. */
Test(own_channel, whose_announcement_was_only_edited_has_not_got_another) {
    static const char answered[] =
        "INSERT INTO outbox (op, lane, method, address, body, incident_id, on_result, collapse,"
        " created_ms, not_before_ms, within_ms, expires_ms, state, doubt, attempts, ended_ms,"
        " answer) VALUES ('late', 'late', 'chat.update', 'announced', '{}', 1,"
        " 'announcement.edited', '', 0, 0, 0, 0, 'answered', 0, 1, 0,"
        " '{\"ok\":true,\"channel\":\"C0INCIDENTS\",\"ts\":\"1.000001\"}')";
    struct err err;
    begin();
    desk_channel_event(desk, "member_left_channel", OWN, "U0INCIDENTD");
    cr_assert_eq(db_run(&desk->store.db, &err, answered, NULL, 0), OK, "%s", err.text);
    room_do("U0ALICE", "impact all of Europe");
    room_wait(1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE op = 'late' AND"
                                   " state = 'done'"),
                 1);
    cr_assert_str_neq(desk_text(desk, "SELECT card_ts FROM incident"), "1.000001");
}

Test(own_channel, whose_announcement_was_deleted_gets_another) {
    begin();
    desk_refuse(desk, "", "message_not_found", 1);
    snprintf(desk->refuse_channel, sizeof desk->refuse_channel, "C0INCIDENTS");
    int before = desk->sent_count;
    room_do("U0ALICE", "impact all of Europe");
    room_wait(1);
    cr_assert_geq(room_told("C0INCIDENTS", "INCIDENT DECLARED", before), 1);
    const char *ts = desk_text(desk, "SELECT announced_ts FROM own_channel");
    cr_assert_str_eq(ts, room_find("in <#C0OWN1>.")->ts);
}

Test(own_channel, whose_card_was_deleted_gets_another_and_pins_it) {
    begin();
    desk_refuse(desk, "", "message_not_found", 1);
    snprintf(desk->refuse_channel, sizeof desk->refuse_channel, OWN);
    room_do("U0ALICE", "impact all of Europe");
    room_wait(1);
    cr_assert_str_eq(json_text_at(call_of("pins.add")->body, "timestamp"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
}

/* ---- Its end */

Test(own_channel, is_archived_a_day_after_the_incident_is_closed_with_a_word_before) {
    begin();
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    int before = desk->sent_count;
    room_do("U0ALICE", "close " INC);
    room_wait(1);
    cr_assert_eq(room_told(OWN, "I archive this channel", before), 1);
    desk_pass_days(desk, 2);
    cr_assert_eq(count_calls("conversations.archive", "channel", OWN), 1);
    cr_assert_str_eq(home(), "C0INCIDENTS");
}

Test(own_channel, of_an_incident_that_got_milder_is_archived_all_the_same) {
    begin();
    room_do("U0ALICE", "sev sev2 some can pay");
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    room_do("U0ALICE", "close " INC);
    desk_pass_days(desk, 2);
    cr_assert_eq(count_calls("conversations.archive", "channel", OWN), 1);
}

Test(own_channel, is_opened_again_with_its_incident) {
    begin();
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    room_do("U0ALICE", "close " INC);
    desk_pass_days(desk, 2);
    room_do("U0ALICE", "reopen " INC " it is down again");
    cr_assert_eq(count_calls("conversations.unarchive", "channel", OWN), 1);
    cr_assert_str_eq(home(), OWN);
}

Test(own_channel, that_slack_does_not_let_us_open_is_opened_by_people) {
    begin();
    room_do("U0ALICE", "resolve rolled back release 42 cause: a bad migration");
    room_do("U0ALICE", "close " INC);
    desk_pass_days(desk, 2);
    desk_refuse(desk, "conversations.unarchive", "not_in_channel", 1);
    room_do("U0ALICE", "reopen " INC " it is down again");
    cr_assert_str_eq(home(), "C0INCIDENTS");
    cr_assert_eq(desk_count(desk, "stays archived", 0), 1);
    desk_channel_event(desk, "channel_unarchive", OWN, "U0BOB");
    cr_assert_str_eq(home(), OWN);
}

/* ---- Privacy */

Test(own_channel, of_a_private_incident_is_private_and_has_what_nobody_else_reads) {
    room_do("U0ALICE", "declare security: keys are public");
    cr_assert(desk->channels[0].is_private);
    cr_assert_str_eq(desk->channels[0].name, "sec-"
                                             "inc-2026-11-20-001");
    cr_assert_str_eq(home(), OWN);
    cr_assert_eq(room_told("C0INCIDENTS", "", 0), 0);
    assert_says(room_body("Revoke the keys"), "Revoke the keys");
    cr_assert_geq(count_calls("conversations.invite", "users", "U0ALICE,U0LEGAL,U0LEAD,U0ERIN") +
                      count_calls("conversations.invite", "users", "U0ALICE,U0LEGAL"),
                  1);
}

Test(own_channel, that_others_are_in_is_left_when_its_incident_becomes_private) {
    begin();
    int before = desk->sent_count;
    room_do("U0ALICE", "kind security keys are public");
    cr_assert_eq(count_calls("conversations.archive", "channel", OWN), 1);
    cr_assert_str_eq(home(), "C0OWN2");
    cr_assert(desk->channels[1].is_private);
    cr_assert_eq(room_told(OWN, "Revoke", before), 0);
    cr_assert_eq(room_told("C0INCIDENTS", "Revoke", before), 0);
    cr_assert_geq(room_told(OWN, "goes on in private", before), 1);
    cr_assert_geq(room_told("C0INCIDENTS", "goes on in private", before), 1);
}

/* ---- Routes */

Test(own_channel, routes_copy_the_announcement_and_edit_it_with_it) {
    begin();
    cr_assert_eq(room_told("#payments", "INCIDENT DECLARED", 0) > 0, true);
    cr_assert_eq(room_told("#managers", "INCIDENT DECLARED", 0) > 0, true);
    int before = desk->sent_count;
    room_do("U0ALICE", "impact all of Europe");
    cr_assert_eq(room_told("#payments", "all of Europe", before), 1);
    cr_assert_eq(desk_count(desk, "INCIDENT DECLARED", 0) > 0, true);
}

Test(own_channel, routes_lead_elsewhere_instead) {
    room_do("U0ALICE", "declare release: the new version does not start");
    cr_assert_str_eq(json_text_at(desk->sent[0].body, "channel"), "#releases");
    cr_assert_eq(room_told("C0INCIDENTS", "", 0), 0);
}

Test(own_channel, routes_that_cannot_be_followed_are_told_to_whoever_leads) {
    desk_close_channel(desk, "#payments", "channel_not_found");
    begin();
    cr_assert_eq(room_told("U0ALICE", "could not announce", 0), 1);
}
