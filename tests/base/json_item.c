/* Elements of arrays by their index. */
#include "base/json.h"

#include <criterion/criterion.h>
#include <string.h>

Test(json_item, an_element_is_found_by_its_index_and_nothing_beyond_the_end) {
    const char *text = "{\"list\":[7,\"b\"]}";
    struct json *json = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &json, NULL), OK);
    const struct json *list = json_at(json, "list");
    cr_assert_eq(json_int(json_item(list, 0), "", 0), 7);
    cr_assert_str_eq(json_str(json_item(list, 1), ""), "b");
    cr_assert_null(json_item(list, 2));
    cr_assert_null(json_item(json, 0), "an object has no elements");
    cr_assert_null(json_item(NULL, 0));
    json_free(json);
}
