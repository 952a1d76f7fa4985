/* Every text for outside of every shipped playbook, of an incident of which all is known, of the
 * same when it is over, and of one that was just declared: tests/handlers/golden/comms. The files
 * are what a person would read; with GOLDEN=write in the environment they are written anew, and the
 * difference is read. */
#include "base/mem.h"
#include "base/str.h"
#include "tests/kit/golden.h"
#include "tests/kit/room.h"

#include <stdio.h>

static const char declaration[] =
    "declare sev1 claim crashes on every call | nobody can claim work";

/* What people tell; the course is one that every playbook has. */
static const char *const told[] = {
    "ack",
    "set started 13:40",
    "set version v0.1.1",
    "set previous: 0.1.0 fixed: 0.1.2",
    "set summary A migration drops a column that claims are kept in.",
    "set broken motus claim",
    "set affected everybody who upgraded to v0.1.1 today",
    "set users_affected about 300",
    "set service the CLI",
    "set data_impact claims of today are lost",
    "set reproduction motus claim 1\nmotus claim 1  # <- crashes",
    "set workaround export MOTUS_CLAIMS=off",
    "set recovery Write to help@example.org; we have a copy of the day before.",
    "set release today by 18:00 UTC",
    "set fix_pr #123",
    "set issue #120",
    "set details https://example.org/discussions/7",
    "set error_budget 12 % of this quarter",
    "set source a report of a user",
    "decide rollback the last release broke it",
    "update progress: v0.1.1 is found to be the cause next: go back to v0.1.0 eta: 18:00 UTC",
    "ask <@U0CAROL> add a test that claims twice"};
enum { TOLD = sizeof told / sizeof *told };

TestSuite(golden_comms, .fini = room_close);

/* One preview after the other, in the order of the playbook. */
static void put_texts(struct str *out) {
    const struct playbook *playbook = library_current(desk->library);
    for (int i = 0; i < playbook->communication_count; i++) {
        char line[128];
        snprintf(line, sizeof line, "comms %s", playbook->communications[i].name);
        room_do("U0ALICE", line);
        str_addf(out, "> alice: %s\n\n", line);
        golden_add(out, desk->reply);
        str_add(out, "\n\n");
    }
}

static void check(const char *name, const char *state) {
    char path[128];
    STR_AUTO(out, GOLDEN_MAX);
    snprintf(path, sizeof path, "tests/handlers/golden/comms/%s-%s.md", name, state);
    put_texts(&out);
    cr_assert(!out.full);
    golden_expect(path, &out);
}

static void begin(const char *name) {
    room_begin(room_playbook(name), declaration);
}

Test(golden_comms, of_an_incident_that_was_just_declared_each_text_says_what_is_missing) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbooks[i]);
        check(room_playbooks[i], "unknown");
    }
}

Test(golden_comms, of_an_incident_of_which_all_is_known_each_text_can_go_out) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbooks[i]);
        for (int k = 0; k < TOLD; k++)
            room_do("U0ALICE", told[k]);
        check(room_playbooks[i], "known");
    }
}

Test(golden_comms, of_an_incident_that_is_over_each_text_says_so) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbooks[i]);
        for (int k = 0; k < TOLD; k++)
            room_do("U0ALICE", told[k]);
        room_do("U0ALICE", "set cause a migration that was never tried on real data");
        /* how an incident ends is the playbook's, and not what is shown here */
        desk_number(desk, "UPDATE incident SET status = 4, resolved_ms = declared_ms + 5400000,"
                          " postmortem_due_ms = declared_ms + 178200000,"
                          " resolution = 'went back to v0.1.0' RETURNING id");
        check(room_playbooks[i], "over");
    }
}
