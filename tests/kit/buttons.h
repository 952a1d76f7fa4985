/* The buttons of a message or a private answer, as the people who press them find them. */
#ifndef TESTS_KIT_BUTTONS_H
#define TESTS_KIT_BUTTONS_H

#include "base/json.h"
#include "tests/kit/says.h"

/* The command line of the button whose label contains label, or NULL. */
static inline const char *button_line(const struct json *message, const char *label) {
    const struct json *blocks = json_at(message, "blocks");
    for (size_t i = 0; i < json_len(blocks, ""); i++) {
        const struct json *elements = json_at(json_item(blocks, i), "elements");
        for (size_t k = 0; k < json_len(elements, ""); k++) {
            const struct json *button = json_item(elements, k);
            if (strstr(json_text_at(button, "text.text"), label))
                return json_text_at(button, "value");
        }
    }
    return NULL;
}

#define assert_button(message, label, line)                                                        \
    do {                                                                                           \
        const char *found_line = button_line((message), (label));                                  \
        cr_assert_not_null(found_line, "no button \"%s\" in:\n%s", (label), json_print(message));  \
        cr_assert_str_eq(found_line, (line));                                                      \
    } while (0)

#endif
