/* Resolving with a form. */
#include "base/utc.h"
#include "tests/kit/sheet.h"

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(resolve_form, .init = set_up, .fini = room_close);

Test(resolve_form, opens_where_nothing_is_typed_and_resolves) {
    struct json *view = sheet_open("U0ALICE", "resolve");
    sheet_write(view, "fix", "rolled back release 42");
    sheet_write(view, "cause", "a bad migration");
    sheet_send("U0ALICE", view);
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_RESOLVED);
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "rolled back release 42");
    cr_assert_str_eq(desk_text(desk, "SELECT root_cause FROM incident"), "a bad migration");
    room_find("is resolved after");
}

Test(resolve_form, nothing_that_is_written_into_it_is_read_as_a_field) {
    struct json *view = sheet_open("U0ALICE", "resolve");
    sheet_write(view, "fix", "fix: the cause: because: of it");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"),
                     "fix: the cause: because: of it");
    cr_assert_str_eq(desk_text(desk, "SELECT root_cause FROM incident"), "");
}

Test(resolve_form, what_is_complete_needs_no_form) {
    desk->forms_open = true;
    room_do("U0ALICE", "resolve rolled back");
    cr_assert_null(desk_find(desk, "private_metadata"));
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_RESOLVED);
}

Test(resolve_form, what_the_team_asks_for_is_asked_for_at_its_input) {
    room_begin("resolve.require_root_cause=true", "declare sev1 checkout is down");
    struct json *view = sheet_open("U0ALICE", "resolve rolled back");
    cr_assert_str_eq(sheet_text(view, "fix"), "rolled back");
    assert_says(sheet_error("U0ALICE", view, "cause"), "root cause");
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "");
    sheet_write(view, "cause", "a leak");
    sheet_send("U0ALICE", view);
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_RESOLVED);
}

Test(resolve_form, what_must_hold_before_are_boxes) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    room_do("U0ALICE", "resolve 1 yes");
    struct json *view = sheet_open("U0ALICE", "resolve");
    cr_assert_str_eq(sheet_text(view, "criteria"), "1");
    sheet_write(view, "fix", "rolled back");
    sheet_write(view, "criteria", "2 3");
    sheet_send("U0ALICE", view);
    cr_assert_str_eq(desk_text(desk, "SELECT group_concat(name || value, ' ') FROM (SELECT name, "
                                     "value FROM answer WHERE topic = 'resolving' ORDER BY name)"),
                     "1no 2yes 3yes");
    room_find("not* resolved yet");
    cr_assert_str_eq(desk_text(desk, "SELECT resolution FROM incident"), "rolled back");
}

Test(resolve_form, whoever_resolves_what_is_anothers_reads_so_where_the_reason_belongs) {
    room_begin("playbook=vyberology", "declare sev1 checkout is down");
    struct json *view = sheet_open("U0BOB", "resolve");
    sheet_write(view, "fix", "rolled back");
    (void)sheet_error("U0BOB", view, "because");
    sheet_write(view, "because", "the commander asked me to");
    sheet_send("U0BOB", view);
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_RESOLVED);
}

Test(resolve_form, one_that_is_resolved_meanwhile_says_so_and_keeps_what_was_written) {
    struct json *view = sheet_open("U0BOB", "resolve");
    sheet_write(view, "fix", "rolled back");
    sheet_tell("U0BOB", view);
    room_do("U0ALICE", "resolve restarted it");
    assert_says(sheet_error("U0BOB", view, "fix"), "resolved already");
    room_do("U0BOB", "drafts");
    assert_says(desk->reply, "rolled back");
    json_free(view);
}

Test(resolve_form, a_mention_asks_with_a_line_and_a_button_that_opens_it) {
    desk_mention(desk, "U0ALICE", "resolve cause: a leak");
    const struct desk_sent *asked = room_find("what fixed it, and why");
    cr_assert_str_eq(asked->method, "chat.postEphemeral");
    assert_says(json_text_at(asked->body, "text"),
                "```/incident resolve " INC " fix: … cause: a leak```");
    struct json *view = sheet_press("U0ALICE", button_line(asked->body, "Open the form"));
    cr_assert_str_eq(sheet_text(view, "cause"), "a leak");
    json_free(view);
}

Test(resolve_form, where_it_does_not_open_the_same_comes_to_its_person_alone) {
    desk->forms_open = true;
    desk_refuse(desk, "views.open", "expired_trigger_id", 1);
    room_do("U0ALICE", "resolve cause: a leak");
    const struct desk_sent *asked = room_find("what fixed it, and why");
    cr_assert_str_eq(json_text_at(asked->body, "channel"), "U0ALICE");
    assert_says(json_text_at(asked->body, "text"), "cause: a leak```");
}
