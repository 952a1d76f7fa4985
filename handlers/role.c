/* /incident role <role> [@who|me|next|none] [why], and ic, deputy, scribe as verbs of their own –
 * who does what. One person holds a role; the timeline keeps who held it before. Whoever gets one
 * is told its duties. What comms.c finds to be meant for the role of that name comes here too.
 * /incident roles [role] – who holds which, who is meant to, and what a role asks for. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/duty.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/facts.h"
#include "store/handoffs.h"
#include "store/participants.h"

#include <string.h>

/* ---- In turns */

/* Where the rotation of a role stands is kept for all incidents of a playbook. */
static const char *turn_fact(struct context *cx, const struct playbook_role *role) {
    return arena_printf(cx->arena, "rotation %s %s", cx->playbook->name, role->name);
}

/* Whose turn it was: whoever of the rotation holds the role now, else whoever got it by turn last;
 * -1 for nobody. */
static enum result last_turn(struct context *cx, const struct playbook_role *role, int *ret_index) {
    const char *last = "", *holder = role_holder(&cx->roles, role->name);
    enum result result = fact_get(cx->store, cx->arena, turn_fact(cx, role), &last, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    *ret_index = -1;
    for (int i = 0; i < role->rotation.count; i++) {
        const struct playbook_person *person =
            playbook_person(cx->playbook, role->rotation.texts[i]);
        if (person && *holder && str_equal(person->slack, holder))
            *ret_index = i;
        if (*ret_index < 0 && str_equal_nocase(role->rotation.texts[i], last))
            *ret_index = i;
    }
    return OK;
}

static const char *names_in_turn(struct context *cx, const struct playbook_role *role) {
    const char *names = "";
    for (int i = 0; i < role->rotation.count; i++)
        names = arena_printf(cx->arena, "%s%s%s", names, i ? ", " : "", role->rotation.texts[i]);
    return names;
}

/* The next of the rotation that Slack knows. A rehearsal uses up nobody's turn. */
static enum result next_in_turn(struct context *cx, const struct playbook_role *role,
                                const char **ret_holder) {
    const struct playbook_texts *rotation = &role->rotation;
    int last = -1;
    if (!rotation->count)
        return fail(cx->err, INVALID,
                    "The playbook has nobody take turns as %s; name a person with @, or write me",
                    view_role(cx, role->name));
    enum result result = last_turn(cx, role, &last);
    if (result != OK)
        return result;
    for (int i = 1; i <= rotation->count; i++) {
        const char *name = rotation->texts[(last + i) % rotation->count];
        const struct playbook_person *person = playbook_person(cx->playbook, name);
        if (!person || !*person->slack)
            continue;
        *ret_holder = person->slack;
        return cx->incident->drill ? OK : fact_put(cx->store, turn_fact(cx, role), name, cx->err);
    }
    return fail(cx->err, INVALID,
                "Slack knows nobody of those who take turns as %s (%s): the playbook does not say "
                "who they are there. Name a person with @, or write me",
                view_role(cx, role->name), names_in_turn(cx, role));
}

/* ---- Giving and taking */

/* Takes "@who", "me", "next" or "none"; "" for none. */
static enum result take_holder(struct context *cx, const struct request *rq,
                               const struct playbook_role *role, struct words *line,
                               const char **ret_holder) {
    struct slack_mention who;
    if (!*line->rest || words_take_this(line, "me") || words_take_this(line, "myself")) {
        *ret_holder = rq->user;
        return OK;
    }
    if (words_take_this(line, "none") || words_take_this(line, "nobody")) {
        *ret_holder = "";
        return OK;
    }
    if (words_take_this(line, "next"))
        return next_in_turn(cx, role, ret_holder);
    if (!slack_mention_at(line->rest, &who))
        return fail(cx->err, INVALID, "Name a person with @, or write me or none");
    if (who.kind != SLACK_MENTION_USER)
        return slack_mention_unknown(who.name, cx->err);
    if (str_equal(who.id, cx->place->bot_user))
        return fail(cx->err, INVALID, "I keep the time and the record; the roles are for people");
    const char *behind = line->rest + who.len;
    *line = words_of(cx->arena, behind + strspn(behind, ",:;"));
    *ret_holder = arena_strdup(cx->arena, who.id);
    return OK;
}

/* How the holder came to it, without full stop. */
static const char *lead_of(struct context *cx, const struct request *rq, const char *why) {
    return arena_printf(cx->arena, "%s gave it to you%s%s", mention(cx, rq->user),
                        *why ? " – " : "", why);
}

static enum result assign(struct context *cx, const struct request *rq,
                          const struct playbook_role *role, const char *arguments) {
    struct words line = words_of(cx->arena, arguments);
    const char *before = role_holder(&cx->roles, role->name), *holder = "", *fact = "";
    enum result result = take_holder(cx, rq, role, &line, &holder);
    if (result != OK)
        return result;
    if (str_equal(before, holder)) {
        reply_say(cx, "%s: %s is %s already. Nothing to do.", heading(cx), mention(cx, holder),
                  view_role(cx, role->name));
        reply_unused(cx, line.rest);
        return OK;
    }
    if (str_equal(role->name, "ic") && !*holder)
        return fail(cx->err, INVALID,
                    "An incident always has a commander; hand it to somebody: `%s ic @name`",
                    cx->config->slack.command);
    if (*line.rest && (result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX)) != OK)
        return result;
    if ((result = duty_give(cx, rq, role, holder, line.rest, &fact)) != OK)
        return result;
    reply_say(cx, "%s: %s; the card and the thread say so.", heading(cx), shown(cx, fact));
    result = duty_brief(cx, rq, role, lead_of(cx, rq, line.rest));
    warn_unreachable(cx);
    return result;
}

static enum result role(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    const struct playbook_role *found;
    enum result result = duty_named(cx, words_take_verb(&line), &found);
    return result == OK ? assign(cx, rq, found, line.rest) : result;
}

/* ic, deputy and scribe as verbs, under whichever of their words was typed. */
static enum result role_verb(struct context *cx, const struct request *rq) {
    const struct handler *handler = handler_find(TRIGGER_COMMAND, rq->name);
    const struct playbook_role *found;
    enum result result = duty_named(cx, handler->name, &found);
    return result == OK ? assign(cx, rq, found, rq->args) : result;
}

/* ---- From the beginning */

static void offer_duties(struct context *cx, const struct playbook_role *role) {
    const char *line = arena_printf(cx->arena, "roles %s %s", cx->incident->name, role->name);
    reply_say(cx, "Your duties as %s: `%s %s`", view_role(cx, role->name),
              cx->config->slack.command, line);
    reply_button(cx, arena_printf(cx->arena, "Duties: %s", view_role(cx, role->name)), line);
}

/* Whoever the playbook or the settings named gets to know what they are. Whoever declared it has
 * enough to read already. */
static enum result declared(struct context *cx, const struct request *rq) {
    enum result result = OK;
    for (int i = 0; result == OK && i < cx->playbook->role_count; i++) {
        const struct playbook_role *role = &cx->playbook->roles[i];
        if (!str_equal(role_holder(&cx->roles, role->name), rq->user))
            result = duty_brief(cx, rq, role, "you are it from the beginning");
        else if (role->duties.count)
            offer_duties(cx, role);
    }
    return result;
}

/* ---- Showing */

/* " · offered to @bob at 14:05 UTC, who has not answered yet" */
static const char *offer_of(struct context *cx, const struct handoff_list *offers,
                            const char *role) {
    char when[PHRASE_WHEN_SIZE];
    for (int i = 0; i < offers->count; i++)
        if (str_equal(offers->handoffs[i].role, role))
            return arena_printf(cx->arena, " · offered to %s at %s, who has not answered yet",
                                mention(cx, offers->handoffs[i].taker),
                                phrase_of_moment(offers->handoffs[i].asked_ms, cx->now_ms, when));
    return "";
}

static enum result say_participants(struct context *cx) {
    struct participant_list list;
    const char *names = "";
    enum result result = participant_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    if (result != OK || !list.count)
        return result;
    for (int i = 0; i < list.count; i++)
        names = arena_printf(cx->arena, "%s%s%s", names, i ? ", " : "",
                             mention(cx, list.participants[i].who));
    reply_say(cx, "Joined: %s", names);
    return OK;
}

/* One role, with what it asks for. */
static void say_one(struct context *cx, const struct playbook_role *one,
                    const struct handoff_list *offers) {
    reply_say(cx, "%s: %s%s", heading(cx), duty_line(cx, one), offer_of(cx, offers, one->name));
    duty_say(cx, one);
    reply_say(cx, "To take it: `%s role %s me` · to hand it over: `%s handoff %s @name`",
              cx->config->slack.command, one->name, cx->config->slack.command, one->name);
}

static enum result roles(struct context *cx, const struct request *rq) {
    struct handoff_list offers;
    struct words line = words_of(cx->arena, rq->args);
    const char *command = cx->config->slack.command, *word = words_take_verb(&line);
    const struct playbook_role *one = *word ? playbook_role(cx->playbook, word) : NULL;
    enum result result = handoff_list(cx->store, cx->arena, cx->incident->id, &offers, cx->err);
    if (result != OK)
        return result;
    if (one) {
        say_one(cx, one, &offers);
        reply_unused(cx, line.rest);
        return OK;
    }
    reply_say(cx, "%s: who does what", heading(cx));
    for (int i = 0; i < cx->playbook->role_count; i++)
        reply_say(cx, "• %s%s", duty_line(cx, &cx->playbook->roles[i]),
                  offer_of(cx, &offers, cx->playbook->roles[i].name));
    result = say_participants(cx);
    reply_say(cx,
              "To take one: `%s scribe me`; to give one: `%s deputy @name`; to hand yours over: "
              "`%s handoff ic @name`; what one asks for: `%s roles ic`",
              command, command, command, command);
    reply_unused(cx, rq->args);
    return result;
}

#define ROLE_VERB(word, other, what)                                                               \
    {                                                                                              \
        .trigger = TRIGGER_COMMAND, .name = word, .aliases = other,                                \
        .usage = "[@who|me|next|none] [why]",                                                      \
        .summary = "make somebody " what ", or take it yourself", .example = word " me",           \
        .needs = NEEDS_OPEN_INCIDENT, .run = role_verb                                             \
    }

const struct handler handlers_role[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "role",
     .aliases = "assign",
     .usage = "<role> [@who|me|next|none] [why]",
     .summary = "give or take a role: ic, deputy, scribe, comms, or another of the playbook's",
     .example = "role scribe me",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = role},
    ROLE_VERB("ic", "lead commander owner", "incident commander"),
    ROLE_VERB("deputy", "second", "deputy"),
    ROLE_VERB("scribe", NULL, "scribe"),
    {.trigger = TRIGGER_COMMAND,
     .name = "roles",
     .aliases = "who",
     .usage = "[role]",
     .summary = "see who holds which role, and what a role asks for",
     .example = "roles",
     .needs = NEEDS_INCIDENT,
     .run = roles},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {0},
};
