/* Kinds of values: what each accepts, refuses and advises. */
#include "config/value.h"

#include "base/utc.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct value_choice colours[] = {{"red", 7}, {"green", 9}, {0}};
static const struct value_choice none[] = {{"none", 0}, {0}};

static struct arena *arena;
static struct err err;

static void begin(void) {
    arena = arena_new(1024 * 1024);
}

static void end(void) {
    arena_free(arena);
}

TestSuite(value, .init = begin, .fini = end);

static bool reads(struct value_rule rule, const char *text) {
    const char *field = "before";
    bool ok = value_read(&rule, text, arena, &field, &err) == OK;
    cr_expect(ok || strcmp(field, "before") == 0, "a refused value leaves the field alone");
    return ok;
}

static int64_t duration(struct value_rule rule, const char *text) {
    int64_t ms = -1;
    rule.kind = VALUE_DURATION;
    if (value_read(&rule, text, arena, &ms, &err) != OK)
        cr_expect_eq(ms, -1, "a refused value leaves the field alone");
    return ms;
}

Test(value, durations_have_units_and_may_have_several) {
    const struct value_rule rule = {.max = 90 * DAY_MS};
    cr_expect_eq(duration(rule, "90s"), 90 * SECOND_MS);
    cr_expect_eq(duration(rule, "30m"), 30 * MINUTE_MS);
    cr_expect_eq(duration(rule, "1h30m"), 90 * MINUTE_MS);
    cr_expect_eq(duration(rule, "1h 30m"), 90 * MINUTE_MS);
    cr_expect_eq(duration(rule, "7d"), 7 * DAY_MS);
    cr_expect_eq(duration(rule, "0s"), 0);
}

Test(value, what_is_no_duration_is_refused) {
    const struct value_rule rule = {.max = 90 * DAY_MS};
    static const char *const wrong[] = {
        "", "30", "m", "5x", "-5m", "none", "99999999999999999999h"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(duration(rule, wrong[i]), -1, "\"%s\"", wrong[i]);
}

Test(value, a_duration_out_of_bounds_is_told_the_bounds) {
    const struct value_rule rule = {.min = MINUTE_MS, .max = 90 * MINUTE_MS};
    cr_expect_eq(duration(rule, "1m"), MINUTE_MS);
    cr_expect_eq(duration(rule, "90m"), 90 * MINUTE_MS);
    cr_expect_eq(duration(rule, "59s"), -1);
    cr_expect_eq(duration(rule, "91m"), -1);
    cr_expect(strstr(err.text, "\"91m\" is out of bounds; write 1m to 1h30m"), "%s", err.text);
}

Test(value, none_is_a_duration_where_the_rule_says_so) {
    const struct value_rule rule = {.min = MINUTE_MS, .max = HOUR_MS, .choices = none};
    cr_expect_eq(duration(rule, "none"), 0);
    cr_expect_eq(duration(rule, "2h"), -1);
    cr_expect(strstr(err.text, "write none or 1m to 1h"), "%s", err.text);
}

Test(value, a_duration_is_written_so_that_it_reads_back) {
    static const int64_t some[] = {
        0,      SECOND_MS,  90 * SECOND_MS, 90 * MINUTE_MS,      HOUR_MS + SECOND_MS,
        DAY_MS, 2 * DAY_MS, 7 * DAY_MS,     3 * DAY_MS + HOUR_MS};
    const struct value_rule rule = {.max = 90 * DAY_MS};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        STR_AUTO(text, 64);
        value_write_duration(some[i], &text);
        cr_expect_eq(duration(rule, text.text), some[i], "%s", text.text);
    }
}

Test(value, durations_are_written_as_people_say_them) {
    STR_AUTO(text, 64);
    value_write_duration(48 * HOUR_MS, &text);
    str_add(&text, " ");
    value_write_duration(7 * DAY_MS, &text);
    str_add(&text, " ");
    value_write_duration(5430 * SECOND_MS, &text);
    cr_expect_str_eq(text.text, "48h 7d 1h30m30s");
}

Test(value, a_choice_is_one_of_its_words) {
    const struct value_rule rule = {.kind = VALUE_CHOICE, .choices = colours};
    int colour = 0;
    cr_expect_eq(value_read(&rule, "green", arena, &colour, &err), OK);
    cr_expect_eq(colour, 9);
    cr_expect_eq(value_read(&rule, "blue", arena, &colour, &err), INVALID);
    cr_expect_eq(colour, 9);
    cr_expect_str_eq(err.text, "\"blue\" is unknown; write \"red\" or \"green\"");
}

Test(value, a_text_is_counted_in_characters_and_holds_no_control_characters) {
    const struct value_rule rule = {.kind = VALUE_TEXT, .min = 1, .max = 3};
    cr_expect(reads(rule, "äöü"));
    cr_expect_not(reads(rule, "äöüß"));
    cr_expect(strstr(err.text, "has 4 characters; write at most 3"), "%s", err.text);
    cr_expect_not(reads(rule, ""));
    cr_expect_not(reads(rule, "a\tb"));
    cr_expect_not(reads(rule, "a\x7f"));
    cr_expect_not(reads(rule, "\xff"));
}

Test(value, a_channel_is_a_name_with_its_sign_or_an_id) {
    const struct value_rule rule = {.kind = VALUE_CHANNEL, .min = 1, .max = 81};
    static const char *const right[] = {"#incidents", "#ops-2_b", "#störung", "C012AB3CD",
                                        "G0ABCDEF"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        cr_expect(reads(rule, right[i]), "%s: %s", right[i], err.text);
    static const char *const wrong[] = {"",     "#",    "incidents", "#Incidents",
                                        "#a b", "#a.b", "D012AB3CD", "C"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(reads(rule, wrong[i]), "%s", wrong[i]);
    cr_expect_not(reads(rule, "incidents"));
    cr_expect(strstr(err.text, "write \"#incidents\""), "%s", err.text);
}

Test(value, a_user_is_an_id_or_one_of_the_choices_or_nobody) {
    static const struct value_choice declarer[] = {{"declarer", 0}, {0}};
    const struct value_rule rule = {.kind = VALUE_USER, .max = 64, .choices = declarer};
    cr_expect(reads(rule, "U012AB3CD"));
    cr_expect(reads(rule, "W012AB3CD"));
    cr_expect(reads(rule, "declarer"));
    cr_expect(reads(rule, ""));
    cr_expect_not(reads(rule, "@bob"));
    cr_expect(strstr(err.text, "write \"declarer\" or an id such as"), "%s", err.text);
    cr_expect_not(reads(rule, "C012AB3CD"));
}

Test(value, an_address_has_a_scheme_and_a_host_and_nothing_that_breaks_a_link) {
    const struct value_rule rule = {.kind = VALUE_URL, .min = 0, .max = 1024};
    cr_expect(reads(rule, "https://meet.example/a?b=c#d"));
    cr_expect(reads(rule, "http://[::1]:80/"));
    cr_expect(reads(rule, ""));
    static const char *const wrong[] = {"meet.example", "https://",    "https:///x", "ftp://x",
                                        "https://a|b",  "https://a>b", "https://a b"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(reads(rule, wrong[i]), "%s", wrong[i]);
}

Test(value, a_slash_command_is_lower_case_behind_its_slash) {
    const struct value_rule rule = {.kind = VALUE_COMMAND, .min = 2, .max = 32};
    cr_expect(reads(rule, "/incident"));
    cr_expect(reads(rule, "/inc-2"));
    cr_expect_not(reads(rule, "incident"));
    cr_expect_not(reads(rule, "/Incident"));
    cr_expect_not(reads(rule, "/"));
}

Test(value, words_are_joined_by_single_spaces) {
    const struct value_rule rule = {.kind = VALUE_WORDS, .max = 64};
    const char *words = NULL;
    cr_expect_eq(value_read(&rule, "  a, b,c   d ", arena, &words, &err), OK);
    cr_expect_str_eq(words, "a b c d");
}

Test(value, a_long_wrong_value_is_shown_in_part) {
    const struct value_rule rule = {.kind = VALUE_CHOICE, .choices = colours};
    char text[300] = {0};
    memset(text, 'x', sizeof text - 1);
    int colour = 0;
    cr_expect_eq(value_read(&rule, text, arena, &colour, &err), INVALID);
    cr_expect(strstr(err.text, "x…\" is unknown; write"), "%s", err.text);
}
