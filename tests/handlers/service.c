/* The service that an incident concerns: named by its words, or set; and what it has to do with
 * others of the same. */
#include "base/utc.h"
#include "tests/kit/room.h"

static void set_up(void) {
    room_open(SETTINGS("playbook=vyberology"));
}

TestSuite(service, .init = set_up, .fini = room_close);

#define SERVICE_OF(id)                                                                             \
    "SELECT value FROM answer WHERE topic = 'fact' AND name = 'service' AND incident_id = " #id

static void resolve(const char *line) {
    room_do("U0ALICE", line);
    room_wait(1);
}

Test(service, of_the_playbook_is_taken_from_the_words_of_the_title_or_the_impact) {
    room_do("U0ALICE", "declare sev2 edge function times out");
    cr_expect_str_eq(desk_text(desk, SERVICE_OF(1)), "edge functions");
    assert_says(desk->reply, "Its words name the service *edge functions*.");
    room_do("U0ALICE", "declare sev2 pages are empty | every query of the databases fails");
    cr_expect_str_eq(desk_text(desk, SERVICE_OF(2)), "database");
    room_do("U0ALICE", "declare sev2 something is odd");
    cr_expect_str_eq(desk_text(desk, SERVICE_OF(3)), "");
}

Test(service, that_was_set_once_is_known_from_then_on) {
    room_do("U0ALICE", "declare sev2 nobody can pay");
    room_do("U0ALICE", "set service payments");
    room_do("U0ALICE", "declare sev2 payments are slow");
    cr_expect_str_eq(desk_text(desk, SERVICE_OF(2)), "payments");
    room_do("U0ALICE", "set inc 2 service none");
    cr_expect_str_eq(desk_text(desk, SERVICE_OF(2)), "");
}

Test(service,
     leads_to_the_last_incident_of_it_and_its_fix_though_no_word_of_the_title_is_the_same) {
    room_do("U0ALICE", "declare sev2 nobody can pay");
    room_do("U0ALICE", "set service payments");
    resolve("resolve restarted the queue because: it is stable");
    room_do("U0BOB", "declare sev3 cards are refused | payments with cards fail");
    assert_says(desk->reply, "The last of *payments* was on 2026-11-20, *" INC "* nobody can pay. "
                             "Fixed by: restarted the queue.");
}

Test(service, of_an_open_incident_is_said_with_the_line_that_merges_them) {
    room_do("U0ALICE", "declare sev2 nobody can pay");
    room_do("U0ALICE", "set service payments");
    room_do("U0BOB", "declare sev3 cards are refused");
    assert_says_not(desk->reply, "payments");
    room_do("U0BOB", "set inc 2 service payments");
    assert_says(desk->reply, "*" INC "* concerns *payments* too");
    assert_says(desk->reply, "merge INC-2026-11-20-002 into " INC);
}

Test(service, is_not_said_twice_where_the_words_were_alike_already) {
    room_do("U0ALICE", "declare sev2 payments are slow");
    room_do("U0ALICE", "set service payments");
    resolve("resolve restarted the queue because: it is stable");
    room_do("U0BOB", "declare sev2 payments are slow again");
    assert_says(desk->reply, "It was like this on");
    assert_says_not(desk->reply, "The last of *payments*");
}

Test(service, of_a_private_incident_is_not_told_to_strangers) {
    room_do("U0ALICE", "declare sev1 security: keys are public");
    room_do("U0ALICE", "set inc 1 service payments");
    room_do("U0BOB", "declare sev3 cards are refused | payments with cards fail");
    assert_says_not(desk->reply, "keys are public");
    assert_says_not(desk->reply, INC);
}

Test(service, that_comes_again_is_said_by_the_review_of_the_quarter) {
    room_do("U0ALICE", "declare sev2 nobody can pay");
    room_do("U0ALICE", "set service payments");
    resolve("resolve restarted the queue because: it is stable");
    room_do("U0BOB", "declare sev3 cards are refused | payments with cards fail");
    room_do("U0BOB", "review quarter 2026Q4");
    assert_says(desk->reply, "by service: payments 2");
    assert_says(desk->reply, "cards are refused is of the same service as *" INC "*");
}
