/* What charts are made of: an axis for times, the look of each severity, a legend. */
#ifndef PICTURES_PLOT_H
#define PICTURES_PLOT_H

#include "model/severity.h"
#include "pictures/canvas.h"

#include <stdint.h>

enum { PLOT_TICKS_MAX = 8 };

/* The look of a severity: told by shape and dashes as well as by colour. */
enum colour plot_colour(enum severity severity);
enum marker plot_marker(enum severity severity);
enum dash plot_dash(enum severity severity);

/* Times from seconds to months on one axis: equal steps are equal ratios. */
struct plot_axis {
    double bottom, top; /* where the lowest and the highest tick stand, in pixels */
    int64_t ticks_ms[PLOT_TICKS_MAX];
    int tick_count;
};

/* An axis that holds low_ms to high_ms, both above 0, with 2 to PLOT_TICKS_MAX round ticks. */
struct plot_axis plot_axis_for(int64_t low_ms, int64_t high_ms, double bottom, double top);

/* Where a time stands; what is shorter than the lowest tick stands on it. */
double plot_y(const struct plot_axis *axis, int64_t ms);

/* The ticks with their words left of x, and their lines from there to right. */
void plot_draw_axis(struct canvas *canvas, const struct plot_axis *axis, double x, double right,
                    double size);

struct plot_legend {
    const char *name;
    enum severity severity;
    bool is_bar;
};

/* What stands for what, in a row that begins at left; y is its middle. Names that do not fit before
 * right are cut. */
void plot_draw_legend(struct canvas *canvas, struct arena *arena, const struct plot_legend *entries,
                      int count, double left, double right, double y, double size);

/* Labels below a chart, as many as fit: each stands below its own place. */
void plot_draw_labels(struct canvas *canvas, const char *const *labels, int count, double left,
                      double right, double y, double size);

/* The middle of place i of count between left and right. */
double plot_x(int i, int count, double left, double right);

#endif
