/* Reading a settings file: every fault is told with its line and what to write instead. */
#include "config/config.h"

#include "base/mem.h"
#include "base/utc.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct config_environment no_environment;

static struct config config;
static struct faults faults;

static void begin(void) {
    faults = faults_new();
    config_defaults(&config, &no_environment);
}

static void end(void) {
    config_finish(&config);
    faults_free(&faults);
}

TestSuite(config_load, .init = begin, .fini = end);

static void load(const char *text) {
    config_load_text(&config, "incidentd.conf", text, strlen(text), &faults);
}

static void expect_only_fault(const char *line) {
    cr_expect_eq(faults.count, 1, "%s", faults.text.text);
    cr_expect(strstr(faults.text.text, line), "\"%s\" is not in: %s", line, faults.text.text);
}

static void expect_no_fault(void) {
    cr_expect_eq(faults.count, 0, "%s", faults.text.text);
}

Test(config_load, groups_give_dotted_names) {
    load("# a comment\n"
         "slack: { channel = \"#ops\"; };\n"
         "severity = { sev1: { cadence = \"1h 30m\"; mention = \"channel\"; }; };\n"
         "promise: { holding = false; };\n"
         "severity_free = 1;");
    cr_expect_str_eq(config.slack.channel, "#ops");
    cr_expect_eq(config.policy.severities[0].cadence_ms, 90 * MINUTE_MS);
    cr_expect_eq(config.policy.severities[0].mention, POLICY_MENTION_CHANNEL);
    cr_expect_not(config.policy.promise.holding);
    expect_only_fault("incidentd.conf:5: there is no setting severity_free");
}

Test(config_load, an_empty_file_and_empty_groups_change_nothing) {
    load("");
    load("slack: { };");
    expect_no_fault();
}

Test(config_load, words_may_be_a_list_or_a_text) {
    load("severity: { sev1: { aliases = [\"worst\", \"fire\"]; };\n"
         "sev2: { aliases = (\"bad\"); }; sev3: { aliases = \"so, so\"; };\n"
         "sev4: { aliases = []; }; };");
    expect_no_fault();
    cr_expect_str_eq(config.policy.severities[0].aliases, "worst fire");
    cr_expect_str_eq(config.policy.severities[1].aliases, "bad");
    cr_expect_str_eq(config.policy.severities[2].aliases, "so so");
    cr_expect_str_eq(config.policy.severities[3].aliases, "");
}

Test(config_load, every_fault_is_told_and_what_is_right_is_taken_over) {
    load("slack: {\n"
         "  chanel = \"#x\";\n"
         "  channel = \"#ops\";\n"
         "  answer_timeout = \"5\";\n"
         "  command = \"incident\";\n"
         "};\n"
         "socket = 5;\n"
         "log: { level = \"loud\"; };\n");
    cr_expect_eq(faults.count, 5, "%s", faults.text.text);
    cr_expect_str_eq(config.slack.channel, "#ops");
    const char *lines = faults.text.text;
    cr_expect(strstr(lines, "incidentd.conf:2: there is no setting slack.chanel; did you mean "
                            "slack.channel"));
    cr_expect(strstr(lines, "incidentd.conf:4: slack.answer_timeout: \"5\" "));
    cr_expect(strstr(lines, "incidentd.conf:5: slack.command: \"incident\" is no slash command"));
    cr_expect(strstr(lines, "incidentd.conf:7: socket: this is a number; write a group, "
                            "socket: { … };"));
    cr_expect(strstr(lines, "incidentd.conf:8: log.level: \"loud\" is unknown; write \"error\", "
                            "\"warning\", \"info\" or \"debug\""));
}

Test(config_load, a_setting_outside_its_group_is_recognised) {
    load("cadence_min = \"2m\";");
    expect_only_fault("there is no setting cadence_min; did you mean promise.cadence_min");
}

Test(config_load, a_bare_number_is_no_duration) {
    load("postmortem: { due = 48; };");
    expect_only_fault("incidentd.conf:1: postmortem.due: this is a number; write a duration with "
                      "its unit in quotes, such as \"30m\" (1h to 90d)");
}

Test(config_load, a_switch_stands_without_quotes) {
    load("promise: { holding = \"yes\"; };");
    expect_only_fault("promise.holding: this is a text; write true or false, without quotes");
}

Test(config_load, a_text_without_quotes_is_a_syntax_error_with_its_line) {
    load("log: { level = \"debug\"; };\nslack: { connect_timeout = 5s; };\nbogus = 1;\n");
    expect_only_fault("incidentd.conf:2: syntax error; a setting is name = \"value\";");
    cr_expect_eq(config.log_level, LOG_LEVEL_DEBUG, "what stood before is read");
}

Test(config_load, faults_before_a_syntax_error_are_told_as_well) {
    load("bogus = 1;\nlog: { level = \"debug\" };;;");
    cr_expect_eq(faults.count, 2, "%s", faults.text.text);
    cr_expect(strstr(faults.text.text, "incidentd.conf:1: there is no setting bogus"));
}

Test(config_load, a_setting_written_twice_is_a_fault) {
    load("bridge: {\n url = \"https://a.example/\";\n url = \"https://b.example/\";\n};\n");
    expect_only_fault("incidentd.conf:3: duplicate setting name; delete one of the two");
}

Test(config_load, include_is_refused_before_anything_is_opened) {
    char path[] = "/tmp/config-include-XXXXXX";
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    static const char setting[] = "log: { level = \"debug\"; };";
    cr_assert_eq(write(fd, setting, strlen(setting)), (ssize_t)strlen(setting));
    close(fd);
    char text[128];
    snprintf(text, sizeof text, "\n\n \t@include \"%s\"\n", path);
    load(text);
    unlink(path);
    expect_only_fault("incidentd.conf:3: @include is not allowed");
    cr_expect_eq(config.log_level, LOG_LEVEL_INFO);
}

Test(config_load, a_byte_order_mark_is_passed_over) {
    load("\xef\xbb\xbflog: { level = \"debug\"; };");
    expect_no_fault();
    cr_expect_eq(config.log_level, LOG_LEVEL_DEBUG);
}

Test(config_load, bytes_that_are_not_text_are_refused) {
    load("bridge: { url = \"\xff\"; };");
    expect_only_fault("incidentd.conf: is not UTF-8 text");
    faults_free(&faults);
    config_load_text(&config, "incidentd.conf", "a\0b", 3, &faults);
    expect_only_fault("incidentd.conf: is not UTF-8 text");
}

Test(config_load, a_file_over_one_mebibyte_is_refused) {
    size_t len = 1024 * 1024;
    char *text = mem_alloc(len + 1);
    memset(text, ' ', len + 1);
    config_load_text(&config, "incidentd.conf", text, len, &faults);
    expect_no_fault();
    config_load_text(&config, "incidentd.conf", text, len + 1, &faults);
    expect_only_fault("incidentd.conf: is larger than 1 MiB");
    mem_free(text);
}

Test(config_load, deep_nesting_is_a_fault_and_no_crash) {
    enum { DEPTH = 200000 };
    char *text = mem_alloc(DEPTH + 3);
    memset(text, '(', DEPTH + 2);
    memcpy(text, "a=", 2);
    config_load_text(&config, "incidentd.conf", text, DEPTH + 2, &faults);
    cr_expect_eq(faults.count, 1);
    mem_free(text);
}

Test(config_load, a_token_in_the_wrong_place_is_told_and_not_shown) {
    load("slack: { app_token_file = \"xapp-1-secret\"; channel = \"xoxb-test-secret\"; };");
    cr_expect_eq(faults.count, 2);
    cr_expect(strstr(faults.text.text, "slack.app_token_file: this is a token"));
    cr_expect_not(strstr(faults.text.text, "secret"), "%s", faults.text.text);
}

Test(config_load, a_password_in_a_wrong_address_is_not_shown) {
    load("slack: { proxy = \"socks5://bob:secret@proxy:1080\"; };");
    expect_only_fault("slack.proxy: ");
    cr_expect_not(strstr(faults.text.text, "secret"), "%s", faults.text.text);
}

Test(config_load, a_wrong_value_cannot_forge_another_line) {
    load("slack: { channel = \"x\\nother.conf:1: all is well\"; };");
    cr_expect_eq(strchr(faults.text.text, '\n')[1], 0, "one line: %s", faults.text.text);
}

Test(config_load, a_file_that_is_not_there_or_a_folder_is_a_fault) {
    config_load_file(&config, "/nonexistent/incidentd.conf", &faults);
    expect_only_fault("/nonexistent/incidentd.conf: cannot be opened: No such file");
    faults_free(&faults);
    config_load_file(&config, "/", &faults);
    expect_only_fault("/: cannot be read: Is a directory");
}

Test(config_load, more_faults_than_the_list_has_room_for_are_still_counted) {
    enum { FAULTS = 5000 };
    struct str text = str_new(1024 * 1024);
    for (int i = 0; i < FAULTS; i++)
        str_addf(&text, "unknown%d = 1;\n", i);
    load(text.text);
    str_free(&text);
    cr_expect_eq(faults.count, FAULTS);
}
