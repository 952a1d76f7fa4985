/* A sheet to draw on, over cairo, which is seen nowhere else. Colours have names, so that all
 * pictures keep the same ones, and every pair of ink and paper in them has a contrast of 4.5 : 1 or
 * more. The paper is the picture's own: it looks the same wherever Slack shows it, in light and in
 * dark.
 *
 * Places are pixels from the upper left corner. */
#ifndef PICTURES_CANVAS_H
#define PICTURES_CANVAS_H

#include "base/mem.h"

#include <stdbool.h>
#include <stddef.h>

enum { CANVAS_SIDE_MAX = 4000 };

enum colour {
    COLOUR_PAPER,
    COLOUR_PANEL, /* a surface that stands out a little */
    COLOUR_INK,
    COLOUR_SOFT, /* what is read second */
    COLOUR_RULE, /* lines of a grid; no text */
    COLOUR_EDGE, /* lines that mean something */
    COLOUR_SEV1, /* … to COLOUR_SEV4 */
    COLOUR_SEV2,
    COLOUR_SEV3,
    COLOUR_SEV4,
    COLOUR_GOOD,
    COLOUR_BAD,
    COLOURS
};

/* One that no colour is needed to tell from the others. */
enum marker { MARKER_DISC, MARKER_SQUARE, MARKER_TRIANGLE, MARKER_DIAMOND, MARKER_CROSS };

enum dash { DASH_NONE, DASH_LONG, DASH_SHORT, DASH_DOTS };

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

struct spot {
    double x, y;
};

struct pen {
    enum colour colour;
    double width;
    enum dash dash;
};

struct type {
    enum colour colour;
    double size; /* of the letters, in pixels */
    bool bold;
    enum align align; /* where the text stands from its place */
};

/* A picture as it can be uploaded: a PNG in the arena that it was made in. */
struct picture {
    const char *bytes;
    size_t len;
    const char *alt; /* what it shows, for whoever does not see it */
};

struct canvas;

/* Blank paper. A side over CANVAS_SIDE_MAX aborts; no memory aborts. */
struct canvas *canvas_new(int width, int height);
void canvas_free(struct canvas *canvas); /* NULL is allowed */

void canvas_box(struct canvas *canvas, double x, double y, double width, double height,
                double round, enum colour colour);
void canvas_frame(struct canvas *canvas, double x, double y, double width, double height,
                  double round, struct pen pen);
void canvas_line(struct canvas *canvas, struct spot from, struct spot to, struct pen pen);
/* From each spot to the next. */
void canvas_path(struct canvas *canvas, const struct spot *spots, int count, struct pen pen);
/* Filled, with a rim of paper so that it stands out from lines. */
void canvas_marker(struct canvas *canvas, enum marker marker, struct spot at, double size,
                   enum colour colour);
/* A bar with a texture of its own for each marker, so that bars can be told apart as well. */
void canvas_bar(struct canvas *canvas, enum marker marker, double x, double y, double width,
                double height, enum colour colour);

/* One line; at is the middle of its height. */
void canvas_text(struct canvas *canvas, struct spot at, struct type type, const char *text);
double canvas_text_width(struct canvas *canvas, struct type type, const char *text);
/* text, or as much of it as fits in width, with "…"; in the arena. */
const char *canvas_text_fit(struct canvas *canvas, struct arena *arena, struct type type,
                            const char *text, double width);

/* The sheet as a PNG, in the arena. */
struct picture canvas_picture(struct canvas *canvas, struct arena *arena);

/* Finds the font and whatever else takes its time at the first use. Call it once before the process
 * limits itself. */
void canvas_prepare(void);

#endif
