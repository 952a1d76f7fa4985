/* Names and topics of channels. */
#include "model/channel_name.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct channel_words words = {.id = "INC-2026-11-20-001",
                                           .date = "2026-11-20",
                                           .title = "Checkout is DOWN – 50% of <@U0BOB> & co.",
                                           .severity = "sev1",
                                           .kind = "",
                                           .status = "Investigating",
                                           .ic = "<@U0ALICE>",
                                           .impact = "",
                                           .bridge = ""};

static const char *name_of(const char *text, int try) {
    static char out[CHANNEL_NAME_SIZE];
    channel_name(text, &words, try, out);
    return out;
}

Test(channel_name, has_only_what_slack_allows) {
    cr_assert_str_eq(name_of("inc-{date}-{title}", 0),
                     "inc-2026-11-20-checkout-is-down-50-of-u0bob-co");
    cr_assert_str_eq(name_of("{id}", 0), "inc-2026-11-20-001");
    cr_assert_str_eq(name_of("{severity}_{kind}-{id}", 0), "sev1_-inc-2026-11-20-001");
}

Test(channel_name, that_nothing_is_left_of_is_the_incidents_own) {
    cr_assert_str_eq(name_of("{kind}", 0), "inc-2026-11-20-001");
    cr_assert_str_eq(name_of("", 0), "inc-2026-11-20-001");
    cr_assert_str_eq(name_of("--{kind}--", 0), "inc-2026-11-20-001");
}

Test(channel_name, is_never_longer_than_slack_takes_and_keeps_its_number) {
    char title[300];
    struct channel_words many = words;
    char out[CHANNEL_NAME_SIZE];
    memset(title, 'a', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    many.title = title;
    channel_name("inc-{title}", &many, 0, out);
    cr_assert_eq(strlen(out), (size_t)CHANNEL_NAME_MAX);
    channel_name("inc-{title}", &many, 8, out);
    cr_assert_eq(strlen(out), (size_t)CHANNEL_NAME_MAX);
    cr_assert_str_eq(out + CHANNEL_NAME_MAX - 2, "-9");
}

Test(channel_name, that_was_taken_gets_a_number) {
    cr_assert_str_eq(name_of("{id}", 1), "inc-2026-11-20-001-2");
    cr_assert_str_eq(name_of("{id}", 2), "inc-2026-11-20-001-3");
}

Test(channel_name, of_a_topic_is_filled_and_cut) {
    STR_AUTO(topic, 1000);
    channel_topic("{severity} {status}, {ic}", &words, CHANNEL_TOPIC_MAX, &topic);
    cr_assert_str_eq(topic.text, "sev1 Investigating, <@U0ALICE>");
    str_clear(&topic);
    channel_topic("{severity} {status}", &words, 6, &topic);
    cr_assert_str_eq(topic.text, "sev1 I");
}
