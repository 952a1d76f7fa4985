/* /incident policy [sev1|links|prevention|sources] – the severities, all that holds at one of them,
 * and what else the playbook says. /incident card – the quick reference, which the thread is given
 * as well where the playbook says so.
 *
 * In an incident's thread, or with its name, they show the rules that it began with; otherwise
 * those of the next one. */
#include "base/str.h"
#include "handlers/kit/drills.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/rules.h"
#include "handlers/kit/target.h"
#include "handlers/kit/view.h"
#include "model/calendar.h"
#include "model/phrase.h"
#include "model/words.h"

enum { CARD_SIZE = 2900 };

/* ---- A severity */

/* One line for the table: what it is, how soon it is taken, how often there is news. */
static void say_level(struct context *cx, enum severity severity) {
    const struct policy_severity *policy = policy_severity(cx->policy, severity);
    const char *target = target_words(cx, severity, NULL);
    const char *level = playbook_severity(cx->playbook, severity)->level;
    reply_say(cx, "• *%s*%s%s %s Response: %s; %s.", policy->name, *level ? " · " : "",
              *level ? arena_printf(cx->arena, "%s –", level) : "", policy->description,
              *target ? target : "no target", rules_cadence(cx, severity));
}

static void say_condition(struct context *cx, enum severity severity,
                          const struct playbook_condition *condition) {
    const char *like =
        *condition->example ? arena_printf(cx->arena, " – %s", condition->example) : "";
    bool own = *condition->target || condition->response_ms;
    reply_say(cx, "• %s%s%s", condition->name, like,
              own ? arena_printf(cx->arena, " (%s)", target_words(cx, severity, condition)) : "");
}

static void say_conditions(struct context *cx, enum severity severity) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    if (own->condition_count || own->examples.count)
        reply_say(cx, "It is this when:");
    for (int i = 0; i < own->condition_count; i++)
        say_condition(cx, severity, &own->conditions[i]);
    for (int i = 0; i < own->examples.count; i++)
        reply_say(cx, "• %s", own->examples.texts[i]);
}

/* Who is told, and whom the announcement calls. */
static void say_told(struct context *cx, enum severity severity) {
    static const char *const calls[] = {[POLICY_MENTION_NONE] = "calls nobody",
                                        [POLICY_MENTION_HERE] = "calls everyone who is there",
                                        [POLICY_MENTION_CHANNEL] = "calls the whole channel"};
    const struct playbook_texts *told = &playbook_severity(cx->playbook, severity)->told;
    const char *where =
        told->count ? arena_printf(cx->arena, " It is told in: %s.", rules_joined(cx, told)) : "";
    reply_say(cx, "The announcement %s.%s", calls[policy_severity(cx->policy, severity)->mention],
              where);
}

static const char *group_title(struct context *cx, const char *name) {
    const struct playbook_group *group = playbook_group(cx->playbook, name);
    return group && *group->title ? group->title : name;
}

static void say_authority(struct context *cx, enum severity severity) {
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    const char *who = "";
    switch (own->authority) {
    case AUTHORITY_ANYONE:
        who = "anybody, at once";
        break;
    case AUTHORITY_APPROVAL:
        who =
            arena_printf(cx->arena, "anybody, after a yes of %s", group_title(cx, own->approvers));
        break;
    case AUTHORITY_COMMANDER:
        who = "the incident commander";
        break;
    case AUTHORITY_NONE:
        who = "nobody: it is not done at this severity";
        break;
    }
    reply_say(cx, "Who may roll back or switch off: %s.", who);
    if (*own->rule)
        reply_say(cx, ">%s", own->rule);
    if (own->review_ms)
        reply_say(cx, "A review of the action is owed within %s.", view_span(cx, own->review_ms));
}

/* "30-minute rule, from ack on: 5 minutes Quick fix · 15 minutes Roll back" */
static void say_clock(struct context *cx, const struct playbook_clock *clock) {
    STR_AUTO(marks, 1000);
    char at[PHRASE_DURATION_SIZE];
    for (int i = 0; i < clock->mark_count; i++) {
        const char *name = clock->marks[i].name;
        phrase_of_duration(clock->marks[i].at_ms, PHRASE_LONG, at);
        str_addf(&marks, "%s%s", i ? " · " : "", at);
        if (!str_equal(name, at))
            str_addf(&marks, ": %s", name);
    }
    const struct playbook_course *course = playbook_course(cx->playbook, clock->starts);
    const char *start = course ? arena_printf(cx->arena, "the decision for %s", course->name)
                        : str_equal(clock->starts, "ack") ? "the acknowledgement"
                                                          : "the declaration";
    reply_say(cx, "Clock “%s”, from %s on: %s", clock->name, start, marks.text);
    if (*clock->rule)
        reply_say(cx, ">%s", clock->rule);
}

static void say_clocks(struct context *cx, enum severity severity) {
    for (int i = 0; i < cx->playbook->clock_count; i++)
        if (playbook_severity_in(cx->playbook->clocks[i].severities, severity))
            say_clock(cx, &cx->playbook->clocks[i]);
}

static void say_severity(struct context *cx, enum severity severity) {
    const struct policy_severity *policy = policy_severity(cx->policy, severity);
    const struct playbook_severity *own = playbook_severity(cx->playbook, severity);
    const char *target = target_from(cx, severity, NULL, cx->now_ms);
    reply_say(cx, "*%s* %s", policy->name, policy->description);
    if (*own->level)
        reply_say(cx, "Process level: %s.", own->level);
    if (*own->course)
        reply_say(cx, "What is done: %s.", own->course);
    say_conditions(cx, severity);
    reply_say(cx, "Response: %s%s.", *target ? target : "no target",
              calendar_response_by(cx->playbook, severity, NULL, cx->now_ms)
                  ? " if it is declared now"
                  : "");
    reply_say(cx, "News: %s.", rules_cadence(cx, severity));
    say_told(cx, severity);
    say_authority(cx, severity);
    say_clocks(cx, severity);
}

/* ---- What else a playbook says */

static void say_texts(struct context *cx, const char *title, const struct playbook_texts *list) {
    if (list->count)
        reply_say(cx, "%s", title);
    for (int i = 0; i < list->count; i++)
        reply_say(cx, "• %s", list->texts[i]);
}

static void say_links(struct context *cx) {
    if (cx->playbook->link_count)
        reply_say(cx, "Where to look:");
    for (int i = 0; i < cx->playbook->link_count; i++)
        reply_say(cx, "• %s: %s", cx->playbook->links[i].label, cx->playbook->links[i].url);
}

static void say_prevention(struct context *cx) {
    say_texts(cx, "How incidents are prevented:", &cx->playbook->prevention);
}

/* Where incidents are noticed, and what is rehearsed. */
static void say_detection(struct context *cx) {
    say_texts(cx, "Incidents are noticed by:", &cx->playbook->sources);
    for (int i = 0; i < cx->playbook->drill_count; i++)
        reply_say(cx, "Drill: %s. When: `%s drills`", drills_words(cx, &cx->playbook->drills[i]),
                  cx->config->slack.command);
}

static const struct topic {
    const char *words;
    void (*say)(struct context *cx);
} topics[] = {
    {"links documents", say_links},
    {"prevention prevent", say_prevention},
    {"sources detection drill", say_detection},
};

enum { TOPICS = sizeof topics / sizeof *topics };

/* Takes the word for a topic and says it; false when the line begins with none, or when the
 * playbook has nothing on it. */
static bool say_topic(struct context *cx, struct words *line) {
    struct words after = *line;
    const char *word = words_take_word(&after);
    size_t said = cx->reply->text.len;
    for (int i = 0; i < TOPICS; i++) {
        if (!str_has_word(topics[i].words, word))
            continue;
        *line = after;
        topics[i].say(cx);
        if (cx->reply->text.len == said)
            reply_say(cx, "The playbook says nothing of that.");
        return true;
    }
    return false;
}

/* ---- policy */

static void say_changing(struct context *cx) {
    if (*cx->playbook->raise_rule)
        reply_say(cx, "%s", cx->playbook->raise_rule);
    if (*cx->playbook->lower_rule)
        reply_say(cx, "%s", cx->playbook->lower_rule);
}

static void say_table(struct context *cx) {
    if (*cx->playbook->about)
        reply_say(cx, "%s", cx->playbook->about);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        say_level(cx, s);
        reply_button(cx, view_severity(cx, s),
                     arena_printf(cx->arena, "policy %s%s%s", severity_code(s),
                                  cx->incident ? " " : "", cx->incident ? cx->incident->name : ""));
    }
    say_changing(cx);
    rules_say_gaps(cx);
    say_detection(cx);
    reply_say(cx, "All about one: `%s policy sev1`%s%s", cx->config->slack.command,
              cx->playbook->link_count ? " · `policy links`" : "",
              cx->playbook->prevention.count ? " · `policy prevention`" : "");
}

static enum result policy(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    enum severity severity;
    enum result result = rules_take(cx, rq, &line);
    if (result != OK)
        return result;
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    result = words_take_severity(&line, SEVERITY_ANY, &aliases, &severity, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    rules_say_head(cx, "Policy");
    if (result == OK)
        say_severity(cx, severity);
    else if (!say_topic(cx, &line))
        say_table(cx);
    reply_unused(cx, line.rest);
    return OK;
}

/* ---- card */

/* What a playbook without a card of its own comes down to. */
static void say_in_short(struct context *cx) {
    const struct playbook_decision *decision = &cx->playbook->decision;
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        say_level(cx, s);
    for (int i = 0; i < cx->playbook->clock_count; i++)
        say_clock(cx, &cx->playbook->clocks[i]);
    if (decision->course_count)
        reply_say(cx, "What can be done, in this order:");
    for (int i = 0; i < decision->course_count; i++)
        reply_say(cx, "• `decide %s` %s", decision->courses[i].name, decision->courses[i].title);
    if (*decision->rule)
        reply_say(cx, ">%s", decision->rule);
}

static enum result card(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    enum result result = rules_take(cx, rq, &line);
    if (result != OK)
        return result;
    rules_say_head(cx, "Quick reference");
    if (cx->incident && *playbook_severity(cx->playbook, cx->incident->severity)->level)
        reply_say(cx, "Process level: %s.",
                  playbook_severity(cx->playbook, cx->incident->severity)->level);
    for (int i = 0; i < cx->playbook->card.count; i++)
        reply_say(cx, "%s", cx->playbook->card.texts[i]);
    if (cx->playbook->card.count == 0)
        say_in_short(cx);
    say_links(cx);
    reply_say(cx, "Whom to call: `%s contacts`", cx->config->slack.command);
    reply_unused(cx, line.rest);
    return OK;
}

static bool has_card(const struct context *cx, enum severity severity) {
    return *cx->playbook->card_at && playbook_severity_in(cx->playbook->card_at, severity);
}

static enum result post_reference(struct context *cx) {
    STR_AUTO(text, CARD_SIZE);
    str_add(&text, ":clipboard: Quick reference");
    for (int i = 0; i < cx->playbook->card.count; i++)
        str_addf(&text, "\n%s", cx->playbook->card.texts[i]);
    return post_notice(cx, text.text, "");
}

/* A new incident. */
static enum result declared(struct context *cx, const struct request *rq) {
    (void)rq;
    return has_card(cx, cx->incident->severity) ? post_reference(cx) : OK;
}

/* It has become one of those whose thread is given the card. */
static enum result reclassified(struct context *cx, const struct request *rq) {
    enum severity before;
    if (severity_read(rq->args, SEVERITY_CODES, NULL, &before, cx->err) != OK)
        return OK;
    bool new_here = has_card(cx, cx->incident->severity) && !has_card(cx, before);
    return new_here ? post_reference(cx) : OK;
}

const struct handler handlers_policy[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "policy",
     .aliases = "severities rules",
     .usage = "[severity|links|prevention|sources]",
     .summary = "see the severities, or all that holds at one of them",
     .example = "policy sev1\npolicy\npolicy links",
     .run = policy},
    {.trigger = TRIGGER_COMMAND,
     .name = "card",
     .aliases = "reference",
     .usage = "",
     .summary = "see the quick reference",
     .example = "card",
     .run = card},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_DECLARED, .run = declared},
    {.trigger = TRIGGER_MOMENT, .name = MOMENT_SEVERITY, .run = reclassified},
    {0},
};
