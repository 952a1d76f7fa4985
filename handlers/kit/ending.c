/* The end of an incident: see ending.h. */
#include "handlers/kit/ending.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/postmortem.h"
#include "handlers/kit/promise.h"
#include "model/postmortem.h"

/* By when what happened is written up, if it must be. */
static enum result owe_postmortem(struct context *cx) {
    struct incident *incident = cx->incident;
    const char *rule = "";
    enum result result = postmortem_verdict(cx, &rule);
    incident->postmortem_due_ms = *rule ? postmortem_due(cx->playbook, incident->resolved_ms) : 0;
    return result;
}

enum result ending_make(struct context *cx, const struct ending *ending) {
    struct incident *incident = cx->incident;
    incident->status = STATUS_RESOLVED;
    incident->resolved_ms = cx->now_ms;
    incident->outcome = ending->outcome;
    enum result result = promise_set(cx, 0);
    if (result == OK)
        result = owe_postmortem(cx);
    if (result == OK)
        result = record(cx, ending->who, ending->kind, ending->line);
    if (result != OK)
        return result;
    return save(cx, str_equal(ending->who, TIMELINE_BOT) ? "" : ending->who);
}
