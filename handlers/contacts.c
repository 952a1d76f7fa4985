/* /incident contacts – who can be reached, who holds which role, and who is called after whom; in
 * an incident's thread, or with its name, by the rules that it began with. */
#include "base/str.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/rules.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/words.h"

static void say_contacts(struct context *cx) {
    for (int i = 0; i < cx->playbook->contact_count; i++) {
        const struct playbook_contact *contact = &cx->playbook->contacts[i];
        reply_say(cx, "• %s: %s%s", contact->role, contact->contact,
                  contact->outside ? " (outside)" : "");
    }
}

static void say_people(struct context *cx) {
    if (cx->playbook->person_count)
        reply_say(cx, "People:");
    for (int i = 0; i < cx->playbook->person_count; i++) {
        const struct playbook_person *person = &cx->playbook->people[i];
        STR_AUTO(reach, 500);
        if (*person->slack)
            str_addf(&reach, " %s", mention(cx, person->slack));
        if (*person->phone)
            str_addf(&reach, " %s", person->phone);
        if (*person->email)
            str_addf(&reach, " %s", person->email);
        reply_say(cx, "• %s:%s", person->name, reach.len ? reach.text : " not known yet");
    }
}

static void say_holders(struct context *cx) {
    reply_say(cx, "Roles:");
    for (int i = 0; i < cx->playbook->role_count; i++) {
        const struct playbook_role *role = &cx->playbook->roles[i];
        const struct playbook_role *other = playbook_role(cx->playbook, role->falls_to);
        STR_AUTO(who, 500);
        if (*role->primary)
            str_addf(&who, "%s", role->primary);
        if (*role->backup)
            str_addf(&who, ", backup %s", role->backup);
        if (role->rotation.count)
            str_addf(&who, "%sin turn %s", who.len ? ", " : "", rules_joined(cx, &role->rotation));
        if (other)
            str_addf(&who, "%sthe %s until somebody takes it", who.len ? ", else " : "",
                     view_role(cx, other->name));
        if (!who.len)
            str_add(&who, str_equal(role->name, "ic") ? "whoever declares" : "whoever takes it");
        reply_say(cx, "• %s: %s", role->title, who.text);
    }
}

static void say_groups(struct context *cx) {
    for (int i = 0; i < cx->playbook->group_count; i++) {
        const struct playbook_group *group = &cx->playbook->groups[i];
        STR_AUTO(who, 2000);
        if (*directory_group_id(cx, group))
            str_addf(&who, " <!subteam^%s>", directory_group_id(cx, group));
        else if (*group->usergroup)
            str_addf(&who, " %s", group->usergroup);
        for (int j = 0; j < group->members.count; j++)
            str_addf(&who, " %s", mention(cx, group->members.texts[j]));
        reply_say(cx, "• %s:%s", *group->title ? group->title : group->name,
                  who.len ? who.text : " nobody is named");
    }
}

static const char *trigger_words(struct context *cx, const char *trigger) {
    if (str_equal(trigger, "sev1"))
        return view_severity(cx, SEVERITY_1);
    if (str_equal(trigger, "several-sev2"))
        return arena_printf(cx->arena, "several %s at once", view_severity(cx, SEVERITY_2));
    if (str_equal(trigger, "security"))
        return "a security incident";
    if (str_equal(trigger, "data"))
        return "data loss";
    return str_equal(trigger, "overdue") ? "an update that is overdue"
                                         : "an incident that nobody takes in time";
}

static void say_path(struct context *cx) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    char after[PHRASE_DURATION_SIZE];
    if (escalation->path_count)
        reply_say(cx, "Escalation path (`%s escalate` calls the next):", cx->config->slack.command);
    for (int i = 0; i < escalation->path_count; i++) {
        const struct playbook_step *step = &escalation->path[i];
        const struct playbook_role *role = playbook_role(cx->playbook, step->who);
        struct somebody somebody = somebody_of(cx, step->who);
        const char *who = somebody_shown(cx, &somebody);
        const char *title = role ? role->title : step->who;
        const char *when = "";
        if (step->after_ms)
            when = arena_printf(cx->arena, ", after %s%s without an answer",
                                phrase_of_duration(step->after_ms, PHRASE_LONG, after),
                                step->business_hours ? " of working time" : "");
        reply_say(cx, "%d. %s%s%s%s", i + 1, title, str_equal(who, title) ? "" : ": ",
                  str_equal(who, title) ? "" : who, when);
    }
    STR_AUTO(triggers, 500);
    for (int i = 0; i < escalation->triggers.count; i++)
        str_addf(&triggers, "%s%s", i ? ", " : "",
                 trigger_words(cx, escalation->triggers.texts[i]));
    if (triggers.len)
        reply_say(cx, "It is climbed by itself for: %s.", triggers.text);
}

static enum result contacts(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    enum result result = rules_take(cx, rq, &line);
    if (result != OK)
        return result;
    rules_say_head(cx, "Contacts");
    say_contacts(cx);
    say_groups(cx);
    say_holders(cx);
    say_people(cx);
    say_path(cx);
    rules_say_gaps(cx);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_contacts[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "contacts",
     .aliases = "contact phone",
     .usage = "",
     .summary = "see who can be reached, and who is called after whom",
     .example = "contacts",
     .run = contacts},
    {0},
};
