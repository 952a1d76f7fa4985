/* The list of armed faults. */
#include "sim/fault.h"

#include <criterion/criterion.h>
#include <string.h>

static struct faults *faults;

static void start(void) {
    faults = faults_new();
}

static void stop(void) {
    faults_free(faults);
}

TestSuite(fault, .init = start, .fini = stop);

static enum result arm(const char *text) {
    enum fault_place place;
    struct json *json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, NULL), OK);
    enum result result = faults_arm(faults, json, &place, NULL);
    json_free(json);
    return result;
}

static bool take(const char *kind, const char *method, const char *channel) {
    struct json *fault = fault_take(faults, kind, method, channel);
    json_free(fault);
    return fault != NULL;
}

Test(fault, it_strikes_as_often_as_it_was_told) {
    cr_assert_eq(arm("{\"kind\":\"http_500\",\"times\":2}"), OK);
    cr_assert(take("http_500", "auth.test", NULL));
    cr_assert(take("http_500", "auth.test", NULL));
    cr_assert_not(take("http_500", "auth.test", NULL));
}

Test(fault, without_end_lasts_until_it_is_cleared) {
    cr_assert_eq(arm("{\"kind\":\"http_500\",\"times\":-1}"), OK);
    for (int i = 0; i < 10; i++)
        cr_assert(take("http_500", NULL, NULL));
    faults_clear(faults);
    cr_assert_not(take("http_500", NULL, NULL));
}

Test(fault, one_for_a_method_and_a_channel_leaves_the_others_alone) {
    cr_assert_eq(arm("{\"kind\":\"error\",\"method\":\"chat.update\",\"channel\":\"C0A\"}"), OK);
    cr_assert_not(take("error", "chat.postMessage", "C0A"));
    cr_assert_not(take("error", "chat.update", "C0B"));
    cr_assert_not(take("error", "chat.update", NULL));
    cr_assert(take("error", "chat.update", "C0A"));
}

Test(fault, what_is_not_known_is_refused) {
    cr_assert_eq(arm("{\"kind\":\"earthquake\"}"), INVALID);
    cr_assert_eq(arm("{}"), INVALID);
    cr_assert_eq(arm("{\"kind\":\"http_500\",\"times\":0}"), INVALID);
    cr_assert_eq(arm("{\"kind\":\"http_500\",\"times\":-2}"), INVALID);
}

Test(fault, one_for_before_the_hello_waits_for_that) {
    cr_assert_eq(arm("{\"kind\":\"drop_tcp\",\"before_hello\":true}"), OK);
    struct json *fault = fault_take_before_hello(faults, "drop_tcp");
    cr_assert_not_null(fault);
    json_free(fault);
    cr_assert_null(fault_take_before_hello(faults, "drop_tcp"));
}
