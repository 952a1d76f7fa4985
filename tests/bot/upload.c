/* Files on their way to Slack: each call that can fail, and what stands there afterwards. */
#include "base/str.h"
#include "base/utc.h"
#include "store/outbox.h"
#include "tests/kit/desk.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct desk *desk;

static void set_up(void) {
    desk = desk_new(NULL);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
}

static void tear_down(void) {
    desk_free(desk);
}

TestSuite(upload, .init = set_up, .fini = tear_down);

static const char bytes[] = "\x89PNG\0and more";

/* Puts a file for user, or for the incident's thread, into the outbox; it has not left yet. */
static void put(const char *user) {
    static int count;
    struct err err;
    char op[32];
    snprintf(op, sizeof op, "file-%d", ++count);
    JSON_AUTO *body = json_new_object();
    json_put_str(body, "filename", "timeline.png");
    json_put_str(body, "title", "The timeline");
    json_put_str(body, "alt_txt", "A line that rises");
    json_put_str(body, "initial_comment", "Here it is");
    json_put_int(body, "length", sizeof bytes - 1);
    if (*user)
        json_put_str(body, "channel", user);
    struct outbox_call row = {.op = op,
                              .lane = "upload:x",
                              .method = OUTBOX_UPLOAD,
                              .address = *user ? OUTBOX_FIXED : OUTBOX_THREAD,
                              .body = json_print(body),
                              .incident_id = 1,
                              .on_result = "uploaded",
                              .created_ms = desk->now_ms,
                              .not_before_ms = desk->now_ms};
    cr_assert_eq(store_begin(&desk->store, &err), OK);
    cr_assert_eq(outbox_put(&desk->store, &row, &err), OK, "%s", err.text);
    cr_assert_eq(outbox_put_bytes(&desk->store, row.op, bytes, sizeof bytes - 1, &err), OK);
    cr_assert_eq(store_commit(&desk->store, &err), OK);
}

static void refuse(const char *method, enum web_outcome outcome, const char *error, int times) {
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "%s", method);
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "%s", error);
    desk->refuse_outcome = outcome;
    desk->refuse_times = times;
}

/* The newest file that stands in Slack, or NULL; *ret_count files do. */
static const struct json *file(int *ret_count) {
    const struct json *found = NULL;
    *ret_count = 0;
    for (int i = 0; i < desk->sent_count; i++)
        if (str_equal(desk->sent[i].method, "files.completeUploadExternal")) {
            found = desk->sent[i].body;
            ++*ret_count;
        }
    return found;
}

static void expect_files(int expected) {
    int count;
    (void)file(&count);
    cr_assert_eq(count, expected, "%d files", count);
}

static void expect_nothing_left(void) {
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM upload"), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM outbox WHERE state <> 'done'"), 0);
}

/* Slack: F30 */
Test(upload, a_file_for_the_thread_stands_in_it_as_it_was_and_leaves_nothing_behind) {
    int count;
    put("");
    desk_pass(desk, SECOND_MS);
    const struct json *sent = file(&count);
    cr_assert_eq(count, 1);
    cr_assert_str_eq(json_text_at(sent, "thread_ts"), desk->sent[0].ts);
    cr_assert_str_eq(json_text_at(sent, "initial_comment"), "Here it is");
    cr_assert_str_eq(json_text_at(json_item(json_at(sent, "files"), 0), "title"), "The timeline");
    cr_assert_eq(desk->uploaded_len, sizeof bytes - 1);
    cr_assert_eq(memcmp(desk->uploaded, bytes, sizeof bytes - 1), 0);
    expect_nothing_left();
}

Test(upload, a_file_for_one_person_goes_to_their_direct_messages) {
    int count;
    put("U0BOB");
    desk_pass(desk, SECOND_MS);
    const struct json *sent = file(&count);
    cr_assert_eq(count, 1);
    cr_assert_str_eq(json_text_at(sent, "channel_id"), "DU0BOB");
    expect_nothing_left();
}

Test(upload, what_fails_before_the_file_is_public_begins_anew) {
    static const char *const steps[] = {"conversations.open", "files.getUploadURLExternal",
                                        "upload"};
    for (int i = 0; i < 3; i++) {
        refuse(steps[i], WEB_IN_DOUBT, "", 2);
        put("U0BOB");
        desk_pass(desk, 2 * MINUTE_MS);
        expect_files(i + 1);
    }
    expect_nothing_left();
}

Test(upload, a_file_whose_completion_got_no_answer_is_looked_for_before_it_is_completed_again) {
    refuse("files.completeUploadExternal", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    put("");
    desk_pass(desk, 2 * MINUTE_MS);
    expect_files(1);
    expect_nothing_left();
}

Test(upload, a_completion_that_never_arrived_is_made_again_with_the_same_file) {
    refuse("files.completeUploadExternal", WEB_IN_DOUBT, "", 1);
    put("");
    desk_pass(desk, 10 * SECOND_MS);
    expect_files(0);
    desk_pass(desk, MINUTE_MS);
    expect_files(1);
    expect_nothing_left();
}

Test(upload, the_process_may_die_before_and_after_slack_has_the_bytes) {
    struct err err;
    desk->away = true;
    put("");
    desk_pass(desk, 0);
    desk->away = false;
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE outbox SET state = 'started'", NULL, 0), OK);
    desk_restart(desk, SECOND_MS);
    expect_files(1);
    refuse("files.completeUploadExternal", WEB_IN_DOUBT, "", 1);
    desk->refuse_after_effect = true;
    put("");
    desk_pass(desk, SECOND_MS);
    desk_restart(desk, SECOND_MS);
    desk_pass(desk, 2 * MINUTE_MS);
    expect_files(2);
    expect_nothing_left();
}

Test(upload, a_file_that_slack_has_forgotten_is_sent_again) {
    refuse("files.completeUploadExternal", WEB_REFUSED, "file_not_found", 1);
    put("");
    desk_pass(desk, MINUTE_MS);
    expect_files(1);
    expect_nothing_left();
}

Test(upload, bytes_that_slack_never_takes_are_given_up_and_their_reader_is_told) {
    refuse("upload", WEB_REFUSED, "http_400", 100);
    put("U0BOB");
    desk_pass(desk, 10 * MINUTE_MS);
    expect_files(0);
    const struct desk_sent *told = desk_find(desk, "did not get through");
    cr_assert_not_null(told);
    cr_assert_str_eq(json_text_at(told->body, "channel"), "U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM upload"), 0);
}

Test(upload, a_missing_scope_is_told_with_what_to_do) {
    refuse("files.getUploadURLExternal", WEB_REFUSED, "missing_scope", 1);
    put("");
    desk_pass(desk, MINUTE_MS);
    const struct desk_sent *told = desk_find(desk, "files:write");
    cr_assert_not_null(told);
    cr_assert_str_eq(json_text_at(told->body, "channel"), "U0ALICE");
}

Test(upload, the_channel_is_joined_where_that_is_missing) {
    refuse("files.completeUploadExternal", WEB_REFUSED, "not_in_channel", 1);
    put("");
    desk_pass(desk, SECOND_MS);
    expect_files(1);
}

Test(upload, a_file_waits_for_the_announcement_that_its_thread_hangs_on) {
    refuse("chat.postMessage", WEB_UNSENT, "", 4);
    desk_type(desk, "U0ALICE", "declare sev2 search is slow");
    put("");
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err,
                        "UPDATE outbox SET incident_id = 2 WHERE method = 'upload'", NULL, 0),
                 OK);
    desk_pass(desk, SECOND_MS);
    expect_files(0);
    desk_pass(desk, 3 * MINUTE_MS);
    expect_files(1);
}
