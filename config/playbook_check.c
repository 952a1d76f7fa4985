/* Whether a playbook hangs together: see playbook_check.h. */
#include "config/playbook_check.h"

#include "base/str.h"
#include "model/field.h"

#include <stdio.h>
#include <string.h>

enum { WORD_SIZE = 64 };

struct check {
    const struct playbook *playbook;
    struct faults *faults;
};

#define TELL(check, at, ...)                                                                       \
    do {                                                                                           \
        struct origin origin = {.where = (check)->playbook->file, .line = (at)};                   \
        faults_add((check)->faults, &origin, __VA_ARGS__);                                         \
    } while (0)

/* ---- One mention of something */

static void need_person(const struct check *check, int line, const char *name) {
    if (*name && !playbook_person(check->playbook, name))
        TELL(check, line, "there is no person \"%s\" in people", name);
}

static void need_role(const struct check *check, int line, const char *name) {
    if (*name && !playbook_role(check->playbook, name))
        TELL(check, line, "there is no role \"%s\" in roles", name);
}

static void need_group(const struct check *check, int line, const char *name) {
    if (*name && !playbook_group(check->playbook, name))
        TELL(check, line, "there is no group \"%s\" in groups", name);
}

static void need_course(const struct check *check, int line, const char *name) {
    if (*name && !playbook_course(check->playbook, name))
        TELL(check, line, "there is no course \"%s\" in decision.courses", name);
}

static void need_checklist(const struct check *check, int line, const char *name) {
    if (*name && !playbook_checklist(check->playbook, name))
        TELL(check, line, "there is no checklist \"%s\" in checklists", name);
}

static void need_kind(const struct check *check, int line, const char *name) {
    if (*name && !playbook_kind(check->playbook, name))
        TELL(check, line, "there is no kind \"%s\" in kinds", name);
}

static void need_runbook(const struct check *check, int line, const char *name) {
    if (*name && !playbook_has(&check->playbook->runbooks, name))
        TELL(check, line, "there is no runbook \"%s\" in runbooks", name);
}

static bool is_severity(const char *word) {
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (str_equal(severity_code(s), word))
            return true;
    return false;
}

/* Each of the words, with single spaces between. */
static void need_severities(const struct check *check, int line, const char *words) {
    for (const char *next = words; *next;) {
        char word[WORD_SIZE];
        size_t len = strcspn(next, " ");
        snprintf(word, sizeof word, "%.*s", (int)len, next);
        if (!is_severity(word))
            TELL(check, line, "\"%s\" is no severity; write sev1, sev2, sev3 or sev4", word);
        next += len + (next[len] == ' ');
    }
}

static void need_courses(const struct check *check, int line, const char *words) {
    for (const char *next = words; *next;) {
        char word[WORD_SIZE];
        size_t len = strcspn(next, " ");
        snprintf(word, sizeof word, "%.*s", (int)len, next);
        need_course(check, line, word);
        next += len + (next[len] == ' ');
    }
}

/* Tells each name of a list that stands in it before; the list's structs begin with a line and a
 * name. */
#define CHECK_NAMES(check, list, count)                                                            \
    do {                                                                                           \
        for (int i = 0; i < (check)->playbook->count; i++)                                         \
            for (int j = 0; j < i; j++)                                                            \
                if (str_equal_nocase((check)->playbook->list[i].name,                              \
                                     (check)->playbook->list[j].name))                             \
                    TELL(check, (check)->playbook->list[i].line, "\"%s\" is there already",        \
                         (check)->playbook->list[i].name);                                         \
    } while (0)

static void check_names(const struct check *check) {
    CHECK_NAMES(check, people, person_count);
    CHECK_NAMES(check, groups, group_count);
    CHECK_NAMES(check, roles, role_count);
    CHECK_NAMES(check, clocks, clock_count);
    CHECK_NAMES(check, triage, question_count);
    CHECK_NAMES(check, decision.courses, decision.course_count);
    CHECK_NAMES(check, decision.criteria, decision.criterion_count);
    CHECK_NAMES(check, checklists, checklist_count);
    CHECK_NAMES(check, kinds, kind_count);
    CHECK_NAMES(check, communications, communication_count);
}

/* ---- Part by part */

static void check_severities(const struct check *check) {
    for (int i = 0; i < POLICY_SEVERITIES; i++) {
        const struct playbook_severity *severity = &check->playbook->severities[i];
        need_group(check, severity->line, severity->approvers);
        if (severity->authority == AUTHORITY_APPROVAL && !*severity->approvers)
            TELL(check, severity->line, "authority = \"approval\" needs approvers, a group");
        if (severity->authority != AUTHORITY_ANYONE && !*severity->rule)
            TELL(check, severity->line, "who is refused is shown the rule; write rule = \"…\"");
    }
}

static void check_people(const struct check *check) {
    const struct playbook *playbook = check->playbook;
    for (int i = 0; i < playbook->role_count; i++) {
        const struct playbook_role *role = &playbook->roles[i];
        need_person(check, role->line, role->primary);
        need_person(check, role->line, role->backup);
        need_role(check, role->line, role->falls_to);
        for (int j = 0; j < role->rotation.count; j++)
            need_person(check, role->line, role->rotation.texts[j]);
    }
    if (!playbook_role(playbook, "ic"))
        TELL(check, 0, "roles: there is no \"ic\"; an incident always has a commander");
    for (int i = 0; i < playbook->lower_by.count; i++)
        need_role(check, 0, playbook->lower_by.texts[i]);
}

static void check_escalation(const struct check *check) {
    static const char *const triggers[] = {"sev1",           "several-sev2", "security", "data",
                                           "unacknowledged", "overdue",      NULL};
    const struct playbook_escalation *escalation = &check->playbook->escalation;
    for (int i = 0; i < escalation->path_count; i++) {
        const struct playbook_step *step = &escalation->path[i];
        if (!playbook_role(check->playbook, step->who) &&
            !playbook_person(check->playbook, step->who))
            TELL(check, step->line, "\"%s\" is neither a role nor a person", step->who);
    }
    for (int i = 0; i < escalation->triggers.count; i++)
        if (!str_is_one_of(escalation->triggers.texts[i], triggers))
            TELL(check, 0,
                 "escalation.triggers: \"%s\" is none; write sev1, several-sev2, security, data, "
                 "unacknowledged or overdue",
                 escalation->triggers.texts[i]);
}

static void check_clocks(const struct check *check) {
    for (int i = 0; i < check->playbook->clock_count; i++) {
        const struct playbook_clock *clock = &check->playbook->clocks[i];
        need_severities(check, clock->line, clock->severities);
        if (!str_equal(clock->starts, "ack") && !str_equal(clock->starts, "declare"))
            need_course(check, clock->line, clock->starts);
        for (int j = 0; j < clock->mark_count; j++) {
            const struct playbook_mark *mark = &clock->marks[j];
            need_course(check, mark->line, mark->decision);
            if (j > 0 && mark->at_ms <= clock->marks[j - 1].at_ms)
                TELL(check, mark->line, "a mark comes after the one before it; put them in order");
        }
    }
}

/* Questions lead forward only, so that every triage comes to its end. */
static void check_next(const struct check *check, int number,
                       const struct playbook_answer *answer) {
    const struct playbook *playbook = check->playbook;
    const struct playbook_question *next = playbook_question(playbook, answer->next);
    if (*answer->next && !next)
        TELL(check, answer->line, "there is no question \"%s\" in triage", answer->next);
    else if (next && next <= &playbook->triage[number])
        TELL(check, answer->line, "\"%s\" was asked before; a question leads forward",
             answer->next);
}

static void check_triage(const struct check *check) {
    for (int i = 0; i < check->playbook->question_count; i++) {
        const struct playbook_question *question = &check->playbook->triage[i];
        if (question->answer_count == 0 && !question->free_text)
            TELL(check, question->line,
                 "a question without answers is answered in free words; "
                 "write free_text = true");
        for (int j = 0; j < question->answer_count; j++) {
            const struct playbook_answer *answer = &question->answers[j];
            check_next(check, i, answer);
            need_severities(check, answer->line, answer->severity);
            need_course(check, answer->line, answer->course);
            need_kind(check, answer->line, answer->kind);
            need_checklist(check, answer->line, answer->checklist);
        }
    }
}

static void check_decision(const struct check *check) {
    static const char *const deciders[] = {"oncall", "senior", "solo", NULL};
    const struct playbook_decision *decision = &check->playbook->decision;
    for (int i = 0; i < decision->course_count; i++) {
        const struct playbook_course *course = &decision->courses[i];
        need_checklist(check, course->line, course->checklist);
        need_runbook(check, course->line, course->runbook);
        need_course(check, course->line, course->way_of);
    }
    for (int i = 0; i < decision->criterion_count; i++) {
        const struct playbook_criterion *criterion = &decision->criteria[i];
        need_course(check, criterion->line, criterion->yes_course);
        need_course(check, criterion->line, criterion->no_course);
        if (*criterion->from && !playbook_question(check->playbook, criterion->from))
            TELL(check, criterion->line, "there is no question \"%s\" in triage", criterion->from);
    }
    need_course(check, 0, decision->otherwise);
    for (int i = 0; i < decision->deciders.count; i++) {
        const char *who = decision->deciders.texts[i];
        if (!str_is_one_of(who, deciders) && !playbook_role(check->playbook, who) &&
            !playbook_person(check->playbook, who))
            TELL(check, 0,
                 "decision.deciders: \"%s\" is neither a role nor a person; write one, or oncall, "
                 "senior or solo",
                 who);
    }
}

static void check_checklists(const struct check *check) {
    static const char *const moments[] = {"", "declare", "ack", "triage", "resolve", NULL};
    for (int i = 0; i < check->playbook->checklist_count; i++) {
        const struct playbook_checklist *list = &check->playbook->checklists[i];
        need_severities(check, list->line, list->severities);
        if (!str_is_one_of(list->when, moments))
            TELL(check, list->line, "when = \"%s\": write declare, ack, triage or resolve",
                 list->when);
        for (int j = 0; j < list->item_count; j++)
            need_course(check, list->items[j].line, list->items[j].otherwise);
    }
}

static void check_kinds(const struct check *check) {
    for (int i = 0; i < check->playbook->kind_count; i++) {
        const struct playbook_kind *kind = &check->playbook->kinds[i];
        need_severities(check, kind->line, kind->severity);
        need_group(check, kind->line, kind->approvers);
        need_runbook(check, kind->line, kind->runbook);
        if (kind->locks_comms && !*kind->approvers)
            TELL(check, kind->line, "locks_comms needs approvers, a group");
    }
}

static void check_communications(const struct check *check) {
    static const char *const moments[] = {"", "declare", "decide", "resolve", NULL};
    for (int i = 0; i < check->playbook->communication_count; i++) {
        const struct playbook_communication *one = &check->playbook->communications[i];
        need_severities(check, one->line, one->severities);
        need_courses(check, one->line, one->courses);
        need_group(check, one->line, one->approvers);
        if (*one->field && !field_find(one->field))
            TELL(check, one->line, "field = \"%s\": there is no such field to set", one->field);
        if (!str_is_one_of(one->when, moments))
            TELL(check, one->line, "when = \"%s\": write declare, decide or resolve", one->when);
    }
}

static void check_calendar(const struct check *check) {
    const struct playbook_calendar *calendar = &check->playbook->calendar;
    if (*calendar->days && calendar->opens_ms >= calendar->closes_ms)
        TELL(check, 0, "calendar: it closes before it opens");
    need_role(check, 0, check->playbook->resolving.by);
}

void playbook_check(const struct playbook *playbook, struct faults *faults) {
    const struct check check = {playbook, faults};
    check_names(&check);
    check_severities(&check);
    check_people(&check);
    check_escalation(&check);
    check_clocks(&check);
    check_triage(&check);
    check_decision(&check);
    check_checklists(&check);
    check_kinds(&check);
    check_communications(&check);
    check_calendar(&check);
}
