/* /incident decide – the courses of the playbook in its order of preference, what is known of its
 * criteria, what they speak for, and who decides.
 * /incident decide <criterion> yes|no – answers one of them.
 * /incident decide rollback <why> – decides. Authority follows severity: at once with a review
 * owed, after somebody's approval, by the commander alone, or not at all. */
#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/deciding.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/walk.h"
#include "model/advice.h"
#include "model/words.h"
#include "store/answers.h"
#include "store/decisions.h"
#include "store/pages.h"

#include <stdlib.h>

/* The handler that hears what became of an approval. */
#define TOPIC "decide"

/* The authority of what needs none. */
#define FREE "none is needed for it"

/* The field that holds what a course asks to be written down. */
#define RECORD_FIELD "record"

/* ---- Criteria ---------------------------------------------------------------------------------
 */

static const struct playbook_criterion *criterion_named(const struct context *cx,
                                                        const char *name) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    for (int i = 0; *name && i < decision->criterion_count; i++)
        if (str_equal_nocase(decision->criteria[i].name, name))
            return &decision->criteria[i];
    return NULL;
}

/* "" when text is no answer. */
static const char *yes_or_no(const char *text) {
    static const char *const yes[] = {"yes", "y", NULL}, *const no[] = {"no", "n", NULL};
    for (int i = 0; yes[i]; i++) {
        if (str_equal_nocase(text, yes[i]))
            return "yes";
        if (str_equal_nocase(text, no[i]))
            return "no";
    }
    return "";
}

static enum result answer_criterion(struct context *cx, const struct request *rq,
                                    const struct playbook_criterion *criterion, const char *text) {
    const char *word = yes_or_no(text);
    if (!*word)
        return fail(cx->err, INVALID, "\"%s\" is answered by yes or no", criterion->ask);
    struct answer answer = {criterion->name, word, rq->user, cx->now_ms};
    enum result result =
        answer_put(cx->store, cx->incident->id, ANSWER_CRITERION, &answer, cx->err);
    if (result == OK)
        result = record(cx, rq->user, "criterion",
                        arena_printf(cx->arena, "%s %s", criterion->ask, word));
    if (result == OK)
        result = save(cx, rq->user);
    return result == OK ? deciding_show_taken(cx, criterion) : result;
}

/* ---- What follows from a decision -------------------------------------------------------------
 */

/* What is owed already is not owed twice. */
static enum result owe_once(struct context *cx, const char *actor, struct task *task) {
    struct task_list open;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        if (str_equal(open.tasks[i].kind, task->kind) && str_equal(open.tasks[i].text, task->text))
            return OK;
    return result == OK ? owe(cx, actor, task) : result;
}

/* A measure that has to be taken back; its time begins with it. */
static enum result owe_reminder(struct context *cx, const struct decision *decision,
                                const struct playbook_course *course) {
    const char *text =
        *course->remind ? course->remind : arena_printf(cx->arena, "Take back: %s", course->title);
    struct task task = {.kind = TASK_TEMPORARY,
                        .text = text,
                        .owner = decision->who,
                        .due_ms = cx->now_ms + course->remind_ms};
    return course->remind_ms ? owe_once(cx, decision->who, &task) : OK;
}

static const char *review_of(struct context *cx, const struct playbook_course *course,
                             const char *who) {
    return arena_printf(cx->arena, "Review the decision: %s at %s, by %s", course->title,
                        view_severity(cx, cx->incident->severity), mention(cx, who));
}

/* Whoever acted without asking has it looked at afterwards. */
static enum result owe_review(struct context *cx, const struct decision *decision,
                              const struct playbook_course *course) {
    struct task task = {.kind = TASK_REVIEW,
                        .text = review_of(cx, course, decision->who),
                        .owner = view_commander(cx),
                        .due_ms = cx->now_ms + deciding_severity(cx)->review_ms};
    return owe_once(cx, decision->who, &task);
}

/* Whether course is only the way in which what was decided last is done, a yank after the rollback,
 * and that decision is reviewed already: one review looks at both. */
static enum result is_reviewed(struct context *cx, const struct playbook_course *course,
                               bool *ret_reviewed) {
    struct decision last;
    struct task_list tasks;
    *ret_reviewed = false;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &last, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const struct playbook_course *whole = playbook_course(cx->playbook, last.course);
    if (!whole || !str_equal_nocase(course->way_of, whole->name))
        return OK;
    const char *text = review_of(cx, whole, last.who);
    result = task_list(cx->store, cx->arena, cx->incident->id, false, NULL, &tasks, cx->err);
    for (int i = 0; result == OK && i < tasks.count; i++)
        if (str_equal(tasks.tasks[i].kind, TASK_REVIEW) && str_equal(tasks.tasks[i].text, text))
            *ret_reviewed = true;
    return result;
}

/* What waited for a yes waits no more; all but the decision with this id, 0 for none. */
static enum result withdraw_asked(struct context *cx, int64_t but) {
    struct decision_list all;
    enum result result = decision_list(cx->store, cx->arena, cx->incident->id, &all, cx->err);
    for (int i = 0; result == OK && i < all.count; i++) {
        struct decision *other = &all.decisions[i];
        if (!str_equal(other->state, DECISION_ASKED) || other->id == but)
            continue;
        other->state = DECISION_WITHDRAWN;
        result = decision_save(cx->store, other, cx->err);
    }
    return result;
}

/* Requests for another course are void. */
static enum result withdraw_others(struct context *cx, const struct decision *decision,
                                   const struct playbook_course *course) {
    enum result result =
        approval_withdraw(cx, TOPIC, arena_printf(cx->arena, "%s was decided", course->title));
    return result == OK ? withdraw_asked(cx, decision->id) : result;
}

static enum result tell(struct context *cx, const struct decision *decision,
                        const struct playbook_course *course, bool reviewed) {
    const char *authority = "", *review = "", *written = "";
    if (!str_equal(decision->authority, FREE))
        authority = arena_printf(cx->arena, "\nAuthority: %s.", decision->authority);
    if (reviewed)
        review = arena_printf(cx->arena, " A review is owed within %s.",
                              view_span(cx, deciding_severity(cx)->review_ms));
    if (*decision->record)
        written = arena_printf(cx->arena, "\nWritten down with it: %s", decision->record);
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    ":vertical_traffic_light: %s decides: *%s* – %s%s%s%s",
                                    mention(cx, decision->who), course->title, decision->why,
                                    authority, review, written),
                       "");
}

static enum result keep(struct context *cx, struct decision *decision) {
    decision->state = DECISION_MADE;
    decision->at_ms = cx->now_ms;
    return decision->id ? decision_save(cx->store, decision, cx->err)
                        : decision_add(cx->store, decision, cx->err);
}

/* From here on this is what is done. Its row is there, or is written now. reviewed says that nobody
 * was asked. */
static enum result make(struct context *cx, const struct request *rq, struct decision *decision,
                        const struct playbook_course *course, bool reviewed) {
    bool already = false;
    enum result result = is_reviewed(cx, course, &already);
    reviewed = reviewed && !already && deciding_severity(cx)->review_ms;
    if (result == OK)
        result = keep(cx, decision);
    if (result == OK)
        result =
            record(cx, decision->who, "decision",
                   arena_printf(cx->arena, "Decided: %s – %s (authority: %s)%s%s", course->title,
                                decision->why, decision->authority,
                                *decision->record ? "; written down: " : "", decision->record));
    if (result == OK)
        result = withdraw_others(cx, decision, course);
    if (result == OK) /* whoever was called because nothing was decided need not come */
        result = page_answer_automatic(cx->store, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK && reviewed)
        result = owe_review(cx, decision, course);
    if (result == OK)
        result = owe_reminder(cx, decision, course);
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = tell(cx, decision, course, reviewed);
    return result == OK ? moment_came(cx, rq, MOMENT_DECIDED, course->name) : result;
}

/* What comes next, for whoever decided. */
static void say_next(struct context *cx, const struct playbook_course *course) {
    const char *command = cx->config->slack.command, *name = cx->incident->name;
    if (*course->effect)
        reply_say(cx, "Effect: %s", shown(cx, course->effect));
    for (int i = 0; i < cx->playbook->decision.course_count; i++) {
        const struct playbook_course *way = &cx->playbook->decision.courses[i];
        if (!str_equal_nocase(way->way_of, course->name))
            continue;
        const char *when = deciding_joined(cx, &way->when);
        reply_say(cx, "• *%s* is one way%s%s: `%s decide %s …why…`", shown(cx, way->title),
                  *when ? ", for " : "", shown(cx, when), command, way->name);
        reply_button(cx, way->title, arena_printf(cx->arena, "decide %s %s", name, way->name));
    }
    if (walk_checklist(cx, course)) {
        reply_say(cx, "Walk through it: `%s %s`", command, walk_line(cx, course, false));
        reply_button(cx, "Checklist", walk_line(cx, course, true));
    }
    if (*course->runbook) {
        reply_say(cx, "How it is done: `%s runbook %s`", command, course->runbook);
        reply_button(cx, "Runbook",
                     arena_printf(cx->arena, "runbook %s %s", name, course->runbook));
    }
    if (str_equal(course->name, "flag") && handler_find(TRIGGER_COMMAND, "flags"))
        reply_say(cx, "What the playbook says of flags: `%s flags`", command);
}

/* ---- By which right ---------------------------------------------------------------------------
 */

static enum result make_now(struct context *cx, const struct request *rq, struct decision *decision,
                            const struct playbook_course *course, bool reviewed) {
    enum result result = make(cx, rq, decision, course, reviewed);
    if (result != OK)
        return result;
    reply_say(cx, "%s: *%s* is decided and on the timeline; the thread knows. Authority: %s.",
              heading(cx), shown(cx, course->title), shown(cx, decision->authority));
    say_next(cx, course);
    warn_unreachable(cx);
    return OK;
}

static enum result ask_approval(struct context *cx, const struct request *rq,
                                struct decision *decision, const struct playbook_course *course) {
    const char *group = deciding_severity(cx)->approvers;
    int64_t number = 0;
    decision->state = DECISION_ASKED;
    enum result result = decision_add(cx->store, decision, cx->err);
    if (result != OK)
        return result;
    struct approval_question question = {
        .topic = TOPIC,
        .args = arena_printf(cx->arena, "%lld", (long long)decision->id),
        .what = arena_printf(cx->arena, "*%s* – %s", course->title, decision->why),
        .group = group};
    if ((result = approval_ask(cx, rq, &question, &number)) == OK)
        result = save(cx, rq->user);
    if (result != OK)
        return result;
    reply_say(cx, "%s: *%s* needs a yes first; I asked %s in the thread, as #%lld.", heading(cx),
              shown(cx, course->title), shown(cx, approval_whom(cx, group)), (long long)number);
    if (*deciding_severity(cx)->rule)
        reply_say(cx, "Rule: %s", shown(cx, deciding_severity(cx)->rule));
    reply_say(cx, "When nobody answers, the next on the escalation path is called.");
    warn_unreachable(cx);
    return OK;
}

static enum result authorize(struct context *cx, const struct request *rq,
                             struct decision *decision, const struct playbook_course *course) {
    const struct playbook_severity *severity = deciding_severity(cx);
    const char *level = view_severity(cx, cx->incident->severity);
    bool reviewed = course->reviewed && severity->authority == AUTHORITY_APPROVAL;
    if (!course->needs_authority && !reviewed) {
        decision->authority = FREE;
        return make_now(cx, rq, decision, course, false);
    }
    switch (severity->authority) {
    case AUTHORITY_ANYONE:
        decision->authority = arena_printf(cx->arena, "anybody may at %s", level);
        return make_now(cx, rq, decision, course, true);
    case AUTHORITY_APPROVAL:
        if (!approval_is_theirs(cx, severity->approvers, rq->user))
            return ask_approval(cx, rq, decision, course);
        decision->authority = arena_printf(cx->arena, "one of %s", severity->approvers);
        return make_now(cx, rq, decision, course, false);
    case AUTHORITY_COMMANDER:
        if (!str_equal(role_holder(&cx->roles, "ic"), rq->user))
            return fail(cx->err, DENIED,
                        "At %s only the incident commander decides this: %s. Ask them, or take the "
                        "role with `%s ic me`",
                        level, unstopped(cx, severity->rule), cx->config->slack.command);
        decision->authority = "incident commander";
        return make_now(cx, rq, decision, course, false);
    case AUTHORITY_NONE:
        break;
    }
    return fail(cx->err, DENIED,
                "%s is not for %s. %s. If it is worse than that, raise it with "
                "`%s sev sev1 …why…`",
                course->title, level, unstopped(cx, severity->rule), cx->config->slack.command);
}

/* ---- The command ------------------------------------------------------------------------------
 */

/* Takes the course, also as two words: "roll back", "scale up". */
static const struct playbook_course *take_course(struct context *cx, struct words *line) {
    struct words rest = *line;
    const char *first = words_take_verb(&rest);
    const struct playbook_course *course = playbook_course(cx->playbook, first);
    struct words longer = rest;
    const char *second = words_take_verb(&longer);
    const struct playbook_course *joined_up =
        playbook_course(cx->playbook, arena_printf(cx->arena, "%s%s", first, second));
    const struct playbook_course *dashed =
        playbook_course(cx->playbook, arena_printf(cx->arena, "%s-%s", first, second));
    if (!course && *second && (joined_up || dashed)) {
        course = joined_up ? joined_up : dashed;
        rest = longer;
    }
    if (course)
        *line = rest;
    return course;
}

/* What has to be written down with this course, into decision->record. */
static enum result take_record(struct context *cx, const struct playbook_course *course,
                               struct words *line, struct decision *decision) {
    struct words_field field = {.name = RECORD_FIELD, .other = "recorded"};
    if (!*course->asks)
        return OK;
    enum result result = words_take_fields(line, &field, 1, cx->err);
    if (result != OK)
        return result;
    if (!field.ret_value || !*field.ret_value)
        return fail(cx->err, INVALID,
                    "%s needs this written down with it: %s. Add it at the end: `%s decide %s "
                    "…why… " RECORD_FIELD ": …`",
                    course->title, course->asks, cx->config->slack.command, course->name);
    decision->record = field.ret_value;
    return check_text(cx, field.ret_value, "record", POLICY_TEXT_MAX);
}

/* A course that was pressed or typed without a reason: it is explained, and the reason asked for.
 */
static void ask_why(struct context *cx, const struct playbook_course *course) {
    const char *when = deciding_joined(cx, &course->when);
    reply_say(cx, "%s: why *%s*? The reason is kept with the decision; nothing is decided yet.",
              heading(cx), shown(cx, course->title));
    if (*when)
        reply_say(cx, "It fits when: %s", shown(cx, when));
    if (*course->effect)
        reply_say(cx, "Effect: %s", shown(cx, course->effect));
    if (*course->asks)
        reply_say(cx, "Write down with it: %s", shown(cx, course->asks));
    reply_say(cx, "Type `%s decide %s %s …why…%s`", cx->config->slack.command, cx->incident->name,
              course->name, *course->asks ? " " RECORD_FIELD ": …" : "");
}

static enum result unknown_course(struct context *cx) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    const char *names = "";
    for (int i = 0; i < decision->course_count; i++)
        names =
            arena_printf(cx->arena, "%s%s%s", names, *names ? ", " : "", decision->courses[i].name);
    if (!*names)
        return fail(cx->err, INVALID, "The playbook %s names no courses of action",
                    cx->playbook->name);
    return fail(cx->err, INVALID, "Begin with what is done – %s – and write why behind it", names);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args), behind = line;
    if (!*line.rest)
        return deciding_show(cx);
    const struct playbook_criterion *criterion = criterion_named(cx, words_take_verb(&behind));
    const struct playbook_course *course = take_course(cx, &line);
    if (criterion && (!course || *yes_or_no(behind.rest)))
        return answer_criterion(cx, rq, criterion, behind.rest);
    if (!course)
        return unknown_course(cx);
    if (!*line.rest) {
        ask_why(cx, course);
        return OK;
    }
    struct decision decision = {.incident_id = cx->incident->id,
                                .course = course->name,
                                .record = "",
                                .who = rq->user,
                                .authority = "",
                                .at_ms = cx->now_ms};
    enum result result = take_record(cx, course, &line, &decision);
    if (result == OK)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    decision.why = line.rest;
    return result == OK ? authorize(cx, rq, &decision, course) : result;
}

/* ---- What else happens ------------------------------------------------------------------------
 */

/* By which right it is decided, once somebody said yes; with what they said. */
static const char *right_of(struct context *cx, const struct request *rq, bool alone) {
    const char *remark = rq->answer->remark;
    const char *right = alone ? "nobody answered, and nobody was left to ask"
                              : arena_printf(cx->arena, "approved by %s", mention(cx, rq->user));
    return *remark ? arena_printf(cx->arena, "%s: %s", right, unstopped(cx, remark)) : right;
}

/* Somebody said yes or no to what was asked for. A yes is told with the decision, in one line. */
static enum result answered(struct context *cx, const struct request *rq) {
    struct decision decision;
    enum result result =
        decision_get(cx->store, cx->arena, strtoll(rq->args, NULL, 10), &decision, cx->err);
    if (result == ABSENT || (result == OK && !str_equal(decision.state, DECISION_ASKED)))
        return approval_tell(cx, rq, "");
    if (result != OK)
        return result;
    const struct playbook_course *course = playbook_course(cx->playbook, decision.course);
    if (!rq->ok || !course) {
        decision.state = DECISION_DENIED;
        decision.authority = arena_printf(cx->arena, "denied by %s", mention(cx, rq->user));
        result = decision_save(cx->store, &decision, cx->err);
        return result == OK ? approval_tell(cx, rq, "") : result;
    }
    bool alone = str_equal(rq->user, decision.who);
    decision.authority = right_of(cx, rq, alone);
    return make(cx, rq, &decision, course, alone);
}

/* Whether the severity asks somebody for a yes to this course. */
static bool needs_yes(const struct context *cx, const struct playbook_course *course) {
    return deciding_severity(cx)->authority == AUTHORITY_APPROVAL &&
           (course->needs_authority || course->reviewed);
}

/* Why nobody need say yes any more, and what to type instead. */
static const char *needless(struct context *cx, const struct playbook_course *course) {
    const char *level = view_severity(cx, cx->incident->severity);
    const char *command = cx->config->slack.command;
    if (!advice_allowed(cx->playbook, course, cx->incident->severity))
        return arena_printf(cx->arena, "%s is not for %s. %s", course->title, level,
                            deciding_severity(cx)->rule);
    if (deciding_severity(cx)->authority == AUTHORITY_COMMANDER && course->needs_authority)
        return arena_printf(cx->arena,
                            "at %s the incident commander decides it alone: `%s decide %s …why…`",
                            level, command, course->name);
    return arena_printf(
        cx->arena, "at %s nobody has to approve it any more: `%s decide %s …why…` acts at once",
        level, command, course->name);
}

static enum result follow_severity(struct context *cx, struct approval *approval) {
    struct decision decision;
    enum result result =
        decision_get(cx->store, cx->arena, strtoll(approval->args, NULL, 10), &decision, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    const struct playbook_course *course = playbook_course(cx->playbook, decision.course);
    if (!course || needs_yes(cx, course))
        return OK;
    decision.state = DECISION_WITHDRAWN;
    result = decision_save(cx->store, &decision, cx->err);
    return result == OK ? approval_take_back(cx, approval, needless(cx, course)) : result;
}

/* What waits for a yes may need none at the new severity, or be for nobody to allow. */
static enum result severity_changed(struct context *cx, const struct request *rq) {
    struct approval_list open;
    (void)rq;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        if (str_equal(open.approvals[i].topic, TOPIC))
            result = follow_severity(cx, &open.approvals[i]);
    return result;
}

static enum result resolved(struct context *cx, const struct request *rq) {
    (void)rq;
    return withdraw_asked(cx, 0);
}

const struct handler handlers_decide[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "decide",
     .aliases = "decision",
     .usage = "[<course> <why>|<criterion> yes|no]",
     .summary = "weigh rollback against hotfix, and write down what is done and why",
     .example = "decide",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = run},
    {.trigger = TRIGGER_APPROVAL, .name = TOPIC, .run = answered},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = severity_changed},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_RESOLVED, .run = resolved},
    {0},
};
