/* By which condition an incident is of its severity: S0, severity levels, the column "Response
 * Time". */
#include "base/utc.h"
#include "tests/kit/buttons.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=motus"));
}

TestSuite(condition, .init = set_up, .fini = room_close);

static const char *stored(void) {
    return desk_text(desk, "SELECT condition FROM incident ORDER BY id DESC");
}

/* When the bot looks whether somebody took it, in minutes after the declaration. */
static int64_t looks_after_minutes(void) {
    int64_t due_ms = desk_number(desk, "SELECT due_ms FROM job WHERE kind = 'unacknowledged'");
    return (due_ms - DESK_BEGIN_MS) / MINUTE_MS;
}

/* Rule: S0-03, S0-05 */
Test(condition, named_at_the_declaration_sets_how_soon_somebody_must_take_it) {
    desk_type(desk, "U0ALICE", "declare sev1 audit.db is empty --condition \"data loss\"");
    cr_assert_str_eq(stored(), "Data loss or corruption", "%s", desk->reply);
    assert_says(desk->reply, "Condition: Data loss or corruption.");
    assert_says(desk->reply, "Response: immediately, by 14:10 UTC");
    cr_assert_eq(looks_after_minutes(), 5);
    cr_assert_not_null(desk_find(desk, "INC-2026-11-20-001 · Data loss or corruption"),
                       "the card shows it");
}

Test(condition, brings_its_severity_along) {
    desk_type(desk, "U0ALICE", "declare --condition 10x the search takes a minute");
    cr_assert_str_eq(stored(), "Performance regression of more than 10x", "%s", desk->reply);
    assert_says(desk->reply, "is declared: SEV-2");
}

Test(condition, of_another_severity_is_refused_with_what_to_type) {
    desk_type(desk, "U0ALICE", "declare sev2 audit.db is empty --condition \"data loss\"");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "\"Data loss or corruption\" is a condition of SEV-1, and this is "
                             "SEV-2; leave the severity out");
    desk_type(desk, "U0ALICE", "sev2 audit.db is empty");
    desk_type(desk, "U0ALICE", "set condition data loss");
    assert_says(desk->reply, "type `/incident sev INC-2026-11-20-001 sev1 …why…` first");
}

Test(condition, is_asked_for_where_the_target_depends_on_it) {
    desk_type(desk, "U0ALICE", "sev1 the CLI crashes");
    cr_assert(strstr(desk->reply, "Which of these is it?") > strstr(desk->reply, "Your duties"),
              "it stands right above the buttons");
    assert_button(desk->reply_message, "Complete functionality failure",
                  "set INC-2026-11-20-001 condition Complete functionality failure");
    cr_assert_eq(looks_after_minutes(), 60);
    desk_pass(desk, MINUTE_MS);
    desk_type(desk, "U0ALICE", "set INC-2026-11-20-001 condition Data loss or corruption");
    assert_says(desk->reply, "Response: immediately, by 14:10 UTC");
    cr_assert_eq(looks_after_minutes(), 5, "it counts from the declaration");
    cr_assert_not_null(desk_find(desk, "<@U0ALICE> set condition: Data loss or corruption"));
    desk_type(desk, "U0ALICE", "show");
    assert_says(desk->reply, "Condition: Data loss or corruption. Response: immediately");
}

Test(condition, whose_time_is_over_already_leaves_the_time_from_now) {
    desk_type(desk, "U0ALICE", "sev1 the CLI crashes");
    desk_pass(desk, 20 * MINUTE_MS);
    desk_type(desk, "U0ALICE", "set condition data loss");
    cr_assert_eq(looks_after_minutes(), 25);
}

Test(condition, that_is_not_clear_is_handed_back_with_the_nearest) {
    desk_type(desk, "U0ALICE", "sev2 the search takes a minute");
    desk_type(desk, "U0ALICE", "set condition data is slow");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Did you mean \"Incorrect data written\"");
    desk_type(desk, "U0ALICE", "set condition bananas");
    assert_says(desk->reply, "SEV-2 has \"Major feature broken\", \"Performance regression of more "
                             "than 10x\", \"Incorrect data written\"");
    cr_assert_str_eq(stored(), "");
}

Test(condition, is_cleared_by_none) {
    desk_type(desk, "U0ALICE", "declare sev1 audit.db is empty --condition \"data loss\"");
    desk_type(desk, "U0ALICE", "set condition none");
    cr_assert_str_eq(stored(), "");
    cr_assert_eq(looks_after_minutes(), 60);
}

Test(condition, follows_from_the_kind) {
    desk_type(desk, "U0ALICE", "sev1 audit.db is empty");
    desk_type(desk, "U0ALICE", "kind data");
    cr_assert_str_eq(stored(), "Data loss or corruption", "%s", desk->reply);
    cr_assert_eq(looks_after_minutes(), 5);
}

Test(condition, follows_from_the_answers_of_triage_and_changes_with_them) {
    desk_type(desk, "U0ALICE", "sev1 something is wrong");
    desk_type(desk, "U0ALICE", "triage yes");
    desk_type(desk, "U0ALICE", "triage yes");
    cr_assert_str_eq(stored(), "Data loss or corruption", "%s", desk->reply);
    cr_assert_eq(looks_after_minutes(), 5);
    desk_type(desk, "U0ALICE", "triage data no");
    cr_assert_str_eq(stored(), "");
    cr_assert_eq(looks_after_minutes(), 60);
}

Test(condition, holds_for_its_severity_only) {
    desk_type(desk, "U0ALICE", "declare sev1 audit.db is empty --condition \"data loss\"");
    desk_type(desk, "U0ALICE", "sev sev3 a test database");
    desk_type(desk, "U0ALICE", "show");
    assert_says_not(desk->reply, "Response:");
}

Test(condition, is_named_when_it_was_acknowledged_too_late) {
    desk_type(desk, "U0ALICE", "declare sev1 audit.db is empty --condition \"data loss\"");
    desk_pass(desk, 10 * MINUTE_MS);
    desk_type(desk, "U0BOB", "ack");
    cr_assert_not_null(desk_find(desk, "Data loss or corruption\\\" asks for (immediately)"));
}
