/* Finding handlers in the tables: see handler.h. */
#include "handlers/kit/handler.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

static bool is_alias(const char *aliases, const char *name) {
    size_t len = strlen(name);
    for (const char *word = aliases; word && *word && len > 0;) {
        size_t n = strcspn(word, " ");
        if (n == len && strncasecmp(word, name, n) == 0)
            return true;
        word += n + (word[n] == ' ');
    }
    return false;
}

const struct handler *handler_next(enum trigger trigger, const struct handler *previous) {
    bool passed = previous == NULL;
    for (int i = 0; handler_tables[i]; i++) {
        for (const struct handler *handler = handler_tables[i]; handler->name; handler++) {
            if (passed && handler->trigger == trigger)
                return handler;
            if (handler == previous)
                passed = true;
        }
    }
    return NULL;
}

const struct handler *handler_find(enum trigger trigger, const char *name) {
    const struct handler *handler = NULL;
    while ((handler = handler_next(trigger, handler)))
        if (str_equal_nocase(handler->name, name) || is_alias(handler->aliases, name))
            return handler;
    return NULL;
}
