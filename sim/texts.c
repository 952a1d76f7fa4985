/* Arrays of texts: see texts.h. */
#include "sim/texts.h"

#include "base/str.h"

bool texts_hold(const struct json *array, const char *text) {
    for (size_t i = 0; i < json_len(array, ""); i++)
        if (str_equal(json_str(json_item(array, i), ""), text))
            return true;
    return false;
}

struct json *texts_without(const struct json *array, const char *text) {
    struct json *kept = json_new_array();
    for (size_t i = 0; i < json_len(array, ""); i++)
        if (!str_equal(json_str(json_item(array, i), ""), text))
            json_push(kept, json_copy(json_item(array, i)));
    return kept;
}
