/* Amendments: what was changed of a timeline after it was written. Rows are only added; what an
 * entry reads as now is in store/timeline.h. */
#ifndef STORE_AMENDMENTS_H
#define STORE_AMENDMENTS_H

#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

struct amendment_list {
    struct amendment *amendments;
    int count;
};

/* Writes a change of the entry with this id; the amendment's own numbers are ignored. */
enum result amendment_add(struct store *store, int64_t entry_id, const struct amendment *amendment,
                          struct err *err) RESULT;

/* All of an incident in the order in which they were made. */
enum result amendment_list(struct store *store, struct arena *arena, int64_t incident_id,
                           struct amendment_list *ret_list, struct err *err) RESULT;

#endif
