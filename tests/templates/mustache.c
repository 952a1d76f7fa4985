/* Mustache against the tests of its specification, and what the specification leaves open. */
#include "templates/mustache.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct json *json_of(const char *text) {
    struct json *json = NULL;
    struct err err = {0};
    cr_assert_eq(json_parse(text, strlen(text), &json, &err), OK, "%s", err.text);
    return json;
}

/* The template rendered with data, as a text for mem-free comparison; out is cleared first. */
static const char *render_json(const char *template, const struct json *data,
                               enum template_escape escape, struct str *out) {
    struct mustache *mustache;
    struct err err = {0};
    cr_assert_eq(mustache_parse(template, strlen(template), escape, &mustache, &err), OK, "%s",
                 err.text);
    struct mustache_context context = {.value = data};
    str_clear(out);
    mustache_render(mustache, &context, out);
    mustache_free(mustache);
    return out->text;
}

static const char *render(const char *template, const char *data, struct str *out) {
    JSON_AUTO *values = json_of(data);
    return render_json(template, values, ESCAPE_NONE, out);
}

static void expect_refused(const char *template, const char *position, const char *advice) {
    struct mustache *mustache = NULL;
    struct err err = {0};
    cr_assert_eq(mustache_parse(template, strlen(template), ESCAPE_NONE, &mustache, &err), INVALID,
                 "accepted: %s", template);
    cr_assert(str_starts(err.text, position), "%s: %s", template, err.text);
    cr_assert(strstr(err.text, advice), "%s: %s", template, err.text);
}

/* ---- The specification */

static void run_spec(const char *name, size_t least) {
    char path[128], text[32 * 1024];
    snprintf(path, sizeof path, "tests/templates/mustache-spec/%s", name);
    FILE *file = fopen(path, "r");
    cr_assert(file, "%s: run the tests from the top of the repository", path);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    JSON_AUTO *spec = json_of(text);
    STR_AUTO(out, 10000);
    cr_assert_geq(json_len(spec, "tests"), least, "cases are missing from %s", path);
    for (size_t i = 0; i < json_len(spec, "tests"); i++) {
        const struct json *test = json_item(json_at(spec, "tests"), i);
        render_json(json_text_at(test, "template"), json_at(test, "data"), ESCAPE_HTML, &out);
        cr_expect_str_eq(out.text, json_text_at(test, "expected"), "%s: %s", name,
                         json_text_at(test, "name"));
    }
}

Test(mustache, comments_are_as_specified) {
    run_spec("comments.json", 12);
}

Test(mustache, values_are_written_as_specified) {
    run_spec("interpolation.json", 42);
}

Test(mustache, sections_are_as_specified) {
    run_spec("sections.json", 34);
}

Test(mustache, inverted_sections_are_as_specified) {
    run_spec("inverted.json", 22);
}

/* ---- What the specification leaves open */

Test(mustache, an_empty_text_hides_a_section_and_the_number_zero_does_not) {
    STR_AUTO(out, 100);
    cr_assert_str_eq(render("{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\": \"\"}", &out), "no");
    cr_assert_str_eq(render("{{#a}}{{a}} left{{/a}}", "{\"a\": 0}", &out), "0 left");
}

Test(mustache, a_null_inside_hides_the_same_name_outside) {
    STR_AUTO(out, 100);
    const char *data = "{\"lead\": \"Ann\", \"tasks\": [{\"lead\": \"Bob\"}, {\"lead\": null}]}";
    cr_assert_str_eq(render("{{#tasks}}[{{lead}}]{{/tasks}}", data, &out), "[Bob][]");
}

Test(mustache, braces_in_a_value_stay_braces) {
    STR_AUTO(out, 100);
    const char *data = "{\"title\": \"{{secret}} {{#x}}\", \"secret\": \"s3cret\"}";
    cr_assert_str_eq(render("{{title}}", data, &out), "{{secret}} {{#x}}");
}

Test(mustache, a_name_for_a_list_or_an_object_writes_nothing) {
    STR_AUTO(out, 100);
    cr_assert_str_eq(render("[{{a}}{{b}}]", "{\"a\": [1, 2], \"b\": {\"c\": 1}}", &out), "[]");
}

Test(mustache, truth_values_are_written_as_words) {
    STR_AUTO(out, 100);
    cr_assert_str_eq(render("{{yes}} {{no}}", "{\"yes\": true, \"no\": false}", &out),
                     "true false");
}

Test(mustache, a_template_is_rendered_again_with_other_values) {
    struct mustache *mustache;
    JSON_AUTO *first = json_of("{\"a\": 1}");
    JSON_AUTO *second = json_of("{\"a\": 2}");
    STR_AUTO(out, 100);
    cr_assert_eq(mustache_parse("<{{a}}>", 7, ESCAPE_NONE, &mustache, NULL), OK);
    mustache_render(mustache, &(struct mustache_context){.value = first}, &out);
    mustache_render(mustache, &(struct mustache_context){.value = second}, &out);
    cr_assert_str_eq(out.text, "<1><2>");
    mustache_free(mustache);
}

/* ---- Refusals */

Test(mustache, partials_delimiters_and_inheritance_are_refused_with_what_to_write) {
    expect_refused("a\n b {{> header}}", "2:4: ", "write its text in this place");
    expect_refused("{{=<% %>=}}", "1:1: ", "write {{name}}");
    expect_refused("{{<layout}}{{/layout}}", "1:1: ", "write the whole text");
    expect_refused("{{$title}}{{/title}}", "1:1: ", "write the whole text");
}

Test(mustache, a_tag_that_is_not_closed_is_found_where_it_begins) {
    expect_refused("one\ntwo {{name", "2:5: ", "write }}");
    expect_refused("{{{name}}", "1:1: ", "write }}}");
    expect_refused("{{name\n and {{other}}", "1:1: ", "is not a name");
}

Test(mustache, columns_count_characters_and_not_bytes) {
    expect_refused("äöü🚨 {{", "1:6: ", "write }}");
}

Test(mustache, sections_must_nest) {
    expect_refused("{{#a}}x", "1:4: ", "write {{/a}}");
    expect_refused("x{{/a}}", "1:5: ", "write {{#a}}");
    expect_refused("{{#a}}{{#b}}{{/a}}{{/b}}", "1:16: ", "{{/b}} must come first");
    expect_refused("{{^abc}}{{/ab}}", "1:12: ", "{{/abc}} must come first");
}

Test(mustache, names_are_plain_words_joined_by_dots) {
    static const char *const bad[] = {"{{}}",      "{{ }}",      "{{a b}}",  "{{a..b}}",
                                      "{{.a}}",    "{{a.}}",     "{{a|b}}",  "{{a{b}}",
                                      "{{naïve}}", "{{#}}{{/}}", "{{else}!}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_refused(bad[i], "1:1: ", "");
}

Test(mustache, a_name_that_is_too_long_is_refused) {
    char text[MUSTACHE_NAME_MAX + 6];
    memset(text, 'a', sizeof text);
    memcpy(text, "{{", 2);
    memcpy(text + sizeof text - 3, "}}", 3);
    expect_refused(text, "1:1: ", "at most 128");
}

static void nest(struct str *out, int depth) {
    for (int i = 0; i < depth; i++)
        str_add(out, "{{#a}}");
    for (int i = 0; i < depth; i++)
        str_add(out, "{{/a}}");
}

Test(mustache, sections_nest_up_to_a_limit) {
    STR_AUTO(text, 10000);
    STR_AUTO(out, 100);
    nest(&text, MUSTACHE_DEPTH_MAX);
    cr_assert_str_eq(render(text.text, "{\"a\": true}", &out), "");
    str_clear(&text);
    nest(&text, MUSTACHE_DEPTH_MAX + 1);
    expect_refused(text.text, "1:", "nested deeper than 32");
}

Test(mustache, text_that_is_too_long_or_no_utf8_is_refused) {
    static char text[MUSTACHE_TEXT_MAX + 1];
    struct mustache *mustache;
    struct err err = {0};
    memset(text, 'x', sizeof text);
    cr_assert_eq(mustache_parse(text, sizeof text, ESCAPE_NONE, &mustache, &err), INVALID);
    cr_assert_eq(mustache_parse("a\0b", 3, ESCAPE_NONE, &mustache, &err), INVALID);
    cr_assert_eq(mustache_parse("\xc3(", 2, ESCAPE_NONE, &mustache, &err), INVALID);
}

/* ---- Ceilings */

Test(mustache, output_stops_between_characters_at_its_ceiling) {
    STR_AUTO(out, 10);
    cr_assert_str_eq(render("{{#a}}éé{{/a}}", "{\"a\": [1, 2, 3, 4]}", &out), "ééééé");
    cr_assert(out.full);
}

Test(mustache, a_list_within_itself_many_times_over_comes_to_an_end) {
    STR_AUTO(text, 10000);
    STR_AUTO(out, 100);
    nest(&text, MUSTACHE_DEPTH_MAX);
    render(text.text, "{\"a\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}", &out);
    cr_assert(out.full);
}

/* ---- Checking names */

static enum result check(const char *template, struct err *err) {
    JSON_AUTO *names = json_of("[\"incident.id\", \"incident.title\", \"updates.text\", "
                               "\"updates.by\", \"impact\", \"roles.lead.name\"]");
    struct mustache *mustache;
    cr_assert_eq(mustache_parse(template, strlen(template), ESCAPE_NONE, &mustache, err), OK, "%s",
                 err->text);
    enum result result = mustache_check(mustache, names, NULL, err);
    mustache_free(mustache);
    return result;
}

Test(mustache, known_names_are_accepted_where_they_mean_something) {
    static const char *const good[] = {
        "{{incident.id}} {{incident.title}}",
        "{{#incident}}{{id}}: {{title}}{{/incident}}",
        "{{#updates}}{{by}}: {{text}} ({{incident.id}}){{/updates}}",
        "{{^updates}}nothing in {{incident.id}}{{/updates}}",
        "{{#updates}}{{#incident}}{{id}} {{text}}{{/incident}}{{/updates}}",
        "{{#impact}}{{.}}{{/impact}}",
        "{{#roles}}{{#lead}}{{name}}{{/lead}}{{lead.name}}{{/roles}}",
        "{{#roles.lead}}{{name}}{{/roles.lead}}",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct err err = {0};
        cr_expect_eq(check(good[i], &err), OK, "%s: %s", good[i], err.text);
    }
}

Test(mustache, unknown_names_are_refused_with_their_place_and_the_nearest) {
    static const struct {
        const char *template, *position, *nearest;
    } cases[] = {
        {"a\n{{incident.titel}}", "2:3: ", "incident.title"},
        {"{{#updates}}{{txt}}{{/updates}}", "1:15: ", "updates.text"},
        {"{{#update}}{{/update}}", "1:4: ", "updates.by"},
        {"{{incident}}", "1:3: ", "incident.id"},
        {"{{text}}", "1:3: ", ""},
        {"{{^updates}}{{text}}{{/updates}}", "1:15: ", ""},
        {"{{.}}", "1:3: ", "outside of"},
        {"{{#updates}}{{.}}{{/updates}}", "1:15: ", "write a name of updates"},
        {"{{#updates}}{{incident.by}}{{/updates}}", "1:15: ", "incident.id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        cr_expect_eq(check(cases[i].template, &err), INVALID, "%s", cases[i].template);
        cr_expect(str_starts(err.text, cases[i].position), "%s", err.text);
        cr_expect(strstr(err.text, cases[i].nearest), "%s", err.text);
    }
}
