/* Writing down an action item with a form. */
#include "tests/kit/sheet.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(action_form, .init = set_up, .fini = room_close);

Test(action_form, opens_with_what_was_typed_and_writes_it_down) {
    struct json *view = sheet_open("U0ALICE", "action add @me p1");
    cr_assert_str_eq(sheet_text(view, "owner"), "U0ALICE");
    cr_assert_str_eq(sheet_text(view, "priority"), "P1");
    sheet_write(view, "text", "write a test due tomorrow p3");
    sheet_write(view, "owner", "U0BOB");
    sheet_write(view, "due", "2026-11-27");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT text FROM task"), "write a test due tomorrow p3");
    cr_assert_str_eq(desk_text(desk, "SELECT owner FROM task"), "U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT priority FROM task"), 2);
    assert_says(room_text("Action item #1"), "2026-11-27");
}

Test(action_form, a_day_that_is_over_is_refused_at_the_day) {
    struct json *view = sheet_open("U0ALICE", "action add");
    sheet_write(view, "text", "write a test");
    sheet_write(view, "due", "2026-11-01");
    (void)sheet_error("U0ALICE", view, "due");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM task"), 0);
    json_free(view);
}

Test(action_form, where_it_does_not_open_the_line_to_complete_comes) {
    desk->forms_open = true;
    desk_refuse(desk, "views.open", "expired_trigger_id", 1);
    room_do("U0ALICE", "action add @me due 2026-11-27");
    assert_says(room_text("what is to be done"),
                "/incident action add " INC " …what… <@U0ALICE> due 2026-11-27");
}
