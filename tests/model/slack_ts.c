/* Slack's timestamps as numbers and back. */
#include "model/slack_ts.h"

#include <criterion/criterion.h>

Test(slack_ts, is_read_to_the_microsecond_and_written_back) {
    char out[SLACK_TS_SIZE];
    cr_assert_eq(slack_ts_us("1795183500.000123"), INT64_C(1795183500000123));
    cr_assert_str_eq(slack_ts(INT64_C(1795183500000123), out), "1795183500.000123");
    cr_assert_str_eq(slack_ts(slack_ts_us("1.000002"), out), "1.000002");
}

Test(slack_ts, what_is_none_is_zero) {
    static const char *const wrong[] = {"",
                                        ".",
                                        "17951835000",
                                        "1795183500.",
                                        "1795183500.12345",
                                        "-1.000000",
                                        "1795183500.1234567",
                                        "179518350012.000000",
                                        "1795183500.00012x",
                                        " 1.000000"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_eq(slack_ts_us(wrong[i]), 0, "%s", wrong[i]);
}
