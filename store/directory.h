/* What Slack told of the people and the user groups of its workspace, and when: they change seldom,
 * and are asked for anew when what is known is old. */
#ifndef STORE_DIRECTORY_H
#define STORE_DIRECTORY_H

#include "base/mem.h"
#include "store/store.h"

struct known_person {
    const char *who;  /* a user id */
    const char *name; /* as Slack shows them; "": Slack did not say */
    int64_t at_ms;
};

struct known_people {
    struct known_person *people;
    int count;
};

struct known_group {
    const char *word;    /* as the playbook names it: an id, "S0ONCALL", or a handle, "@oncall" */
    const char *id;      /* "" while it is not known */
    const char *members; /* user ids with single spaces between */
    const char *error;   /* why Slack did not say who is in it; "" when it did */
    int64_t at_ms;
};

struct known_groups {
    struct known_group *groups;
    int count;
};

/* Each takes the place of what was known before. */
enum result directory_put_person(struct store *store, const struct known_person *person,
                                 struct err *err) RESULT;
enum result directory_put_group(struct store *store, const struct known_group *group,
                                struct err *err) RESULT;

/* ABSENT when Slack was never asked. */
enum result directory_get_person(struct store *store, struct arena *arena, const char *who,
                                 struct known_person *ret_person, struct err *err) RESULT;
enum result directory_get_group(struct store *store, struct arena *arena, const char *word,
                                struct known_group *ret_group, struct err *err) RESULT;

/* Everybody whose name is known, at most 2000; all groups, at most 200. */
enum result directory_people(struct store *store, struct arena *arena,
                             struct known_people *ret_people, struct err *err) RESULT;
enum result directory_groups(struct store *store, struct arena *arena,
                             struct known_groups *ret_groups, struct err *err) RESULT;

#endif
