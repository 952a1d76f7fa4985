/* Incidents out of the store and into it, each as one JSON object of the shape in archive_shape.h
 * with everything that belongs to it. */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "base/json.h"
#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

/* An incident with all its rows; the caller frees it. Its rules are named by "playbook" and
 * "playbook_sha256", both "" when it goes by those in force. */
enum result archive_read(struct store *store, struct arena *arena, const struct incident *incident,
                         struct json **ret_object, struct err *err) RESULT;

/* The name and the text of the rules that an incident began with; ABSENT when it has none. */
enum result archive_playbook(struct store *store, struct arena *arena, int64_t playbook_id,
                             const char **ret_name, const char **ret_text, struct err *err) RESULT;

/* INVALID, with where and what, when an object is not of the shape, or cannot have been. What it
 * lacks is as good as empty; what is unknown in it is INVALID, so that nothing is lost unseen. */
enum result archive_check(const struct json *object, int64_t now_ms, struct err *err) RESULT;

/* Writes an object that was checked, in the rules of playbook_id; "id" may be missing, and it gets
 * the next free name of its day. Its relations are left to archive_relate. INVALID when its seals
 * do not fit. */
enum result archive_write(struct store *store, struct arena *arena, const struct json *object,
                          int64_t playbook_id, int64_t *ret_id, struct err *err) RESULT;

/* Writes its relations, once all others are there; those to none that is there are left out. */
enum result archive_relate(struct store *store, int64_t incident_id, const struct json *object,
                           struct err *err) RESULT;

/* What was imported under this key: its id, or ABSENT. */
enum result archive_imported(struct store *store, const char *key, int64_t *ret_id, struct err *err)
    RESULT;
enum result archive_remember(struct store *store, const char *key, int64_t incident_id,
                             int64_t now_ms, struct err *err) RESULT;

/* The first incident with an id over this one, which may be 0; ABSENT when there is none. */
enum result archive_next(struct store *store, struct arena *arena, int64_t after,
                         struct incident *ret_incident, struct err *err) RESULT;

#endif
