/* The values that documents are made of: everything that is known of an incident, as they are named
 * in templates/documents. What nobody has told stands there as a gap, with what sets it. */
#ifndef HANDLERS_KIT_VALUES_H
#define HANDLERS_KIT_VALUES_H

#include "handlers/kit/document.h"
#include "store/timeline.h"

/* The values for cx->incident as it is now, with the newest entries of the timeline, which is its
 * own. The caller frees them. */
enum result values_new(struct context *cx, const struct timeline *timeline, int entries,
                       struct json **ret_values) RESULT;

/* Every gap that there can be, in the arena; returns how many. */
int values_gaps(struct context *cx, const struct document_gap **ret_gaps);

/* How it reads in a document. */
const char *values_gap(struct context *cx, const struct document_gap *gap);

#endif
