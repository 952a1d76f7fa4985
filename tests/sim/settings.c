/* The switches. */
#include "sim/settings.h"

#include <criterion/criterion.h>
#include <string.h>

static enum result change(struct settings *settings, const char *text, struct err *err) {
    struct json *json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, NULL), OK);
    enum result result = settings_change(settings, json, err);
    json_free(json);
    return result;
}

Test(settings, numbers_flags_and_words_are_taken) {
    struct settings settings = settings_default();
    const char *text = "{\"time_factor\":60,\"rate_limits\":false,\"oversized_ack\":\"drop\"}";
    cr_assert_eq(change(&settings, text, NULL), OK);
    cr_assert_eq(settings.time_factor, 60);
    cr_assert_not(settings.rate_limits);
    cr_assert_not(settings.oversized_ack_closes);
}

Test(settings, one_wrong_value_changes_nothing) {
    static const char *const wrong[] = {"{\"time_factor\":60,\"speed\":2}", "{\"time_factor\":0}",
                                        "{\"time_factor\":\"fast\"}", "{\"rate_limits\":1}",
                                        "{\"oversized_ack\":\"shout\"}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct settings settings = settings_default();
        struct err err = {0};
        cr_assert_eq(change(&settings, wrong[i], &err), INVALID, "%s", wrong[i]);
        cr_assert_neq(err.text[0], 0);
        cr_assert_eq(settings.time_factor, 1);
    }
}

Test(settings, what_is_shown_can_be_set_again) {
    struct settings settings = settings_default(), again = settings_default();
    settings.ack_deadline_ms = 77;
    JSON_AUTO *json = settings_json(&settings);
    cr_assert_eq(settings_change(&again, json, NULL), OK);
    cr_assert_eq(again.ack_deadline_ms, 77);
}
