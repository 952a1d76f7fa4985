/* Moments: see moment.h. */
#include "handlers/kit/moment.h"

#include "base/str.h"

enum result moment_came(struct context *cx, const struct request *rq, const char *name,
                        const char *args) {
    struct request moment = *rq;
    moment.trigger = TRIGGER_MOMENT;
    moment.name = name;
    moment.args = args;
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_MOMENT, handler))) {
        if (!str_equal(handler->name, name))
            continue;
        enum result result = handler->run(cx, &moment);
        if (result != OK)
            return result;
    }
    return OK;
}
