/* The command line: see options.h. */
#include "bot/options.h"

#include "bot/daemon.h"
#include "bot/version.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "incidentd keeps a team's incidents in Slack: announced, updated on time, on record.\n"
    "\n"
    "usage: incidentd [--config FILE] [--set NAME=VALUE]…\n"
    "       incidentd --check | --print-config | --version | --help\n"
    "       incidentd --export all|INCIDENT [--format json|csv|md] [--private]\n"
    "       incidentd --import FILE | --verify\n"
    "\n"
    "  --config FILE      settings; every one has a default (see --print-config)\n"
    "  --set NAME=VALUE   one setting, after the file; may be repeated\n"
    "  --check            report every fault in the settings and tokens, and exit\n"
    "  --print-config     print all settings with what they mean, and exit\n"
    "  --export WHAT      print one incident or all, as json unless --format says csv or md;\n"
    "                     private ones only with --private\n"
    "  --import FILE      read incidents that are over from a .json or .csv file, all or none;\n"
    "                     the daemon must be stopped meanwhile\n"
    "  --verify           hold every sealed timeline against the store\n"
    "\n"
    "The tokens come from SLACK_APP_TOKEN (xapp-…) and SLACK_BOT_TOKEN (xoxb-…), from files that\n"
    "slack.app_token_file and slack.bot_token_file name, or from systemd credentials called\n"
    "slack_app_token and slack_bot_token. SLACK_API_URL names another server.\n"
    "\n"
    "exit codes: 0 clean stop, 2 configuration, 65 data that does not fit,\n"
    "69 Slack refused the tokens, 74 store\n";

/* A token that was given as an argument is not shown once more. */
static int bad_usage(const char *text, const char *value) {
    bool secret = strstr(value, "xox") || strstr(value, "xapp-");
    fprintf(stderr, "incidentd: %s%s\nTry incidentd --help.\n", text,
            secret ? "a token, which belongs into the environment or a file" : value);
    return EXIT_CONFIGURATION;
}

/* After getopt_long gave up on a word: that word, or the single letter in it. */
static int bad_option(const char *text, char **argv) {
    const char letter[] = {'-', (char)optopt, 0};
    const char *word = argv[optind - 1];
    return bad_usage(text, word[0] == '-' && word[1] == '-' ? word : letter);
}

/* Two things at once are none. */
static int choose(struct options *options, enum action action) {
    if (options->action != ACTION_RUN && options->action != action)
        return bad_usage("choose one of --check, --print-config, --export, --import and --verify",
                         "");
    options->action = action;
    return -1;
}

static int choose_with(struct options *options, enum action action, const char *what) {
    options->what = what;
    return choose(options, action);
}

static int take_set(struct options *options, const char *set) {
    if (options->set_count == OPTIONS_SETS_MAX)
        return bad_usage("too many --set: write a file", "");
    options->sets[options->set_count++] = set;
    return -1;
}

static int take_format(struct options *options, const char *word) {
    if (export_format_read(word, &options->format) == OK)
        return -1;
    return bad_usage("--format is json, csv or md, and not ", word);
}

static int say(const char *text) {
    fputs(text, stdout);
    return EXIT_CLEAN;
}

static int take_option(int found, char **argv, struct options *options) {
    switch (found) {
    case 'c':
        options->config_file = optarg;
        return -1;
    case 's':
        return take_set(options, optarg);
    case 'k':
        return choose(options, ACTION_CHECK);
    case 'p':
        return choose(options, ACTION_PRINT_CONFIG);
    case 'e':
        return choose_with(options, ACTION_EXPORT, optarg);
    case 'i':
        return choose_with(options, ACTION_IMPORT, optarg);
    case 'y':
        return choose(options, ACTION_VERIFY);
    case 'f':
        return take_format(options, optarg);
    case 'r':
        options->with_private = true;
        return -1;
    case 'v':
        printf("incidentd %s\n", version);
        return EXIT_CLEAN;
    case 'h':
        return say(usage);
    case ':':
        return bad_option("a value is missing after ", argv);
    default:
        return bad_option("I do not know the option ", argv);
    }
}

int options_read(int argc, char **argv, struct options *options) {
    static const struct option names[] = {
        {"config", required_argument, NULL, 'c'}, {"set", required_argument, NULL, 's'},
        {"check", no_argument, NULL, 'k'},        {"print-config", no_argument, NULL, 'p'},
        {"export", required_argument, NULL, 'e'}, {"format", required_argument, NULL, 'f'},
        {"private", no_argument, NULL, 'r'},      {"import", required_argument, NULL, 'i'},
        {"verify", no_argument, NULL, 'y'},       {"version", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0}};
    int code = -1;
    opterr = 0;
    *options = (struct options){.action = ACTION_RUN, .format = EXPORT_JSON};
    for (int found; code < 0 && (found = getopt_long(argc, argv, ":", names, NULL)) != -1;)
        code = take_option(found, argv, options);
    if (code < 0 && optind < argc)
        return bad_usage("I do not know what to do with ", argv[optind]);
    return code;
}

bool options_are_offline(const struct options *options) {
    return options->action == ACTION_EXPORT || options->action == ACTION_IMPORT ||
           options->action == ACTION_VERIFY;
}
