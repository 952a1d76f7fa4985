/* The timeline: everything that happened to an incident, append-only. What it reads as now is what
 * was written with the amendments over it (store/amendments.h). */
#ifndef STORE_TIMELINE_H
#define STORE_TIMELINE_H

#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

struct timeline {
    struct timeline_entry *entries; /* in the order in which things happened */
    int count;
};

/* Appends what happened when, who wrote it and what; all else of the entry is ignored. */
enum result timeline_add(struct store *store, int64_t incident_id,
                         const struct timeline_entry *entry, struct err *err) RESULT;

/* The newest max entries that happened at or after since_ms and were not struck, oldest first, as
 * they read now. */
enum result timeline_read(struct store *store, struct arena *arena, int64_t incident_id,
                          int64_t since_ms, int max, struct timeline *ret_timeline, struct err *err)
    RESULT;

/* The newest max of all entries, also the struck ones, oldest first, as they read now. */
enum result timeline_read_all(struct store *store, struct arena *arena, int64_t incident_id,
                              int max, struct timeline *ret_timeline, struct err *err) RESULT;

/* One entry as it reads now; ABSENT when the incident has none of this number. */
enum result timeline_get(struct store *store, struct arena *arena, int64_t incident_id,
                         int64_t number, struct timeline_entry *ret_entry, struct err *err) RESULT;

/* Walks the entries in the order of writing, each as it was written at first:
 *     result = timeline_walk(store, incident_id, &walk, err);
 *     while (result == OK && (result = timeline_next(&walk, err)) == OK) use(&walk.entry);
 *     timeline_walk_end(&walk);
 * ABSENT after the last. The entry's texts live until the next one is read. */
struct timeline_walk {
    struct db_rows rows;
    struct timeline_entry entry;
};
enum result timeline_walk(struct store *store, int64_t incident_id, struct timeline_walk *ret_walk,
                          struct err *err) RESULT;
enum result timeline_next(struct timeline_walk *walk, struct err *err) RESULT;
void timeline_walk_end(struct timeline_walk *walk);

/* How many entries an incident has, which is the number of the one that was written last. */
enum result timeline_length(struct store *store, int64_t incident_id, int64_t *ret_count,
                            struct err *err) RESULT;

/* How many entries of this kind an incident has. */
enum result timeline_count(struct store *store, int64_t incident_id, const char *kind,
                           int64_t *ret_count, struct err *err) RESULT;

/* A list of user ids in an arena. */
struct people {
    const char **users;
    int count;
};

bool people_have(const struct people *people, const char *user);

/* Everyone who has to do with the incident now: declared it, holds a role or was offered one, takes
 * part, was asked or called, or acted on it, and has not left. */
enum result timeline_concerned(struct store *store, struct arena *arena, int64_t incident_id,
                               struct people *ret_people, struct err *err) RESULT;

/* Everyone who acted on the incident, holds a role in it or joined it, in the order of their first
 * act. */
enum result timeline_people(struct store *store, struct arena *arena, int64_t incident_id,
                            struct people *ret_people, struct err *err) RESULT;

#endif
