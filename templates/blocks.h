/* Message templates: Block Kit JSON that can be pasted into and out of Slack's Block Kit Builder.
 *
 *     {"$names": ["incident.id", "updates", "updates.text"],
 *      "text": "{{incident.id}} declared",
 *      "blocks": [
 *        {"type": "section", "text": {"type": "mrkdwn", "text": "*{{incident.id}}*"}},
 *        {"$each": "updates", "type": "section",
 *         "text": {"type": "mrkdwn", "text": "• {{text}}"}},
 *        {"$if": "runbook", "type": "actions", "elements": [ … ]}]}
 *
 * A file is a message ("text", and mostly "blocks") or a view ("type" is "modal" or "home").
 *   $names  the contract: the names that the program promises to provide for this template
 *   $if     on any object: leaves it out when the name is what hides a Mustache section
 *   $each   on an element of a list: repeats it for the items of a list (one value that is no list
 *           is a list of one), with the item's names inside; an $if beside it is asked of each item
 *
 * Every other string is a Mustache template. How its values are written follows from what Slack
 * does with the string:
 *   "text" of a message and of mrkdwn objects   ESCAPE_MRKDWN
 *   "text" of markdown blocks                   ESCAPE_MARKDOWN
 *   "text" of plain_text and rich text          ESCAPE_PLAIN. Slack shows these literally and a
 *                                               mention in them is no mention, so nothing has to be
 *                                               escaped, and no reader sees "&lt;"
 *   all else (url, value, alt_text, …)          ESCAPE_NONE
 * Unescaped values, {{{name}}}, are refused: <!channel> in one would page a channel. A mention is
 * written "<@{{user}}>" or comes with a value; a link "<{{url}}|{{label}}>". "type" and "range" are
 * no templates, because they decide what the others mean.
 *
 * What is rendered is fitted to Slack's limits (limits.h), so that a post is never refused for its
 * size; a string of nothing but white space is left out. Of more blocks than Slack takes, the last
 * is a "…". */
#ifndef TEMPLATES_BLOCKS_H
#define TEMPLATES_BLOCKS_H

#include "base/err.h"
#include "base/json.h"

#include <stddef.h>

struct blocks; /* a compiled message template; does not change */

enum {
    BLOCKS_OBJECTS_MAX = 5000,    /* of one rendering; what comes after is left out */
    BLOCKS_STRING_MAX = 48 * 1024 /* bytes of one string before it is fitted */
};

/* Compiles text[0..len), and checks every name in it against names, or when names is NULL against
 * its own "$names". The caller frees the result. INVALID with "file:line: path: " and what to write
 * instead, the line as far as it can be told. */
enum result blocks_parse(const char *file, const char *text, size_t len, const struct json *names,
                         struct blocks **ret_blocks, struct err *err) RESULT;

void blocks_free(struct blocks *blocks); /* NULL is allowed */

/* The template's own "$names", empty when it has none; lives as long as blocks. */
const struct json *blocks_names(const struct blocks *blocks);

/* The message or view for these values, which the caller frees, or NULL when nothing is left of it.
 */
struct json *blocks_render(const struct blocks *blocks, const struct json *values);

#endif
