/* The two tokens: where they are found, what is said about a wrong one, and that none is shown. */
#include "config/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct config config;
static struct config_environment environment;
static struct config_tokens tokens;
static struct faults faults;
static char folder[] = "/tmp/config-tokens-XXXXXX";

static void begin(void) {
    environment = (struct config_environment){.slack_app_token = "xapp-test-one",
                                              .slack_bot_token = "xoxb-test-two"};
    faults = faults_new();
    config_defaults(&config, &environment);
    cr_assert(mkdtemp(folder));
}

static void remove_file(const char *name) {
    STR_AUTO(path, 256);
    str_addf(&path, "%s/%s", folder, name);
    unlink(path.text);
}

static void end(void) {
    remove_file("slack_app_token");
    remove_file("slack_bot_token");
    rmdir(folder);
    config_finish(&config);
    faults_free(&faults);
}

TestSuite(config_tokens, .init = begin, .fini = end);

static void write_file(const char *name, const char *text) {
    STR_AUTO(path, 256);
    str_addf(&path, "%s/%s", folder, name);
    FILE *file = fopen(path.text, "w");
    cr_assert(file);
    fputs(text, file);
    fclose(file);
}

static void expect_tokens(const char *app, const char *bot) {
    cr_expect_eq(config_read_tokens(&config, &environment, &tokens, &faults), OK, "%s",
                 faults.text.text);
    cr_expect_str_eq(tokens.app, app);
    cr_expect_str_eq(tokens.bot, bot);
}

static void expect_fault(const char *text) {
    cr_expect_eq(config_read_tokens(&config, &environment, &tokens, &faults), INVALID);
    cr_expect(strstr(faults.text.text, text), "\"%s\" is not in: %s", text, faults.text.text);
    cr_expect_not(strstr(faults.text.text, "secret"), "%s", faults.text.text);
    cr_expect_str_empty(tokens.app, "nothing is given out");
    cr_expect_str_empty(tokens.bot, "nothing is given out");
}

/* ---- Places */

Test(config_tokens, two_variables_are_enough) {
    expect_tokens("xapp-test-one", "xoxb-test-two");
}

Test(config_tokens, the_credentials_directory_is_looked_into_last) {
    environment.slack_app_token = environment.slack_bot_token = NULL;
    environment.credentials_directory = folder;
    write_file("slack_app_token", "xapp-test-three\n");
    write_file("slack_bot_token", "xoxb-test-four\n");
    expect_tokens("xapp-test-three", "xoxb-test-four");
    environment.slack_bot_token = "xoxb-test-two";
    expect_tokens("xapp-test-three", "xoxb-test-two");
}

Test(config_tokens, a_variable_wins_over_the_file_and_the_command_line_over_both) {
    write_file("slack_app_token", "xapp-test-file");
    STR_AUTO(text, 512);
    str_addf(&text, "slack: { app_token_file = \"%s/slack_app_token\"; };", folder);
    config_load_text(&config, "incidentd.conf", text.text, text.len, &faults);
    expect_tokens("xapp-test-one", "xoxb-test-two");

    str_clear(&text);
    str_addf(&text, "slack.app_token_file=%s/slack_app_token", folder);
    config_set(&config, text.text, &faults);
    expect_tokens("xapp-test-file", "xoxb-test-two");
}

Test(config_tokens, white_space_around_a_token_is_dropped) {
    environment.slack_app_token = " \txapp-test-one\r\n\n";
    expect_tokens("xapp-test-one", "xoxb-test-two");
}

Test(config_tokens, both_missing_tokens_are_told_at_once) {
    environment = (struct config_environment){0};
    expect_fault("the app-level token (xapp-) is missing: set SLACK_APP_TOKEN");
    expect_fault("the bot token (xoxb-) is missing: set SLACK_BOT_TOKEN");
}

Test(config_tokens, a_named_file_that_is_not_there_is_a_fault_at_its_line) {
    environment.slack_app_token = NULL;
    static const char text[] = "slack: {\n app_token_file = \"/nonexistent/token\"; };";
    config_load_text(&config, "incidentd.conf", text, strlen(text), &faults);
    expect_fault("incidentd.conf:2: slack.app_token_file: /nonexistent/token: cannot be opened: "
                 "No such file");
}

Test(config_tokens, a_folder_is_no_token_file) {
    config_set(&config, "slack.bot_token_file=/", &faults);
    expect_fault("--set: slack.bot_token_file: /: cannot be read: Is a directory");
}

/* ---- Wrong tokens */

Test(config_tokens, swapped_tokens_are_recognised) {
    environment.slack_app_token = "xoxb-test-secret";
    environment.slack_bot_token = "xapp-test-secret";
    expect_fault("SLACK_APP_TOKEN: this is the bot token; the app-level token begins with xapp-");
    expect_fault("SLACK_BOT_TOKEN: this is the app-level token; the bot token begins with xoxb-");
}

Test(config_tokens, each_other_kind_of_token_is_named) {
    static const struct {
        const char *token, *name;
    } kinds[] = {
        {"xoxp-secret", "this is a user token; the bot token begins with xoxb- and is found in "
                        "the app under OAuth & Permissions, Bot User OAuth Token"},
        {"xoxe.xoxb-secret", "this is an expiring token; switch token rotation off"},
        {"xoxe-secret", "this is a refresh token"},
        {"xoxc-secret", "this is a browser's session token"},
        {"https://hooks.slack.com/secret", "this is an address"},
        {"secret", "this is no bot token; it begins with xoxb-"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        environment.slack_bot_token = kinds[i].token;
        expect_fault(kinds[i].name);
    }
}

Test(config_tokens, slips_of_copying_are_named) {
    static const struct {
        const char *token, *advice;
    } slips[] = {
        {"\"xoxb-secret\"", "the token stands in quotes; write it without"},
        {"'xoxb-secret'", "the token stands in quotes; write it without"},
        {"xoxb-secret\"", "holds a character that no token has"},
        {"xoxb-", "nothing follows xoxb-; copy the whole token"},
        {"xoxb-secret xapp-secret", "there is white space inside the token"},
        {"xoxb-secret\nxoxb-secret", "there is white space inside the token"},
        {"xoxb-secret…", "holds a character that no token has"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        environment.slack_bot_token = slips[i].token;
        expect_fault(slips[i].advice);
    }
}

Test(config_tokens, an_empty_token_file_and_a_huge_one_are_told_apart) {
    environment.slack_app_token = NULL;
    environment.credentials_directory = folder;
    write_file("slack_app_token", " \n");
    expect_fault("slack_app_token: there is nothing in it");
    char text[4096] = {0};
    memset(text, 'x', sizeof text - 1);
    write_file("slack_app_token", text);
    expect_fault("slack_app_token: there is far more in it than a token");
}

Test(config_tokens, the_longest_token_fits) {
    char text[CONFIG_TOKEN_MAX + 1] = "xoxb-";
    memset(text + 5, 'x', CONFIG_TOKEN_MAX - 5);
    environment.slack_bot_token = text;
    expect_fault("far more in it than a token");
    text[CONFIG_TOKEN_MAX - 1] = 0;
    expect_tokens("xapp-test-one", text);
}

Test(config_tokens, forgotten_tokens_are_gone) {
    expect_tokens("xapp-test-one", "xoxb-test-two");
    config_forget_tokens(&tokens);
    for (size_t i = 0; i < sizeof tokens.app; i++)
        cr_assert_eq(tokens.app[i], 0);
}
