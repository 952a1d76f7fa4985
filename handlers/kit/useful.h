/* What is useful to do about an incident next, as buttons: what its status, its roles and its
 * clocks leave open now, and nothing else. The card shows them, and each App Home. */
#ifndef HANDLERS_KIT_USEFUL_H
#define HANDLERS_KIT_USEFUL_H

#include "handlers/kit/handler.h"

/* An overflow menu takes five options, each with a value of 75 characters:
 * https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
enum { USEFUL_NEXT_MAX = 5, USEFUL_MORE_MAX = 5, USEFUL_LINE_MAX = 75 };

struct useful_thing {
    const char *label; /* "Update…"; with "…" where it asks for more */
    const char *line;  /* runs as whoever presses: "update INC-…" */
    const char *style; /* "primary", "danger" or "" */
};

struct useful {
    struct useful_thing next[USEFUL_NEXT_MAX]; /* the most urgent first */
    int next_count;
    struct useful_thing more[USEFUL_MORE_MAX];
    int more_count;
};

/* For cx->incident as it is now. */
enum result useful_read(struct context *cx, struct useful *ret_useful) RESULT;

/* Adds them to the values of a template: "buttons" and "more", arrays of {"number", "label",
 * "line", "style"}. */
void useful_put(struct context *cx, struct json *values, const struct useful *useful);

#endif
