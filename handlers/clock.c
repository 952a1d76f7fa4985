/* The clocks of a playbook, such as the thirty-minute rule: they start when an incident is
 * acknowledged, declared, or when a course is decided, and at each mark the thread is told, with
 * the commander's name. A mark with a decision puts that decision to the thread, with what is known
 * and the decision itself as the button that stands out: whoever goes on otherwise writes why.
 *
 * A clock counts minutes, and not times of day: when the machine's clock is set back, the next mark
 * comes at most its own distance later, and no mark comes twice. Marks that were missed while
 * nothing ran become one, which says so. A clock ends when its decision is made, and when the
 * impact is over. */
#include "base/str.h"
#include "base/utc.h"
#include "handlers/gap.h"
#include "handlers/kit/card.h"
#include "handlers/kit/change.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/voice.h"
#include "handlers/kit/weighing.h"
#include "model/phrase.h"
#include "store/clocks.h"
#include "store/decisions.h"
#include "store/jobs.h"

#include <string.h>

/* Besides the decision itself, the courses that go on otherwise. */
enum { OTHERS_MAX = 4 };

#define STARTS_ACK "ack"
#define STARTS_DECLARE "declare"

/* ---- The alarm --------------------------------------------------------------------------------
 */

static enum result disarm(struct context *cx, const struct playbook_clock *clock) {
    return job_drop(cx->store, "clock", cx->incident->id, clock->name, cx->err);
}

/* Has the next mark told when it comes, or at once when it is past. */
static enum result arm(struct context *cx, const struct playbook_clock *clock,
                       const struct clock_row *row) {
    if (row->told >= clock->mark_count || row->ended_ms ||
        !playbook_severity_in(clock->severities, cx->incident->severity))
        return disarm(cx, clock);
    int64_t due_ms = row->start_ms + clock->marks[row->told].at_ms;
    if (due_ms < cx->now_ms)
        due_ms = cx->now_ms;
    struct job job = {.kind = "clock",
                      .incident_id = cx->incident->id,
                      .subject = clock->name,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = clock->name};
    return job_put(cx->store, &job, cx->err);
}

/* ---- Starting and ending ----------------------------------------------------------------------
 */

/* "the acknowledgement" */
static const char *start_of(struct context *cx, const struct playbook_clock *clock) {
    const struct playbook_course *course = playbook_course(cx->playbook, clock->starts);
    if (str_equal(clock->starts, STARTS_ACK))
        return "the acknowledgement";
    if (str_equal(clock->starts, STARTS_DECLARE))
        return "the declaration";
    return arena_printf(cx->arena, "the decision for %s", course ? course->title : clock->starts);
}

/* The thread hears once which marks will come, and when. */
static enum result tell_start(struct context *cx, const struct playbook_clock *clock,
                              const struct clock_row *row) {
    char when[PHRASE_WHEN_SIZE];
    const char *fact =
        arena_printf(cx->arena, ":stopwatch: The clock runs: *%s*, from %s, %s.%s%s", clock->name,
                     start_of(cx, clock), phrase_of_moment(row->start_ms, cx->now_ms, when),
                     *clock->rule ? " " : "", clock->rule);
    for (int i = 0; i < clock->mark_count; i++)
        fact =
            arena_printf(cx->arena, "%s%s%s *%s*", fact, i ? " · " : "\n",
                         phrase_of_moment(row->start_ms + clock->marks[i].at_ms, cx->now_ms, when),
                         clock->marks[i].name);
    return post_notice(cx, fact, "");
}

/* Starts it at start_ms, as far as the severity is one of its own. */
static enum result start(struct context *cx, const struct playbook_clock *clock, int64_t start_ms) {
    struct clock_row row = {
        .incident_id = cx->incident->id, .name = clock->name, .start_ms = start_ms};
    if (!clock->mark_count || !playbook_severity_in(clock->severities, cx->incident->severity))
        return OK;
    enum result result = clock_put(cx->store, &row, cx->err);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "clock",
                        arena_printf(cx->arena, "The clock runs: %s, from %s", clock->name,
                                     start_of(cx, clock)));
    if (result == OK)
        result = tell_start(cx, clock, &row);
    return result == OK ? arm(cx, clock, &row) : result;
}

static enum result end(struct context *cx, const struct playbook_clock *clock, const char *why) {
    struct clock_row row;
    char after[PHRASE_DURATION_SIZE];
    enum result result =
        clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
    if (result == ABSENT || (result == OK && row.ended_ms))
        return OK;
    if (result != OK)
        return result;
    row.ended_ms = cx->now_ms;
    result = clock_put(cx->store, &row, cx->err);
    if (result == OK)
        result =
            record(cx, TIMELINE_BOT, "clock",
                   arena_printf(cx->arena, "The clock ends after %s: %s, %s",
                                phrase_of_duration(cx->now_ms - row.start_ms, PHRASE_LONG, after),
                                clock->name, why));
    if (result == OK)
        result = disarm(cx, clock);
    return result == OK && row.told ? card_follow(cx) : result; /* its button goes */
}

static enum result end_all(struct context *cx, const char *why) {
    enum result result = OK;
    for (int i = 0; result == OK && i < cx->playbook->clock_count; i++)
        result = end(cx, &cx->playbook->clocks[i], why);
    return result;
}

/* The impact is over: nothing has to be decided in a hurry any more. */
static bool is_over(const struct incident *incident) {
    return !incident_is_open(incident) || incident->status >= STATUS_MONITORING;
}

/* ---- What happens to an incident --------------------------------------------------------------
 */

/* Starts the clocks of this word that do not run; those that ended begin anew only where again. */
static enum result start_all(struct context *cx, const char *word, int64_t start_ms, bool again) {
    enum result result = OK;
    for (int i = 0; result == OK && i < cx->playbook->clock_count; i++) {
        const struct playbook_clock *clock = &cx->playbook->clocks[i];
        struct clock_row row;
        if (!str_equal(clock->starts, word))
            continue;
        result = clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
        if (result == ABSENT || (result == OK && again && row.ended_ms))
            result = start(cx, clock, start_ms);
    }
    return result;
}

static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    return start_all(cx, STARTS_DECLARE, cx->incident->declared_ms, false);
}

static enum result acknowledged(struct context *cx, const struct request *rq) {
    (void)rq;
    return is_over(cx->incident) ? OK : start_all(cx, STARTS_ACK, cx->incident->acked_ms, false);
}

/* Whether what a mark puts to the thread is decided by course. */
static bool settles(const struct playbook_clock *clock, const struct playbook_course *course) {
    for (int i = 0; i < clock->mark_count; i++)
        if (advice_is(course, clock->marks[i].decision))
            return true;
    return false;
}

static enum result decided(struct context *cx, const struct request *rq) {
    const struct playbook_course *course = playbook_course(cx->playbook, rq->args);
    enum result result = OK;
    for (int i = 0; course && result == OK && i < cx->playbook->clock_count; i++)
        if (settles(&cx->playbook->clocks[i], course))
            result = end(cx, &cx->playbook->clocks[i],
                         arena_printf(cx->arena, "%s was decided", course->title));
    if (result != OK || !course || is_over(cx->incident))
        return result;
    return start_all(cx, course->name, cx->now_ms, true);
}

/* When this clock would have started; 0 when it would not have. A decision that settles it, or that
 * came after the one that it starts with, leaves nothing to count. */
static enum result began(struct context *cx, const struct playbook_clock *clock, int64_t *ret_ms) {
    struct decision last;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &last, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    const struct playbook_course *course =
        result == OK ? playbook_course(cx->playbook, last.course) : NULL;
    if (course && settles(clock, course))
        *ret_ms = 0;
    else if (str_equal(clock->starts, STARTS_ACK))
        *ret_ms = cx->incident->acked_ms;
    else if (str_equal(clock->starts, STARTS_DECLARE))
        *ret_ms = cx->incident->declared_ms;
    else
        *ret_ms = course && str_equal(course->name, clock->starts) ? last.at_ms : 0;
    return OK;
}

/* Into its range: it counts from when it would have started. Out of it: it is silent, and goes on
 * from there when the severity comes back. */
static enum result follow_severity(struct context *cx, const struct playbook_clock *clock) {
    struct clock_row row;
    int64_t start_ms = 0;
    enum result result =
        clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
    if (result == OK)
        return arm(cx, clock, &row);
    if (result != ABSENT)
        return result;
    result = began(cx, clock, &start_ms);
    return result == OK && start_ms ? start(cx, clock, start_ms) : result;
}

static enum result severity_changed(struct context *cx, const struct request *rq) {
    enum result result = OK;
    (void)rq;
    for (int i = 0; !is_over(cx->incident) && result == OK && i < cx->playbook->clock_count; i++)
        result = follow_severity(cx, &cx->playbook->clocks[i]);
    return result;
}

/* It is back: what had ended begins anew, from now. */
static enum result begin_anew(struct context *cx) {
    enum result result = start_all(cx, STARTS_DECLARE, cx->now_ms, true);
    if (result == OK && cx->incident->acked_ms)
        result = start_all(cx, STARTS_ACK, cx->now_ms, true);
    return result;
}

static enum result status_changed(struct context *cx, const struct request *rq) {
    enum status before = STATUS_INVESTIGATING;
    if (is_over(cx->incident))
        return end_all(cx, "the impact is over");
    if (status_read(rq->args, &before) == OK && before >= STATUS_MONITORING)
        return begin_anew(cx);
    return OK;
}

/* The failure is gone: whoever watches it need not be told to roll back. */
static enum result verified(struct context *cx, const struct request *rq) {
    return end_all(cx, arena_printf(cx->arena, "%s was verified", rq->args));
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    return end_all(cx, "the incident ended");
}

static enum result reopened(struct context *cx, const struct request *rq) {
    (void)rq;
    return begin_anew(cx);
}

/* ---- A mark -----------------------------------------------------------------------------------
 */

/* What the clock asks for may be had at this severity. */
static const struct playbook_course *decision_of(const struct context *cx,
                                                 const struct playbook_mark *mark) {
    const struct playbook_course *course = playbook_course(cx->playbook, mark->decision);
    bool allowed = course && advice_allowed(cx->playbook, course, cx->incident->severity);
    return allowed ? course : NULL;
}

/* "• Is the root cause known? *no*: it is unclear", a line for each that is answered. */
static const char *known_lines(struct context *cx, const struct weighing *weighing) {
    const char *known = "";
    for (int i = 0; i < cx->playbook->decision.criterion_count; i++)
        if (weighing->facts[i] != ADVICE_OPEN)
            known = arena_printf(
                cx->arena, "%s\n• %s", known,
                weighing_line(cx, &cx->playbook->decision.criteria[i], weighing->facts[i]));
    return known;
}

/* What is answered already, what it speaks for, who decides, and what to type. */
static enum result put_decision(struct context *cx, const struct playbook_course *course,
                                const char **ret_text) {
    struct weighing weighing;
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    enum result result = weighing_load(cx, &weighing);
    if (result != OK)
        return result;
    const char *known = known_lines(cx, &weighing), *advice = weighing_advice(cx, &weighing);
    *ret_text = arena_printf(cx->arena,
                             "\n*Decide now: %s?*%s%s%s%s\n%s.\nType `%s decide %s %s …why…`, or "
                             "press; what else there is: `%s decide %s`",
                             course->title, *known ? " What is known:" : "", known,
                             *advice ? "\nAdvice: " : "", advice, weighing_decider(cx), command,
                             name, course->name, command, name);
    return OK;
}

/* The decision itself with its reason, and the others, which ask for one. */
static int choices_of(struct context *cx, const struct playbook_course *course, const char *why,
                      struct post_choice *choices) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    const char *name = cx->incident->name;
    int count = 0;
    choices[count++] = (struct post_choice){
        course->title, arena_printf(cx->arena, "decide %s %s %s", name, course->name, why)};
    for (int i = 0; i < decision->course_count && count <= OTHERS_MAX; i++) {
        const struct playbook_course *other = &decision->courses[i];
        if (advice_is(other, course->name) ||
            !advice_allowed(cx->playbook, other, cx->incident->severity))
            continue;
        choices[count++] =
            (struct post_choice){arena_printf(cx->arena, "%s…", other->title),
                                 arena_printf(cx->arena, "decide %s %s", name, other->name)};
    }
    return count;
}

/* Marks before this one that were never told: "I was not running from … to …, so nobody heard:
 * Confirm, Quick fix." */
static enum result late_words(struct context *cx, const struct request *rq,
                              const struct playbook_clock *clock, int64_t told, int64_t last,
                              const char **ret_text) {
    const char *names = "", *excuse = "";
    for (int64_t i = told; i < last; i++)
        names = arena_printf(cx->arena, "%s%s%s", names, *names ? ", " : "", clock->marks[i].name);
    bool late = cx->now_ms - rq->due_ms > cx->policy->promise.grace_ms;
    if (late) {
        enum result result = gap_excuse(cx, rq->due_ms, &excuse);
        if (result != OK)
            return result;
    }
    if (late && *names)
        *ret_text = arena_printf(cx->arena, " %s, so nobody was told of: %s.", excuse, names);
    else if (late)
        *ret_text = arena_printf(cx->arena, " %s, so this comes late.", excuse);
    else
        *ret_text = *names ? arena_printf(cx->arena, " Past already: %s.", names) : "";
    return OK;
}

/* "30 minutes since the acknowledgement"; nobody decides by seconds. */
static const char *since_text(struct context *cx, const struct playbook_clock *clock,
                              const struct clock_row *row) {
    char lasted[PHRASE_DURATION_SIZE];
    int64_t ms = cx->now_ms - row->start_ms;
    if (ms > MINUTE_MS)
        ms -= ms % MINUTE_MS;
    return arena_printf(cx->arena, "%s since %s", phrase_of_duration(ms, PHRASE_LONG, lasted),
                        start_of(cx, clock));
}

/* Why it is decided now, and why somebody is called for it. */
static const char *not_fixed(struct context *cx, const struct playbook_clock *clock,
                             const struct clock_row *row) {
    return arena_printf(cx->arena, "%s, and it is not fixed (%s)", since_text(cx, clock, row),
                        clock->name);
}

/* Told in the thread, calling the commander; where the thread cannot be reached, to them alone. */
static enum result tell_mark(struct context *cx, const struct playbook_clock *clock,
                             const struct clock_row *row, const struct playbook_mark *mark,
                             const char *late) {
    const struct playbook_course *course = decision_of(cx, mark);
    struct post_choice choices[OTHERS_MAX + 1];
    const char *decision = "", *called = "", *since = since_text(cx, clock, row);
    enum result result = voice_call(cx, view_commander(cx), &called);
    if (result == OK && course)
        result = put_decision(cx, course, &decision);
    if (result != OK)
        return result;
    struct post_choices asked = {
        .fact = arena_printf(cx->arena, ":stopwatch: %s%s*%s* – %s.%s %s%s", called,
                             *called ? ", " : "", mark->name, since, late, mark->say, decision),
        .usergroup = "",
        .choices = choices,
        .count = course ? choices_of(cx, course, not_fixed(cx, clock, row), choices) : 0};
    result = record(cx, TIMELINE_BOT, "clock",
                    arena_printf(cx->arena, "%s: %s, %s.%s", clock->name, mark->name, since, late));
    if (result != OK)
        return result;
    return post_choices(cx, &asked, cx->incident->unreachable ? view_commander(cx) : "", NULL);
}

static enum result climb(struct context *cx, const struct playbook_clock *clock,
                         const struct clock_row *row, const struct playbook_mark *mark) {
    struct somebody called;
    if (!mark->climbs)
        return OK;
    enum result result = escalate_next(cx, TIMELINE_BOT, not_fixed(cx, clock, row), &called);
    return result == ABSENT ? OK : result; /* everybody was called */
}

/* ---- The job ----------------------------------------------------------------------------------
 */

/* The machine's clock was set back since the alarm was put. What was told stays told; the next mark
 * is no farther from now than it is from the one before it. */
static enum result put_anew(struct context *cx, const struct playbook_clock *clock,
                            struct clock_row *row) {
    int64_t before_ms = row->told ? clock->marks[row->told - 1].at_ms : 0;
    char when[PHRASE_WHEN_SIZE];
    if (row->start_ms + before_ms <= cx->now_ms)
        return arm(cx, clock, row);
    row->start_ms = cx->now_ms - before_ms;
    int64_t due_ms = row->start_ms + clock->marks[row->told].at_ms;
    const char *fact = arena_printf(
        cx->arena, "My clock was set back; the next mark of %s, %s, is at %s", clock->name,
        clock->marks[row->told].name, phrase_of_moment(due_ms, cx->now_ms, when));
    enum result result = clock_put(cx->store, row, cx->err);
    if (result == OK)
        result = arm(cx, clock, row);
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "clock", fact);
    return result == OK ? post_notice(cx, arena_printf(cx->arena, ":stopwatch: %s.", fact), "")
                        : result;
}

static enum result mark_due(struct context *cx, const struct request *rq,
                            const struct playbook_clock *clock, struct clock_row *row) {
    int64_t told = row->told, last = told;
    const char *late;
    while (last + 1 < clock->mark_count &&
           row->start_ms + clock->marks[last + 1].at_ms <= cx->now_ms)
        last++;
    row->told = last + 1;
    enum result result = clock_put(cx->store, row, cx->err);
    if (result == OK)
        result = arm(cx, clock, row);
    if (result == OK)
        result = late_words(cx, rq, clock, told, last, &late);
    if (result == OK)
        result = tell_mark(cx, clock, row, &clock->marks[last], late);
    if (result == OK && decision_of(cx, &clock->marks[last]))
        result = card_follow(cx); /* which has it as a button from now on */
    return result == OK ? climb(cx, clock, row, &clock->marks[last]) : result;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct clock_row row;
    if (!cx->incident)
        return OK;
    const struct playbook_clock *clock = playbook_clock(cx->playbook, rq->args);
    if (!clock)
        return OK;
    if (is_over(cx->incident))
        return end(cx, clock, "the impact is over");
    enum result result =
        clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
    if (result == ABSENT || (result == OK && (row.ended_ms || row.told >= clock->mark_count)))
        return OK;
    if (result != OK)
        return result;
    if (row.start_ms + clock->marks[row.told].at_ms > cx->now_ms)
        return put_anew(cx, clock, &row);
    return mark_due(cx, rq, clock, &row);
}

const struct handler handlers_clock[] = {
    {.trigger = TRIGGER_JOB, .name = "clock", .run = run},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_ACKNOWLEDGED, .run = acknowledged},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = severity_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_STATUS, .run = status_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECIDED, .run = decided},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_VERIFIED, .run = verified},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_REOPENED, .run = reopened},
    {0},
};
