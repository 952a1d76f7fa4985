/* Addresses of messages. */
#include "model/permalink.h"

#include <criterion/criterion.h>

Test(permalink, names_its_message_and_is_read_back) {
    char channel[SLACK_ID_SIZE], ts[SLACK_TS_SIZE];
    STR_AUTO(out, 200);
    permalink_add(&out, "https://local.slack.com/", "C0INCIDENTS", "1795183500.000123", "");
    cr_assert_str_eq(out.text, "https://local.slack.com/archives/C0INCIDENTS/p1795183500000123");
    cr_assert(permalink_read(out.text, channel, ts));
    cr_assert_str_eq(channel, "C0INCIDENTS");
    cr_assert_str_eq(ts, "1795183500.000123");
}

Test(permalink, of_a_reply_names_its_thread_and_that_of_a_root_does_not) {
    char channel[SLACK_ID_SIZE], ts[SLACK_TS_SIZE];
    STR_AUTO(reply, 200);
    STR_AUTO(root, 200);
    permalink_add(&reply, "https://x/", "C1", "1795183500.000123", "1795183400.000100");
    cr_assert_str_eq(reply.text,
                     "https://x/archives/C1/p1795183500000123?thread_ts=1795183400.000100&cid=C1");
    cr_assert(permalink_read(reply.text, channel, ts));
    permalink_add(&root, "https://x/", "C1", "1795183500.000123", "1795183500.000123");
    cr_assert_str_eq(root.text, "https://x/archives/C1/p1795183500000123");
}

Test(permalink, is_nothing_else) {
    static const char *const texts[] = {"",
                                        "https://x/archives/",
                                        "https://x/archives/C1",
                                        "https://x/archives/C1/p",
                                        "https://x/archives/C1/p123456",
                                        "https://x/archives/C1/p1795183500000123x",
                                        "https://x/archives//p1795183500000123",
                                        "https://x/archives/C1/p99999999999999999999999999999",
                                        "see https://x/archives/C1/p1795183500000123"};
    char channel[SLACK_ID_SIZE], ts[SLACK_TS_SIZE];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_assert_not(permalink_read(texts[i], channel, ts), "%s", texts[i]);
}
