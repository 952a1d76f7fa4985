/* People and user groups in the store: see directory.h. */
#include "store/directory.h"

enum { PEOPLE_MAX = 2000, GROUPS_MAX = 200 };

/* ---- People */

#define PERSON "SELECT who, name, at_ms FROM person "

static struct known_person read_person(const struct db_rows *rows, struct arena *arena) {
    return (struct known_person){.who = arena_strdup(arena, db_column_text(rows, 0)),
                                 .name = arena_strdup(arena, db_column_text(rows, 1)),
                                 .at_ms = db_column_int(rows, 2)};
}

enum result directory_put_person(struct store *store, const struct known_person *person,
                                 struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO person (who, name, at_ms) VALUES ($1, $2, $3)"
                  " ON CONFLICT (who) DO UPDATE SET name = excluded.name, at_ms = excluded.at_ms",
                  DB_VALUES(db_text(person->who), db_text(person->name), db_int(person->at_ms)));
}

enum result directory_get_person(struct store *store, struct arena *arena, const char *who,
                                 struct known_person *ret_person, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows, PERSON "WHERE who = $1", DB_VALUES(db_text(who)));
    if (result == OK)
        *ret_person = read_person(&rows, arena);
    db_done(&rows);
    return result;
}

enum result directory_people(struct store *store, struct arena *arena,
                             struct known_people *ret_people, struct err *err) {
    struct db_rows rows;
    struct known_people people = {arena_alloc(arena, PEOPLE_MAX * sizeof *people.people), 0};
    enum result result =
        db_query(&store->db, err, &rows, PERSON "WHERE name <> '' ORDER BY at_ms DESC LIMIT $1",
                 DB_VALUES(db_int(PEOPLE_MAX)));
    while (db_more(&rows, &result, err))
        people.people[people.count++] = read_person(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_people = people;
    return result;
}

/* ---- Groups */

#define GROUP "SELECT word, id, members, error, at_ms FROM usergroup "

static struct known_group read_group(const struct db_rows *rows, struct arena *arena) {
    return (struct known_group){.word = arena_strdup(arena, db_column_text(rows, 0)),
                                .id = arena_strdup(arena, db_column_text(rows, 1)),
                                .members = arena_strdup(arena, db_column_text(rows, 2)),
                                .error = arena_strdup(arena, db_column_text(rows, 3)),
                                .at_ms = db_column_int(rows, 4)};
}

enum result directory_put_group(struct store *store, const struct known_group *group,
                                struct err *err) {
    return db_run(&store->db, err,
                  "INSERT INTO usergroup (word, id, members, error, at_ms)"
                  " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (word) DO UPDATE SET"
                  " id = excluded.id, members = excluded.members, error = excluded.error,"
                  " at_ms = excluded.at_ms",
                  DB_VALUES(db_text(group->word), db_text(group->id), db_text(group->members),
                            db_text(group->error), db_int(group->at_ms)));
}

enum result directory_get_group(struct store *store, struct arena *arena, const char *word,
                                struct known_group *ret_group, struct err *err) {
    struct db_rows rows;
    enum result result =
        db_first(&store->db, err, &rows, GROUP "WHERE word = $1", DB_VALUES(db_text(word)));
    if (result == OK)
        *ret_group = read_group(&rows, arena);
    db_done(&rows);
    return result;
}

enum result directory_groups(struct store *store, struct arena *arena,
                             struct known_groups *ret_groups, struct err *err) {
    struct db_rows rows;
    struct known_groups groups = {arena_alloc(arena, GROUPS_MAX * sizeof *groups.groups), 0};
    enum result result = db_query(&store->db, err, &rows, GROUP "ORDER BY word LIMIT $1",
                                  DB_VALUES(db_int(GROUPS_MAX)));
    while (db_more(&rows, &result, err))
        groups.groups[groups.count++] = read_group(&rows, arena);
    db_done(&rows);
    if (result == OK)
        *ret_groups = groups;
    return result;
}
