/* Slack's menus that declare. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_open(NULL);
}

TestSuite(declare_from, .init = set_up, .fini = room_close);

static struct desk_said *choose(const char *text) {
    struct desk_said *said = desk_say(desk, "U0BOB", text);
    desk_pass(desk, 5 * MINUTE_MS);
    desk_shortcut(desk, "U0CAROL", "incident_declare_from", said);
    return said;
}

static const char *title(void) {
    return desk_text(desk, "SELECT title FROM incident");
}

/* Presses the button for sev1 that was offered last. */
static void press_sev1(void) {
    const char *line = button_line(desk->sent[desk->sent_count - 1].body, "SEV-1");
    cr_assert_not_null(line);
    desk_press(desk, "U0CAROL", line);
    cr_assert_eq(desk->result, OK);
}

Test(declare_from, a_message_asks_how_bad_it_is_and_declares_nothing_yet) {
    choose("sev1 checkout is down\nfor everybody");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    assert_says(room_text("How bad is it?"),
                "An incident with this title: *sev1 checkout is down*");
}

Test(declare_from, a_message_has_its_first_line_as_title_and_itself_first_on_the_timeline) {
    struct desk_said *said = choose("checkout is down &amp; out\nfor everybody");
    char address[128];
    press_sev1();
    cr_assert_str_eq(title(), "checkout is down & out");
    const char *first = desk_text(desk, "SELECT text FROM timeline ORDER BY at_ms, id LIMIT 1");
    assert_says(first, "Evidence: checkout is down & out\nfor everybody (noted by <@U0CAROL>)");
    snprintf(address, sizeof address, "https://desk.slack.test/archives/C0INCIDENTS/p%.10s%s",
             said->ts, said->ts + 11);
    assert_says(first, address);
    cr_assert_str_eq(desk_text(desk, "SELECT declared_by FROM incident"), "U0CAROL");
}

Test(declare_from, a_message_with_options_and_bars_in_it_they_stay_words) {
    choose("deploy --drill | went wrong –private");
    press_sev1();
    cr_assert_str_eq(title(), "deploy drill went wrong private");
    cr_assert_eq(desk_number(desk, "SELECT drill + is_private FROM incident"), 0);
}

Test(declare_from, a_message_without_words_says_what_to_type) {
    choose("");
    assert_says(room_text("has no words"), "type `/incident declare sev1 …`");
}

Test(declare_from, an_address_that_is_typed_tells_nothing_of_what_is_there) {
    room_do("U0ALICE", "declare sev1 checkout is down --from "
                       "https://desk.slack.test/archives/G0SECRET/p1795183400000100");
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM timeline ORDER BY at_ms, id LIMIT 1"),
                     "Evidence: declared from this message: "
                     "https://desk.slack.test/archives/G0SECRET/p1795183400000100");
}

Test(declare_from, what_is_no_address_of_a_message_is_refused_and_nothing_declared) {
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down --from yesterday");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "--from takes the link to a message");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
}

Test(declare_from, the_menu_of_the_workspace_is_the_command_without_a_word_and_answers_privately) {
    desk_shortcut(desk, "U0CAROL", "incident_declare", NULL);
    cr_assert_eq(desk->result, OK);
    cr_assert_geq(room_told("U0CAROL", "How bad is it?", 0), 1);
}
