/* The private picture of one incident: see summary.h. */
#include "handlers/kit/summary.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/condition.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "store/incidents.h"
#include "store/relations.h"
#include "store/timeline.h"

enum { LAST_EVENTS = 5, EVENT_MAX_CHARS = 1000 };

static const char *lasted(struct context *cx, const struct incident *incident) {
    char text[PHRASE_DURATION_SIZE];
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    return arena_strdup(cx->arena,
                        phrase_of_duration(end_ms - incident->started_ms, PHRASE_MEDIUM, text));
}

const char *summary_marks(struct context *cx, const struct incident *incident) {
    return arena_printf(cx->arena, "%s%s%s", *incident->kind ? " · " : "", incident->kind,
                        incident->is_private ? " · 🔒 private" : "");
}

/* " since 14:05 UTC" for what is being watched. */
static const char *since(struct context *cx, const struct incident *incident) {
    if (!incident_is_open(incident) || !incident->monitoring_ms)
        return "";
    return arena_printf(cx->arena, " since %s", time_text(cx, incident->monitoring_ms));
}

void summary_line(struct context *cx, const struct incident *incident) {
    const char *next = "";
    if (incident->promised_ms)
        next = arena_printf(cx->arena, " · %s %s",
                            incident->promised_ms < cx->now_ms ? ":warning: no update since"
                                                               : "next update",
                            time_text(cx, incident->promised_ms));
    reply_say(cx, "• %s*%s* %s *%s*%s · %s%s · %s%s", incident->drill ? "🧪 Drill " : "",
              incident->name, view_severity(cx, incident->severity), shown(cx, incident->title),
              summary_marks(cx, incident), view_status(incident), since(cx, incident),
              lasted(cx, incident), next);
}

/* " _(amended by @bob at 15:10 UTC)_: why", or nothing. */
static const char *amended(struct context *cx, const struct timeline_entry *entry) {
    if (!entry->amended_ms)
        return "";
    return arena_printf(cx->arena, " _(%s by %s at %s)_%s%s", entry->struck ? "struck" : "amended",
                        mention(cx, entry->amended_by), time_text(cx, entry->amended_ms),
                        *entry->why ? ": " : "", shown(cx, entry->why));
}

const char *summary_entry(struct context *cx, const struct timeline_entry *entry, size_t max) {
    const char *who =
        str_equal(entry->actor, TIMELINE_BOT) ? TIMELINE_BOT : mention(cx, entry->actor);
    const char *late = "";
    if (entry->recorded_ms - entry->at_ms >= 60 * 1000)
        late =
            arena_printf(cx->arena, " _(written down at %s)_", time_text(cx, entry->recorded_ms));
    const char *text = entry->struck ? "…" : shown_cut(cx, entry->text, max);
    return arena_printf(cx->arena, "`%s` %s – %s%s%s", time_text(cx, entry->at_ms), text, who, late,
                        amended(cx, entry));
}

static void say_roles(struct context *cx) {
    for (int i = 0; i < cx->roles.count; i++)
        reply_say(cx, "• %s: %s", view_role(cx, cx->roles.roles[i].name),
                  mention(cx, cx->roles.roles[i].holder));
}

static enum result say_last_events(struct context *cx) {
    struct timeline timeline;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, LAST_EVENTS, &timeline, cx->err);
    if (result != OK)
        return result;
    reply_say(cx, "Last events:");
    for (int i = 0; i < timeline.count; i++)
        reply_say(cx, "%s", summary_entry(cx, &timeline.entries[i], EVENT_MAX_CHARS));
    return OK;
}

/* The title of a private incident is for those who may see it, and who reads this may not. */
static enum result say_relation(struct context *cx, const struct relation *relation) {
    struct incident other;
    enum result result = incident_get(cx->store, cx->arena, relation->other_id, &other, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const char *how = "Related:";
    if (str_equal(relation->kind, RELATION_MERGED))
        how = relation->from_other ? "Merged into this one:" : "Merged into";
    reply_say(cx, "%s *%s* %s (%s)", how, other.name,
              other.is_private ? "🔒 private" : shown(cx, other.title), view_status(&other));
    return OK;
}

static enum result say_relations(struct context *cx) {
    struct relation_list list;
    enum result result = relation_list(cx->store, cx->arena, cx->incident->id, &list, cx->err);
    for (int i = 0; result == OK && i < list.count; i++)
        result = say_relation(cx, &list.relations[i]);
    return result;
}

enum result summary(struct context *cx) {
    const struct incident *incident = cx->incident;
    reply_say(cx, "%s %s *%s*%s", heading(cx), view_severity(cx, incident->severity),
              shown(cx, incident->title), summary_marks(cx, incident));
    reply_say(cx, "Status: *%s*%s · began %s · %s %s", view_status(incident), since(cx, incident),
              moment(cx, incident->started_ms), incident_is_open(incident) ? "for" : "lasted",
              lasted(cx, incident));
    if (condition_of(cx))
        reply_say(cx, "Condition: %s. Response: %s", condition_of(cx)->name,
                  target_of_incident(cx));
    if (incident->mitigated_ms)
        reply_say(cx, "Impact over since %s.%s%s", moment(cx, incident->mitigated_ms),
                  *soak_sentence(cx) ? " " : "", soak_sentence(cx));
    reply_say(cx, "Impact: %s", *incident->impact ? shown(cx, incident->impact) : "not known yet");
    say_roles(cx);
    if (*incident->bridge)
        reply_say(cx, "Bridge: %s", shown(cx, incident->bridge));
    if (incident_is_open(incident))
        reply_say(cx, "%s", promise_sentence(cx));
    if (*incident->root_cause)
        reply_say(cx, "Root cause: %s", shown(cx, incident->root_cause));
    if (*incident->resolution)
        reply_say(cx, "%s: %s", incident_is_open(incident) ? "Mitigated by" : "Resolution",
                  shown(cx, incident->resolution));
    enum result result = say_relations(cx);
    if (result != OK)
        return result;
    kind_say(cx);
    warn_unreachable(cx);
    return say_last_events(cx);
}
