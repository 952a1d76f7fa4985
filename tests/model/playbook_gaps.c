/* What a playbook leaves open is said, and what it does not is not. */
#include "model/playbook_gaps.h"

#include <criterion/criterion.h>

enum { ARENA_SIZE = 64 * 1024 };

static struct arena *arena;
static struct playbook_person people[2];
static struct playbook_role roles[1];
static struct playbook_group groups[1];
static struct playbook_contact contacts[1];
static struct playbook_step path[1];
static struct playbook playbook;

/* A playbook without a gap. */
static void set_up(void) {
    arena = arena_new(ARENA_SIZE);
    people[0] = (struct playbook_person){1, "Ann", "U0ANN", "112", ""};
    people[1] = (struct playbook_person){1, "Ben", "U0BEN", "", ""};
    roles[0] = (struct playbook_role){.name = "ic",
                                      .title = "Commander",
                                      .words = "",
                                      .primary = "Ann",
                                      .backup = "Ben",
                                      .falls_to = ""};
    groups[0] = (struct playbook_group){.name = "board", .title = "", .usergroup = "S0BOARD"};
    contacts[0] = (struct playbook_contact){1, "Pager", "112", false};
    path[0] = (struct playbook_step){.who = "ic"};
    playbook = (struct playbook){.people = people,
                                 .person_count = 2,
                                 .groups = groups,
                                 .group_count = 1,
                                 .roles = roles,
                                 .role_count = 1,
                                 .contacts = contacts,
                                 .contact_count = 1,
                                 .escalation = {.path = path, .path_count = 1}};
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        playbook.severities[i].approvers = "board";
}

static void tear_down(void) {
    arena_free(arena);
}

TestSuite(playbook_gaps, .init = set_up, .fini = tear_down);

static void expect_gap(const char *sentence) {
    struct playbook_texts gaps = playbook_gaps(&playbook, arena);
    cr_assert_eq(gaps.count, 1, "%d gaps", gaps.count);
    cr_assert_str_eq(gaps.texts[0], sentence);
}

Test(playbook_gaps, there_is_none_where_everybody_is_named) {
    cr_expect_eq(playbook_gaps(&playbook, arena).count, 0);
}

Test(playbook_gaps, a_role_with_somebody_in_it_wants_a_backup) {
    roles[0].backup = "";
    expect_gap("Commander: no backup is named.");
    roles[0].primary = "";
    cr_expect_eq(playbook_gaps(&playbook, arena).count, 0, "whoever declares leads");
}

Test(playbook_gaps, a_person_wants_a_slack_id) {
    people[1].slack = "";
    expect_gap("No Slack id is written down, so I can neither assign nor call them: Ben.");
}

Test(playbook_gaps, whoever_is_on_the_path_wants_a_telephone) {
    people[0].phone = "";
    expect_gap("No telephone number is written down for whoever is on the escalation path: Ann.");
    people[0].phone = "112";
    path[0].who = "ben";
    expect_gap("No telephone number is written down for whoever is on the escalation path: Ben.");
}

Test(playbook_gaps, a_group_that_is_asked_wants_somebody_in_it) {
    groups[0].usergroup = "";
    expect_gap("board: nobody is named, so anybody but whoever asks may approve.");
    for (int i = 0; i < POLICY_SEVERITIES; i++)
        playbook.severities[i].approvers = "";
    cr_expect_eq(playbook_gaps(&playbook, arena).count, 0, "nobody asks it");
}

Test(playbook_gaps, a_contact_may_be_to_be_determined) {
    contacts[0].contact = "tbd";
    expect_gap("Pager: to be determined.");
}

Test(playbook_gaps, there_is_a_path) {
    playbook.escalation.path_count = 0;
    people[1].phone = "112";
    expect_gap("There is no escalation path.");
}
