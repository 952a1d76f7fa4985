/* /incident set <field> <value|none> – a fact of the incident that texts for outside are made of.
 * /incident set version: 0.1.1 previous: 0.1.0 – several at once.
 * /incident set – what is known, and what is not.
 * /incident set condition data loss – by which of the playbook's conditions it is of its severity.
 * What stands on the card has verbs of its own, which this one calls: impact, title, bridge. */
#include "handlers/set.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/blameless.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/target.h"
#include "model/field.h"
#include "model/times.h"
#include "model/words.h"
#include "store/answers.h"
#include "templates/names.h"

#include <string.h>

enum { FIELDS_MAX = 64 };

/* Texts of the incident itself that have no verb of their own once it is resolved. */
static const char *const own_texts[] = {"cause", "resolution"};
enum { OWN_TEXTS = sizeof own_texts / sizeof *own_texts };

static const char *const verbs[] = {"impact", "title", "bridge"};
enum { VERBS = sizeof verbs / sizeof *verbs };

#define CONDITION "condition"

static bool clears(const char *text) {
    return str_equal_nocase(text, "none");
}

/* ---- Telling */

/* Records and tells that what is now value and was before, both as people read them. */
static enum result tell(struct context *cx, const struct request *rq, const char *name,
                        const char *value, const char *before) {
    const char *was = *before ? arena_printf(cx->arena, " (before: %s)", before) : "";
    enum result result =
        record(cx, rq->user, "fact", arena_printf(cx->arena, "%s: %s%s", name, value, was));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(
            cx, arena_printf(cx->arena, "%s set %s: %s", mention(cx, rq->user), name, value),
            arena_printf(cx->arena, "%s set %s %s %s", cx->config->slack.command,
                         cx->incident->name, name, *before ? before : "none"));
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_FACT, name);
    if (result == OK)
        reply_say(cx, "%s: %s is now: %s", heading(cx), name, shown(cx, value));
    return result;
}

static enum result unchanged(struct context *cx, const char *name, const char *value) {
    reply_say(cx, "%s: %s is %s already. Nothing to do.", heading(cx), name, shown(cx, value));
    return OK;
}

/* ---- Facts */

static enum result set_fact(struct context *cx, const struct request *rq, const struct field *field,
                            const char *text) {
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result != OK)
        return result;
    const char *before = answer_value(&facts, field->name);
    if (clears(text)) {
        if (!*before)
            return unchanged(cx, field->name, "not set");
        result = answer_clear(cx->store, cx->incident->id, ANSWER_FACT, field->name, cx->err);
        return result == OK ? tell(cx, rq, field->name, "none", before) : result;
    }
    STR_AUTO(value, 4 * POLICY_TEXT_MAX);
    if ((result = field_read(field, text, &value, cx->err)) != OK)
        return result;
    if (str_equal(before, value.text))
        return unchanged(cx, field->name, value.text);
    struct answer answer = {field->name, value.text, rq->user, cx->now_ms};
    result = answer_put(cx->store, cx->incident->id, ANSWER_FACT, &answer, cx->err);
    return result == OK ? tell(cx, rq, field->name, value.text, before) : result;
}

/* ---- What is kept with the incident */

static enum result set_own_text(struct context *cx, const struct request *rq, const char *name,
                                const char *text) {
    struct incident *incident = cx->incident;
    const char **place = str_equal(name, "cause") ? &incident->root_cause : &incident->resolution;
    const char *before = *place, *value = clears(text) ? "" : text;
    if (str_equal(before, value))
        return unchanged(cx, name, *value ? "that" : "not set");
    if (!*value && !incident_is_open(incident) && !str_equal(name, "cause"))
        return fail(cx->err, INVALID, "It is resolved, so something fixed it; write what it was");
    enum result result = *value ? check_text(cx, value, name, POLICY_TEXT_MAX) : OK;
    if (result != OK)
        return result;
    *place = value;
    result = tell(cx, rq, name, *value ? value : "none", before);
    if (result == OK && str_equal(name, "cause"))
        blameless_hint(cx, value);
    return result;
}

static enum result set_condition(struct context *cx, const struct request *rq, const char *text) {
    struct incident *incident = cx->incident;
    const struct playbook_condition *condition = NULL;
    const char *before = condition_of(cx) ? condition_of(cx)->name : "";
    enum severity its;
    if (!clears(text)) {
        enum result result = condition_named(cx, text, (int)incident->severity, &condition, &its);
        if (result == OK)
            result = condition_check(cx, condition, its, incident->severity,
                                     arena_printf(cx->arena, "type `%s sev %s %s …why…` first",
                                                  cx->config->slack.command, incident->name,
                                                  severity_code(its)));
        if (result != OK)
            return result;
    }
    const char *name = condition ? condition->name : "";
    if (str_equal(before, name))
        return unchanged(cx, CONDITION, *name ? name : "not set");
    incident->condition = name;
    enum result result = tell(cx, rq, CONDITION, *name ? name : "none", before);
    const char *target = target_of_incident(cx);
    if (result == OK && *target && !incident->acked_ms)
        reply_say(cx, "Response: %s.", target);
    return result;
}

static const char *stamp(struct context *cx, int64_t ms) {
    char text[UTC_STAMP_SIZE];
    return ms ? arena_printf(cx->arena, "%s UTC", utc_stamp(ms, text)) : "";
}

/* How it was noticed is a fact of its own, and easily typed as this one. */
static enum result read_time(struct context *cx, enum times which, const char *text,
                             int64_t *ret_ms) {
    struct words line = words_of(cx->arena, text);
    enum result result = words_take_moment_needed(&line, cx->now_ms, PHRASE_PAST, ret_ms, cx->err);
    if (result == OK && !*line.rest)
        return times_check(cx->incident, which, *ret_ms, cx->err);
    if (which == TIMES_DETECTED)
        return fail(cx->err, INVALID,
                    "Write the time alone, such as 13:40 or 20m ago; how it was "
                    "noticed is: set source …");
    if (result == OK)
        return fail(cx->err, INVALID, "Write the time alone, such as 13:40 or 20m ago");
    return result;
}

static enum result set_time(struct context *cx, const struct request *rq, enum times which,
                            const char *text) {
    int64_t before_ms = times_get(cx->incident, which), ms = 0;
    const char *name = times_name(which);
    enum result result =
        clears(text) ? times_check_none(which, cx->err) : read_time(cx, which, text, &ms);
    if (result != OK)
        return result;
    if (ms == before_ms)
        return unchanged(cx, name, ms ? stamp(cx, ms) : "not set");
    times_set(cx->incident, which, ms);
    return tell(cx, rq, name, ms ? stamp(cx, ms) : "none", stamp(cx, before_ms));
}

/* ---- Finding what is meant */

static enum result unknown(struct context *cx, const char *word) {
    STR_AUTO(text, ERR_TEXT_MAX);
    const char *names[FIELDS_MAX];
    size_t count = 0;
    for (const struct field *field = fields; field->name; field++)
        names[count++] = field->name;
    for (int i = 0; i < TIMES_COUNT; i++)
        names[count++] = times_name((enum times)i);
    for (int i = 0; i < OWN_TEXTS; i++)
        names[count++] = own_texts[i];
    names[count++] = CONDITION;
    for (int i = 0; i < VERBS; i++)
        names[count++] = verbs[i];
    names_add_nearest(&text, word, names, count);
    return fail(cx->err, INVALID, "There is no field \"%s\"%s; `%s set` lists them all", word,
                text.text, cx->config->slack.command);
}

static const char *own_text_named(const char *word) {
    if (str_equal_nocase(word, "root_cause") || str_equal_nocase(word, "why"))
        word = "cause";
    for (int i = 0; i < OWN_TEXTS; i++)
        if (str_equal_nocase(own_texts[i], word))
            return own_texts[i];
    return NULL;
}

static enum result by_verb(struct context *cx, const struct request *rq, const char *word,
                           const char *text) {
    struct request other = *rq;
    const struct handler *handler = handler_find(TRIGGER_COMMAND, word);
    enum result result = str_equal(handler->name, "bridge") ? check_open(cx) : OK;
    other.name = handler->name;
    other.args = text;
    return result == OK ? handler->run(cx, &other) : result;
}

static bool is_verb(const char *word) {
    for (int i = 0; i < VERBS; i++)
        if (str_equal_nocase(verbs[i], word))
            return true;
    return false;
}

enum result set_fact_named(struct context *cx, const struct request *rq, const char *word,
                           const char *text) {
    const struct field *field = field_find(word);
    const char *own = own_text_named(word);
    enum times which;
    bool is_time = times_named(word, &which);
    bool condition = str_equal_nocase(word, CONDITION);
    if (!field && !own && !is_time && !condition && !is_verb(word))
        return unknown(cx, word);
    if (!*text)
        return fail(cx->err, INVALID, "Say what %s is, or none", word);
    if (condition)
        return set_condition(cx, rq, text);
    if (field)
        return set_fact(cx, rq, field, text);
    if (own)
        return set_own_text(cx, rq, own, text);
    return is_time ? set_time(cx, rq, which, text) : by_verb(cx, rq, word, text);
}

/* "version: 0.1.1 previous: 0.1.0" */
static enum result set_several(struct context *cx, const struct request *rq, struct words *line) {
    struct words_field taken[FIELDS_MAX] = {{0}};
    size_t count = 0;
    for (const struct field *field = fields; field->name; field++)
        taken[count++] = (struct words_field){.name = field->name};
    enum result result = words_take_fields(line, taken, count, cx->err);
    if (result == OK && *line->rest) {
        struct words rest = *line;
        return unknown(cx, words_take_verb(&rest));
    }
    for (size_t i = 0; result == OK && i < count; i++)
        if (taken[i].ret_value)
            result = set_fact_named(cx, rq, taken[i].name, taken[i].ret_value);
    return result;
}

/* ---- Showing */

static enum result list(struct context *cx) {
    struct answer_list facts;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, ANSWER_FACT, &facts, cx->err);
    if (result != OK)
        return result;
    const char *unset = "";
    reply_say(cx, "%s: what texts for outside are made of", heading(cx));
    for (int i = 0; i < TIMES_COUNT; i++) {
        int64_t ms = times_get(cx->incident, (enum times)i);
        if (ms)
            reply_say(cx, "• %s: %s", times_name((enum times)i), moment(cx, ms));
    }
    if (condition_of(cx))
        reply_say(cx, "• %s: %s", CONDITION, condition_of(cx)->name);
    for (int i = 0; i < facts.count; i++)
        reply_say(cx, "• %s: %s", shown(cx, facts.answers[i].name),
                  shown(cx, facts.answers[i].value));
    if (*cx->incident->root_cause)
        reply_say(cx, "• cause: %s", shown(cx, cx->incident->root_cause));
    if (*cx->incident->resolution)
        reply_say(cx, "• resolution: %s", shown(cx, cx->incident->resolution));
    for (const struct field *field = fields; field->name; field++)
        if (!*answer_value(&facts, field->name))
            unset = arena_printf(cx->arena, "%s%s`%s` (%s)", unset, *unset ? ", " : "", field->name,
                                 field->what);
    reply_say(cx, "Not set: %s", unset);
    reply_say(cx,
              "To set one: `%s set version 0.1.1`; `none` clears it. `%s comms` shows the texts.",
              cx->config->slack.command, cx->config->slack.command);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args), whole = line;
    if (!*line.rest)
        return list(cx);
    const char *word = words_take_word(&line);
    size_t len = strlen(word);
    enum result result;
    if (len == 0)
        return fail(cx->err, INVALID, "Begin with the name of a field; `%s set` lists them all",
                    cx->config->slack.command);
    if (len > 1 && word[len - 1] == ':' && field_find(arena_strndup(cx->arena, word, len - 1)))
        result = set_several(cx, rq, &whole);
    else
        result = set_fact_named(
            cx, rq, arena_strndup(cx->arena, word, len - (word[len - 1] == ':')), line.rest);
    if (result == OK)
        warn_unreachable(cx);
    return result;
}

const struct handler handlers_set[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "set",
     .aliases = "fact facts edit",
     .usage = "[<field> <value|none>]",
     .summary = "keep a fact that texts for outside are made of, or see them all",
     .example = "set affected everybody who upgraded today\nset version 1.4.2\nset",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
