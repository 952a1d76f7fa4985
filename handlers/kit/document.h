/* Documents of an incident: everything that is known of it as values for templates/documents.h, and
 * a document filled with them. What only a person can know and nobody has set stands in the text as
 * 【what it is: what to type】, and is never made up. */
#ifndef HANDLERS_KIT_DOCUMENT_H
#define HANDLERS_KIT_DOCUMENT_H

#include "handlers/kit/handler.h"

struct document_gap {
    const char *what; /* "who is affected" */
    const char *line; /* what sets it, without the slash command: "set affected …" */
};

/* A filled document, in the arena. Texts are ready to be read where they go: not the stored form.
 */
struct document {
    const char *title; /* of the head's line "Title:" or "Subject:"; "" */
    const char *head;  /* the whole head, line by line; "" */
    const char *body;
    struct document_gap *gaps; /* what is missing in it, each once */
    int gap_count;
    int unnamed; /* people whose name Slack has been asked for; their roles stand for it meanwhile
                  */
};

/* Fills the document name; max_bytes of it at most, for which old lines of a long timeline are left
 * out, and the text says so. ABSENT when there is no such document, INVALID when it is too long all
 * the same. */
enum result document_fill(struct context *cx, const char *name, size_t max_bytes,
                          struct document *ret_document) RESULT;

/* A stored text as people outside of Slack read it: a mention is the person's name, as far as the
 * playbook or Slack says it, or their role. In the arena. */
const char *document_plain(struct context *cx, const char *stored);

/* The same on one line, for what must not break a row of a table or a point of a list; a person's
 * name or role; "2026-11-20 14:05 UTC", "" for 0. In the arena. */
const char *document_line(struct context *cx, const char *stored);
const char *document_person(struct context *cx, const char *user);
const char *document_moment(struct context *cx, int64_t ms);

/* For each communication of the playbook in force whose document does not exist: a fault. */
void document_check(const struct playbook *playbook, const struct documents *documents,
                    struct faults *faults);

#endif
