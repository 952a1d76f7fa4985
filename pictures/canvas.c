/* Drawing with cairo: see canvas.h. */
#include "pictures/canvas.h"

#include "base/str.h"
#include "base/utf8.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PNG_MAX = 2 * 1024 * 1024 };

/* Found by the library among what is installed; without it the nearest one is taken. */
static const char font[] = "DejaVu Sans";

struct canvas {
    cairo_surface_t *surface;
    cairo_t *cairo;
};

/* On paper, each of them but the rule is at least as far from it as 4.5 : 1. */
static const unsigned colours[COLOURS] = {
    [COLOUR_PAPER] = 0xffffff, [COLOUR_PANEL] = 0xf3f5f7, [COLOUR_INK] = 0x1b1f24,
    [COLOUR_SOFT] = 0x4d5661,  [COLOUR_RULE] = 0xd5dbe1,  [COLOUR_EDGE] = 0x5b6570,
    [COLOUR_SEV1] = 0xb3201f,  [COLOUR_SEV2] = 0x8f5200,  [COLOUR_SEV3] = 0x1f5fa8,
    [COLOUR_SEV4] = 0x5d4a99,  [COLOUR_GOOD] = 0x1c6b38,  [COLOUR_BAD] = 0xb3201f,
};

#if defined __SANITIZE_ADDRESS__ || defined __clang__
/* What the library under cairo knows of fonts it keeps for as long as the process lives, where the
 * search for leaks does not see it: about a kilobyte, once. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *__lsan_default_suppressions(void) {
    return "leak:libfontconfig\n";
}

const char *__lsan_default_options(void) {
    return "print_suppressions=0";
}
#endif

static void set_colour(const struct canvas *canvas, enum colour colour) {
    unsigned rgb = colours[colour];
    cairo_set_source_rgb(canvas->cairo, (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0,
                         (rgb & 0xff) / 255.0);
}

/* ---- Life */

/* Not as this machine's screen would like it: the picture is for other screens. */
static void set_smoothing(const struct canvas *canvas) {
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(canvas->cairo, options);
    cairo_font_options_destroy(options);
}

struct canvas *canvas_new(int width, int height) {
    if (width < 1 || height < 1 || width > CANVAS_SIDE_MAX || height > CANVAS_SIDE_MAX)
        abort();
    struct canvas *canvas = mem_alloc(sizeof *canvas);
    canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    canvas->cairo = cairo_create(canvas->surface);
    if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS)
        abort(); /* no memory, as in base/mem.c */
    set_smoothing(canvas);
    set_colour(canvas, COLOUR_PAPER);
    cairo_paint(canvas->cairo);
    return canvas;
}

void canvas_free(struct canvas *canvas) {
    if (!canvas)
        return;
    cairo_destroy(canvas->cairo);
    cairo_surface_destroy(canvas->surface);
    mem_free(canvas);
}

/* ---- Shapes */

static void trace_box(const struct canvas *canvas, double x, double y, double width, double height,
                      double round) {
    cairo_t *cairo = canvas->cairo;
    cairo_new_path(cairo);
    if (round <= 0) {
        cairo_rectangle(cairo, x, y, width, height);
        return;
    }
    cairo_arc(cairo, x + width - round, y + round, round, -M_PI / 2, 0);
    cairo_arc(cairo, x + width - round, y + height - round, round, 0, M_PI / 2);
    cairo_arc(cairo, x + round, y + height - round, round, M_PI / 2, M_PI);
    cairo_arc(cairo, x + round, y + round, round, M_PI, 3 * M_PI / 2);
    cairo_close_path(cairo);
}

static void set_pen(const struct canvas *canvas, struct pen pen) {
    static const struct {
        double lengths[2];
        int count;
    } dashes[] = {[DASH_NONE] = {{0, 0}, 0},
                  [DASH_LONG] = {{16, 8}, 2},
                  [DASH_SHORT] = {{8, 6}, 2},
                  [DASH_DOTS] = {{2, 7}, 2}};
    cairo_set_dash(canvas->cairo, dashes[pen.dash].lengths, dashes[pen.dash].count, 0);
    cairo_set_line_width(canvas->cairo, pen.width);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_cap(canvas->cairo,
                       pen.dash == DASH_DOTS ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    set_colour(canvas, pen.colour);
}

void canvas_box(struct canvas *canvas, double x, double y, double width, double height,
                double round, enum colour colour) {
    trace_box(canvas, x, y, width, height, round);
    set_colour(canvas, colour);
    cairo_fill(canvas->cairo);
}

void canvas_frame(struct canvas *canvas, double x, double y, double width, double height,
                  double round, struct pen pen) {
    trace_box(canvas, x, y, width, height, round);
    set_pen(canvas, pen);
    cairo_stroke(canvas->cairo);
}

void canvas_path(struct canvas *canvas, const struct spot *spots, int count, struct pen pen) {
    cairo_new_path(canvas->cairo);
    for (int i = 0; i < count; i++)
        cairo_line_to(canvas->cairo, spots[i].x, spots[i].y);
    set_pen(canvas, pen);
    cairo_stroke(canvas->cairo);
}

void canvas_line(struct canvas *canvas, struct spot from, struct spot to, struct pen pen) {
    canvas_path(canvas, (const struct spot[]){from, to}, 2, pen);
}

static void trace_polygon(cairo_t *cairo, struct spot at, const struct spot *corners, int count,
                          double size) {
    for (int i = 0; i < count; i++)
        cairo_line_to(cairo, at.x + corners[i].x * size, at.y + corners[i].y * size);
    cairo_close_path(cairo);
}

static void trace_marker(cairo_t *cairo, enum marker marker, struct spot at, double size) {
    static const struct spot square[] = {{-.9, -.9}, {.9, -.9}, {.9, .9}, {-.9, .9}};
    static const struct spot triangle[] = {{0, -1.15}, {1.1, .85}, {-1.1, .85}};
    static const struct spot diamond[] = {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}};
    static const struct spot cross[] = {{0, -.4},   {.7, -1.1}, {1.1, -.7},  {.4, 0},
                                        {1.1, .7},  {.7, 1.1},  {0, .4},     {-.7, 1.1},
                                        {-1.1, .7}, {-.4, 0},   {-1.1, -.7}, {-.7, -1.1}};
    cairo_new_path(cairo);
    switch (marker) {
    case MARKER_DISC:
        cairo_arc(cairo, at.x, at.y, size, 0, 2 * M_PI);
        break;
    case MARKER_SQUARE:
        trace_polygon(cairo, at, square, 4, size);
        break;
    case MARKER_TRIANGLE:
        trace_polygon(cairo, at, triangle, 3, size);
        break;
    case MARKER_DIAMOND:
        trace_polygon(cairo, at, diamond, 4, size);
        break;
    case MARKER_CROSS:
        trace_polygon(cairo, at, cross, 12, size);
        break;
    }
}

void canvas_marker(struct canvas *canvas, enum marker marker, struct spot at, double size,
                   enum colour colour) {
    trace_marker(canvas->cairo, marker, at, size);
    set_pen(canvas, (struct pen){COLOUR_PAPER, 4, DASH_NONE});
    cairo_stroke_preserve(canvas->cairo);
    set_colour(canvas, colour);
    cairo_fill(canvas->cairo);
}

/* Stripes of paper: none, upright, level, slanting. */
static void draw_stripes(struct canvas *canvas, enum marker marker, double x, double y,
                         double width, double height) {
    enum { STEP = 12 };
    struct pen pen = {COLOUR_PAPER, 3, DASH_NONE};
    double reach = marker == MARKER_DIAMOND ? height : 0;
    if (marker == MARKER_SQUARE)
        for (int at = STEP / 2; at < height; at += STEP)
            canvas_line(canvas, (struct spot){x, y + at}, (struct spot){x + width, y + at}, pen);
    else if (marker == MARKER_TRIANGLE || marker == MARKER_DIAMOND)
        for (int at = STEP / 2; at < width + reach; at += STEP)
            canvas_line(canvas, (struct spot){x + at, y}, (struct spot){x + at - reach, y + height},
                        pen);
}

void canvas_bar(struct canvas *canvas, enum marker marker, double x, double y, double width,
                double height, enum colour colour) {
    canvas_box(canvas, x, y, width, height, 0, colour);
    cairo_save(canvas->cairo);
    trace_box(canvas, x, y, width, height, 0);
    cairo_clip(canvas->cairo);
    draw_stripes(canvas, marker, x, y, width, height);
    cairo_restore(canvas->cairo);
    canvas_frame(canvas, x, y, width, height, 0, (struct pen){colour, 2, DASH_NONE});
}

/* ---- Text */

static void set_type(const struct canvas *canvas, struct type type) {
    cairo_select_font_face(canvas->cairo, font, CAIRO_FONT_SLANT_NORMAL,
                           type.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(canvas->cairo, type.size);
}

double canvas_text_width(struct canvas *canvas, struct type type, const char *text) {
    cairo_text_extents_t extents;
    set_type(canvas, type);
    cairo_text_extents(canvas->cairo, text, &extents);
    return extents.x_advance;
}

void canvas_text(struct canvas *canvas, struct spot at, struct type type, const char *text) {
    double width = type.align == ALIGN_LEFT ? 0 : canvas_text_width(canvas, type, text);
    double left = type.align == ALIGN_CENTRE ? width / 2 : width;
    set_type(canvas, type);
    set_colour(canvas, type.colour);
    /* A capital letter is about 0.73 of the size high. */
    cairo_move_to(canvas->cairo, at.x - left, at.y + type.size * 0.365);
    cairo_show_text(canvas->cairo, text);
    cairo_new_path(canvas->cairo);
}

const char *canvas_text_fit(struct canvas *canvas, struct arena *arena, struct type type,
                            const char *text, double width) {
    const char *shown = text;
    size_t len = strlen(text);
    while (len > 0 && canvas_text_width(canvas, type, shown) > width) {
        for (len--; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
            len--;
        size_t end = len;
        while (end > 0 && text[end - 1] == ' ')
            end--;
        shown = arena_printf(arena, "%.*s…", (int)end, text);
    }
    return shown;
}

/* ---- The result */

static cairo_status_t add_bytes(void *closure, const unsigned char *bytes, unsigned len) {
    struct str *png = closure;
    str_add_bytes(png, (const char *)bytes, len);
    return png->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

struct picture canvas_picture(struct canvas *canvas, struct arena *arena) {
    STR_AUTO(png, PNG_MAX);
    if (cairo_surface_write_to_png_stream(canvas->surface, add_bytes, &png) != CAIRO_STATUS_SUCCESS)
        abort(); /* no memory: what we draw is far below the limit */
    char *bytes = arena_alloc(arena, png.len);
    memcpy(bytes, png.text, png.len);
    return (struct picture){.bytes = bytes, .len = png.len, .alt = ""};
}

void canvas_prepare(void) {
    struct canvas *canvas = canvas_new(8, 8);
    for (int bold = 0; bold < 2; bold++)
        canvas_text(canvas, (struct spot){0, 4},
                    (struct type){.colour = COLOUR_INK, .size = 8, .bold = bold == 1}, "incidentd");
    canvas_free(canvas);
}
