/* Whether a playbook hangs together: see playbook_check.h. */
#include "config/playbook_check.h"

#include "base/str.h"
#include "base/utc.h"
#include "config/playbook_need.h"
#include "model/calendar.h"
#include "model/field.h"
#include "model/priority.h"
#include "model/shifts.h"

#include <string.h>

/* ---- Names */

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

/* The same, and each other word of it that is a name or a word of one before or behind: whoever
 * types it would get the first. */
#define CHECK_WORDS(check, list, count)                                                            \
    do {                                                                                           \
        CHECK_NAMES(check, list, count);                                                           \
        for (int i = 0; i < (check)->playbook->count; i++) {                                       \
            const char *words = (check)->playbook->list[i].words;                                  \
            for (char word[WORD_SIZE]; take_word(&words, word);)                                   \
                for (int j = 0; j < (check)->playbook->count; j++)                                 \
                    if (j != i &&                                                                  \
                        (str_equal_nocase((check)->playbook->list[j].name, word) ||                \
                         (j < i && str_has_word((check)->playbook->list[j].words, word))))         \
                        TELL(check, (check)->playbook->list[i].line,                               \
                             "\"%s\" means \"%s\" already; choose another word", word,             \
                             (check)->playbook->list[j].name);                                     \
        }                                                                                          \
    } while (0)

/* A word for a communication may stand at several, each for its own severities. */
static void check_names(const struct check *check) {
    CHECK_NAMES(check, people, person_count);
    CHECK_NAMES(check, groups, group_count);
    CHECK_WORDS(check, roles, role_count);
    CHECK_NAMES(check, clocks, clock_count);
    CHECK_NAMES(check, triage, question_count);
    CHECK_WORDS(check, decision.courses, decision.course_count);
    CHECK_NAMES(check, decision.criteria, decision.criterion_count);
    CHECK_WORDS(check, checklists, checklist_count);
    CHECK_WORDS(check, kinds, kind_count);
    CHECK_NAMES(check, communications, communication_count);
    CHECK_WORDS(check, drills, drill_count);
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
        if (severity->business_hours)
            need_working_time(check, severity->line);
    }
}

static void check_people(const struct check *check) {
    const struct playbook *playbook = check->playbook;
    for (int i = 0; i < playbook->role_count; i++) {
        const struct playbook_role *role = &playbook->roles[i];
        need_person(check, role->line, role->primary);
        need_person(check, role->line, role->backup);
        need_role(check, role->line, role->falls_to);
        if (str_equal_nocase(role->falls_to, role->name))
            TELL(check, role->line, "a role falls to another one, not to itself");
        for (int j = 0; j < role->rotation.count; j++)
            need_person(check, role->rotation.line, role->rotation.texts[j]);
    }
    if (!playbook_role(playbook, "ic"))
        TELL(check, playbook->role_count ? playbook->roles[0].line : 0,
             "roles: there is no \"ic\"; an incident always has a commander");
    for (int i = 0; i < playbook->lower_by.count; i++)
        need_role(check, playbook->lower_by.line, playbook->lower_by.texts[i]);
}

static void check_shifts(const struct check *check) {
    int64_t ms;
    for (int i = 0; i < check->playbook->shift_count; i++) {
        const struct playbook_shift *shift = &check->playbook->shifts[i];
        need_person(check, shift->line, shift->who);
        for (int j = 0; j < shift->turns.count; j++)
            need_person(check, shift->turns.line, shift->turns.texts[j]);
        if (!*shift->who == !shift->turns.count)
            TELL(check, shift->line, "a shift has who, or turns, a list of people; write one");
        if (!shifts_moment(shift->from, &ms) || !shifts_moment(shift->to, &ms))
            TELL(check, shift->line, "from and to are a day and a time; write \"mon 09:00\"");
    }
}

static void check_triggers(const struct check *check) {
    static const char *const known[] = {"sev1",           "several-sev2", "security", "data",
                                        "unacknowledged", "overdue",      NULL};
    const struct playbook_escalation *escalation = &check->playbook->escalation;
    const struct playbook_texts *triggers = &escalation->triggers;
    for (int i = 0; i < triggers->count; i++)
        if (!str_is_one_of(triggers->texts[i], known))
            TELL(check, triggers->line,
                 "escalation.triggers: \"%s\" is none; write sev1, several-sev2, security, data, "
                 "unacknowledged or overdue",
                 triggers->texts[i]);
    if (playbook_has(triggers, "several-sev2") && escalation->several < 2)
        TELL(check, triggers->line, "escalation: how many are several? Write several = 2");
    if (triggers->count && escalation->path_count == 0)
        TELL(check, triggers->line, "escalation: there is nobody to climb to; write path = ( … )");
}

static void check_escalation(const struct check *check) {
    const struct playbook_escalation *escalation = &check->playbook->escalation;
    for (int i = 0; i < escalation->path_count; i++) {
        const struct playbook_step *step = &escalation->path[i];
        bool by_plan = check->playbook->shift_count && str_equal(step->who, PLAYBOOK_ONCALL);
        if (!by_plan && !playbook_role(check->playbook, step->who) &&
            !playbook_person(check->playbook, step->who))
            TELL(check, step->line, "\"%s\" is neither a role nor a person", step->who);
        if (step->business_hours)
            need_working_time(check, step->line);
    }
    check_triggers(check);
    if (escalation->quiet_cycles && escalation->stuck.count == 0)
        TELL(check, escalation->line,
             "escalation: quiet_cycles needs what to do then; write stuck = [ … ]");
}

static void check_clocks(const struct check *check) {
    for (int i = 0; i < check->playbook->clock_count; i++) {
        const struct playbook_clock *clock = &check->playbook->clocks[i];
        need_each(check, clock->line, clock->severities, need_severity);
        if (!str_equal(clock->starts, "ack") && !str_equal(clock->starts, "declare"))
            need_course(check, clock->line, clock->starts);
        if (clock->mark_count == 0)
            TELL(check, clock->line, "a clock says nothing without marks; write marks = ( … )");
        for (int j = 0; j < clock->mark_count; j++) {
            const struct playbook_mark *mark = &clock->marks[j];
            need_course(check, mark->line, mark->decision);
            if (j > 0 && mark->at_ms <= clock->marks[j - 1].at_ms)
                TELL(check, mark->line, "a mark comes after the one before it; put them in order");
        }
    }
}

/* ---- Triage and decision */

/* Questions lead forward only, so that every triage comes to its end. */
static void check_next(const struct check *check, int number,
                       const struct playbook_answer *answer) {
    const struct playbook *playbook = check->playbook;
    const struct playbook_question *next = playbook_question(playbook, answer->next);
    need_question(check, answer->line, answer->next);
    if (next && next <= &playbook->triage[number])
        TELL(check, answer->line, "\"%s\" was asked before; a question leads forward",
             answer->next);
    if (answer->ends && *answer->next)
        TELL(check, answer->line, "an answer either ends or leads on; leave out ends or next");
}

/* A number is looked for from the first answer on, so the greatest stands first. */
static void check_before(const struct check *check, const struct playbook_question *question,
                         int number) {
    const struct playbook_answer *answer = &question->answers[number];
    for (int i = 0; i < number; i++) {
        const struct playbook_answer *before = &question->answers[i];
        if (str_equal_nocase(before->word, answer->word))
            TELL(check, answer->line, "the answer \"%s\" is there already", answer->word);
        if (answer->above >= 0 && before->above >= 0 && before->above <= answer->above)
            TELL(check, answer->line, "above: the greater number stands first");
    }
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
            check_before(check, question, j);
            need_each(check, answer->line, answer->severity, need_severity);
            need_course(check, answer->line, answer->course);
            need_kind(check, answer->line, answer->kind);
            need_condition(check, answer->line, answer->condition);
            need_checklist(check, answer->line, answer->checklist);
        }
    }
}

static bool has_answer(const struct playbook_question *question, const char *word) {
    for (int i = 0; i < question->answer_count; i++)
        if (str_equal_nocase(question->answers[i].word, word))
            return true;
    return false;
}

static void check_criterion(const struct check *check, const struct playbook_criterion *criterion) {
    const struct playbook_question *from = playbook_question(check->playbook, criterion->from);
    need_course(check, criterion->line, criterion->yes_course);
    need_course(check, criterion->line, criterion->no_course);
    need_question(check, criterion->line, criterion->from);
    if (from && (!has_answer(from, "yes") || !has_answer(from, "no")))
        TELL(check, criterion->line, "the question \"%s\" is not answered by yes and no",
             criterion->from);
    if (!*criterion->yes_course && !*criterion->no_course)
        TELL(check, criterion->line,
             "a criterion speaks for a course; write yes_course or no_course");
}

static void check_deciders(const struct check *check) {
    static const char *const known[] = {"oncall", "senior", "solo", NULL};
    const struct playbook_texts *deciders = &check->playbook->decision.deciders;
    for (int i = 0; i < deciders->count; i++)
        if (!str_is_one_of(deciders->texts[i], known) &&
            !playbook_role(check->playbook, deciders->texts[i]) &&
            !playbook_person(check->playbook, deciders->texts[i]))
            TELL(check, deciders->line,
                 "decision.deciders: \"%s\" is none; write a role, a person, oncall, senior or "
                 "solo",
                 deciders->texts[i]);
}

static void check_decision(const struct check *check) {
    const struct playbook_decision *decision = &check->playbook->decision;
    for (int i = 0; i < decision->course_count; i++) {
        const struct playbook_course *course = &decision->courses[i];
        need_checklist(check, course->line, course->checklist);
        need_runbook(check, course->line, course->runbook);
        need_course(check, course->line, course->way_of);
        need_reminder(check, course->line, course->remind_ms, course->remind);
    }
    for (int i = 0; i < decision->criterion_count; i++)
        check_criterion(check, &decision->criteria[i]);
    check_deciders(check);
    need_course(check, decision->line, decision->otherwise);
}

/* ---- The rest */

static void check_checklists(const struct check *check) {
    static const char *const moments[] = {"", "declare", "ack", "triage", "resolve", NULL};
    for (int i = 0; i < check->playbook->checklist_count; i++) {
        const struct playbook_checklist *list = &check->playbook->checklists[i];
        need_each(check, list->line, list->severities, need_severity);
        if (!str_is_one_of(list->when, moments))
            TELL(check, list->line, "when = \"%s\": write declare, ack, triage or resolve",
                 list->when);
        if (list->item_count == 0)
            TELL(check, list->line, "a checklist has items; write items = ( { text = … } )");
        for (int j = 0; j < list->item_count; j++) {
            const struct playbook_item *item = &list->items[j];
            need_course(check, item->line, item->otherwise);
            if (*item->field && !*item->asks)
                TELL(check, item->line, "field is where an answer is kept; write asks = \"…\" too");
        }
    }
}

static void check_kinds(const struct check *check) {
    for (int i = 0; i < check->playbook->kind_count; i++) {
        const struct playbook_kind *kind = &check->playbook->kinds[i];
        need_severity(check, kind->line, kind->severity);
        need_condition(check, kind->line, kind->condition);
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
        need_each(check, one->line, one->severities, need_severity);
        need_each(check, one->line, one->courses, need_course);
        need_group(check, one->line, one->approvers);
        need_reminder(check, one->line, one->remind_ms, one->remind);
        if (*one->field && !field_find(one->field))
            TELL(check, one->line, "field = \"%s\": there is no such field to set", one->field);
        if (!str_is_one_of(one->when, moments))
            TELL(check, one->line, "when = \"%s\": write declare, decide or resolve", one->when);
    }
}

static void check_day(const struct check *check, const struct playbook_day *day) {
    const struct playbook_checklist *list = playbook_checklist(check->playbook, day->checklist);
    need_checklist(check, day->line, day->checklist);
    if (day->begins_ms > day->due_ms)
        TELL(check, day->line, "\"%s\" begins after it is due", day->name);
    if (strchr(day->name, ' '))
        TELL(check, day->line, "\"%s\" is typed as one word; take out the space", day->name);
    if (list && (day->item < 1 || day->item > list->item_count))
        TELL(check, day->line, "checklist %s has %d items; write item = 1 to %d", list->name,
             list->item_count, list->item_count);
    if (!*day->checklist && day->item)
        TELL(check, day->line, "item is one of a checklist; write checklist = \"…\" as well");
}

static void check_postmortem(const struct check *check) {
    const struct playbook_postmortem *rules = &check->playbook->postmortem;
    need_role(check, rules->line, rules->by);
    for (int i = 0; i < rules->owed_count; i++)
        need_each(check, rules->owed[i].line, rules->owed[i].severities, need_severity);
    CHECK_NAMES(check, postmortem.days, postmortem.day_count);
    for (int i = 0; i < rules->day_count; i++)
        check_day(check, &rules->days[i]);
}

static void check_follow_up(const struct check *check, const struct playbook_follow_up *one) {
    need_each(check, one->line, one->severities, need_severity);
    need_each(check, one->line, one->courses, need_course);
    need_role(check, one->line, one->owner);
    need_each(check, one->line, one->kinds, need_kind);
    if (*one->priority && !priority_read(one->priority))
        TELL(check, one->line, "priority = \"%s\": write p0, p1, p2 or p3", one->priority);
}

static void check_afterwards(const struct check *check) {
    const struct playbook_afterwards *afterwards = &check->playbook->afterwards;
    for (int i = 0; i < afterwards->follow_up_count; i++)
        check_follow_up(check, &afterwards->follow_ups[i]);
    if (afterwards->line && afterwards->again_ms < HOUR_MS)
        TELL(check, afterwards->line, "afterwards: remind_every is an hour or more");
    if (afterwards->priorities.count > PRIORITIES)
        TELL(check, afterwards->line, "afterwards: priorities are p0 to p3, so at most %d",
             PRIORITIES);
}

static void check_drills(const struct check *check) {
    for (int i = 0; i < check->playbook->drill_count; i++) {
        const struct playbook_drill *drill = &check->playbook->drills[i];
        if (!*drill->next && !drill->every_ms)
            TELL(check, drill->line, "when is this drill? Write every = \"90d\" or next = \"…\"");
        if (*drill->next && !calendar_date(drill->next))
            TELL(check, drill->line, "next = \"%s\" is no day; write it as 2026-12-25",
                 drill->next);
        if (drill->every_ms && drill->every_ms < DAY_MS)
            TELL(check, drill->line, "every: a drill comes again after a day or more");
    }
}

static void check_calendar(const struct check *check) {
    const struct playbook_calendar *calendar = &check->playbook->calendar;
    const char *days = calendar->days;
    for (char day[WORD_SIZE]; take_word(&days, day);)
        if (!calendar_weekday(day))
            TELL(check, calendar->line,
                 "calendar.days: \"%s\" is no day; write mon, tue, wed, thu, fri, sat or sun", day);
    if (*calendar->days && calendar->opens_ms >= calendar->closes_ms)
        TELL(check, calendar->line, "calendar: it closes before it opens");
    if (calendar->ahead_ms && calendar->behind_ms)
        TELL(check, calendar->line, "calendar: it is ahead of UTC or behind it, not both");
    for (int i = 0; i < calendar->holidays.count; i++)
        if (!calendar_date(calendar->holidays.texts[i]))
            TELL(check, calendar->holidays.line,
                 "calendar.holidays: \"%s\" is no day; write it as 2026-12-25",
                 calendar->holidays.texts[i]);
}

static void check_metrics(const struct check *check) {
    for (int i = 0; i < check->playbook->metric_count; i++) {
        const struct playbook_metric *metric = &check->playbook->metrics[i];
        bool is_share = metric->measure >= MEASURE_REVIEWS;
        need_each(check, metric->line, metric->severities, need_severity);
        if (is_share && (!metric->percent || metric->under_ms))
            TELL(check, metric->line, "reviews and cadence are shares; write percent = 100");
        if (!is_share && (!metric->under_ms || metric->percent))
            TELL(check, metric->line, "a time has a target that it stays under = \"15m\"");
        if ((metric->measure == MEASURE_REVIEWS) != (metric->within_ms != 0))
            TELL(check, metric->line, "reviews, and nothing else, come within = \"48h\"");
    }
}

static void check_card(const struct check *check) {
    const struct playbook *playbook = check->playbook;
    need_each(check, playbook->card.line, playbook->card_at, need_severity);
    if (*playbook->card_at && playbook->card.count == 0)
        TELL(check, 0, "card_at needs a card; write card = [ … ]");
}

void playbook_check(const struct playbook *playbook, struct faults *faults) {
    const struct check check = {playbook, faults};
    check_names(&check);
    check_severities(&check);
    check_people(&check);
    check_shifts(&check);
    check_escalation(&check);
    check_clocks(&check);
    check_triage(&check);
    check_decision(&check);
    check_checklists(&check);
    check_kinds(&check);
    check_communications(&check);
    need_role(&check, playbook->resolving.line, playbook->resolving.by);
    if (playbook->resolving.criteria.count > PLAYBOOK_CRITERIA_MAX)
        TELL(&check, playbook->resolving.line, "resolving: %d criteria are too many; %d fit",
             playbook->resolving.criteria.count, PLAYBOOK_CRITERIA_MAX);
    check_postmortem(&check);
    check_afterwards(&check);
    check_drills(&check);
    check_calendar(&check);
    check_metrics(&check);
    check_card(&check);
    check_channels(&check);
}
