/* The picture of metrics: see board.h. */
#include "pictures/board.h"

#include "base/str.h"
#include "model/phrase.h"
#include "pictures/plot.h"

#include <stdio.h>

/* Text in pixels: the picture is shown at a third of its width on a phone. */
enum { TITLE = 46, HEADING = 34, BODY = 28, SMALL = 25 };

/* Where things stand. */
enum {
    MARGIN = 40,
    HEAD = 150,
    TREND = 445,
    COUNTS = 370,
    PLOT_LEFT = 190,
    PLOT_RIGHT = BOARD_WIDTH - 50,
    MARKER = 12, /* half of a point */
    FEW = 8      /* points that still have room for their values */
};

struct sheet {
    struct canvas *canvas;
    struct arena *arena;
    const struct board *board;
};

static const struct type heading = {COLOUR_INK, HEADING, true, ALIGN_LEFT};
static const struct type soft = {COLOUR_SOFT, BODY, false, ALIGN_LEFT};

static void draw_head(const struct sheet *sheet) {
    struct type title = {COLOUR_INK, TITLE, true, ALIGN_LEFT};
    double width = BOARD_WIDTH - 2 * MARGIN;
    canvas_text(sheet->canvas, (struct spot){MARGIN, 55}, title,
                canvas_text_fit(sheet->canvas, sheet->arena, title, sheet->board->title, width));
    canvas_text(sheet->canvas, (struct spot){MARGIN, 108}, soft,
                canvas_text_fit(sheet->canvas, sheet->arena, soft, sheet->board->subtitle, width));
}

static void draw_nothing(const struct sheet *sheet, double top, double height, const char *words) {
    canvas_box(sheet->canvas, MARGIN, top + 70, BOARD_WIDTH - 2 * MARGIN, height - 110, 18,
               COLOUR_PANEL);
    canvas_text(sheet->canvas, (struct spot){BOARD_WIDTH / 2.0, top + 15 + height / 2},
                (struct type){COLOUR_SOFT, BODY, false, ALIGN_CENTRE}, words);
}

/* ---- Trends */

struct range {
    int64_t low_ms, high_ms;
    int points;
};

static void widen(struct range *range, int64_t ms) {
    if (range->low_ms == 0 || ms < range->low_ms)
        range->low_ms = ms;
    if (ms > range->high_ms)
        range->high_ms = ms;
}

static struct range range_of(const struct board *board, const struct board_trend *trend) {
    struct range range = {0};
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        for (int i = 0; i < board->span_count; i++)
            if (trend->means_ms[s][i] >= 0) {
                widen(&range, trend->means_ms[s][i] > 0 ? trend->means_ms[s][i] : 1);
                range.points++;
            }
    if (range.points && trend->target_ms)
        widen(&range, trend->target_ms);
    return range;
}

static bool has_points(const struct board *board, const struct board_trend *trend,
                       enum severity severity) {
    for (int i = 0; i < board->span_count; i++)
        if (trend->means_ms[severity][i] >= 0)
            return true;
    return false;
}

/* Its words stand beside the heading, where no point comes. */
static void draw_target(const struct sheet *sheet, const struct plot_axis *axis, int64_t target_ms,
                        double heading_y) {
    char words[PHRASE_DURATION_SIZE];
    double y = plot_y(axis, target_ms);
    struct pen pen = {COLOUR_GOOD, 4, DASH_LONG};
    struct type type = {COLOUR_GOOD, BODY, true, ALIGN_RIGHT};
    phrase_of_duration(target_ms, PHRASE_MEDIUM, words);
    const char *text = arena_printf(sheet->arena, "target: under %s", words);
    double left = PLOT_RIGHT - canvas_text_width(sheet->canvas, type, text) - 14;
    canvas_line(sheet->canvas, (struct spot){PLOT_LEFT, y}, (struct spot){PLOT_RIGHT, y}, pen);
    canvas_line(sheet->canvas, (struct spot){left - 66, heading_y}, (struct spot){left, heading_y},
                pen);
    canvas_text(sheet->canvas, (struct spot){PLOT_RIGHT, heading_y}, type, text);
}

static struct spot spot_of(const struct board *board, const struct plot_axis *axis, int span,
                           int64_t ms) {
    return (struct spot){plot_x(span, board->span_count, PLOT_LEFT, PLOT_RIGHT), plot_y(axis, ms)};
}

static void draw_series_line(const struct sheet *sheet, const struct board_trend *trend,
                             const struct plot_axis *axis, enum severity severity) {
    struct spot spots[BOARD_SPANS_MAX];
    int count = 0;
    for (int i = 0; i < sheet->board->span_count; i++)
        if (trend->means_ms[severity][i] >= 0)
            spots[count++] = spot_of(sheet->board, axis, i, trend->means_ms[severity][i]);
    canvas_path(sheet->canvas, spots, count,
                (struct pen){plot_colour(severity), 4, plot_dash(severity)});
}

static void draw_series_markers(const struct sheet *sheet, const struct board_trend *trend,
                                const struct plot_axis *axis, enum severity severity) {
    for (int i = 0; i < sheet->board->span_count; i++)
        if (trend->means_ms[severity][i] >= 0)
            canvas_marker(sheet->canvas, plot_marker(severity),
                          spot_of(sheet->board, axis, i, trend->means_ms[severity][i]), MARKER,
                          plot_colour(severity));
}

/* The least important first, so that a SEV-1 lies above all others. */
static void draw_series(const struct sheet *sheet, const struct board_trend *trend,
                        const struct plot_axis *axis) {
    for (enum severity s = SEVERITY_4; s >= SEVERITY_1; s--)
        draw_series_line(sheet, trend, axis, s);
    for (enum severity s = SEVERITY_4; s >= SEVERITY_1; s--)
        draw_series_markers(sheet, trend, axis, s);
}

/* ---- Values beside their points */

struct box {
    double left, top, right, bottom;
};

/* Where something stands already: the points, and the values that were placed. */
struct taken {
    struct box boxes[2 * FEW];
    int count;
};

static bool is_free(const struct taken *taken, const struct box *box) {
    if (box->left < PLOT_LEFT || box->right > PLOT_RIGHT + MARKER)
        return false;
    for (int i = 0; i < taken->count; i++) {
        const struct box *other = &taken->boxes[i];
        if (box->left < other->right && other->left < box->right && box->top < other->bottom &&
            other->top < box->bottom)
            return false;
    }
    return true;
}

static struct box box_at(double left, double y, double width) {
    return (struct box){left - 4, y - 16, left + width + 4, y + 16};
}

/* Right of its point, or left, above or below it, wherever it covers nothing; where it would cover
 * something everywhere it is left out, and the axis says it. */
static void draw_value(const struct sheet *sheet, struct taken *taken, struct spot at, int64_t ms) {
    char words[PHRASE_DURATION_SIZE];
    struct type type = {COLOUR_INK, SMALL, true, ALIGN_LEFT};
    phrase_of_duration(ms, PHRASE_MEDIUM, words);
    double width = canvas_text_width(sheet->canvas, type, words), middle = at.x - width / 2;
    const struct spot places[] = {{at.x + 2 * MARKER, at.y},
                                  {at.x - 2 * MARKER - width, at.y},
                                  {middle, at.y - 3 * MARKER},
                                  {middle, at.y + 3 * MARKER}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct box box = box_at(places[i].x, places[i].y, width);
        if (!is_free(taken, &box))
            continue;
        taken->boxes[taken->count++] = box;
        canvas_box(sheet->canvas, box.left, box.top, box.right - box.left, box.bottom - box.top, 6,
                   COLOUR_PAPER);
        canvas_text(sheet->canvas, places[i], type, words);
        return;
    }
}

static void draw_values(const struct sheet *sheet, const struct board_trend *trend,
                        const struct plot_axis *axis) {
    struct spot spots[FEW];
    int64_t values_ms[FEW];
    struct taken taken = {.count = 0};
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        for (int i = 0; i < sheet->board->span_count; i++) {
            int64_t ms = trend->means_ms[s][i];
            if (ms < 0)
                continue;
            struct spot at = spot_of(sheet->board, axis, i, ms);
            spots[taken.count] = at;
            values_ms[taken.count] = ms;
            taken.boxes[taken.count++] =
                (struct box){at.x - MARKER, at.y - MARKER, at.x + MARKER, at.y + MARKER};
        }
    for (int i = 0, count = taken.count; i < count; i++)
        draw_value(sheet, &taken, spots[i], values_ms[i]);
}

/* ---- A trend */

static void draw_legend(const struct sheet *sheet, const struct board_trend *trend, double y) {
    struct plot_legend entries[SEVERITY_4];
    int count = 0;
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (has_points(sheet->board, trend, s))
            entries[count++] = (struct plot_legend){.name = sheet->board->names[s], .severity = s};
    plot_draw_legend(sheet->canvas, sheet->arena, entries, count, PLOT_LEFT, PLOT_RIGHT, y, BODY);
}

/* "Time to resolve" and what stands beside it, smaller. */
static void draw_heading(const struct sheet *sheet, double y, const char *text, const char *more) {
    canvas_text(sheet->canvas, (struct spot){MARGIN, y}, heading, text);
    double x = MARGIN + canvas_text_width(sheet->canvas, heading, text) + 16;
    canvas_text(sheet->canvas, (struct spot){x, y}, soft, more);
}

static void draw_trend(const struct sheet *sheet, const struct board_trend *trend, double top) {
    const struct board *board = sheet->board;
    struct range range = range_of(board, trend);
    draw_heading(sheet, top + 25, trend->title,
                 arena_printf(sheet->arena, "mean of each %s", board->span));
    if (range.points == 0) {
        draw_nothing(sheet, top, TREND, trend->none);
        return;
    }
    struct plot_axis axis = plot_axis_for(range.low_ms, range.high_ms, top + TREND - 80, top + 130);
    draw_legend(sheet, trend, top + 78);
    plot_draw_axis(sheet->canvas, &axis, PLOT_LEFT, PLOT_RIGHT, SMALL);
    if (trend->target_ms)
        draw_target(sheet, &axis, trend->target_ms, top + 25);
    draw_series(sheet, trend, &axis);
    if (range.points <= FEW)
        draw_values(sheet, trend, &axis);
    plot_draw_labels(sheet->canvas, board->labels, board->span_count, PLOT_LEFT, PLOT_RIGHT,
                     top + TREND - 48, SMALL);
}

/* ---- How many */

static int total_of(const struct board *board, int span) {
    int total = 0;
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        total += board->counts[s][span];
    return total;
}

static int highest_total(const struct board *board) {
    int highest = 0;
    for (int i = 0; i < board->span_count; i++) {
        int total = total_of(board, i);
        highest = total > highest ? total : highest;
    }
    return highest;
}

/* The most severe at the bottom, where bars can be compared. */
static void draw_column(const struct sheet *sheet, int span, double bottom, double unit) {
    const struct board *board = sheet->board;
    double x = plot_x(span, board->span_count, PLOT_LEFT, PLOT_RIGHT), y = bottom;
    double room = (double)(PLOT_RIGHT - PLOT_LEFT) / board->span_count;
    double width = room * 0.62 > 90 ? 90 : room * 0.62;
    int total = total_of(board, span);
    char words[16];
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        double height = board->counts[s][span] * unit;
        if (board->counts[s][span])
            canvas_bar(sheet->canvas, plot_marker(s), x - width / 2, y - height, width, height - 3,
                       plot_colour(s));
        y -= height;
    }
    snprintf(words, sizeof words, "%d", total);
    if (total)
        canvas_text(sheet->canvas, (struct spot){x, y - 20},
                    (struct type){COLOUR_INK, SMALL, true, ALIGN_CENTRE}, words);
}

static void draw_counts_legend(const struct sheet *sheet, double y) {
    struct plot_legend entries[SEVERITY_4];
    int kinds = 0;
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        int count = 0;
        for (int i = 0; i < sheet->board->span_count; i++)
            count += sheet->board->counts[s][i];
        if (count)
            entries[kinds++] = (struct plot_legend){
                .name = arena_printf(sheet->arena, "%s: %d", sheet->board->names[s], count),
                .severity = s,
                .is_bar = true};
    }
    plot_draw_legend(sheet->canvas, sheet->arena, entries, kinds, PLOT_LEFT, PLOT_RIGHT, y, BODY);
}

static void draw_counts(const struct sheet *sheet, double top) {
    const struct board *board = sheet->board;
    double bottom = top + COUNTS - 70;
    int highest = highest_total(board);
    draw_heading(sheet, top + 25, arena_printf(sheet->arena, "Incidents per %s", board->span), "");
    if (highest == 0) {
        draw_nothing(sheet, top, COUNTS, "There was none.");
        return;
    }
    draw_counts_legend(sheet, top + 78);
    for (int i = 0; i < board->span_count; i++)
        draw_column(sheet, i, bottom, (bottom - top - 150) / highest);
    canvas_line(sheet->canvas, (struct spot){PLOT_LEFT, bottom}, (struct spot){PLOT_RIGHT, bottom},
                (struct pen){COLOUR_EDGE, 3, DASH_NONE});
    plot_draw_labels(sheet->canvas, board->labels, board->span_count, PLOT_LEFT, PLOT_RIGHT,
                     bottom + 32, SMALL);
}

/* ---- Shares */

static const char *share_words(const struct sheet *sheet, const struct board_share *share) {
    if (share->of == 0)
        return share->none;
    bool met = share->done * 100 >= share->percent * share->of;
    return arena_printf(
        sheet->arena, "%lld of %lld%s", (long long)share->done, (long long)share->of,
        share->percent == 0 ? ""
        : met               ? " – target met"
              : arena_printf(sheet->arena, " – target %lld %%", (long long)share->percent));
}

static void draw_share(const struct sheet *sheet, const struct board_share *share, double y) {
    enum { LEFT = 330, WIDTH = 360, HEIGHT = 34 };
    double done = share->of ? (double)share->done / (double)share->of : 0;
    canvas_text(sheet->canvas, (struct spot){MARGIN, y},
                (struct type){COLOUR_INK, BODY, true, ALIGN_LEFT}, share->title);
    if (share->of) {
        canvas_box(sheet->canvas, LEFT, y - HEIGHT / 2.0, WIDTH * done, HEIGHT, 0, COLOUR_GOOD);
        canvas_frame(sheet->canvas, LEFT, y - HEIGHT / 2.0, WIDTH, HEIGHT, 0,
                     (struct pen){COLOUR_EDGE, 3, DASH_NONE});
    }
    canvas_text(sheet->canvas, (struct spot){share->of ? LEFT + WIDTH + 24 : LEFT, y}, soft,
                share_words(sheet, share));
}

struct picture board_draw(const struct board *board, struct arena *arena) {
    struct sheet sheet = {canvas_new(BOARD_WIDTH, BOARD_HEIGHT), arena, board};
    draw_head(&sheet);
    for (int i = 0; i < BOARD_TRENDS; i++)
        draw_trend(&sheet, &board->trends[i], HEAD + i * TREND);
    draw_counts(&sheet, HEAD + BOARD_TRENDS * TREND);
    double top = HEAD + BOARD_TRENDS * TREND + COUNTS;
    for (int i = 0; i < BOARD_SHARES; i++)
        draw_share(&sheet, &board->shares[i], top + 40 + i * 62);
    struct picture picture = canvas_picture(sheet.canvas, arena);
    canvas_free(sheet.canvas);
    return picture;
}
