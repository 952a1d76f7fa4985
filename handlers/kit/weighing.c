/* Weighing a decision: see weighing.h. */
#include "handlers/kit/weighing.h"

#include "base/str.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "store/answers.h"

/* ---- What is known */

static enum advice_fact fact_of(const char *value) {
    if (str_equal_nocase(value, "yes"))
        return ADVICE_YES;
    return str_equal_nocase(value, "no") ? ADVICE_NO : ADVICE_OPEN;
}

enum result weighing_load(struct context *cx, struct weighing *ret_weighing) {
    struct answer_list own, triage;
    const struct playbook_decision *decision = &cx->playbook->decision;
    int64_t incident = cx->incident->id;
    enum result result =
        answer_list(cx->store, cx->arena, incident, ANSWER_CRITERION, &own, cx->err);
    if (result == OK)
        result = answer_list(cx->store, cx->arena, incident, ANSWER_TRIAGE, &triage, cx->err);
    if (result != OK)
        return result;
    size_t size = (size_t)decision->criterion_count * sizeof *ret_weighing->facts + 1;
    ret_weighing->facts = arena_alloc(cx->arena, size);
    for (int i = 0; i < decision->criterion_count; i++) {
        const struct playbook_criterion *criterion = &decision->criteria[i];
        const char *value = answer_value(&own, criterion->name);
        if (!*value && *criterion->from)
            value = answer_value(&triage, criterion->from);
        ret_weighing->facts[i] = fact_of(value);
    }
    result = triaged_load(cx, &ret_weighing->path);
    if (result == OK)
        ret_weighing->advice = advice_of(cx->playbook, ret_weighing->facts,
                                         ret_weighing->path.course, cx->incident->severity);
    return result;
}

const char *weighing_word(enum advice_fact fact) {
    if (fact == ADVICE_OPEN)
        return "";
    return fact == ADVICE_YES ? "yes" : "no";
}

const char *weighing_line(struct context *cx, const struct playbook_criterion *criterion,
                          enum advice_fact fact) {
    const char *means = fact == ADVICE_YES ? criterion->yes : criterion->no;
    const struct playbook_course *course =
        playbook_course(cx->playbook, advice_course(criterion, fact));
    if (fact == ADVICE_OPEN)
        return arena_printf(cx->arena, "%s – not answered", criterion->ask);
    const char *line = arena_printf(cx->arena, "%s *%s*%s%s", criterion->ask, weighing_word(fact),
                                    *means ? ": " : "", means);
    return course ? arena_printf(cx->arena, "%s → %s", line, course->title) : line;
}

/* ---- What follows */

const char *weighing_reason(struct context *cx, const struct weighing *weighing) {
    const struct advice *advice = &weighing->advice;
    const char *reason = "";
    if (!advice->course)
        return "";
    if (advice->why == ADVICE_TRIAGED)
        return triaged_reason(cx, &weighing->path, weighing->path.course_by);
    for (int i = 0; i < cx->playbook->decision.criterion_count; i++) {
        const struct playbook_criterion *criterion = &cx->playbook->decision.criteria[i];
        const char *word = weighing_word(weighing->facts[i]);
        bool speaks = playbook_course(cx->playbook, advice_course(criterion, weighing->facts[i])) ==
                      advice->course;
        if (speaks && (advice->why != ADVICE_DECIDED || criterion == advice->by))
            reason = arena_printf(cx->arena, "%s%s%s %s", reason, *reason ? "; " : "",
                                  criterion->ask, word);
    }
    return *reason ? reason : "it is unclear, and this is the default then";
}

const char *weighing_advice(struct context *cx, const struct weighing *weighing) {
    const struct advice *advice = &weighing->advice;
    const char *severity = view_severity(cx, cx->incident->severity), *barred = "";
    if (advice->barred)
        barred = arena_printf(cx->arena, " What else spoke is not for %s: %s", severity,
                              playbook_severity(cx->playbook, cx->incident->severity)->rule);
    switch (advice->why) {
    case ADVICE_DECIDED:
        return arena_printf(
            cx->arena, "*%s* – one answer outweighs all others: %s %s.%s", advice->course->title,
            advice->by->ask,
            weighing_word(weighing->facts[advice->by - cx->playbook->decision.criteria]), barred);
    case ADVICE_AGREED:
    case ADVICE_TRIAGED:
        return arena_printf(cx->arena, "*%s* – %s.%s", advice->course->title,
                            weighing_reason(cx, weighing), barred);
    case ADVICE_UNCLEAR:
        return arena_printf(cx->arena,
                            "*%s* – it is unclear what is best, and this is the safer way.%s",
                            advice->course->title, barred);
    case ADVICE_NONE:
        break;
    }
    return "";
}

/* ---- Who decides */

static bool is_reachable(const struct somebody *somebody) {
    return *somebody->user || *somebody->phone;
}

/* Of the persons on the escalation path the first, or the last; roles are held by whoever is there.
 */
static struct somebody person_on_path(struct context *cx, bool last) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    struct somebody found = {"", "", "", ""};
    for (int i = 0; i < escalation->path_count; i++) {
        const char *who = escalation->path[i].who;
        if (playbook_role(cx->playbook, who) || (*found.name && !last))
            continue;
        struct somebody person = somebody_of(cx, who);
        if (is_reachable(&person))
            found = person;
        else if (!last)
            break; /* nobody wrote down who is on call */
    }
    return found;
}

static struct somebody on_call(struct context *cx) {
    if (playbook_role(cx->playbook, "oncall"))
        return somebody_of(cx, "oncall");
    return person_on_path(cx, false);
}

static const char *as_decider(struct context *cx, const char *word) {
    struct somebody found;
    const char *why;
    if (str_equal(word, "oncall")) {
        found = on_call(cx);
        why = "who is on call";
    } else if (str_equal(word, "senior")) {
        found = person_on_path(cx, true);
        why = "the most senior who can be reached, because nobody is on call";
    } else if (str_equal(word, "solo")) {
        return arena_printf(cx->arena,
                            "%s decides; nobody else is known who could. Use your judgement, and "
                            "write down why",
                            mention(cx, view_commander(cx)));
    } else {
        found = somebody_of(cx, word);
        why = arena_printf(cx->arena, "as %s", view_role(cx, word));
    }
    if (!is_reachable(&found))
        return NULL;
    return arena_printf(cx->arena, "%s decides, %s", somebody_shown(cx, &found), why);
}

const char *weighing_decider(struct context *cx) {
    const struct playbook_texts *deciders = &cx->playbook->decision.deciders;
    const char *found = NULL;
    if (!deciders->count &&
        playbook_severity(cx->playbook, cx->incident->severity)->authority == AUTHORITY_ANYONE)
        return arena_printf(cx->arena, "Anybody may decide it at %s",
                            view_severity(cx, cx->incident->severity));
    for (int i = 0; !found && i < deciders->count; i++)
        found = as_decider(cx, deciders->texts[i]);
    if (!found)
        found = arena_printf(cx->arena, "%s decides, who leads this incident",
                             mention(cx, view_commander(cx)));
    return found;
}
