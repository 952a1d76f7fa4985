/* Whom to call: see escalation.h. */
#include "handlers/kit/escalation.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/incidents.h"

static struct somebody person_called(const struct playbook *playbook, const char *name) {
    const struct playbook_person *person = playbook_person(playbook, name);
    if (!person)
        return (struct somebody){name, "", "", ""};
    return (struct somebody){person->name, person->slack, person->phone, person->email};
}

struct somebody somebody_of(struct context *cx, const char *who) {
    const struct playbook_role *role = playbook_role(cx->playbook, who);
    if (!role)
        return person_called(cx->playbook, who);
    const char *holder = role_holder(&cx->roles, role->name);
    if (!*holder && *role->falls_to)
        holder = role_holder(&cx->roles, role->falls_to);
    if (*holder)
        return (struct somebody){role->title, holder, "", ""};
    struct somebody primary = person_called(cx->playbook, role->primary);
    return *primary.name ? primary : (struct somebody){role->title, "", "", ""};
}

const char *somebody_shown(struct context *cx, const struct somebody *somebody) {
    if (*somebody->user)
        return mention(cx, somebody->user);
    const char *reach = *somebody->phone ? somebody->phone : somebody->email;
    return *reach ? arena_printf(cx->arena, "%s (%s)", somebody->name, reach) : somebody->name;
}

static enum result call(struct context *cx, const char *actor, const struct somebody *somebody,
                        const char *why) {
    const char *fact =
        arena_printf(cx->arena, "%s is called: %s", somebody_shown(cx, somebody), why);
    enum result result = record(cx, actor, "escalated", fact);
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = post_notice(cx, arena_printf(cx->arena, ":rotating_light: %s", fact), "");
    if (result != OK || !*somebody->user)
        return result;
    const struct incident *incident = cx->incident;
    const char *text = arena_printf(
        cx->arena, "You are needed on *%s* %s *%s*: %s. `%s show %s` says where it stands.",
        incident->name, view_severity(cx, incident->severity), shown(cx, incident->title),
        shown(cx, why), cx->config->slack.command, incident->name);
    return post_private_text(cx, somebody->user, text, 0);
}

/* Steps that come to the one who was called just before, or who acts, are passed over. */
enum result escalate_next(struct context *cx, const char *actor, const char *why,
                          struct somebody *ret_called) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    while (cx->incident->escalated < escalation->path_count) {
        const char *who = escalation->path[cx->incident->escalated++].who;
        struct somebody found = somebody_of(cx, who);
        if (!*found.name || str_equal(found.user, actor))
            continue;
        *ret_called = found;
        return call(cx, actor, &found, why);
    }
    return ABSENT;
}
