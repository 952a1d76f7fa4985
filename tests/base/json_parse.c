/* What the parser says about text that is no JSON. */
#include "base/json.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_broken(const char *text, const char *position) {
    struct json *json = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), INVALID);
    cr_assert(strstr(err.text, position), "%s", err.text);
}

Test(json_parse, broken_json_is_reported_with_its_line) {
    expect_broken("{]", "near line 1, byte 1: ");
    expect_broken("{\"a\": 1,\n \"b\": [1,\n ]\n}", "near line 3, ");
    expect_broken("{\"a\": 1,\n", "near line 2, ");
}

Test(json_parse, a_control_character_in_a_string_must_be_escaped) {
    char text[] = "{\"a\": 1,\n \"b\": [\"x?y\"]}", name[] = "{\"a?b\": 1}";
    for (char c = 1; c < ' '; c++) {
        *(strchr(text, 'x') + 1) = c;
        expect_broken(text, "near line 2, byte 18: a control character in a string");
        name[3] = c;
        expect_broken(name, "near line 1, byte 3: a control character in a string");
    }
    expect_broken("\"a\\\"\n\"", "a control character in a string");
}

static void expect_taken(const char *text, const char *printed) {
    JSON_AUTO *json = NULL;
    struct err err;
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s: %s", text, err.text);
    cr_assert_str_eq(json_print(json), printed);
}

Test(json_parse, what_looks_like_a_control_character_and_is_none_is_taken) {
    expect_taken("\t[\r\n\"\\n\\u0001\\\\\" ,\n\"\x7f\"]\n", "[\"\\n\\u0001\\\\\",\"\x7f\"]");
    expect_taken("[\"\\\\\",\n\"\"]", "[\"\\\\\",\"\"]");
    expect_taken("[\"\\\"\",\n1]", "[\"\\\"\",1]");
}

Test(json_parse, a_number_that_is_none_is_refused) {
    static const char *const texts[] = {
        "NaN",   "[NaN]", "Infinity", "{\"a\":-Infinity}", "[1.]", "[1.e5]", "1.",
        "[-01]", "-00",   "[01]",     "[\"\\\"\",NaN]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_broken(texts[i], "broken near line 1, ");
}

Test(json_parse, numbers_and_words_in_strings_are_taken) {
    expect_taken("[-0,0.5,-0.5e-05,1E+5,1e-01,10,-10]", "[0,0.5,-0.5e-05,1E+5,1e-01,10,-10]");
    expect_taken("[\"NaN 1. -01 \\\" Infinity\",null,true]",
                 "[\"NaN 1. -01 \\\" Infinity\",null,true]");
}
