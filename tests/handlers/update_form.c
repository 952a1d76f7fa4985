/* The form of an update, as it comes back from Slack. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE",
              "update progress: looking next: roll back eta: 15:00 impact: all of us");
}

TestSuite(update_form, .init = set_up, .fini = room_close);

/* U0BOB types "update" where a form could open. */
static void ask_for_form(void) {
    desk->forms_open = true;
    room_do("U0BOB", "update");
    desk->forms_open = false;
}

/* ---- The form as Slack shows it */

/* What stands in an input and has come back with its name. */
static void put_value(struct json *values, const char *name, const char *member,
                      struct json *value) {
    struct json *input = json_new_object(), *block = json_new_object();
    json_put(input, member, value);
    json_put(block, name, input);
    json_put(values, name, block);
}

/* Opens the form for U0BOB; the view as it comes back when nothing is touched. */
static struct json *open_form(void) {
    ask_for_form();
    const struct desk_sent *sent = desk_find(desk, "private_metadata");
    cr_assert_str_eq(sent->method, "views.open");
    struct json *view = json_copy(json_at(sent->body, "view"));
    struct json *state = json_new_object(), *values = json_new_object();
    for (size_t i = 0; i < json_len(view, "blocks"); i++) {
        const struct json *block = json_item(json_at(view, "blocks"), i);
        const char *name = json_text_at(block, "block_id");
        const struct json *option = json_at(block, "element.initial_option");
        if (option)
            put_value(values, name, "selected_option", json_copy(option));
        else if (*name)
            put_value(values, name, "value", json_copy(json_at(block, "element.initial_value")));
    }
    json_put(state, "values", values);
    json_put(view, "state", state);
    return view;
}

static void write_into(struct json *view, const char *name, const char *text) {
    struct json *values = json_member(json_member(view, "state"), "values");
    put_value(values, name, "value", json_new_string(text));
}

/* Frees view. */
static void submit(struct json *view) {
    desk_submit(desk, "U0BOB", view);
    cr_assert_eq(desk->result, OK, "%s", json_print(desk->reply_message));
}

static const char *newest_update(void) {
    return desk_text(desk, "SELECT text FROM timeline WHERE kind = 'update'"
                           " ORDER BY id DESC LIMIT 1");
}

Test(update_form, what_was_emptied_is_forgotten_and_the_rest_stays) {
    struct json *view = open_form();
    write_into(view, "progress", "rolling back");
    write_into(view, "eta", NULL);
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
    write_into(view, "progress", "rolling back");
    write_into(view, "eta", NULL);
    submit(view);
    cr_assert_str_eq(newest_update(), "rolling back · eta: none");
    submit(open_form());
    cr_assert_str_eq(newest_update(), "Nothing new");
}

Test(update_form, what_others_changed_meanwhile_is_not_undone) {
    struct json *view = open_form();
    desk_type(desk, "U0ALICE", "update status: mitigating next: drain the queue progress: halfway");
    write_into(view, "impact", "some of us");
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
    write_into(view, "progress", "rolling back");
    submit(view);
    cr_assert_str_eq(desk_text(desk, "SELECT next_steps FROM incident"), before);
    cr_assert_str_eq(newest_update(), "rolling back");
}

Test(update_form, who_submits_it_hears_that_the_thread_is_out_of_reach) {
    struct json *view = open_form();
    desk_refuse(desk, "chat.postMessage", "is_archived", 1);
    desk_type(desk, "U0ALICE", "update still looking");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
    write_into(view, "progress", "rolling back");
    submit(view);
    const struct desk_sent *told = room_find("Slack does not let me post");
    cr_assert_str_eq(json_text_at(told->body, "channel"), "U0BOB");
}

Test(update_form, where_it_does_not_open_the_line_to_complete_comes_while_it_is_of_use) {
    desk->away = true;
    ask_for_form();
    desk_pass(desk, MINUTE_MS);
    desk->away = false;
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
    cr_assert_str_eq(json_text_at(room_find("what is new?")->body, "channel"), "U0BOB");
    desk->away = true;
    ask_for_form();
    desk_pass(desk, 15 * MINUTE_MS);
    desk->away = false;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
}
