/* Growing texts and UTF-8: ceilings hold, and nothing is cut in the middle of a character. */
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test(str, a_text_never_passes_its_ceiling_and_says_that_it_was_cut) {
    STR_AUTO(str, 5);
    str_add(&str, "ab");
    str_add(&str, "cdé"); /* é has two bytes; one would fit */
    cr_assert_str_eq(str.text, "abcd");
    cr_assert(str.full);
    str_add(&str, "x");
    cr_assert_str_eq(str.text, "abcd", "nothing follows a cut");
    str_clear(&str);
    cr_assert_str_empty(str.text);
    cr_assert_not(str.full);
}

Test(str, formatted_text_is_cut_between_characters_too) {
    STR_AUTO(str, 6);
    str_addf(&str, "%s", "ab😀😀");
    cr_assert_str_eq(str.text, "ab😀");
    cr_assert(str.full);
    cr_assert_eq(str.len, strlen(str.text));
}

Test(str, a_text_that_was_taken_belongs_to_the_taker) {
    struct str str = str_new(100);
    str_add(&str, "hello");
    char *text = str_take(&str);
    cr_assert_str_eq(text, "hello");
    cr_assert_str_empty(str.text);
    mem_free(text);
    str_free(&str);
}

Test(utf8, malformed_bytes_are_found) {
    static const char *const bad[] = {
        "\x80", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "a\xc3"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_not(utf8_valid(bad[i], strlen(bad[i])), "number %zu", i);
    cr_assert(utf8_valid("aé€😀", strlen("aé€😀")));
    cr_assert(utf8_valid("a\0b", 3));
}

Test(utf8, a_prefix_counts_as_slack_does_and_ends_between_characters) {
    cr_assert_eq(utf8_prefix("abc", 2), 2);
    cr_assert_eq(utf8_prefix("é€", 1), 2);
    cr_assert_eq(utf8_prefix("a😀", 2), 1, "the emoji is two units");
    cr_assert_eq(utf8_prefix("a😀", 3), 5);
    cr_assert_eq(utf8_count("aé€😀"), 4);
}

Test(utf8, what_is_encoded_is_decoded) {
    static const uint32_t codes[] = {0x41, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char text[5] = {0};
        uint32_t code = 0;
        size_t len = utf8_encode(codes[i], text);
        cr_assert_eq(utf8_decode(text, &code), len);
        cr_assert_eq(code, codes[i]);
    }
}

Test(str, a_word_is_looked_for_in_a_list) {
    static const char *const words[] = {"one", "two", NULL};
    cr_assert(str_is_one_of("two", words));
    cr_assert_not(str_is_one_of("tw", words));
    cr_assert_not(str_is_one_of("", words));
}
