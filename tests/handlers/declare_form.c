/* Declaring with a form. */
#include "base/utc.h"
#include "tests/kit/sheet.h"

static void set_up(void) {
    room_open(NULL);
}

TestSuite(declare_form, .init = set_up, .fini = room_close);

Test(declare_form, opens_where_nothing_is_typed_and_declares) {
    struct json *view = sheet_open("U0ALICE", "declare");
    sheet_write(view, "title", "checkout is down");
    sheet_write(view, "severity", "sev1");
    sheet_write(view, "impact", "nobody can pay");
    sheet_send("U0ALICE", view);
    assert_says(room_text("INCIDENT DECLARED"), "SEV-1 checkout is down");
    assert_says(room_text("INCIDENT DECLARED"), "Impact: nobody can pay");
    const struct desk_sent *told = room_find("is declared");
    cr_assert_str_eq(told->method, "chat.postEphemeral");
    cr_assert_str_eq(json_text_at(told->body, "user"), "U0ALICE");
    cr_assert_str_eq(json_text_at(told->body, "channel"), "C0GENERAL");
}

Test(declare_form, half_of_what_is_needed_stands_in_it_already) {
    struct json *view = sheet_open("U0ALICE", "declare checkout is down | nobody can pay "
                                              "--started 13:50 --private");
    cr_assert_str_eq(sheet_text(view, "title"), "checkout is down");
    cr_assert_str_eq(sheet_text(view, "impact"), "nobody can pay");
    cr_assert_str_eq(sheet_text(view, "severity"), "");
    assert_says(json_print(view), "13:50 UTC");
    json_free(view);
    view = sheet_open("U0ALICE", "declare sev2");
    cr_assert_str_eq(sheet_text(view, "severity"), "sev2");
    json_free(view);
}

Test(declare_form, what_it_does_not_ask_for_is_not_lost) {
    struct json *view =
        sheet_open("U0ALICE", "declare checkout is down --bridge https://meet.example.org/42");
    sheet_write(view, "severity", "sev2");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT bridge FROM incident"), "https://meet.example.org/42");
}

Test(declare_form, nothing_that_is_written_into_it_is_read_as_a_command) {
    struct json *view = sheet_open("U0ALICE", "declare");
    sheet_write(view, "title", "sev4 checkout | down --private --nonsense");
    sheet_write(view, "severity", "sev1");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT title FROM incident"),
                     "sev4 checkout | down --private --nonsense");
    cr_assert_eq(desk_number(desk, "SELECT is_private + severity FROM incident"), 1);
}

/* Slack: E17 */
Test(declare_form, a_refusal_stands_under_the_input_that_it_is_about) {
    struct json *view = sheet_open("U0ALICE", "declare");
    sheet_write(view, "severity", "sev1");
    sheet_write(view, "title", "checkout is down");
    sheet_write(view, "started", "when the cock crowed");
    assert_says(sheet_error("U0ALICE", view, "started"), "14:05");
    sheet_write(view, "started", NULL);
    sheet_write(view, "title", " ");
    assert_says(sheet_error("U0ALICE", view, "title"), "title is missing");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    json_free(view);
}

Test(declare_form, what_may_be_private_is_not_announced_unasked) {
    struct json *view = sheet_open("U0ALICE", "declare");
    sheet_write(view, "severity", "sev1");
    sheet_write(view, "title", "security of the login page");
    assert_says(sheet_error("U0ALICE", view, "kind"), "private");
    sheet_write(view, "kind", "security");
    sheet_send("U0ALICE", view);
    cr_assert_eq(desk_number(desk, "SELECT is_private FROM incident"), 1);
}

Test(declare_form, a_drill_is_declared_with_it) {
    struct json *view = sheet_open("U0ALICE", "drill sev2 --private");
    cr_assert_str_eq(sheet_text(view, "severity"), "sev2");
    assert_says(json_print(view), "drill");
    sheet_write(view, "title", "the database is gone");
    sheet_write(view, "flags", "drill");
    sheet_send("U0ALICE", view);
    cr_assert_eq(desk_number(desk, "SELECT drill FROM incident"), 1);
}

Test(declare_form, where_it_does_not_open_a_button_for_each_severity_comes_with_what_was_typed) {
    desk_refuse(desk, "views.open", "expired_trigger_id", 1);
    desk->forms_open = true;
    room_do("U0ALICE", "declare checkout is down | nobody can pay");
    desk->forms_open = false;
    const struct desk_sent *asked = room_find("How bad is it?");
    cr_assert_str_eq(json_text_at(asked->body, "channel"), "U0ALICE");
    assert_button(asked->body, "SEV-1", "declare sev1 checkout is down | nobody can pay");
    assert_button(asked->body, "Open the form", "declare");
}

Test(declare_form, where_the_severity_is_known_the_line_to_complete_comes) {
    desk_refuse(desk, "views.open", "expired_trigger_id", 1);
    desk->forms_open = true;
    room_do("U0ALICE", "declare sev1");
    desk->forms_open = false;
    room_find("declare sev1 …what is broken…");
}

Test(declare_form, what_was_begun_is_offered_again) {
    struct json *view = sheet_open("U0ALICE", "declare");
    sheet_write(view, "title", "checkout is down");
    sheet_tell("U0ALICE", view);
    sheet_close("U0ALICE", view);
    json_free(view);
    view = sheet_press("U0ALICE", button_line(room_find("without sending it")->body, "Go on"));
    cr_assert_str_eq(sheet_text(view, "title"), "checkout is down");
    json_free(view);
}

Test(declare_form, what_was_typed_outlives_a_form_that_is_closed_at_once) {
    struct json *view = sheet_open("U0ALICE", "declare checkout is down");
    sheet_close("U0ALICE", view);
    json_free(view);
    room_find("without sending it");
    view = sheet_open("U0ALICE", "declare");
    cr_assert_str_eq(sheet_text(view, "title"), "checkout is down");
    json_free(view);
}
