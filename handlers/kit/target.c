/* How soon somebody must take an incident: see target.h. */
#include "handlers/kit/target.h"

#include "handlers/kit/condition.h"
#include "handlers/kit/reply.h"
#include "model/calendar.h"

static char small(char letter) {
    return (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
}

/* "Next release" in the middle of a sentence. */
static const char *continued(struct context *cx, const char *target) {
    char *copy = arena_strdup(cx->arena, target);
    *copy = small(*copy);
    return copy;
}

static const char *within(struct context *cx, int64_t ms, bool business_hours) {
    return arena_printf(cx->arena, "within %s%s", span_text(cx, ms),
                        business_hours ? " of working time" : "");
}

const char *target_words(struct context *cx, enum severity severity,
                         const struct playbook_condition *condition) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    int64_t response_ms = policy_severity(cx->policy, severity)->response_ms;
    if (condition && *condition->target)
        return continued(cx, condition->target);
    if (condition && condition->response_ms)
        return within(cx, condition->response_ms, false);
    if (*own->target)
        return continued(cx, own->target);
    return response_ms ? within(cx, response_ms, own->business_hours) : "";
}

const char *target_from(struct context *cx, enum severity severity,
                        const struct playbook_condition *condition, int64_t declared_ms) {
    int64_t by_ms = calendar_response_by(cx->playbook, severity, condition, declared_ms);
    const char *words = target_words(cx, severity, condition);
    return by_ms ? arena_printf(cx->arena, "%s, by %s", words, moment(cx, by_ms)) : words;
}

const char *target_of_incident(struct context *cx) {
    return target_from(cx, cx->incident->severity, condition_of(cx), cx->incident->declared_ms);
}

int64_t target_by(const struct context *cx) {
    return calendar_response_by(cx->playbook, cx->incident->severity, condition_of(cx),
                                cx->incident->declared_ms);
}
