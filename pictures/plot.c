/* What charts are made of: see plot.h. */
#include "pictures/plot.h"

#include "base/utc.h"
#include "model/phrase.h"

#include <math.h>

/* ---- Severities */

enum colour plot_colour(enum severity severity) {
    return (enum colour)(COLOUR_SEV1 + (severity - SEVERITY_1));
}

enum marker plot_marker(enum severity severity) {
    return (enum marker)(MARKER_DISC + (severity - SEVERITY_1));
}

enum dash plot_dash(enum severity severity) {
    return (enum dash)(DASH_NONE + (severity - SEVERITY_1));
}

/* ---- The axis */

static const int64_t round_ms[] = {10 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS,      2 * MINUTE_MS,
                                   5 * MINUTE_MS,  15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS,
                                   2 * HOUR_MS,    4 * HOUR_MS,    8 * HOUR_MS,    DAY_MS,
                                   2 * DAY_MS,     4 * DAY_MS,     7 * DAY_MS,     14 * DAY_MS,
                                   28 * DAY_MS,    91 * DAY_MS,    366 * DAY_MS};

enum { ROUND = sizeof round_ms / sizeof *round_ms };

struct plot_axis plot_axis_for(int64_t low_ms, int64_t high_ms, double bottom, double top) {
    struct plot_axis axis = {.bottom = bottom, .top = top};
    int first = 0, last = ROUND - 1;
    while (first + 2 < ROUND && round_ms[first + 1] < low_ms)
        first++;
    while (last > first + 1 && round_ms[last - 1] > high_ms)
        last--;
    int step = (last - first) / (PLOT_TICKS_MAX - 1) + 1;
    for (int i = first; i < last && axis.tick_count < PLOT_TICKS_MAX - 1; i += step)
        axis.ticks_ms[axis.tick_count++] = round_ms[i];
    axis.ticks_ms[axis.tick_count++] = round_ms[last];
    return axis;
}

double plot_y(const struct plot_axis *axis, int64_t ms) {
    double low = log((double)axis->ticks_ms[0]);
    double high = log((double)axis->ticks_ms[axis->tick_count - 1]);
    double part = ms > 0 ? (log((double)ms) - low) / (high - low) : 0;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return axis->bottom + part * (axis->top - axis->bottom);
}

void plot_draw_axis(struct canvas *canvas, const struct plot_axis *axis, double x, double right,
                    double size) {
    for (int i = 0; i < axis->tick_count; i++) {
        char words[PHRASE_DURATION_SIZE];
        double y = plot_y(axis, axis->ticks_ms[i]);
        canvas_line(canvas, (struct spot){x, y}, (struct spot){right, y},
                    (struct pen){COLOUR_RULE, i == 0 ? 3 : 1.5, DASH_NONE});
        phrase_of_duration(axis->ticks_ms[i], PHRASE_MEDIUM, words);
        canvas_text(canvas, (struct spot){x - 14, y},
                    (struct type){COLOUR_SOFT, size, false, ALIGN_RIGHT}, words);
    }
}

/* ---- Around it */

double plot_x(int i, int count, double left, double right) {
    return left + (right - left) * (i + 0.5) / count;
}

void plot_draw_legend(struct canvas *canvas, struct arena *arena, const struct plot_legend *entries,
                      int count, double left, double right, double y, double size) {
    enum { SAMPLE = 52, GAP = 12, BETWEEN = 34 };
    struct type type = {COLOUR_INK, size, false, ALIGN_LEFT};
    double room = (right - left) / (count ? count : 1) - SAMPLE - GAP - BETWEEN;
    for (int i = 0; i < count; i++) {
        const struct plot_legend *entry = &entries[i];
        enum colour colour = plot_colour(entry->severity);
        enum marker marker = plot_marker(entry->severity);
        const char *name = canvas_text_fit(canvas, arena, type, entry->name, room);
        if (entry->is_bar) {
            canvas_bar(canvas, marker, left + SAMPLE - 32, y - 16, 32, 32, colour);
        } else {
            canvas_line(canvas, (struct spot){left, y}, (struct spot){left + SAMPLE, y},
                        (struct pen){colour, 4, plot_dash(entry->severity)});
            canvas_marker(canvas, marker, (struct spot){left + SAMPLE / 2.0, y}, 11, colour);
        }
        canvas_text(canvas, (struct spot){left + SAMPLE + GAP, y}, type, name);
        left += SAMPLE + GAP + canvas_text_width(canvas, type, name) + BETWEEN;
    }
}

void plot_draw_labels(struct canvas *canvas, const char *const *labels, int count, double left,
                      double right, double y, double size) {
    struct type type = {COLOUR_SOFT, size, false, ALIGN_CENTRE};
    double widest = 1, room = (right - left) / count;
    for (int i = 0; i < count; i++) {
        double width = canvas_text_width(canvas, type, labels[i]);
        widest = width > widest ? width : widest;
    }
    int step = (int)ceil((widest + 18) / room);
    for (int i = (count - 1) % step; i < count; i += step)
        canvas_text(canvas, (struct spot){plot_x(i, count, left, right), y}, type, labels[i]);
}
