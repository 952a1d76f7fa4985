/* Metrics: what a time's incidents came to, against the playbook's targets. What each figure means
 * is in docs/metrics.md. */
#ifndef HANDLERS_KIT_METRICS_H
#define HANDLERS_KIT_METRICS_H

#include "handlers/kit/handler.h"
#include "model/spread.h"
#include "pictures/canvas.h"
#include "store/measures.h"

enum { METRICS_INCIDENTS_MAX = 2000 };

/* Which incidents: declared in [since_ms, until_ms). */
struct metrics_time {
    int64_t since_ms, until_ms;
    const char *words; /* "the last 30 days", "2026Q4", "all time" */
    int severity;      /* 0: all */
};

/* One figure. */
struct metrics_line {
    enum playbook_measure measure;
    const struct playbook_metric *target; /* NULL: the playbook names none */
    struct spread spread;                 /* of a time; .worst is an index of the incidents */
    int64_t done, of;                     /* of a share */
    bool met;                             /* with a target, and with anything to judge */
};

enum { METRICS_LINES_MAX = 32 };

struct metrics {
    struct metrics_time time;
    struct measured_list incidents;
    struct metrics_line lines[METRICS_LINES_MAX]; /* in the order of measures */
    int line_count;
};

/* Reads the incidents of a time and works out every measure: one line for each target of
 * cx->playbook that concerns the asked severity, and one without where there is no target. */
enum result metrics_read(struct context *cx, const struct metrics_time *time,
                         struct metrics *ret_metrics) RESULT;

/* How many there were of each severity: "1 SEV-1, 4 SEV-2"; "" for none. */
const char *metrics_counts(struct context *cx, const struct metrics *metrics);

/* Whether there is anything that the line could say. */
bool metrics_is_known(const struct metrics_line *line);

/* "Time to detect (MTTD)", with its severities and, of reviews, their time. */
const char *metrics_title(struct context *cx, const struct metrics_line *line);

/* "mean 4 min, median 3 min, worst 9 min (INC-2026-11-20-001); 2 of 5 are not known", or what there
 * is to say instead. Plain text; a private incident is not named. */
const char *metrics_words(struct context *cx, const struct metrics *metrics,
                          const struct metrics_line *line);

/* "under 5 min", "at least 95 %"; "" without a target. */
const char *metrics_target(struct context *cx, const struct metrics_line *line);

/* The picture of it, with its alt text. There must be an incident. */
struct picture metrics_picture(struct context *cx, const struct metrics *metrics);

#endif
