/* The picture of one incident: see story.h. */
#include "pictures/story.h"

#include "base/utc.h"
#include "model/phrase.h"
#include "pictures/plot.h"

#include <stdio.h>

enum { TITLE = 42, HEADING = 34, BODY = 28, SMALL = 25 };

/* Where things stand, below a title of one line. */
enum {
    MARGIN = 40,
    LEFT = 60,
    RIGHT = STORY_WIDTH - 60,
    LINE = 54, /* of the title */
    BADGE = 84,
    SUMS = 162,
    BAND = 192, /* the phases */
    BAND_HEIGHT = 76,
    NUMBERS = 330, /* the events on the line */
    TICKS = 390,
    PROMISES = 450,
    LIST = 540,
    ROW = 46,
    DISC = 19
};

struct sheet {
    struct canvas *canvas;
    struct arena *arena;
    const struct story *story;
    int64_t from_ms, to_ms; /* of the line */
    const char *title[2];
    double lower; /* by how much the title pushes down what is below it */
};

static const struct type body = {COLOUR_INK, BODY, false, ALIGN_LEFT};
static const struct type soft = {COLOUR_SOFT, SMALL, false, ALIGN_LEFT};

static double x_of(const struct sheet *sheet, int64_t ms) {
    int64_t in_ms = ms < sheet->from_ms ? sheet->from_ms : ms > sheet->to_ms ? sheet->to_ms : ms;
    double part = (double)(in_ms - sheet->from_ms) / (double)(sheet->to_ms - sheet->from_ms);
    return LEFT + part * (RIGHT - LEFT);
}

/* ---- Head */

static const struct type title_type = {COLOUR_INK, TITLE, true, ALIGN_LEFT};

/* As many whole words as fit into the first line; "" when it is one line, or one word. */
static void break_title(struct sheet *sheet) {
    double width = STORY_WIDTH - 2 * MARGIN;
    const char *title = sheet->story->title;
    size_t fits = 0;
    sheet->title[0] = title;
    sheet->title[1] = "";
    if (canvas_text_width(sheet->canvas, title_type, title) > width) {
        for (size_t i = 0; title[i]; i++)
            if (title[i] == ' ' &&
                canvas_text_width(sheet->canvas, title_type,
                                  arena_strndup(sheet->arena, title, i)) <= width)
                fits = i;
        if (fits) {
            sheet->title[0] = arena_strndup(sheet->arena, title, fits);
            sheet->title[1] = title + fits + 1;
        }
    }
    sheet->lower = *sheet->title[1] ? LINE : 0;
    for (int i = 0; i < 2; i++)
        sheet->title[i] =
            canvas_text_fit(sheet->canvas, sheet->arena, title_type, sheet->title[i], width);
}

/* "not noticed 8 min · worked on 44 min" */
static const char *sums(const struct sheet *sheet) {
    const char *words = "";
    int64_t from_ms = sheet->story->from_ms;
    for (int i = 0; i < sheet->story->phase_count; i++) {
        const struct story_phase *phase = &sheet->story->phases[i];
        char lasted[PHRASE_DURATION_SIZE];
        phrase_of_duration(phase->to_ms - from_ms, PHRASE_MEDIUM, lasted);
        words = arena_printf(sheet->arena, "%s%s%s %s", words, *words ? " · " : "", phase->name,
                             lasted);
        from_ms = phase->to_ms;
    }
    return words;
}

static void draw_head(const struct sheet *sheet) {
    const struct story *story = sheet->story;
    struct canvas *canvas = sheet->canvas;
    struct type badge = {COLOUR_PAPER, BODY, true, ALIGN_CENTRE};
    double width = STORY_WIDTH - 2 * MARGIN, y = BADGE + sheet->lower;
    const char *name = canvas_text_fit(canvas, sheet->arena, badge, story->severity_name, 240);
    double badge_width = canvas_text_width(canvas, badge, name) + 36;
    for (int i = 0; i < 2; i++)
        canvas_text(canvas, (struct spot){MARGIN, 48 + i * LINE}, title_type, sheet->title[i]);
    canvas_box(canvas, MARGIN, y, badge_width, 46, 10, plot_colour(story->severity));
    canvas_text(canvas, (struct spot){MARGIN + badge_width / 2, y + 23}, badge, name);
    canvas_text(canvas, (struct spot){MARGIN + badge_width + 18, y + 23}, body,
                canvas_text_fit(canvas, sheet->arena, body,
                                arena_printf(sheet->arena, "%s · %s", story->name, story->subtitle),
                                width - badge_width - 18));
    canvas_text(canvas, (struct spot){LEFT, SUMS + sheet->lower}, soft,
                canvas_text_fit(canvas, sheet->arena, soft, sums(sheet), RIGHT - LEFT));
}

/* ---- Phases */

static double band(const struct sheet *sheet) {
    return BAND + sheet->lower;
}

static double line_y(const struct sheet *sheet) {
    return NUMBERS + sheet->lower;
}

static double ticks_y(const struct sheet *sheet) {
    return TICKS + sheet->lower;
}

static double promises_y(const struct sheet *sheet) {
    return PROMISES + sheet->lower;
}

/* The name with how long it lasted, the name alone, or nothing: what fits. */
static void draw_phase_words(const struct sheet *sheet, const char *name, int64_t lasted_ms,
                             double left, double right) {
    char lasted[PHRASE_DURATION_SIZE];
    struct type bold = {COLOUR_INK, SMALL, true, ALIGN_CENTRE};
    struct type small = {COLOUR_SOFT, SMALL, false, ALIGN_CENTRE};
    double room = right - left - 12, middle = (left + right) / 2;
    phrase_of_duration(lasted_ms, PHRASE_MEDIUM, lasted);
    if (canvas_text_width(sheet->canvas, bold, name) > room)
        return;
    canvas_text(sheet->canvas, (struct spot){middle, band(sheet) + 25}, bold, name);
    if (canvas_text_width(sheet->canvas, small, lasted) <= room)
        canvas_text(sheet->canvas, (struct spot){middle, band(sheet) + 53}, small, lasted);
}

static void draw_phases(const struct sheet *sheet) {
    const struct story *story = sheet->story;
    int64_t from_ms = story->from_ms;
    for (int i = 0; i < story->phase_count; i++) {
        const struct story_phase *phase = &story->phases[i];
        double left = x_of(sheet, from_ms), right = x_of(sheet, phase->to_ms);
        canvas_box(sheet->canvas, left, band(sheet), right - left, BAND_HEIGHT, 0,
                   i % 2 ? COLOUR_PAPER : COLOUR_PANEL);
        canvas_frame(sheet->canvas, left, band(sheet), right - left, BAND_HEIGHT, 0,
                     (struct pen){COLOUR_EDGE, 3, DASH_NONE});
        draw_phase_words(sheet, phase->name, phase->to_ms - from_ms, left, right);
        from_ms = phase->to_ms;
    }
}

/* ---- The line of time */

static int64_t step_for(int64_t whole_ms) {
    static const int64_t steps_ms[] = {
        MINUTE_MS,  2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS,
        HOUR_MS,    2 * HOUR_MS,   4 * HOUR_MS,   12 * HOUR_MS,   DAY_MS,         2 * DAY_MS,
        7 * DAY_MS, 14 * DAY_MS,   28 * DAY_MS,   91 * DAY_MS,    366 * DAY_MS};
    int i = 0;
    while (steps_ms[i] * 8 < whole_ms && steps_ms[i] < 366 * DAY_MS)
        i++;
    return steps_ms[i];
}

static void draw_ticks(const struct sheet *sheet) {
    struct type type = {COLOUR_SOFT, SMALL, false, ALIGN_CENTRE};
    int64_t step_ms = step_for(sheet->to_ms - sheet->from_ms);
    int64_t at_ms = (sheet->from_ms + step_ms - 1) / step_ms * step_ms;
    canvas_line(sheet->canvas, (struct spot){LEFT, line_y(sheet)},
                (struct spot){RIGHT, line_y(sheet)}, (struct pen){COLOUR_EDGE, 3, DASH_NONE});
    for (; at_ms <= sheet->to_ms; at_ms += step_ms) {
        char day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
        double x = x_of(sheet, at_ms);
        canvas_line(sheet->canvas, (struct spot){x, line_y(sheet)},
                    (struct spot){x, ticks_y(sheet) - 22}, (struct pen){COLOUR_RULE, 3, DASH_NONE});
        canvas_text(sheet->canvas, (struct spot){x, ticks_y(sheet)}, type,
                    step_ms < DAY_MS ? utc_time(at_ms, time) : utc_day(at_ms, day) + 5);
    }
}

static void draw_number(const struct sheet *sheet, double x, double y, int number) {
    char words[16];
    snprintf(words, sizeof words, "%d", number);
    canvas_marker(sheet->canvas, MARKER_DISC, (struct spot){x, y}, DISC,
                  plot_colour(sheet->story->severity));
    canvas_text(sheet->canvas, (struct spot){x, y},
                (struct type){COLOUR_PAPER, SMALL - 3, true, ALIGN_CENTRE}, words);
}

/* Discs that would cover each other stand side by side; from the right end they are pushed back. */
static void draw_numbers(const struct sheet *sheet) {
    enum { APART = 2 * DISC + 6 };
    const struct story *story = sheet->story;
    double xs[STORY_EVENTS_MAX], least = 0, most = RIGHT;
    for (int i = 0; i < story->event_count; i++) {
        double x = x_of(sheet, story->events[i].at_ms);
        xs[i] = x < least ? least : x;
        least = xs[i] + APART;
    }
    for (int i = story->event_count - 1; i >= 0; i--) {
        xs[i] = xs[i] > most ? most : xs[i];
        most = xs[i] - APART;
    }
    for (int i = 0; i < story->event_count; i++) {
        double x = x_of(sheet, story->events[i].at_ms), y = band(sheet) + BAND_HEIGHT;
        canvas_line(sheet->canvas, (struct spot){x, y}, (struct spot){xs[i], line_y(sheet)},
                    (struct pen){COLOUR_EDGE, 2, DASH_NONE});
    }
    for (int i = 0; i < story->event_count; i++)
        draw_number(sheet, xs[i], line_y(sheet), i + 1);
}

/* ---- Promises */

static void draw_promise(const struct sheet *sheet, double x, bool kept) {
    canvas_marker(sheet->canvas, kept ? MARKER_DISC : MARKER_CROSS,
                  (struct spot){x, promises_y(sheet)}, 13, kept ? COLOUR_GOOD : COLOUR_BAD);
}

static double draw_key(const struct sheet *sheet, double x, bool kept, const char *words) {
    canvas_marker(sheet->canvas, kept ? MARKER_DISC : MARKER_CROSS,
                  (struct spot){x, promises_y(sheet) + 46}, 11, kept ? COLOUR_GOOD : COLOUR_BAD);
    canvas_text(sheet->canvas, (struct spot){x + 24, promises_y(sheet) + 46}, soft, words);
    return x + 24 + canvas_text_width(sheet->canvas, soft, words) + 44;
}

static void draw_promises(const struct sheet *sheet) {
    const struct story *story = sheet->story;
    int kept = 0;
    if (story->promise_count == 0) {
        canvas_text(sheet->canvas, (struct spot){LEFT, promises_y(sheet) + 20}, soft,
                    "No promised update was due.");
        return;
    }
    canvas_line(sheet->canvas, (struct spot){LEFT, promises_y(sheet)},
                (struct spot){RIGHT, promises_y(sheet)}, (struct pen){COLOUR_RULE, 3, DASH_NONE});
    for (int i = 0; i < story->promise_count; i++) {
        draw_promise(sheet, x_of(sheet, story->promises[i].due_ms), story->promises[i].kept);
        kept += story->promises[i].kept;
    }
    double x = draw_key(sheet, LEFT + 12, true,
                        arena_printf(sheet->arena, "update came in time: %d", kept));
    draw_key(sheet, x, false,
             arena_printf(sheet->arena, "promise missed: %d", story->promise_count - kept));
}

/* ---- What happened */

static void draw_events(const struct sheet *sheet) {
    const struct story *story = sheet->story;
    char first[UTC_DAY_SIZE], day[UTC_DAY_SIZE], time[UTC_TIME_SIZE];
    utc_day(story->from_ms, first);
    for (int i = 0; i < story->event_count; i++) {
        const struct story_event *event = &story->events[i];
        double y = LIST + sheet->lower + 30 + i * ROW, x = LEFT + 44;
        bool same_day =
            event->at_ms - event->at_ms % DAY_MS == story->from_ms - story->from_ms % DAY_MS;
        draw_number(sheet, LEFT + 10, y, i + 1);
        struct type when = {COLOUR_SOFT, BODY, true, ALIGN_LEFT};
        const char *words =
            arena_printf(sheet->arena, "%s%s%s", same_day ? "" : utc_day(event->at_ms, day) + 5,
                         same_day ? "" : " ", utc_time(event->at_ms, time));
        canvas_text(sheet->canvas, (struct spot){x, y}, when, words);
        x += canvas_text_width(sheet->canvas, when, words) + 20;
        canvas_text(sheet->canvas, (struct spot){x, y}, body,
                    canvas_text_fit(sheet->canvas, sheet->arena, body, event->text, RIGHT - x));
    }
}

struct picture story_draw(const struct story *story, struct arena *arena) {
    struct sheet sheet = {
        .arena = arena, .story = story, .from_ms = story->from_ms, .to_ms = story->to_ms};
    int rows = story->event_count ? story->event_count : 1;
    if (sheet.to_ms - sheet.from_ms < 5 * MINUTE_MS)
        sheet.to_ms = sheet.from_ms + 5 * MINUTE_MS;
    sheet.canvas = canvas_new(STORY_WIDTH, LIST + LINE + 40 + rows * ROW);
    break_title(&sheet);
    draw_head(&sheet);
    draw_phases(&sheet);
    draw_ticks(&sheet);
    draw_numbers(&sheet);
    draw_promises(&sheet);
    draw_events(&sheet);
    struct picture picture = canvas_picture(sheet.canvas, arena);
    canvas_free(sheet.canvas);
    return picture;
}
