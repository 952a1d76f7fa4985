/* The log: no input can forge a line, and no token gets into one. */
#include "base/log.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *line_of(const char *value) {
    static char line[8192];
    log_format(line, sizeof line, "event",
               (const struct log_field[]){LOG_TEXT("key", value), {NULL, NULL, 0, false}});
    return line;
}

Test(log, a_plain_value_stands_bare_and_any_other_in_quotes) {
    cr_assert_str_eq(line_of("plain"), "event key=plain");
    cr_assert_str_eq(line_of("two words"), "event key=\"two words\"");
    cr_assert_str_eq(line_of(""), "event key=\"\"");
    cr_assert_str_eq(line_of(NULL), "event key=\"\"");
    cr_assert_str_eq(line_of("a=b"), "event key=\"a=b\"");
    cr_assert_str_eq(line_of("grün"), "event key=\"grün\"");
}

Test(log, no_value_can_begin_a_line_or_end_its_quotes) {
    cr_assert_str_eq(line_of("x\n<3>forged"), "event key=\"x\\n<3>forged\"");
    cr_assert_str_eq(line_of("a\"b\\c"), "event key=\"a\\\"b\\\\c\"");
    cr_assert_str_eq(line_of("\x1b[31m\r\x7f"), "event key=\"\\x1b[31m\\x0d\\x7f\"");
    cr_assert_str_eq(line_of("\xff\xfe"), "event key=\"\\xff\\xfe\"");
}

/* Slack: F33 */
Test(log, tokens_are_masked_wherever_they_stand) {
    cr_assert_str_eq(line_of("xoxb-test-123"), "event key=xoxb-***");
    cr_assert_null(strstr(line_of("Bearer xapp-test-1-A-secret, again"), "secret"));
    cr_assert_null(strstr(line_of("url?token=xoxp-test-secret&x=1"), "secret"));
    cr_assert_not_null(strstr(line_of("the word xox is no token"), "xox is no token"));
}

Test(log, numbers_and_long_values_are_bounded) {
    static char text[100000];
    char line[256];
    memset(text, 'a', sizeof text - 1);
    cr_assert_leq(strlen(line_of(text)), 4096);
    log_format(line, sizeof line, "event",
               (const struct log_field[]){LOG_NUMBER("n", -42), {NULL, NULL, 0, false}});
    cr_assert_str_eq(line, "event n=-42");
}
