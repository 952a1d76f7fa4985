/* Forms as people fill them in: the view that the daemon had Slack open, as Slack hands it back. */
#ifndef TESTS_KIT_SHEET_H
#define TESTS_KIT_SHEET_H

#include "tests/kit/room.h"

/* user types line where a form can open, and one does: the view as it comes back when nothing is
 * touched. The caller frees it, or hands it on. */
struct json *sheet_open(const char *user, const char *line);

/* The same for a button that types line. */
struct json *sheet_press(const char *user, const char *line);

/* Somebody puts text into the input called name, an option or a person into a select, "1 3" into
 * checkboxes; NULL empties it. */
void sheet_write(struct json *view, const char *name, const char *text);

/* What stands in it; "" for nothing. Lives until the next call. */
const char *sheet_text(const struct json *view, const char *name);

/* user sends it, and that is done, or refused; it is freed. */
void sheet_send(const char *user, struct json *view);
void sheet_refused(const char *user, struct json *view);

/* user sends it and it stays open: the error under this input, which there must be. It is the
 * caller's still. */
const char *sheet_error(const char *user, struct json *view, const char *name);

/* Slack tells of what user has put into it by now, and that they closed it; neither frees it. */
void sheet_tell(const char *user, struct json *view);
void sheet_close(const char *user, const struct json *view);

#endif
