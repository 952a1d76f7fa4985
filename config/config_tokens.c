/* Finding the two tokens and saying what is wrong with one without showing it: see config.h. */
#include "config/config.h"
#include "config/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What a token is, where it may stand, and where a person finds it. */
struct token_kind {
    const char *name;
    const char *prefix;
    const char *setting;
    const char *variable;
    const char *credential;
    const char *page; /* of the app's own pages on api.slack.com */
};

static const struct token_kind app_token = {
    .name = "app-level token",
    .prefix = "xapp-",
    .setting = "slack.app_token_file",
    .variable = "SLACK_APP_TOKEN",
    .credential = "slack_app_token",
    .page = "Basic Information, App-Level Tokens",
};
static const struct token_kind bot_token = {
    .name = "bot token",
    .prefix = "xoxb-",
    .setting = "slack.bot_token_file",
    .variable = "SLACK_BOT_TOKEN",
    .credential = "slack_bot_token",
    .page = "OAuth & Permissions, Bot User OAuth Token",
};

/* Tokens that people paste by mistake (https://docs.slack.dev/authentication/tokens). */
static const struct {
    const char *prefix;
    const char *name;
} other_kinds[] = {
    {"xapp-", "the app-level token"},
    {"xoxb-", "the bot token"},
    {"xoxp-", "a user token"},
    {"xoxa-", "a workspace token, which Slack no longer supports"},
    {"xoxs-", "a browser's session token"},
    {"xoxc-", "a browser's session token"},
    {"xoxe.", "an expiring token; switch token rotation off in the app"},
    {"xoxe-", "a refresh token; switch token rotation off in the app"},
    {"xwfp-", "a workflow token"},
    {"https:", "an address"},
};

static enum result check_prefix(const struct token_kind *kind, const char *token, struct err *err) {
    if (str_starts(token, kind->prefix))
        return OK;
    for (size_t i = 0; i < sizeof other_kinds / sizeof *other_kinds; i++)
        if (str_starts(token, other_kinds[i].prefix))
            return fail(err, INVALID,
                        "this is %s; the %s begins with %s and is found in the app "
                        "under %s",
                        other_kinds[i].name, kind->name, kind->prefix, kind->page);
    if (strchr("\"'`", *token))
        return fail(err, INVALID, "the token stands in quotes; write it without");
    return fail(err, INVALID, "this is no %s; it begins with %s and is found in the app under %s",
                kind->name, kind->prefix, kind->page);
}

/* token is already without white space around it. */
static enum result check_token(const struct token_kind *kind, const char *token, struct err *err) {
    static const char token_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    if (!*token)
        return fail(err, INVALID, "there is nothing in it; the %s is found in the app under %s",
                    kind->name, kind->page);
    if (check_prefix(kind, token, err) != OK)
        return INVALID;
    if (!token[strlen(kind->prefix)])
        return fail(err, INVALID, "nothing follows %s; copy the whole token", kind->prefix);
    if (strpbrk(token, " \t\r\n"))
        return fail(err, INVALID,
                    "there is white space inside the token; copy it as one piece "
                    "and nothing else");
    if (token[strspn(token, token_letters)])
        return fail(err, INVALID,
                    "the token holds a character that no token has; copy it again, "
                    "without quotes");
    return OK;
}

/* Takes text of any length with white space around it. */
static enum result take_token(const struct token_kind *kind, const char *text,
                              char out[CONFIG_TOKEN_MAX], struct err *err) {
    static const char blanks[] = " \t\r\n";
    text += strspn(text, blanks);
    size_t len = strlen(text);
    while (len > 0 && strchr(blanks, text[len - 1]))
        len--;
    if (len >= CONFIG_TOKEN_MAX)
        return fail(err, INVALID, "there is far more in it than a token; write the %s alone",
                    kind->name);
    char token[CONFIG_TOKEN_MAX] = {0};
    memcpy(token, text, len);
    enum result result = check_token(kind, token, err);
    if (result == OK)
        memcpy(out, token, sizeof token);
    explicit_bzero(token, sizeof token);
    return result;
}

/* Reads the token from a file. ABSENT when there is no such file. */
static enum result read_token_file(const struct token_kind *kind, const char *path,
                                   char out[CONFIG_TOKEN_MAX], struct err *err) {
    FILE *file = fopen(path, "re");
    if (!file)
        return fail(err, errno == ENOENT ? ABSENT : IO, "cannot be opened: %s", strerror(errno));
    char text[2 * CONFIG_TOKEN_MAX]; /* room to see that a file is longer than a token */
    setvbuf(file, NULL, _IONBF, 0);  /* leaves no copy behind */
    size_t len = fread(text, 1, sizeof text - 1, file);
    text[len] = 0;
    enum result result = ferror(file) ? fail(err, IO, "cannot be read: %s", strerror(errno))
                                      : take_token(kind, text, out, err);
    explicit_bzero(text, sizeof text);
    fclose(file);
    return result;
}

static void tell_missing(const struct token_kind *kind, struct faults *faults) {
    faults_add(faults, NULL,
               "the %s (%s) is missing: set %s, or write it into a file and name "
               "that in %s; it is found in the app under %s",
               kind->name, kind->prefix, kind->variable, kind->setting, kind->page);
}

struct finder {
    const struct config *config;
    const struct config_environment *environment;
    struct faults *faults;
};

/* From a file that somebody named: its absence is a fault. */
static enum result find_in_file(const struct finder *finder, const struct token_kind *kind,
                                const char *path, char out[CONFIG_TOKEN_MAX]) {
    struct err err;
    enum result result = read_token_file(kind, path, out, &err);
    if (result != OK)
        faults_add(finder->faults, settings_origin(settings_find(kind->setting), finder->config),
                   "%s: %s: %s", kind->setting, path, err.text);
    return result;
}

static enum result find_in_variable(const struct finder *finder, const struct token_kind *kind,
                                    const char *value, char out[CONFIG_TOKEN_MAX]) {
    struct err err;
    enum result result = take_token(kind, value, out, &err);
    if (result != OK)
        faults_add(finder->faults, &(struct origin){.where = kind->variable}, "%s", err.text);
    return result;
}

/* Among systemd's credentials, where the token may be missing. */
static enum result find_in_credentials(const struct finder *finder, const struct token_kind *kind,
                                       char out[CONFIG_TOKEN_MAX]) {
    const char *directory = finder->environment->credentials_directory;
    enum result result = ABSENT;
    struct err err;
    STR_AUTO(path, 4096);
    if (directory && *directory) {
        str_addf(&path, "%s/%s", directory, kind->credential);
        result = read_token_file(kind, path.text, out, &err);
    }
    if (result == ABSENT)
        tell_missing(kind, finder->faults);
    else if (result != OK)
        faults_add(finder->faults, &(struct origin){.where = path.text}, "%s", err.text);
    return result;
}

/* The order that config.h promises. */
static enum result find_token(const struct finder *finder, const struct token_kind *kind,
                              const char *path, const char *variable, char out[CONFIG_TOKEN_MAX]) {
    const struct origin *origin = settings_origin(settings_find(kind->setting), finder->config);
    bool named_on_command_line = *path && str_equal(origin->where, "--set");
    if (!named_on_command_line && variable && *variable)
        return find_in_variable(finder, kind, variable, out);
    if (*path)
        return find_in_file(finder, kind, path, out);
    return find_in_credentials(finder, kind, out);
}

enum result config_read_tokens(const struct config *config,
                               const struct config_environment *environment,
                               struct config_tokens *ret_tokens, struct faults *faults) {
    const struct finder finder = {config, environment, faults};
    struct config_tokens tokens = {0};
    enum result app = find_token(&finder, &app_token, config->slack.app_token_file,
                                 environment->slack_app_token, tokens.app);
    enum result bot = find_token(&finder, &bot_token, config->slack.bot_token_file,
                                 environment->slack_bot_token, tokens.bot);
    if (app == OK && bot == OK)
        *ret_tokens = tokens;
    config_forget_tokens(&tokens);
    return app == OK && bot == OK ? OK : INVALID;
}

void config_forget_tokens(struct config_tokens *tokens) {
    explicit_bzero(tokens, sizeof *tokens);
}
