/* Whose rules are shown: see rules.h. */
#include "handlers/kit/rules.h"

#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/phrase.h"
#include "model/playbook_gaps.h"
#include "model/words.h"
#include "store/incidents.h"

static enum result find_incident(struct context *cx, const struct request *rq, struct words *line,
                                 struct incident *ret_incident) {
    struct incident_ref ref;
    enum words_place place;
    char name[INCIDENT_ID_SIZE];
    enum result result = words_take_incident(line, &ref, &place, cx->err);
    if (result == ABSENT)
        return incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, ret_incident,
                                  cx->err);
    if (result != OK)
        return result;
    result = incident_by_ref(cx->store, cx->arena, &ref, ret_incident, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "There is no incident %s; `%s list all` shows every one",
                    incident_ref_name(&ref, name), cx->config->slack.command);
    return result;
}

enum result rules_take(struct context *cx, const struct request *rq, struct words *line) {
    struct incident incident;
    enum result result = find_incident(cx, rq, line, &incident);
    if (result == ABSENT)
        return OK;
    return result == OK ? route_load(cx, incident.id) : result;
}

void rules_say_head(struct context *cx, const char *what) {
    const struct playbook *playbook = cx->playbook;
    STR_AUTO(more, 500);
    if (*playbook->version)
        str_addf(&more, ", version %s", playbook->version);
    if (*playbook->updated)
        str_addf(&more, ", of %s", playbook->updated);
    if (*playbook->owner)
        str_addf(&more, ", owner %s", playbook->owner);
    reply_say(cx, "*%s* – %s (%s)%s%s%s", what, playbook->title, playbook->name, more.text,
              cx->incident ? ": the rules that " : "",
              cx->incident ? arena_printf(cx->arena, "%s began with", cx->incident->name) : "");
}

void rules_say_gaps(struct context *cx) {
    struct playbook_texts gaps = playbook_gaps(cx->playbook, cx->arena);
    if (gaps.count)
        reply_say(cx, ":warning: What is still missing in it:");
    for (int i = 0; i < gaps.count; i++)
        reply_say(cx, "• %s", gaps.texts[i]);
}

const char *rules_joined(struct context *cx, const struct playbook_texts *list) {
    const char *text = "";
    for (int i = 0; i < list->count; i++)
        text = listed(cx, text, list->texts[i], i, list->count);
    return text;
}

const char *rules_cadence(struct context *cx, enum severity severity) {
    char every[PHRASE_DURATION_SIZE];
    int64_t cadence_ms = policy_severity(cx->policy, severity)->cadence_ms;
    if (!cadence_ms)
        return "no update is promised";
    return arena_printf(cx->arena, "an update every %s", phrase_of_rhythm(cadence_ms, every));
}
