/* incidentd: options and settings, then the daemon, or what can be done without it. */
#include "base/log.h"
#include "bot/catalogue.h"
#include "bot/daemon.h"
#include "bot/git.h"
#include "bot/offline.h"
#include "bot/options.h"
#include "bot/sandbox.h"
#include "bot/version.h"
#include "model/playbook_gaps.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { GAPS_BYTES_MAX = 1024 * 1024 };

static const char *either(const char *one, const char *other) {
    const char *value = getenv(one);
    return value ? value : getenv(other);
}

static struct config_environment read_environment(void) {
    return (struct config_environment){
        .slack_api_url = getenv("SLACK_API_URL"),
        .slack_app_token = getenv("SLACK_APP_TOKEN"),
        .slack_bot_token = getenv("SLACK_BOT_TOKEN"),
        .https_proxy = either("https_proxy", "HTTPS_PROXY"),
        .no_proxy = either("no_proxy", "NO_PROXY"),
        .credentials_directory = getenv("CREDENTIALS_DIRECTORY"),
        .state_directory = getenv("STATE_DIRECTORY"),
    };
}

/* What started with the process stays to be read in /proc/PID/environ, and goes on to whatever a
 * library may start, unless it is overwritten where it stands. */
static void forget_variable(const char *name) {
    char *value = getenv(name);
    if (!value)
        return;
    explicit_bzero(value, strlen(value));
    unsetenv(name);
}

static void read_settings(struct config *config, const struct options *options,
                          const struct config_environment *environment, struct faults *faults) {
    config_defaults(config, environment);
    if (options->config_file)
        config_load_file(config, options->config_file, faults);
    config_apply_environment(config, environment, faults);
    for (int i = 0; i < options->set_count; i++)
        config_set(config, options->sets[i], faults);
}

static void print_settings(const struct config *config) {
    STR_AUTO(text, 1024 * 1024);
    config_print(config, &text);
    fputs(text.text, stdout);
}

/* A log that nobody reads any more and a store that may not grow are failures of a write, not ends
 * of the process. */
static void survive_failed_writes(void) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* What the playbook leaves open stops nothing, and can be mended now. */
static void print_gaps(const struct playbook *playbook) {
    struct arena *arena = arena_new(GAPS_BYTES_MAX);
    struct playbook_texts gaps = playbook_gaps(playbook, arena);
    for (int i = 0; i < gaps.count; i++)
        printf("%s: still missing: %s\n", playbook->file, gaps.texts[i]);
    arena_free(arena);
}

/* Settings, playbook and tokens are right. Frees the library. */
static int act(const struct options *options, const struct config *config, struct library *library,
               const struct config_tokens *tokens) {
    if (options->action == ACTION_CHECK) {
        printf("The settings are right, and so is the playbook %s.\n",
               library_current(library)->name);
        print_gaps(library_current(library));
        library_free(library);
        return EXIT_CLEAN;
    }
    survive_failed_writes();
    umask(0077); /* the store is nobody else's */
    if (options_are_offline(options)) {
        int code = offline_act(options, config, library);
        library_free(library);
        return code;
    }
    log_set_level(config->log_level);
    return (int)daemon_run(config, library, tokens, version);
}

/* What only a look at the machine shows. A daemon that runs looks itself. */
static void look_around(const struct config *config, struct library *library,
                        struct faults *faults) {
    struct err err;
    templates_free(catalogue_read(config, library, faults));
    const struct config_postmortem *postmortem = &config->postmortem;
    if (postmortem->git && *postmortem->folder && git_check(postmortem->folder, &err) != OK)
        faults_add(faults, config_origin(config, "postmortem.git"), "postmortem.git: in %s %s",
                   postmortem->folder, err.text);
}

int main(int argc, char **argv) {
    struct options options;
    int code = options_read(argc, argv, &options);
    if (code >= 0)
        return code;

    struct err err;
    if (sandbox_hide_memory(&err) != OK) /* before there is a token in it */
        log_warning("memory_not_hidden", LOG_TEXT("text", err.text));
    struct config config;
    struct config_tokens tokens = {0};
    struct faults faults = faults_new();
    struct config_environment environment = read_environment();
    read_settings(&config, &options, &environment, &faults);
    struct library *library = NULL;
    bool prints = options.action == ACTION_PRINT_CONFIG;
    if (!prints) /* what the playbook says is not to be written down as a setting */
        library = library_load(&config, &faults);
    if (options.action == ACTION_CHECK)
        look_around(&config, library, &faults);
    enum result result = config_check(&config, &faults);
    if (result == OK && prints)
        print_settings(&config);
    else if (!options_are_offline(&options) &&
             config_read_tokens(&config, &environment, &tokens, &faults) != OK)
        result = INVALID;
    forget_variable("SLACK_APP_TOKEN");
    forget_variable("SLACK_BOT_TOKEN");
    fputs(faults.text.text, stderr);
    if (result != OK || prints)
        library_free(library);
    if (result != OK)
        code = EXIT_CONFIGURATION;
    else
        code = prints ? EXIT_CLEAN : act(&options, &config, library, &tokens);
    config_forget_tokens(&tokens);
    faults_free(&faults);
    config_finish(&config);
    return code;
}
