/* The catalogue: shipped templates, an operator's in their place, and what is refused at load. */
#include "templates/templates.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DECLARED                                                                                   \
    "{\"$names\": [\"incident.id\", \"incident.title\"], \"text\": \"{{incident.id}}\"}"
#define UPDATE "{\"$names\": [\"update\"], \"text\": \"{{update}}\"}"

#define HELLO "{\"text\": \"hello\"}"

static const struct embedded table[] = {
    {"declared.json", DECLARED, sizeof DECLARED - 1},
    {"update.json", UPDATE, sizeof UPDATE - 1},
    {"hello.json", HELLO, sizeof HELLO - 1},
    {NULL, NULL, 0},
};

static char directory[] = "/tmp/incidentd-templates-XXXXXX";

static void make_directory(void) {
    cr_assert(mkdtemp(directory));
}

static const char *path_of(const char *file) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, file);
    return path;
}

static void write_file(const char *file, const char *text) {
    FILE *out = fopen(path_of(file), "w");
    cr_assert(out);
    fputs(text, out);
    fclose(out);
}

static void remove_directory(void) {
    static const char *const files[] = {"declared.json", "declare.json", "update.json",
                                        "hello.json", ".hidden"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        remove(path_of(files[i]));
    rmdir(directory);
}

TestSuite(templates, .init = make_directory, .fini = remove_directory);

static void expect_text(const char *name, const char *expected) {
    struct templates *templates = NULL;
    struct err err = {0};
    const char *text = "{\"incident\": {\"id\": \"INC-1\", \"title\": \"x\"}, \"update\": \"u\"}";
    JSON_AUTO *values = NULL;
    JSON_AUTO *message = NULL;
    cr_assert_eq(json_parse(text, strlen(text), &values, NULL), OK);
    cr_assert_eq(templates_load(table, directory, &templates, &err), OK, "%s", err.text);
    cr_assert_eq(templates_render(templates, name, values, &message, &err), OK, "%s", err.text);
    cr_assert_str_eq(json_text_at(message, "text"), expected);
    templates_free(templates);
}

static void expect_refused(enum result result, const char *place, const char *advice) {
    struct templates *templates = NULL;
    struct err err = {0};
    cr_assert_eq(templates_load(table, directory, &templates, &err), result, "%s", err.text);
    cr_assert(str_starts(err.text, place), "%s", err.text);
    cr_assert(strstr(err.text, advice), "%s", err.text);
}

Test(templates, shipped_templates_are_there_without_a_directory) {
    struct templates *templates = NULL;
    JSON_AUTO *values = json_new_object();
    JSON_AUTO *message = NULL;
    json_put_str(values, "update", "all good");
    cr_assert_eq(templates_load(table, NULL, &templates, NULL), OK);
    cr_assert_eq(templates_render(templates, "update", values, &message, NULL), OK);
    cr_assert_str_eq(json_print(message), "{\"text\":\"all good\"}");
    templates_free(templates);
}

Test(templates, a_file_takes_the_place_of_the_shipped_one_and_only_of_that) {
    write_file("declared.json", "{\"text\": \"Declared: {{incident.title}}\"}");
    expect_text("declared", "Declared: x");
    expect_text("update", "u");
}

Test(templates, an_empty_directory_changes_nothing) {
    expect_text("declared", "INC-1");
}

Test(templates, hidden_files_are_passed_over) {
    write_file(".hidden", "not a template");
    expect_text("declared", "INC-1");
}

Test(templates, an_unknown_name_in_a_file_is_refused_with_its_place) {
    write_file("declared.json", "{\"text\":\n\"{{incident.titel}}\"}");
    expect_refused(INVALID, path_of("declared.json:2: text: 1:3: unknown name"), "incident.title");
}

Test(templates, a_file_is_held_against_the_shipped_contract_and_not_its_own) {
    write_file("declared.json", "{\"$names\": [\"update\"], \"text\": \"{{update}}\"}");
    expect_refused(INVALID, path_of("declared.json:1: text: "), "unknown name \"update\"");
}

Test(templates, a_file_cannot_bring_names_to_a_template_without_any) {
    write_file("hello.json", "{\"$names\": [\"update\"], \"text\": \"{{update}}\"}");
    expect_refused(INVALID, path_of("hello.json:1: text: "), "this template has no names");
}

Test(templates, a_file_that_replaces_nothing_is_refused_with_the_known_ones) {
    write_file("declare.json", "{\"text\": \"x\"}");
    expect_refused(INVALID, path_of("declare.json replaces no template"),
                   "did you mean declared.json");
    expect_refused(INVALID, path_of("declare.json"), "declared.json, update.json, hello.json");
}

Test(templates, only_regular_files_are_read) {
    cr_assert_eq(mkdir(path_of("declared.json"), 0700), 0);
    expect_refused(INVALID, path_of("declared.json"), "not a regular file");
    cr_assert_eq(rmdir(path_of("declared.json")), 0);
    cr_assert_eq(mkfifo(path_of("update.json"), 0600), 0);
    expect_refused(INVALID, path_of("update.json"), "not a regular file");
}

Test(templates, a_file_that_is_too_long_is_refused) {
    FILE *out = fopen(path_of("declared.json"), "w");
    cr_assert(out);
    cr_assert_eq(ftruncate(fileno(out), 10 * 1024 * 1024), 0);
    fclose(out);
    expect_refused(INVALID, path_of("declared.json is too long"), "65536");
}

Test(templates, a_directory_that_is_not_there_is_an_error) {
    struct templates *templates = NULL;
    struct err err = {0};
    cr_assert_eq(templates_load(table, "/nonexistent/templates", &templates, &err), IO);
    cr_assert(strstr(err.text, "/nonexistent/templates"), "%s", err.text);
}

Test(templates, a_broken_shipped_template_is_an_error) {
    static const struct embedded broken[] = {{"a.json", "{", 1}, {NULL, NULL, 0}};
    struct templates *templates = NULL;
    struct err err = {0};
    cr_assert_eq(templates_load(broken, NULL, &templates, &err), INVALID);
    cr_assert(str_starts(err.text, "a.json: "), "%s", err.text);
}

Test(templates, rendering_fails_only_for_an_unknown_name_or_an_empty_message) {
    struct templates *templates = NULL;
    struct err err = {0};
    JSON_AUTO *values = json_new_object();
    JSON_AUTO *message = NULL;
    cr_assert_eq(templates_load(table, NULL, &templates, &err), OK);
    cr_assert_eq(templates_render(templates, "updat", values, &message, &err), ABSENT);
    cr_assert_str_eq(err.text, "there is no template updat.json");
    cr_assert_eq(templates_render(templates, "update", values, &message, &err), INVALID);
    cr_assert_str_eq(err.text, "the template update.json gives an empty message");
    cr_assert_null(message);
    templates_free(templates);
}

Test(templates, what_the_program_ships_is_in_order) {
    struct templates *templates = NULL;
    struct err err = {0};
    cr_assert_eq(templates_load(shipped_templates, NULL, &templates, &err), OK, "%s", err.text);
    templates_free(templates);
}
