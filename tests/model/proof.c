/* What proves that something was done. */
#include "model/proof.h"

#include <criterion/criterion.h>

Test(proof, a_link_an_issue_a_commit_and_a_file_can_be_looked_up) {
    cr_expect(proof_in("https://example.org/pull/7"));
    cr_expect(proof_in("merged, see #123."));
    cr_expect(proof_in("owner/repo#12"));
    cr_expect(proof_in("commit 1a2b3c4d"));
    cr_expect(proof_in("it is in Engineering/Solutions/Regressions.md"));
    cr_expect(proof_in("(gate-regression-001.sh)"));
}

Test(proof, words_alone_prove_nothing) {
    cr_expect_not(proof_in(""));
    cr_expect_not(proof_in("done"));
    cr_expect_not(proof_in("yes, all of it, e.g. the tests"));
    cr_expect_not(proof_in("the page was defaced"));
    cr_expect_not(proof_in("it is done.Then we left"));
    cr_expect_not(proof_in("and/or 1234567"));
}
