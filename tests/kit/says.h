/* Assertions on texts that show the whole text when they fail. */
#ifndef TESTS_KIT_SAYS_H
#define TESTS_KIT_SAYS_H

#include <criterion/criterion.h>
#include <string.h>

#define assert_says(text, part)                                                                    \
    cr_assert(strstr((text), (part)), "\"%s\" is not in:\n%s", (part), (text))

#define assert_says_not(text, part)                                                                \
    cr_assert_not(strstr((text), (part)), "\"%s\" is in:\n%s", (part), (text))

#endif
