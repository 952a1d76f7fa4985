/* Metrics: see metrics.h. */
#include "handlers/kit/metrics.h"

#include "base/str.h"
#include "handlers/kit/view.h"
#include "model/figures.h"
#include "model/phrase.h"

/* ---- One value of one incident */

static int64_t value_of(const struct measured *row, enum playbook_measure measure) {
    struct figures figures = figures_of(&row->incident);
    switch (measure) {
    case MEASURE_DETECT:
        return figures.detect_ms;
    case MEASURE_ACKNOWLEDGE:
        return figures.acknowledge_ms;
    case MEASURE_MITIGATE:
        return figures.mitigate_ms;
    case MEASURE_RESOLVE:
        return figures.resolve_ms;
    case MEASURE_REVIEWS:
    case MEASURE_CADENCE:
    case MEASURES:
        break;
    }
    return FIGURES_UNKNOWN;
}

static bool concerns(const struct metrics_line *line, const struct measured *row) {
    return !line->target || playbook_severity_in(line->target->severities, row->incident.severity);
}

/* ---- Working out a line */

/* What does not concern the line is of another index and not of an unknown time. */
static void work_out_time(struct context *cx, const struct metrics *metrics,
                          struct metrics_line *line) {
    const struct measured_list *list = &metrics->incidents;
    size_t size = (size_t)list->count + 1;
    int64_t *values = arena_alloc(cx->arena, size * sizeof *values);
    int *rows = arena_alloc(cx->arena, size * sizeof *rows), count = 0;
    for (int i = 0; i < list->count; i++)
        if (concerns(line, &list->rows[i])) {
            rows[count] = i;
            values[count++] = value_of(&list->rows[i], line->measure);
        }
    line->spread = spread_of(cx->arena, values, count);
    line->spread.worst = rows[line->spread.worst];
    line->met = line->target && line->spread.mean_ms < line->target->under_ms;
}

/* A review counts when it is there, or when its time is over without one; one that is not later
 * than the end came from a file that does not say when it was. */
static void count_review(const struct context *cx, const struct measured *row,
                         struct metrics_line *line) {
    int64_t within_ms = line->target ? line->target->within_ms : cx->policy->postmortem_due_ms;
    int64_t due_ms = row->incident.resolved_ms + within_ms;
    if (!row->owes_review || !row->incident.resolved_ms ||
        (row->reviewed_ms ? row->reviewed_ms <= row->incident.resolved_ms : cx->now_ms <= due_ms))
        return;
    line->of++;
    line->done += row->reviewed_ms && row->reviewed_ms <= due_ms;
}

static void work_out_share(const struct context *cx, const struct metrics *metrics,
                           struct metrics_line *line) {
    for (int i = 0; i < metrics->incidents.count; i++) {
        const struct measured *row = &metrics->incidents.rows[i];
        if (!concerns(line, row))
            continue;
        if (line->measure == MEASURE_REVIEWS) {
            count_review(cx, row, line);
        } else {
            line->done += row->kept;
            line->of += row->promised;
        }
    }
    line->met = line->target && line->done * 100 >= line->target->percent * line->of;
}

static void add_line(struct context *cx, struct metrics *metrics, enum playbook_measure measure,
                     const struct playbook_metric *target) {
    if (metrics->line_count == METRICS_LINES_MAX)
        return;
    struct metrics_line *line = &metrics->lines[metrics->line_count++];
    *line = (struct metrics_line){.measure = measure, .target = target};
    if (measure < MEASURE_REVIEWS)
        work_out_time(cx, metrics, line);
    else
        work_out_share(cx, metrics, line);
}

/* Whether somebody who asks for one severity wants to see this target. */
static bool is_asked(const struct metrics *metrics, const struct playbook_metric *target) {
    int severity = metrics->time.severity;
    return severity == 0 || playbook_severity_in(target->severities, (enum severity)severity);
}

static void add_lines(struct context *cx, struct metrics *metrics, enum playbook_measure measure) {
    int before = metrics->line_count;
    for (int i = 0; i < cx->playbook->metric_count; i++) {
        const struct playbook_metric *target = &cx->playbook->metrics[i];
        if (target->measure == measure && is_asked(metrics, target))
            add_line(cx, metrics, measure, target);
    }
    if (metrics->line_count == before)
        add_line(cx, metrics, measure, NULL);
}

enum result metrics_read(struct context *cx, const struct metrics_time *time,
                         struct metrics *ret_metrics) {
    struct metrics metrics = {.time = *time};
    enum result result =
        measures_read(cx->store, cx->arena, time->since_ms, time->until_ms, time->severity,
                      METRICS_INCIDENTS_MAX, &metrics.incidents, cx->err);
    if (result != OK)
        return result;
    for (int measure = 0; measure < MEASURES; measure++)
        add_lines(cx, &metrics, (enum playbook_measure)measure);
    *ret_metrics = metrics;
    return OK;
}

/* ---- Words */

const char *metrics_counts(struct context *cx, const struct metrics *metrics) {
    const char *words = "";
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        int count = 0;
        for (int i = 0; i < metrics->incidents.count; i++)
            count += metrics->incidents.rows[i].incident.severity == s;
        if (count)
            words = arena_printf(cx->arena, "%s%s%d %s", words, *words ? ", " : "", count,
                                 view_severity(cx, s));
    }
    return words;
}

bool metrics_is_known(const struct metrics_line *line) {
    return line->measure < MEASURE_REVIEWS ? line->spread.count > 0 : line->of > 0;
}

static const char *span(struct context *cx, int64_t ms) {
    char words[PHRASE_DURATION_SIZE];
    return ms < SECOND_MS ? "0 min"
                          : arena_strdup(cx->arena, phrase_of_duration(ms, PHRASE_MEDIUM, words));
}

/* ", SEV-1 and SEV-2" */
static const char *severities_words(struct context *cx, const char *severities) {
    const char *words = "";
    if (!*severities)
        return "";
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (playbook_severity_in(severities, s))
            words = arena_printf(cx->arena, "%s, %s", words, view_severity(cx, s));
    return words;
}

const char *metrics_title(struct context *cx, const struct metrics_line *line) {
    static const char *const titles[MEASURES] = {
        [MEASURE_DETECT] = "Time to detect (MTTD)",
        [MEASURE_ACKNOWLEDGE] = "Time to acknowledge (MTTA)",
        [MEASURE_MITIGATE] = "Time to mitigate (MTTM)",
        [MEASURE_RESOLVE] = "Time to resolve (MTTR)",
        [MEASURE_REVIEWS] = "Reviews",
        [MEASURE_CADENCE] = "Updates in time",
    };
    const struct playbook_metric *target = line->target;
    return arena_printf(cx->arena, "%s%s%s%s", titles[line->measure],
                        target && target->within_ms ? " within " : "",
                        target && target->within_ms ? view_span(cx, target->within_ms) : "",
                        target ? severities_words(cx, target->severities) : "");
}

static const char *nothing_words(const struct metrics_line *line) {
    static const char *const words[MEASURES] = {
        [MEASURE_DETECT] = "not known, because nobody said when one began or was noticed",
        [MEASURE_ACKNOWLEDGE] = "nobody has acknowledged one",
        [MEASURE_MITIGATE] = "none is over",
        [MEASURE_RESOLVE] = "none is resolved",
        [MEASURE_REVIEWS] = "none was due",
        [MEASURE_CADENCE] = "none was due",
    };
    bool concerns_none = line->measure < MEASURE_REVIEWS && line->spread.unknown == 0;
    return concerns_none ? "there was none" : words[line->measure];
}

static const char *name_of(const struct metrics *metrics, int row) {
    const struct incident *incident = &metrics->incidents.rows[row].incident;
    return incident->is_private ? "a private one" : incident->name;
}

const char *metrics_words(struct context *cx, const struct metrics *metrics,
                          const struct metrics_line *line) {
    const struct spread *spread = &line->spread;
    if (!metrics_is_known(line))
        return nothing_words(line);
    if (line->measure >= MEASURE_REVIEWS)
        return arena_printf(cx->arena, "%lld of %lld (%lld %%)", (long long)line->done,
                            (long long)line->of, (long long)(line->done * 100 / line->of));
    const char *unknown = spread->unknown
                              ? arena_printf(cx->arena, "; not known of %d of %d", spread->unknown,
                                             spread->unknown + spread->count)
                              : "";
    if (spread->count == 1)
        return arena_printf(cx->arena, "%s (%s)%s", span(cx, spread->mean_ms),
                            name_of(metrics, spread->worst), unknown);
    return arena_printf(cx->arena, "mean %s, median %s, worst %s (%s)%s", span(cx, spread->mean_ms),
                        span(cx, spread->median_ms), span(cx, spread->worst_ms),
                        name_of(metrics, spread->worst), unknown);
}

const char *metrics_target(struct context *cx, const struct metrics_line *line) {
    const struct playbook_metric *target = line->target;
    if (!target)
        return "";
    if (line->measure >= MEASURE_REVIEWS)
        return target->percent == 100
                   ? "100 %"
                   : arena_printf(cx->arena, "at least %lld %%", (long long)target->percent);
    return arena_printf(cx->arena, "under %s", span(cx, target->under_ms));
}
