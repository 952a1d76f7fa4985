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
#include "handlers/kit/target.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/playbooks.h"

enum { CONDITIONS_SIZE = 1000 };

static const char *const options[] = {"started", "bridge"};

/* "Data loss (immediately) · Complete outage", or the examples where there are no conditions. */
static const char *conditions(struct context *cx, enum severity severity) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    STR_AUTO(text, CONDITIONS_SIZE);
    for (int i = 0; i < own->condition_count; i++) {
        const struct playbook_condition *condition = &own->conditions[i];
        bool differs = condition->response_ms || *condition->target;
        str_addf(&text, "%s%s", text.len ? " · " : "", condition->name);
        if (differs)
            str_addf(&text, " (%s)", target_words(cx, severity, condition));
    }
    for (int i = 0; i < own->examples.count; i++)
        str_addf(&text, "%s%s", text.len ? " · " : "", own->examples.texts[i]);
    return arena_strdup(cx->arena, text.text);
}

/* Asks for the severity with one button for each, the rest of the line kept. */
static enum result ask_severity(struct context *cx, const struct request *rq) {
    reply_say(cx, "How bad is it?");
    reply_typed(cx, rq);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        const struct policy_severity *policy = policy_severity(cx->policy, s);
        const char *when = conditions(cx, s);
        reply_say(cx, "• *%s* %s", policy->name, policy->description);
        if (*when)
            reply_say(cx, "      %s", when);
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

/* Whether somebody wrote the setting down, rather than that it has its default. */
static bool is_set(const struct context *cx, const char *setting) {
    const struct origin *origin = config_origin(cx->config, setting);
    return origin->where && !origin->borrowed;
}

/* Who holds the role at first: whom the settings name, else whom the playbook does, if Slack knows
 * them; "" for nobody. An incident always has a commander. */
static const char *first_holder(struct context *cx, const struct request *rq, const char *name) {
    const struct policy_roles *policy = &cx->policy->roles;
    const char *setting = str_equal(name, "ic")       ? policy->ic
                          : str_equal(name, "deputy") ? policy->deputy
                          : str_equal(name, "scribe") ? policy->scribe
                          : str_equal(name, "comms")  ? policy->comms
                                                      : "";
    const struct playbook_role *role = playbook_role(cx->playbook, name);
    const struct playbook_person *person =
        role ? playbook_person(cx->playbook, role->primary) : NULL;
    const char *primary = person ? person->slack : "";
    if (!str_equal(name, "ic"))
        return *setting ? setting : primary;
    bool declarer = !*setting || str_equal(setting, POLICY_DECLARER);
    if (declarer && *primary && !is_set(cx, "roles.ic"))
        return primary;
    return declarer ? rq->user : setting;
}

static enum result assign_role(struct context *cx, const struct request *rq, const char *name) {
    struct role role = {name, first_holder(cx, rq, name), cx->now_ms};
    return *role.holder ? role_put(cx->store, cx->incident->id, &role, cx->err) : OK;
}

/* The roles that every team has, and those that the playbook adds. */
static enum result assign_roles(struct context *cx, const struct request *rq) {
    static const char *const always[] = {"ic", "deputy", "scribe", "comms", NULL};
    enum result result = OK;
    for (int i = 0; result == OK && always[i]; i++)
        result = assign_role(cx, rq, always[i]);
    for (int i = 0; result == OK && i < cx->playbook->role_count; i++)
        if (!str_is_one_of(cx->playbook->roles[i].name, always))
            result = assign_role(cx, rq, cx->playbook->roles[i].name);
    if (result != OK)
        return result;
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
    const char *target = target_from(cx, incident->severity, incident->declared_ms);
    if (*target)
        reply_say(cx, "Response: %s. Whoever takes it types `%s ack`.", target, command);
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
    if (result == OK)
        result = post_announcement(cx);
    return result == OK ? moment_came(cx, rq, MOMENT_DECLARED, "") : result;
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
    if ((result = open_incident(cx, rq)) == OK)
        answer(cx);
    return result;
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
