/* The table of all handlers: each row can be found, by every word for it. */
#include "handlers/kit/handler.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_found(const struct handler *handler, const char *word) {
    cr_assert_eq(handler_find(handler->trigger, word), handler, "%s is another's word too", word);
}

static void expect_found_by_aliases(const struct handler *handler) {
    const char *at = handler->aliases ? handler->aliases : "";
    while (*at) {
        size_t len = strcspn(at, " ");
        STR_AUTO(word, len);
        str_add_bytes(&word, at, len);
        cr_assert_gt(len, 0, "%s has an empty alias", handler->name);
        expect_found(handler, word.text);
        at += len + (at[len] == ' ');
    }
}

/* Slack: E07 */
Test(handler_list, each_row_has_a_name_a_function_and_words_of_its_own) {
    for (enum trigger trigger = TRIGGER_COMMAND; trigger <= TRIGGER_RESULT; trigger++) {
        const struct handler *handler = NULL;
        while ((handler = handler_next(trigger, handler))) {
            cr_assert(handler->name && *handler->name);
            cr_assert(handler->run != NULL, "%s does nothing", handler->name);
            expect_found(handler, handler->name);
            expect_found_by_aliases(handler);
        }
    }
}
