/* Slack's answers about people and user groups, and the moments at which they are asked for: early,
 * so that a text for outside has names and an approval its members when somebody needs them. */
#include "handlers/kit/directory.h"

#include "base/str.h"
#include "handlers/kit/moment.h"
#include "model/slack_text.h"

/* ---- Answers */

/* What is shown instead of a name that is empty, in Slack's own order. */
static const char *name_in(const struct json *answer) {
    static const char *const places[] = {"user.profile.display_name", "user.profile.real_name",
                                         "user.real_name", "user.name"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (*json_text_at(answer, places[i]))
            return json_text_at(answer, places[i]);
    return "";
}

/* Foreign text, of one line. */
static const char *stored_name(struct context *cx, const char *name) {
    STR_AUTO(stored, 400);
    slack_text_in(SLACK_FOREIGN, name, &stored);
    char *line = arena_strdup(cx->arena, stored.full ? "" : stored.text);
    for (char *at = line; *at; at++)
        if (*at == '\n')
            *at = ' ';
    return line;
}

static enum result person(struct context *cx, const struct request *rq) {
    const char *user = json_text_at(rq->payload, "call.user");
    struct known_person known = {user, rq->ok ? stored_name(cx, name_in(rq->payload)) : "",
                                 cx->now_ms};
    if (!slack_user_id(user) || str_equal(json_text_at(rq->payload, "error"), "expired"))
        return OK;
    return directory_put_person(cx->store, &known, cx->err);
}

/* The ids of a list, with single spaces between; what is no user's id is left out. */
static const char *ids_in(struct context *cx, const struct json *users) {
    const char *ids = "";
    for (size_t i = 0; i < json_len(users, "") && i < DIRECTORY_MEMBERS_MAX; i++) {
        const char *id = json_text_at(json_item(users, i), "");
        if (slack_user_id(id))
            ids = arena_printf(cx->arena, "%s%s%s", ids, *ids ? " " : "", id);
    }
    return ids;
}

/* Slack did not say: whoever was known before stays known. */
static enum result refused(struct context *cx, const char *word, const char *error) {
    struct known_group known = {word, "", "", error, cx->now_ms}, before;
    if (str_equal(error, "expired"))
        return OK;
    enum result result = directory_get_group(cx->store, cx->arena, word, &before, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    if (result == OK) {
        known.id = before.id;
        known.members = before.members;
    }
    return directory_put_group(cx->store, &known, cx->err);
}

static enum result group(struct context *cx, const struct request *rq) {
    const char *word = json_text_at(rq->payload, "call.usergroup");
    if (!rq->ok)
        return refused(cx, word, json_text_at(rq->payload, "error"));
    struct known_group known = {word, word, ids_in(cx, json_at(rq->payload, "users")), "",
                                cx->now_ms};
    return directory_put_group(cx->store, &known, cx->err);
}

/* The group with this handle, which the playbook writes with a @ or without. */
static const struct json *find_handle(const struct json *answer, const char *word) {
    const struct json *groups = json_at(answer, "usergroups");
    word += *word == '@';
    for (size_t i = 0; i < json_len(groups, ""); i++)
        if (str_equal_nocase(json_text_at(json_item(groups, i), "handle"), word))
            return json_item(groups, i);
    return NULL;
}

static enum result find_group(struct context *cx, const struct request *rq, const char *word) {
    const struct json *found = rq->ok ? find_handle(rq->payload, word) : NULL;
    if (!rq->ok)
        return refused(cx, word, json_text_at(rq->payload, "error"));
    if (!found)
        return refused(cx, word, "no_such_subteam");
    struct known_group known = {word, arena_strdup(cx->arena, json_text_at(found, "id")),
                                ids_in(cx, json_at(found, "users")), "", cx->now_ms};
    return directory_put_group(cx->store, &known, cx->err);
}

/* Every group that the playbook names by a handle. */
static enum result groups(struct context *cx, const struct request *rq) {
    enum result result = OK;
    for (int i = 0; result == OK && i < cx->playbook->group_count; i++) {
        const char *word = cx->playbook->groups[i].usergroup;
        if (*word && !directory_is_id(word))
            result = find_group(cx, rq, word);
    }
    return result;
}

/* ---- Moments */

static enum result ask_people(struct context *cx) {
    if (cx->playbook->communication_count == 0) /* nobody outside reads of them */
        return OK;
    enum result result = directory_ask_person(cx, cx->incident->declared_by);
    for (int i = 0; result == OK && i < cx->roles.count; i++)
        result = directory_ask_person(cx, cx->roles.roles[i].holder);
    return result;
}

static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    enum result result = ask_people(cx);
    for (int i = 0; result == OK && i < cx->playbook->group_count; i++)
        result = directory_ask_group(cx, &cx->playbook->groups[i]);
    return result;
}

static enum result role_changed(struct context *cx, const struct request *rq) {
    (void)rq;
    return ask_people(cx);
}

const struct handler handlers_directory[] = {
    {.trigger = TRIGGER_RESULT, .name = DIRECTORY_PERSON, .run = person},
    {.trigger = TRIGGER_RESULT, .name = DIRECTORY_GROUP, .run = group},
    {.trigger = TRIGGER_RESULT, .name = DIRECTORY_GROUPS, .run = groups},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ROLE, .run = role_changed},
    {0},
};
