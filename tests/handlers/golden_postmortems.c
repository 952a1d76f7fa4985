/* The draft of the postmortem of every shipped playbook, of an incident of which all is known and
 * of one of which little is: tests/handlers/golden/postmortems. The files are what a person would
 * read; with GOLDEN=write in the environment they are written anew, and the difference is read. */
#include "tests/kit/golden.h"
#include "tests/kit/room.h"

#include <stdio.h>

static const char *const told[] = {
    "ack",
    "set started 13:40",
    "set detected 13:52",
    "set version v0.1.1",
    "set summary A migration drops a column that claims are kept in.",
    "set broken motus claim",
    "set affected everybody who upgraded to v0.1.1 today",
    "set users_affected about 300",
    "set service the CLI",
    "set data_impact claims of today are lost",
    "set fix_pr #123",
    "set issue #120",
    "set error_budget 12 % of this quarter",
    "set source a report of a user",
    "set revenue_impact none",
    "why because the migration drops a column",
    "why because nobody tried it on <@U0BOB>'s real data",
    "decide rollback the last release broke it",
    "shortcut the cleanup of the old tables",
    "note the token was ghp_012345678901234567890123456789abcdef",
    "update progress: v0.1.1 is found to be the cause next: go back to v0.1.0"};
enum { TOLD = sizeof told / sizeof *told };

TestSuite(golden_postmortems, .fini = room_close);

static void begin(const char *playbook) {
    room_begin(room_playbook(playbook),
               "declare sev1 claim crashes on every call | nobody can claim work");
}

static void check(const char *playbook, const char *state) {
    char path[128];
    STR_AUTO(out, GOLDEN_MAX);
    room_do("U0ALICE", "resolve went back to v0.1.0 because: smoke tests are green");
    cr_assert_not_null(desk->uploaded, "%s: the draft is in the thread", playbook);
    snprintf(path, sizeof path, "tests/handlers/golden/postmortems/%s-%s.md", playbook, state);
    str_add(&out, desk->uploaded);
    golden_expect(path, &out);
}

Test(golden_postmortems, of_an_incident_of_which_little_is_known_mark_what_people_must_fill_in) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbooks[i]);
        check(room_playbooks[i], "unknown");
    }
}

Test(golden_postmortems, of_an_incident_of_which_all_is_known_have_all_of_it) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbooks[i]);
        for (int k = 0; k < TOLD; k++)
            room_do("U0ALICE", told[k]);
        room_wait(90);
        room_do("U0ALICE", "set cause a migration that was never tried on real data");
        check(room_playbooks[i], "known");
    }
}
