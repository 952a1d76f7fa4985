/* Asking a playbook: see playbook.h. */
#include "model/playbook.h"

#include "base/str.h"

#include <assert.h>

const struct playbook_severity *playbook_severity(const struct playbook *playbook,
                                                  enum severity severity) {
    assert(severity_valid((int)severity));
    return &playbook->severities[severity - SEVERITY_1];
}

const struct playbook_condition *playbook_condition(const struct playbook *playbook,
                                                    enum severity severity, const char *name) {
    const struct playbook_severity *own = playbook_severity(playbook, severity);
    for (int i = 0; i < own->condition_count; i++)
        if (str_equal_nocase(own->conditions[i].name, name))
            return &own->conditions[i];
    return NULL;
}

/* Defines the look-up of one list: the first whose name, or one of whose words, it is. */
#define LOOK_UP(function, type, list, count, matches)                                              \
    const struct type *function(const struct playbook *playbook, const char *word) {               \
        for (int i = 0; i < playbook->count; i++) {                                                \
            const struct type *one = &playbook->list[i];                                           \
            if (matches)                                                                           \
                return one;                                                                        \
        }                                                                                          \
        return NULL;                                                                               \
    }

#define BY_NAME (*word && str_equal_nocase(one->name, word))
#define BY_WORD (BY_NAME || str_has_word(one->words, word))

LOOK_UP(playbook_person, playbook_person, people, person_count, BY_NAME)
LOOK_UP(playbook_group, playbook_group, groups, group_count, BY_NAME)
LOOK_UP(playbook_role, playbook_role, roles, role_count, BY_WORD)
LOOK_UP(playbook_clock, playbook_clock, clocks, clock_count, BY_NAME)
LOOK_UP(playbook_question, playbook_question, triage, question_count, BY_NAME)
LOOK_UP(playbook_course, playbook_course, decision.courses, decision.course_count, BY_WORD)
LOOK_UP(playbook_checklist, playbook_checklist, checklists, checklist_count, BY_WORD)
LOOK_UP(playbook_kind, playbook_kind, kinds, kind_count, BY_WORD)
LOOK_UP(playbook_communication, playbook_communication, communications, communication_count,
        BY_WORD)
LOOK_UP(playbook_drill, playbook_drill, drills, drill_count, BY_WORD)

LOOK_UP(playbook_day, playbook_day, postmortem.days, postmortem.day_count, BY_NAME)

const struct playbook_own_channel *playbook_own_channel(const struct playbook *playbook,
                                                        enum severity severity, const char *kind) {
    const struct playbook_kind *of = playbook_kind(playbook, kind);
    if (of && of->own_channel.line)
        return &of->own_channel;
    const struct playbook_own_channel *own = &playbook_severity(playbook, severity)->own_channel;
    return own->line ? own : NULL;
}

bool playbook_severity_in(const char *severities, enum severity severity) {
    return !*severities || str_has_word(severities, severity_code(severity));
}

bool playbook_has(const struct playbook_texts *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (str_equal_nocase(list->texts[i], text))
            return true;
    return false;
}
