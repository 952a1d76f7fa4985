/* What happened, was answered, is owed, was told and was decided, as the lists that a document
 * repeats lines of (templates/documents). */
#ifndef HANDLERS_KIT_DOCUMENT_LISTS_H
#define HANDLERS_KIT_DOCUMENT_LISTS_H

#include "handlers/kit/handler.h"

/* The newest entries of a timeline that a document has at most. */
enum { DOCUMENT_ENTRIES_MAX = 200 };

/* Puts into values "timeline", "timeline_omitted", "triage", "actions", "told", "decision", and
 * "done", the steps of a response by what was done; values has the incident's facts already. */
enum result document_put_lists(struct context *cx, int entries, struct json *values) RESULT;

#endif
