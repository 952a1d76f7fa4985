/* The command line. */
#ifndef BOT_OPTIONS_H
#define BOT_OPTIONS_H

#include "handlers/kit/export.h"

#include <stdbool.h>

enum { OPTIONS_SETS_MAX = 100 };

enum action {
    ACTION_RUN,
    ACTION_CHECK,
    ACTION_PRINT_CONFIG,
    ACTION_EXPORT,
    ACTION_IMPORT,
    ACTION_VERIFY
};

struct options {
    enum action action;
    const char *config_file;
    const char *sets[OPTIONS_SETS_MAX];
    int set_count;
    const char *what; /* to export: an incident's id, or all; to import: a file */
    enum export_format format;
    bool with_private; /* private incidents are exported too */
};

/* Reads the command line; answers --help, --version and what is wrong itself. Returns the exit
 * code then, or -1 to go on. */
int options_read(int argc, char **argv, struct options *options);

/* Whether it is about the store alone: neither tokens nor Slack are needed. */
bool options_are_offline(const struct options *options);

#endif
