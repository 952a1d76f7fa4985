/* The words for severities, and how far each is trusted. */
#include "model/severity.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_level(const char *word, enum severity_reading reading, enum severity expected) {
    enum severity severity = 0;
    struct err err;
    cr_expect_eq(severity_read(word, reading, NULL, &severity, &err), OK, "%s", word);
    cr_expect_eq(severity, expected, "%s was read as %d", word, (int)severity);
}

static void expect_absent(const char *word, enum severity_reading reading) {
    enum severity severity;
    struct err err;
    cr_expect_eq(severity_read(word, reading, NULL, &severity, &err), ABSENT, "%s", word);
}

static void expect_invalid(const char *word, enum severity_reading reading) {
    enum severity severity;
    struct err err = {0};
    cr_expect_eq(severity_read(word, reading, NULL, &severity, &err), INVALID, "%s", word);
    cr_expect(strstr(err.text, word) && strstr(err.text, "sev1"), "%s", err.text);
}

Test(severity, codes_are_read_in_every_spelling_and_place) {
    static const char *const one[] = {"sev1",      "SEV1", "SEV-1", "sev_1",
                                      "Severity1", "p0",   "P0",    "P-0"};
    for (size_t i = 0; i < sizeof one / sizeof *one; i++)
        expect_level(one[i], SEVERITY_CODES, SEVERITY_1);
    expect_level("sev4", SEVERITY_CODES, SEVERITY_4);
}

Test(severity, priorities_that_count_from_zero_are_one_less) {
    expect_level("P0", SEVERITY_CODES, SEVERITY_1);
    expect_level("P1", SEVERITY_CODES, SEVERITY_2);
    expect_level("P2", SEVERITY_CODES, SEVERITY_3);
    expect_level("P3", SEVERITY_CODES, SEVERITY_4);
}

Test(severity, plain_words_are_read_behind_a_verb_only) {
    expect_level("CRITICAL", SEVERITY_WORDS, SEVERITY_1);
    expect_level("major", SEVERITY_WORDS, SEVERITY_2);
    expect_level("high", SEVERITY_WORDS, SEVERITY_2);
    expect_level("minor", SEVERITY_WORDS, SEVERITY_3);
    expect_level("low", SEVERITY_WORDS, SEVERITY_4);
    expect_level("priority1", SEVERITY_WORDS, SEVERITY_2);
    expect_absent("critical", SEVERITY_CODES);
    expect_absent("priority1", SEVERITY_CODES);
}

Test(severity, short_forms_are_read_only_where_nothing_else_can_stand) {
    expect_level("s1", SEVERITY_ANY, SEVERITY_1);
    expect_level("1", SEVERITY_ANY, SEVERITY_1);
    expect_level("4", SEVERITY_ANY, SEVERITY_4);
    expect_absent("S3", SEVERITY_WORDS);
    expect_absent("2", SEVERITY_WORDS);
}

Test(severity, a_level_that_does_not_exist_is_refused_with_those_that_do) {
    expect_invalid("sev0", SEVERITY_CODES);
    expect_invalid("SEV-5", SEVERITY_CODES);
    expect_invalid("p4", SEVERITY_CODES);
    expect_invalid("0", SEVERITY_ANY);
    expect_invalid("s7", SEVERITY_ANY);
}

Test(severity, words_that_only_look_like_one_are_text) {
    static const char *const text[] = {"p99",  "p95", "sev",    "sev12",    "several", "p",
                                       "",     "-1",  "sev--1", "sev1x",    "500",     "pods",
                                       "sev-", "1st", "s3fs",   "criticals"};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        expect_absent(text[i], SEVERITY_ANY);
}

Test(severity, an_alias_of_the_playbook_wins) {
    static const struct severity_alias list[] = {{"outage", SEVERITY_1}, {"P1", SEVERITY_1}};
    const struct severity_aliases aliases = {list, 2};
    enum severity severity = 0;
    struct err err;
    cr_expect_eq(severity_read("OUTAGE", SEVERITY_WORDS, &aliases, &severity, &err), OK);
    cr_expect_eq(severity, SEVERITY_1);
    cr_expect_eq(severity_read("p1", SEVERITY_ANY, &aliases, &severity, &err), OK);
    cr_expect_eq(severity, SEVERITY_1);
    cr_expect_eq(severity_read("outage", SEVERITY_CODES, &aliases, &severity, &err), ABSENT,
                 "a word may begin a sentence");
    cr_expect_eq(severity_read("p1", SEVERITY_CODES, &aliases, &severity, &err), OK);
    cr_expect_eq(severity, SEVERITY_1, "a code may not");
}

Test(severity, every_level_has_a_name_and_a_code_that_read_back) {
    for (int level = 1; level <= 4; level++) {
        expect_level(severity_name((enum severity)level), SEVERITY_CODES, (enum severity)level);
        expect_level(severity_code((enum severity)level), SEVERITY_CODES, (enum severity)level);
    }
    cr_expect_str_eq(severity_name(SEVERITY_1), "SEV-1");
    cr_expect_str_eq(severity_code(SEVERITY_1), "sev1");
    cr_expect(severity_valid(1) && severity_valid(4) && !severity_valid(0) && !severity_valid(5));
}

Test(severity, a_smaller_number_is_raised) {
    cr_expect_eq(severity_compare(SEVERITY_2, SEVERITY_1), SEVERITY_RAISED);
    cr_expect_eq(severity_compare(SEVERITY_2, SEVERITY_3), SEVERITY_LOWERED);
    cr_expect_eq(severity_compare(SEVERITY_2, SEVERITY_2), SEVERITY_SAME);
}
