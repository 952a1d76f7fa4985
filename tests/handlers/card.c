/* The buttons of the card: the next useful ones and no others. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(card, .init = set_up, .fini = room_close, .timeout = 120);

/* The labels of the buttons on the newest state of the card, "I'm on it|Update…", with those of
 * its menu behind a " + ". */
static const char *buttons(void) {
    static struct str text = {0};
    const struct json *elements = NULL;
    for (int i = desk->sent_count - 1; !elements && i >= 0; i--) {
        const struct json *blocks = json_at(desk->sent[i].body, "blocks");
        const struct json *last = json_item(blocks, json_len(blocks, "") - 1);
        if (str_equal(json_text_at(json_at(last, "elements.0"), "action_id"), "command.0") &&
            json_at(json_item(json_at(last, "elements"), json_len(last, "elements") - 1),
                    "options"))
            elements = json_at(last, "elements");
    }
    cr_assert_not_null(elements, "no card has buttons");
    if (!text.text)
        text = str_new(1000);
    str_clear(&text);
    for (size_t i = 0; i < json_len(elements, ""); i++) {
        const struct json *element = json_item(elements, i);
        if (!json_at(element, "options"))
            str_addf(&text, "%s%s", i ? "|" : "", json_text_at(element, "text.text"));
        for (size_t k = 0; k < json_len(element, "options"); k++)
            str_addf(&text, "%s%s", k ? "|" : " + ",
                     json_text_at(json_item(json_at(element, "options"), k), "text.text"));
    }
    return text.text;
}

#define RUNNING                                                                                    \
    "|Catch me up + The impact is over|Resolve…|Be the deputy|Hand over…|Show everything"

Test(card, asks_for_somebody_who_takes_it_and_then_for_news) {
    cr_assert_str_eq(buttons(), "I'm on it" RUNNING);
    room_press("U0BOB", "I'm on it");
    cr_assert_eq(desk->result, OK);
    cr_assert_str_eq(buttons(), "Update…" RUNNING);
}

Test(card, asks_for_a_deputy_while_nobody_is) {
    room_do("U0BOB", "deputy me");
    cr_assert_str_eq(buttons(),
                     "I'm on it|Catch me up + The impact is over|Resolve…|Join|Hand over…|"
                     "Show everything");
    room_do("U0BOB", "deputy none");
    cr_assert_str_eq(buttons(), "I'm on it" RUNNING);
}

Test(card, has_the_decision_as_a_button_once_the_clock_asks_for_it) {
    room_do("U0ALICE", "ack");
    room_wait(29);
    assert_says_not(buttons(), "oll");
    room_wait(2);
    cr_assert_str_eq(buttons(), "Rollback…|Update…" RUNNING);
    room_do("U0ALICE", "decide rollback it is not fixed");
    cr_assert_str_eq(buttons(), "Rollback: next step|Update…" RUNNING);
}

Test(card, offers_the_end_and_the_way_back_while_it_is_watched) {
    room_do("U0ALICE", "mitigate rolled back release 42");
    cr_assert_str_eq(buttons(),
                     "Resolve…|It is back|Catch me up + Update…|Be the deputy|Hand over…|Timeline|"
                     "Show everything");
    room_press("U0BOB", "It is back");
    cr_assert_str_eq(buttons(), "I'm on it" RUNNING);
}

Test(card, of_what_is_over_leads_to_what_is_owed) {
    room_do("U0ALICE", "resolve rolled back because: it is late");
    cr_assert_str_eq(buttons(), "It is back|Postmortem + Timeline|Show everything");
}

Test(card, of_what_was_no_incident_asks_for_nothing) {
    room_do("U0ALICE", "dismiss a test of the alarm");
    const struct desk_sent *card = room_find("DISMISSED");
    cr_assert_null(button_line(card->body, "It is back"));
}

/* https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
Test(card, has_in_its_menu_lines_as_short_as_slack_takes_them) {
    const struct json *blocks = json_at(room_find("INCIDENT DECLARED")->body, "blocks");
    const struct json *last = json_item(blocks, json_len(blocks, "") - 1);
    const struct json *options = json_at(json_item(json_at(last, "elements"), 2), "options");
    cr_assert_eq(json_len(options, ""), 5);
    for (size_t i = 0; i < json_len(options, ""); i++)
        cr_assert_leq(strlen(json_text_at(json_item(options, i), "value")), 75);
}

Test(card, explains_a_button_that_is_of_no_use_any_more) {
    room_do("U0ALICE", "ack");
    desk_press(desk, "U0BOB", "ack " INC);
    assert_says(room_body("was acknowledged by <@U0ALICE>"), "Nothing to do");
    room_do("U0ALICE", "resolve rolled back because: it is late");
    desk_press(desk, "U0BOB", "update " INC);
    assert_says(room_body("was resolved at"), "reopen " INC);
}
