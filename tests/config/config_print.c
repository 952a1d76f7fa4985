/* The printed settings: a sample file that explains itself and reads back the same. */
#include "config/config.h"

#include "config/settings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const struct config_environment no_environment;

static struct config config;
static struct faults faults;
static struct str printed;

static void begin(void) {
    faults = faults_new();
    printed = str_new(256 * 1024);
    config_defaults(&config, &no_environment);
}

static void end(void) {
    config_finish(&config);
    faults_free(&faults);
    str_free(&printed);
}

TestSuite(config_print, .init = begin, .fini = end);

static void expect_same(const struct config *other) {
    for (size_t i = 0; i < settings_count; i++) {
        STR_AUTO(one, 8192);
        STR_AUTO(two, 8192);
        value_write(&settings[i].rule, settings_value(&settings[i], &config), &one);
        value_write(&settings[i].rule, settings_value(&settings[i], other), &two);
        cr_expect_str_eq(one.text, two.text, "%s", settings[i].name);
    }
}

static void expect_reads_back(const char *text) {
    struct config other;
    config_defaults(&other, &no_environment);
    config_load_text(&other, "printed", text, strlen(text), &faults);
    cr_expect_eq(config_check(&other, &faults), OK, "%s", faults.text.text);
    expect_same(&other);
    config_finish(&other);
}

Test(config_print, the_defaults_read_back) {
    config_print(&config, &printed);
    expect_reads_back(printed.text);
}

Test(config_print, changed_settings_read_back) {
    static const char *const changes[] = {
        "store=sqlite:/srv/a \"b\"\\c.db",
        "log.level=debug",
        "slack.channel=C012AB3CD",
        "slack.no_proxy=localhost, .example",
        "severity.sev1.name=Schwerwiegend ☠",
        "severity.sev1.aliases=worst fire",
        "severity.sev4.cadence=none",
        "severity.sev2.mention=channel",
        "promise.prompt_after=0s",
        "promise.holding=false",
        "roles.ic=U012AB3CD",
        "resolve.require_root_cause=true",
        "severity.sev3.cadence=1h30m30s",
        "bridge.url=https://meet.example/?a=b#c",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        config_set(&config, changes[i], &faults);
    cr_assert_eq(config_check(&config, &faults), OK, "%s", faults.text.text);
    config_print(&config, &printed);
    expect_reads_back(printed.text);
}

/* Every line "#name = …" of the printed text without its "#". */
static void uncomment(const char *text, struct str *out) {
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\n");
        size_t blank = strspn(line, " ");
        bool is_default = line[blank] == '#' && line[blank + 1] != ' ';
        str_add_bytes(out, line, is_default ? blank : len);
        if (is_default)
            str_add_bytes(out, line + blank + 1, len - blank - 1);
        str_add(out, "\n");
        line += len + (line[len] == '\n');
    }
}

Test(config_print, the_commented_lines_are_the_defaults) {
    config_print(&config, &printed);
    STR_AUTO(text, 256 * 1024);
    uncomment(printed.text, &text);
    cr_expect(strstr(text.text, "\nstore = \"sqlite:incidentd.db\";\n"), "%s", text.text);
    expect_reads_back(text.text);
}

Test(config_print, every_setting_is_printed_with_its_meaning) {
    config_print(&config, &printed);
    for (size_t i = 0; i < settings_count; i++) {
        const char *word = strrchr(settings[i].name, '.');
        STR_AUTO(line, 128);
        str_addf(&line, "#%s = ", word ? word + 1 : settings[i].name);
        cr_expect(strstr(printed.text, line.text), "%s", settings[i].name);
        cr_expect(*settings[i].meaning, "%s", settings[i].name);
    }
}

Test(config_print, no_line_is_wider_than_a_hundred_columns) {
    config_print(&config, &printed);
    for (const char *line = printed.text; *line; line += strcspn(line, "\n") + 1)
        cr_expect_leq(strcspn(line, "\n"), 100, "%.120s", line);
}

Test(config_print, a_password_in_a_proxy_is_not_printed) {
    config_set(&config, "slack.proxy=http://bob:secret@proxy:3128", &faults);
    cr_assert_eq(faults.count, 0, "%s", faults.text.text);
    config_print(&config, &printed);
    cr_expect_not(strstr(printed.text, "secret"));
    cr_expect(strstr(printed.text, "#proxy = a value with a password that is not shown"));
    config_load_text(&config, "printed", printed.text, printed.len, &faults);
    cr_expect_eq(faults.count, 0, "%s", faults.text.text);
}

Test(config_print, the_shipped_sample_is_what_the_table_prints) {
    /* After a change of the table: build/incidentd --print-config > systemd/incidentd.conf */
    static char sample[256 * 1024];
    FILE *file = fopen("systemd/incidentd.conf", "r");
    cr_assert(file, "the tests run in the project's folder");
    sample[fread(sample, 1, sizeof sample - 1, file)] = 0;
    fclose(file);
    config_print(&config, &printed);
    cr_expect_str_eq(printed.text, sample);
}
