/* Filling in what only people know, with a form. */
#include "tests/kit/sheet.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_do("U0ALICE", "resolve rolled back");
}

TestSuite(postmortem_form, .init = set_up, .fini = room_close);

Test(postmortem_form, opens_from_a_button_with_what_is_known_and_sets_what_is_new) {
    room_do("U0ALICE", "postmortem");
    struct json *view = sheet_press("U0ALICE", room_button("Fill in the details"));
    cr_assert_str_eq(sheet_text(view, "resolution"), "rolled back");
    sheet_write(view, "cause", "a bad migration");
    sheet_write(view, "owner", "U0BOB");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT root_cause FROM incident"), "a bad migration");
    cr_assert_str_eq(desk_text(desk, "SELECT owner FROM postmortem"), "U0BOB");
    room_find("set cause: a bad migration");
    cr_assert_eq(desk_count(desk, "set resolution", 0), 0);
}

Test(postmortem_form, what_cannot_be_forgotten_is_refused_where_it_stands) {
    struct json *view = sheet_open("U0ALICE", "postmortem details");
    sheet_write(view, "resolution", NULL);
    (void)sheet_error("U0ALICE", view, "resolution");
    json_free(view);
}

Test(postmortem_form, two_people_do_not_write_over_each_other) {
    struct json *view = sheet_open("U0ALICE", "postmortem details");
    room_do("U0BOB", "set cause the wrong index");
    sheet_write(view, "cause", "a bad migration");
    assert_says(sheet_error("U0ALICE", view, "cause"), "the wrong index");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT root_cause FROM incident"), "a bad migration");
}
