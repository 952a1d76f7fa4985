/* A file on its way to Slack, which takes up to four calls:
 *
 *     conversations.open             where one person's direct messages are, for a file to them
 *     files.getUploadURLExternal     an address, and what the file will be called
 *     POST of the bytes              to that address
 *     files.completeUploadExternal   from here on it stands in the channel
 *
 * All but the last may be repeated: a file that is not completed is never seen. Here is what each
 * call says; when it is made is the sender's business. None of this does anything itself.
 *
 * https://docs.slack.dev/messaging/working-with-files/#uploading_files */
#ifndef BOT_UPLOAD_H
#define BOT_UPLOAD_H

#include "base/json.h"

#include <stdbool.h>

enum { UPLOAD_TRIES = 5 }; /* how often a file that Slack does not take is offered */

/* The arguments of each call, from the row's body; the caller frees them. */
struct json *upload_open(const struct json *body);
struct json *upload_ask(const struct json *body);
struct json *upload_complete(const struct json *body, const char *file);

/* Whether a message, as history shows it, has this file. */
bool upload_is_in(const struct json *message, const char *file);

#endif
