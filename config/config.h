/* The settings: one table that reads, bounds, documents and prints itself.
 *
 * A setting has one dotted name everywhere: slack.channel in the file is
 *     slack: { channel = "#incidents"; };
 * and on the command line --set slack.channel=#incidents. Later sources win:
 *     1. built-in defaults; under systemd the store lies in STATE_DIRECTORY;
 *     2. https_proxy and no_proxy, which hold for every program of the machine;
 *     3. the settings file;
 *     4. SLACK_API_URL, which somebody set for this very run;
 *     5. --set.
 * No file is needed: with two tokens every default works.
 *
 * Main reads the sources in that order and then checks:
 *     struct faults faults = faults_new();
 *     config_defaults(&config, &environment);
 *     config_load_file(&config, path, &faults);
 *     config_apply_environment(&config, &environment, &faults);
 *     config_set(&config, "log.level=debug", &faults);
 *     if (config_check(&config, &faults) != OK) print faults.text.text and exit
 * Every fault is collected, not only the first, so that one look at the screen mends the file. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "config/faults.h"
#include "model/policy.h"

#include <stdbool.h>
#include <stdint.h>

/* What main found in the environment; NULL or "" when it is not set. Nothing else reads it. */
struct config_environment {
    const char *slack_api_url;         /* SLACK_API_URL */
    const char *slack_app_token;       /* SLACK_APP_TOKEN */
    const char *slack_bot_token;       /* SLACK_BOT_TOKEN */
    const char *https_proxy;           /* https_proxy, else HTTPS_PROXY */
    const char *no_proxy;              /* no_proxy, else NO_PROXY */
    const char *credentials_directory; /* CREDENTIALS_DIRECTORY, set by systemd's LoadCredential= */
    const char *state_directory;       /* STATE_DIRECTORY, set by systemd's StateDirectory= */
};

struct config_slack {
    const char *api_url;
    const char *channel; /* "#name" or an id; use its first character to tell */
    const char *command; /* "/incident" */
    const char *app_token_file;
    const char *bot_token_file;
    const char *ca_file;  /* PEM; "": the system's authorities */
    const char *proxy;    /* "": none */
    const char *no_proxy; /* hosts that are reached directly, as words */
    int64_t connect_timeout_ms;
    int64_t answer_timeout_ms;
    int64_t pace_ms; /* in which one person's allowance of requests grows by one; 0: no limit */
};

struct config_socket {
    int64_t ping_ms;        /* silence after which we ping */
    int64_t dead_after_ms;  /* silence after which the connection is given up */
    int64_t backoff_max_ms; /* the longest pause between two attempts */
};

/* After a time without Slack; see handlers/gap.c. */
struct config_gap {
    int64_t tell_after_ms; /* a shorter one is not worth a line in the thread */
    int64_t act_within_ms; /* what was asked in a mention is done, and later only handed back */
};

/* What a reaction on a message means: names of emoji without colons; "": nothing. */
struct config_emoji {
    const char *note, *evidence, *done;
};

/* Where postmortems go besides the thread. */
struct config_postmortem {
    const char *folder; /* "": they are written nowhere */
    bool git;           /* what is written there is committed, too */
};

enum { CONFIG_SETTINGS_MAX = 96 };

/* All settings. Texts are never NULL and live until config_finish. */
struct config {
    const char *store; /* "sqlite:PATH" */
    bool sandbox;      /* give up what is not needed, after the start */
    enum log_level log_level;
    struct config_slack slack;
    struct config_socket socket;
    struct config_gap gap;
    struct config_emoji emoji;
    struct config_postmortem postmortem;
    struct policy policy;
    const char *playbook;      /* a shipped one's name, or a file's */
    const char *runbooks_dir;  /* "": the shipped ones only */
    const char *templates_dir; /* "": the shipped ones only */
    int64_t outbox_max_age_ms; /* an undelivered call this old is given up */
    int64_t inbox_keep_ms;     /* how long a delivery is remembered, so that it is handled once */

    struct arena *texts;                        /* config's own */
    struct origin origins[CONFIG_SETTINGS_MAX]; /* config's own, by place in the table */
};

/* Fills config with the defaults for this environment. The caller ends it with config_finish. */
void config_defaults(struct config *config, const struct config_environment *environment);

/* Fills config with the built-in defaults alone; its texts belong to the arena, and config_finish
 * must not be called. */
void config_defaults_in(struct config *config, struct arena *arena);

/* Reads a file in libconfig's syntax, at most 1 MiB, and takes over each setting that is right.
 * @include is refused: the file is all there is. After a syntax error the rest of the file is not
 * read, because nobody can say what it would mean. */
void config_load_file(struct config *config, const char *path, struct faults *faults);

/* The same for text that is already in memory; name stands for the file in faults. */
void config_load_text(struct config *config, const char *name, const char *text, size_t len,
                      struct faults *faults);

/* Takes over SLACK_API_URL, and the machine's proxy where neither the file nor --set names one. The
 * tokens are read by config_read_tokens. */
void config_apply_environment(struct config *config, const struct config_environment *environment,
                              struct faults *faults);

/* Takes over one "name=value" of the command line; a text value needs no quotes. */
void config_set(struct config *config, const char *assignment, struct faults *faults);

/* Checks the settings against each other. OK when there is no fault at all, from here or before,
 * else INVALID. */
enum result config_check(const struct config *config, struct faults *faults) RESULT;

/* Writes every setting with what it means, what it may be and its default; what differs from the
 * built-in default stands as a line, the rest as a comment. Read back, it gives the same settings.
 * Tokens are no settings and never printed; a proxy with a password stands as a comment without
 * it. */
void config_print(const struct config *config, struct str *out);

/* Where a setting's value came from. */
const struct origin *config_origin(const struct config *config, const char *name);

/* Frees the texts. */
void config_finish(struct config *config);

/* ---- The two tokens, kept apart from the settings so that nothing prints them. */

enum { CONFIG_TOKEN_MAX = 512 };

struct config_tokens {
    char app[CONFIG_TOKEN_MAX]; /* xapp-…, opens the connection */
    char bot[CONFIG_TOKEN_MAX]; /* xoxb-…, calls the Web API */
};

/* Finds both tokens, each in the first of these places that has one: the file that --set names,
 * SLACK_APP_TOKEN or SLACK_BOT_TOKEN, the file that slack.app_token_file or slack.bot_token_file
 * names, slack_app_token or slack_bot_token in the credentials directory. White space around a
 * token is dropped. OK or INVALID; faults say what is missing or wrong without showing a token. */
enum result config_read_tokens(const struct config *config,
                               const struct config_environment *environment,
                               struct config_tokens *ret_tokens, struct faults *faults) RESULT;

/* Overwrites both in a way that the compiler does not leave out. */
void config_forget_tokens(struct config_tokens *tokens);

#endif
