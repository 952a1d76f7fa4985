/* The end of an incident: see ending.h. */
#include "handlers/kit/ending.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/promise.h"

enum result ending_make(struct context *cx, const struct ending *ending) {
    struct incident *incident = cx->incident;
    incident->status = STATUS_RESOLVED;
    incident->resolved_ms = cx->now_ms;
    incident->outcome = ending->outcome;
    enum result result = promise_set(cx, 0);
    if (result == OK)
        result = record(cx, ending->who, ending->kind, ending->line);
    if (result != OK)
        return result;
    return save(cx, str_equal(ending->who, TIMELINE_BOT) ? "" : ending->who);
}
