/* The form of an update, as it comes back from Slack. */
#include "base/utc.h"
#include "tests/kit/desk.h"
#include "tests/kit/says.h"

#include <stdio.h>
#include <string.h>

static struct desk *desk;

static void set_up(void) {
    desk = desk_new(NULL);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    desk_type(desk, "U0ALICE",
              "update progress: looking next: roll back eta: 15:00 impact: all of us");
}

static void tear_down(void) {
    desk_free(desk);
}

TestSuite(update_form, .init = set_up, .fini = tear_down);

/* U0BOB submits the form: progress as given, next steps as they were, no ETA. */
static void submit(const char *progress) {
    struct err err;
    struct json *view = NULL;
    static const char text[] =
        "{\"blocks\":[{\"type\":\"input\",\"block_id\":\"progress\"}],\"state\":{\"values\":{"
        "\"status\":{\"status\":{\"selected_option\":{\"value\":\"mitigating\"}}},"
        "\"progress\":{\"progress\":{\"value\":\"\"}},"
        "\"next\":{\"next\":{\"value\":\"roll back\"}},\"eta\":{\"eta\":{\"value\":null}}}}}";
    cr_assert_eq(json_parse(text, strlen(text), &view, &err), OK, "%s", err.text);
    json_put_str(
        json_member(json_member(json_member(json_member(view, "state"), "values"), "progress"),
                    "progress"),
        "value", progress);
    struct request rq = {.trigger = TRIGGER_FORM,
                         .key = progress,
                         .name = "update",
                         .args = "",
                         .typed = "",
                         .user = "U0BOB",
                         .channel = "",
                         .thread = "",
                         .trigger_id = "",
                         .response_url = "",
                         .incident_id = 1,
                         .payload = view};
    struct outcome outcome = dispatch(&desk->dispatch, &rq, REPLY_BY_FORM, desk->now_ms);
    cr_assert_eq(outcome.result, OK, "%s", outcome.err.text);
    json_free(outcome.reply);
    json_free(view);
    desk_pass(desk, 0);
}

Test(update_form, what_was_emptied_is_forgotten_and_the_rest_stays) {
    submit("rolling back");
    const char *update = json_print(desk_find(desk, "rolling back")->body);
    assert_says(update, "*Next steps:* roll back");
    assert_says(update, "*ETA:* not known");
    assert_says(update, "*Impact:* all of us"); /* it was not in the form */
}

Test(update_form, who_submits_it_hears_that_the_thread_is_out_of_reach) {
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "chat.postMessage");
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "is_archived");
    desk->refuse_times = 1;
    desk_type(desk, "U0ALICE", "update still looking");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 1);
    submit("rolling back");
    const struct desk_sent *told = desk_find(desk, "Slack does not let me post");
    cr_assert_not_null(told);
    cr_assert_str_eq(json_text_at(told->body, "channel"), "U0BOB");
}

/* U0BOB types "update" where a form could open. */
static void ask_for_form(const char *key) {
    struct request rq = {.trigger = TRIGGER_COMMAND,
                         .key = key,
                         .name = "",
                         .args = "",
                         .typed = "update",
                         .user = "U0BOB",
                         .channel = "C0GENERAL",
                         .thread = "",
                         .trigger_id = key,
                         .response_url = ""};
    struct outcome outcome = dispatch(&desk->dispatch, &rq, REPLY_BY_ACK, desk->now_ms);
    cr_assert_eq(outcome.result, OK, "%s", outcome.err.text);
    json_free(outcome.reply);
    desk_pass(desk, 0);
}

Test(update_form, where_it_does_not_open_the_line_to_complete_comes_while_it_is_of_use) {
    desk->away = true;
    ask_for_form("soon");
    desk_pass(desk, MINUTE_MS);
    desk->away = false;
    desk_pass(desk, MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
    cr_assert_str_eq(json_text_at(desk_find(desk, "what is new?")->body, "channel"), "U0BOB");
    desk->away = true;
    ask_for_form("late");
    desk_pass(desk, 15 * MINUTE_MS);
    desk->away = false;
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "what is new?", 0), 1);
}
