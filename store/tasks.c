/* Tasks of an incident: see tasks.h. */
#include "store/tasks.h"

#include "base/str.h"

enum { TASKS_MAX = 200 };

#define COLUMNS                                                                                    \
    " id, incident_id, number, kind, text, owner, asked_by, asked_ms, due_ms, state, answer,"      \
    " ended_by, ended_ms "

bool task_is_debt(const struct task *task) {
    return !str_equal(task->kind, TASK_ASK);
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
        " state, answer, ended_by, ended_ms)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', 0) RETURNING id",
        DB_VALUES(db_int(task->incident_id), db_int(task->number), db_text(task->kind),
                  db_text(task->text), db_text(task->owner), db_text(task->asked_by),
                  db_int(task->asked_ms), db_int(task->due_ms), db_text(task->state)));
}

enum result task_save(struct store *store, const struct task *task, struct err *err) {
    return db_run(&store->db, err,
                  "UPDATE task SET text = $2, owner = $3, due_ms = $4, state = $5, answer = $6,"
                  " ended_by = $7, ended_ms = $8 WHERE id = $1",
                  DB_VALUES(db_int(task->id), db_text(task->text), db_text(task->owner),
                            db_int(task->due_ms), db_text(task->state), db_text(task->answer),
                            db_text(task->ended_by), db_int(task->ended_ms)));
}

enum result task_get(struct store *store, struct arena *arena, int64_t incident_id, int64_t number,
                     struct task *ret_task, struct err *err) {
    struct db_rows rows;
    enum result result = db_first(
        &store->db, err, &rows, "SELECT" COLUMNS "FROM task WHERE incident_id = $1 AND number = $2",
        DB_VALUES(db_int(incident_id), db_int(number)));
    if (result == OK)
        *ret_task = read_task(&rows, arena);
    db_done(&rows);
    return result;
}

enum result task_list(struct store *store, struct arena *arena, int64_t incident_id, bool open_only,
                      const char *owner, struct task_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct task_list list = {arena_alloc(arena, TASKS_MAX * sizeof *list.tasks), 0};
    enum result result = db_query(
        &store->db, err, &rows,
        "SELECT" COLUMNS "FROM task WHERE ($1 = 0 OR incident_id = $1)"
        " AND ($2 = 0 OR state IN ('open', 'accepted'))"
        " AND ($3 IS NULL OR owner = $3) ORDER BY incident_id, number LIMIT $4",
        DB_VALUES(db_int(incident_id), db_int(open_only), db_text(owner), db_int(TASKS_MAX)));
    while (db_more(&rows, &result, err))
        list.tasks[list.count++] = read_task(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}
