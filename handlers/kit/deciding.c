/* What somebody reads who has to decide: see deciding.h. */
#include "handlers/kit/deciding.h"

#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/weighing.h"
#include "store/decisions.h"

#include <string.h>

const struct playbook_severity *deciding_severity(const struct context *cx) {
    return playbook_severity(cx->playbook, cx->incident->severity);
}

const char *deciding_joined(struct context *cx, const struct playbook_texts *texts) {
    const char *line = "";
    for (int i = 0; i < texts->count; i++) {
        size_t len = strlen(texts->texts[i]);
        if (len && texts->texts[i][len - 1] == '.')
            len--;
        line =
            arena_printf(cx->arena, "%s%s%.*s", line, *line ? "; " : "", (int)len, texts->texts[i]);
    }
    return line;
}

static enum result say_decided(struct context *cx) {
    struct decision last;
    struct approval_list open;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &last, cx->err);
    const struct playbook_course *course =
        result == OK ? playbook_course(cx->playbook, last.course) : NULL;
    if (result == OK)
        reply_say(cx, "Decided at %s by %s: *%s* – %s", moment(cx, last.at_ms),
                  mention(cx, last.who), shown(cx, course ? course->title : last.course),
                  shown(cx, last.why));
    else if (result != ABSENT)
        return result;
    result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        reply_say(cx, "Waiting for %s since %s: #%lld %s",
                  shown(cx, approval_whom(cx, open.approvals[i].asked)),
                  moment(cx, open.approvals[i].asked_ms), (long long)open.approvals[i].number,
                  shown(cx, open.approvals[i].what));
    return result;
}

static void say_courses(struct context *cx) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    reply_say(cx, "Courses, in the order of preference:");
    for (int i = 0; i < decision->course_count; i++) {
        const struct playbook_course *course = &decision->courses[i];
        const char *when = deciding_joined(cx, &course->when);
        bool allowed = advice_allowed(cx->playbook, course, cx->incident->severity);
        reply_say(cx, "%d. *%s* `%s`%s%s%s", i + 1, shown(cx, course->title), course->name,
                  allowed ? "" : " (not at this severity)", *when ? " – when: " : "",
                  shown(cx, when));
    }
}

/* The first question that is open, if there is one, with how to answer it: one at a time, because
 * two buttons for each of eight questions hide the two that matter. */
static void ask_next(struct context *cx, const struct weighing *weighing) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    int next = 0;
    while (next < decision->criterion_count && weighing->facts[next] != ADVICE_OPEN)
        next++;
    if (next == decision->criterion_count)
        return;
    const struct playbook_criterion *criterion = &decision->criteria[next];
    reply_say(cx, "Next: %s `%s decide %s yes` or `no`", shown(cx, criterion->ask),
              cx->config->slack.command, criterion->name);
    for (int no = 0; no < 2; no++)
        reply_button(cx, arena_printf(cx->arena, "%s: %s", criterion->name, no ? "no" : "yes"),
                     arena_printf(cx->arena, "decide %s %s %s", cx->incident->name, criterion->name,
                                  no ? "no" : "yes"));
}

static void say_criteria(struct context *cx, const struct weighing *weighing) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    if (decision->criterion_count)
        reply_say(cx, "What is known:");
    for (int i = 0; i < decision->criterion_count; i++) {
        const struct playbook_criterion *criterion = &decision->criteria[i];
        if (weighing->facts[i] == ADVICE_OPEN)
            reply_say(cx, "• %s *Not answered* (`%s`)", shown(cx, criterion->ask), criterion->name);
        else
            reply_say(cx, "• %s", shown(cx, weighing_line(cx, criterion, weighing->facts[i])));
    }
}

/* The courses that are not advised, each of which asks for the reason. */
static void offer_others(struct context *cx, const struct playbook_course *advised) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    for (int i = 0; i < decision->course_count; i++) {
        const struct playbook_course *course = &decision->courses[i];
        if (course != advised && advice_allowed(cx->playbook, course, cx->incident->severity))
            reply_button(cx, arena_printf(cx->arena, "%s…", course->title),
                         arena_printf(cx->arena, "decide %s %s", cx->incident->name, course->name));
    }
}

/* "SEV-2: … may be decided once @dave or @erin approves. Rule: …" */
static void say_authority(struct context *cx) {
    const struct playbook_severity *severity = deciding_severity(cx);
    const char *who = "";
    switch (severity->authority) {
    case AUTHORITY_ANYONE:
        who = "anybody may, at once";
        break;
    case AUTHORITY_APPROVAL:
        who = arena_printf(cx->arena, "after the approval of %s",
                           shown(cx, approval_whom(cx, severity->approvers)));
        break;
    case AUTHORITY_COMMANDER:
        who = arena_printf(cx->arena, "the incident commander alone, %s",
                           mention(cx, role_holder(&cx->roles, "ic")));
        break;
    case AUTHORITY_NONE:
        who = "not at this severity";
        break;
    }
    reply_say(cx, "Authority at %s: %s.%s%s", view_severity(cx, cx->incident->severity), who,
              *severity->rule ? " Rule: " : "", shown(cx, severity->rule));
}

/* The course that is advised, and how to decide it. */
static void say_advice(struct context *cx, const struct weighing *weighing) {
    const struct playbook_course *course = weighing->advice.course;
    if (!course)
        return;
    reply_say(cx, "Advice: %s", shown(cx, weighing_advice(cx, weighing)));
    reply_button(cx, course->title,
                 arena_printf(cx->arena, "decide %s %s %s", cx->incident->name, course->name,
                              weighing_reason(cx, weighing)));
}

enum result deciding_show_taken(struct context *cx, const struct playbook_criterion *taken) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    const char *command = cx->config->slack.command;
    struct weighing weighing;
    enum result result = weighing_load(cx, &weighing);
    if (result != OK)
        return result;
    reply_say(cx, "%s: kept. %s", heading(cx),
              shown(cx, weighing_line(cx, taken, weighing.facts[taken - decision->criteria])));
    say_advice(cx, &weighing);
    ask_next(cx, &weighing);
    if (weighing.advice.course)
        reply_say(cx, "To decide: `%s decide %s …why…` · all of it: `%s decide`", command,
                  weighing.advice.course->name, command);
    return OK;
}

enum result deciding_show(struct context *cx) {
    struct weighing weighing;
    const struct playbook_decision *decision = &cx->playbook->decision;
    if (decision->course_count == 0) {
        reply_say(cx,
                  "%s: the playbook %s names no courses of action. Write down what you do: `%s "
                  "note …`",
                  heading(cx), cx->playbook->name, cx->config->slack.command);
        return OK;
    }
    enum result result = weighing_load(cx, &weighing);
    if (result != OK)
        return result;
    const struct playbook_course *course = weighing.advice.course;
    reply_say(cx, "%s: what to do%s%s", heading(cx), *deciding_severity(cx)->course ? " – " : "",
              shown(cx, deciding_severity(cx)->course));
    if ((result = say_decided(cx)) != OK)
        return result;
    say_advice(cx, &weighing);
    say_courses(cx);
    say_criteria(cx, &weighing);
    reply_say(cx, "%s.%s%s", shown(cx, weighing_decider(cx)), *decision->rule ? " Rule: " : "",
              shown(cx, decision->rule));
    say_authority(cx);
    reply_say(cx, "To decide: `%s decide %s …why…`", cx->config->slack.command,
              course ? course->name : decision->courses[0].name);
    ask_next(cx, &weighing);
    offer_others(cx, course);
    return OK;
}
