/* Every way to ask for something, against a store that fails at each of its calls: all of it
 * happened or none, nobody is told of what did not, and the same delivery again works. What is
 * asserted is in tests/kit/torture.h; with DESK_TORTURE=1 every other handler test is such a test
 * too. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <stdlib.h>

static void set_up(void) {
    room_open(NULL);
    desk->torture.on = false;
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    room_enter_thread(1);
    desk->torture.on = desk->torture.whole = true;
}

TestSuite(torture, .init = set_up, .fini = room_close);

static void (*const ways[])(struct desk *, const char *, const char *) = {desk_type, desk_mention,
                                                                          desk_press};

/* What is typed before a line, undisturbed. */
static void prepare(const char *const before[]) {
    desk->torture.on = false;
    for (int i = 0; before && before[i]; i++) {
        room_do("U0ALICE", before[i]);
    }
    desk->torture.on = true;
}

static void try_after(const char *const lines[], const char *line, enum result expected) {
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        prepare(lines);
        int before = desk->torture.failures;
        ways[i](desk, "U0BOB", line);
        cr_assert_eq(desk->result, expected, "%s: %s", line, result_name(desk->result));
        cr_assert_gt(desk->torture.failures - before, 5, "%s: the store hardly failed", line);
        set_up();
    }
}

static void try(const char *line, enum result expected) {
    try_after(NULL, line, expected);
}

Test(torture, a_command_a_mention_and_a_button_have_their_effect_at_once_or_none) {
    static const char *const lines[] = {"declare sev2 search is slow",
                                        "sev3 images load slowly | everybody",
                                        "ack",
                                        "update rolled back next: watch",
                                        "update",
                                        "status monitoring",
                                        "sev sev1 all of it",
                                        "triage",
                                        "triage yes",
                                        "decide",
                                        "decide possible no",
                                        "ask <@U0CAROL> check the locks in 5m",
                                        "page <@U0CAROL> the database is down",
                                        "escalate nobody knows the cause",
                                        "tasks",
                                        "action add a test that pays twice @me due friday p1",
                                        "actions",
                                        "actions overdue",
                                        "review quarter",
                                        "review quarter 2026Q3 post",
                                        "drills",
                                        "drills plan rollback in 3 weeks",
                                        "drills done rollback",
                                        "oncall",
                                        "mitigate at 14:05 rolled back",
                                        "monitor errors are back to normal",
                                        "back errors again",
                                        "dismiss it was the load test",
                                        "resolve 1 yes 2 no",
                                        "close rolled back",
                                        "kind security it is an attack",
                                        "declare security: keys are public",
                                        "drill sev1 the database is gone",
                                        "kind",
                                        "allow",
                                        "checklists",
                                        "check triage",
                                        "check triage 1 on staging",
                                        "check triage platforms",
                                        "check triage 1 fails",
                                        "check hotfix 3",
                                        "rollback",
                                        "rollback safe 1 v1.2.3",
                                        "rollback safe 2 fails they drop a column",
                                        "hotfix",
                                        "shortcut the tests of the migration",
                                        "shortcut",
                                        "flags",
                                        "runbook",
                                        "runbook db-performance 1",
                                        "why because a module was missing",
                                        "set version 1.2.3",
                                        "comms",
                                        "impact nobody can pay",
                                        "title checkout rejects cards",
                                        "bridge https://meet.example.org/42",
                                        "note it began at noon",
                                        "ic me",
                                        "role scribe <@U0CAROL>",
                                        "roles",
                                        "roles scribe",
                                        "handoff scribe <@U0CAROL> the notes are in the thread",
                                        "handoff",
                                        "join",
                                        "join <@U0CAROL>",
                                        "leave",
                                        "catchup",
                                        "next in 20m",
                                        "cadence 15m",
                                        "snooze 10m reading logs",
                                        "resolve rolled back cause: a leak",
                                        "policy",
                                        "card",
                                        "contacts",
                                        "timeline",
                                        "show",
                                        "list",
                                        "updaet rolled back",
                                        ""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        try(lines[i], OK);
}

Test(torture, a_command_that_others_came_before_fails_as_a_whole_or_not_at_all) {
    static const struct {
        const char *before[4];
        const char *line;
    } lines[] = {
        {{"ic <@U0BOB>"}, "sev sev2 one region"},
        {{"ack"}, "decide hotfix the cause is known"},
        {{"sev sev2 one region", "decide rollback it is safer"}, "approve #1"},
        {{"sev sev2 one region", "decide rollback it is safer"}, "deny #1 a fix is on its way"},
        {{"sev sev2 one region", "ack"}, "decide rollback it is safer"},
        {{"ack", "decide hotfix the cause is known"}, "status monitoring"},
        {{"ack", "status monitoring"}, "back errors again"},
        {{"handoff ic <@U0BOB> all is quiet"}, "handoff accept ic"},
        {{"handoff ic <@U0BOB> all is quiet"}, "handoff decline ic I am on a train"},
        {{"ic <@U0BOB>", "scribe me", "handoff scribe <@U0CAROL>"}, "handoff cancel scribe"},
        {{"scribe me", "handoff scribe <@U0CAROL>"}, "scribe me"},
        {{"join <@U0BOB>"}, "leave my shift is over"},
        {{"ack", "mitigate rolled back"}, "resolve all yes"},
        {{"resolve rolled back"}, "close"},
        {{"resolve rolled back"}, "reopen it is back"},
        {{"ask <@U0BOB> read the logs", "declare sev2 search is slow"}, "merge inc 1 into inc 2"},
        {{"declare sev2 search is slow"}, "link inc 1 inc 2"},
        {{"kind data rows are gone"}, "allow delete data"},
        {{"ask <@U0BOB> read the logs"}, "done #1 no locks"},
        {{"ask <@U0BOB> read the logs"}, "task #1 <@U0CAROL>"},
        {{"check triage 1 on staging"}, "check triage 1 undo"},
        {{NULL}, "check triage platforms"},
        {{NULL}, "check hotfix 3"},
        {{NULL}, "shortcut the tests of the migration"},
        {{"decide rollback it is safer"}, "rollback safe 1 v1.2.3"},
        {{"decide rollback it is safer"}, "rollback safe 2 fails they drop a column"},
        {{"decide rollback it is safer"}, "rollback done anyway nobody can wait"},
        {{"decide rollback it is safer", "rollback done anyway nobody can wait"},
         "rollback verify anyway the phone is dead"},
        {{"decide hotfix the cause is known"}, "hotfix abort it is not"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        try_after(lines[i].before, lines[i].line, OK);
}

Test(torture, a_refusal_is_told_when_it_is_certain_and_once) {
    static char line[16000];
    size_t len = (size_t)snprintf(line, sizeof line, "update ");
    while (len < 15000) /* more than an acknowledgement carries */
        len += (size_t)snprintf(line + len, sizeof line - len, "сервер %zu ", len);
    try("snooze soon", INVALID);
    try(line, INVALID);
}

/* What stands inside of a sentence is looked up, and so is everything that was opened before. */
Test(torture, which_incident_is_meant_is_not_guessed_when_it_cannot_be_looked_up) {
    desk->thread[0] = 0;
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0BOB", "note as in INC-2026-11-20-001 the pods were full");
    cr_assert_eq(desk_number(desk, "SELECT incident_id FROM timeline WHERE kind = 'note'"), 1);
    desk_type(desk, "U0BOB", "note looking");
    cr_assert_eq(desk_number(desk, "SELECT max(incident_id) FROM timeline WHERE kind = 'note'"), 1);
}

Test(torture, that_none_is_open_is_not_believed_of_a_store_that_fails) {
    desk->thread[0] = 0;
    prepare((const char *const[]){"resolve rolled back", NULL});
    room_do("U0BOB", "note it was the cache");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'note'"), 1);
}

Test(torture, a_form_is_taken_at_once_or_not_at_all) {
    desk->forms_open = true;
    desk_type(desk, "U0BOB", "update");
    struct json *view = json_copy(json_at(room_find("private_metadata")->body, "view"));
    struct json *state = json_new_object(), *values = json_new_object();
    struct json *block = json_new_object(), *input = json_new_object();
    json_put_str(input, "type", "plain_text_input");
    json_put_str(input, "value", "rolled back");
    json_put(block, "progress", input);
    json_put(values, "progress", block);
    json_put(state, "values", values);
    json_put(view, "state", state);
    desk_submit(desk, "U0BOB", json_copy(view));
    cr_assert_eq(desk->result, OK);
    cr_assert_eq(desk_count(desk, "UPDATE [", 0), 1);
    desk_type(desk, "U0ALICE", "resolve restarted it");
    desk_submit(desk, "U0BOB", view);
    cr_assert_eq(desk->result, INVALID);
    cr_assert_str_eq(json_text_at(desk->reply_message, "response_action"), "errors");
}

Test(torture, a_ladder_is_climbed_all_the_same) {
    desk_pass(desk, 47 * MINUTE_MS);
    cr_assert_gt(desk->torture.failures, 500);
    cr_assert_eq(desk_count(desk, "here is a draft", 0), 1);
    cr_assert_eq(desk_count(desk, "is due.", 0), 1);
    cr_assert_eq(desk_count(desk, "5 minutes overdue", 0), 1);
    cr_assert_eq(desk_count(desk, "automatic, no new update", 0), 1);
}

/* Whose people Slack knows, with a path of escalation. */
Test(torture, a_path_and_a_task_are_climbed_all_the_same) {
    static const char *const settings[] = {"playbook=tests/handlers/playbooks/calls.cfg", NULL};
    struct desk *other = desk_new(settings);
    other->torture.on = other->torture.whole = true;
    desk_type(other, "U0CODEX", "sev3 images load slowly");
    desk_type(other, "U0ALICE", "escalate nobody knows the cause");
    desk_type(other, "U0ALICE", "ask <@U0BOB> check the locks in 10m");
    desk_pass(other, 28 * MINUTE_MS);
    cr_assert_gt(other->torture.failures, 500);
    cr_assert_eq(desk_count(other, "<@U0CLAUDE> is called", 0), 1);
    cr_assert_eq(desk_count(other, "Please call Engineering Lead", 0), 1);
    cr_assert_eq(desk_count(other, "asked you 5 minutes", 0), 1);
    cr_assert_eq(desk_count(other, "Your 10 minutes are up", 0), 1);
    cr_assert_eq(desk_count(other, "10 minutes are up: #1", 0), 2);
    desk_free(other);
}

/* A gap in which a thread got a mention that is right, one that is wrong, and a pin. */
Test(torture, a_gap_is_owned_up_to_once) {
    desk_pass(desk, MINUTE_MS + SECOND_MS);
    desk_disconnect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> update rolled back");
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> snooze soon");
    struct desk_said *said = desk_say(desk, "U0CAROL", "a bad migration");
    snprintf(said->pinned_by, sizeof said->pinned_by, "U0ALICE");
    desk_pass(desk, 2 * MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, 2 * MINUTE_MS);
    cr_assert_eq(desk_count(desk, "UPDATE [", 0), 1);
    cr_assert_eq(desk_count(desk, "Nothing was changed", 0), 1);
    cr_assert_eq(desk_count(desk,
                            "3 messages, 1 command in mentions done now, 1 command in mentions "
                            "handed back, 1 pin put on the timeline.",
                            0),
                 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'pin'"), 1);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM gap"), 0);
}

Test(torture, a_store_that_fails_for_a_second_delays_a_prompt_by_one) {
    desk->torture.on = false;
    desk_pass(desk, 30 * MINUTE_MS - SECOND_MS);
    desk->failing.times = 2; /* the run of this moment, and that of the prompt */
    desk_pass(desk, 2 * SECOND_MS);
    cr_assert_eq(desk->failing.times, 0);
    cr_assert_eq(room_find("is due")->at_ms, DESK_BEGIN_MS + 30 * MINUTE_MS + SECOND_MS);
}

Test(torture, is_for_every_desk_when_the_environment_says_so) {
    room_close();
    setenv("DESK_TORTURE", "1", 1);
    set_up();
    cr_assert_gt(desk->torture.failures, 10);
    room_close();
    unsetenv("DESK_TORTURE");
    set_up();
    cr_assert_eq(desk->torture.failures, 0);
}
