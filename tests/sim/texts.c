/* Arrays of texts. */
#include "sim/texts.h"

#include <criterion/criterion.h>
#include <string.h>

Test(texts, one_is_found_by_its_whole_text_and_taken_away_wherever_it_stands) {
    static const char text[] = "[\"a\",\"b\",7,\"a\"]";
    struct json *array = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &array, NULL), OK);
    struct json *kept = texts_without(array, "a");
    cr_assert(texts_hold(array, "a"));
    cr_assert_not(texts_hold(array, "ab"));
    cr_assert_not(texts_hold(NULL, "a"));
    cr_assert_str_eq(json_print(kept), "[\"b\",7]");
    json_free(kept);
    json_free(array);
}
