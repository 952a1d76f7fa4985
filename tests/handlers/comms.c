/* Texts for outside: reading, approving and sending them, and what they leave behind. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void begin(const char *playbook) {
    room_begin(playbook, "declare sev1 claim crashes on every call | nobody can claim work");
}

static void motus(void) {
    begin("playbook=motus");
}

TestSuite(comms, .init = motus, .fini = room_close);

static void know_the_release(void) {
    room_do("U0ALICE", "set version: 0.1.1 previous: 0.1.0 fixed: 0.1.2");
    room_do("U0ALICE", "set details https://example.org/7");
}

#define rows(in_state)                                                                             \
    desk_number(desk, "SELECT count(*) FROM communication WHERE state = '" in_state "'")

/* What was told, once Slack has taken it all. */
static const struct desk_sent *told(const char *part) {
    desk_pass(desk, MINUTE_MS);
    return desk_find(desk, part);
}

Test(comms, each_text_of_the_playbook_is_listed_with_what_became_of_it) {
    room_do("U0ALICE", "comms");
    assert_says(desk->reply, "`github` GitHub issue: incident report (internal) – not yet");
    assert_says(desk->reply, "To be told at SEV-1: ✓ #incidents · ✗ GitHub issue");
    room_do("U0ALICE", "comms github sent https://example.org/issues/1");
    room_do("U0ALICE", "comms");
    assert_says(desk->reply, "sent by <@U0ALICE>");
    assert_says(desk->reply, "✓ GitHub issue");
}

Test(comms, what_is_owed_now_is_offered_before_what_is_for_later) {
    room_begin("playbook=default", "declare sev1 checkout is down | nobody can pay");
    room_do("U0ALICE", "comms");
    assert_says(json_print(desk->reply_message), "\"Status page\"");
    cr_assert_null(button_line(desk->reply_message, "Report to stakeholders"));
    room_do("U0ALICE", "comms github sent https://example.org/issues/1");
    room_do("U0ALICE", "resolve it is back cause: a bad deploy because: the graphs are flat");
    room_do("U0ALICE", "comms inc 1");
    cr_assert_null(button_line(desk->reply_message, "GitHub issue"));
    assert_button(desk->reply_message, "Report to stakeholders", "comms " INC " stakeholders");
}

Test(comms, what_is_missing_is_marked_and_the_line_that_fills_it_is_given) {
    room_do("U0ALICE", "comms tweet");
    assert_says(desk->reply, "【the broken version: set version …】");
    assert_says(desk->reply, "• the last good version: `/incident set previous …`");
    know_the_release();
    room_do("U0ALICE", "comms tweet");
    assert_says(desk->reply, "pip install motusos==0.1.0");
    assert_says_not(desk->reply, "【");
    assert_says_not(desk->reply, "Missing");
}

Test(comms, a_text_with_something_missing_does_not_go_out) {
    room_do("U0ALICE", "comms tweet send");
    assert_says(desk->reply, "does not go out like this");
    assert_says(desk->reply, "`/incident set version …`");
    cr_assert_eq(rows("approved"), 0);
    cr_assert_eq(desk_count(desk, "Heads up", 0), 0);
}

Test(comms, a_post_over_280_characters_is_refused_with_how_many_are_too_many) {
    know_the_release();
    room_do("U0ALICE",
            "set details https://example.org/a/very/long/address/that/nobody/would/read/out/"
            "aloud/over/the/telephone/and/that/goes/on/and/on/and/on/and/on");
    room_do("U0ALICE", "comms tweet send");
    assert_says(desk->reply, "characters too long");
    assert_says(desk->reply, "and 280 fit");
    cr_assert_eq(rows("approved"), 0);
    room_do("U0ALICE", "set details https://example.org/7");
    room_do("U0ALICE", "comms tweet send");
    cr_assert_eq(rows("approved"), 1);
}

Test(comms, a_text_that_needs_nobodys_yes_is_given_to_the_thread_to_be_copied) {
    know_the_release();
    room_do("U0ALICE", "comms downgrade send");
    const struct desk_sent *message = told("gives this to go out");
    cr_assert_not_null(message);
    cr_assert_str_eq(json_text_at(message->body, "thread_ts"),
                     desk_text(desk, "SELECT card_ts FROM incident"));
    assert_says(json_print(message->body), "motus doctor --fix");
    assert_says(json_print(message->body), "comms INC-2026-11-20-001 downgrade sent");
    assert_says(desk_text(desk, "SELECT text FROM communication"), "pip install motusos==0.1.0");
    room_do("U0ALICE", "comms downgrade send");
    assert_says(desk->reply, "is approved already, and nothing in it has changed");
    cr_assert_eq(rows("approved"), 1);
}

Test(comms, a_text_that_changed_since_it_was_given_is_given_anew) {
    know_the_release();
    room_do("U0ALICE", "comms downgrade send");
    room_do("U0ALICE", "set previous 0.0.9");
    room_do("U0ALICE", "comms downgrade send");
    cr_assert_eq(rows("approved"), 2);
    assert_says(desk_text(desk, "SELECT text FROM communication ORDER BY id DESC"), "==0.0.9");
}

Test(comms, where_it_went_is_kept_with_who_and_when_and_told) {
    room_do("U0BOB", "comms github sent https://example.org/issues/1");
    cr_assert_str_eq(desk_text(desk, "SELECT link FROM communication"),
                     "https://example.org/issues/1");
    cr_assert_str_eq(desk_text(desk, "SELECT who FROM communication"), "U0BOB");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'communication'"),
                "https://example.org/issues/1");
    cr_assert_not_null(told("<@U0BOB> has sent"));
    cr_assert_str_eq(desk_text(desk, "SELECT value FROM answer WHERE topic = 'fact'"
                                     " AND name = 'issue'"),
                     "https://example.org/issues/1");
    desk_type(desk, "U0BOB", "comms github sent");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Say where it stands");
}

Test(comms, a_temporary_text_is_owed_and_asked_for_when_the_fixed_version_is_known) {
    room_do("U0ALICE", "comms readme sent https://example.org/readme");
    cr_assert_str_eq(desk_text(desk, "SELECT kind FROM task"), "temporary");
    cr_assert_str_eq(desk_text(desk, "SELECT owner FROM task"), "U0ALICE");
    cr_assert_eq(desk_number(desk, "SELECT due_ms FROM task"), DESK_BEGIN_MS + DAY_MS);
    room_do("U0ALICE", "comms readme sent https://example.org/readme");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task"), 1);
    room_do("U0ALICE", "set workaround none of it");
    cr_assert_null(told("so this can go now"));
    room_do("U0ALICE", "set fixed 0.1.2");
    const struct desk_sent *message = told("v0.1.2 has the fix, so this can go now");
    cr_assert_not_null(message);
    assert_says(json_print(message->body), "<@U0ALICE>");
    assert_says(json_print(message->body), "The README still carries the warning");
}

static const char *const secrets[] = {"token xoxb-test-1234567890", "xapp-test-1234567890",
                                      "key AKIAABCDEFGHIJKLMNOP", "-----BEGIN RSA PRIVATE KEY-----",
                                      "https://alice:hunter2@db.example.org"};

Test(comms, a_text_with_something_like_a_token_is_refused_with_its_place) {
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        char line[200];
        snprintf(line, sizeof line, "set workaround %s", secrets[i]);
        room_do("U0ALICE", line);
        desk_type(desk, "U0ALICE", "comms known-issue");
        cr_assert_eq(desk->result, INVALID, "%s: %s", secrets[i], desk->reply);
        assert_says(desk->reply, "must not leave the house");
        assert_says(desk->reply, "in line ");
        desk_type(desk, "U0ALICE", "comms known-issue send");
        cr_assert_eq(desk->result, INVALID, "%s", desk->reply);
    }
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM communication"), 0);
}

Test(comms, the_lead_is_still_named_with_comms) {
    room_do("U0ALICE", "comms <@U0CAROL>");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'comms'"), "U0CAROL");
    room_do("U0CAROL", "comms none");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM role WHERE role = 'comms'"), 0);
    room_do("U0BOB", "communications me");
    cr_assert_str_eq(desk_text(desk, "SELECT holder FROM role WHERE role = 'comms'"), "U0BOB");
}

Test(comms, a_text_that_there_is_not_gets_the_nearest_ones) {
    desk_type(desk, "U0ALICE", "comms twet send");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "did you mean tweet?");
    assert_says(desk->reply, "comms twet send");
    desk_type(desk, "U0ALICE", "comms tweet away with it");
    cr_assert_eq(desk->result, INVALID);
}

Test(comms, a_long_text_is_shown_whole_in_several_blocks) {
    static char line[4000];
    size_t len = (size_t)snprintf(line, sizeof line, "set workaround ");
    for (int i = 0; i < 70; i++)
        len += (size_t)snprintf(line + len, sizeof line - len,
                                "step %02d: do what <has> to be done\n", i);
    room_do("U0ALICE", line);
    room_do("U0ALICE", "comms known-issue");
    assert_says(desk->reply, "Text (1 of 2):");
    assert_says(desk->reply, "Text (2 of 2):");
    assert_says(desk->reply, "step 69: do what &lt;has&gt; to be done");
    know_the_release();
    room_do("U0ALICE",
            "set summary: it is slow affected: some release: soon fix_pr: #3 broken: claim");
    room_do("U0ALICE", "comms known-issue send");
    const struct desk_sent *message = told("gives this to go out");
    cr_assert_not_null(message);
    assert_says(json_print(message->body), "step 00");
    assert_says(json_print(message->body), "step 69");
    assert_says_not(json_text_at(message->body, "blocks.1.text.text"), "…");
    assert_says_not(json_text_at(message->body, "blocks.2.text.text"), "…");
    assert_says(json_print(message->body),
                "then type `/incident comms " INC " known-issue sent …link…`");
}

Test(comms, a_fence_in_a_text_does_not_end_the_block_in_which_it_is_shown) {
    room_do("U0ALICE", "set workaround ```\nrestart\n```");
    room_do("U0ALICE", "comms known-issue");
    assert_says(desk->reply, "    `\u200b`\u200b`\n    restart\n");
    assert_says(desk->reply, "characters without width");
}

Test(comms, the_texts_of_a_severity_are_offered_when_it_is_declared) {
    desk_type(desk, "U0BOB", "declare sev1 search returns nothing");
    assert_says(desk->reply, "Texts for outside are ready to be read: "
                             "`/incident comms INC-2026-11-20-002`");
    assert_button(desk->reply_message, "Texts for outside", "comms INC-2026-11-20-002");
    desk_type(desk, "U0BOB", "comms inc 2");
    assert_says(desk->reply, "`github` GitHub issue");
    assert_says(desk->reply, "`discussion` GitHub discussion");
    assert_says_not(desk->reply, "`known-issue` GitHub");
}

Test(comms, a_decision_offers_its_texts_to_whoever_leads_communications) {
    room_do("U0ALICE", "comms <@U0CAROL>");
    room_do("U0ALICE", "decide yank the release loses data");
    const struct desk_sent *message = told("texts for outside are ready");
    cr_assert_not_null(message);
    cr_assert_str_eq(json_text_at(message->body, "channel"), "U0CAROL");
    assert_says(json_print(message->body), "comms INC-2026-11-20-001 yank");
}

Test(comms, the_way_of_a_decision_offers_no_text_that_the_decision_offered) {
    room_do("U0BOB", "decide rollback it destroys user data");
    cr_assert_not_null(told("texts for outside are ready to be read"));
    int before = desk->sent_count;
    room_do("U0BOB", "decide yank it destroys user data");
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_count(desk, "texts for outside are ready to be read", before), 0);
}

Test(comms, a_decision_to_yank_stands_in_the_issue_with_who_and_why) {
    know_the_release();
    room_do("U0ALICE", "set broken: claim loses data affected: everybody");
    room_do("U0ALICE", "decide yank the release loses data");
    room_do("U0ALICE", "comms yank");
    assert_says(desk->reply, "Yanking v0.1.1 – claim loses data");
    assert_says(desk->reply, "the release loses data");
    assert_says(desk->reply, "- [ ] Announce the yank");
}

/* A playbook in which one text needs a yes, and one kind of incident locks them all. */
static void guarded(void) {
    begin("playbook=tests/handlers/playbooks/comms.cfg");
}

TestSuite(comms_approval, .init = guarded, .fini = room_close);

Test(comms_approval, a_text_that_needs_a_yes_waits_for_it_and_goes_out_as_it_was_approved) {
    room_do("U0ALICE", "comms post send");
    cr_assert_eq(rows("asked"), 1);
    cr_assert_not_null(told("wants to send this outside"));
    room_do("U0ALICE", "comms post send");
    assert_says(desk->reply, "waits for a yes already");
    int sent = desk->sent_count;
    room_do("U0BOB", "approve #1");
    cr_assert_eq(rows("approved"), 1);
    cr_assert_str_eq(desk_text(desk, "SELECT who FROM communication WHERE state = 'approved'"),
                     "U0BOB");
    assert_says(desk_text(desk, "SELECT text FROM communication WHERE state = 'approved'"),
                "claim crashes on every call");
    assert_says(room_text("approved #1 of <@U0ALICE>"), "as it stands above. Paste it where it");
    cr_assert_eq(room_told("C0INCIDENTS", "Paste it where it belongs", sent), 1, "in one line");
    cr_assert_eq(room_told("C0INCIDENTS", "<@U0BOB>", sent), 2, "the edited request is the other");
}

Test(comms_approval, a_text_that_was_refused_can_be_asked_for_again) {
    room_do("U0ALICE", "comms post send");
    room_do("U0BOB", "deny #1 not before legal has read it");
    cr_assert_eq(rows("denied"), 1);
    room_do("U0ALICE", "comms");
    assert_says(desk->reply, "refused by <@U0BOB>");
    room_do("U0ALICE", "comms post send");
    cr_assert_eq(rows("asked"), 2);
}

Test(comms_approval, whoever_may_approve_need_not_ask) {
    room_do("U0BOB", "comms post send");
    cr_assert_eq(rows("asked"), 0);
    cr_assert_eq(rows("approved"), 1);
}

Test(comms_approval, what_went_out_without_its_yes_is_noted_as_such) {
    room_do("U0ALICE", "comms post sent https://example.org/7");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'communication'"),
                "without the yes that it needed");
}

Test(comms_approval, a_kind_that_locks_communication_asks_for_every_text) {
    desk_number(desk, "UPDATE incident SET kind = 'security' RETURNING id");
    room_do("U0BOB", "comms free send");
    cr_assert_eq(rows("asked"), 1);
    cr_assert_eq(rows("approved"), 0);
    room_do("U0ALICE", "comms");
    assert_says(desk->reply, "Nothing goes outside without a yes of <@U0DORA>");
    room_do("U0DORA", "approve #1");
    cr_assert_eq(rows("approved"), 1);
}

Test(comms_approval, a_lock_that_comes_later_holds_for_what_was_given_before) {
    room_do("U0ALICE", "comms free send");
    cr_assert_eq(rows("approved"), 1);
    desk_number(desk, "UPDATE incident SET kind = 'security' RETURNING id");
    room_do("U0ALICE", "comms free send");
    cr_assert_eq(rows("asked"), 1);
}

Test(comms_approval, a_drill_says_so_in_every_text) {
    desk_number(desk, "UPDATE incident SET drill = 1 RETURNING id");
    room_do("U0ALICE", "comms free");
    assert_says(desk->reply, "THIS IS A DRILL");
}
