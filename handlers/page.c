/* /incident page <@who|role|name|group|next> [why] – calls somebody: a private message that says
 * what is needed, with the buttons to answer it, and a line in the thread. Whom Slack cannot reach,
 * people can: then the telephone numbers are printed. /incident onit [what you do first] – answers
 * a call, and takes the incident if nobody has. /incident oncall [role|name] – who is on, and where
 * the playbook has gaps.
 *
 * A call that gets no reaction climbs on: see kit/escalation.h. */
#include "base/str.h"
#include "handlers/ack.h"
#include "handlers/kit/change.h"
#include "handlers/kit/directory.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/undelivered.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/shifts.h"
#include "model/words.h"
#include "store/answers.h"
#include "store/incidents.h"

#include <stdlib.h>

enum { GROUP_CALLED_MAX = 20 };

/* Who said that they are on it, and when. */
#define TOPIC_ON_IT "on-it"

/* ---- page */

/* What to do when nobody answers, and how else they can be reached. */
static void say_called(struct context *cx, const struct somebody *somebody, int64_t step) {
    char wait[PHRASE_DURATION_SIZE];
    const char *reach = somebody_reach(cx, somebody), *command = cx->config->slack.command;
    int64_t wait_ms = escalation_wait_ms(cx, step);
    if (cx->incident->drill) {
        reply_say(cx, "%s: this is a drill, so nobody is called; the thread is told who would be.",
                  heading(cx));
        return;
    }
    if (!*somebody->user) {
        if (*reach)
            reply_say(cx, ":telephone_receiver: %s: Slack does not know %s, so please call: %s",
                      heading(cx), somebody->name, reach);
        else
            reply_say(cx, ":warning: %s: Slack does not know %s, and nobody wrote down a number.",
                      heading(cx), somebody->name);
        const char *others = escalation_contacts(cx);
        if (*others)
            reply_say(cx, "Everybody:%s", others);
        return;
    }
    reply_say(cx, "%s: %s is called, in the thread and directly.%s%s", heading(cx),
              mention(cx, somebody->user), *reach ? " Otherwise: " : "", reach);
    if (wait_ms)
        reply_say(cx, "Without a reaction within %s, %s. To call the next at once: `%s escalate`",
                  phrase_of_duration(wait_ms, PHRASE_LONG, wait),
                  step ? "the next on the path is called" : "I tell you", command);
}

static const char *reason(struct context *cx, const char *why) {
    return *why ? why : arena_printf(cx->arena, "%s", cx->incident->title);
}

static enum result page_next(struct context *cx, const struct request *rq, const char *why) {
    struct somebody called;
    enum result result = escalate_next(cx, rq->user, reason(cx, why), &called);
    if (result == OK) {
        say_called(cx, &called, cx->incident->escalated);
        return OK;
    }
    if (result != ABSENT)
        return result;
    const char *contacts = escalation_contacts(cx);
    reply_say(cx, "%s: %s. Name somebody: `%s page @name …why…`%s%s", heading(cx),
              cx->playbook->escalation.path_count
                  ? "nobody is left to call on the escalation path"
                  : "your playbook has no escalation path, so nobody was called",
              cx->config->slack.command, *contacts ? ", or reach them yourself:" : "", contacts);
    reply_unused(cx, why);
    return OK;
}

/* True when they were called by hand a moment ago and have not reacted; the reply says so. */
static enum result was_just_called(struct context *cx, const struct somebody *somebody,
                                   bool *ret_called) {
    struct page page;
    char ago[PHRASE_DURATION_SIZE];
    *ret_called = false;
    if (!*somebody->user)
        return OK;
    enum result result =
        page_last(cx->store, cx->arena, cx->incident->id, somebody->user, &page, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    *ret_called = !page.answered_ms && cx->now_ms - page.called_ms < ESCALATION_RECENT_MS;
    if (!*ret_called)
        return OK;
    const char *reach = somebody_reach(cx, somebody);
    reply_say(
        cx,
        "%s: %s was called %s ago and has not reacted yet, so they are not called again. %s%s "
        "To call the next: `%s escalate`",
        heading(cx), mention(cx, somebody->user),
        phrase_of_duration(cx->now_ms - page.called_ms, PHRASE_LONG, ago),
        *reach ? "By telephone or mail: " : "No telephone number is written down.", reach,
        cx->config->slack.command);
    return OK;
}

/* Calls one, unless they were called a moment ago. */
static enum result page_one(struct context *cx, const struct request *rq,
                            const struct somebody *whom, const char *why) {
    bool called;
    struct escalation escalation = {.actor = rq->user, .cause = PAGE_HAND, .why = reason(cx, why)};
    enum result result = was_just_called(cx, whom, &called);
    if (result != OK || called) {
        reply_unused(cx, why);
        return result;
    }
    result = escalate_one(cx, &escalation, whom, 0);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        say_called(cx, whom, 0);
    return result;
}

/* The group whose name the line begins with, which is taken off it; NULL. */
static const struct playbook_group *take_group(struct context *cx, struct words *line) {
    struct words rest = *line;
    const struct playbook_group *group = playbook_group(cx->playbook, words_take_verb(&rest));
    if (group)
        *line = rest;
    return group;
}

/* Whoever of a group has the shift; else everybody of it, but whoever calls. */
static enum result page_group(struct context *cx, const struct request *rq,
                              const struct playbook_group *group, const char *why) {
    struct playbook_texts members = directory_members(cx, group);
    const char *trouble = directory_trouble(cx, group);
    struct somebody on_call;
    enum result result = OK;
    int count = 0;
    if (somebody_on_shift(cx, &on_call) && playbook_has(&members, on_call.user) &&
        !str_equal(on_call.user, rq->user))
        return page_one(cx, rq, &on_call, why);
    for (int i = 0; result == OK && i < members.count && count < GROUP_CALLED_MAX; i++) {
        struct somebody whom = somebody_in_slack(cx, members.texts[i]);
        if (str_equal(whom.user, rq->user))
            continue;
        result = page_one(cx, rq, &whom, why);
        count++;
    }
    if (result != OK || count)
        return result;
    reply_say(cx, "%s: nobody of %s can be called%s%s. Name somebody: `%s page @name …why…`",
              heading(cx), shown(cx, *group->title ? group->title : group->name),
              *trouble ? ": " : "", trouble, cx->config->slack.command);
    reply_unused(cx, why);
    return directory_ask_group(cx, group);
}

static enum result page(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct somebody whom;
    const struct playbook_group *group = NULL;
    bool next = words_take_this(&line, "next");
    enum result result = next ? OK : somebody_take(cx, rq, &line, &whom);
    if (result == ABSENT && !(group = take_group(cx, &line)))
        return fail(cx->err, INVALID,
                    "Whom shall I call? Name a person with @, a role such as deputy, a person or a "
                    "group of your playbook, or next");
    if (result == OK && !next && str_equal(whom.user, rq->user))
        return fail(cx->err, INVALID, "That is you, and you are here; to take it, type `%s onit`",
                    cx->config->slack.command);
    if ((result == OK || result == ABSENT) && *line.rest)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    if (result != OK && result != ABSENT)
        return result;
    if (next)
        return page_next(cx, rq, line.rest);
    return group ? page_group(cx, rq, group, line.rest) : page_one(cx, rq, &whom, line.rest);
}

/* ---- What became of a call */

/* Whoever called is told; when that was the clock, the thread. */
static enum result tell_caller(struct context *cx, const struct page *page, const char *text) {
    if (str_equal(page->called_by, TIMELINE_BOT) || cx->incident->drill)
        return post_team(cx, arena_printf(cx->arena, ":warning: %s", text));
    return post_private_text(
        cx, page->called_by,
        arena_printf(cx->arena, ":warning: *%s*: %s", cx->incident->name, shown(cx, text)), 0);
}

/* How to reach somebody whom Slack did not: their own number, or everybody's. */
static const char *otherwise(struct context *cx, const struct page *page) {
    struct somebody somebody = somebody_in_slack(cx, page->who);
    const char *reach = somebody_reach(cx, &somebody), *all = escalation_contacts(cx);
    if (*reach)
        return arena_printf(cx->arena, "Please call them: %s", reach);
    if (*all)
        return arena_printf(cx->arena, "Please call somebody:%s", all);
    return "No telephone number is written down; please tell them yourself";
}

static enum result delivered_page(struct context *cx, const struct request *rq) {
    struct page page;
    const char *who = json_text_at(rq->payload, "call.channel");
    if (rq->ok || !cx->incident)
        return OK;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, who, &page, cx->err);
    if (result == ABSENT)
        return undelivered(cx, rq);
    const char *error = json_text_at(rq->payload, "error");
    if (result == OK)
        result = record(cx, TIMELINE_BOT, "undelivered",
                        arena_printf(cx->arena, "The call did not reach %s: Slack answers %s",
                                     mention(cx, who), error));
    if (result != OK)
        return result;
    return tell_caller(cx, &page,
                       arena_printf(cx->arena, "My call did not reach %s; Slack answers \"%s\". %s",
                                    mention(cx, who), error, otherwise(cx, &page)));
}

/* "@bob has not reacted for 10 minutes" */
static const char *silence(struct context *cx, const struct page *page) {
    char text[PHRASE_DURATION_SIZE];
    const char *who = *page->who ? mention(cx, page->who) : page->name;
    if (cx->incident->drill && *page->name)
        who = page->name;
    return arena_printf(cx->arena, "%s has not reacted for %s", who,
                        phrase_of_duration(cx->now_ms - page->called_ms, PHRASE_LONG, text));
}

/* The time is over in which they should have reacted. */
static enum result unanswered(struct context *cx, const struct request *rq) {
    struct page page;
    struct somebody next;
    if (!cx->incident || !incident_is_open(cx->incident))
        return OK;
    enum result result =
        page_get(cx->store, cx->arena, strtoll(rq->args, NULL, 10), &page, cx->err);
    if (result != OK || page.answered_ms)
        return result == ABSENT ? OK : result;
    if (rq->due_ms > cx->now_ms) /* the clock was set back */
        return escalation_watch(cx, &page, escalation_wait_ms(cx, page.step));
    const char *after = silence(cx, &page);
    if (!page.step)
        return tell_caller(cx, &page,
                           arena_printf(cx->arena, "%s. %s, or call the next: `%s escalate %s`",
                                        after, otherwise(cx, &page), cx->config->slack.command,
                                        cx->incident->name));
    struct escalation escalation = {
        .actor = TIMELINE_BOT, .cause = page.cause, .why = page.why, .after = after};
    result = escalate(cx, &escalation, &next);
    return result == ABSENT ? OK : result;
}

/* ---- onit */

/* Whether the thread knows already: they said so since they were called last. */
static enum result is_known(struct context *cx, const char *user, bool *ret_known) {
    struct answer_list kept;
    struct page page;
    enum result result =
        answer_list(cx->store, cx->arena, cx->incident->id, TOPIC_ON_IT, &kept, cx->err);
    if (result != OK)
        return result;
    int64_t said_ms = strtoll(answer_value(&kept, user), NULL, 10);
    *ret_known = said_ms != 0;
    if (!said_ms)
        return OK;
    result = page_last(cx->store, cx->arena, cx->incident->id, user, &page, cx->err);
    if (result == OK)
        *ret_known = page.called_ms <= said_ms;
    return result == ABSENT ? OK : result;
}

static enum result tell_on_it(struct context *cx, const struct request *rq) {
    const char *dash = *rq->args ? " – " : "";
    enum result result =
        record(cx, rq->user, "joined", arena_printf(cx->arena, "Is on it%s%s", dash, rq->args));
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result != OK)
        return result;
    return post_notice(
        cx,
        arena_printf(cx->arena, ":eyes: %s is on it%s%s", mention(cx, rq->user), dash, rq->args),
        "");
}

static enum result onit(struct context *cx, const struct request *rq) {
    bool known = false;
    enum result result = *rq->args ? check_text(cx, rq->args, "text", POLICY_TEXT_MAX) : OK;
    if (result == OK)
        result = is_known(cx, rq->user, &known);
    if (result != OK)
        return result;
    if (known && !*rq->args) {
        reply_say(cx, "%s: the thread knows already that you are on it. Nothing to do.",
                  heading(cx));
        return OK;
    }
    struct answer said = {.name = rq->user,
                          .value = arena_printf(cx->arena, "%lld", (long long)cx->now_ms),
                          .who = rq->user,
                          .at_ms = cx->now_ms};
    result = answer_put(cx->store, cx->incident->id, TOPIC_ON_IT, &said, cx->err);
    if (result == OK)
        result = cx->incident->acked_ms ? tell_on_it(cx, rq) : ack_incident(cx, rq, rq->args);
    if (result != OK)
        return result;
    reply_say(cx, "%s: you are on it; the thread knows. Where it stands: `%s show %s`", heading(cx),
              cx->config->slack.command, cx->incident->name);
    reply_button(cx, "Where it stands", arena_printf(cx->arena, "show %s", cx->incident->name));
    warn_unreachable(cx);
    return OK;
}

/* ---- oncall */

static const char *person_in_full(struct context *cx, const char *name) {
    struct somebody somebody = somebody_of(cx, name);
    return somebody_in_full(cx, &somebody);
}

static void say_role(struct context *cx, const struct playbook_role *role) {
    const char *holder = role_holder(&cx->roles, role->name), *text = "";
    if (*holder) {
        struct somebody somebody = somebody_in_slack(cx, holder);
        text = arena_printf(cx->arena, "%s now", somebody_in_full(cx, &somebody));
    } else if (*role->primary) {
        text = person_in_full(cx, role->primary);
    } else if (role->rotation.count) {
        for (int i = 0; i < role->rotation.count; i++)
            text = arena_printf(cx->arena, "%s%s%s", text,
                                i ? ", " : "in turns: ", role->rotation.texts[i]);
    } else if (*role->falls_to) {
        text = arena_printf(cx->arena, "falls to %s", view_role(cx, role->falls_to));
    } else {
        text = ":warning: nobody is named; whoever takes it";
    }
    if (*role->backup)
        text = arena_printf(cx->arena, "%s · backup: %s", text, person_in_full(cx, role->backup));
    else if (*role->primary)
        text = arena_printf(cx->arena, "%s · :warning: no backup is named", text);
    reply_say(cx, "• %s: %s", role->title, text);
}

static void say_path(struct context *cx) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    char after[PHRASE_DURATION_SIZE];
    reply_say(cx, escalation->path_count ? "Escalation path:"
                                         : "Escalation path: :warning: the playbook names none.");
    for (int i = 0; i < escalation->path_count; i++) {
        const struct playbook_step *step = &escalation->path[i];
        const struct playbook_role *role = playbook_role(cx->playbook, step->who);
        struct somebody somebody = somebody_of(cx, step->who);
        const char *title = role && !str_equal(somebody.name, role->title)
                                ? arena_printf(cx->arena, "%s: ", role->title)
                                : "";
        reply_say(cx, "%d. %s%s%s%s", i + 1, title, somebody_in_full(cx, &somebody),
                  step->after_ms ? ", after " : "",
                  step->after_ms ? phrase_of_duration(step->after_ms, PHRASE_LONG, after) : "");
    }
}

/* Who is on call by the plan, and who comes next. */
static void say_shifts(struct context *cx) {
    struct shift now, next;
    bool runs = shifts_at(cx->playbook, cx->now_ms, &now) == OK;
    if (runs)
        reply_say(cx, "*On call now: %s*, until %s.", person_in_full(cx, now.who),
                  moment(cx, now.to_ms));
    else if (cx->playbook->shift_count)
        reply_say(cx, "*On call now: nobody by the plan*; the first of the path is called.");
    if (shifts_after(cx->playbook, cx->now_ms, &next) == OK)
        reply_say(cx, "Next: %s, from %s.", person_in_full(cx, next.who), moment(cx, next.from_ms));
}

/* The roles as they are held count when one incident is open. */
static enum result load_only_open(struct context *cx) {
    struct incident_list open;
    struct incident_filter filter = {.open_only = true};
    enum result result = incident_list(cx->store, cx->arena, &filter, 2, &open, cx->err);
    if (result == OK && open.count == 1)
        result = route_load(cx, open.incidents[0].id);
    return result;
}

static enum result oncall(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct somebody wanted;
    enum result result = load_only_open(cx);
    if (result != OK)
        return result;
    result = *line.rest ? somebody_take(cx, rq, &line, &wanted) : ABSENT;
    if (result == OK) {
        reply_say(cx, "On call: %s", somebody_in_full(cx, &wanted));
        reply_unused(cx, line.rest);
        return OK;
    }
    if (result != ABSENT)
        return result;
    reply_say(cx, "On call, by the playbook *%s*%s%s:", cx->playbook->title,
              cx->incident ? " and the roles of " : "", cx->incident ? cx->incident->name : "");
    say_shifts(cx);
    for (int i = 0; i < cx->playbook->role_count; i++)
        say_role(cx, &cx->playbook->roles[i]);
    say_path(cx);
    reply_say(cx, "To call somebody: `%s page deputy …why…` · the next on the path: `%s escalate`",
              cx->config->slack.command, cx->config->slack.command);
    reply_unused(cx, line.rest);
    return OK;
}

const struct handler handlers_page[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "page",
     .aliases = "summon",
     .usage = "<@who|role|name|group|next> [why]",
     .summary = "call somebody, and get their telephone number where Slack cannot reach them",
     .example = "page ic the database is down\npage next nobody answers",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = page},
    {.trigger = TRIGGER_COMMAND,
     .name = "onit",
     .aliases = "coming on-it",
     .usage = "[what you do first]",
     .summary = "answer a call: you are on it, and the thread knows",
     .example = "onit",
     .needs = NEEDS_OPEN_INCIDENT,
     .run = onit},
    {.trigger = TRIGGER_COMMAND,
     .name = "oncall",
     .aliases = "on-call",
     .usage = "[role|name]",
     .summary = "see who is on call, and where nobody is",
     .example = "oncall",
     .run = oncall},
    {.trigger = TRIGGER_RESULT, .name = "page", .run = delivered_page},
    {.trigger = TRIGGER_JOB, .name = "page", .run = unanswered},
    {0},
};
