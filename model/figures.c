/* How long an incident took: see figures.h. */
#include "model/figures.h"

#include "model/times.h"

static int64_t span(int64_t from_ms, int64_t to_ms) {
    return to_ms && to_ms >= from_ms ? to_ms - from_ms : FIGURES_UNKNOWN;
}

struct figures figures_of(const struct incident *incident) {
    struct figures figures = {FIGURES_UNKNOWN, FIGURES_UNKNOWN, FIGURES_UNKNOWN, FIGURES_UNKNOWN};
    if (*incident->outcome)
        return figures;
    int64_t began_ms = incident->started_ms, noticed_ms = times_detected(incident);
    bool somebody_said = incident->detected_ms || began_ms < incident->declared_ms;
    int64_t unhurt_ms = incident->mitigated_ms ? incident->mitigated_ms : incident->resolved_ms;
    if (somebody_said)
        figures.detect_ms = span(began_ms, noticed_ms);
    figures.acknowledge_ms = span(noticed_ms, incident->acked_ms);
    figures.mitigate_ms = span(began_ms, unhurt_ms);
    figures.resolve_ms = span(began_ms, incident->resolved_ms);
    return figures;
}
