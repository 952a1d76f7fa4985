/* App Home: what stands on everybody's own page of the app, and when it is published again. */
#include "handlers/kit/home.h"
#include "base/str.h"
#include "base/utc.h"
#include "model/policy.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(home, .init = set_up, .fini = room_close, .timeout = 120);

/* The newest page of user, printed; "" for none. */
static const char *page_of(const char *user) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (str_equal(desk->sent[i].method, "views.publish") &&
            str_equal(json_text_at(desk->sent[i].body, "user_id"), user))
            return json_print(json_at(desk->sent[i].body, "view"));
    return "";
}

/* How many pages were published since message number from. */
static int pages_since(int from) {
    int count = 0;
    for (int i = from; i < desk->sent_count; i++)
        count += str_equal(desk->sent[i].method, "views.publish");
    return count;
}

static void open_home(const char *user) {
    desk_open_home(desk, user, "home");
    cr_assert_eq(desk->result, OK);
}

Test(home, says_what_is_owed_what_is_open_and_the_rules) {
    room_do("U0ALICE", "ask <@U0BOB> check the locks in 5m");
    open_home("U0BOB");
    const char *page = page_of("U0BOB");
    assert_says(page, "*INC-2026-11-20-001* #1 check the locks");
    assert_says(page, "done INC-2026-11-20-001 #1");
    assert_says(page, "*SEV-1* *checkout is down*");
    assert_says(page, "Next update by 14:35 UTC (<!date^");
    assert_says(page, "{ago}|14:35 UTC>");
    assert_says(page, "• *SEV-1* – response: within 15 minutes");
    assert_says(page, "declare sev1 checkout is down");
}

Test(home, of_somebody_who_owes_nothing_says_so) {
    open_home("U0DAVE");
    assert_says(page_of("U0DAVE"), "Nothing right now.");
}

Test(home, is_published_when_the_home_tab_is_opened_and_for_no_other) {
    desk_open_home(desk, "U0ALICE", "messages");
    cr_assert_str_empty(page_of("U0ALICE"));
    open_home("U0ALICE");
    cr_assert_str_not_empty(page_of("U0ALICE"));
}

Test(home, is_published_again_when_something_on_it_changed) {
    open_home("U0ALICE");
    desk_pass(desk, HOME_EVERY_MS);
    int from = desk->sent_count;
    room_do("U0BOB", "status mitigating");
    desk_pass(desk, HOME_SETTLE_MS);
    cr_assert_eq(pages_since(from), 1);
    assert_says(page_of("U0ALICE"), "Mitigating");
}

Test(home, is_not_published_again_when_nothing_on_it_changed) {
    open_home("U0ALICE");
    desk_pass(desk, HOME_EVERY_MS);
    int from = desk->sent_count;
    room_do("U0BOB", "note looked at the dashboards");
    room_do("U0BOB", "list");
    desk_pass(desk, 5 * MINUTE_MS);
    cr_assert_eq(pages_since(from), 0);
}

Test(home, shows_many_changes_at_once_and_the_last_of_them) {
    open_home("U0ALICE");
    int from = desk->sent_count;
    for (int i = 0; i < 8; i++) {
        char line[64];
        snprintf(line, sizeof line, "title checkout is down %d", i);
        room_do("U0BOB", line);
        desk_pass(desk, HOME_SETTLE_MS);
    }
    cr_assert_eq(pages_since(from), 0, "it was published a moment ago");
    desk_pass(desk, HOME_EVERY_MS);
    cr_assert_eq(pages_since(from), 1);
    assert_says(page_of("U0ALICE"), "checkout is down 7");
}

Test(home, of_everybody_who_looks_is_published) {
    open_home("U0ALICE");
    open_home("U0BOB");
    open_home("U0CAROL");
    desk_pass(desk, HOME_EVERY_MS);
    int from = desk->sent_count;
    room_do("U0ALICE", "sev sev2 only the EU");
    desk_pass(desk, 2 * HOME_SETTLE_MS);
    cr_assert_eq(pages_since(from), 3);
    assert_says(page_of("U0CAROL"), "*SEV-2* *checkout is down*");
}

Test(home, of_whom_nobody_has_seen_for_a_week_is_left_alone) {
    open_home("U0ALICE");
    desk_pass_days(desk, 8);
    int from = desk->sent_count;
    room_do("U0BOB", "declare sev2 search is slow");
    desk_pass(desk, HOME_EVERY_MS);
    cr_assert_eq(pages_since(from), 0);
    open_home("U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM home"), 1, "the other is forgotten");
}

Test(home, does_not_show_a_private_incident_to_whom_it_does_not_concern) {
    room_do("U0BOB", "declare sev2 keys are public --private");
    open_home("U0BOB");
    open_home("U0DAVE");
    assert_says(page_of("U0BOB"), "keys are public");
    assert_says_not(page_of("U0DAVE"), "keys are public");
}

Test(home, keeps_drills_apart_and_what_ended_last) {
    room_do("U0ALICE", "resolve rolled back");
    room_do("U0ALICE", "drill sev2 the disk is full");
    open_home("U0ALICE");
    const char *page = page_of("U0ALICE"), *drills = strstr(page, "Drills"),
               *lately = strstr(page, "Lately");
    cr_assert(drills && lately && drills < lately);
    assert_says(page, "No incident is open.");
    assert_says(drills, "the disk is full");
    assert_says(lately, "checkout is down");
    assert_says(lately, "The last 30 days.");
}

Test(home, shows_an_overdue_update_as_overdue) {
    open_home("U0ALICE");
    assert_says(page_of("U0ALICE"), "an update on *INC-2026-11-20-001*");
    room_wait(31);
    assert_says(page_of("U0ALICE"), ":warning: an update on *INC-2026-11-20-001* *checkout is "
                                    "down*, due since 14:35 UTC");
}

Test(home, answers_a_button_on_top_of_itself_and_directly) {
    open_home("U0BOB");
    int from = desk->sent_count;
    desk_press_at_home(desk, "U0BOB", "ack INC-2026-11-20-001");
    cr_assert_eq(desk->result, OK);
    assert_says(page_of("U0BOB"), "you have acknowledged it");
    cr_assert_eq(room_told("U0BOB", "you have acknowledged it", from), 1);
    desk_pass(desk, HOME_ANSWER_MS + HOME_EVERY_MS + HOME_SETTLE_MS);
    assert_says_not(page_of("U0BOB"), "you have acknowledged it");
    assert_says(page_of("U0BOB"), "*SEV-1* *checkout is down*");
}

Test(home, says_on_top_of_itself_why_a_button_is_of_no_use_any_more) {
    open_home("U0BOB");
    room_do("U0ALICE", "resolve rolled back");
    desk_press_at_home(desk, "U0BOB", "update INC-2026-11-20-001");
    assert_says(page_of("U0BOB"), "was resolved at");
    assert_says(page_of("U0BOB"), "reopen INC-2026-11-20-001");
}

Test(home, that_slack_does_not_take_is_not_sent_again_before_it_is_opened) {
    desk_refuse(desk, "views.publish", "not_enabled", 1);
    open_home("U0ALICE");
    int from = desk->sent_count;
    room_do("U0BOB", "status mitigating");
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(pages_since(from), 0);
    open_home("U0ALICE");
    cr_assert_eq(pages_since(from), 1);
}

Test(home, survives_a_restart_and_is_looked_at_after_it) {
    open_home("U0ALICE");
    room_do("U0BOB", "status mitigating");
    int from = desk->sent_count;
    desk_restart(desk, MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, HOME_EVERY_MS);
    cr_assert_eq(pages_since(from), 1);
    assert_says(page_of("U0ALICE"), "Mitigating");
}

Test(home, is_published_again_although_the_clock_was_set_back) {
    open_home("U0ALICE");
    desk->now_ms -= HOUR_MS;
    int from = desk->sent_count;
    room_do("U0BOB", "status mitigating");
    desk_pass(desk, HOME_EVERY_MS);
    cr_assert_eq(pages_since(from), 1);
}

/* 100 blocks and 250 kB: https://docs.slack.dev/surfaces/modals */
Test(home, of_somebody_with_everything_is_no_larger_than_slack_takes) {
    STR_AUTO(title, 2000);
    for (int i = 0; i < POLICY_TITLE_MAX; i++)
        str_add(&title, "&amp;");
    for (int i = 0; i < 40; i++) {
        STR_AUTO(line, 4000);
        str_addf(&line, "%s sev1 %s", i % 4 ? "declare" : "drill", title.text);
        room_do("U0ALICE", line.text);
        room_wait(1); /* nobody types that fast */
    }
    for (int i = 0; i < 40; i++) {
        STR_AUTO(line, 4000);
        str_addf(&line, "ask me inc 2 %s in 5m", title.text);
        room_do("U0ALICE", line.text);
    }
    open_home("U0ALICE");
    const char *page = page_of("U0ALICE");
    int blocks = 0;
    for (const char *at = page; (at = strstr(at, "\"type\":\"section\"")); at++)
        blocks++;
    cr_assert_gt(blocks, 40);
    cr_assert_lt(blocks, 95);
    cr_assert_lt(strlen(page), 250 * 1000);
    assert_says(page, "in any channel shows all of it");
    assert_says(page, "and older ones");
}
