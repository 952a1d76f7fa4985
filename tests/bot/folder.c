/* Documents below a folder, in one that is made for the test. */
#include "bot/folder.h"

#include "base/mem.h"
#include "bot/loop.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH "docs/incidents/2026-11-20-checkout.md"

static char root[] = "/tmp/incidentd-folder-XXXXXX";
static struct str place;
static bool beside;
static struct err err;

static void set_up(void) {
    cr_assert_not_null(mkdtemp(root));
    place = str_new(1024);
}

static void tear_down(void) {
    char line[64];
    str_free(&place);
    snprintf(line, sizeof line, "rm -r %s", root);
    cr_assert_eq(system(line), 0);
}

TestSuite(folder, .init = set_up, .fini = tear_down);

static enum result write_it(const char *path, const char *text, const char *before) {
    JSON_AUTO *call = json_new_object();
    json_put_str(call, "path", path);
    json_put_str(call, "text", text);
    json_put_str(call, "before", before);
    str_clear(&place);
    return folder_write(root, call, &place, &beside, &err);
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
    cr_assert_str_eq(place.text, full(PATH));
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
    cr_assert_str_eq(place.text, full("docs/incidents/2026-11-20-checkout-2.md"));
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
    JSON_AUTO *call = json_new_object();
    json_put_str(call, "path", PATH);
    json_put_str(call, "text", "one");
    cr_assert_eq(folder_write("/nowhere/at/all", call, &place, &beside, &err), IO);
    cr_assert_str_eq(err.text, "/nowhere/at/all: No such file or directory");
}

/* ---- From the loop */

struct heard {
    struct loop *loop;
    int answers;
    enum web_outcome outcome;
    char place[256];
    uint64_t ticket;
};

static void hear(void *user, const struct web_answer *answer) {
    struct heard *heard = user;
    heard->answers++;
    heard->outcome = answer->outcome;
    heard->ticket = answer->ticket;
    snprintf(heard->place, sizeof heard->place, "%s",
             answer->outcome == WEB_OK ? json_text_at(answer->body, "place") : answer->error);
    loop_stop(heard->loop);
}

static void call_it(const char *folder, struct heard *heard) {
    *heard = (struct heard){.answers = 0};
    cr_assert_eq(loop_new(&heard->loop, &err), OK);
    cr_assert_eq(folder_call(heard->loop, folder,
                             "{\"path\": \"" PATH "\", \"text\": \"one\", \"before\": \"\"}", 7,
                             hear, heard, &err),
                 OK);
    cr_assert_eq(heard->answers, 0, "never from inside");
    loop_run(heard->loop);
    loop_free(heard->loop);
    cr_assert_eq(heard->answers, 1);
    cr_assert_eq(heard->ticket, 7);
}

Test(folder, is_written_in_a_thread_and_the_loop_hears_where_it_stands) {
    struct heard heard;
    call_it(root, &heard);
    cr_assert_eq(heard.outcome, WEB_OK);
    cr_assert_str_eq(heard.place, full(PATH));
    cr_assert_str_eq(content(PATH), "one");
}

Test(folder, that_is_not_there_is_a_refusal_for_the_loop) {
    struct heard heard;
    call_it("/nowhere/at/all", &heard);
    cr_assert_eq(heard.outcome, WEB_REFUSED);
    cr_assert_str_eq(heard.place, "/nowhere/at/all: No such file or directory");
}
