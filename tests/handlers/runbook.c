/* Runbooks and the five whys: found by what somebody sees, shown step by step. */
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/room.h"

#include <string.h>

static void begin(void) {
    room_open(NULL);
}

TestSuite(runbook_command, .init = begin, .fini = room_close);

/* Rule: S1-20 */
Test(runbook_command, one_is_found_by_what_is_seen_and_says_who_owns_it_and_whether_it_is_old) {
    desk_type(desk, "U0ALICE", "runbook edge functions answer with errors");
    assert_says(desk->reply, "Edge function outage");
    assert_says(desk->reply, "Owner: Codex · updated 2025-10-27 · its review was due 2026-01-25");
    assert_says(desk->reply, "1. Read the function's logs");
}

Test(runbook_command, a_step_goes_into_the_thread_with_its_commands_and_a_button_for_the_next) {
    desk_type(desk, "U0ALICE", "declare sev1 no readings");
    desk_type(desk, "U0BOB", "runbook edge-function-outage 1");
    const struct desk_sent *sent = room_find("step 1 of 6");
    assert_says(json_text_at(sent->body, "text"),
                "```\nsupabase functions logs &lt;function-name&gt;");
    assert_says(json_print(sent->body), "runbook INC-2026-11-20-001 edge-function-outage 2");
    assert_says(desk->reply, "is in the thread");
    desk_type(desk, "U0BOB", "timeline");
    assert_says(desk->reply, "Runbook Edge function outage, step 1 of 6");
    desk_type(desk, "U0BOB", "runbook edge-function-outage 6");
    cr_assert(strstr(room_body("step 6 of 6"), "Next step") == NULL);
}

Test(runbook_command, without_an_incident_a_step_is_shown_to_whoever_asks) {
    desk_type(desk, "U0ALICE", "runbook edge-function-outage 2");
    assert_says(desk->reply, "step 2 of 6");
    cr_assert_eq(desk->sent_count, 0);
}

Test(runbook_command, words_that_no_runbook_knows_are_handed_back) {
    desk_type(desk, "U0ALICE", "runbook unicorns");
    assert_says(desk->reply, "No runbook speaks of that");
    assert_says(desk->reply, "unicorns");
    desk_type(desk, "U0ALICE", "runbook edge-function-outage 9");
    assert_says(desk->reply, "has the steps 1 to 6");
}

/* Rule: S3-10, S3-31 */
Test(runbook_command, the_whys_are_a_chain_down_to_the_fifth) {
    static const char *const links[] = {"module X failed", "library Y was missing",
                                        "the manifest was old", "nobody wrote Y down",
                                        "there is no check for it"};
    desk_type(desk, "U0ALICE", "declare sev1 the server does not start");
    for (int i = 0; i < 5; i++) {
        STR_AUTO(line, 100);
        str_addf(&line, "why because %s", links[i]);
        room_do("U0BOB", line.text);
    }
    assert_says(desk->reply, "That is five");
    desk_type(desk, "U0CAROL", "why");
    assert_says(desk->reply,
                "→ because module X failed\n    → because library Y was missing\n        →");
    desk_pass(desk, 10 * SECOND_MS);
    cr_assert_eq(desk_count(desk, "Why, 5: because there is no check for it", 0), 1);
}

/* Rule: S3-31 */
Test(runbook_command, a_chain_that_stops_short_is_told_where_else_to_look) {
    desk_type(desk, "U0ALICE", "declare sev1 the server does not start");
    desk_type(desk, "U0BOB", "why");
    assert_says(desk->reply, "what changed lately in every service");
}
