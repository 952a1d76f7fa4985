/* Many times as few: see spread.h. */
#include "model/spread.h"

#include <stdlib.h>

static int compare(const void *a, const void *b) {
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

struct spread spread_of(struct arena *arena, const int64_t *values, int count) {
    struct spread spread = {0};
    int64_t *known = arena_alloc(arena, (size_t)(count + 1) * sizeof *known), sum_ms = 0;
    for (int i = 0; i < count; i++) {
        if (values[i] < 0)
            continue;
        if (spread.count == 0 || values[i] > spread.worst_ms) {
            spread.worst_ms = values[i];
            spread.worst = i;
        }
        sum_ms += values[i];
        known[spread.count++] = values[i];
    }
    spread.unknown = count - spread.count;
    if (spread.count == 0)
        return spread;
    qsort(known, (size_t)spread.count, sizeof *known, compare);
    int upper = spread.count / 2, lower = (spread.count - 1) / 2;
    spread.mean_ms = sum_ms / spread.count;
    spread.median_ms = known[lower] + (known[upper] - known[lower]) / 2;
    return spread;
}
