/* The timeline: everything that happened to an incident, append-only. */
#ifndef STORE_TIMELINE_H
#define STORE_TIMELINE_H

#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

struct timeline {
    struct timeline_entry *entries; /* in the order in which things happened */
    int count;
};

/* Appends; the entry's id is ignored. */
enum result timeline_add(struct store *store, int64_t incident_id,
                         const struct timeline_entry *entry, struct err *err) RESULT;

/* The newest max entries that happened at or after since_ms, oldest first. */
enum result timeline_read(struct store *store, struct arena *arena, int64_t incident_id,
                          int64_t since_ms, int max, struct timeline *ret_timeline, struct err *err)
    RESULT;

/* A list of user ids in an arena. */
struct people {
    const char **users;
    int count;
};

/* Everyone who has to do with the incident now: declared it, holds a role or was offered one, takes
 * part, was asked or called, or acted on it, and has not left. */
enum result timeline_concerned(struct store *store, struct arena *arena, int64_t incident_id,
                               struct people *ret_people, struct err *err) RESULT;

/* Everyone who acted on the incident, holds a role in it or joined it, in the order of their first
 * act. */
enum result timeline_people(struct store *store, struct arena *arena, int64_t incident_id,
                            struct people *ret_people, struct err *err) RESULT;

#endif
