/* The picture of metrics: how times developed for each severity, how many incidents there were, and
 * how much of what was promised was kept. Made to be read on a phone. */
#ifndef PICTURES_BOARD_H
#define PICTURES_BOARD_H

#include "model/severity.h"
#include "pictures/canvas.h"

#include <stdint.h>

enum {
    BOARD_WIDTH = 1200,
    BOARD_HEIGHT = 1560,
    BOARD_SPANS_MAX = 27,
    BOARD_TRENDS = 2,
    BOARD_SHARES = 2
};

/* The mean of a time in each span, for each severity; below 0 where there is none. */
struct board_trend {
    const char *title; /* "Time to resolve" */
    const char *none;  /* what is said when there is nothing to draw */
    int64_t means_ms[SEVERITY_4 + 1][BOARD_SPANS_MAX];
    int64_t target_ms; /* 0: there is none */
};

/* So many of so many. */
struct board_share {
    const char *title;
    const char *none; /* said when there are none at all */
    int64_t done, of;
    int64_t percent; /* the target; 0: there is none */
};

struct board {
    const char *title, *subtitle;
    const char *span;                    /* "week" */
    const char *labels[BOARD_SPANS_MAX]; /* of each span */
    int span_count;                      /* 1 to BOARD_SPANS_MAX */
    const char *names[SEVERITY_4 + 1];   /* what the team calls each severity */
    struct board_trend trends[BOARD_TRENDS];
    int counts[SEVERITY_4 + 1][BOARD_SPANS_MAX];
    struct board_share shares[BOARD_SHARES];
};

/* Its alt text is the caller's to write. */
struct picture board_draw(const struct board *board, struct arena *arena);

#endif
