/* What people type as an answer, and what is understood. */
#include "model/triage.h"

#include "base/mem.h"

#include <criterion/criterion.h>

static struct playbook_answer yes_no[] = {{.word = "yes",
                                           .label = "",
                                           .above = -1,
                                           .next = "",
                                           .severity = "",
                                           .course = "",
                                           .kind = "",
                                           .checklist = "",
                                           .say = ""},
                                          {.word = "no",
                                           .label = "Not at all",
                                           .above = -1,
                                           .next = "",
                                           .severity = "",
                                           .course = "",
                                           .kind = "",
                                           .checklist = "",
                                           .say = ""}};
static struct playbook_answer shares[] = {
    {.word = "over-50", .label = "More than 50 %", .above = 50},
    {.word = "10-50", .label = "10 to 50 %", .above = 9},
    {.word = "under-10", .label = "Less than 10 %", .above = 0}};

static const struct playbook_question reproducible = {
    .name = "reproducible", .ask = "?", .answers = yes_no, .answer_count = 2};
static const struct playbook_question users = {
    .name = "users", .ask = "?", .answers = shares, .answer_count = 3};
static const struct playbook_question words = {.name = "versions", .ask = "?", .free_text = true};
static const struct playbook_question either = {
    .name = "workaround", .ask = "?", .free_text = true, .answers = yes_no, .answer_count = 2};

static const struct {
    const struct playbook_question *question;
    const char *text, *value; /* NULL: it is no answer */
} cases[] = {
    {&reproducible, "yes", "yes"},
    {&reproducible, "YES", "yes"},
    {&reproducible, "y", "yes"},
    {&reproducible, "n", "no"},
    {&reproducible, "not at all", "no"},
    {&reproducible, "yes, always", "yes"},
    {&reproducible, "no: it works here", "no"},
    {&reproducible, "yes.", "yes"},
    {&reproducible, "no one can log in", NULL},
    {&reproducible, "perhaps", NULL},
    {&reproducible, "40%", NULL},
    {&reproducible, "", NULL},
    {&reproducible, "skip", TRIAGE_UNKNOWN},
    {&reproducible, "Don’t know", TRIAGE_UNKNOWN},
    {&users, "40%", "10-50"},
    {&users, "about 40 percent", "10-50"},
    {&users, "10", "10-50"},
    {&users, "50 %", "10-50"},
    {&users, ">50%", "over-50"},
    {&users, "more than 50", "over-50"},
    {&users, "51", "over-50"},
    {&users, "100", "over-50"},
    {&users, "<10%", "under-10"},
    {&users, "under 10", "under-10"},
    {&users, "9", "under-10"},
    {&users, "0", "under-10"},
    {&users, "0.5 %", "under-10"},
    {&users, "50,5", "over-50"},
    {&users, "over-50", "over-50"},
    {&users, "less than 10 %", "under-10"},
    {&users, "10 to 50 %", "10-50"},
    {&users, "forty", NULL},
    {&users, "40 and rising", NULL},
    {&users, "1234567890123", NULL},
    {&words, "0.1.1 and 0.1.2", "0.1.1 and 0.1.2"},
    {&words, "skip", TRIAGE_UNKNOWN},
    {&either, "yes", "yes"},
    {&either, "no one found one", "no one found one"},
};

Test(triage_words, texts_are_read_as_the_answers_that_they_mean) {
    struct arena *arena = arena_new(1024 * 1024);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *value = "untouched";
        enum result result = triage_read(cases[i].question, cases[i].text, arena, &value);
        cr_assert_eq(result, cases[i].value ? OK : ABSENT, "%s: %s", cases[i].text,
                     result_name(result));
        cr_assert_str_eq(value, cases[i].value ? cases[i].value : "untouched", "%s", cases[i].text);
    }
    arena_free(arena);
}

Test(triage_words, a_kept_playbook_that_leads_in_a_circle_comes_to_an_end) {
    struct playbook_answer back = {.word = "yes",
                                   .label = "",
                                   .above = -1,
                                   .next = "one",
                                   .severity = "",
                                   .course = "",
                                   .kind = ""};
    struct playbook_question one = {.name = "one", .ask = "?", .answers = &back, .answer_count = 1};
    struct playbook playbook = {.triage = &one, .question_count = 1};
    struct triage_given given = {"one", "yes"};
    struct triage_path path = triage_follow(&playbook, &given, 1);
    cr_assert_eq(path.count, TRIAGE_MAX);
}

Test(triage_words, of_two_proposals_the_worse_is_taken) {
    struct playbook_answer answers[] = {
        {.word = "yes", .above = -1, .next = "", .severity = "sev2", .course = "", .kind = ""},
        {.word = "yes", .above = -1, .next = "", .severity = "sev4", .course = "", .kind = ""}};
    struct playbook_question questions[] = {
        {.name = "a", .answers = &answers[0], .answer_count = 1},
        {.name = "b", .answers = &answers[1], .answer_count = 1}};
    struct playbook playbook = {.triage = questions, .question_count = 2};
    struct triage_given given[] = {{"a", "yes"}, {"b", "yes"}};
    struct triage_path path = triage_follow(&playbook, given, 2);
    cr_assert_str_eq(path.severities, "sev2");
    cr_assert_str_eq(path.severity_by, "a");
    cr_assert_null(path.next);
}
