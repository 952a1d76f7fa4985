/* From what a person typed to a handler and an incident: see route.h. */
#include "handlers/kit/route.h"

#include "handlers/kit/change.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/meant.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/playbooks.h"

enum { OFFERED_MAX = 10 };

/* ---- The verb */

/* Whether the line begins with what can be read as a severity, right or wrong ("sev9"). */
static bool begins_with_severity(struct context *cx, const char *line,
                                 enum severity_reading reading) {
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    struct words words = words_of(cx->arena, line);
    enum severity severity;
    return words_take_severity(&words, reading, &aliases, &severity, cx->err) != ABSENT;
}

static void offer_declare(struct context *cx, const char *line) {
    if (begins_with_severity(cx, line, SEVERITY_WORDS))
        reply_button(cx, arena_printf(cx->arena, "%s declare", cx->config->slack.command),
                     arena_printf(cx->arena, "declare %s", line));
}

static enum result offer_verbs(struct context *cx, const struct request *rq, const char *line,
                               const char *verb, const char *rest) {
    struct meant meant[MEANT_MAX];
    const char *command = cx->config->slack.command;
    int found = meant_verbs(cx, verb, rest, meant);
    reply_say(cx, "I do not know the verb *%s*.", shown(cx, verb));
    reply_typed(cx, rq);
    offer_declare(cx, line);
    for (int i = 0; i < found; i++)
        reply_button(cx, arena_printf(cx->arena, "%s %s", command, meant[i].start), meant[i].line);
    if (found || cx->reply->buttons) /* there is none for a line that is too long */
        reply_say(cx, "Did you mean one of these?%s",
                  cx->reply->buttons ? " Your words are kept." : "");
    for (int i = 0; i < found; i++)
        reply_say(cx, "• `%s %s …` – %s", command, meant[i].start, meant[i].handler->summary);
    reply_say(cx, "`%s help` lists every verb.", command);
    return ABSENT;
}

/* Takes an incident at the head out of the way ("inc 1 update …"), so that the verb comes first. An
 * incident alone is shown. */
static void move_incident_back(struct context *cx, struct words *line) {
    struct words copy = *line;
    struct incident_ref ref;
    enum words_place place;
    char name[INCIDENT_ID_SIZE];
    if (words_take_incident(&copy, &ref, &place, cx->err) == OK && place == WORDS_HEAD)
        line->rest = arena_printf(cx->arena, "%s %s", *copy.rest ? copy.rest : "show",
                                  incident_ref_name(&ref, name));
}

enum result route_command(struct context *cx, struct request *rq,
                          const struct handler **ret_handler) {
    struct words line = words_of(cx->arena, rq->typed);
    move_incident_back(cx, &line);
    const char *whole = line.rest;
    const char *verb = words_take_verb(&line);
    rq->name = *verb || *line.rest ? verb : "console";
    rq->args = line.rest;
    *ret_handler = handler_find(TRIGGER_COMMAND, rq->name);
    if (*ret_handler)
        return OK;
    if (begins_with_severity(cx, whole, SEVERITY_CODES)) {
        rq->name = "declare";
        rq->args = whole;
        *ret_handler = handler_find(TRIGGER_COMMAND, rq->name);
        return OK;
    }
    return offer_verbs(cx, rq, whole, *verb ? verb : line.rest, *verb ? line.rest : "");
}

/* ---- The incident */

enum result route_follow(struct context *cx, const struct incident *incident) {
    const char *name, *text;
    cx->playbook = library_current(cx->library);
    enum result result = playbook_other(cx->store, cx->arena, incident->playbook_id,
                                        cx->playbook->text, &name, &text, cx->err);
    if (result == OK)
        result = library_kept(cx->library, name, text, &cx->playbook, cx->err);
    cx->policy = &cx->playbook->policy;
    return result == ABSENT ? OK : result;
}

static enum result found(struct context *cx, const struct incident *incident, const char *guess) {
    cx->incident = arena_alloc(cx->arena, sizeof *cx->incident);
    *cx->incident = *incident;
    cx->guess = guess;
    enum result result = route_follow(cx, incident);
    if (result == OK)
        result = directory_load_groups(cx);
    if (result != OK)
        return result;
    return role_list(cx->store, cx->arena, incident->id, &cx->roles, cx->err);
}

enum result route_load(struct context *cx, int64_t incident_id) {
    struct incident incident;
    enum result result = incident_get(cx->store, cx->arena, incident_id, &incident, cx->err);
    return result == OK ? found(cx, &incident, "") : result;
}

static enum result by_reference(struct context *cx, const struct incident_ref *ref) {
    struct incident incident;
    char name[INCIDENT_ID_SIZE];
    enum result result = incident_by_ref(cx->store, cx->arena, ref, &incident, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "There is no incident %s; `%s list all` shows every one",
                    incident_ref_name(ref, name), cx->config->slack.command);
    return result == OK ? found(cx, &incident, "") : result;
}

static enum result offer_incidents(struct context *cx, const struct request *rq,
                                   const struct incident_list *list) {
    reply_say(cx, "Which incident do you mean?");
    reply_typed(cx, rq);
    for (int i = 0; i < list->count; i++) {
        const struct incident *incident = &list->incidents[i];
        enum result result = route_follow(cx, incident);
        if (result != OK)
            return result;
        reply_say(cx, "• %s*%s* %s %s", incident->drill ? "🧪 Drill " : "", incident->name,
                  view_severity(cx, incident->severity), shown(cx, incident->title));
        reply_button(cx, incident->name,
                     arena_printf(cx->arena, "%s %s %s", rq->name, incident->name, rq->args));
    }
    reply_say(cx, "Press one, or name it in your line: `%s %s %s …`", cx->config->slack.command,
              rq->name, list->incidents[0].name);
    return ABSENT;
}

/* The open incident that rq->user spoke of last, if it is a rehearsal; ABSENT otherwise. */
static enum result touched_drill(struct context *cx, const struct request *rq,
                                 struct incident *ret_incident) {
    enum result result = incident_touched(cx->store, cx->arena, rq->user, ret_incident, cx->err);
    return result == OK && !ret_incident->drill ? ABSENT : result;
}

/* A rehearsal and something real are open, and this person spoke of the rehearsal: what is meant
 * for one of them must not be told to the other. */
static enum result offer_with_drill(struct context *cx, const struct request *rq,
                                    const struct incident_list *open,
                                    const struct incident *drill) {
    struct incident_list both = {
        arena_alloc(cx->arena, (size_t)(open->count + 1) * sizeof *both.incidents), 0};
    for (int i = 0; i < open->count; i++)
        both.incidents[both.count++] = open->incidents[i];
    both.incidents[both.count++] = *drill;
    return offer_incidents(cx, rq, &both);
}

/* The only open one: of the channel, else of all; or the one that was spoken of last. ABSENT
 * without an offer when none is open. Rehearsals come after what is real, and alone when nothing
 * real is open. */
static enum result by_openness(struct context *cx, const struct request *rq, bool drills,
                               bool *ret_none) {
    struct incident incident;
    struct incident_list here, open;
    struct incident_filter filter = {.open_only = true,
                                     .drills_only = drills,
                                     .channel = rq->channel,
                                     .viewer = rq->user,
                                     .place = rq->channel};
    *ret_none = false; /* nor is it known that there is none, where the store fails */
    enum result result = incident_list(cx->store, cx->arena, &filter, 2, &here, cx->err);
    filter.channel = NULL;
    if (result == OK)
        result = incident_list(cx->store, cx->arena, &filter, OFFERED_MAX, &open, cx->err);
    if (result != OK)
        return result;
    *ret_none = open.count == 0;
    if (open.count == 0)
        return ABSENT;
    result = drills ? ABSENT : touched_drill(cx, rq, &incident);
    if (result != ABSENT)
        return result == OK ? offer_with_drill(cx, rq, &open, &incident) : result;
    if (here.count == 1)
        return found(cx, &here.incidents[0], "");
    if (open.count == 1)
        return found(cx, &open.incidents[0], "");
    result = incident_touched(cx->store, cx->arena, rq->user, &incident, cx->err);
    if (result == ABSENT)
        return offer_incidents(cx, rq, &open);
    return result == OK ? found(cx, &incident, "the one you spoke of last") : result;
}

static enum result by_newness(struct context *cx, const struct request *rq, bool resolved_only) {
    struct incident_list newest;
    struct incident_filter filter = {
        .resolved_only = resolved_only, .viewer = rq->user, .place = rq->channel};
    enum result result = incident_list(cx->store, cx->arena, &filter, 1, &newest, cx->err);
    filter.drills_only = true;
    if (result == OK && newest.count == 0)
        result = incident_list(cx->store, cx->arena, &filter, 1, &newest, cx->err);
    if (result != OK)
        return result;
    if (newest.count == 0)
        return fail(cx->err, INVALID, "No incident is %s", resolved_only ? "resolved" : "open");
    return found(cx, &newest.incidents[0], "the newest one");
}

/* Nobody said which one. */
static enum result by_inference(struct context *cx, const struct request *rq, enum needs needs) {
    struct incident incident;
    bool none_open = false;
    enum result result =
        incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, &incident, cx->err);
    if (result != ABSENT)
        return result == OK ? found(cx, &incident, "") : result;
    if (needs == NEEDS_RESOLVED_INCIDENT)
        return by_newness(cx, rq, true);
    result = by_openness(cx, rq, false, &none_open);
    if (result == ABSENT && none_open)
        result = by_openness(cx, rq, true, &none_open);
    if (result != ABSENT || !none_open)
        return result;
    if (needs == NEEDS_OPEN_IF_ANY)
        return OK;
    if (needs == NEEDS_OPEN_INCIDENT)
        return fail(cx->err, INVALID, "No incident is open");
    return by_newness(cx, rq, false);
}

static enum result check_needs(struct context *cx, enum needs needs) {
    if (needs == NEEDS_RESOLVED_INCIDENT && incident_is_open(cx->incident))
        return fail(cx->err, INVALID, "%s is open; it was not resolved", cx->incident->name);
    return needs == NEEDS_OPEN_INCIDENT ? check_open(cx) : OK;
}

/* Whether what stands at this place of the line names the incident that is meant. In the middle of
 * a sentence it is only talked about when it was said in a thread or in an incident's own channel,
 * or when the incident is over: "note looks like INC-2026-10-02-001". */
static enum result names_one(struct context *cx, const struct request *rq,
                             const struct incident_ref *ref, enum words_place place,
                             bool *ret_names) {
    struct incident incident;
    *ret_names = place != WORDS_INSIDE;
    if (place != WORDS_INSIDE || *rq->thread)
        return OK;
    enum result result =
        incident_by_thread(cx->store, cx->arena, rq->channel, "", &incident, cx->err);
    if (result != ABSENT)
        return result;
    result = incident_by_ref(cx->store, cx->arena, ref, &incident, cx->err);
    *ret_names = result == OK && incident_is_open(&incident);
    return result == ABSENT ? OK : result;
}

enum result route_incident(struct context *cx, struct request *rq, const struct handler *handler) {
    if (handler->needs == NEEDS_NOTHING)
        return OK;
    struct words line = words_of(cx->arena, rq->args);
    struct incident_ref ref;
    enum words_place place;
    enum result result = words_take_incident(&line, &ref, &place, cx->err);
    bool named = false;
    if (result == OK)
        result = names_one(cx, rq, &ref, place, &named);
    if (result == OK && named) {
        rq->args = line.rest;
        result = by_reference(cx, &ref);
    } else if (result == OK || result == ABSENT) {
        result = by_inference(cx, rq, handler->needs);
    }
    if (result == OK)
        result = kind_check_seen(cx, rq);
    return result == OK ? check_needs(cx, handler->needs) : result;
}
