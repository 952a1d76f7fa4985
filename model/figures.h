/* How long an incident took, from the times that are recorded of it.
 *
 *     figures = figures_of(incident)
 *     if (figures.detect_ms != FIGURES_UNKNOWN) …
 *
 * What is measured from where is docs/metrics.md's first table. */
#ifndef MODEL_FIGURES_H
#define MODEL_FIGURES_H

#include "model/incident.h"

#define FIGURES_UNKNOWN INT64_C(-1) /* nobody said, or it has not happened yet */

struct figures {
    int64_t detect_ms;      /* from its beginning until it was noticed; unknown when nobody said
                               when it began or was noticed, because the moment of the declaration,
                               which stands in for both, would make it 0 */
    int64_t acknowledge_ms; /* from then until somebody took it */
    int64_t mitigate_ms;    /* from its beginning until the impact was over: at the latest when it
                               was resolved */
    int64_t resolve_ms;     /* from its beginning until it was resolved */
};

/* A dismissed or merged incident has no figures: all are unknown. */
struct figures figures_of(const struct incident *incident);

#endif
