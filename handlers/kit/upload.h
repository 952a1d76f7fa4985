/* Files into Slack: a picture, a draft, an export.
 *
 *     struct upload upload = {.name = "INC-2026-11-20-001.md", .title = "Draft",
 *                             .bytes = text, .len = strlen(text)};
 *     result = upload_post(cx, &upload);
 *
 * One row in the outbox, in a lane of its own, so that a file that Slack is slow to take holds up
 * no message. It is sent like everything else: after the commit, again after a crash, and at most
 * once as far as Slack lets us know. What is in it is kept in the store until then, and no longer.
 * Slack's answer says nothing of the message that shows it. */
#ifndef HANDLERS_KIT_UPLOAD_H
#define HANDLERS_KIT_UPLOAD_H

#include "handlers/kit/handler.h"

enum { UPLOAD_MAX = 2 * 1024 * 1024 /* bytes of a file */ };

/* Texts that are NULL are "". */
struct upload {
    const char *name;      /* a file name with its ending, which tells Slack how to show it */
    const char *title;     /* what stands above it */
    const char *alt;       /* of a picture: what it shows, for whoever does not see it */
    const char *comment;   /* mrkdwn that is said with it */
    const char *user;      /* to this person alone; "": into the thread of cx->incident, or to
                              everybody whom it concerns where it has none (audience.h) */
    const char *on_result; /* the handler that hears the answer; "": whoever should have seen it is
                              told why not */
    const char *bytes;
    size_t len;
};

/* INVALID, with a sentence, when it is empty or longer than UPLOAD_MAX. Without cx->incident it
 * must be for a user. */
enum result upload_post(struct context *cx, const struct upload *upload) RESULT;

/* What to tell somebody whose file did not come through, from Slack's error: a sentence, mrkdwn. */
const char *upload_failure(const struct context *cx, const char *error);

#endif
