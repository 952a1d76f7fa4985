/* Incident ids and what people write for them. */
#include "model/incident_id.h"

#include <criterion/criterion.h>

static void expect_ref(const char *word, const char *day, int number) {
    struct incident_ref ref = {.number = 0};
    struct err err;
    cr_expect_eq(incident_ref_read(word, &ref, &err), OK, "%s", word);
    cr_expect_str_eq(ref.day, day);
    cr_expect_eq(ref.number, number);
}

static void expect_no_ref(const char *word, enum result expected) {
    struct incident_ref ref = {.number = 7};
    struct err err = {0};
    cr_expect_eq(incident_ref_read(word, &ref, &err), expected, "%s", word);
    cr_expect_eq(ref.number, 7);
    cr_expect_eq(expected == INVALID, err.text[0] != 0);
}

Test(incident_id, an_id_has_the_utc_day_and_at_least_three_digits) {
    const struct utc utc = {2026, 11, 20, 23, 59, 59};
    char out[INCIDENT_ID_SIZE];
    int64_t ms;
    cr_assert(utc_to_ms(&utc, &ms));
    cr_expect_str_eq(incident_id(INCIDENT_ID_COUNTED, ms, 1, out), "INC-2026-11-20-001");
    cr_expect_str_eq(incident_id(INCIDENT_ID_COUNTED, ms + 1000, 12, out), "INC-2026-11-21-012");
    cr_expect_str_eq(incident_id(INCIDENT_ID_COUNTED, ms, 1234, out), "INC-2026-11-20-1234");
    cr_expect_str_eq(incident_id(INCIDENT_ID_COUNTED, ms, INCIDENT_NUMBER_MAX, out),
                     "INC-2026-11-20-999999");
}

Test(incident_id, whole_ids_are_read_in_any_case) {
    expect_ref("INC-2026-11-20-001", "2026-11-20", 1);
    expect_ref("inc-2026-11-20-1", "2026-11-20", 1);
    expect_ref("Inc-2024-02-29-999999", "2024-02-29", 999999);
}

Test(incident_id, short_references_have_no_day) {
    expect_ref("INC-001", "", 1);
    expect_ref("inc-42", "", 42);
}

Test(incident_id, a_reference_is_shown_as_it_is_typed) {
    const struct incident_ref whole = {.day = "2026-11-20", .number = 3}, shorter = {.number = 3};
    char out[INCIDENT_ID_SIZE];
    cr_expect_str_eq(incident_ref_name(&whole, out), "INC-2026-11-20-003");
    cr_expect_str_eq(incident_ref_name(&shorter, out), "INC-003");
}

Test(incident_id, an_id_that_cannot_be_is_refused) {
    expect_no_ref("INC-2026-02-31-001", INVALID);
    expect_no_ref("INC-2026-13-01-001", INVALID);
    expect_no_ref("INC-2026-11-20-000", INVALID);
    expect_no_ref("INC-0", INVALID);
}

/* Rule: S3-04 */
Test(incident_id, an_id_may_have_the_utc_second_instead) {
    const struct utc utc = {2026, 11, 20, 14, 5, 9};
    struct incident_ref ref = {.number = 0};
    char out[INCIDENT_ID_SIZE];
    struct err err;
    int64_t ms;
    cr_assert(utc_to_ms(&utc, &ms));
    cr_expect_str_eq(incident_id(INCIDENT_ID_TIMED, ms, 1, out), "INCIDENT-20261120-140509");
    cr_expect_str_eq(incident_id(INCIDENT_ID_TIMED, ms, 2, out), "INCIDENT-20261120-140509-2");
    cr_assert_eq(incident_ref_read("incident-20261120-140509-2", &ref, &err), OK);
    cr_expect_str_eq(incident_ref_name(&ref, out), "INCIDENT-20261120-140509-2");
    cr_assert_eq(incident_ref_read("INCIDENT-20261120-140509", &ref, &err), OK);
    cr_expect_str_eq(incident_ref_name(&ref, out), "INCIDENT-20261120-140509");
    cr_expect_str_eq(ref.day, "2026-11-20");
}

Test(incident_id, a_second_that_cannot_be_is_refused) {
    expect_no_ref("INCIDENT-20260231-140500", INVALID);
    expect_no_ref("INCIDENT-20261120-250000", INVALID);
    expect_no_ref("INCIDENT-20261120-140560", INVALID);
    expect_no_ref("INCIDENT-20261120-140500-0", INVALID);
    expect_no_ref("INCIDENT-20261120-1405", ABSENT);
    expect_no_ref("INCIDENT-20261120-140500x", ABSENT);
}

Test(incident_id, other_words_are_no_ids) {
    static const char *const words[] = {"",       "INC",         "INC-",
                                        "INC-x1", "INC0012345",  "INC-2026-11-20",
                                        "1",      "INC-1234567", "INC-2026-11-20-",
                                        "001",    "INCIDENT-1",  "INC-2026-11-20-001x",
                                        "#1",     "INC-1-2",     "INC--1"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_no_ref(words[i], ABSENT);
}

Test(incident_id, a_bare_number_needs_three_digits_and_a_zero_in_front) {
    struct incident_ref ref;
    cr_assert(incident_ref_bare("001", &ref));
    cr_expect_eq(ref.number, 1);
    cr_expect(incident_ref_bare("0042", &ref));
    static const char *const no[] = {"1", "01", "500", "000", "1001", "0000001", "", "00x"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        cr_expect(!incident_ref_bare(no[i], &ref), "%s", no[i]);
}
