/* Who is invited into an incident's own channel, and what stands above its messages. See
 * own_channel.h. */
#include "handlers/kit/own_channel.h"

#include "base/str.h"
#include "handlers/kit/audience.h"
#include "model/slack_text.h"
#include "store/postmortems.h"

enum { INVITED_MAX = 100, LINKS_MAX = 5 };

/* ---- Guests */

/* A list of user ids with commas between, as Slack takes it. */
struct guests {
    struct context *cx;
    const char *ids;
    int count;
};

/* Those who were invited before were told, whether they came or not. */
static enum result invite(struct guests *guests, const char *user) {
    struct context *cx = guests->cx;
    if (!slack_user_id(user) || guests->count >= INVITED_MAX)
        return OK;
    enum result result = own_channel_invite(cx->store, cx->incident->id, user, cx->err);
    if (result == SEEN)
        return OK;
    guests->ids = arena_printf(cx->arena, "%s%s%s", guests->ids, guests->count ? "," : "", user);
    guests->count++;
    return result;
}

/* A role's holder, a person, or everybody of a group. */
static enum result invite_named(struct guests *guests, const char *name) {
    struct context *cx = guests->cx;
    const struct playbook_role *role = playbook_role(cx->playbook, name);
    const struct playbook_person *person = playbook_person(cx->playbook, name);
    const struct playbook_group *group = playbook_group(cx->playbook, name);
    enum result result = OK;
    if (role)
        return invite(guests, role_holder(&cx->roles, role->name));
    if (person)
        return invite(guests, person->slack);
    for (int i = 0; group && result == OK && i < group->members.count; i++)
        result = invite(guests, group->members.texts[i]);
    return result;
}

enum result own_channel_invite_all(struct context *cx, const struct own_channel *own,
                                   const struct playbook_own_channel *rules) {
    struct guests guests = {cx, "", 0};
    struct people people = {0};
    enum result result = audience(cx, &people);
    for (int i = 0; result == OK && i < people.count; i++)
        result = invite(&guests, people.users[i]);
    for (int i = 0; result == OK && i < cx->roles.count; i++)
        result = invite(&guests, cx->roles.roles[i].holder);
    for (int i = 0; rules && result == OK && i < rules->invite.count; i++)
        result = invite_named(&guests, rules->invite.texts[i]);
    if (result != OK || guests.count == 0)
        return result;
    struct json *body = json_new_object();
    json_put_str(body, "channel", own->channel);
    json_put_str(body, "users", guests.ids);
    json_put_bool(body, "force", true); /* the others come, whoever of them cannot */
    return own_channel_call(cx, "conversations.invite", body, OWN_INVITED);
}

/* ---- Links */

static enum result link_to(struct context *cx, const struct own_channel *own, const char *title,
                           const char *link) {
    struct own_channel_link known = {.title = title, .link = "", .id = ""};
    bool is_link = str_starts(link, "https://") || str_starts(link, "http://");
    enum result result =
        own_channel_link_get(cx->store, cx->arena, cx->incident->id, title, &known, cx->err);
    bool same = result == OK && str_equal(known.link, link);
    if ((result != OK && result != ABSENT) || !is_link || same)
        return result == ABSENT ? OK : result;
    known.link = link;
    result = own_channel_link_put(cx->store, cx->incident->id, &known, cx->err);
    if (result != OK)
        return result;
    struct json *body = json_new_object();
    json_put_str(body, "channel_id", own->channel);
    json_put_str(body, "title", title);
    json_put_str(body, "link", link);
    json_put_str(body, *known.id ? "bookmark_id" : "type", *known.id ? known.id : "link");
    return own_channel_call(cx, *known.id ? "bookmarks.edit" : "bookmarks.add", body, OWN_LINKED);
}

enum result own_channel_link_all(struct context *cx, const struct own_channel *own) {
    struct postmortem postmortem;
    enum result result = link_to(cx, own, "Bridge", cx->incident->bridge);
    for (int i = 0; result == OK && i < cx->playbook->link_count && i < LINKS_MAX; i++)
        result = link_to(cx, own, cx->playbook->links[i].label, cx->playbook->links[i].url);
    if (result != OK)
        return result;
    result = postmortem_get(cx->store, cx->arena, cx->incident->id, &postmortem, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return link_to(cx, own, "Postmortem", postmortem.link);
}
