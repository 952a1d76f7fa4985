/* Names against a contract. What sections do to names is tested with Mustache. */
#include "templates/names.h"

#include <criterion/criterion.h>
#include <string.h>

static struct json *list_of(const char *const *names, size_t count) {
    struct json *list = json_new_array();
    for (size_t i = 0; i < count; i++)
        json_push(list, json_new_string(names[i]));
    return list;
}

static const char *const contract[] = {"incident.id", "incident.title", "impact"};

static void expect_unknown(const char *name, const char *text) {
    JSON_AUTO *names = list_of(contract, 3);
    char path[NAMES_PATH_SIZE] = "untouched";
    struct err err = {0};
    cr_assert_eq(names_resolve(names, NULL, name, NAMES_VALUE, path, &err), INVALID);
    cr_expect_str_eq(err.text, text);
    cr_expect_str_eq(path, "untouched");
}

Test(names, the_nearest_names_are_offered) {
    expect_unknown("incident.titel",
                   "unknown name \"incident.titel\"; did you mean incident.title or incident.id?");
    expect_unknown("imapct", "unknown name \"imapct\"; did you mean impact?");
}

Test(names, all_names_are_listed_when_none_is_near) {
    expect_unknown("x", "unknown name \"x\"; the names are incident.id, incident.title, impact");
}

Test(names, nothing_is_known_without_a_contract) {
    char path[NAMES_PATH_SIZE];
    struct err err = {0};
    cr_assert_eq(names_resolve(NULL, NULL, "a", NAMES_VALUE, path, &err), INVALID);
    cr_assert_str_eq(err.text, "unknown name \"a\"; this template has no names");
}

Test(names, a_section_may_be_what_names_begin_with_and_a_value_may_not) {
    JSON_AUTO *names = list_of(contract, 3);
    char path[NAMES_PATH_SIZE];
    cr_assert_eq(names_resolve(names, NULL, "incident", NAMES_SECTION, path, NULL), OK);
    cr_assert_eq(names_resolve(names, NULL, "incident", NAMES_VALUE, path, NULL), INVALID);
    cr_assert_eq(names_resolve(names, NULL, "inc", NAMES_SECTION, path, NULL), INVALID);
}

Test(names, a_path_that_is_too_long_is_unknown) {
    JSON_AUTO *names = list_of(contract, 3);
    char outer[NAMES_PATH_SIZE], path[NAMES_PATH_SIZE];
    memset(outer, 'a', sizeof outer);
    outer[sizeof outer - 1] = 0;
    struct names_scope scope = {.path = outer};
    cr_assert_eq(names_resolve(names, &scope, "b", NAMES_VALUE, path, NULL), INVALID);
    cr_assert_eq(names_resolve(names, &scope, "impact", NAMES_VALUE, path, NULL), OK);
    cr_assert_str_eq(path, "impact");
}

Test(names, a_contract_is_a_list_of_names_of_bounded_length) {
    JSON_AUTO *names = json_new_array();
    struct err err = {0};
    for (int i = 0; i < NAMES_MAX; i++)
        json_push(names, json_new_string("a.b"));
    cr_assert_eq(names_check(names, &err), OK, "%s", err.text);
    json_push(names, json_new_string("a.b"));
    cr_assert_eq(names_check(names, &err), INVALID);
    cr_assert(strstr(err.text, "at most 256"), "%s", err.text);
}
