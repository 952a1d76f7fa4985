/* The form of /incident declare: for when nothing is typed behind it, or only half of what is
 * needed. What it does not ask for, a bridge or a condition, goes along as it was typed. */
#include "handlers/declare_form.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/form.h"
#include "handlers/kit/reply.h"

#include <string.h>

/* An input of a form is longer than a title may be, and says so itself. */
enum field { TITLE, SEVERITY, IMPACT, STARTED, KIND, FLAGS, FIELDS };

#define PRIVATE "private"
#define DRILL "drill"

static void new_fields(struct form_field ret_fields[FIELDS]) {
    static const struct form_field fields[FIELDS] = {
        [TITLE] = {.name = "title", .known = ""},   [SEVERITY] = {.name = "severity", .known = ""},
        [IMPACT] = {.name = "impact", .known = ""}, [STARTED] = {.name = "started", .known = ""},
        [KIND] = {.name = "kind", .known = ""},     [FLAGS] = {.name = "flags", .known = ""},
    };
    memcpy(ret_fields, fields, sizeof fields);
}

/* ---- Opening it */

static const char *text_or_null(const char *text) {
    return *text ? text : NULL;
}

static void fill_in(struct context *cx, const struct incident *incident, const struct wish *wish,
                    struct form_field fields[FIELDS]) {
    fields[TITLE].text = text_or_null(incident->title);
    fields[IMPACT].text = text_or_null(incident->impact);
    if (incident->severity)
        fields[SEVERITY].text = severity_code(incident->severity);
    if (incident->started_ms != cx->now_ms)
        fields[STARTED].text = time_text(cx, incident->started_ms);
    if (wish->kind || wish->no_kind)
        fields[KIND].text = wish->kind ? wish->kind->name : "none";
    if (wish->is_private || incident->drill)
        fields[FLAGS].text = arena_printf(cx->arena, "%s%s%s", wish->is_private ? PRIVATE : "",
                                          wish->is_private && incident->drill ? " " : "",
                                          incident->drill ? DRILL : "");
}

/* What was typed and is not asked for, as options. */
static const char *carried(struct context *cx, const struct incident *incident,
                           const struct wish *wish) {
    const char *line = "";
    if (!str_equal(incident->bridge, cx->policy->bridge_url))
        line =
            arena_printf(cx->arena, "--bridge %s ", *incident->bridge ? incident->bridge : "none");
    if (*wish->condition)
        line = arena_printf(cx->arena, "%s--condition \"%s\" ", line, wish->condition);
    if (*wish->from)
        line = arena_printf(cx->arena, "%s--from %s", line, wish->from);
    return line;
}

static struct json *severities(struct context *cx) {
    struct json *list = json_new_array();
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        struct json *one = json_new_object();
        json_put_str(one, "code", severity_code(s));
        json_put_str(one, "name", policy_severity(cx->policy, s)->name);
        json_put_str(one, "description", policy_severity(cx->policy, s)->description);
        json_push(list, one);
    }
    return list;
}

static struct json *kinds(struct context *cx) {
    struct json *list = json_new_array();
    for (int i = 0; i < cx->playbook->kind_count; i++) {
        struct json *one = json_new_object();
        json_put_str(one, "name", cx->playbook->kinds[i].name);
        json_push(list, one);
    }
    return list;
}

enum result declare_form_open(struct context *cx, const struct request *rq,
                              const struct incident *incident, const struct wish *wish) {
    struct form_field fields[FIELDS];
    struct form form = {.name = "declare",
                        .line = "declare",
                        .args = carried(cx, incident, wish),
                        .fields = fields,
                        .count = FIELDS};
    struct json *values = json_new_object();
    json_put(values, "severities", severities(cx));
    json_put(values, "kinds", kinds(cx));
    json_put_str(values, "command", cx->config->slack.command);
    new_fields(fields);
    fill_in(cx, incident, wish, fields);
    return form_open(cx, rq, &form, values);
}

/* ---- What came back */

static enum result read_started(struct context *cx, const char *text, struct incident *incident) {
    struct words line = words_of(cx->arena, text);
    if (!*text)
        return OK;
    enum result result =
        words_take_moment_needed(&line, cx->now_ms, PHRASE_PAST, &incident->started_ms, cx->err);
    if (result == OK && *line.rest)
        result = fail(cx->err, INVALID, "Write only when it began, such as 14:05 or 20m ago");
    return err_about(cx->err, "started", result);
}

static enum result read_severity(struct context *cx, const char *code, struct incident *incident) {
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    struct words line = words_of(cx->arena, code);
    enum result result =
        words_take_severity(&line, SEVERITY_ANY, &aliases, &incident->severity, cx->err);
    if (result == ABSENT)
        result = fail(cx->err, INVALID, "Choose how bad it is");
    return err_about(cx->err, "severity", result);
}

/* The title must not give away what only a private incident may say. */
static enum result check_kind(struct context *cx, const struct incident *incident,
                              const struct wish *wish) {
    struct words title = words_of(cx->arena, incident->title);
    if (!declare_may_be_private(cx, &title, wish))
        return OK;
    return err_about(cx->err, "kind",
                     fail(cx->err, INVALID,
                          "The title begins with the word of a kind that is private. Choose the "
                          "kind, or that it is none of them and may be announced to all"));
}

static enum result submitted(struct context *cx, const struct request *rq) {
    struct form_field fields[FIELDS];
    struct words options = words_of(cx->arena, rq->args);
    struct incident *incident = declare_new(cx, rq);
    struct wish wish = {.condition = "", .from = ""};
    bool again = false;
    new_fields(fields);
    enum result result = form_read(cx, rq, fields, FIELDS, &again);
    if (result != OK || again)
        return result;
    incident->title = form_given(&fields[TITLE]);
    incident->impact = form_given(&fields[IMPACT]);
    wish.is_private = str_has_word(form_given(&fields[FLAGS]), PRIVATE);
    incident->drill = str_has_word(form_given(&fields[FLAGS]), DRILL);
    result = declare_options(cx, &options, incident, &wish);
    if (result == OK)
        result = read_severity(cx, form_given(&fields[SEVERITY]), incident);
    if (result == OK)
        result = read_started(cx, form_given(&fields[STARTED]), incident);
    if (result == OK && *form_given(&fields[KIND]))
        result = err_about(cx->err, "kind", declare_kind(cx, form_given(&fields[KIND]), &wish));
    if (result == OK)
        result = check_kind(cx, incident, &wish);
    if (result != OK)
        return result;
    cx->incident = incident;
    return declare_it(cx, rq, &wish);
}

/* ---- The same as a message */

/* The line as far as it is known, behind the severity. */
static const char *line_of(struct context *cx, const struct request *rq) {
    const char *title = form_text(cx, rq, "title"), *impact = form_text(cx, rq, "impact");
    const char *started = form_text(cx, rq, "started"), *kind = form_text(cx, rq, "kind");
    const char *flags = form_text(cx, rq, "flags");
    return arena_printf(cx->arena, "%s%s%s%s%s%s%s%s%s%s%s", title, *impact ? " | " : "", impact,
                        *started ? " --started " : "", started, *kind ? " --kind " : "", kind,
                        str_has_word(flags, PRIVATE) ? " --private" : "",
                        str_has_word(flags, DRILL) ? " --drill" : "", *rq->args ? " " : "",
                        rq->args);
}

static enum result ask_form(struct context *cx, const struct request *rq) {
    const char *severity = form_text(cx, rq, "severity"), *command = cx->config->slack.command;
    struct request declared = *rq;
    declared.name = "declare";
    declared.args = line_of(cx, rq);
    if (!*severity)
        return declare_ask_severity(cx, &declared);
    reply_say(cx, "What is broken, and who notices? One line declares it:");
    reply_say(cx, "```%s declare %s %s```", command, severity,
              *declared.args ? shown(cx, declared.args) : "…what is broken… | …who notices…");
    return OK;
}

const struct handler handlers_declare_form[] = {
    {.trigger = TRIGGER_FORM, .name = "declare", .run = submitted},
    {.trigger = TRIGGER_QUESTIONS, .name = "declare", .run = ask_form},
    {0},
};
