/* Jobs: see jobs.h. */
#include "store/jobs.h"

enum result job_put(struct store *store, const struct job *job, struct err *err) {
    return db_run(
        &store->db, err,
        "INSERT INTO job (kind, incident_id, subject, due_ms, args, within_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (kind, incident_id, subject) DO UPDATE SET due_ms = excluded.due_ms,"
        " args = excluded.args, within_ms = excluded.within_ms",
        DB_VALUES(db_text(job->kind), db_int(job->incident_id),
                  db_text(job->subject ? job->subject : ""), db_int(job->due_ms),
                  db_text(job->args ? job->args : ""), db_int(job->within_ms)));
}

enum result job_drop(struct store *store, const char *kind, int64_t incident_id,
                     const char *subject, struct err *err) {
    return db_run(&store->db, err,
                  "DELETE FROM job WHERE kind = $1 AND incident_id = $2 AND subject = $3",
                  DB_VALUES(db_text(kind), db_int(incident_id), db_text(subject)));
}

enum result job_take(struct store *store, int64_t id, int64_t due_ms, struct err *err) {
    return db_run_int(&store->db, err, NULL,
                      "DELETE FROM job WHERE id = $1 AND due_ms = $2 RETURNING id",
                      DB_VALUES(db_int(id), db_int(due_ms)));
}

#define COLUMNS " id, kind, incident_id, subject, due_ms, args, within_ms "

/* The job that a query found, which it ends. */
static enum result read_job(struct db_rows *rows, enum result result, struct arena *arena,
                            struct job *ret_job) {
    if (result == OK)
        *ret_job = (struct job){.id = db_column_int(rows, 0),
                                .kind = arena_strdup(arena, db_column_text(rows, 1)),
                                .incident_id = db_column_int(rows, 2),
                                .subject = arena_strdup(arena, db_column_text(rows, 3)),
                                .due_ms = db_column_int(rows, 4),
                                .args = arena_strdup(arena, db_column_text(rows, 5)),
                                .within_ms = db_column_int(rows, 6)};
    db_done(rows);
    return result;
}

enum result job_get(struct store *store, struct arena *arena, const char *kind, int64_t incident_id,
                    const char *subject, struct job *ret_job, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM job WHERE kind = $1 AND incident_id = $2 AND subject = $3",
                 DB_VALUES(db_text(kind), db_int(incident_id), db_text(subject)));
    return read_job(&rows, result, arena, ret_job);
}

enum result job_first(struct store *store, struct arena *arena, int64_t now_ms, struct job *ret_job,
                      struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM job ORDER BY"
                 " CASE WHEN within_ms > 0 AND due_ms > $1 + within_ms THEN $1 ELSE due_ms END, id"
                 " LIMIT 1",
                 DB_VALUES(db_int(now_ms)));
    return read_job(&rows, result, arena, ret_job);
}

enum result job_soonest(struct store *store, struct arena *arena, const char *kind,
                        int64_t incident_id, struct job *ret_job, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(&store->db, err, &rows,
                                  "SELECT" COLUMNS "FROM job WHERE kind = $1 AND incident_id = $2"
                                  " ORDER BY due_ms, id LIMIT 1",
                                  DB_VALUES(db_text(kind), db_int(incident_id)));
    return read_job(&rows, result, arena, ret_job);
}
