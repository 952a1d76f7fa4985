/* Handing a role over with a form. */
#include "tests/kit/sheet.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(handoff_form, .init = set_up, .fini = room_close);

Test(handoff_form, opens_with_the_role_that_one_has_and_asks_whoever_is_chosen) {
    struct json *view = sheet_open("U0ALICE", "handoff");
    cr_assert_str_eq(sheet_text(view, "role"), "ic");
    sheet_write(view, "taker", "U0BOB");
    sheet_write(view, "brief", "the vendor calls back at three");
    sheet_send("U0ALICE", view);
    cr_assert_eq(room_told("U0BOB", "the vendor calls back at three", 0), 1);
    room_find("is asked to be");
    desk_press(desk, "U0BOB",
               button_line(room_find("It is yours once you accept")->body, "Accept"));
    cr_assert_str_eq(room_holder("ic"), "U0BOB");
}

Test(handoff_form, a_role_that_was_named_is_chosen_already) {
    struct json *view = sheet_open("U0ALICE", "handoff scribe");
    cr_assert_str_eq(sheet_text(view, "role"), "scribe");
    json_free(view);
}

Test(handoff_form, a_refusal_stands_at_the_role_or_at_whoever_takes_it) {
    struct json *view = sheet_open("U0BOB", "handoff ic");
    sheet_write(view, "taker", "U0CAROL");
    assert_says(sheet_error("U0BOB", view, "role"), "can hand that over");
    json_free(view);
    view = sheet_open("U0ALICE", "handoff");
    sheet_write(view, "taker", "U0ALICE");
    assert_says(sheet_error("U0ALICE", view, "taker"), "already");
    json_free(view);
}

Test(handoff_form, without_a_form_the_line_to_complete_comes_at_once) {
    room_do("U0ALICE", "handoff scribe");
    assert_says(desk->reply, "/incident handoff " INC " scribe @name");
    assert_button(desk->reply_message, "Open the form", "handoff " INC);
}

Test(handoff_form, where_it_does_not_open_the_line_to_complete_comes) {
    desk->forms_open = true;
    desk_refuse(desk, "views.open", "expired_trigger_id", 1);
    room_do("U0ALICE", "handoff scribe");
    assert_says(room_text("Which role goes to whom"), "/incident handoff " INC " scribe @name");
}
