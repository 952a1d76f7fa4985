/* What Slack knows of people and groups: see directory.h. */
#include "handlers/kit/directory.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/post.h"
#include "model/slack_text.h"
#include "store/timeline.h"

#include <string.h>

enum { PERSON_FRESH_MS = DAY_MS, GROUP_FRESH_MS = HOUR_MS };

/* A question that nobody waits for is not asked for ever. */
enum { QUESTION_LIFE_MS = 10 * MINUTE_MS };

static bool is_fresh(const struct context *cx, int64_t at_ms, int64_t fresh_ms) {
    return at_ms <= cx->now_ms && cx->now_ms - at_ms < fresh_ms;
}

static enum result ask(struct context *cx, const char *method, const char *name, const char *value,
                       const char *about, const char *on_result) {
    struct json *body = json_new_object();
    json_put_str(body, name, value);
    return post_question(
        cx, method, body,
        &(struct post_how){.on_result = on_result,
                           .collapse = arena_printf(cx->arena, "%s:%s", on_result, about),
                           .expires_ms = cx->now_ms + QUESTION_LIFE_MS});
}

/* ---- People */

enum result directory_ask_person(struct context *cx, const char *user) {
    struct known_person known;
    if (!slack_user_id(user))
        return OK;
    enum result result = directory_get_person(cx->store, cx->arena, user, &known, cx->err);
    if (result == OK && is_fresh(cx, known.at_ms, PERSON_FRESH_MS))
        return OK;
    if (result != OK && result != ABSENT)
        return result;
    return ask(cx, "users.info", "user", user, user, DIRECTORY_PERSON);
}

enum result directory_load_people(struct context *cx, int *ret_asked) {
    struct known_people *known = arena_alloc(cx->arena, sizeof *known);
    struct people people;
    enum result result = directory_people(cx->store, cx->arena, known, cx->err);
    if (result == OK)
        result = timeline_concerned(cx->store, cx->arena, cx->incident->id, &people, cx->err);
    if (result != OK)
        return result;
    cx->people = known;
    *ret_asked = 0;
    for (int i = 0; result == OK && i < people.count; i++) {
        *ret_asked += !directory_name(cx, people.users[i]) && slack_user_id(people.users[i]);
        result = directory_ask_person(cx, people.users[i]);
    }
    return result;
}

const char *directory_name(const struct context *cx, const char *user) {
    for (int i = 0; i < cx->playbook->person_count; i++)
        if (str_equal(cx->playbook->people[i].slack, user))
            return cx->playbook->people[i].name;
    for (int i = 0; cx->people && i < cx->people->count; i++)
        if (str_equal(cx->people->people[i].who, user))
            return cx->people->people[i].name;
    return NULL;
}

/* ---- Groups */

bool directory_is_id(const char *word) {
    return *word == 'S' && !strpbrk(word, "abcdefghijklmnopqrstuvwxyz-_. ");
}

enum result directory_ask_group(struct context *cx, const struct playbook_group *group) {
    struct known_group known;
    const char *word = group->usergroup;
    if (!*word)
        return OK;
    enum result result = directory_get_group(cx->store, cx->arena, word, &known, cx->err);
    if (result == OK && is_fresh(cx, known.at_ms, GROUP_FRESH_MS))
        return OK;
    if (result != OK && result != ABSENT)
        return result;
    if (directory_is_id(word))
        return ask(cx, "usergroups.users.list", "usergroup", word, word, DIRECTORY_GROUP);
    return ask(cx, "usergroups.list", "include_users", "true", "", DIRECTORY_GROUPS);
}

enum result directory_load_groups(struct context *cx) {
    bool wanted = false;
    cx->groups = NULL;
    for (int i = 0; i < cx->playbook->group_count; i++)
        wanted = wanted || *cx->playbook->groups[i].usergroup;
    if (!wanted)
        return OK;
    struct known_groups *groups = arena_alloc(cx->arena, sizeof *groups);
    enum result result = directory_groups(cx->store, cx->arena, groups, cx->err);
    if (result == OK)
        cx->groups = groups;
    return result;
}

/* What is known of the user group that a group of the playbook names; NULL when it names none or
 * Slack has not answered yet. */
static const struct known_group *known_of(const struct context *cx,
                                          const struct playbook_group *group) {
    for (int i = 0; cx->groups && *group->usergroup && i < cx->groups->count; i++)
        if (str_equal(cx->groups->groups[i].word, group->usergroup))
            return &cx->groups->groups[i];
    return NULL;
}

bool directory_is_member(const struct context *cx, const struct playbook_group *group,
                         const char *user) {
    const struct known_group *known = known_of(cx, group);
    return playbook_has(&group->members, user) ||
           (*user && known && str_has_word(known->members, user));
}

struct playbook_texts directory_members(struct context *cx, const struct playbook_group *group) {
    const struct known_group *known = known_of(cx, group);
    struct playbook_texts all = {
        .texts = arena_alloc(cx->arena, DIRECTORY_MEMBERS_MAX * sizeof *all.texts)};
    for (int i = 0; i < group->members.count && all.count < DIRECTORY_MEMBERS_MAX; i++)
        all.texts[all.count++] = group->members.texts[i];
    for (const char *at = known ? known->members : ""; *at;) {
        size_t len = strcspn(at, " ");
        const char *user = arena_strndup(cx->arena, at, len);
        if (!playbook_has(&all, user) && all.count < DIRECTORY_MEMBERS_MAX)
            all.texts[all.count++] = user;
        at += len + (at[len] == ' ');
    }
    return all;
}

const char *directory_group_id(const struct context *cx, const struct playbook_group *group) {
    const struct known_group *known = known_of(cx, group);
    if (known && *known->id)
        return known->id;
    return directory_is_id(group->usergroup) ? group->usergroup : "";
}

const char *directory_trouble(struct context *cx, const struct playbook_group *group) {
    const struct known_group *known = known_of(cx, group);
    if (!*group->usergroup || (known && *known->members))
        return "";
    if (!known)
        return arena_printf(cx->arena,
                            "Slack has not told me yet who is in %s; try again in a minute",
                            group->usergroup);
    return arena_printf(cx->arena, "Slack does not tell me who is in %s (%s)", group->usergroup,
                        *known->error ? known->error : "nobody is");
}
