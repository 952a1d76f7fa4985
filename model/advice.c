/* Advice: see advice.h. */
#include "model/advice.h"

#include "base/str.h"

const char *advice_course(const struct playbook_criterion *criterion, enum advice_fact fact) {
    if (fact == ADVICE_OPEN)
        return "";
    return fact == ADVICE_YES ? criterion->yes_course : criterion->no_course;
}

bool advice_allowed(const struct playbook *playbook, const struct playbook_course *course,
                    enum severity severity) {
    return !course->needs_authority ||
           playbook_severity(playbook, severity)->authority != AUTHORITY_NONE;
}

bool advice_is(const struct playbook_course *course, const char *name) {
    return *name &&
           (str_equal_nocase(course->name, name) || str_equal_nocase(course->way_of, name));
}

/* The course that a criterion speaks for; NULL when it speaks for none. */
static const struct playbook_course *spoken(const struct playbook *playbook, int i,
                                            const enum advice_fact *facts) {
    return playbook_course(playbook, advice_course(&playbook->decision.criteria[i], facts[i]));
}

/* The first criterion that speaks for course; NULL when none does. */
static const struct playbook_criterion *speaker(const struct playbook *playbook,
                                                const enum advice_fact *facts,
                                                const struct playbook_course *course) {
    for (int i = 0; i < playbook->decision.criterion_count; i++)
        if (spoken(playbook, i, facts) == course)
            return &playbook->decision.criteria[i];
    return NULL;
}

/* One criterion that outweighs the others: the first in the playbook's order. */
static struct advice decided(const struct playbook *playbook, const enum advice_fact *facts,
                             enum severity severity) {
    struct advice advice = {0};
    for (int i = 0; i < playbook->decision.criterion_count; i++) {
        const struct playbook_criterion *criterion = &playbook->decision.criteria[i];
        const struct playbook_course *course = spoken(playbook, i, facts);
        if (!criterion->decides || !course)
            continue;
        if (advice_allowed(playbook, course, severity))
            return (struct advice){course, ADVICE_DECIDED, criterion, advice.barred};
        advice.barred = true;
    }
    return advice;
}

/* All that speak, speak for one; with several, the first of them in the order of preference. */
static struct advice agreed(const struct playbook *playbook, const enum advice_fact *facts,
                            enum severity severity, bool *ret_several) {
    struct advice advice = {0};
    *ret_several = false;
    for (int i = 0; i < playbook->decision.course_count; i++) {
        const struct playbook_course *course = &playbook->decision.courses[i];
        const struct playbook_criterion *by = speaker(playbook, facts, course);
        if (!by)
            continue;
        if (!advice_allowed(playbook, course, severity))
            advice.barred = true;
        else if (advice.course)
            *ret_several = true;
        else
            advice = (struct advice){course, ADVICE_AGREED, by, advice.barred};
    }
    return advice;
}

/* Nothing speaks clearly: what triage came to, while no criterion contradicts, else the default. */
static const struct playbook_course *fallback(const struct playbook *playbook, const char *name,
                                              enum severity severity, bool *ret_barred) {
    const struct playbook_course *course = playbook_course(playbook, name);
    if (!course || advice_allowed(playbook, course, severity))
        return course;
    *ret_barred = true;
    return NULL;
}

struct advice advice_of(const struct playbook *playbook, const enum advice_fact *facts,
                        const char *triaged, enum severity severity) {
    bool several;
    struct advice advice = decided(playbook, facts, severity);
    if (advice.course)
        return advice;
    bool barred = advice.barred;
    advice = agreed(playbook, facts, severity, &several);
    advice.barred = advice.barred || barred;
    if (advice.course && !several)
        return advice;
    const struct playbook_course *course = NULL;
    if (!advice.course)
        course = fallback(playbook, triaged, severity, &advice.barred);
    if (course)
        return (struct advice){course, ADVICE_TRIAGED, NULL, advice.barred};
    course = fallback(playbook, playbook->decision.otherwise, severity, &advice.barred);
    if (course) {
        advice.course = course;
        advice.by = speaker(playbook, facts, course);
    }
    advice.why = advice.course ? ADVICE_UNCLEAR : ADVICE_NONE;
    return advice;
}
