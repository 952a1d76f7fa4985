/* Which line of a list a few typed words mean. */
#include "model/likeness.h"

#include <criterion/criterion.h>

static void expect(const char *typed, const char *line, int same, int words) {
    struct likeness likeness = likeness_of(typed, line);
    cr_expect_eq(likeness.same, same, "\"%s\" has %d words of \"%s\", not %d", typed, likeness.same,
                 line, same);
    cr_expect_eq(likeness.words, words, "\"%s\" has %d words, not %d", typed, likeness.words,
                 words);
}

Test(likeness, words_are_the_same_in_any_form_and_case) {
    expect("skip", "Skipping verification entirely", 1, 1);
    expect("SKIPPED Verification", "Skipping verification entirely", 2, 2);
    expect("verified it", "Skipping verification entirely", 1, 1);
    expect("smoke test", "Run smoke tests on critical paths", 2, 2);
    expect("refactored", "Refactoring unrelated code", 1, 1);
    expect("caches", "Clear the cache", 1, 1);
    expect("stopped", "Stop all writes", 1, 1);
    expect("fixes", "The fix is deployed", 1, 1);
}

Test(likeness, four_letters_are_enough_to_mean_a_longer_word) {
    expect("depl", "Deploy previous version", 1, 1);
    expect("dep", "Deploy previous version", 0, 1);
    expect("data", "No database migrations", 1, 1);
}

Test(likeness, other_words_are_not_the_same) {
    expect("complete", "External dependencies still compatible", 0, 1);
    expect("depend", "Deploy previous version", 0, 1);
    expect("lots", "Monitor logs for errors", 0, 1);
    expect("irreversible", "or they are reversible", 0, 1);
}

Test(likeness, a_no_counts_and_fillers_do_not) {
    expect("no", "No database migrations", 1, 1);
    expect("no", "Deploy previous version", 0, 1);
    expect("the logs are on", "Monitor logs for errors", 1, 1);
    expect("is it the", "Is it the cause?", 0, 0);
    cr_expect_not(likeness_is_full(likeness_of("of the", "of the")), "nothing was said");
}

Test(likeness, texts_of_any_script_and_length_are_compared) {
    expect("резервная копия", "Сделана резервная копия", 2, 2);
    expect("", "Deploy", 0, 0);
    expect("deploy", "", 0, 1);
    expect("`gates/run-all.sh` v1.2", "Run gates/run-all.sh for v1.2", 6, 6);
    expect("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
           "b", 0, 1);
}
