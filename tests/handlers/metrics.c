/* Metrics: what is measured of which incidents, what is said of it, and the picture. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

static void begin(void) {
    room_open(SETTINGS("playbook=guide"));
}

TestSuite(metrics, .init = begin, .fini = room_close);

/* An incident that began so many minutes ago is declared, taken, and resolved some minutes later.
 */
static void live_through(const char *declaration, int began, int lasted) {
    char line[100];
    room_do("U0ALICE", declaration);
    if (began) {
        snprintf(line, sizeof line, "set started %dm ago", began);
        room_do("U0ALICE", line);
    }
    room_do("U0BOB", "ack");
    room_wait(lasted);
    room_do("U0BOB", "resolve rolled back because: it holds");
}

static void ask(const char *line) {
    room_do("U0ALICE", line);
}

/* All that happened so far happened so many days earlier; nobody need live through them. */
static void shift(int days) {
    struct err err;
    cr_assert_eq(db_run(&desk->store.db, &err,
                        "UPDATE incident SET declared_ms = declared_ms - $1,"
                        " started_ms = started_ms - $1, acked_ms = acked_ms - $1,"
                        " resolved_ms = resolved_ms - $1",
                        DB_VALUES(db_int(days * DAY_MS))),
                 OK);
}

/* The picture that went out last. */
static const struct json *picture(void) {
    desk_pass(desk, SECOND_MS);
    const struct json *body = NULL;
    for (int i = 0; i < desk->sent_count; i++)
        if (str_equal(desk->sent[i].method, "files.completeUploadExternal"))
            body = desk->sent[i].body;
    return body;
}

/* Rule: S3-23 */
Test(metrics, every_target_of_the_playbook_is_judged) {
    live_through("declare sev1 checkout is down", 10, 10);
    live_through("declare sev2 search is slow", 4, 60);
    live_through("declare sev3 a widget fails", 0, 400);
    ask("metrics");
    assert_says(desk->reply,
                "*Metrics, the last 30 days*: 3 incidents (1 SEV-1, 1 SEV-2, 1 SEV-3)");
    assert_says(
        desk->reply,
        "*Time to detect (MTTD)*: mean 7 min, median 7 min, worst 10 min "
        "(INCIDENT-20261120-140500); not known of 1 of 3 – :x: target missed (under 5 min)");
    assert_says(desk->reply, "*Time to mitigate (MTTM), SEV-1*: 20 min (INCIDENT-20261120-140500) "
                             "– :x: target missed (under 15 min)");
    assert_says(desk->reply, "*Time to resolve (MTTR)*: mean 2 h 41 min, median 1 h 4 min, worst 6 "
                             "h 40 min (INCIDENT-20261120-151500) – :x: target missed (under 2 h)");
    assert_says(desk->reply, "*Time to acknowledge (MTTA)*: mean 0 min");
    assert_says(desk->reply, "set …which incident… started 13:40");
}

Test(metrics, a_target_that_is_met_says_so) {
    live_through("declare sev1 checkout is down", 4, 10);
    ask("metrics");
    assert_says(desk->reply, "*Time to mitigate (MTTM), SEV-1*: 14 min (INCIDENT-20261120-140500) "
                             "– :white_check_mark: target met (under 15 min)");
}

Test(metrics, rehearsals_and_what_was_dismissed_or_merged_do_not_count) {
    room_do("U0ALICE", "drill sev1 fire");
    room_do("U0ALICE", "declare sev2 nothing really");
    room_do("U0ALICE", "dismiss inc 2 a false alarm");
    ask("metrics all");
    assert_says(desk->reply, "there was no incident, so there is nothing to measure");
    cr_assert_null(picture());
}

Test(metrics, a_private_incident_counts_and_is_not_named) {
    room_do("U0ALICE", "declare sev1 keys are public --private");
    room_do("U0ALICE", "set started 30m ago");
    room_do("U0ALICE", "ack");
    room_wait(100);
    room_do("U0ALICE", "resolve rolled back because: it holds");
    ask("metrics sev1");
    assert_says(desk->reply, "1 incident (1 SEV-1)");
    assert_says(desk->reply, "(a private one)");
    assert_says_not(desk->reply, "keys are public");
    assert_says_not(json_print(picture()), "keys are public");
}

Test(metrics, what_was_promised_is_kept_by_a_person_in_time_and_by_nobody_else) {
    room_do("U0ALICE", "declare sev1 checkout is down");
    room_wait(14);
    room_do("U0ALICE", "update looking");
    room_wait(15);
    room_do("U0ALICE", "update found it");
    room_wait(40);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM promise WHERE kept = 1"), 2);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM promise WHERE kept = 0"), 1,
                 "the bot said that there is no news");
    room_do("U0ALICE", "update rolled back");
    room_do("U0ALICE", "resolve rolled back because: it holds");
    ask("metrics");
    assert_says(desk->reply, "*Updates in time*: 3 of 4 (75 %)");
}

Test(metrics, a_review_counts_when_it_is_published_or_overdue) {
    live_through("declare sev1 checkout is down", 4, 10);
    live_through("declare sev1 search is down", 4, 10);
    ask("metrics");
    assert_says(desk->reply, "*Reviews within 48 hours*: none was due – target: 100 %");
    desk_pass(desk, 20 * HOUR_MS);
    room_do("U0ALICE", "seal inc 1");
    room_do("U0ALICE", "postmortem inc 1 publish https://wiki.example.org/1");
    ask("metrics");
    assert_says(desk->reply, "*Reviews within 48 hours*: 1 of 1 (100 %) – :white_check_mark:");
    desk_pass(desk, 40 * HOUR_MS);
    room_do("U0ALICE", "postmortem inc 1 owner <@U0BOB>"); /* which publishes nothing anew */
    ask("metrics");
    assert_says(desk->reply, "*Reviews within 48 hours*: 1 of 2 (50 %) – :x: target missed");
}

Test(metrics, a_promise_that_was_moved_before_its_time_is_neither_kept_nor_missed) {
    room_do("U0ALICE", "declare sev1 checkout is down");
    room_wait(10);
    room_do("U0ALICE", "next in 30m");
    room_wait(5);
    room_do("U0ALICE", "resolve rolled back because: it holds");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM promise"), 0);
    ask("metrics");
    assert_says(desk->reply, "*Updates in time*: none was due");
}

Test(metrics, a_time_a_quarter_or_a_severity_narrows_it_down) {
    live_through("declare sev1 checkout is down", 4, 10);
    shift(40);
    live_through("declare sev2 search is slow", 4, 10);
    ask("metrics");
    assert_says(desk->reply, "1 incident (1 SEV-2)");
    ask("metrics 90d");
    assert_says(desk->reply, "*Metrics, the last 90 days*: 2 incidents");
    ask("metrics all sev1");
    assert_says(desk->reply, "1 incident (1 SEV-1)");
    ask("metrics 2026Q3");
    assert_says(desk->reply, "*Metrics, 2026Q3*: there was no incident");
    ask("metrics q4");
    assert_says(desk->reply, "*Metrics, 2026Q4*: 2 incidents");
}

Test(metrics, what_is_not_understood_is_told_with_what_is) {
    desk_type(desk, "U0ALICE", "metrics everything");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "This is \"everything\"");
    desk_type(desk, "U0ALICE", "metrics 2031Q1");
    assert_says(desk->reply, "2031Q1 has not begun yet");
}

Test(metrics, the_picture_goes_to_whoever_asked_with_all_of_it_in_words) {
    live_through("declare sev1 checkout is down", 4, 10);
    ask("metrics 90d");
    const struct json *body = picture();
    cr_assert_not_null(body);
    cr_assert_str_eq(json_text_at(body, "channel_id"), "DU0ALICE");
    cr_assert_eq(memcmp(desk->uploaded, "\x89PNG", 4), 0);
    assert_says(desk_text(desk, "SELECT body FROM outbox WHERE method = 'upload'"
                                " ORDER BY id DESC"),
                "Time to resolve (MTTR): 14 min (INCIDENT-20261120-140500)");
}

/* Half a year of everything, as it is drawn. */
Test(metrics, many_incidents_make_one_picture_of_bounded_size) {
    for (int i = 0; i < 8; i++) {
        static const char *const lines[] = {"declare sev1 a is down", "declare sev2 b is down",
                                            "declare sev3 c is down", "declare sev4 d is down"};
        live_through(lines[i * 7 % 4], i % 9, 3 + i * i % 200);
        shift(18);
    }
    ask("metrics all");
    cr_assert_not_null(picture());
    cr_assert_lt(desk->uploaded_len, 500 * 1024);
}
