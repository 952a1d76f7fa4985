/* What phones type, and what is left of it in free text and in command words. */
#include "model/typography.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_clean(const char *typed, const char *expected) {
    STR_AUTO(out, 200);
    typography_clean(typed, &out);
    cr_expect_str_eq(out.text, expected);
}

static void expect_fold(const char *typed, const char *expected) {
    char out[64];
    cr_expect(typography_fold(typed, strlen(typed), out, sizeof out));
    cr_expect_str_eq(out, expected, "\"%s\" became \"%s\"", typed, out);
}

Test(typography, free_text_keeps_quotes_dashes_and_spaces_as_written) {
    expect_clean("“Kasse” – seit 5\u202fmin…", "“Kasse” – seit 5\u202fmin…");
    expect_clean("two\n\tlines", "two\n\tlines");
}

Test(typography, free_text_keeps_the_joiners_that_emoji_and_scripts_need) {
    expect_clean("👩‍🚒 \u200e\u200f", "👩‍🚒 \u200e\u200f");
    expect_clean("می\u200cخواهم", "می\u200cخواهم");
}

Test(typography, free_text_loses_characters_that_show_it_in_another_order) {
    expect_clean("pay\u202etxt.exe\u202c", "paytxt.exe");
    expect_clean("\u2066a\u2067b\u2068c\u2069\u202a\u202b\u202d", "abc");
}

Test(typography, free_text_loses_control_characters) {
    expect_clean("a\x01"
                 "b\x1b[31m\x7f\xc2\x80\xc2\x9f",
                 "ab[31m");
}

Test(typography, every_kind_of_line_end_becomes_a_newline) {
    expect_clean("a\r\nb\rc\u2028d\u2029e\xc2\x85"
                 "f",
                 "a\nb\nc\nd\ne\nf");
}

Test(typography, bytes_that_are_not_utf8_become_replacement_characters) {
    expect_clean("a\xff\xc3", "a\ufffd\ufffd");
}

Test(typography, an_autocorrected_double_dash_is_an_option_again) {
    expect_fold("—drill", "--drill");
    expect_fold("–drill", "--drill");
    expect_fold("--drill", "--drill");
    expect_fold("title —drill", "title --drill");
}

Test(typography, a_dash_that_heads_no_word_stays_a_dash) {
    expect_fold("—", "-");
    expect_fold("–5", "-5");
    expect_fold("down — since", "down - since");
    expect_fold("INC–2026‑11−20—001", "INC-2026-11-20-001");
}

Test(typography, quotes_and_ellipses_become_plain) {
    expect_fold("“a” „b‟ ‘c’ ‚d‛ e…", "\"a\" \"b\" 'c' 'd' e...");
}

Test(typography, spaces_of_all_kinds_become_one_and_none_at_the_ends) {
    expect_fold("\u00a0 2:05\u202f\u3000pm\n", "2:05 pm");
}

Test(typography, invisible_characters_vanish_from_command_words) {
    expect_fold("\ufeffre\u200bsol\u2060ve\u200e\u00ad\u202e", "resolve");
}

Test(typography, full_width_letters_become_ascii) {
    expect_fold("１４：０５", "14:05");
}

Test(typography, a_word_that_does_not_fit_is_no_command_word) {
    char out[4] = "x";
    cr_expect(!typography_fold("abcd", 4, out, sizeof out));
    cr_expect_str_eq(out, "");
    cr_expect(typography_fold("abc", 3, out, sizeof out));
    cr_expect(!typography_fold("ab …", 6, out, sizeof out));
}

Test(typography, only_the_asked_bytes_are_folded) {
    char out[8];
    cr_expect(typography_fold("note text", 4, out, sizeof out));
    cr_expect_str_eq(out, "note");
}

static void expect_unquoted(const char *typed, const char *inside) {
    size_t start = 0, len = 0;
    cr_expect(typography_unquote(typed, strlen(typed), &start, &len), "%s", typed);
    cr_expect(len == strlen(inside) && memcmp(typed + start, inside, len) == 0, "%s", typed);
}

static void expect_not_quoted(const char *typed) {
    size_t start, len;
    cr_expect(!typography_unquote(typed, strlen(typed), &start, &len), "%s", typed);
}

Test(typography, a_text_in_one_pair_of_quotes_is_unquoted) {
    expect_unquoted("\"db is slow\"", "db is slow");
    expect_unquoted("“db is slow”", "db is slow");
    expect_unquoted("„db is slow“", "db is slow");
    expect_unquoted("'can't log in'", "can't log in");
    expect_unquoted("\"\"", "");
}

Test(typography, a_text_that_only_contains_quotes_keeps_them) {
    expect_not_quoted("say \"hi\"");
    expect_not_quoted("\"a\" and \"b\"");
    expect_not_quoted("\"a\", \"b\"");
    expect_not_quoted("\"open");
    expect_not_quoted("\"");
    expect_not_quoted("");
    expect_not_quoted("“curly'");
}
