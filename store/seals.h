/* Seals: what a timeline said when it was closed, as a chain of hashes (model/chain.h). A seal that
 * was broken stays, and what it closed can still be held against it: neither an entry nor an
 * amendment is ever changed. */
#ifndef STORE_SEALS_H
#define STORE_SEALS_H

#include "base/json.h"
#include "base/mem.h"
#include "model/chain.h"
#include "model/incident.h"
#include "store/store.h"

struct seal {
    int64_t id;
    int64_t entries;    /* how many are under it, the first ones … */
    int64_t amendments; /* … and how many changes of them, the first ones */
    const char *who;    /* a user id */
    int64_t sealed_ms;
    int64_t broken_ms; /* 0: it holds */
    const char *broken_by, *broken_why;
    const char *hash; /* of the last entry under it */
};

struct seal_list {
    struct seal *seals;
    int count;
};

/* Closes the timeline as it is now; id, entries, amendments and hash are given. INVALID when there
 * is nothing to seal or an entry is too long. */
enum result seal_make(struct store *store, struct arena *arena, const struct incident *incident,
                      struct seal *seal, struct err *err) RESULT;

/* The newest one that holds; ABSENT when there is none. */
enum result seal_current(struct store *store, struct arena *arena, int64_t incident_id,
                         struct seal *ret_seal, struct err *err) RESULT;

/* How many entries came after what it closed, but for the lines of seals. */
enum result seal_newer(struct store *store, int64_t incident_id, const struct seal *seal,
                       int64_t *ret_count, struct err *err) RESULT;

/* Breaks all that hold. */
enum result seal_break(struct store *store, int64_t incident_id, const char *who, const char *why,
                       int64_t now_ms, struct err *err) RESULT;

/* All of an incident, the oldest first. */
enum result seal_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct seal_list *ret_list, struct err *err) RESULT;

/* The hashes that a seal keeps, one for each entry under it, in the arena. */
enum result seal_hashes(struct store *store, struct arena *arena, const struct seal *seal,
                        const char ***ret_hashes, struct err *err) RESULT;

/* Writes the hashes, a list of texts, for a seal whose row has none. */
enum result seal_restore(struct store *store, const struct seal *seal, const struct json *hashes,
                         struct err *err) RESULT;

/* Holds a seal against the timeline as it is: the number of the first entry that does not fit, or
 * is missing, 0 when all of them do. */
enum result seal_check(struct store *store, struct arena *arena, const struct incident *incident,
                       const struct seal *seal, int64_t *ret_wrong, struct err *err) RESULT;

#endif
