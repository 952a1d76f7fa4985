/* The catalogue of documents: texts for outside of Slack, such as an issue, a post, a status page.
 * Those that the program carries, and files of an operator's directory in their place or beside
 * them. Everything is read, compiled and checked at load.
 *
 *     {{! markdown: an issue for the maintainers }}
 *     Title: {{incident.severity}}: {{incident.title}}
 *     Labels: incident, priority-high
 *
 *     ## What happened
 *     {{broken}}
 *
 * The first line says what the text is for a reader: {{! markdown … }} or {{! plain … }}, which is
 * how its values are escaped. Lines behind it that begin with "Title: ", "Subject: ", "Labels: " or
 * "File: " are the head, which is plain in any case: what goes into fields of their own. All else
 * is the body. A name that no document knows is refused at load. */
#ifndef TEMPLATES_DOCUMENTS_H
#define TEMPLATES_DOCUMENTS_H

#include "base/embed.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stdbool.h>

struct documents; /* does not change once loaded */

/* templates/documents/: made part of the program by the build. */
extern const struct embedded shipped_documents[];

/* The names that every document may use, ended by NULL. */
extern const char *const document_names[];

/* Compiles the table shipped (ended by a NULL name) and the files NAME.md of directory, which may
 * be NULL or not exist. The caller frees the result with documents_free. INVALID with file, line
 * and place for whatever is wrong in one; IO when the directory or a file cannot be read. */
enum result documents_load(const struct embedded *shipped, const char *directory,
                           struct documents **ret_documents, struct err *err) RESULT;

void documents_free(struct documents *documents); /* NULL is allowed */

/* Whether there is a document of this name, without ".md". */
bool documents_have(const struct documents *documents, const char *name);

/* Adds what the document gives for values to head and body, neither beginning nor ending with an
 * empty line. Texts in values are in the stored form of model/slack_text.h. ABSENT, with the
 * nearest names, when there is no such document; INVALID when it does not fit. */
enum result documents_render(const struct documents *documents, const char *name,
                             const struct json *values, struct str *head, struct str *body,
                             struct err *err) RESULT;

#endif
