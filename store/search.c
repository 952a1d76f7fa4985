/* Full-text search: see search.h. */
#include "store/search.h"

#include "base/str.h"

#include <string.h>

/* All entries, as they read now. */
#define ADD_ENTRIES                                                                                \
    "INSERT INTO search (rowid, incident_id, title, words)"                                        \
    "  SELECT t.id * 2, t.incident_id, '', COALESCE((SELECT a.text FROM amendment a"               \
    "   WHERE a.entry_id = t.id AND a.kind <> 'time' ORDER BY a.id DESC LIMIT 1), t.text)"         \
    "  FROM timeline t"

/* A row for each entry of a timeline, of twice its id, one for each incident, of an odd one, and
 * one for each postmortem that is published, of the incident's id below zero. Not kept by triggers:
 * with trusted_schema off, as a store is opened, they may not use FTS5. */
const char search_schema[] =
    "CREATE VIRTUAL TABLE search USING fts5 ("
    "  incident_id UNINDEXED, title, words, tokenize = 'unicode61 remove_diacritics 2');"
    "INSERT INTO search (rowid, incident_id, title, words)"
    "  SELECT id * 2 + 1, id, title, impact || ' ' || root_cause || ' ' || resolution"
    "  FROM incident;" ADD_ENTRIES;

enum result search_add_entry(struct store *store, int64_t incident_id, int64_t entry_id,
                             const char *text, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO search (rowid, incident_id, title, words) VALUES ($1, $2, '', $3)",
                  DB_VALUES(db_int(entry_id * 2), db_int(incident_id), db_text(text)));
}

enum result search_add_entries(struct store *store, int64_t incident_id, struct err *err) {
    return db_run(&store->db, err, ADD_ENTRIES " WHERE t.incident_id = $1",
                  DB_VALUES(db_int(incident_id)));
}

enum result search_change_entry(struct store *store, int64_t entry_id, const char *text,
                                struct err *err) {
    return db_run(&store->db, err, "UPDATE search SET words = $2 WHERE rowid = $1",
                  DB_VALUES(db_int(entry_id * 2), db_text(text)));
}

enum result search_add_incident(struct store *store, int64_t incident_id, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO search (rowid, incident_id, title, words) VALUES ($1, $2, '', '')",
                  DB_VALUES(db_int(incident_id * 2 + 1), db_int(incident_id)));
}

enum result search_change_incident(struct store *store, const struct incident *incident,
                                   struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE search SET title = $2, words = $3 || ' ' || $4 || ' ' || $5"
                  " WHERE rowid = $1"
                  " AND (title <> $2 OR words <> $3 || ' ' || $4 || ' ' || $5)",
                  DB_VALUES(db_int(incident->id * 2 + 1), db_text(incident->title),
                            db_text(incident->impact), db_text(incident->root_cause),
                            db_text(incident->resolution)));
}

enum result search_put_postmortem(struct store *store, int64_t incident_id, const char *text,
                                  struct err *err) {
    return db_run(&store->db, err,
                  "INSERT OR REPLACE INTO search (rowid, incident_id, title, words)"
                  " VALUES ($1, $2, '', $3)",
                  DB_VALUES(db_int(-incident_id), db_int(incident_id), db_text(text)));
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

/* The next word of *text as a quoted beginning, or NULL at the end. Quoted, nothing in it is an
 * operator of the engine. */
static const char *next_word(struct arena *arena, const char **text) {
    for (;;) {
        while (**text && !is_letter(**text))
            (*text)++;
        const char *start = *text;
        while (is_letter(**text))
            (*text)++;
        size_t len = (size_t)(*text - start);
        if (len == 0)
            return NULL;
        if (len > 1)
            return arena_printf(arena, "\"%.*s\"*", (int)len, start);
    }
}

struct search search_of(struct arena *arena, const char *text) {
    struct search search = {.count = 0};
    const char *word;
    while ((word = next_word(arena, &text)) && search.count < SEARCH_WORDS_MAX)
        search.words[search.count++] = word;
    search.cut = word != NULL;
    return search;
}

const char *search_any(struct arena *arena, const char *text) {
    STR_AUTO(any, 4096);
    struct search search = search_of(arena, text);
    for (int i = 0; i < search.count; i++)
        str_addf(&any, "%s%s", i ? " OR " : "(", search.words[i]);
    str_add(&any, ")");
    return search.count && !any.full ? arena_strdup(arena, any.text) : NULL;
}
