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
