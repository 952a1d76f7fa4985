/* The four documents, and the default playbook, walked through from top to bottom: tests/walks. */
#include "tests/kit/walk.h"

#include <criterion/criterion.h>

Test(walks, the_default_playbook_is_walked_from_declaration_to_resolution) {
    walk("tests/walks/default.md", "default");
}

Test(walks, the_document_of_motus_is_walked_through_how_bad_it_is_and_who_decides) {
    walk("tests/walks/motus.md", "motus");
}

Test(walks, the_document_of_motus_is_walked_through_what_is_done_and_whom_it_tells) {
    walk("tests/walks/motus-users.md", "motus");
}

Test(walks, the_document_of_vyberology_is_walked_from_its_severities_to_the_resolution) {
    walk("tests/walks/vyberology.md", "vyberology");
}

Test(walks, the_document_of_vyberology_is_walked_through_its_scenarios_to_the_drill) {
    walk("tests/walks/vyberology-scenarios.md", "vyberology");
}
