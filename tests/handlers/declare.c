/* Declaring an incident, as the people who type it see it. */
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(NULL);
}

TestSuite(declare, .init = set_up, .fini = room_close);

Test(declare, announces_stores_and_promises) {
    room_do("U0ALICE", "declare sev1 checkout is down | nobody can pay");
    assert_says(desk->reply, "INC-2026-11-20-001");
    assert_says(desk->reply, "14:35 UTC");
    const struct desk_sent *card = room_find("INCIDENT DECLARED: SEV-1");
    const char *body = json_print(card->body);
    assert_says(body, "<!here>");
    assert_says(body, "checkout is down");
    assert_says(body, "nobody can pay");
    assert_says(body, "<@U0ALICE>");
    assert_says(body, "Updates every 30min in this thread");
    cr_assert_str_eq(json_text_at(card->body, "channel"), "C0INCIDENTS");
    cr_assert_str_eq(desk_text(desk, "SELECT card_ts FROM incident"), card->ts);
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 DESK_BEGIN_MS + 30 * 60 * 1000);
}

Test(declare, works_without_the_verb_and_with_every_word_for_a_severity) {
    static const struct {
        const char *typed, *severity;
    } lines[] = {{"sev1 a", "1"},
                 {"SEV-2 a", "2"},
                 {"p0 a", "1"},
                 {"P1 a", "2"},
                 {"declare s3 a", "3"},
                 {"declare 2 a", "2"},
                 {"declare critical a", "1"},
                 {"new major a", "2"},
                 {"open sev4 a", "4"},
                 {"create low a", "4"},
                 {"start severity1 a", "1"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0ALICE", lines[i].typed);
        cr_assert_str_eq(desk_text(desk, "SELECT severity FROM incident ORDER BY id DESC LIMIT 1"),
                         lines[i].severity, "%s", lines[i].typed);
    }
}

Test(declare, a_teams_own_code_needs_no_verb_and_its_words_do) {
    room_open(SETTINGS("severity.sev2.aliases=prio1 red"));
    desk_type(desk, "U0ALICE", "prio1 checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 2, "%s", desk->reply);
    desk_type(desk, "U0ALICE", "red team is locked out");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 1);
    const char *offer = json_text_at(desk->reply_message, "blocks.1.elements.0.value");
    cr_assert_str_eq(offer, "declare red team is locked out");
    desk_press(desk, "U0ALICE", offer);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident WHERE severity = 2"), 2);
}

Test(declare, a_sentence_about_s3_is_not_taken_for_a_severity) {
    desk_type(desk, "U0ALICE", "declare S3 is down");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    assert_says(desk->reply, "How bad is it?");
}

Test(declare, asks_for_a_severity_with_the_words_kept) {
    desk_type(desk, "U0ALICE", "declare checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    assert_says(desk->reply, "checkout is down");
    cr_assert_str_eq(json_text_at(desk->reply_message, "blocks.1.elements.0.value"),
                     "declare sev1 checkout is down");
    desk_press(desk, "U0ALICE", json_text_at(desk->reply_message, "blocks.1.elements.0.value"));
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 1);
}

Test(declare, numbers_count_per_utc_day) {
    desk_type(desk, "U0ALICE", "sev3 one");
    desk_type(desk, "U0ALICE", "sev3 two");
    desk_pass(desk, INT64_C(24) * 3600 * 1000);
    desk_type(desk, "U0ALICE", "sev3 three");
    assert_says(desk->reply, "INC-2026-11-21-001");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident WHERE number = 2"), 1);
}

Test(declare, a_channel_wide_mention_in_a_title_pages_nobody) {
    desk_type(desk, "U0ALICE", "declare sev3 &lt;!channel&gt; &amp; <!channel> is down");
    const struct desk_sent *card = room_find("INCIDENT DECLARED");
    cr_assert_null(strstr(json_print(card->body), "<!channel>"));
    cr_assert_null(strstr(json_print(card->body), "<!here>")); /* sev3 calls nobody */
    assert_says(json_print(card->body), "&lt;!channel&gt; &amp; @channel is down");
}

Test(declare, the_same_delivery_again_has_no_second_effect) {
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    int sent = desk->sent_count;
    desk_type_again(desk, "U0ALICE", "declare sev1 checkout is down");
    cr_assert_eq(desk->result, SEEN);
    cr_assert_eq(desk->sent_count, sent);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 1);
}

Test(declare, an_unknown_option_is_refused_and_the_text_handed_back) {
    desk_type(desk, "U0ALICE", "declare sev1 --privte checkout is down");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "--privte");
    assert_says(desk->reply, "checkout is down");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    cr_assert_eq(desk->sent_count, 0);
}

Test(declare, a_title_that_is_too_long_is_refused_and_one_that_is_missing_asked_for) {
    char line[400] = "declare sev1 ";
    memset(line + strlen(line), 'x', 300);
    desk_type(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "300 characters");
    assert_says(desk->reply, "200 fit");
    room_do("U0ALICE", "declare sev1");
    assert_says(desk->reply, "```/incident declare sev1 …what is broken…");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
}

Test(declare, a_start_in_the_past_is_on_the_card_and_the_timeline) {
    desk_type(desk, "U0ALICE", "declare sev2 --started 13:50 checkout is slow");
    cr_assert_eq(desk_number(desk, "SELECT started_ms FROM incident"),
                 DESK_BEGIN_MS - 15 * 60 * 1000);
    assert_says(room_body("INCIDENT DECLARED"), "13:50 UTC");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'started'"), 1);
}

Test(declare, a_bridge_is_checked_as_the_verb_checks_it) {
    desk_type(desk, "U0ALICE", "sev1 checkout is down --bridge troubled");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "A bridge is a link or a telephone number");
    desk_type(desk, "U0ALICE", "sev1 checkout is down --bridge https://meet.example.org/42");
    cr_assert_str_eq(desk_text(desk, "SELECT bridge FROM incident"), "https://meet.example.org/42");
}
