/* Full-text search over what is known of incidents: their titles, impact, cause and resolution,
 * their timelines as they read now, without what was struck, and their postmortems as they were
 * published. Before that a postmortem is a draft, which is not searched: it repeats all of this as
 * it read at the time, what was struck since included.
 *
 * All SQL that only one engine understands stands here and in search.c: the index and the two
 * conditions below. SQLite has it as FTS5, which Debian
 * compiles in. PostgreSQL would have a tsvector column and "@@"; an engine that has nothing would
 * compare the same columns with LIKE, which is slow and finds the same. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "base/mem.h"
#include "model/incident.h"
#include "store/store.h"

#include <stdbool.h>

/* The step of the schema that makes the index and fills it. */
extern const char search_schema[];

/* What the verbs that write incidents and timelines call. An entry is added once, or all of
 * an incident at once as they read now, and changed to other words or to none; so is an incident,
 * whose texts are compared first. */
enum result search_add_entry(struct store *store, int64_t incident_id, int64_t entry_id,
                             const char *text, struct err *err) RESULT;
enum result search_add_entries(struct store *store, int64_t incident_id, struct err *err) RESULT;
enum result search_change_entry(struct store *store, int64_t entry_id, const char *text,
                                struct err *err) RESULT;
enum result search_add_incident(struct store *store, int64_t incident_id, struct err *err) RESULT;
enum result search_change_incident(struct store *store, const struct incident *incident,
                                   struct err *err) RESULT;

/* The postmortem of an incident, once it is published; takes the place of what was there of it. */
enum result search_put_postmortem(struct store *store, int64_t incident_id, const char *text,
                                  struct err *err) RESULT;

enum { SEARCH_WORDS_MAX = 8 };

/* What somebody looks for, word by word, as the engine wants it. */
struct search {
    const char *words[SEARCH_WORDS_MAX]; /* NULL from count on */
    int count;
    bool cut; /* there were more */
};

/* The words of a text, each for itself: letters and digits, as beginnings of words ("roll" finds
 * "rollback"). A single letter is none. */
struct search search_of(struct arena *arena, const char *text);

/* The same as one expression for SEARCH_LIKE, any of the words; NULL when there is none. */
const char *search_any(struct arena *arena, const char *text);

/* Conditions for a WHERE on incident i; parameter is "$1" and so on, a word or an expression. */
#define SEARCH_HAS(parameter)                                                                      \
    "i.id IN (SELECT incident_id FROM search WHERE search MATCH " parameter ")"

/* The newest fifty in whose title any of the words is. */
#define SEARCH_LIKE(parameter)                                                                     \
    "i.id IN (SELECT incident_id FROM search WHERE search MATCH '{title} : ' || " parameter        \
    " ORDER BY rowid DESC LIMIT 50)"

#endif
