/* The catalogue of message templates: those that the program carries, and files of an operator's
 * directory in their place. Everything is read, compiled and checked at load; rendering reads no
 * files and can only fail for a name that is not in the catalogue, or for want of anything to say.
 */
#ifndef TEMPLATES_TEMPLATES_H
#define TEMPLATES_TEMPLATES_H

#include "base/embed.h"
#include "base/err.h"
#include "base/json.h"
#include "templates/documents.h"

struct templates; /* does not change once loaded; load again to take up changed files */

/* templates/messages/: made part of the program by the build. */
extern const struct embedded shipped_templates[];

/* Compiles the table shipped (ended by a NULL name), and for each NAME.json in directory that file
 * instead of the shipped one. Shipped files carry their contract, "$names" (blocks.h); a file in
 * the directory is held against that of the file it replaces. directory may be NULL. Only regular
 * files of at most 64 KiB are read; names that begin with "." are passed over. The caller frees the
 * result with templates_free. INVALID, with file, line and place, for whatever is wrong in a
 * template, and for a file that replaces none (it would be a typing mistake that nobody notices);
 * IO when the directory or a file cannot be read. The documents come with them, and those of
 * directory/documents. */
enum result templates_load(const struct embedded *shipped, const char *directory,
                           struct templates **ret_templates, struct err *err) RESULT;

void templates_free(struct templates *templates); /* NULL is allowed */

/* The catalogue of documents, which lives as long as templates. */
const struct documents *templates_documents(const struct templates *templates);

/* The message {"text": …, "blocks": […]} or the view that the template name (without ".json") gives
 * for values, an object in which texts are in the stored form of model/slack_text.h. The caller
 * frees it. ABSENT when there is no such template; INVALID when nothing is left to send. */
enum result templates_render(const struct templates *templates, const char *name,
                             const struct json *values, struct json **ret_message, struct err *err)
    RESULT;

#endif
