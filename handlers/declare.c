/* /incident declare sev1 checkout is down [| impact] [--started 14:05] [--bridge URL|none]
 *
 * Opens an incident: the record, its commander, the announcement with the first promise, and the
 * answer that makes the announcement the incident's card. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/handler.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/playbooks.h"

static const char *const options[] = {"started", "bridge"};

/* Asks for the severity with one button for each, the rest of the line kept. */
static enum result ask_severity(struct context *cx, const struct request *rq) {
    reply_say(cx, "How bad is it?");
    reply_typed(cx, rq);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        const struct policy_severity *policy = policy_severity(cx->policy, s);
        reply_say(cx, "• *%s* %s", policy->name, policy->description);
        reply_button(cx, policy->name,
                     arena_printf(cx->arena, "declare %s %s", severity_code(s), rq->args));
    }
    reply_say(cx, "Press one, or type `%s declare sev1 %s`.", cx->config->slack.command,
              *rq->args ? shown(cx, rq->args) : "checkout is down");
    return OK;
}

static enum result take_options(struct context *cx, struct words *line, struct incident *incident) {
    enum result result = words_take_moment_option(line, "started", cx->now_ms, PHRASE_PAST,
                                                  &incident->started_ms, cx->err);
    if (result == OK || result == ABSENT)
        result = words_take_option(line, "bridge", &incident->bridge, cx->err);
    if (result == OK && str_equal_nocase(incident->bridge, "none"))
        incident->bridge = "";
    else if (result == OK)
        result = check_bridge(cx, incident->bridge);
    if (result == OK || result == ABSENT)
        result = words_check_options(line, options, sizeof options / sizeof *options, cx->err);
    return result;
}

/* Takes the severity. "s1" and "1" count too, unless they begin a sentence: "S3 is down" is about
 * storage. */
static enum result take_severity(struct context *cx, struct words *line,
                                 enum severity *ret_severity) {
    static const char *const sentence[] = {"is",   "are",    "was",   "were",  "has", "have",
                                           "does", "cannot", "can't", "isn't", NULL};
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    enum result result = words_take_severity(line, SEVERITY_WORDS, &aliases, ret_severity, cx->err);
    if (result != ABSENT)
        return result;
    struct words loose = *line;
    result = words_take_severity(&loose, SEVERITY_ANY, &aliases, ret_severity, cx->err);
    if (result != OK)
        return result;
    struct words after = loose;
    const char *next = words_take_word(&after);
    for (int i = 0; sentence[i]; i++)
        if (str_equal_nocase(sentence[i], next))
            return ABSENT;
    *line = loose;
    return OK;
}

/* The roles that the policy gives at once. An incident always has a commander. */
static enum result assign_roles(struct context *cx, const struct request *rq) {
    const struct policy_roles *policy = &cx->policy->roles;
    bool declarer = !*policy->ic || str_equal(policy->ic, POLICY_DECLARER);
    const struct role roles[] = {{"ic", declarer ? rq->user : policy->ic, cx->now_ms},
                                 {"deputy", policy->deputy, cx->now_ms},
                                 {"scribe", policy->scribe, cx->now_ms},
                                 {"comms", policy->comms, cx->now_ms}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (!*roles[i].holder)
            continue;
        enum result result = role_put(cx->store, cx->incident->id, &roles[i], cx->err);
        if (result != OK)
            return result;
    }
    return role_list(cx->store, cx->arena, cx->incident->id, &cx->roles, cx->err);
}

static enum result write_timeline(struct context *cx, const struct request *rq) {
    const struct incident *incident = cx->incident;
    enum result result = OK;
    if (incident->started_ms < cx->now_ms)
        result = record_at(cx, rq->user, incident->started_ms, "started", "The incident began");
    if (result == OK)
        result = record(cx, rq->user, "declared",
                        arena_printf(cx->arena, "Declared %s: %s",
                                     view_severity(cx, incident->severity), incident->title));
    return result;
}

static void answer(struct context *cx) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command, *called = "";
    if (view_calls(cx, incident->severity))
        called = ", calling everyone there";
    reply_say(cx, ":rotating_light: *%s* is declared: %s *%s*.", incident->name,
              view_severity(cx, incident->severity), shown(cx, incident->title));
    reply_say(cx, "I am announcing it in %s%s. %s is incident commander. %s",
              channel_link(cx, cx->place->channel), called, mention(cx, view_commander(cx)),
              promise_sentence(cx));
    reply_say(cx,
              "Next: `%s update …what you know…` · `%s impact …who is affected…` · "
              "`%s ic @someone` · `%s resolve …what fixed it…` · all: `%s help`",
              command, command, command, command, command);
}

static enum result open_incident(struct context *cx, const struct request *rq) {
    cx->incident->cadence_ms = policy_severity(cx->policy, cx->incident->severity)->cadence_ms;
    enum result result = playbook_keep(cx->store, cx->playbook->name, cx->playbook->text,
                                       &cx->incident->playbook_id, cx->err);
    if (result == OK)
        result = incident_create(cx->store, cx->arena, cx->incident, cx->err);
    if (result == OK)
        result = assign_roles(cx, rq);
    if (result == OK)
        result = write_timeline(cx, rq);
    if (result == OK)
        result = promise_next(cx);
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result == OK ? post_announcement(cx) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct incident *incident = arena_alloc(cx->arena, sizeof *incident);
    *incident = (struct incident){
        .status = STATUS_INVESTIGATING,
        .declared_ms = cx->now_ms,
        .declared_by = rq->user,
        .started_ms = cx->now_ms,
        .bridge = cx->policy->bridge_url,
        .channel = cx->place->channel,
        .origin = rq->channel,
        .acked_by = "",
        .root_cause = "",
        .resolution = "",
        .progress = "",
        .next_steps = "",
        .eta = "",
        .card_ts = "",
        .kind = "",
        .outcome = "",
    };
    enum result result = take_options(cx, &line, incident);
    if (result != OK)
        return result;
    result = take_severity(cx, &line, &incident->severity);
    if (result == ABSENT)
        return ask_severity(cx, rq);
    if (result != OK)
        return result;
    words_split(&line, &incident->title, &incident->impact);
    incident->title = words_unquoted(&(struct words){cx->arena, incident->title});
    if ((result = check_title(cx, incident->title)) != OK)
        return result;
    if (*incident->impact &&
        (result = check_text(cx, incident->impact, "impact", POLICY_TEXT_MAX)) != OK)
        return result;
    cx->incident = incident;
    if ((result = open_incident(cx, rq)) != OK)
        return result;
    answer(cx);
    return moment_came(cx, rq, MOMENT_DECLARED, "");
}

/* The announcement stands: it is the card from now on. */
static enum result announced(struct context *cx, const struct request *rq) {
    if (!rq->ok)
        return undelivered(cx, rq);
    if (!cx->incident)
        return OK;
    cx->incident->channel = json_text_at(rq->payload, "channel");
    cx->incident->card_ts = json_text_at(rq->payload, "ts");
    cx->incident->unreachable = false;
    return incident_save(cx->store, cx->incident, cx->err);
}

const struct handler handlers_declare[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "declare",
     .aliases = "new open create start",
     .usage = "<severity> <what is broken> [| impact] [--started 14:05] [--bridge URL|none]",
     .summary = "open an incident, announce it and promise the first update",
     .example = "declare sev1 checkout is down | nobody can pay",
     .run = run},
    {.trigger = TRIGGER_RESULT, .name = "announcement", .run = announced},
    {0},
};
