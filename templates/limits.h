/* What Slack takes: the sizes of Block Kit, https://docs.slack.dev/reference/block-kit/. A message
 * over one of them is refused as a whole (invalid_blocks), so rendered parts are fitted: what is
 * too long is cut, what is empty is left out, and so is what cannot be without the part left out.
 *
 * Slack does not say whether it counts code points or UTF-16 units, before or after escaping: here
 * the smaller budget rules. UTF-16 units are counted, and each & < > as its entity even where it is
 * sent as itself, because Slack stores it escaped
 * (https://github.com/slackapi/bolt-python/issues/513). */
#ifndef TEMPLATES_LIMITS_H
#define TEMPLATES_LIMITS_H

#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>

enum { LIMITS_MARKDOWN_MAX = 12000 }; /* characters of all markdown blocks of one message */

/* What is left of the budgets that a whole message shares. */
struct limits_budget {
    size_t markdown;
};

/* The text, or as much of its beginning as fits max characters with "…" behind it. Never ends
 * inside a character, an emoji sequence, an entity or a <…>. The caller frees it with mem_free. */
char *limits_cut(const char *text, size_t max);

/* What kind of object this is for the functions below: its "type", or else what the member that
 * holds it says ("options" hold an option); the outermost object without a type is a "message". */
const char *limits_kind(const char *type, const char *member);

/* The most elements that the list in this member of an object may have; SIZE_MAX when any. */
size_t limits_elements(const char *kind, const char *member);

/* Fits an object of this kind, whose parts are fitted already, to its limits. False when it has to
 * be left out. */
bool limits_fit(struct json *object, const char *kind, struct limits_budget *budget);

#endif
