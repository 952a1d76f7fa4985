/* Who may change a severity: anybody raises it, in doubt and in a hurry; lowering takes a reason
 * and the right, by the rule of each of the shipped playbooks. */
#include "tests/kit/room.h"

TestSuite(sev, .fini = room_close);

static int64_t severity(void) {
    return desk_number(desk, "SELECT severity FROM incident");
}

Test(sev, anybody_raises_it_without_a_reason_and_reads_the_rule) {
    room_begin("playbook=hotfix", "declare p1 import is broken");
    room_do("U0CAROL", "sev p0");
    cr_assert_eq(severity(), 1);
    assert_says(desk->reply, "When in doubt, raise it: better safe than sorry.");
    cr_assert_not_null(desk_find(desk, "<@U0CAROL> raised the severity"));
    assert_says_not(room_body("raised the severity"), " – ");
}

Test(sev, an_engineer_of_the_incident_lowers_it_with_a_reason) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    desk_type(desk, "U0ALICE", "deputy <@U0DAVE>");
    desk_type(desk, "U0DAVE", "sev p1");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "The reason is missing");
    desk_type(desk, "U0DAVE", "sev p1 only the export is affected");
    cr_assert_eq(severity(), 2, "%s", desk->reply);
}

Test(sev, nobody_else_lowers_it_and_the_rule_is_quoted) {
    room_begin("playbook=hotfix", "declare p0 import is broken");
    desk_type(desk, "U0CAROL", "sev p1 only the export is affected");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "Only Incident commander or Deputy lowers a severity");
    assert_says(desk->reply,
                "An engineer may lower the severity when the root cause is less severe");
    assert_says_not(desk->reply, "..");
    assert_says(desk->reply, "sev p1 only the export is affected");
    cr_assert_eq(severity(), 1);
}

Test(sev, the_commander_alone_lowers_it_at_vyberology) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    desk_type(desk, "U0ALICE", "deputy <@U0DAVE>");
    desk_type(desk, "U0DAVE", "sev sev2 it recovers");
    cr_assert_eq(desk->result, DENIED);
    desk_type(desk, "U0ALICE", "sev sev2 it recovers");
    cr_assert_eq(severity(), 2, "%s", desk->reply);
}

Test(sev, anybody_lowers_it_with_a_reason_where_no_role_is_named) {
    room_begin("playbook=guide", "declare sev1 import is broken");
    desk_type(desk, "U0CAROL", "sev sev2 only one widget");
    cr_assert_eq(severity(), 2, "%s", desk->reply);
}

Test(sev, a_kind_that_is_always_of_a_severity_is_not_lowered) {
    room_begin("playbook=vyberology", "declare sev1 import is broken");
    cr_assert_eq(desk_number(desk, "UPDATE incident SET kind = 'data' RETURNING id"), 1);
    desk_type(desk, "U0ALICE", "sev sev2 only a few rows");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "An incident of the kind data is SEV1, always");
    cr_assert_eq(severity(), 1);
}
