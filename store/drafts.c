/* Drafts: see drafts.h. A row whose fields are "{}" is no draft: the form was sent, or everything
 * stands in it as it was found. It stays for what comes late. */
#include "store/drafts.h"

#define COLUMNS " id, who, form, incident_id, view, said_us, line, fields, shown, at_ms "
#define IS_DRAFT " sent = 0 AND fields <> '{}' "

static struct draft read_draft(const struct db_rows *rows, struct arena *arena) {
    return (struct draft){
        .id = db_column_int(rows, 0),
        .who = arena_strdup(arena, db_column_text(rows, 1)),
        .form = arena_strdup(arena, db_column_text(rows, 2)),
        .incident_id = db_column_int(rows, 3),
        .view = arena_strdup(arena, db_column_text(rows, 4)),
        .said_us = db_column_int(rows, 5),
        .line = arena_strdup(arena, db_column_text(rows, 6)),
        .fields = arena_strdup(arena, db_column_text(rows, 7)),
        .shown = arena_strdup(arena, db_column_text(rows, 8)),
        .at_ms = db_column_int(rows, 9),
    };
}

static enum result drop_oldest(struct store *store, const char *who, struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM form_draft WHERE who = $1 AND id NOT IN (SELECT id FROM form_draft"
                  " WHERE who = $1 ORDER BY at_ms DESC, id DESC LIMIT $2)",
                  DB_VALUES(db_text(who), db_int(DRAFTS_OF_ONE_MAX)));
}

enum result draft_keep(struct store *store, const struct draft *draft, struct err *err) {
    enum result result =
        db_run(&store->db, err,
               "INSERT INTO form_draft (who, form, incident_id, view, said_us, line, fields, at_ms)"
               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (who, form, incident_id)"
               " DO UPDATE SET shown = CASE WHEN form_draft.view = excluded.view"
               " THEN form_draft.shown ELSE '{}' END,"
               " view = excluded.view, said_us = excluded.said_us, line = excluded.line,"
               " fields = excluded.fields, at_ms = excluded.at_ms, sent = 0"
               " WHERE excluded.said_us > form_draft.said_us"
               " AND NOT (form_draft.sent = 1 AND form_draft.view = excluded.view)",
               DB_VALUES(db_text(draft->who), db_text(draft->form), db_int(draft->incident_id),
                         db_text(draft->view), db_int(draft->said_us), db_text(draft->line),
                         db_text(draft->fields), db_int(draft->at_ms)));
    return result == OK ? drop_oldest(store, draft->who, err) : result;
}

enum result draft_show(struct store *store, const struct draft *draft, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO form_draft (who, form, incident_id, view, line, fields, shown,"
                  " at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
                  " ON CONFLICT (who, form, incident_id) DO UPDATE SET view = excluded.view,"
                  " line = excluded.line, fields = excluded.fields, shown = excluded.shown,"
                  " at_ms = excluded.at_ms, sent = 0",
                  DB_VALUES(db_text(draft->who), db_text(draft->form), db_int(draft->incident_id),
                            db_text(draft->view), db_text(draft->line), db_text(draft->fields),
                            db_text(draft->shown), db_int(draft->at_ms)));
}

enum result draft_end(struct store *store, const struct draft *draft, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO form_draft (who, form, incident_id, view, at_ms, sent)"
                  " VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (who, form, incident_id)"
                  " DO UPDATE SET view = excluded.view, at_ms = excluded.at_ms, fields = '{}',"
                  " shown = '{}', sent = 1",
                  DB_VALUES(db_text(draft->who), db_text(draft->form), db_int(draft->incident_id),
                            db_text(draft->view), db_int(draft->at_ms)));
}

enum result draft_get(struct store *store, struct arena *arena, const char *who, const char *form,
                      int64_t incident_id, struct draft *ret_draft, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM form_draft WHERE who = $1 AND form = $2"
                                  " AND incident_id = $3 AND" IS_DRAFT,
                                  DB_VALUES(db_text(who), db_text(form), db_int(incident_id)));
    if (result == OK)
        *ret_draft = read_draft(&rows, arena);
    db_done(&rows);
    return result;
}

enum result draft_list(struct store *store, struct arena *arena, const char *who,
                       struct draft_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct draft_list list = {arena_alloc(arena, DRAFTS_OF_ONE_MAX * sizeof *list.drafts), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM form_draft WHERE who = $1 AND" IS_DRAFT
                                  "ORDER BY at_ms DESC, id DESC LIMIT $2",
                                  DB_VALUES(db_text(who), db_int(DRAFTS_OF_ONE_MAX)));
    while (db_more(&rows, &result, err))
        list.drafts[list.count++] = read_draft(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result draft_drop(struct store *store, const char *who, int64_t id, struct err *err) {
    return db_run_int(&store->db, err, NULL,
                      "DELETE FROM form_draft WHERE who = $1 AND id = $2 AND" IS_DRAFT
                      "RETURNING id",
                      DB_VALUES(db_text(who), db_int(id)));
}

enum result draft_prune(struct store *store, int64_t older_than_ms, struct err *err) {
    return db_run(&store->db, err, "DELETE FROM form_draft WHERE at_ms < $1",
                  DB_VALUES(db_int(older_than_ms)));
}
