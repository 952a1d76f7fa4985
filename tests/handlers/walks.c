/* The four documents, and the default playbook, walked through from top to bottom: tests/walks. */
#include "tests/kit/walk.h"

#include <criterion/criterion.h>

Test(walks, the_default_playbook_is_walked_from_declaration_to_resolution) {
    walk("tests/walks/default.md", "default");
}
