/* Roles: see roles.h. */
#include "store/roles.h"

#include "base/str.h"

enum { ROLES_MAX = 32 };

enum result role_put(struct store *store, int64_t incident_id, const struct role *role,
                     struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO role (incident_id, role, holder, since_ms) VALUES ($1, $2, $3, $4)"
                  " ON CONFLICT (incident_id, role) DO UPDATE SET holder = excluded.holder,"
                  " since_ms = excluded.since_ms",
                  DB_VALUES(db_int(incident_id), db_text(role->name), db_text(role->holder),
                            db_int(role->since_ms)));
}

enum result role_clear(struct store *store, int64_t incident_id, const char *name,
                       struct err *err) {
    return db_run(&store->db, err, "DELETE FROM role WHERE incident_id = $1 AND role = $2",
                  DB_VALUES(db_int(incident_id), db_text(name)));
}

enum result role_list(struct store *store, struct arena *arena, int64_t incident_id,
                      struct role_list *ret_list, struct err *err) {
    struct db_rows rows;
    struct role_list list = {arena_alloc(arena, ROLES_MAX * sizeof *list.roles), 0};
    enum result result = db_query(&store->db, err, &rows,
                                  "SELECT role, holder, since_ms FROM role WHERE incident_id = $1"
                                  " ORDER BY role <> 'ic', since_ms, role LIMIT $2",
                                  DB_VALUES(db_int(incident_id), db_int(ROLES_MAX)));
    while (db_more(&rows, &result, err))
        list.roles[list.count++] = (struct role){
            .name = arena_strdup(arena, db_column_text(&rows, 0)),
            .holder = arena_strdup(arena, db_column_text(&rows, 1)),
            .since_ms = db_column_int(&rows, 2),
        };
    db_done(&rows);
    if (result == OK)
        *ret_list = list;
    return result;
}

const char *role_holder(const struct role_list *list, const char *name) {
    for (int i = 0; i < list->count; i++)
        if (str_equal(list->roles[i].name, name))
            return list->roles[i].holder;
    return "";
}
