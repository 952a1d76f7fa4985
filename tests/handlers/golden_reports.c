/* What every shipped playbook says of incidents that are over, months later: what is owed, the
 * review after thirty days, the figures, the review of the quarter, what there was and what is
 * rehearsed: tests/handlers/golden/reports. The clock goes through the whole calendar, and the
 * process dies at every turn of it. With GOLDEN=write in the environment the files are written
 * anew, and the difference is read. */
#include "base/utc.h"
#include "tests/kit/golden.h"
#include "tests/kit/room.h"

#include <stdio.h>

TestSuite(golden_reports, .fini = room_close);

/* user types line in the thread of the incident: 1 is the first. */
static void do_in(int incident, const char *user, const char *line) {
    room_enter_thread(incident);
    room_do(user, line);
    *desk->thread = 0;
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
}

static void do_all(const char *const *lines) {
    for (int i = 0; lines[i]; i++)
        do_in(1, "U0ALICE", lines[i]);
}

/* The process dies, and is there again some minutes later. */
static void die(void) {
    desk_restart(desk, 3 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
}

static void pass(int days) {
    desk_pass_days(desk, days);
    die();
}

/* ---- Two months */

/* A rollback in the night, with what it left to do; Bob does one thing with proof and one
 * without. */
static void live_through_the_first(void) {
    static const char *const while_it_lasts[] = {"set started 13:40",
                                                 "set detected 13:52",
                                                 "set service payments",
                                                 "decide rollback the last release broke it",
                                                 "shortcut the tests of the import",
                                                 "update progress: found next: go back",
                                                 NULL};
    static const char *const afterwards[] = {
        "action add write a test that pays twice <@U0BOB> due friday",
        "action add alert on failed payments <@U0BOB> due friday", NULL};
    do_in(1, "U0BOB", "ack");
    do_all(while_it_lasts);
    room_wait(45);
    do_in(1, "U0ALICE", "resolve went back to 41 because: smoke tests are green");
    die();
    do_all(afterwards);
}

/* One with something to look up, and one without. */
static void work_off(const char *text, const char *answer) {
    char sql[128], line[128];
    snprintf(sql, sizeof sql, "SELECT number FROM task WHERE text LIKE '%s%%'", text);
    int number = (int)desk_number(desk, sql);
    snprintf(line, sizeof line, "action done #%d %s", number, answer);
    do_in(1, "U0BOB", line);
}

/* The same service once more, and others have learned nothing of it. */
static void live_through_the_second(void) {
    room_do("U0CAROL", "declare sev2 payments hang for cards | some cannot pay");
    do_in(2, "U0CAROL", "ack");
    room_wait(30);
    do_in(2, "U0CAROL", "sev sev1 nobody can pay now");
    room_wait(100);
    do_in(2, "U0CAROL", "resolve restarted the queue because: it is stable");
    die();
}

static void rehearse(void) {
    room_do("U0ALICE", "drill sev1 rollback of the server");
    room_wait(20);
    do_in(3, "U0ALICE", "resolve rolled back because: it was planned");
    die();
}

/* ---- What is said */

static void add_answer(struct str *out, const char *line) {
    room_do("U0ALICE", line);
    str_addf(out, "> alice: %s\n\n", line);
    golden_add(out, desk->reply);
    str_add(out, "\n\n");
}

/* The newest message with this in it, which came by itself. */
static void add_message(struct str *out, const char *when, const char *part) {
    str_addf(out, "> by itself, %s\n\n", when);
    golden_add(out, room_text(part));
    str_add(out, "\n\n");
}

static void report(const char *playbook) {
    char path[128];
    STR_AUTO(out, GOLDEN_MAX);
    room_begin(room_playbook(playbook), "declare sev1 checkout is down | nobody can pay");
    live_through_the_first();
    work_off("write a test", "https://example.org/pull/9");
    work_off("alert on", "it rings now");
    pass(10);
    live_through_the_second();
    rehearse();
    pass(23); /* thirty days are over on a Sunday; the next working day is Monday */
    add_message(&out, "thirty days later", ", 30 days after it ended");
    add_answer(&out, "actions overdue");
    pass(10); /* over the turn of the year; the first of January is a Friday */
    add_message(&out, "on the first working day of the quarter", "Review of 2026Q4");
    add_answer(&out, "metrics 90d");
    add_answer(&out, "metrics 2026Q4 sev1");
    add_answer(&out, "history");
    add_answer(&out, "drills");
    snprintf(path, sizeof path, "tests/handlers/golden/reports/%s.md", playbook);
    golden_expect(path, &out);
}

Test(golden_reports, of_each_playbook_say_what_became_of_its_incidents_over_the_turn_of_the_year) {
    for (int i = 0; room_playbooks[i]; i++)
        report(room_playbooks[i]);
}
