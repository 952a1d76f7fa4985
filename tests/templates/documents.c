/* Documents: what is shipped, what an operator brings, and what is refused at load. */
#include "templates/documents.h"

#include "templates/templates.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ISSUE                                                                                      \
    "{{! markdown: an issue }}\nTitle: {{incident.title}}\nLabels: a, b\n\n\n*{{broken}}*\n\n"
#define POST "{{! plain }}\n{{broken}} & so\n"

static const struct embedded table[] = {
    {"issue.md", ISSUE, sizeof ISSUE - 1}, {"post.md", POST, sizeof POST - 1}, {NULL, NULL, 0}};

static char directory[] = "/tmp/incidentd-documents-XXXXXX";

static const char *path_of(const char *file) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, file);
    return path;
}

static void begin(void) {
    cr_assert(mkdtemp(directory));
}

static void end(void) {
    static const char *const files[] = {"post.md", "extra.md", "notes.txt", "documents/extra.md"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        remove(path_of(files[i]));
    rmdir(path_of("documents"));
    rmdir(directory);
}

TestSuite(documents, .init = begin, .fini = end);

static void write_file(const char *file, const char *text) {
    FILE *out = fopen(path_of(file), "w");
    cr_assert(out);
    fputs(text, out);
    fclose(out);
}

static struct json *values(void) {
    struct json *object = json_new_object(), *incident = json_new_object();
    json_put_str(incident, "title", "a *b* <c>");
    json_put(object, "incident", incident);
    json_put_str(object, "broken", "a_b *c* <d>");
    return object;
}

static void expect_texts(const char *name, const char *head, const char *body) {
    struct documents *documents = NULL;
    struct err err = {0};
    JSON_AUTO *known = values();
    STR_AUTO(got_head, 1000);
    STR_AUTO(got_body, 1000);
    cr_assert_eq(documents_load(table, directory, &documents, &err), OK, "%s", err.text);
    cr_assert_eq(documents_render(documents, name, known, &got_head, &got_body, &err), OK, "%s",
                 err.text);
    cr_expect_str_eq(got_head.text, head);
    cr_expect_str_eq(got_body.text, body);
    documents_free(documents);
}

static void expect_refused(enum result result, const char *place, const char *why) {
    struct documents *documents = NULL;
    struct err err = {0};
    cr_assert_eq(documents_load(table, directory, &documents, &err), result, "%s", err.text);
    cr_expect(strstr(err.text, place), "%s", err.text);
    cr_expect(strstr(err.text, why), "%s", err.text);
}

Test(documents, a_head_is_plain_and_a_body_is_escaped_as_its_first_line_says) {
    expect_texts("issue", "Title: a *b* <c>\nLabels: a, b", "*a_b \\*c\\* &lt;d&gt;*");
    expect_texts("post", "", "a_b *c* <d> & so");
}

Test(documents, a_file_takes_the_place_of_a_shipped_one_or_joins_them) {
    write_file("post.md", "{{! plain }}\nOurs: {{broken}}\n");
    write_file("extra.md", "{{! plain }}\nMore.\n");
    expect_texts("post", "", "Ours: a_b *c* <d>");
    expect_texts("extra", "", "More.");
}

Test(documents, a_name_that_no_document_knows_is_refused_with_its_line) {
    write_file("post.md", "{{! plain }}\nTitle: x\n\n{{brokn}}\n");
    expect_refused(INVALID, path_of("post.md:4:3: "), "broken");
}

Test(documents, a_file_that_does_not_say_what_it_is_for_is_refused) {
    write_file("post.md", "{{broken}}\n");
    expect_refused(INVALID, path_of("post.md:1:1: "), "{{! markdown }} or {{! plain }}");
}

Test(documents, a_file_of_another_kind_is_refused) {
    write_file("notes.txt", "x");
    expect_refused(INVALID, path_of("notes.txt"), "ends in .md");
}

Test(documents, a_document_that_there_is_not_gets_the_nearest_ones) {
    struct documents *documents = NULL;
    struct err err = {0};
    JSON_AUTO *known = values();
    STR_AUTO(text, 1000);
    cr_assert_eq(documents_load(table, NULL, &documents, NULL), OK);
    cr_assert_eq(documents_render(documents, "isue", known, &text, &text, &err), ABSENT);
    cr_expect(strstr(err.text, "did you mean issue.md?"), "%s", err.text);
    cr_assert_not(documents_have(documents, "issue.md"));
    cr_assert(documents_have(documents, "issue"));
    documents_free(documents);
}

Test(documents, what_does_not_fit_is_refused_and_not_cut) {
    struct documents *documents = NULL;
    struct err err = {0};
    JSON_AUTO *known = values();
    STR_AUTO(head, 1000);
    STR_AUTO(body, 5);
    cr_assert_eq(documents_load(table, NULL, &documents, NULL), OK);
    cr_assert_eq(documents_render(documents, "post", known, &head, &body, &err), INVALID);
    cr_expect(strstr(err.text, "longer than 5 bytes"), "%s", err.text);
    documents_free(documents);
}

Test(documents, those_of_an_operator_lie_in_a_folder_below_the_messages) {
    struct templates *templates = NULL;
    struct err err = {0};
    cr_assert_eq(mkdir(path_of("documents"), 0700), 0);
    write_file("documents/extra.md", "{{! plain }}\nMore.\n");
    cr_assert_eq(templates_load(shipped_templates, directory, &templates, &err), OK, "%s",
                 err.text);
    cr_assert(documents_have(templates_documents(templates), "extra"));
    cr_assert(documents_have(templates_documents(templates), "motus-tweet"));
    templates_free(templates);
}
