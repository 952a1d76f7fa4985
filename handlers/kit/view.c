/* The values that message templates may use: see view.h. */
#include "handlers/kit/view.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "model/phrase.h"

#include <ctype.h>

static enum policy_mention mention_of(const struct context *cx, enum severity severity) {
    return policy_severity(cx->policy, severity)->mention;
}

bool view_calls(const struct context *cx, enum severity severity) {
    return mention_of(cx, severity) != POLICY_MENTION_NONE &&
           !(cx->incident && cx->incident->drill);
}

void view_put_call(const struct context *cx, struct json *view, bool calls) {
    enum policy_mention whom = mention_of(cx, cx->incident->severity);
    calls = calls && !cx->incident->drill;
    json_put_bool(view, "call_here", calls && whom == POLICY_MENTION_HERE);
    json_put_bool(view, "call_channel", calls && whom == POLICY_MENTION_CHANNEL);
}

const char *view_severity(const struct context *cx, enum severity severity) {
    return policy_severity(cx->policy, severity)->name;
}

const char *view_status(const struct incident *incident) {
    if (incident->closed_ms)
        return "Closed";
    if (str_equal(incident->outcome, OUTCOME_DISMISSED))
        return "Dismissed";
    return str_equal(incident->outcome, OUTCOME_MERGED) ? "Merged" : status_title(incident->status);
}

/* How it ended, in capitals: "RESOLVED", "DISMISSED" or "MERGED". */
static const char *ending(const struct incident *incident) {
    if (str_equal(incident->outcome, OUTCOME_DISMISSED))
        return "DISMISSED";
    return str_equal(incident->outcome, OUTCOME_MERGED) ? "MERGED" : "RESOLVED";
}

const char *view_role(const struct context *cx, const char *name) {
    const struct playbook_role *role = playbook_role(cx->playbook, name);
    char *title = arena_strdup(cx->arena, role && *role->title ? role->title : name);
    if (isupper((unsigned char)title[0]) && islower((unsigned char)title[1]))
        title[0] = (char)tolower((unsigned char)title[0]); /* "CTO" stays */
    return title;
}

const char *view_bearer(const struct context *cx, const char *name) {
    const struct playbook_role *role = playbook_role(cx->playbook, name);
    const char *holder = role_holder(&cx->roles, name);
    for (int i = 0; !*holder && role && *role->falls_to && i < cx->playbook->role_count; i++) {
        holder = role_holder(&cx->roles, role->falls_to);
        role = playbook_role(cx->playbook, role->falls_to);
    }
    return holder;
}

const char *view_commander(const struct context *cx) {
    const char *ic = role_holder(&cx->roles, "ic");
    return *ic ? ic : cx->incident->declared_by;
}

const char *view_comms(const struct context *cx) {
    const char *comms = view_bearer(cx, "comms");
    return *comms ? comms : view_commander(cx);
}

/* A moment twice: name as "14:05 UTC", name_unix in seconds. */
static void put_moment(struct context *cx, struct json *object, const char *name, int64_t ms) {
    json_put_str(object, name, ms ? time_text(cx, ms) : "");
    json_put_int(object, arena_printf(cx->arena, "%s_unix", name), ms / SECOND_MS);
}

const char *view_span(struct context *cx, int64_t ms) {
    if (ms > DAY_MS && ms <= 3 * DAY_MS && ms % HOUR_MS == 0)
        return arena_printf(cx->arena, "%lld hours", (long long)(ms / HOUR_MS));
    return span_text(cx, ms);
}

static void put_role(struct context *cx, struct json *object, const char *name) {
    const char *holder = role_holder(&cx->roles, name);
    json_put_str(object, name, *holder ? mention(cx, holder) : "");
}

static void put_times(struct context *cx, struct json *object) {
    const struct incident *incident = cx->incident;
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    put_moment(cx, object, "started", incident->started_ms);
    put_moment(cx, object, "resolved", incident->resolved_ms);
    put_moment(cx, object, "next_update", incident->promised_ms);
    put_moment(cx, object, "mitigated", incident->mitigated_ms);
    put_moment(cx, object, "monitoring", incident->monitoring_ms);
    put_moment(cx, object, "watch_until", soak_until(cx));
    put_moment(cx, object, "closed", incident->closed_ms);
    put_moment(cx, object, "postmortem_due", incident->postmortem_due_ms);
    char text[PHRASE_DURATION_SIZE];
    json_put_str(object, "duration", span_text(cx, end_ms - incident->started_ms));
    json_put_str(object, "cadence",
                 incident->cadence_ms ? phrase_of_duration(incident->cadence_ms, PHRASE_SHORT, text)
                                      : "");
    json_put_str(object, "postmortem_within",
                 incident->postmortem_due_ms
                     ? view_span(cx, incident->postmortem_due_ms - incident->resolved_ms)
                     : "");
}

struct json *view_incident(struct context *cx) {
    const struct incident *incident = cx->incident;
    struct json *view = json_new_object(), *object = json_new_object();
    json_put_str(object, "id", incident->name);
    json_put_str(object, "title", incident->title);
    json_put_str(object, "impact", incident->impact);
    json_put_str(object, "severity", view_severity(cx, incident->severity));
    json_put_str(object, "level", playbook_severity(cx->playbook, incident->severity)->level);
    json_put_str(object, "status", view_status(incident));
    json_put_bool(object, "open", incident_is_open(incident));
    json_put_str(object, "declared_by", mention(cx, incident->declared_by));
    json_put_str(object, "acked_by", *incident->acked_by ? mention(cx, incident->acked_by) : "");
    json_put_str(object, "bridge", incident->bridge);
    json_put_str(object, "progress", incident->progress);
    json_put_str(object, "next_steps", incident->next_steps);
    json_put_str(object, "eta", incident->eta);
    json_put_str(object, "root_cause", incident->root_cause);
    json_put_str(object, "resolution", incident->resolution);
    json_put_str(object, "kind", incident->kind);
    json_put_str(object, "condition", condition_of(cx) ? condition_of(cx)->name : "");
    json_put_bool(object, "drill", incident->drill);
    json_put_bool(object, "private", incident->is_private);
    json_put_str(object, "where",
                 incident_has_channel(incident) ? "in this thread" : "in private messages");
    json_put_str(object, "own_channel", "");
    json_put_str(object, "outcome", incident->outcome);
    json_put_str(object, "ending", ending(incident));
    put_role(cx, object, "ic");
    put_role(cx, object, "deputy");
    put_role(cx, object, "scribe");
    put_role(cx, object, "comms");
    put_times(cx, object);
    json_put(view, "incident", object);
    put_moment(cx, view, "now", cx->now_ms);
    json_put_str(view, "command", cx->config->slack.command);
    return view;
}
