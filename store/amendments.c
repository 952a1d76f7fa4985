/* Amendments: see amendments.h. */
#include "store/amendments.h"

#include "base/str.h"
#include "store/search.h"

enum result amendment_add(struct store *store, int64_t entry_id, const struct amendment *amendment,
                          struct err *err) {
    enum result result =
        db_run(&store->db, err,
               "INSERT INTO amendment (entry_id, kind, text, at_ms, why, who, recorded_ms)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7)",
               DB_VALUES(db_int(entry_id), db_text(amendment->kind), db_text(amendment->text),
                         db_int(amendment->at_ms), db_text(amendment->why), db_text(amendment->who),
                         db_int(amendment->recorded_ms)));
    if (result != OK || str_equal(amendment->kind, AMENDMENT_TIME))
        return result;
    return search_change_entry(store, entry_id, amendment->text, err); /* struck: no words */
}

#define OF_INCIDENT                                                                                \
    " FROM amendment a JOIN (SELECT t.id, ROW_NUMBER() OVER (ORDER BY t.id) AS number"             \
    "  FROM timeline t WHERE t.incident_id = $1) AS entry ON entry.id = a.entry_id"

static struct amendment read_amendment(const struct db_rows *rows, struct arena *arena) {
    return (struct amendment){
        .entry = db_column_int(rows, 0),
        .kind = arena_strdup(arena, db_column_text(rows, 1)),
        .recorded_ms = db_column_int(rows, 2),
        .who = arena_strdup(arena, db_column_text(rows, 3)),
        .at_ms = db_column_int(rows, 4),
        .text = arena_strdup(arena, db_column_text(rows, 5)),
        .why = arena_strdup(arena, db_column_text(rows, 6)),
    };
}

enum result amendment_list(struct store *store, struct arena *arena, int64_t incident_id,
                           struct amendment_list *ret_list, struct err *err) {
    struct db_rows rows;
    int64_t count = 0;
    enum result result = db_run_int(&store->db, err, &count, "SELECT count(*)" OF_INCIDENT,
                                    DB_VALUES(db_int(incident_id)));
    if (result != OK)
        return result;
    struct amendment_list list = {arena_alloc(arena, (size_t)count * sizeof *list.amendments), 0};
    result = db_query(&store->db, err, &rows,
                      "SELECT entry.number, a.kind, a.recorded_ms, a.who, a.at_ms, a.text,"
                      " a.why" OF_INCIDENT " ORDER BY a.id LIMIT $2",
                      DB_VALUES(db_int(incident_id), db_int(count)));
    while (db_more(&rows, &result, err)) {
        list.amendments[list.count] = read_amendment(&rows, arena);
        list.amendments[list.count].number = list.count + 1;
        list.count++;
    }
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
