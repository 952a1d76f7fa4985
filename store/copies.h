/* Copies of announcements in other channels, which are edited with them. */
#ifndef STORE_COPIES_H
#define STORE_COPIES_H

#include "base/mem.h"
#include "store/store.h"

struct copy_place {
    const char *asked;   /* the channel as the playbook names it */
    const char *channel; /* its id; "": it does not stand there yet */
    const char *ts;
};

struct copy_places {
    struct copy_place *places;
    int count;
};

/* Writes one down; the same channel again takes its place. */
enum result copy_put(struct store *store, int64_t incident_id, const struct copy_place *place,
                     struct err *err) RESULT;

/* OK when it was not asked for before, SEEN otherwise. */
enum result copy_claim(struct store *store, int64_t incident_id, const char *asked, struct err *err)
    RESULT;

/* Those of an incident that stand somewhere. */
enum result copy_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct copy_places *ret_places, struct err *err) RESULT;

/* Forgets all of an incident: they are taken back, or never come to stand. */
enum result copy_clear(struct store *store, int64_t incident_id, struct err *err) RESULT;

#endif
