/* /incident declare sev1 checkout is down [| impact] [--started 14:05] [--bridge URL|none]
 *                    [--condition data loss] [--kind security|…] [--private] [--drill]
 *                    [--from <address of a message>]
 *
 * Opens an incident: the record, its commander, the announcement with the first promise, and the
 * answer that makes the announcement the incident's card.
 *
 * A kind may be said in words too, "declare security: keys are public", "declare security sev1 …".
 * A title that only begins with one is no kind, "data pipeline is slow"; where that kind is private
 * the bot asks, because an announcement cannot be taken back. */
#include "handlers/declare.h"

#include "base/str.h"
#include "handlers/declare_form.h"
#include "handlers/declare_from.h"
#include "handlers/kit/card.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/target.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "handlers/retract.h"
#include "model/words.h"
#include "store/incidents.h"
#include "store/playbooks.h"

#include <string.h>

enum { CONDITIONS_SIZE = 1000 };

static const char *const options[] = {"started", "bridge", "condition", "kind",
                                      "private", "drill",  "from"};

static const char *verb(const struct request *rq) {
    return str_equal_nocase(rq->name, "drill") ? "drill" : "declare";
}

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

enum result declare_ask_severity(struct context *cx, const struct request *rq) {
    reply_say(cx, "How bad is it?");
    if (*rq->typed)
        reply_typed(cx, rq);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        const struct policy_severity *policy = policy_severity(cx->policy, s);
        const char *when = conditions(cx, s);
        reply_say(cx, "• *%s* %s", policy->name, policy->description);
        if (*when)
            reply_say(cx, "      %s", when);
        reply_button(cx, policy->name,
                     arena_printf(cx->arena, "%s %s %s", verb(rq), severity_code(s), rq->args));
    }
    reply_say(cx, "Press one, or type `%s %s sev1 %s`.", cx->config->slack.command, verb(rq),
              *rq->args ? shown(cx, rq->args) : "checkout is down");
    return OK;
}

enum result declare_kind(struct context *cx, const char *word, struct wish *wish) {
    wish->no_kind = str_equal_nocase(word, "none");
    return wish->no_kind ? OK : kind_named(cx, word, &wish->kind);
}

/* "--kind security", and "--kind none" for what is none whatever its title says. */
static enum result take_kind_option(struct context *cx, struct words *line, struct wish *wish) {
    const char *word = "";
    enum result result = words_take_option(line, "kind", &word, cx->err);
    return result == OK ? declare_kind(cx, word, wish) : result;
}

enum result declare_options(struct context *cx, struct words *line, struct incident *incident,
                            struct wish *wish) {
    incident->drill = words_take_flag(line, "drill") || incident->drill;
    wish->is_private = words_take_flag(line, "private");
    enum result result = words_take_moment_option(line, "started", cx->now_ms, PHRASE_PAST,
                                                  &incident->started_ms, cx->err);
    if (result == OK || result == ABSENT)
        result = words_take_option(line, "bridge", &incident->bridge, cx->err);
    if (result == OK && str_equal_nocase(incident->bridge, "none"))
        incident->bridge = "";
    else if (result == OK)
        result = check_bridge(cx, incident->bridge);
    if (result == OK || result == ABSENT)
        result = words_take_option(line, "condition", &wish->condition, cx->err);
    if (result == OK || result == ABSENT)
        result = take_kind_option(cx, line, wish);
    if (result == OK || result == ABSENT)
        result = words_take_option(line, "from", &wish->from, cx->err);
    if (result == OK || result == ABSENT)
        result = words_check_options(line, options, sizeof options / sizeof *options, cx->err);
    return result == ABSENT ? OK : result;
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

/* The condition that was named, which brings its severity along where none was: had is 0 then. */
static enum result apply_condition(struct context *cx, const struct wish *wish, int had) {
    const struct playbook_condition *condition = NULL;
    enum severity its;
    if (!*wish->condition)
        return OK;
    enum result result = condition_named(cx, wish->condition, had, &condition, &its);
    if (result == OK && had)
        result = condition_check(cx, condition, its, (enum severity)had,
                                 "leave the severity out, and it follows");
    if (result != OK)
        return result;
    cx->incident->condition = condition->name;
    cx->incident->severity = its;
    return OK;
}

/* ---- The kind */

/* The kind that the line begins with, or NULL; behind is what follows, and colon says that the word
 * stands apart ("security: …"). */
static const struct playbook_kind *kind_at_head(struct context *cx, const struct words *line,
                                                struct words *ret_behind, bool *ret_colon) {
    *ret_behind = *line;
    const char *word = words_take_word(ret_behind);
    size_t len = strlen(word);
    *ret_colon = len > 1 && word[len - 1] == ':';
    if (*ret_colon)
        word = arena_strndup(cx->arena, word, len - 1);
    return playbook_kind(cx->playbook, word);
}

/* Takes a kind that was said in words: before a colon, or before the severity. */
static void take_kind(struct context *cx, struct words *line, struct wish *wish) {
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    struct words behind;
    bool colon = false;
    enum severity severity;
    if (wish->kind || wish->no_kind)
        return;
    const struct playbook_kind *kind = kind_at_head(cx, line, &behind, &colon);
    struct words after = behind;
    if (!kind ||
        !(colon || words_take_severity(&after, SEVERITY_CODES, &aliases, &severity, cx->err) == OK))
        return;
    wish->kind = kind;
    *line = behind;
}

/* A title that begins with the word of a private kind: would everybody read what nobody should? */
bool declare_may_be_private(struct context *cx, const struct words *line, const struct wish *wish) {
    struct words behind;
    bool colon = false;
    if (wish->kind || wish->no_kind || wish->is_private)
        return false;
    const struct playbook_kind *kind = kind_at_head(cx, line, &behind, &colon);
    return kind && kind->is_private;
}

static enum result ask_kind(struct context *cx, const struct request *rq,
                            const struct words *title) {
    struct words behind;
    bool colon = false;
    const struct playbook_kind *kind = kind_at_head(cx, title, &behind, &colon);
    const char *where = "nowhere";
    if (*kind->channel)
        where = arena_printf(cx->arena, "in %s and not in %s", channel_link(cx, kind->channel),
                             channel_link(cx, cx->place->channel));
    reply_say(cx,
              "Is it of the kind *%s*? Then it is private: announced %s. Nothing is announced yet.",
              kind->name, where);
    reply_typed(cx, rq);
    reply_button(cx, arena_printf(cx->arena, "Yes, %s", kind->name),
                 arena_printf(cx->arena, "%s --kind %s %s", verb(rq), kind->name, rq->args));
    reply_button(cx, "No, announce it to all",
                 arena_printf(cx->arena, "%s --kind none %s", verb(rq), rq->args));
    reply_say(cx, "Press one, or type `%s %s --kind %s …` or `--kind none`.",
              cx->config->slack.command, verb(rq), kind->name);
    return OK;
}

/* Where an incident is announced that is announced openly. */
static const char *announced_in(const struct context *cx) {
    const struct incident *incident = cx->incident;
    for (int i = 0; i < cx->playbook->route_count; i++) {
        const struct playbook_route *route = &cx->playbook->routes[i];
        if (route->instead && playbook_severity_in(route->severities, incident->severity) &&
            (!*route->kinds || str_has_word(route->kinds, incident->kind)))
            return route->channel;
    }
    return cx->place->channel;
}

/* What the kind rules, over what was typed. A private incident lives where the kind says, else
 * where it was declared if that is a private channel, else in private messages. */
static void apply_wish(struct context *cx, const struct request *rq, const struct wish *wish) {
    struct incident *incident = cx->incident;
    const struct playbook_kind *kind = wish->kind;
    if (kind) {
        incident->kind = kind->name;
        if (!*incident->condition)
            incident->condition = kind->condition;
        if (kind_severity(kind, &incident->severity) == OK)
            reply_say(cx, "It is of the kind *%s*, which is always %s.", kind->name,
                      view_severity(cx, incident->severity));
    }
    incident->is_private = wish->is_private || (kind && kind->is_private);
    if (!incident->is_private) {
        incident->channel = announced_in(cx);
        return;
    }
    incident->channel = kind && *kind->channel ? kind->channel : rq->closed ? rq->channel : "";
}

/* ---- Opening */

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
    if (result == OK && *incident->condition)
        result = record(cx, rq->user, "condition",
                        arena_printf(cx->arena, "Condition: %s", incident->condition));
    if (result == OK && *incident->kind)
        result = record(cx, rq->user, "kind",
                        arena_printf(cx->arena, "Of the kind %s%s", incident->kind,
                                     incident->is_private ? ", private" : ""));
    return result;
}

/* What is declared and where, how soon it is taken, and what to type next. The rest – duties,
 * texts, the triage – stands behind a word and a button: it is read by whoever was just woken. */
static void answer(struct context *cx) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command, *called = "", *impact = "";
    if (view_calls(cx, incident->severity))
        called = ", calling everyone there";
    if (!*incident->impact)
        impact = arena_printf(cx->arena, "`%s impact …who is affected…` · ", command);
    reply_say(cx, "%s%s is declared: %s *%s*.",
              incident->drill ? "" : ":rotating_light: ", heading(cx),
              view_severity(cx, incident->severity), shown(cx, incident->title));
    if (incident_has_channel(incident))
        reply_say(cx, "I am announcing it in %s%s. %s is incident commander. %s",
                  channel_link(cx, incident->channel), called, mention(cx, view_commander(cx)),
                  promise_sentence(cx));
    else
        reply_say(cx, "%s is incident commander. %s", mention(cx, view_commander(cx)),
                  promise_sentence(cx));
    const char *target = target_of_incident(cx);
    if (condition_of(cx))
        reply_say(cx, "Condition: %s.", condition_of(cx)->name);
    if (*target)
        reply_say(cx, "Response: %s. Whoever takes it types `%s ack`.", target, command);
    condition_offer(cx);
    if (incident->is_private && incident_has_channel(incident))
        reply_say(
            cx, ":lock: It is private: only who takes part, and who is in that channel, sees it.");
    else if (incident->is_private)
        reply_say(cx,
                  ":lock: It is private and announced nowhere: all of it goes to those who take "
                  "part, in private messages. To let somebody in: `%s join @name`",
                  command);
    if (incident->drill)
        reply_say(cx, "It is a rehearsal: it calls nobody, every message of it says so, and no "
                      "figure counts it.");
    kind_say(cx);
    reply_say(cx, "Next: %s`%s update …what you know…` · more: `%s help`", impact, command,
              command);
}

static enum result open_incident(struct context *cx, const struct request *rq) {
    cx->incident->cadence_ms = policy_severity(cx->policy, cx->incident->severity)->cadence_ms;
    enum result result = playbook_keep(cx->store, cx->playbook->name, cx->playbook->text,
                                       &cx->incident->playbook_id, cx->err);
    if (result == OK)
        result =
            incident_create(cx->store, cx->arena, cx->playbook->id_form, cx->incident, cx->err);
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
        result = card_announce(cx);
    return result == OK ? own_channel_ask(cx) : result;
}

struct incident *declare_new(struct context *cx, const struct request *rq) {
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
        .condition = "",
        .outcome = "",
    };
    return incident;
}

/* What the line is about: "title | impact". */
static void take_title(struct context *cx, const struct words *line, struct incident *incident) {
    words_split(line, &incident->title, &incident->impact);
    incident->title = words_unquoted(&(struct words){cx->arena, incident->title});
}

enum result declare_it(struct context *cx, const struct request *rq, const struct wish *wish) {
    struct incident *incident = cx->incident;
    enum result result =
        err_about(cx->err, "severity", apply_condition(cx, wish, (int)incident->severity));
    if (result == OK)
        result = err_about(cx->err, "title", check_title(cx, incident->title));
    if (result == OK && *incident->impact)
        result = err_about(cx->err, "impact",
                           check_text(cx, incident->impact, "impact", POLICY_TEXT_MAX));
    if (result != OK)
        return result;
    apply_wish(cx, rq, wish);
    result = open_incident(cx, rq);
    if (result == OK && *wish->from)
        result = declare_from(cx, rq, wish->from);
    if (result != OK)
        return result;
    answer(cx);
    result = moment_came(cx, rq, MOMENT_DECLARED, "");
    if (result == OK)
        condition_ask(cx);
    return result;
}

enum result declare(struct context *cx, const struct request *rq, bool drill) {
    struct words line = words_of(cx->arena, rq->args);
    struct incident *incident = declare_new(cx, rq);
    struct wish wish = {.condition = "", .from = ""};
    incident->drill = drill;
    enum result result = declare_options(cx, &line, incident, &wish);
    if (result != OK)
        return result;
    take_kind(cx, &line, &wish);
    result = take_severity(cx, &line, &incident->severity);
    if (result != OK && result != ABSENT)
        return result;
    take_kind(cx, &line, &wish);
    take_title(cx, &line, incident);
    bool says_severity = result == OK || *wish.condition || (wish.kind && *wish.kind->severity);
    if (!says_severity && !*rq->trigger_id)
        return declare_ask_severity(cx, rq);
    if (!says_severity || !*incident->title)
        return declare_form_open(cx, rq, incident, &wish);
    if (declare_may_be_private(cx, &line, &wish))
        return ask_kind(cx, rq, &line);
    cx->incident = incident;
    return declare_it(cx, rq, &wish);
}

static enum result run(struct context *cx, const struct request *rq) {
    return declare(cx, rq, false);
}

/* The announcement stands: it is the card from now on, unless the incident went on into a channel
 * of its own while this was on its way. */
static enum result announced(struct context *cx, const struct request *rq) {
    struct own_channel own;
    if (!rq->ok)
        return undelivered(cx, rq);
    if (!cx->incident)
        return OK;
    enum result result = own_channel_of(cx, &own);
    if (result != OK && result != ABSENT)
        return result;
    if (result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN))
        return own_channel_announced(cx, rq, &own);
    if (!incident_has_channel(cx->incident)) /* it became private while this was on its way */
        return retract_card(cx, json_text_at(rq->payload, "channel"),
                            json_text_at(rq->payload, "ts"));
    cx->incident->channel = json_text_at(rq->payload, "channel");
    cx->incident->card_ts = json_text_at(rq->payload, "ts");
    cx->incident->unreachable = false;
    return incident_save(cx->store, cx->incident, cx->err);
}

const struct handler handlers_declare[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "declare",
     .aliases = "new open create start",
     .usage = "<severity> <what is broken> [| impact] [--started 14:05] [--bridge URL|none] "
              "[--condition \"data loss\"] [--kind security|…] [--private] [--drill] "
              "[--from <link to a message>]",
     .summary = "open an incident, announce it and promise the first update",
     .example = "declare sev1 checkout is down | nobody can pay\nsev2 search is slow --started "
                "14:05\ndeclare security: keys are public",
     .run = run},
    {.trigger = TRIGGER_RESULT, .name = "announcement", .run = announced},
    {0},
};
