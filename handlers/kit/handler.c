/* Finding handlers in the tables: see handler.h. */
#include "handlers/kit/handler.h"

#include "base/str.h"

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
        if (str_equal_nocase(handler->name, name) || str_has_word(handler->aliases, name))
            return handler;
    return NULL;
}
