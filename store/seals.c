/* Seals: see seals.h. */
#include "store/seals.h"

#include "base/str.h"
#include "store/amendments.h"
#include "store/timeline.h"

/* ---- Rows */

#define COLUMNS                                                                                    \
    "SELECT s.id, s.entries, s.amendments, s.who, s.sealed_ms, s.broken_ms, s.broken_by,"          \
    " s.broken_why, l.hash FROM seal s"                                                            \
    " LEFT JOIN seal_link l ON l.seal_id = s.id AND l.number = s.entries WHERE s.incident_id = "   \
    "$1 "

static struct seal read_seal(const struct db_rows *rows, struct arena *arena) {
    const char *hash = db_column_text(rows, 8);
    return (struct seal){
        .id = db_column_int(rows, 0),
        .entries = db_column_int(rows, 1),
        .amendments = db_column_int(rows, 2),
        .who = arena_strdup(arena, db_column_text(rows, 3)),
        .sealed_ms = db_column_int(rows, 4),
        .broken_ms = db_column_int(rows, 5),
        .broken_by = arena_strdup(arena, db_column_text(rows, 6)),
        .broken_why = arena_strdup(arena, db_column_text(rows, 7)),
        .hash = hash ? arena_strdup(arena, hash) : "",
    };
}

enum result seal_current(struct store *store, struct arena *arena, int64_t incident_id,
                         struct seal *ret_seal, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows, COLUMNS "AND s.broken_ms = 0 ORDER BY s.id DESC LIMIT 1",
                 DB_VALUES(db_int(incident_id)));
    if (result == OK)
        *ret_seal = read_seal(&rows, arena);
    db_done(&rows);
    return result;
}

enum result seal_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct seal_list *ret_list, struct err *err) {
    struct db_rows rows;
    int64_t count = 0;
    enum result result =
        db_run_int(&store->db, err, &count, "SELECT count(*) FROM seal WHERE incident_id = $1",
                   DB_VALUES(db_int(incident_id)));
    if (result != OK)
        return result;
    struct seal_list list = {arena_alloc(arena, (size_t)count * sizeof *list.seals), 0};
    result = db_query(&store->db, err, &rows, COLUMNS "ORDER BY s.id LIMIT $2",
                      DB_VALUES(db_int(incident_id), db_int(count)));
    while (db_more(&rows, &result, err))
        list.seals[list.count++] = read_seal(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result seal_newer(struct store *store, int64_t incident_id, const struct seal *seal,
                       int64_t *ret_count, struct err *err) {
    return db_run_int(&store->db, err, ret_count,
                      "SELECT count(*) FROM (SELECT t.kind, ROW_NUMBER() OVER (ORDER BY t.id)"
                      " AS number FROM timeline t WHERE t.incident_id = $1) AS entry"
                      " WHERE number > $2 AND kind <> 'seal'",
                      DB_VALUES(db_int(incident_id), db_int(seal->entries)));
}

enum result seal_break(struct store *store, int64_t incident_id, const char *who, const char *why,
                       int64_t now_ms, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE seal SET broken_ms = $4, broken_by = $2, broken_why = $3"
                  " WHERE incident_id = $1 AND broken_ms = 0",
                  DB_VALUES(db_int(incident_id), db_text(who), db_text(why), db_int(now_ms)));
}

enum result seal_hashes(struct store *store, struct arena *arena, const struct seal *seal,
                        const char ***ret_hashes, struct err *err) {
    struct db_rows rows;
    size_t count = 0, max = (size_t)seal->entries;
    const char **hashes = arena_alloc(arena, max * sizeof *hashes);
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT hash FROM seal_link WHERE seal_id = $1 ORDER BY number LIMIT $2",
                 DB_VALUES(db_int(seal->id), db_int(seal->entries)));
    while (db_more(&rows, &result, err))
        hashes[count++] = arena_strdup(arena, db_column_text(&rows, 0));
    db_done(&rows);
    while (count < max)
        hashes[count++] = ""; /* somebody took it away */
    if (result == OK)
        *ret_hashes = hashes;
    return result;
}

/* ---- The chain */

/* What is under a seal: the hash of each entry, as it is computed now. */
struct chain {
    const char **hashes;
    int count;
};

static enum result compute(struct store *store, struct arena *arena,
                           const struct incident *incident, int64_t entries,
                           const struct amendment_list *amendments, struct chain *ret_chain,
                           struct err *err) {
    char hash[SHA256_HEX_SIZE] = "";
    struct timeline_walk walk;
    struct chain chain = {arena_alloc(arena, (size_t)entries * sizeof *chain.hashes), 0};
    enum result result = timeline_walk(store, incident->id, &walk, err);
    while (result == OK && chain.count < entries && (result = timeline_next(&walk, err)) == OK) {
        result = chain_link(incident->name, hash, &walk.entry, amendments->amendments,
                            amendments->count, hash, err);
        if (result == OK)
            chain.hashes[chain.count++] = arena_strdup(arena, hash);
    }
    timeline_walk_end(&walk);
    if (result != OK && result != ABSENT)
        return result;
    *ret_chain = chain;
    return OK;
}

static enum result insert_link(struct store *store, int64_t seal_id, int64_t number,
                               const char *hash, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO seal_link (seal_id, number, hash) VALUES ($1, $2, $3)",
                  DB_VALUES(db_int(seal_id), db_int(number), db_text(hash)));
}

static enum result insert(struct store *store, int64_t incident_id, struct seal *seal,
                          const struct chain *chain, struct err *err) {
    enum result result =
        db_run_int(&store->db, err, &seal->id,
                   "INSERT INTO seal (incident_id, entries, amendments, who, sealed_ms, broken_ms,"
                   " broken_by, broken_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
                   DB_VALUES(db_int(incident_id), db_int(seal->entries), db_int(seal->amendments),
                             db_text(seal->who), db_int(seal->sealed_ms), db_int(seal->broken_ms),
                             db_text(seal->broken_by), db_text(seal->broken_why)));
    for (int i = 0; result == OK && i < chain->count; i++)
        result = insert_link(store, seal->id, i + 1, chain->hashes[i], err);
    return result;
}

enum result seal_restore(struct store *store, const struct seal *seal, const struct json *hashes,
                         struct err *err) {
    enum result result = OK;
    for (size_t i = 0; result == OK && i < json_len(hashes, ""); i++)
        result = insert_link(store, seal->id, (int64_t)i + 1,
                             json_text_at(json_item(hashes, i), ""), err);
    return result;
}

enum result seal_make(struct store *store, struct arena *arena, const struct incident *incident,
                      struct seal *seal, struct err *err) {
    struct amendment_list amendments;
    struct chain chain = {0};
    enum result result = db_run_int(&store->db, err, &seal->entries,
                                    "SELECT count(*) FROM timeline WHERE incident_id = $1",
                                    DB_VALUES(db_int(incident->id)));
    if (result == OK && seal->entries == 0)
        return fail(err, INVALID, "%s has nothing on its timeline", incident->name);
    if (result == OK)
        result = amendment_list(store, arena, incident->id, &amendments, err);
    if (result == OK)
        result = compute(store, arena, incident, seal->entries, &amendments, &chain, err);
    if (result != OK)
        return result;
    seal->amendments = amendments.count;
    seal->hash = chain.hashes[chain.count - 1];
    seal->broken_ms = 0;
    seal->broken_by = seal->broken_why = "";
    return insert(store, incident->id, seal, &chain, err);
}

enum result seal_check(struct store *store, struct arena *arena, const struct incident *incident,
                       const struct seal *seal, int64_t *ret_wrong, struct err *err) {
    struct amendment_list amendments;
    struct chain chain = {0};
    const char **kept = NULL;
    enum result result = amendment_list(store, arena, incident->id, &amendments, err);
    if (result != OK)
        return result;
    if (amendments.count > seal->amendments) /* those that came later */
        amendments.count = (int)seal->amendments;
    result = compute(store, arena, incident, seal->entries, &amendments, &chain, err);
    if (result == OK)
        result = seal_hashes(store, arena, seal, &kept, err);
    if (result != OK)
        return result;
    int fitting = 0;
    while (fitting < chain.count && str_equal(chain.hashes[fitting], kept[fitting]))
        fitting++;
    *ret_wrong = fitting < seal->entries ? fitting + 1 : 0;
    return OK;
}
