/* The watch: see soak.h. */
#include "handlers/kit/soak.h"

#include "handlers/kit/reply.h"

void soak_follow_status(struct context *cx, enum status before) {
    struct incident *incident = cx->incident;
    if (incident->status == before)
        return;
    if (incident->status == STATUS_MONITORING) {
        incident->monitoring_ms = cx->now_ms;
        if (!incident->mitigated_ms)
            incident->mitigated_ms = cx->now_ms;
    } else if (before == STATUS_MONITORING && incident->status != STATUS_RESOLVED) {
        incident->monitoring_ms = incident->mitigated_ms = 0;
        incident->resolution = "";
    }
}

int64_t soak_until(const struct context *cx) {
    const struct incident *incident = cx->incident;
    int64_t soak_ms = cx->playbook->resolving.soak_ms;
    bool watched = incident_is_open(incident) && incident->status == STATUS_MONITORING;
    return watched && incident->monitoring_ms && soak_ms ? incident->monitoring_ms + soak_ms : 0;
}

const char *soak_sentence(struct context *cx) {
    int64_t until_ms = soak_until(cx);
    if (!until_ms)
        return "";
    if (until_ms <= cx->now_ms)
        return arena_printf(cx->arena, "The watch was over at %s.", moment(cx, until_ms));
    return arena_printf(cx->arena, "I watch it until %s.", moment(cx, until_ms));
}
