/* Tasks of an incident: see tasks.h. */
#include "store/tasks.h"

#include "base/str.h"

enum { TASKS_MAX = 200, POSTPONEMENTS_MAX = 50 };

#define COLUMNS                                                                                    \
    " k.id, k.incident_id, k.number, k.kind, k.text, k.owner, k.asked_by, k.asked_ms, k.due_ms,"   \
    " k.state, k.answer, k.ended_by, k.ended_ms, k.priority, k.proof,"                             \
    " (SELECT count(*) FROM postponement p WHERE p.task_id = k.id) "

bool task_is_debt(const struct task *task) {
    return !str_equal(task->kind, TASK_ASK);
}

bool task_is_item(const struct task *task) {
    return task_is_debt(task) && !str_equal(task->kind, TASK_POSTMORTEM);
}

bool task_is_open(const struct task *task) {
    return str_equal(task->state, TASK_OPEN) || str_equal(task->state, TASK_ACCEPTED);
}

static struct task read_task(const struct db_rows *rows, struct arena *arena) {
    return (struct task){
        .id = db_column_int(rows, 0),
        .incident_id = db_column_int(rows, 1),
        .number = db_column_int(rows, 2),
        .kind = arena_strdup(arena, db_column_text(rows, 3)),
        .text = arena_strdup(arena, db_column_text(rows, 4)),
        .owner = arena_strdup(arena, db_column_text(rows, 5)),
        .asked_by = arena_strdup(arena, db_column_text(rows, 6)),
        .asked_ms = db_column_int(rows, 7),
        .due_ms = db_column_int(rows, 8),
        .state = arena_strdup(arena, db_column_text(rows, 9)),
        .answer = arena_strdup(arena, db_column_text(rows, 10)),
        .ended_by = arena_strdup(arena, db_column_text(rows, 11)),
        .ended_ms = db_column_int(rows, 12),
        .priority = db_column_int(rows, 13),
        .proof = arena_strdup(arena, db_column_text(rows, 14)),
        .postponed = db_column_int(rows, 15),
    };
}

enum result task_add(struct store *store, struct task *task, struct err *err) {
    enum result result =
        db_run_int(&store->db, err, &task->number,
                   "SELECT COALESCE(MAX(number), 0) + 1 FROM task WHERE incident_id = $1",
                   DB_VALUES(db_int(task->incident_id)));
    if (result != OK)
        return result;
    return db_run_int(
        &store->db, err, &task->id,
        "INSERT INTO task (incident_id, number, kind, text, owner, asked_by, asked_ms, due_ms,"
        " state, answer, ended_by, ended_ms, priority)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0, $10) RETURNING id",
        DB_VALUES(db_int(task->incident_id), db_int(task->number), db_text(task->kind),
                  db_text(task->text), db_text(task->owner), db_text(task->asked_by),
                  db_int(task->asked_ms), db_int(task->due_ms), db_text(task->state),
                  db_int(task->priority)));
}

enum result task_save(struct store *store, const struct task *task, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE task SET text = $2, owner = $3, due_ms = $4, state = $5, answer = $6,"
                  " ended_by = $7, ended_ms = $8, priority = $9, proof = $10 WHERE id = $1",
                  DB_VALUES(db_int(task->id), db_text(task->text), db_text(task->owner),
                            db_int(task->due_ms), db_text(task->state), db_text(task->answer),
                            db_text(task->ended_by), db_int(task->ended_ms), db_int(task->priority),
                            db_text(task->proof)));
}

enum result task_get(struct store *store, struct arena *arena, int64_t incident_id, int64_t number,
                     struct task *ret_task, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows,
                 "SELECT" COLUMNS "FROM task k WHERE k.incident_id = $1 AND k.number = $2",
                 DB_VALUES(db_int(incident_id), db_int(number)));
    if (result == OK)
        *ret_task = read_task(&rows, arena);
    db_done(&rows);
    return result;
}

enum result task_find(struct store *store, struct arena *arena, const struct task_filter *filter,
                      struct task_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct task_list list = {arena_alloc(arena, TASKS_MAX * sizeof *list.tasks), 0};
    enum result result = db_query(
        &store->db, err, &rows,
        "SELECT" COLUMNS "FROM task k JOIN incident i ON i.id = k.incident_id"
        " WHERE ($1 = 0 OR k.incident_id = $1) AND ($2 = 0 OR k.state IN ('open', 'accepted'))"
        " AND ($3 IS NULL OR k.owner = $3) AND ($4 = 0 OR k.kind NOT IN ('ask', 'postmortem'))"
        " AND ($5 = 0 OR (i.drill = 0 AND i.outcome = ''))"
        " AND ($6 = 0 OR (k.due_ms > 0 AND k.due_ms < $6))"
        " AND i.resolved_ms >= $7 AND ($8 = 0 OR i.resolved_ms < $8)"
        " ORDER BY k.incident_id, k.number LIMIT $9",
        DB_VALUES(db_int(filter->incident_id), db_int(filter->open_only), db_text(filter->owner),
                  db_int(filter->items_only), db_int(filter->counted),
                  db_int(filter->due_before_ms), db_int(filter->resolved_from_ms),
                  db_int(filter->resolved_to_ms), db_int(TASKS_MAX)));
    while (db_more(&rows, &result, err))
        list.tasks[list.count++] = read_task(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

enum result task_list(struct store *store, struct arena *arena, int64_t incident_id, bool open_only,
                      const char *owner, struct task_list *ret_list, struct err *err) {
    struct task_filter filter = {
        .incident_id = incident_id, .open_only = open_only, .owner = owner};
    return task_find(store, arena, &filter, ret_list, err);
}

enum result task_postpone(struct store *store, int64_t task_id,
                          const struct postponement *postponement, struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO postponement (task_id, from_ms, to_ms, why, who, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5, $6)",
                  DB_VALUES(db_int(task_id), db_int(postponement->from_ms),
                            db_int(postponement->to_ms), db_text(postponement->why),
                            db_text(postponement->who), db_int(postponement->at_ms)));
}

enum result task_postponements(struct store *store, struct arena *arena, int64_t task_id,
                               struct postponement_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct postponement_list list = {
        arena_alloc(arena, POSTPONEMENTS_MAX * sizeof *list.postponements), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT from_ms, to_ms, why, who, at_ms FROM postponement"
                                  " WHERE task_id = $1 ORDER BY id LIMIT $2",
                                  DB_VALUES(db_int(task_id), db_int(POSTPONEMENTS_MAX)));
    while (db_more(&rows, &result, err))
        list.postponements[list.count++] =
            (struct postponement){.from_ms = db_column_int(&rows, 0),
                                  .to_ms = db_column_int(&rows, 1),
                                  .why = arena_strdup(arena, db_column_text(&rows, 2)),
                                  .who = arena_strdup(arena, db_column_text(&rows, 3)),
                                  .at_ms = db_column_int(&rows, 4)};
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
