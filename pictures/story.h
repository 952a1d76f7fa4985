/* The picture of one incident: its phases on a line of time, what happened when, and which promised
 * updates came. */
#ifndef PICTURES_STORY_H
#define PICTURES_STORY_H

#include "model/severity.h"
#include "pictures/canvas.h"

#include <stdint.h>

enum { STORY_WIDTH = 1200, STORY_PHASES_MAX = 5, STORY_EVENTS_MAX = 12, STORY_PROMISES_MAX = 60 };

/* What went on until to_ms, from where the phase before ended. */
struct story_phase {
    const char *name; /* "not noticed" */
    int64_t to_ms;
};

struct story_event {
    int64_t at_ms;
    const char *text;
};

struct story_promise {
    int64_t due_ms;
    bool kept;
};

struct story {
    const char *name, *title, *subtitle;
    enum severity severity;
    const char *severity_name;
    int64_t from_ms, to_ms; /* not before from_ms */
    struct story_phase phases[STORY_PHASES_MAX];
    int phase_count;
    struct story_event events[STORY_EVENTS_MAX]; /* in their order */
    int event_count;
    struct story_promise promises[STORY_PROMISES_MAX];
    int promise_count;
};

/* Its alt text is the caller's to write. */
struct picture story_draw(const struct story *story, struct arena *arena);

#endif
