/* The four documents, and the default playbook, walked through from top to bottom: tests/walks. */
#include "tests/kit/walk.h"

#include <criterion/criterion.h>

Test(walks, the_default_playbook_is_walked_from_declaration_to_resolution) {
    walk("tests/walks/default.md", "default");
}

Test(walks, what_follows_an_incident_is_walked_to_its_review_and_over_the_turn_of_the_quarter) {
    walk("tests/walks/afterwards.md", "default");
}

Test(walks, the_document_of_motus_is_walked_through_its_severities_and_its_tree) {
    walk("tests/walks/motus.md", "motus");
}

Test(walks, the_document_of_motus_is_walked_through_the_clock_and_who_may_decide) {
    walk("tests/walks/motus-authority.md", "motus");
}

Test(walks, the_document_of_motus_is_walked_through_yank_and_patch) {
    walk("tests/walks/motus-rollback.md", "motus");
}

Test(walks, the_document_of_motus_is_walked_through_its_texts_to_its_contacts) {
    walk("tests/walks/motus-words.md", "motus");
}

Test(walks, the_document_of_vyberology_is_walked_from_its_severities_to_the_resolution) {
    walk("tests/walks/vyberology.md", "vyberology");
}

Test(walks, the_document_of_vyberology_is_walked_through_its_scenarios_to_the_drill) {
    walk("tests/walks/vyberology-scenarios.md", "vyberology");
}

Test(walks, the_guide_is_walked_from_its_head_to_its_scenarios) {
    walk("tests/walks/guide.md", "guide");
}

Test(walks, the_guide_is_walked_through_rolling_back_and_telling_people) {
    walk("tests/walks/guide-rollback.md", "guide");
}

Test(walks, the_guide_is_walked_through_escalation_and_troubleshooting) {
    walk("tests/walks/guide-escalation.md", "guide");
}

Test(walks, the_hotfix_process_is_walked_from_the_declaration_to_the_hotfix) {
    walk("tests/walks/hotfix.md", "hotfix");
}

Test(walks, the_hotfix_process_is_walked_from_giving_the_hotfix_up_to_its_end) {
    walk("tests/walks/hotfix-rollback.md", "hotfix");
}

Test(walks, what_follows_a_sev1_of_motus_is_walked_to_the_review_after_thirty_days) {
    walk("tests/walks/motus-after.md", "motus");
}

Test(walks, the_postmortem_of_vyberology_is_walked_to_its_follow_up) {
    walk("tests/walks/vyberology-after.md", "vyberology");
}

Test(walks, the_review_of_the_guide_is_walked_to_the_last_action) {
    walk("tests/walks/guide-after.md", "guide");
}

Test(walks, the_postmortem_of_a_hotfix_is_walked_to_its_deferred_work) {
    walk("tests/walks/hotfix-after.md", "hotfix");
}

Test(walks, what_follows_an_incident_of_the_default_playbook_is_walked_for_thirty_days) {
    walk("tests/walks/default-after.md", "default");
}
