/* What metrics are made of: see measures.h. */
#include "store/measures.h"

#include "base/str.h"
#include "store/postmortems.h"

static struct measured read_row(const struct db_rows *rows, struct arena *arena) {
    int c = 0;
    struct measured row = {.incident = {.title = "", .impact = "", .outcome = "", .kind = ""}};
    struct incident *incident = &row.incident;
    incident->id = db_column_int(rows, c++);
    incident->name = arena_strdup(arena, db_column_text(rows, c++));
    incident->severity = (enum severity)db_column_int(rows, c++);
    incident->is_private = db_column_int(rows, c++) != 0;
    incident->declared_ms = db_column_int(rows, c++);
    incident->started_ms = db_column_int(rows, c++);
    incident->detected_ms = db_column_int(rows, c++);
    incident->acked_ms = db_column_int(rows, c++);
    incident->mitigated_ms = db_column_int(rows, c++);
    incident->resolved_ms = db_column_int(rows, c++);
    row.promised = db_column_int(rows, c++);
    row.kept = db_column_int(rows, c++);
    const char *state = db_column_text(rows, c++);
    bool published = str_equal(state, POSTMORTEM_PUBLISHED);
    row.owes_review = published || str_equal(state, POSTMORTEM_OWED);
    row.reviewed_ms = published ? db_column_int(rows, c) : 0;
    return row;
}

enum result measures_read(struct store *store, struct arena *arena, int64_t since_ms,
                          int64_t until_ms, int severity, int max, struct measured_list *ret_list,
                          struct err *err) {
    struct db_rows rows;
    struct measured_list list = {arena_alloc(arena, (size_t)max * sizeof *list.rows), 0};
    enum result result =
        db_query(&store->db, err, &rows,
                 "SELECT * FROM (SELECT i.id, i.name, i.severity, i.is_private, i.declared_ms,"
                 "  i.started_ms, i.detected_ms, i.acked_ms, i.mitigated_ms, i.resolved_ms,"
                 "  (SELECT count(*) FROM promise p WHERE p.incident_id = i.id),"
                 "  (SELECT count(*) FROM promise p WHERE p.incident_id = i.id AND p.kept = 1),"
                 "  m.state, m.at_ms FROM incident i"
                 "  LEFT JOIN postmortem m ON m.incident_id = i.id"
                 "  WHERE i.declared_ms >= $1 AND i.declared_ms < $2"
                 "  AND ($3 = 0 OR i.severity = $3) AND i.drill = 0 AND i.outcome = ''"
                 "  ORDER BY i.declared_ms DESC, i.id DESC LIMIT $4) AS newest"
                 " ORDER BY declared_ms, id",
                 DB_VALUES(db_int(since_ms), db_int(until_ms), db_int(severity), db_int(max)));
    while (db_more(&rows, &result, err))
        list.rows[list.count++] = read_row(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
