/* Pictures: their size, their paper and their ink at places that matter, the same twice, and quick
 * enough for a loop that waits. What they look like is for eyes. */
#include "base/utc.h"
#include "pictures/board.h"
#include "pictures/plot.h"
#include "pictures/story.h"

#include <cairo.h>
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

enum { ARENA_SIZE = 32 * 1024 * 1024, SLOWEST_MS = 1000 };

static struct arena *arena;

static void begin(void) {
    arena = arena_new(ARENA_SIZE);
}

static void end(void) {
    arena_free(arena);
}

TestSuite(pictures, .init = begin, .fini = end);

/* ---- Reading a picture */

struct stream {
    const char *at;
    size_t left;
};

static cairo_status_t read_bytes(void *closure, unsigned char *bytes, unsigned len) {
    struct stream *stream = closure;
    if (stream->left < len)
        return CAIRO_STATUS_READ_ERROR;
    memcpy(bytes, stream->at, len);
    stream->at += len;
    stream->left -= len;
    return CAIRO_STATUS_SUCCESS;
}

struct pixels {
    cairo_surface_t *surface;
    int width, height;
};

static struct pixels look_at(struct picture picture) {
    struct stream stream = {picture.bytes, picture.len};
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &stream);
    cr_assert_eq(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    return (struct pixels){surface, cairo_image_surface_get_width(surface),
                           cairo_image_surface_get_height(surface)};
}

static unsigned pixel(const struct pixels *pixels, int x, int y) {
    uint32_t rgb;
    memcpy(&rgb,
           cairo_image_surface_get_data(pixels->surface) +
               y * cairo_image_surface_get_stride(pixels->surface) + 4 * x,
           sizeof rgb);
    return rgb & 0xffffff;
}

/* How many pixels of exactly this colour. */
static int count(const struct pixels *pixels, unsigned rgb) {
    int found = 0;
    for (int y = 0; y < pixels->height; y++)
        for (int x = 0; x < pixels->width; x++)
            found += pixel(pixels, x, y) == rgb;
    return found;
}

enum { PAPER = 0xffffff, SEV1 = 0xb3201f, SEV2 = 0x8f5200, SEV3 = 0x1f5fa8, GOOD = 0x1c6b38 };

/* ---- The board */

static struct board *a_board(int spans) {
    struct board *board = arena_alloc(arena, sizeof *board);
    *board = (struct board){
        .title = "Incidents", .subtitle = "2 weeks", .span = "week", .span_count = spans};
    for (int i = 0; i < spans; i++)
        board->labels[i] = "1 Nov";
    for (int s = SEVERITY_1; s <= SEVERITY_4; s++)
        board->names[s] = "SEV";
    for (int t = 0; t < BOARD_TRENDS; t++) {
        board->trends[t] = (struct board_trend){.title = "Time", .none = "There is none."};
        for (int s = SEVERITY_1; s <= SEVERITY_4; s++)
            for (int i = 0; i < BOARD_SPANS_MAX; i++)
                board->trends[t].means_ms[s][i] = -1;
    }
    for (int i = 0; i < BOARD_SHARES; i++)
        board->shares[i] = (struct board_share){.title = "Share", .none = "none"};
    return board;
}

Test(pictures, a_board_without_anything_has_no_ink_of_a_severity) {
    struct pixels pixels = look_at(board_draw(a_board(5), arena));
    cr_assert_eq(pixels.width, BOARD_WIDTH);
    cr_assert_eq(pixels.height, BOARD_HEIGHT);
    cr_assert_eq(pixel(&pixels, 0, 0), PAPER, "it has paper of its own");
    cr_assert_eq(pixel(&pixels, BOARD_WIDTH - 1, BOARD_HEIGHT - 1), PAPER);
    cr_assert_eq(count(&pixels, SEV1), 0);
    cairo_surface_destroy(pixels.surface);
}

Test(pictures, a_board_shows_what_there_is_of_each_severity_and_nothing_else) {
    struct board *board = a_board(5);
    board->trends[0].means_ms[SEVERITY_1][2] = HOUR_MS;
    board->counts[SEVERITY_1][2] = 1;
    board->shares[0].done = 1;
    board->shares[0].of = 2;
    struct pixels pixels = look_at(board_draw(board, arena));
    cr_assert_gt(count(&pixels, SEV1), 1000);
    cr_assert_eq(count(&pixels, SEV3), 0);
    cr_assert_gt(count(&pixels, GOOD), 1000);
    cairo_surface_destroy(pixels.surface);
}

/* A square and, a little above it and one week before, a circle with its value. */
Test(pictures, a_value_covers_no_other_point) {
    struct board *board = a_board(13);
    board->trends[1].means_ms[SEVERITY_2][11] = 10 * MINUTE_MS;
    board->trends[1].means_ms[SEVERITY_1][3] = 12 * MINUTE_MS;
    struct pixels apart = look_at(board_draw(board, arena));
    board->trends[1].means_ms[SEVERITY_1][3] = -1;
    board->trends[1].means_ms[SEVERITY_1][10] = 12 * MINUTE_MS;
    struct pixels near = look_at(board_draw(board, arena));
    cr_assert_eq(count(&near, SEV2), count(&apart, SEV2));
    cairo_surface_destroy(apart.surface);
    cairo_surface_destroy(near.surface);
}

Test(pictures, the_same_is_drawn_the_same) {
    struct board *board = a_board(BOARD_SPANS_MAX);
    board->trends[1].means_ms[SEVERITY_2][26] = 1;
    board->counts[SEVERITY_2][26] = 100000;
    struct picture first = board_draw(board, arena), second = board_draw(board, arena);
    cr_assert_eq(first.len, second.len);
    cr_assert_eq(memcmp(first.bytes, second.bytes, first.len), 0);
}

/* ---- The story */

Test(pictures, a_story_is_as_high_as_what_happened) {
    struct story story = {.name = "INC",
                          .title = "checkout is down",
                          .subtitle = "Resolved",
                          .severity = SEVERITY_1,
                          .severity_name = "SEV-1"};
    struct pixels empty = look_at(story_draw(&story, arena));
    for (int i = 0; i < STORY_EVENTS_MAX; i++)
        story.events[story.event_count++] = (struct story_event){0, "the same moment"};
    struct pixels full = look_at(story_draw(&story, arena));
    cr_assert_gt(full.height, empty.height);
    cr_assert_eq(full.width, STORY_WIDTH);
    cairo_surface_destroy(empty.surface);
    cairo_surface_destroy(full.surface);
}

Test(pictures, a_story_of_years_or_of_nothing_is_drawn) {
    struct story story = {.name = "INC",
                          .title = "",
                          .subtitle = "",
                          .severity = SEVERITY_3,
                          .severity_name = "",
                          .from_ms = 1,
                          .to_ms = 4000 * DAY_MS};
    story.promises[story.promise_count++] = (struct story_promise){-5, false};
    struct pixels pixels = look_at(story_draw(&story, arena));
    cr_assert_gt(count(&pixels, SEV3), 100);
    cairo_surface_destroy(pixels.surface);
}

/* ---- What they are made of */

static double light(unsigned rgb) {
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = (rgb >> (16 - 8 * i) & 0xff) / 255.0;
        /* https://www.w3.org/TR/WCAG21/#dfn-relative-luminance, with the square for the power 2.4,
         * which makes everything lighter and the check stricter. */
        sum += weights[i] * (part <= 0.03928 ? part / 12.92 : part * part);
    }
    return sum;
}

Test(pictures, ink_stands_out_from_the_paper_it_is_on) {
    static const enum colour inks[] = {COLOUR_INK,  COLOUR_SOFT, COLOUR_EDGE,
                                       COLOUR_SEV1, COLOUR_SEV2, COLOUR_SEV3,
                                       COLOUR_SEV4, COLOUR_GOOD, COLOUR_BAD};
    for (size_t i = 0; i < sizeof inks / sizeof *inks; i++) {
        struct canvas *canvas = canvas_new(2, 1);
        canvas_box(canvas, 0, 0, 1, 1, 0, inks[i]);
        canvas_box(canvas, 1, 0, 1, 1, 0, COLOUR_PANEL);
        struct pixels pixels = look_at(canvas_picture(canvas, arena));
        double ink = light(pixel(&pixels, 0, 0)), panel = light(pixel(&pixels, 1, 0));
        cr_assert_geq((panel + 0.05) / (ink + 0.05), 4.5, "colour %d", (int)inks[i]);
        cairo_surface_destroy(pixels.surface);
        canvas_free(canvas);
    }
}

Test(pictures, an_axis_holds_every_time_that_it_was_made_for) {
    for (int64_t low_ms = 1; low_ms < 100 * DAY_MS; low_ms *= 7)
        for (int64_t high_ms = low_ms; high_ms < 400 * DAY_MS; high_ms *= 5) {
            struct plot_axis axis = plot_axis_for(low_ms, high_ms, 100, 0);
            cr_assert_geq(axis.tick_count, 2);
            cr_assert_leq(axis.tick_count, PLOT_TICKS_MAX);
            cr_assert_geq(axis.ticks_ms[axis.tick_count - 1], high_ms > 366 * DAY_MS ? 0 : high_ms);
            cr_assert_leq(plot_y(&axis, high_ms), plot_y(&axis, low_ms));
            for (int i = 1; i < axis.tick_count; i++)
                cr_assert_gt(axis.ticks_ms[i], axis.ticks_ms[i - 1]);
        }
}

Test(pictures, a_text_that_is_too_long_is_cut_between_characters) {
    struct canvas *canvas = canvas_new(10, 10);
    struct type type = {COLOUR_INK, 20, false, ALIGN_LEFT};
    const char *cut = canvas_text_fit(canvas, arena, type, "ööööööööööööööööööööö", 100);
    cr_assert_leq(canvas_text_width(canvas, type, cut), 100);
    cr_assert_str_eq(cut + strlen(cut) - 3, "…");
    cr_assert_eq((strlen(cut) - 3) % 2, 0);
    cr_assert_str_eq(canvas_text_fit(canvas, arena, type, "x", 100), "x");
    canvas_free(canvas);
}

Test(pictures, drawing_does_not_stop_the_loop_for_long) {
    struct timespec from, to;
    struct board *board = a_board(BOARD_SPANS_MAX);
    for (int i = 0; i < BOARD_SPANS_MAX; i++)
        for (int s = SEVERITY_1; s <= SEVERITY_4; s++) {
            board->trends[0].means_ms[s][i] = (i * 7 + s * 13) % 300 * MINUTE_MS;
            board->trends[1].means_ms[s][i] = (i * 3 + s) % 30 * MINUTE_MS;
            board->counts[s][i] = (i + s) % 4;
        }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    struct picture picture = board_draw(board, arena);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    int64_t ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    cr_assert_lt(ms, SLOWEST_MS, "with the sanitizers; %lld ms", (long long)ms);
    cr_assert_lt(picture.len, 500 * 1024);
}
