/* The journal. */
#include "sim/journal.h"

#include <criterion/criterion.h>

static struct journal *journal;

static void start(void) {
    journal = journal_new();
}

static void stop(void) {
    journal_free(journal);
}

TestSuite(journal, .init = start, .fini = stop);

Test(journal, entries_are_numbered_from_one_and_read_after_a_number) {
    cr_assert_eq(journal_add(journal, "api", json_new_object()), 1);
    cr_assert_eq(journal_add(journal, "socket", json_new_object()), 2);
    JSON_AUTO *all = journal_since(journal, 0);
    cr_assert_eq(json_len(all, ""), 2);
    JSON_AUTO *later = journal_since(journal, 1);
    cr_assert_eq(json_len(later, ""), 1);
    cr_assert_str_eq(json_str(later, "0.kind"), "socket");
}

Test(journal, the_oldest_entries_go_when_it_is_full) {
    for (int i = 0; i < JOURNAL_MAX + 10; i++)
        journal_add(journal, "api", json_new_object());
    JSON_AUTO *all = journal_since(journal, 0);
    cr_assert_eq(json_len(all, ""), JOURNAL_MAX);
    cr_assert_eq(json_int(all, "0.n", 0), 11);
    cr_assert_null(journal_entry(journal, 10));
    cr_assert_not_null(journal_entry(journal, 11));
}

Test(journal, numbers_go_on_after_it_was_cleared) {
    journal_add(journal, "api", json_new_object());
    journal_clear(journal);
    cr_assert_eq(journal_add(journal, "api", json_new_object()), 2);
    cr_assert_null(journal_entry(journal, 1));
}

Test(journal, an_entry_is_found_by_what_it_says) {
    struct json *entry = json_new_object();
    json_put_str(entry, "envelope_id", "e1");
    journal_add(journal, "envelope", entry);
    journal_add(journal, "api", json_new_object());
    cr_assert_eq(journal_find(journal, "envelope_id", "e1"), entry);
    cr_assert_null(journal_find(journal, "envelope_id", "e2"));
}
