/* What the criteria of a decision speak for. */
#include "model/advice.h"

#include <criterion/criterion.h>

static struct playbook_course courses[] = {
    {.name = "rollback", .words = "", .title = "Rollback", .needs_authority = true, .way_of = ""},
    {.name = "yank", .words = "", .title = "Yank", .needs_authority = true, .way_of = "rollback"},
    {.name = "hotfix", .words = "", .title = "Hotfix", .way_of = ""}};
static struct playbook_criterion criteria[] = {
    {.name = "deploy", .yes_course = "rollback", .no_course = ""},
    {.name = "cause", .yes_course = "hotfix", .no_course = "rollback"},
    {.name = "possible", .yes_course = "", .no_course = "hotfix", .decides = true}};

static struct playbook playbook = {
    .decision = {.courses = courses,
                 .course_count = 3,
                 .criteria = criteria,
                 .criterion_count = 3,
                 .otherwise = "rollback"},
    .severities = {[2].authority = AUTHORITY_NONE, [3].authority = AUTHORITY_NONE}};

static const struct {
    enum advice_fact facts[3];
    const char *triaged;
    enum severity severity;
    const char *course;
    enum advice_why why;
    bool barred;
} cases[] = {
    {{ADVICE_OPEN, ADVICE_OPEN, ADVICE_OPEN}, "", SEVERITY_1, "rollback", ADVICE_UNCLEAR, false},
    {{ADVICE_OPEN, ADVICE_OPEN, ADVICE_OPEN},
     "hotfix",
     SEVERITY_1,
     "hotfix",
     ADVICE_TRIAGED,
     false},
    {{ADVICE_OPEN, ADVICE_OPEN, ADVICE_OPEN}, "rollback", SEVERITY_3, NULL, ADVICE_NONE, true},
    {{ADVICE_YES, ADVICE_OPEN, ADVICE_OPEN},
     "hotfix",
     SEVERITY_1,
     "rollback",
     ADVICE_AGREED,
     false},
    {{ADVICE_NO, ADVICE_YES, ADVICE_YES}, "", SEVERITY_1, "hotfix", ADVICE_AGREED, false},
    {{ADVICE_YES, ADVICE_YES, ADVICE_OPEN}, "", SEVERITY_1, "rollback", ADVICE_UNCLEAR, false},
    {{ADVICE_YES, ADVICE_NO, ADVICE_NO}, "", SEVERITY_1, "hotfix", ADVICE_DECIDED, false},
    {{ADVICE_YES, ADVICE_YES, ADVICE_OPEN}, "", SEVERITY_3, "hotfix", ADVICE_AGREED, true},
    {{ADVICE_YES, ADVICE_OPEN, ADVICE_OPEN}, "", SEVERITY_3, NULL, ADVICE_NONE, true},
};

Test(advice, follows_from_what_is_known_and_never_from_what_is_not_allowed) {
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct advice advice =
            advice_of(&playbook, cases[i].facts, cases[i].triaged, cases[i].severity);
        cr_assert_eq(advice.why, cases[i].why, "case %zu: %d", i, (int)advice.why);
        cr_assert_eq(advice.barred, cases[i].barred, "case %zu", i);
        cr_assert_eq(advice.course == NULL, cases[i].course == NULL, "case %zu", i);
        if (advice.course)
            cr_assert_str_eq(advice.course->name, cases[i].course, "case %zu", i);
    }
}

Test(advice, of_a_playbook_without_a_default_is_the_course_that_it_prefers) {
    struct playbook without = playbook;
    const enum advice_fact facts[] = {ADVICE_YES, ADVICE_YES, ADVICE_OPEN};
    without.decision.otherwise = "";
    struct advice advice = advice_of(&without, facts, "", SEVERITY_1);
    cr_assert_str_eq(advice.course->name, "rollback");
    cr_assert_eq(advice.why, ADVICE_UNCLEAR);
}

Test(advice, a_way_of_a_course_is_that_course) {
    cr_assert(advice_is(&courses[1], "rollback"));
    cr_assert(advice_is(&courses[1], "yank"));
    cr_assert_not(advice_is(&courses[0], "yank"));
    cr_assert_not(advice_is(&courses[0], ""));
}
