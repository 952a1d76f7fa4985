/* Documents below a folder, in one that is made for the test. */
#include "bot/folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH "docs/incidents/2026-11-20-checkout.md"

static char root[] = "/tmp/incidentd-folder-XXXXXX";
static char place[1024];
static bool beside;
static struct err err;

static void set_up(void) {
    cr_assert_not_null(mkdtemp(root));
}

static void tear_down(void) {
    char line[64];
    snprintf(line, sizeof line, "rm -r %s", root);
    cr_assert_eq(system(line), 0);
}

TestSuite(folder, .init = set_up, .fini = tear_down);

static enum result write_it(const char *path, const char *text, const char *before) {
    JSON_AUTO *call = json_new_object();
    json_put_str(call, "path", path);
    json_put_str(call, "text", text);
    json_put_str(call, "before", before);
    JSON_AUTO *answer = json_new_object();
    enum result result = folder_write(root, call, answer, &err);
    snprintf(place, sizeof place, "%s", json_text_at(answer, "place"));
    beside = json_is_true(answer, "beside");
    return result;
}

static const char *full(const char *path) {
    static char out[256];
    snprintf(out, sizeof out, "%s/%s", root, path);
    return out;
}

static const char *content(const char *path) {
    static char out[256];
    FILE *file = fopen(full(path), "r");
    cr_assert_not_null(file, "%s", path);
    out[fread(out, 1, sizeof out - 1, file)] = 0;
    fclose(file);
    return out;
}

static void somebody_writes(const char *path, const char *text) {
    FILE *file = fopen(full(path), "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

Test(folder, a_draft_is_written_with_the_folders_on_its_way_and_nothing_is_left_over) {
    cr_assert_eq(write_it(PATH, "one", ""), OK, "%s", err.text);
    cr_assert_str_eq(content(PATH), "one");
    cr_assert_str_eq(place, full(PATH));
    cr_assert_not(beside);
    cr_assert_neq(access(full("docs/incidents/.incidentd-2026-11-20-checkout.md"), F_OK), 0);
}

Test(folder, the_same_again_changes_nothing) {
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    cr_assert_str_eq(content(PATH), "one");
    cr_assert_not(beside);
}

Test(folder, what_we_wrote_ourselves_is_written_anew) {
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    cr_assert_eq(write_it(PATH, "two", "one"), OK);
    cr_assert_str_eq(content(PATH), "two");
    cr_assert_not(beside);
}

Test(folder, what_somebody_changed_stays_and_the_new_one_goes_beside_it) {
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    somebody_writes(PATH, "one, and what Bob knows");
    cr_assert_eq(write_it(PATH, "two", "one"), OK);
    cr_assert(beside);
    cr_assert_str_eq(place, full("docs/incidents/2026-11-20-checkout-2.md"));
    cr_assert_str_eq(content(PATH), "one, and what Bob knows");
    cr_assert_eq(write_it(PATH, "three", "two"), OK);
    cr_assert_str_eq(content("docs/incidents/2026-11-20-checkout-2.md"), "three");
    cr_assert_str_eq(content(PATH), "one, and what Bob knows");
}

Test(folder, a_file_of_that_name_that_was_there_before_is_left_alone) {
    cr_assert_eq(mkdir(full("docs"), 0777), 0);
    cr_assert_eq(mkdir(full("docs/incidents"), 0777), 0);
    somebody_writes(PATH, "something else");
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    cr_assert(beside);
    cr_assert_str_eq(content(PATH), "something else");
}

Test(folder, no_path_and_no_link_leads_out_of_it) {
    static const char *const paths[] = {"",        "/etc/passwd", "../x.md", "docs/../../x.md",
                                        "docs//x", "docs/"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        cr_assert_eq(write_it(paths[i], "one", ""), INVALID, "%s", paths[i]);
    cr_assert_eq(symlink("/tmp", full("docs")), 0);
    cr_assert_eq(write_it(PATH, "one", ""), IO);
}

Test(folder, a_link_in_place_of_the_file_is_not_followed) {
    cr_assert_eq(symlink("/etc/hostname", full("x.md")), 0);
    cr_assert_eq(write_it("x.md", "one", ""), OK, "%s", err.text);
    cr_assert(beside);
    cr_assert_str_eq(content("x-2.md"), "one");
}

Test(folder, that_is_not_there_is_said_by_name) {
    JSON_AUTO *call = json_new_object(), *answer = json_new_object();
    json_put_str(call, "path", PATH);
    json_put_str(call, "text", "one");
    cr_assert_eq(folder_write("/nowhere/at/all", call, answer, &err), IO);
    cr_assert_str_eq(err.text, "/nowhere/at/all: No such file or directory");
}

Test(folder, what_is_new_in_it_is_open_to_its_group_where_it_is_and_to_nobody_else) {
    struct stat made, written;
    umask(0077);
    cr_assert_eq(chmod(root, 02775), 0);
    cr_assert_eq(write_it(PATH, "one", ""), OK, "%s", err.text);
    cr_assert_eq(stat(full("docs/incidents"), &made), 0);
    cr_assert_eq(stat(full(PATH), &written), 0);
    cr_assert_eq(made.st_mode & 07777, 02770);
    cr_assert_eq(written.st_mode & 07777, 0660);
}

Test(folder, reads_what_stands_there_and_nothing_behind_a_link_or_without_an_end) {
    STR_AUTO(text, FOLDER_TEXT_MAX);
    cr_assert_eq(write_it(PATH, "one", ""), OK);
    cr_assert_eq(folder_text(root, PATH, &text, &err), OK, "%s", err.text);
    cr_assert_str_eq(text.text, "one");
    cr_assert_eq(folder_text(root, "docs/nothing.md", &text, &err), ABSENT);
    cr_assert_eq(folder_text(root, "elsewhere/x.md", &text, &err), ABSENT);
    cr_assert_neq(access(full("elsewhere"), F_OK), 0, "reading makes nothing");
    cr_assert_eq(folder_text(root, "../x.md", &text, &err), INVALID);
    cr_assert_eq(symlink("/etc/hostname", full("link.md")), 0);
    cr_assert_eq(folder_text(root, "link.md", &text, &err), IO);
    str_clear(&text);
    somebody_writes("long.md", "");
    cr_assert_eq(truncate(full("long.md"), FOLDER_TEXT_MAX + 1), 0);
    cr_assert_eq(folder_text(root, "long.md", &text, &err), IO);
    cr_assert_str_eq(err.text, "long.md is longer than 1048576 bytes");
}

Test(folder, shows_a_document_as_it_stands_and_says_when_it_is_gone_or_no_text) {
    JSON_AUTO *call = json_new_object(), *answer = json_new_object();
    json_put_str(call, "path", "x.md");
    cr_assert_eq(folder_show(root, call, answer, &err), ABSENT);
    cr_assert_str_eq(err.text, "x.md is gone");
    somebody_writes("x.md", "half a character: \xc3");
    cr_assert_eq(folder_show(root, call, answer, &err), IO);
    cr_assert_str_eq(err.text, "x.md is no text");
    somebody_writes("x.md", "what Bob knows");
    cr_assert_eq(folder_show(root, call, answer, &err), OK);
    cr_assert_str_eq(json_text_at(answer, "text"), "what Bob knows");
}
