/* The four documents, and the default playbook, walked through from top to bottom: tests/walks. */
#include "tests/kit/walk.h"

#include <criterion/criterion.h>

Test(walks, the_default_playbook_is_walked_from_declaration_to_resolution) {
    walk("tests/walks/default.md", "default");
}

Test(walks, the_guide_is_walked_from_its_severities_to_its_troubleshooting) {
    walk("tests/walks/guide.md", "guide");
}

Test(walks, the_hotfix_process_is_walked_from_the_declaration_to_who_decides) {
    walk("tests/walks/hotfix.md", "hotfix");
}
