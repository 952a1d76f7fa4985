/* Roles in an incident: see duty.h. */
#include "handlers/kit/duty.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"

/* ---- Which */

/* "ic, deputy, scribe and comms" */
static const char *names_of(struct context *cx) {
    const struct playbook *playbook = cx->playbook;
    const char *names = "";
    for (int i = 0; i < playbook->role_count; i++)
        names = listed(cx, names, playbook->roles[i].name, i, playbook->role_count);
    return names;
}

enum result duty_named(struct context *cx, const char *word,
                       const struct playbook_role **ret_role) {
    const struct playbook_role *role = *word ? playbook_role(cx->playbook, word) : NULL;
    for (int i = 0; !role && *word && i < cx->playbook->role_count; i++)
        if (str_equal_nocase(cx->playbook->roles[i].title, word))
            role = &cx->playbook->roles[i];
    if (!role)
        return fail(cx->err, INVALID, "The roles are %s", names_of(cx));
    *ret_role = role;
    return OK;
}

/* ---- Giving */

static enum result store_holder(struct context *cx, const struct playbook_role *role,
                                const char *holder) {
    enum result result = *holder ? role_put(cx->store, cx->incident->id,
                                            &(struct role){role->name, holder, cx->now_ms}, cx->err)
                                 : role_clear(cx->store, cx->incident->id, role->name, cx->err);
    if (result == OK)
        result = role_list(cx->store, cx->arena, cx->incident->id, &cx->roles, cx->err);
    return result;
}

/* Whoever leads cannot be taken back to nobody. */
static const char *undo(struct context *cx, const struct playbook_role *role, const char *before) {
    if (!*before && str_equal(role->name, "ic"))
        return "";
    return arena_printf(cx->arena, "%s role %s %s %s", cx->config->slack.command,
                        cx->incident->name, role->name, *before ? mention(cx, before) : "none");
}

/* "@bob is scribe, before @alice – she is off now", in the stored form. */
static const char *fact_of(struct context *cx, const struct playbook_role *role, const char *holder,
                           const char *before, const char *why) {
    const char *fact =
        arena_printf(cx->arena, "%s is %s", mention(cx, holder), view_role(cx, role->name));
    if (*before)
        fact = arena_printf(cx->arena, "%s, before %s", fact, mention(cx, before));
    return *why ? arena_printf(cx->arena, "%s – %s", fact, why) : fact;
}

enum result duty_give(struct context *cx, const struct request *rq,
                      const struct playbook_role *role, const char *holder, const char *why,
                      const char **ret_fact) {
    const char *before = role_holder(&cx->roles, role->name);
    const char *fact = fact_of(cx, role, holder, before, why);
    enum result result = store_holder(cx, role, holder);
    if (result == OK)
        result = record(cx, rq->user, "role", fact);
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(cx, arena_printf(cx->arena, ":busts_in_silhouette: %s", fact),
                             undo(cx, role, before));
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_ROLE, role->name);
    if (result == OK)
        *ret_fact = fact;
    return result;
}

/* ---- Briefing */

static const char *duties_of(struct context *cx, const struct playbook_role *role) {
    const char *text = "";
    for (int i = 0; i < role->duties.count; i++)
        text = arena_printf(cx->arena, "%s%s• %s", text, i ? "\n" : "",
                            shown(cx, role->duties.texts[i]));
    return text;
}

void duty_say(struct context *cx, const struct playbook_role *role) {
    if (role->duties.count)
        reply_say(cx, "The duties of the %s:\n%s", view_role(cx, role->name), duties_of(cx, role));
}

static enum result brief_directly(struct context *cx, const struct playbook_role *role,
                                  const char *holder, const char *lead) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command, *duties = duties_of(cx, role);
    if (*duties)
        duties = arena_printf(cx->arena, "\nYour duties:\n%s", duties);
    return post_private_text(
        cx, holder,
        arena_printf(cx->arena,
                     ":busts_in_silhouette: You are *%s* of *%s* %s *%s*: %s.%s\nWhere it stands: "
                     "`%s catchup %s` · to hand it over: `%s handoff %s %s @name`",
                     view_role(cx, role->name), incident->name,
                     view_severity(cx, incident->severity), shown(cx, incident->title),
                     shown(cx, lead), duties, command, incident->name, command, incident->name,
                     role->name),
        0);
}

enum result duty_brief(struct context *cx, const struct request *rq,
                       const struct playbook_role *role, const char *lead) {
    const char *holder = role_holder(&cx->roles, role->name);
    if (!*holder)
        return OK;
    if (!str_equal(holder, rq->user))
        return cx->incident->drill ? OK : brief_directly(cx, role, holder, lead);
    if (role->duties.count)
        reply_say(cx, "Your duties as %s:\n%s", view_role(cx, role->name), duties_of(cx, role));
    return OK;
}

/* ---- Showing */

static const char *in_full(struct context *cx, const char *name) {
    struct somebody somebody = somebody_of(cx, name);
    return somebody_in_full(cx, &somebody);
}

/* Who is meant to be it while nobody is, and whom the playbook does not name. */
static const char *meant(struct context *cx, const struct playbook_role *role) {
    const char *text = "";
    if (*role->primary)
        text = arena_printf(cx->arena, " · primary: %s", in_full(cx, role->primary));
    if (*role->backup)
        text = arena_printf(cx->arena, "%s · backup: %s", text, in_full(cx, role->backup));
    else if (*role->primary)
        text = arena_printf(cx->arena, "%s · :warning: no backup is named", text);
    for (int i = 0; i < role->rotation.count; i++)
        text = arena_printf(cx->arena, "%s%s%s", text,
                            i ? ", " : " · in turns: ", role->rotation.texts[i]);
    if (role->rotation.count)
        text = arena_printf(cx->arena, "%s (`%s role %s next`)", text, cx->config->slack.command,
                            role->name);
    return text;
}

const char *duty_line(struct context *cx, const struct playbook_role *role) {
    const char *title = view_role(cx, role->name), *holder = role_holder(&cx->roles, role->name);
    const char *bearer = view_bearer(cx, role->name);
    if (*holder)
        return arena_printf(cx->arena, "%s: %s", title, mention(cx, holder));
    if (*bearer)
        return arena_printf(cx->arena, "%s: %s, as %s, until somebody takes it%s", title,
                            mention(cx, bearer), view_role(cx, role->falls_to), meant(cx, role));
    return arena_printf(cx->arena, "%s: nobody%s", title, meant(cx, role));
}
