/* The most that people can put into an incident, and every command that shows it. */
#include "base/str.h"
#include "model/policy.h"
#include "tests/kit/room.h"

#include <string.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(largest, .init = set_up, .fini = room_close, .timeout = 120);

/* command, then count times piece. */
static void type(const char *command, const char *piece, int count) {
    STR_AUTO(line, 1024 * 1024);
    str_add(&line, command);
    for (int i = 0; i < count; i++)
        str_add(&line, piece);
    desk_type(desk, "U0ALICE", line.text);
}

static void fill(const char *piece, int characters) {
    static const char *const commands[] = {
        "impact ", "update progress: ", "update next: ", "update eta: ", "status monitoring "};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        type(commands[i], piece, POLICY_TEXT_MAX / characters);
        cr_assert_eq(desk->result, OK, "%s%s: %s", commands[i], piece, desk->reply);
    }
    for (int i = 0; i < 70; i++)
        type("note ", piece, POLICY_TEXT_MAX / characters);
    for (int i = 0; i < 30; i++)
        type("ask <@U0BOB> ", piece, 500 / characters);
}

static void show_everything(void) {
    static const char *const commands[] = {
        "",         "show",      "list",           "list all",
        "timeline", "help all",  "timeline",       "update",
        "roles",    "tasks all", "tasks <@U0BOB>", "page <@U0CAROL>",
        "status",   "ack",       "triage",         "decide",
        "sev sev1", "set",       "comms",          "resolve it is fixed",
        "list all"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        room_do("U0BOB", commands[i]);
        desk_mention(desk, "U0BOB", commands[i]);
    }
    desk_pass(desk, 2 * 3600 * 1000);
}

/* A character of one byte in the store that takes five in mrkdwn, and one of four bytes. */
Test(largest, texts_can_all_be_shown) {
    fill("&amp;", 1);
    fill("\U0001f525", 1);
    show_everything();
}

Test(largest, number_of_incidents_can_be_listed) {
    for (int i = 0; i < 60; i++) {
        type("declare sev1 ", "&amp;", POLICY_TITLE_MAX);
        cr_assert_eq(desk->result, OK, "%s", desk->reply);
    }
    show_everything();
    desk_type(desk, "U0BOB", "update which one");
    cr_assert_lt(strlen(json_print(desk->reply_message)), 100 * 1024);
}

Test(largest, line_that_slack_delivers_is_refused_and_handed_back) {
    type("note ", "&amp;", 40000);
    cr_assert_eq(desk->result, INVALID);
    cr_assert_not_null(desk_find(desk, "3000 fit"), "too long for an acknowledgement");
    type("declare sev1 x | ", "y", 60000);
    cr_assert_eq(desk->result, INVALID);
}

Test(largest, number_of_incidents_of_a_day_is_the_last) {
    cr_assert_eq(desk_number(desk, "UPDATE incident SET number = 999998 RETURNING id"), 1);
    room_do("U0ALICE", "declare sev1 one more");
    desk_type(desk, "U0ALICE", "declare sev1 one too many");
    cr_assert_eq(desk->result, INVALID);
    cr_assert_not_null(strstr(desk->reply, "999999 incidents"), "%s", desk->reply);
}

Test(largest, number_of_options_is_refused) {
    type("declare sev1 x", " --started 14:00", 200);
    cr_assert(desk->result == OK || desk->result == INVALID, "%s", desk->reply);
    type("declare sev1 x", " --drill", 2000);
    cr_assert(desk->result == OK || desk->result == INVALID, "%s", desk->reply);
}
