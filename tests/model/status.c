/* The words for states of work. */
#include "model/status.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_status(const char *word, enum status expected) {
    enum status status = 0;
    cr_expect_eq(status_read(word, &status), OK, "%s", word);
    cr_expect_eq(status, expected, "%s was read as %s", word, status_name(status));
}

Test(status, every_name_and_title_reads_back) {
    for (int s = STATUS_INVESTIGATING; s <= STATUS_RESOLVED; s++) {
        expect_status(status_name((enum status)s), (enum status)s);
        expect_status(status_title((enum status)s), (enum status)s);
    }
}

Test(status, that_is_none_has_a_name_all_the_same) {
    cr_expect_str_eq(status_name((enum status)0), "unknown");
    cr_expect_str_eq(status_title((enum status)5), "Unknown");
}

Test(status, words_of_other_playbooks_and_tools_are_understood) {
    expect_status("ACTIVE", STATUS_INVESTIGATING);
    expect_status("triage", STATUS_INVESTIGATING);
    expect_status("identified", STATUS_MITIGATING);
    expect_status("fixing", STATUS_MITIGATING);
    expect_status("watching", STATUS_MONITORING);
    expect_status("closed", STATUS_RESOLVED);
    expect_status("done", STATUS_RESOLVED);
}

Test(status, mitigated_and_fixed_are_watched_before_they_are_resolved) {
    expect_status("MITIGATED", STATUS_MONITORING);
    expect_status("fixed", STATUS_MONITORING);
}

Test(status, any_other_word_is_left_or_explained) {
    enum status status = STATUS_MITIGATING;
    struct err err;
    cr_expect_eq(status_read("banana", &status), ABSENT);
    cr_expect_eq(status_parse("banana", &status, &err), INVALID);
    cr_expect(strstr(err.text, "investigating, mitigating, monitoring or resolved"));
    cr_expect_eq(status, STATUS_MITIGATING);
}
