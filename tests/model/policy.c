/* Reading a policy. */
#include "model/policy.h"

#include <criterion/criterion.h>
#include <signal.h>

static const struct policy policy = {
    .severities = {{.name = "SEV-1", .aliases = "worst p0"},
                   {.name = "SEV-2", .aliases = ""},
                   {.name = "SEV-3", .aliases = "  so-so "},
                   {.name = "Cosmetic", .aliases = "a b c d e"}},
};

Test(policy, a_severity_finds_its_own_rules) {
    cr_expect_str_eq(policy_severity(&policy, SEVERITY_1)->name, "SEV-1");
    cr_expect_str_eq(policy_severity(&policy, SEVERITY_4)->name, "Cosmetic");
}

Test(policy, a_severity_that_does_not_exist_is_a_bug, .signal = SIGABRT) {
    policy_severity(&policy, (enum severity)5);
}

Test(policy, names_and_aliases_are_words_for_a_severity) {
    static const struct severity_alias expected[] = {
        {"SEV-1", SEVERITY_1},    {"worst", SEVERITY_1}, {"p0", SEVERITY_1},
        {"SEV-2", SEVERITY_2},    {"SEV-3", SEVERITY_3}, {"so-so", SEVERITY_3},
        {"Cosmetic", SEVERITY_4}, {"a", SEVERITY_4},     {"b", SEVERITY_4},
        {"c", SEVERITY_4},        {"d", SEVERITY_4},     {"e", SEVERITY_4},
    };
    struct arena *arena = arena_new(64 * 1024);
    struct severity_aliases aliases = policy_aliases(&policy, arena);
    cr_assert_eq(aliases.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < aliases.count; i++) {
        cr_expect_str_eq(aliases.list[i].word, expected[i].word);
        cr_expect_eq(aliases.list[i].severity, expected[i].severity);
    }
    arena_free(arena);
}
