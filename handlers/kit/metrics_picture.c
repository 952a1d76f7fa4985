/* The picture of metrics: a time cut into spans, and what stands in each. See metrics.h; how it
 * looks is pictures/board.c. */
#include "handlers/kit/metrics.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/view.h"
#include "model/figures.h"
#include "model/quarter.h"
#include "pictures/board.h"

#include <string.h>

enum { ALT_MAX = 900 };

/* ---- Spans */

enum span_kind { SPAN_DAY, SPAN_WEEK, SPAN_MONTH, SPAN_QUARTER, SPAN_YEAR };

static const struct {
    const char *name;
    int64_t about_ms;
} span_kinds[] = {[SPAN_DAY] = {"day", DAY_MS},
                  [SPAN_WEEK] = {"week", 7 * DAY_MS},
                  [SPAN_MONTH] = {"month", 28 * DAY_MS},
                  [SPAN_QUARTER] = {"quarter", 90 * DAY_MS},
                  [SPAN_YEAR] = {"year", 365 * DAY_MS}};

struct spans {
    enum span_kind kind;
    int64_t begins_ms[BOARD_SPANS_MAX + 1]; /* the last one's end behind it */
    int count;
};

/* The shortest of which all fit; two weeks are shown by the day. */
static enum span_kind kind_for(int64_t whole_ms) {
    if (whole_ms <= 14 * DAY_MS)
        return SPAN_DAY;
    enum span_kind kind = SPAN_WEEK;
    while (kind < SPAN_YEAR && whole_ms / span_kinds[kind].about_ms > BOARD_SPANS_MAX - 2)
        kind++;
    return kind;
}

static int64_t first_of_month(int year, int month) {
    int64_t ms = 0;
    struct utc utc = {.year = year + (month - 1) / 12, .month = (month - 1) % 12 + 1, .day = 1};
    (void)utc_to_ms(&utc, &ms); /* within the years that there are */
    return ms;
}

static int64_t next_span(enum span_kind kind, int64_t ms) {
    struct utc utc = utc_of_ms(ms);
    if (kind == SPAN_MONTH)
        return first_of_month(utc.year, utc.month + 1);
    if (kind == SPAN_QUARTER)
        return quarter_begin(quarter_of(ms) + 1);
    if (kind == SPAN_YEAR)
        return first_of_month(utc.year + 1, 1);
    return ms + span_kinds[kind].about_ms;
}

static struct spans cut(int64_t since_ms, int64_t until_ms) {
    struct spans spans = {.kind = kind_for(until_ms - since_ms)};
    int64_t at_ms = since_ms;
    while (at_ms < until_ms && spans.count < BOARD_SPANS_MAX) {
        spans.begins_ms[spans.count++] = at_ms;
        at_ms = next_span(spans.kind, at_ms);
    }
    spans.begins_ms[spans.count] = INT64_MAX;
    return spans;
}

static int span_at(const struct spans *spans, int64_t ms) {
    int i = 0;
    while (ms >= spans->begins_ms[i + 1])
        i++;
    return i;
}

static const char *label(struct context *cx, enum span_kind kind, int64_t ms) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char quarter[QUARTER_NAME_SIZE];
    struct utc utc = utc_of_ms(ms);
    if (kind == SPAN_MONTH)
        return arena_printf(cx->arena, "%s %02d", months[utc.month - 1], utc.year % 100);
    if (kind == SPAN_QUARTER)
        return arena_strdup(cx->arena, quarter_name(quarter_of(ms), quarter));
    if (kind == SPAN_YEAR)
        return arena_printf(cx->arena, "%d", utc.year);
    return arena_printf(cx->arena, "%d %s", utc.day, months[utc.month - 1]);
}

/* ---- Filling the board */

struct sum {
    int64_t ms;
    int count;
};

static void fill_trend(const struct metrics *metrics, const struct spans *spans,
                       enum playbook_measure measure, struct board_trend *trend) {
    struct sum sums[SEVERITY_4 + 1][BOARD_SPANS_MAX] = {{{0}}};
    for (int i = 0; i < metrics->incidents.count; i++) {
        const struct incident *incident = &metrics->incidents.rows[i].incident;
        struct figures figures = figures_of(incident);
        int64_t ms = measure == MEASURE_RESOLVE ? figures.resolve_ms : figures.detect_ms;
        struct sum *sum = &sums[incident->severity][span_at(spans, incident->declared_ms)];
        if (ms == FIGURES_UNKNOWN)
            continue;
        sum->ms += ms;
        sum->count++;
    }
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        for (int i = 0; i < BOARD_SPANS_MAX; i++)
            trend->means_ms[s][i] = sums[s][i].count ? sums[s][i].ms / sums[s][i].count : -1;
    for (int i = 0; i < metrics->line_count; i++)
        if (metrics->lines[i].measure == measure && metrics->lines[i].target)
            trend->target_ms = metrics->lines[i].target->under_ms;
}

static void fill_counts(const struct metrics *metrics, const struct spans *spans,
                        struct board *board) {
    for (int i = 0; i < metrics->incidents.count; i++) {
        const struct incident *incident = &metrics->incidents.rows[i].incident;
        board->counts[incident->severity][span_at(spans, incident->declared_ms)]++;
    }
}

static void fill_share(struct context *cx, const struct metrics *metrics,
                       enum playbook_measure measure, struct board_share *share) {
    for (int i = 0; i < metrics->line_count; i++) {
        const struct metrics_line *line = &metrics->lines[i];
        if (line->measure != measure)
            continue;
        share->done = line->done;
        share->of = line->of;
        share->percent = line->target ? line->target->percent : 0;
        share->title = measure == MEASURE_CADENCE ? "Updates in time" : "Reviews in time";
        share->none = arena_printf(cx->arena, "none was due");
    }
}

static const char *day_words(struct context *cx, int64_t ms) {
    return arena_printf(cx->arena, "%s %d", label(cx, SPAN_DAY, ms), utc_of_ms(ms).year);
}

static const char *subtitle(struct context *cx, const struct metrics *metrics, int64_t since_ms) {
    int count = metrics->incidents.count, severity = metrics->time.severity;
    return arena_printf(cx->arena, "%s to %s: %d incident%s%s%s", day_words(cx, since_ms),
                        day_words(cx, metrics->time.until_ms - 1), count, count == 1 ? "" : "s",
                        severity ? ", only " : "",
                        severity ? view_severity(cx, (enum severity)severity) : "");
}

static const char *alt_text(struct context *cx, const struct metrics *metrics,
                            const struct board *board) {
    STR_AUTO(text, ALT_MAX);
    str_addf(&text, "%s, %s. ", board->title, board->subtitle);
    for (int i = 0; i < metrics->line_count; i++) {
        const struct metrics_line *line = &metrics->lines[i];
        str_addf(&text, "%s: %s. ", metrics_title(cx, line), metrics_words(cx, metrics, line));
    }
    return arena_strdup(cx->arena, text.text);
}

struct picture metrics_picture(struct context *cx, const struct metrics *metrics) {
    int64_t first_ms = metrics->incidents.rows[0].incident.declared_ms;
    int64_t since_ms = metrics->time.since_ms ? metrics->time.since_ms : first_ms;
    struct spans spans = cut(since_ms - since_ms % DAY_MS, metrics->time.until_ms);
    struct board *board = arena_alloc(cx->arena, sizeof *board);
    board->title = arena_printf(cx->arena, "Incidents, %s", metrics->time.words);
    board->subtitle = subtitle(cx, metrics, since_ms);
    board->span = span_kinds[spans.kind].name;
    board->span_count = spans.count;
    for (int i = 0; i < spans.count; i++)
        board->labels[i] = label(cx, spans.kind, spans.begins_ms[i]);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        board->names[s] = view_severity(cx, s);
    board->trends[0] =
        (struct board_trend){.title = "Time to resolve", .none = "None is resolved."};
    board->trends[1] = (struct board_trend){.title = "Time to detect",
                                            .none = "Nobody said when one began or was noticed."};
    fill_trend(metrics, &spans, MEASURE_RESOLVE, &board->trends[0]);
    fill_trend(metrics, &spans, MEASURE_DETECT, &board->trends[1]);
    fill_counts(metrics, &spans, board);
    fill_share(cx, metrics, MEASURE_CADENCE, &board->shares[0]);
    fill_share(cx, metrics, MEASURE_REVIEWS, &board->shares[1]);
    struct picture picture = board_draw(board, cx->arena);
    picture.alt = alt_text(cx, metrics, board);
    return picture;
}
