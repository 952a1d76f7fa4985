/* Golden files: what a person would read, held against what is written now. */
#ifndef TESTS_KIT_GOLDEN_H
#define TESTS_KIT_GOLDEN_H

#include "base/str.h"

enum { GOLDEN_MAX = 256 * 1024 };

/* Adds what Slack shows, as a person types it: without Slack's escapes. */
void golden_add(struct str *out, const char *shown);

/* Fails the test where the file at path, from the root, says something else. With GOLDEN=write in
 * the environment it is written anew instead, and the difference is read. */
void golden_expect(const char *path, const struct str *out);

#endif
