/* The buttons of a prompt: what they do, who pressed them, and what they say when it is settled. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_begin("promise.draft_before=0s", "declare sev1 checkout is down");
}

TestSuite(prompt, .init = set_up, .fini = room_close, .timeout = 120);

#define DUE "the update promised for 14:35 UTC is due"

static const struct desk_sent *prompt(void) {
    room_wait(31);
    return room_find(DUE);
}

/* The newest edit of sent, which there must be, printed. */
static const char *edit_of(const struct desk_sent *sent) {
    for (int i = desk->sent_count - 1; i >= 0; i--)
        if (str_equal(desk->sent[i].method, "chat.update") &&
            str_equal(json_text_at(desk->sent[i].body, "ts"), sent->ts))
            return json_print(desk->sent[i].body);
    cr_assert(false, "nothing was edited");
    return "";
}

static bool is_edited(const struct desk_sent *sent) {
    for (int i = 0; i < desk->sent_count; i++)
        if (str_equal(desk->sent[i].method, "chat.update") &&
            str_equal(json_text_at(desk->sent[i].body, "ts"), sent->ts))
            return true;
    return false;
}

Test(prompt, offers_what_can_be_done_about_it) {
    const struct json *message = prompt()->body;
    assert_button(message, "Write update", "prompt " INC " 1795185300 update");
    assert_button(message, "No change", "prompt " INC " 1795185300 unchanged");
    assert_button(message, "Snooze 10 min",
                  "prompt " INC " 1795185300 snooze 10m asked for more time");
    assert_button(message, "Hand over", "prompt " INC " 1795185300 handoff");
}

Test(prompt, is_put_off_by_one_press_and_shows_who_did_it) {
    const struct desk_sent *asked = prompt();
    desk_press_in(desk, "U0BOB", asked, "Snooze");
    cr_assert_eq(desk->result, OK);
    assert_says(room_body("comes at 14:46 UTC instead"), "U0BOB");
    const char *edit = edit_of(asked);
    assert_says(edit, "<@U0BOB> pressed *Snooze 10 min* at 14:36 UTC");
    assert_says(edit, DUE);
    assert_says_not(edit, "\"actions\"");
}

Test(prompt, opens_the_form_of_the_update_and_shows_who_writes_it) {
    const struct desk_sent *asked = prompt();
    desk_press_in(desk, "U0BOB", asked, "Write update");
    cr_assert_not_null(desk_find(desk, "\"callback_id\":\"update\""));
    assert_says(edit_of(asked), "<@U0BOB> pressed *Write update…* at 14:36 UTC");
    assert_says(edit_of(asked), "\"actions\"");
}

Test(prompt, that_is_settled_says_so_and_does_nothing) {
    const struct desk_sent *asked = prompt();
    room_do("U0ALICE", "update rolled back, errors are falling");
    int64_t promised_ms = desk_number(desk, "SELECT promised_ms FROM incident");
    desk_press_in(desk, "U0BOB", asked, "Snooze");
    cr_assert_eq(desk->result, OK);
    assert_says(room_body("is settled"), "The last one was posted at 14:36 UTC");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"), promised_ms);
    cr_assert_not(is_edited(asked));
}

Test(prompt, of_an_incident_that_is_over_says_so) {
    const struct desk_sent *asked = prompt();
    room_do("U0ALICE", "resolve rolled back because: it is late");
    desk_press_in(desk, "U0BOB", asked, "No change");
    assert_says(room_body("no update is owed any more"), "reopen " INC);
    cr_assert_not(is_edited(asked));
}

Test(prompt, of_a_promise_that_was_moved_is_settled) {
    const struct desk_sent *asked = prompt();
    room_do("U0ALICE", "next in 20m");
    desk_press_in(desk, "U0BOB", asked, "Write update");
    room_find("this button is about the update promised for 14:35 UTC, which is settled");
}

Test(prompt, is_answered_with_no_change_and_one_line) {
    room_do("U0ALICE", "update progress: restoring the backup eta: 15:30");
    desk_press(desk, "U0BOB", "unchanged " INC);
    cr_assert_not_null(desk_find(desk, "\"callback_id\":\"unchanged\""), "a form asks for it");
    room_do("U0BOB", "unchanged " INC " the restore is still running");
    const char *update = room_body("No change – the restore is still running");
    assert_says(update, "restoring the backup");
    assert_says(update, "15:30");
    cr_assert_str_eq(desk_text(desk, "SELECT progress FROM incident"), "restoring the backup");
    cr_assert_eq(desk_number(desk, "SELECT updated_ms FROM incident"), desk->now_ms);
}

Test(prompt, that_is_answered_keeps_the_promise) {
    prompt();
    desk->forms_open = false;
    room_do("U0BOB", "unchanged");
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 desk->now_ms + 30 * MINUTE_MS);
    room_find("*No change*");
}

Test(prompt, explains_itself_to_whoever_types_it) {
    desk_type(desk, "U0BOB", "prompt");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "the buttons of a prompt");
    desk_type(desk, "U0BOB", "prompt " INC " 1795185300 resolve it");
    cr_assert_eq(desk->result, INVALID);
}

Test(prompt, draft_that_is_posted_late_is_not_posted_twice) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_wait(26);
    const struct desk_sent *draft = room_find("here is a draft");
    room_do("U0ALICE", "update rolled back");
    int from = desk->sent_count;
    desk_press_in(desk, "U0ALICE", draft, "Post it as it is");
    cr_assert_eq(room_told("C0INCIDENTS", "UPDATE [", from), 0);
    room_find("is settled");
}

Test(prompt, draft_is_posted_by_one_press) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_wait(26);
    int from = desk->sent_count;
    desk_press_in(desk, "U0ALICE", room_find("here is a draft"), "Post it as it is");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(room_told("C0INCIDENTS", "no news yet", from), 1);
}
