/* The simulated Slack's files. Each has an address that is good once and for a while; nobody sees a
 * file before it is completed, and it is completed once.
 *
 * https://docs.slack.dev/messaging/working-with-files/#uploading_files */
#ifndef TESTS_WEATHER_FILES_H
#define TESTS_WEATHER_FILES_H

#include "tests/weather/world.h"

struct file {
    char id[16], url[64];
    const char *name;
    const char *text; /* what is in it, as far as it is text; NULL until it came */
    size_t len;       /* as it was announced */
    bool is_done;
    int64_t asked_ms;
};

struct files;

struct files *files_new(void);
void files_free(struct files *files);

/* files.getUploadURLExternal: fills answer, or returns Slack's error. */
const char *files_ask(struct world *world, struct files *files, const struct json *body,
                      struct json *answer);

/* What is sent to an address; returns NULL or the HTTP error. */
const char *files_receive(struct world *world, struct files *files, const char *url,
                          const char *bytes, size_t len);

/* The file that files.completeUploadExternal means, which the caller makes public; NULL when there
 * is none of that id that came whole and was not completed before. */
struct file *files_to_complete(struct world *world, struct files *files, const struct json *body);

#endif
