/* Runbooks: what is read, what is refused with its line, and which one fits what somebody sees. */
#include "model/runbook.h"

#include "base/str.h"
#include "base/utc.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;
static struct runbook runbook;
static struct err err;

static void begin(void) {
    arena = arena_new(1024 * 1024);
}

static void end(void) {
    arena_free(arena);
}

TestSuite(runbook, .init = begin, .fini = end);

static const char whole[] = "---\n"
                            "title: Database is slow\n"
                            "symptoms: slow page loads; timeouts in logs\n"
                            "services: database\n"
                            "owner: Codex\n"
                            "updated: 2025-10-27\n"
                            "review: 90d\n"
                            "---\n"
                            "\nPages take long.\n\n"
                            "## Find slow queries\n"
                            "```sql\n## not a step\nSELECT 1;\n```\n\n"
                            "## End them\n"
                            "If that is safe.\n";

static enum result read(const char *text) {
    return runbook_read("db", text, strlen(text), arena, &runbook, &err);
}

Test(runbook, facts_and_steps_are_read_and_code_is_no_heading) {
    cr_assert_eq(read(whole), OK, "%s", err.text);
    cr_assert_str_eq(runbook.title, "Database is slow");
    cr_assert_str_eq(runbook.owner, "Codex");
    cr_assert_str_eq(runbook.about, "Pages take long.");
    cr_assert_eq(runbook.step_count, 2);
    cr_assert_str_eq(runbook.steps[0].heading, "Find slow queries");
    cr_assert_str_eq(runbook.steps[0].text, "```sql\n## not a step\nSELECT 1;\n```");
    cr_assert_str_eq(runbook.steps[1].text, "If that is safe.");
}

Test(runbook, it_is_due_to_be_read_again_a_quarter_after_it_was_written) {
    int64_t updated_ms;
    cr_assert_eq(read(whole), OK);
    cr_assert(utc_read_day("2025-10-27", &updated_ms));
    cr_assert_eq(runbook_review_due_ms(&runbook), updated_ms + 90 * DAY_MS);
}

static void expect_refused(const char *text, const char *says) {
    cr_assert_eq(read(text), INVALID, "%s", text);
    cr_assert(strstr(err.text, says), "%s", err.text);
}

Test(runbook, what_is_wrong_is_said_with_its_line) {
    expect_refused("# Title\n", "1: a runbook begins with ---");
    expect_refused("---\ntitle: x\nmood: bad\n---\n## a\n", "3: a runbook has title");
    expect_refused("---\ntitle x\n---\n", "2: write name: value");
    expect_refused("---\nowner: x\n---\n## a\n", "3: the title is missing");
    expect_refused("---\ntitle: x\n", "2: the facts end with ---");
    expect_refused("---\ntitle: x\nupdated: yesterday\n---\n", "3: updated is a day");
    expect_refused("---\ntitle: x\nreview: often\n---\n", "3: review is a time");
    expect_refused("---\ntitle: x\n---\nNo step.\n", "it has no step");
    cr_assert_eq(runbook_read("x", "\xff", 1, arena, &runbook, &err), INVALID);
}

Test(runbook, a_step_that_no_message_can_hold_is_refused) {
    STR_AUTO(text, 8192);
    str_add(&text, "---\ntitle: x\n---\n## long\n");
    for (int i = 0; i < 300; i++)
        str_add(&text, "ten chars\n");
    expect_refused(text.text, "make two of it");
}

Test(runbook, words_of_a_symptom_find_it_in_any_form_and_common_words_do_not) {
    cr_assert_eq(read(whole), OK);
    cr_assert_gt(runbook_score(&runbook, "Pages load slowly, TIMEOUT"), 3);
    cr_assert_gt(runbook_score(&runbook, "the database"), 0);
    cr_assert_eq(runbook_score(&runbook, "the pipeline is red and was not"), 0);
    cr_assert_eq(runbook_score(&runbook, ""), 0);
}
