/* The form of an update, as it comes back from Slack. */
#include "base/utc.h"
#include "tests/kit/sheet.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE",
              "update progress: looking next: roll back eta: 15:00 impact: all of us");
}

TestSuite(update_form, .init = set_up, .fini = room_close);

static void type_where_a_form_could_open(const char *user, const char *line) {
    desk->forms_open = true;
    room_do(user, line);
    desk->forms_open = false;
}

static struct json *open_form(void) {
    return sheet_open("U0BOB", "update");
}

static void submit(struct json *view) {
    sheet_send("U0BOB", view);
}

static const char *newest_update(void) {
    return desk_text(desk, "SELECT text FROM timeline WHERE kind = 'update'"
                           " ORDER BY id DESC LIMIT 1");
}

Test(update_form, what_was_emptied_is_forgotten_and_the_rest_stays) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    sheet_write(view, "eta", NULL);
    json_remove(json_member(json_member(view, "state"), "values"),
                "impact"); /* a team's own form */
    submit(view);
    const char *update = room_body("rolling back");
    assert_says(update, "*Next steps:* roll back");
    assert_says(update, "*ETA:* not known");
    assert_says(update, "*Impact:* all of us");
}

Test(update_form, the_timeline_says_what_changed_and_nothing_else) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    sheet_write(view, "eta", NULL);
    submit(view);
    cr_assert_str_eq(newest_update(), "rolling back · eta: none");
    submit(open_form());
    cr_assert_str_eq(newest_update(), "Nothing new");
}

Test(update_form, what_others_changed_meanwhile_is_not_undone) {
    struct json *view = open_form();
    desk_type(desk, "U0ALICE", "update status: mitigating next: drain the queue progress: halfway");
    sheet_write(view, "impact", "some of us");
    submit(view);
    cr_assert_str_eq(newest_update(), "impact: some of us");
    cr_assert_str_eq(desk_text(desk, "SELECT next_steps FROM incident"), "drain the queue");
    cr_assert_str_eq(desk_text(desk, "SELECT progress FROM incident"), "halfway");
    cr_assert_eq(desk_number(desk, "SELECT status FROM incident"), STATUS_MITIGATING);
}

Test(update_form, a_text_too_long_for_its_input_keeps_its_end) {
    static char line[4000], before[4000];
    size_t len = (size_t)snprintf(line, sizeof line, "update next: ");
    while (len < 3000)
        len += (size_t)snprintf(line + len, sizeof line - len, "a &amp;&amp; b ");
    snprintf(line + len, sizeof line - len, "the end");
    room_do("U0ALICE", line);
    snprintf(before, sizeof before, "%s", desk_text(desk, "SELECT next_steps FROM incident"));
    struct json *view = open_form();
    assert_says(json_print(view), "too long for this form");
    sheet_write(view, "progress", "rolling back");
    submit(view);
    cr_assert_str_eq(desk_text(desk, "SELECT next_steps FROM incident"), before);
    cr_assert_str_eq(newest_update(), "rolling back");
}

Test(update_form, who_submits_it_hears_that_the_thread_is_out_of_reach) {
    desk_refuse(desk, "chat.postMessage", "is_archived", 1);
    desk_type(desk, "U0ALICE", "update still looking");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    submit(view);
    const struct desk_sent *told = room_find("Slack does not let me post");
    cr_assert_str_eq(json_text_at(told->body, "user"), "U0BOB");
}

Test(update_form, where_it_does_not_open_the_line_to_complete_comes_while_it_is_of_use) {
    desk->away = true;
    type_where_a_form_could_open("U0BOB", "update");
    desk_pass(desk, MINUTE_MS);
    desk->away = false;
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
    cr_assert_str_eq(json_text_at(room_find("what is new?")->body, "channel"), "U0BOB");
    desk->away = true;
    type_where_a_form_could_open("U0BOB", "update");
    desk_pass(desk, 15 * MINUTE_MS);
    desk->away = false;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
}

/* ---- Two people at once */

Test(update_form, what_two_people_changed_is_refused_once_where_it_was_changed) {
    struct json *view = open_form();
    room_do("U0ALICE", "update next: drain the queue");
    sheet_write(view, "progress", "rolling back");
    sheet_write(view, "next", "switch it off");
    assert_says(sheet_error("U0BOB", view, "next"), "it is now “drain the queue”");
    cr_assert_str_eq(desk_text(desk, "SELECT next_steps FROM incident"), "drain the queue");
    submit(view);
    cr_assert_str_eq(desk_text(desk, "SELECT next_steps FROM incident"), "switch it off");
}

Test(update_form, what_is_changed_again_is_refused_again) {
    struct json *view = open_form();
    room_do("U0ALICE", "update next: drain the queue");
    sheet_write(view, "next", "switch it off");
    (void)sheet_error("U0BOB", view, "next");
    room_do("U0ALICE", "update next: fill it again");
    assert_says(sheet_error("U0BOB", view, "next"), "fill it again");
    submit(view);
}

/* ---- Drafts */

Test(update_form, what_was_written_and_not_sent_stands_in_the_form_again) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling ba");
    sheet_tell("U0BOB", view);
    sheet_write(view, "progress", "rolling back");
    sheet_tell("U0BOB", view);
    sheet_close("U0BOB", view);
    json_free(view);
    const struct desk_sent *told = room_find("without sending it");
    cr_assert_str_eq(json_text_at(told->body, "user"), "U0BOB");
    view = sheet_press("U0BOB", button_line(told->body, "Go on"));
    cr_assert_str_eq(sheet_text(view, "progress"), "rolling back");
    cr_assert_str_eq(sheet_text(view, "eta"), "15:00");
    assert_says(json_print(view), "What you wrote here");
    submit(view);
    cr_assert_str_eq(newest_update(), "rolling back");
    view = open_form();
    assert_says_not(json_print(view), "What you wrote here");
    json_free(view);
}

Test(update_form, a_draft_is_its_writers_alone) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    sheet_tell("U0BOB", view);
    json_free(view);
    view = sheet_open("U0ALICE", "update");
    cr_assert_str_eq(sheet_text(view, "progress"), "looking");
    json_free(view);
}

Test(update_form, closing_a_form_in_which_nothing_was_written_says_nothing) {
    struct json *view = open_form();
    sheet_tell("U0BOB", view);
    sheet_close("U0BOB", view);
    json_free(view);
    cr_assert_eq(desk_count(desk, "without sending it", 0), 0);
}

Test(update_form, what_comes_late_of_a_form_that_was_sent_makes_no_draft) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    sheet_tell("U0BOB", view);
    submit(json_copy(view));
    sheet_tell("U0BOB", view);
    sheet_close("U0BOB", view);
    json_free(view);
    cr_assert_eq(desk_count(desk, "without sending it", 0), 0);
}

Test(update_form, a_draft_is_forgotten_after_a_day_and_thrown_away_before) {
    struct json *view = open_form();
    sheet_write(view, "progress", "rolling back");
    sheet_tell("U0BOB", view);
    room_do("U0BOB", "drafts");
    assert_says(desk->reply, "progress: rolling back");
    desk_pass_days(desk, 2);
    room_do("U0BOB", "drafts");
    assert_says(desk->reply, "nothing into a form");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM form_draft"), 0);
    sheet_tell("U0BOB", view);
    json_free(view);
    room_do("U0BOB", "drafts forget #2");
    room_do("U0BOB", "drafts");
    assert_says(desk->reply, "nothing into a form");
}
