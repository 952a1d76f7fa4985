/* Text to be copied out of Slack as it is: in blocks of code, each small enough to be shown whole,
 * so that nothing is formatted and nothing is cut. */
#ifndef HANDLERS_KIT_COPY_H
#define HANDLERS_KIT_COPY_H

#include "handlers/kit/handler.h"

enum { COPY_PARTS_MAX = 45 }; /* a message of Slack's has 50 blocks */

struct copy_part {
    const char *label; /* "Title", "Text (1 of 2)" */
    const char *text;  /* ready to be read, not in the stored form */
};

struct copy {
    struct copy_part parts[COPY_PARTS_MAX];
    int count;
    bool full;    /* something did not fit: it is not to be shown */
    bool changed; /* something has a fence of its own, between whose characters stands one without
                     width now, as nothing else keeps Slack from ending the block there */
};

/* Adds a text, in several parts when it is long; they end with a line where there is one. Texts
 * live in the arena. copy begins as all zero. */
void copy_add(struct context *cx, struct copy *copy, const char *label, const char *text);

/* Says it in the reply. */
void copy_say(struct context *cx, const struct copy *copy);

/* [{"label", "text"}, …] for a template, which writes the fences. The caller frees it. */
struct json *copy_values(const struct copy *copy);

#endif
