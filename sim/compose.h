/* What an app wants to say, made into a message: shared by the chat methods, response URLs and the
 * acks of slash commands. */
#ifndef SIM_COMPOSE_H
#define SIM_COMPOSE_H

#include "sim/workspace.h"

enum {
    COMPOSE_TEXT_MAX = 40000, /* characters; what is more is cut off */
    COMPOSE_MARKDOWN_MAX = 12000,
    COMPOSE_ATTACHMENTS_MAX = 100
};

/* Checks text, markdown_text, blocks, attachments and metadata of given (structures may be JSON in
 * a text, as forms have them) and puts them into message. NULL, or Slack's error code; complaints
 * and warnings are arrays that get more. */
const char *compose_content(struct sim *sim, const struct json *given, struct json *message,
                            struct json *complaints, struct json *warnings);

/* Adds who speaks: user, bot_id, app_id, bot_profile. */
void compose_sender(const struct sim *sim, const struct app *app, struct json *message);

/* The structure at name, parsed when it is a text; the caller frees it. NULL when it is absent or
 * cannot be read; *ret_bad tells which. */
struct json *compose_structure(const struct json *given, const char *name, bool *ret_bad);

#endif
