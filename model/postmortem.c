/* When a postmortem is owed: see postmortem.h. */
#include "model/postmortem.h"

#include "base/str.h"
#include "base/utc.h"

#include <ctype.h>
#include <string.h>

enum { SLUG_MAX = 60 };

static bool applies(const struct playbook_owed *rule, const struct incident *incident, bool data) {
    int64_t lasted_ms = incident->resolved_ms - incident->started_ms;
    return playbook_severity_in(rule->severities, incident->severity) &&
           (!rule->longer_ms || lasted_ms > rule->longer_ms) && (!rule->data || data);
}

bool postmortem_owed(const struct playbook *playbook, const struct incident *incident, bool data,
                     const char **ret_rule) {
    const struct playbook_postmortem *rules = &playbook->postmortem;
    if (incident->drill || *incident->outcome || incident_is_open(incident))
        return false;
    for (int i = 0; i < rules->owed_count; i++) {
        if (!applies(&rules->owed[i], incident, data))
            continue;
        *ret_rule = rules->owed[i].rule;
        return true;
    }
    *ret_rule = "every incident";
    return rules->owed_count == 0;
}

int64_t postmortem_due(const struct playbook *playbook, int64_t resolved_ms) {
    const struct playbook_day *draft = playbook_day(playbook, POSTMORTEM_DRAFT);
    int64_t due_ms = playbook->policy.postmortem_due_ms;
    if (draft && draft->due_ms < due_ms)
        due_ms = draft->due_ms;
    return resolved_ms + due_ms;
}

int64_t postmortem_day_due(const struct playbook *playbook, const struct playbook_day *day,
                           int64_t resolved_ms) {
    if (str_equal(day->name, POSTMORTEM_DRAFT))
        return postmortem_due(playbook, resolved_ms);
    return resolved_ms + day->due_ms;
}

const char *postmortem_path(struct arena *arena, int64_t started_ms, const char *title) {
    char slug[SLUG_MAX + 1], day[UTC_DAY_SIZE];
    size_t len = 0;
    for (const char *at = title; *at && len < SLUG_MAX; at++) {
        if (isalnum((unsigned char)*at))
            slug[len++] = (char)tolower((unsigned char)*at);
        else if (len && slug[len - 1] != '-')
            slug[len++] = '-';
    }
    while (len && slug[len - 1] == '-')
        len--;
    slug[len] = 0;
    return arena_printf(arena, "docs/incidents/%s-%s.md", utc_day(started_ms, day),
                        len ? slug : "incident");
}
