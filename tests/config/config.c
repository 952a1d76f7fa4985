/* The settings as a whole: what wins over what, and the rules between settings. */
#include "config/config.h"

#include "base/utc.h"
#include "config/settings.h"

#include <criterion/criterion.h>
#include <string.h>

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

TestSuite(config, .init = begin, .fini = end);

static void load(const char *text) {
    config_load_text(&config, "incidentd.conf", text, strlen(text), &faults);
}

static void expect_fault(const char *text) {
    cr_expect_eq(config_check(&config, &faults), INVALID);
    cr_expect(strstr(faults.text.text, text), "\"%s\" is not in: %s", text, faults.text.text);
}

static void expect_no_fault(void) {
    cr_expect_eq(config_check(&config, &faults), OK, "%s", faults.text.text);
}

/* ---- Defaults */

Test(config, without_any_source_every_setting_has_a_good_value) {
    expect_no_fault();
    cr_expect_str_eq(config.slack.api_url, "https://slack.com/api/");
    cr_expect_str_eq(config.slack.channel, "#incidents");
    cr_expect_str_eq(config.slack.command, "/incident");
    cr_expect_str_eq(config.store, "sqlite:incidentd.db");
    cr_expect_eq(config.log_level, LOG_LEVEL_INFO);
    cr_expect_eq(config.slack.connect_timeout_ms, 10 * SECOND_MS);
    cr_expect_eq(config.socket.dead_after_ms, 30 * SECOND_MS);
    cr_expect_eq(config.policy.promise.holding_after_ms, 10 * MINUTE_MS);
    cr_expect(config.policy.promise.holding);
    cr_expect_eq(config.policy.postmortem_due_ms, 48 * HOUR_MS);
    cr_expect_str_eq(config.policy.roles.ic, POLICY_DECLARER);
    cr_expect_eq(config.inbox_keep_ms, 7 * DAY_MS);
}

Test(config, every_row_has_a_default_that_its_own_rule_accepts) {
    for (size_t i = 0; i < settings_count; i++) {
        struct origin origin = {.where = "table"};
        settings_assign(&settings[i], settings[i].otherwise, origin, &config, &faults);
    }
    cr_expect_eq(faults.count, 0, "%s", faults.text.text);
}

Test(config, no_name_stands_twice_in_the_table) {
    for (size_t i = 0; i < settings_count; i++)
        cr_expect_eq(settings_find(settings[i].name), &settings[i], "%s", settings[i].name);
}

Test(config, every_severity_promises_news_each_half_hour_and_the_two_worst_call_here) {
    for (enum severity severity = SEVERITY_1; severity <= SEVERITY_4; severity++)
        cr_expect_eq(policy_severity(&config.policy, severity)->cadence_ms, 30 * MINUTE_MS);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_1)->mention, POLICY_MENTION_HERE);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_2)->mention, POLICY_MENTION_HERE);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_3)->mention, POLICY_MENTION_NONE);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_4)->mention, POLICY_MENTION_NONE);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_1)->response_ms, 15 * MINUTE_MS);
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_4)->response_ms, 0);
}

Test(config, under_systemd_the_store_lies_in_the_first_state_directory) {
    struct config other;
    config_defaults(&other, &(struct config_environment){.state_directory = "/var/lib/a:/b"});
    cr_expect_str_eq(other.store, "sqlite:/var/lib/a/incidentd.db");
    config_finish(&other);
}

/* ---- What wins */

Test(config, the_command_line_wins_over_the_environment_and_that_over_the_file) {
    struct config_environment environment = {.slack_api_url = "http://127.0.0.1:1/api/"};
    load("slack: { api_url = \"https://file.example/api/\"; };");
    cr_expect_str_eq(config.slack.api_url, "https://file.example/api/");
    config_apply_environment(&config, &environment, &faults);
    cr_expect_str_eq(config.slack.api_url, "http://127.0.0.1:1/api/");
    config_set(&config, "slack.api_url=https://set.example/api/", &faults);
    cr_expect_str_eq(config.slack.api_url, "https://set.example/api/");
    expect_no_fault();
}

Test(config, the_machines_proxy_is_used_when_the_file_names_none) {
    struct config_environment environment = {.https_proxy = "proxy:3128",
                                             .no_proxy = "localhost,.example"};
    config_apply_environment(&config, &environment, &faults);
    cr_expect_str_eq(config.slack.proxy, "http://proxy:3128");
    cr_expect_str_eq(config.slack.no_proxy, "localhost .example");
    expect_no_fault();
}

Test(config, an_empty_proxy_in_the_file_means_no_proxy_whatever_the_machine_says) {
    load("slack: { proxy = \"\"; };");
    config_apply_environment(&config, &(struct config_environment){.https_proxy = "http://p:1"},
                             &faults);
    cr_expect_str_eq(config.slack.proxy, "");
    expect_no_fault();
}

Test(config, a_wrong_variable_is_named_as_the_place_of_the_fault) {
    config_apply_environment(&config, &(struct config_environment){.slack_api_url = "slack.com"},
                             &faults);
    expect_fault("SLACK_API_URL: slack.api_url: \"slack.com\" is no address; write");
}

Test(config, the_last_of_several_assignments_on_the_command_line_wins) {
    config_set(&config, "log.level=error", &faults);
    config_set(&config, "log.level=debug", &faults);
    cr_expect_eq(config.log_level, LOG_LEVEL_DEBUG);
}

Test(config, a_value_on_the_command_line_may_hold_equal_signs_and_be_empty) {
    config_set(&config, "bridge.url=https://meet.example/?a=b", &faults);
    cr_expect_str_eq(config.policy.bridge_url, "https://meet.example/?a=b");
    config_set(&config, "bridge.url=", &faults);
    cr_expect_str_eq(config.policy.bridge_url, "");
    expect_no_fault();
}

Test(config, an_assignment_without_a_value_or_of_nothing_known_is_a_fault) {
    config_set(&config, "log.level", &faults);
    config_set(&config, "slack.chanel=#x", &faults);
    expect_fault("--set: \"log.level\" has no value; write name=value");
    expect_fault("--set: there is no setting slack.chanel; did you mean slack.channel");
    cr_expect_eq(faults.count, 2);
}

Test(config, a_refused_value_leaves_the_setting_as_it_was) {
    config_set(&config, "slack.channel=#one", &faults);
    config_set(&config, "slack.channel=Not A Channel", &faults);
    cr_expect_str_eq(config.slack.channel, "#one");
    expect_fault("slack.channel: \"Not A Channel\" is no channel");
}

/* ---- Rules between settings */

Test(config, the_steps_of_the_ladder_must_come_in_their_order) {
    load("promise: {\n  call_after = \"11m\";\n  prompt_after = \"12m\";\n};");
    expect_fault("incidentd.conf:3: promise.prompt_after (12m) must be at most "
                 "promise.call_after (11m)");
    expect_fault("incidentd.conf:2: promise.call_after (11m) must be at most "
                 "promise.holding_after (10m)");
}

Test(config, a_fault_between_two_settings_is_told_where_somebody_wrote_one_of_them) {
    load("socket: {\n\n dead_after = \"5s\"; };");
    expect_fault("incidentd.conf:3: socket.ping (10s) must be less than socket.dead_after (5s)");
}

Test(config, a_cadence_must_leave_room_for_the_ladder) {
    load("severity: { sev2: { cadence = \"10m\"; }; };");
    expect_fault("promise.holding_after (10m) must be less than severity.sev2.cadence (10m)");
}

Test(config, a_cadence_in_seconds_by_a_slip_of_the_unit_is_refused) {
    load("severity: { sev1: { cadence = \"30s\"; }; };");
    expect_fault("promise.cadence_min (1m) must be at most severity.sev1.cadence (30s)");
}

Test(config, a_severity_without_a_cadence_needs_no_room) {
    load("severity: { sev4: { cadence = \"none\"; }; };");
    expect_no_fault();
    cr_expect_eq(policy_severity(&config.policy, SEVERITY_4)->cadence_ms, 0);
}

Test(config, what_follows_from_a_refused_value_is_not_told_as_well) {
    load("socket: { dead_after = \"5s\"; ping = true; };");
    expect_fault("socket.ping: this is true or false");
    cr_expect_eq(faults.count, 1, "%s", faults.text.text);
}

Test(config, one_word_cannot_mean_two_severities) {
    load("severity: { sev1: { aliases = \"p1 worst\"; };\n sev3: { aliases = \"P1\"; }; };");
    expect_fault("incidentd.conf:2: severity.sev3: \"P1\" means sev1 already");
}

Test(config, an_alias_cannot_be_the_name_of_another_severity) {
    load("severity: { sev1: { aliases = \"sev-2\"; }; };");
    expect_fault("\"SEV-2\" means sev1 already");
}

Test(config, a_store_of_an_unknown_kind_or_without_a_path_is_refused) {
    config_set(&config, "store=mysql:x", &faults);
    expect_fault("--set: store: write \"sqlite:\" and a path");
    config_set(&config, "store=sqlite:", &faults);
    expect_fault("store: write");
}

Test(config, tokens_travel_unencrypted_to_this_machine_only) {
    static const char *const fine[] = {"slack.api_url=http://127.0.0.1:8080/api/",
                                       "slack.api_url=http://localhost/api/",
                                       "slack.api_url=http://[::1]:9/api/"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        config_set(&config, fine[i], &faults);
        expect_no_fault();
    }
    config_set(&config, "slack.api_url=http://slack.com/api/", &faults);
    expect_fault("would carry the tokens unencrypted");
}

Test(config, a_host_that_only_begins_like_this_machine_is_another) {
    config_set(&config, "slack.api_url=http://127.0.0.1.evil.example/", &faults);
    expect_fault("would carry the tokens unencrypted");
}

Test(config, a_user_name_that_looks_like_this_machine_is_no_host) {
    config_set(&config, "slack.api_url=http://127.0.0.1:x@evil.example/", &faults);
    expect_fault("would carry the tokens unencrypted");
}

Test(config, the_two_tokens_cannot_share_a_file) {
    load("slack: { app_token_file = \"/a\"; bot_token_file = \"/a\"; };");
    expect_fault("are the same file");
}
Test(config, commits_need_a_folder_of_documents) {
    config_set(&config, "postmortem.git=true", &faults);
    expect_fault("--set: postmortem.git: there is nothing to commit without postmortem.folder");
}

Test(config, commits_of_a_folder_of_documents_are_right) {
    config_set(&config, "postmortem.git=true", &faults);
    config_set(&config, "postmortem.folder=/srv", &faults);
    expect_no_fault();
    cr_expect(config.postmortem.git);
}
