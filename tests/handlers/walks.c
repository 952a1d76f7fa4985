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

Test(walks, the_guide_is_walked_from_its_severities_to_its_troubleshooting) {
    walk("tests/walks/guide.md", "guide");
}

Test(walks, the_hotfix_process_is_walked_from_the_declaration_to_who_decides) {
    walk("tests/walks/hotfix.md", "hotfix");
}
