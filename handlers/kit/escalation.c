/* Whom to call: see escalation.h. */
#include "handlers/kit/escalation.h"

#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "handlers/kit/voice.h"
#include "model/calendar.h"
#include "model/shifts.h"
#include "model/slack_text.h"
#include "model/words.h"
#include "store/answers.h"
#include "store/incidents.h"
#include "store/jobs.h"

#include <stdlib.h>
#include <string.h>

/* What is kept about the escalation of an incident. */
#define TOPIC "escalation"
#define END_TOLD "end"

/* How long somebody who is on no path has to react, before whoever called them is told. */
enum { ALONE_WAIT_MS = 5 * MINUTE_MS };

/* ---- Who it is */

static struct somebody of_person(const struct playbook_person *person) {
    return (struct somebody){person->name, person->slack, person->phone, person->email};
}

static struct somebody of_name(const struct playbook *playbook, const char *name) {
    const struct playbook_person *person = playbook_person(playbook, name);
    return person ? of_person(person) : (struct somebody){name, "", "", ""};
}

struct somebody somebody_in_slack(struct context *cx, const char *user) {
    for (int i = 0; i < cx->playbook->person_count; i++)
        if (str_equal(cx->playbook->people[i].slack, user))
            return of_person(&cx->playbook->people[i]);
    return (struct somebody){"", user, "", ""};
}

static bool is_reachable(const struct somebody *somebody) {
    return *somebody->user || *somebody->phone || *somebody->email;
}

/* The primary of a role, or the backup when nobody knows how to reach the primary. */
static struct somebody by_default(struct context *cx, const struct playbook_role *role) {
    struct somebody primary = of_name(cx->playbook, role->primary);
    struct somebody backup = of_name(cx->playbook, role->backup);
    if (is_reachable(&primary) || !is_reachable(&backup))
        return *primary.name ? primary : (struct somebody){role->title, "", "", ""};
    return backup;
}

bool somebody_on_shift(struct context *cx, struct somebody *ret_somebody) {
    struct shift shift;
    if (shifts_at(cx->playbook, cx->now_ms, &shift) != OK)
        return false;
    *ret_somebody = of_name(cx->playbook, shift.who);
    return true;
}

/* Whoever has the shift, else the first on the path. */
static struct somebody on_call(struct context *cx) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    struct somebody found = {"", "", "", ""};
    if (somebody_on_shift(cx, &found))
        return found;
    for (int i = 0; i < escalation->path_count; i++)
        if (!str_equal(escalation->path[i].who, PLAYBOOK_ONCALL))
            return somebody_of(cx, escalation->path[i].who);
    return found;
}

struct somebody somebody_of(struct context *cx, const char *who) {
    const struct playbook_role *role = playbook_role(cx->playbook, who);
    if (!role && str_equal(who, PLAYBOOK_ONCALL))
        return on_call(cx);
    if (!role)
        return of_name(cx->playbook, who);
    const char *holder = role_holder(&cx->roles, role->name);
    if (!*holder && *role->falls_to)
        holder = role_holder(&cx->roles, role->falls_to);
    if (!*holder)
        return by_default(cx, role);
    struct somebody found = somebody_in_slack(cx, holder);
    found.name = role->title;
    return found;
}

const char *somebody_reach(struct context *cx, const struct somebody *somebody) {
    return arena_printf(cx->arena, "%s%s%s", somebody->phone,
                        *somebody->phone && *somebody->email ? ", " : "", somebody->email);
}

const char *somebody_shown(struct context *cx, const struct somebody *somebody) {
    if (*somebody->user)
        return mention(cx, somebody->user);
    const char *reach = somebody_reach(cx, somebody);
    return *reach ? arena_printf(cx->arena, "%s (%s)", somebody->name, reach) : somebody->name;
}

const char *somebody_in_full(struct context *cx, const struct somebody *somebody) {
    const char *name = *somebody->name ? arena_printf(cx->arena, "%s ", somebody->name) : "";
    const char *reach = somebody_reach(cx, somebody);
    if (!*somebody->user && !*reach)
        return arena_printf(cx->arena, "%s:warning: nobody wrote down how to reach them", name);
    return arena_printf(cx->arena, "%s%s%s%s", name,
                        *somebody->user ? mention(cx, somebody->user) : "not in Slack",
                        *reach ? ", " : "", reach);
}

/* ---- Whom a line means */

/* Cuts so many bytes, and a mark behind them, off the head. */
static void cut_head(struct context *cx, struct words *line, size_t len) {
    const char *behind = line->rest + len;
    *line = words_of(cx->arena, behind + strspn(behind, ",:;"));
}

/* The person whose name the line begins with; the longest of several. */
static const struct playbook_person *named_at(struct context *cx, const char *line) {
    const struct playbook_person *found = NULL;
    for (int i = 0; i < cx->playbook->person_count; i++) {
        const struct playbook_person *person = &cx->playbook->people[i];
        size_t len = strlen(person->name);
        if (strlen(line) < len || (line[len] && !strchr(" ,:;", line[len])))
            continue;
        if (str_equal_nocase(arena_strndup(cx->arena, line, len), person->name) &&
            (!found || strlen(found->name) < len))
            found = person;
    }
    return found;
}

enum result somebody_take(struct context *cx, const struct request *rq, struct words *line,
                          struct somebody *ret_somebody) {
    struct slack_mention who;
    if (slack_mention_at(line->rest, &who)) {
        if (who.kind != SLACK_MENTION_USER)
            return slack_mention_unknown(who.name, cx->err);
        if (str_equal(who.id, cx->place->bot_user))
            return fail(cx->err, INVALID, "That is me, and I am here already; name a person");
        *ret_somebody = somebody_in_slack(cx, arena_strdup(cx->arena, who.id));
        cut_head(cx, line, who.len);
        return OK;
    }
    if (words_take_this(line, "me") || words_take_this(line, "myself")) {
        *ret_somebody = somebody_in_slack(cx, rq->user);
        return OK;
    }
    const struct playbook_person *person = named_at(cx, line->rest);
    if (person) {
        *ret_somebody = of_person(person);
        cut_head(cx, line, strlen(person->name));
        return OK;
    }
    struct words rest = *line;
    const char *word = words_take_verb(&rest);
    const struct playbook_role *role = playbook_role(cx->playbook, word);
    bool by_plan = str_equal_nocase(word, PLAYBOOK_ONCALL) || str_equal_nocase(word, "on-call");
    if (!role && !(by_plan && cx->playbook->shift_count))
        return ABSENT;
    *ret_somebody = somebody_of(cx, role ? role->name : PLAYBOOK_ONCALL);
    *line = rest;
    return OK;
}

/* ---- Reactions */

enum result escalation_reacted(struct context *cx, const char *user) {
    return page_answer(cx->store, cx->incident->id, user, cx->now_ms, cx->err);
}

int64_t escalation_wait_ms(const struct context *cx, int64_t step) {
    const struct playbook_escalation *escalation = &cx->playbook->escalation;
    if (step < 1 || step > escalation->path_count)
        return ALONE_WAIT_MS;
    bool last = step == escalation->path_count;
    const struct playbook_step *next = &escalation->path[last ? step - 1 : step];
    if (!next->business_hours || !next->after_ms)
        return next->after_ms;
    return calendar_add(&cx->playbook->calendar, cx->now_ms, next->after_ms) - cx->now_ms;
}

enum result escalation_watch(struct context *cx, const struct page *page, int64_t wait_ms) {
    const char *id = arena_printf(cx->arena, "%lld", (long long)page->id);
    int64_t due_ms = cx->now_ms + wait_ms;
    struct job job = {.kind = "page",
                      .incident_id = cx->incident->id,
                      .subject = id,
                      .due_ms = due_ms,
                      .within_ms = job_within(cx->now_ms, due_ms),
                      .args = id};
    return job_put(cx->store, &job, cx->err);
}

/* ---- Calling */

/* What the thread reads: that they are called, who as it calls them; or, where I cannot, how people
 * can. */
static const char *fact_of(struct context *cx, const struct escalation *escalation,
                           const struct somebody *somebody, const char *who) {
    const char *name = *somebody->name ? somebody->name : "Somebody";
    const char *reach = somebody_reach(cx, somebody), *why = escalation->why;
    if (escalation->after)
        why = arena_printf(cx->arena, "%s – %s", why, escalation->after);
    if (cx->incident->drill)
        return arena_printf(cx->arena, "This is a drill: %s would be called now: %s", name, why);
    if (*somebody->user)
        return arena_printf(cx->arena, "%s is called: %s", who, why);
    if (*reach)
        return arena_printf(cx->arena,
                            "Please call %s: %s. Slack does not know them, so I cannot: %s", name,
                            reach, why);
    return arena_printf(cx->arena,
                        "%s should be called now, and the playbook does not say how to reach "
                        "them: %s",
                        name, why);
}

/* How the climb is stopped for somebody who cannot answer for themselves. */
static const char *hint_of(struct context *cx, const struct somebody *somebody, int64_t step) {
    int64_t wait_ms = escalation_wait_ms(cx, step);
    if (*somebody->user || !step || !wait_ms || cx->incident->drill)
        return "";
    return arena_printf(cx->arena,
                        ". When you have reached them, post an update; without one I go on in %s",
                        span_text(cx, wait_ms));
}

/* The private message, which says what is needed and how to answer. */
static enum result post_page(struct context *cx, const struct escalation *escalation,
                             const struct somebody *somebody) {
    bool by_hand = slack_user_id(escalation->actor);
    struct json *values = view_incident(cx);
    json_put_str(values, "caller", by_hand ? mention(cx, escalation->actor) : "");
    json_put_str(values, "why", escalation->why);
    json_put_str(values, "after", escalation->after ? escalation->after : "");
    return post_private(cx, somebody->user, "page", values,
                        &(struct post_how){.on_result = "page"});
}

/* Who is called, in the thread: by mention, or, when they were mentioned there a moment ago, by
 * what they are; their own message rings in any case. */
static enum result call_in_thread(struct context *cx, const struct somebody *somebody, int64_t step,
                                  const char **ret_who) {
    const struct playbook_escalation *path = &cx->playbook->escalation;
    const char *of_path = step > 0 && step <= path->path_count ? path->path[step - 1].who : "";
    if (!*somebody->user || cx->incident->drill)
        return OK;
    enum result result = voice_call(cx, somebody->user, ret_who);
    if (result != OK || **ret_who)
        return result;
    if (playbook_role(cx->playbook, of_path))
        *ret_who = arena_printf(cx->arena, "The %s", view_role(cx, of_path));
    else
        *ret_who = *somebody->name ? somebody->name : mention(cx, somebody->user);
    return OK;
}

enum result escalate_one(struct context *cx, const struct escalation *escalation,
                         const struct somebody *somebody, int64_t step) {
    struct page page = {.incident_id = cx->incident->id,
                        .who = somebody->user,
                        .name = somebody->name,
                        .step = step,
                        .cause = escalation->cause,
                        .why = escalation->why,
                        .called_by = escalation->actor,
                        .called_ms = cx->now_ms};
    const char *who = mention(cx, somebody->user);
    const char *fact = fact_of(cx, escalation, somebody, who);
    const char *hint = hint_of(cx, somebody, step);
    const char *sign =
        !*somebody->user && !cx->incident->drill ? "telephone_receiver" : "rotating_light";
    int64_t wait_ms = escalation_wait_ms(cx, step);
    enum result result = page_add(cx->store, &page, cx->err);
    if (result == OK)
        result = record(cx, escalation->actor, "escalated", fact);
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    if (result == OK)
        result = call_in_thread(cx, somebody, step, &who);
    fact = fact_of(cx, escalation, somebody, who);
    if (result == OK)
        result = post_team(cx, arena_printf(cx->arena, ":%s: %s%s", sign, fact, hint));
    if (result == OK && wait_ms)
        result = escalation_watch(cx, &page, wait_ms);
    if (result != OK || !*somebody->user || cx->incident->drill)
        return result;
    return post_page(cx, escalation, somebody);
}

/* ---- The path */

/* "Deputy or CTO" */
static const char *joined(struct context *cx, const char *names, const char *name) {
    return arena_printf(cx->arena, "%s%s%s", names, *names ? " or " : "", name);
}

const char *escalation_contacts(struct context *cx) {
    const struct playbook *playbook = cx->playbook;
    const char *text = "";
    for (int i = 0; i < playbook->person_count; i++) {
        struct somebody person = of_person(&playbook->people[i]);
        const char *reach = somebody_reach(cx, &person);
        if (!is_reachable(&person))
            continue;
        text = arena_printf(cx->arena, "%s\n• %s%s%s: %s", text, person.name,
                            *person.user ? " " : "", *person.user ? mention(cx, person.user) : "",
                            *reach ? reach : "no telephone number is written down");
    }
    return text;
}

/* Whether somebody was called to this incident a moment ago. */
static enum result was_called(struct context *cx, const struct somebody *somebody,
                              bool *ret_called) {
    struct page page;
    *ret_called = false;
    if (!*somebody->user)
        return OK;
    enum result result =
        page_last(cx->store, cx->arena, cx->incident->id, somebody->user, &page, cx->err);
    if (result == OK)
        *ret_called = cx->now_ms - page.called_ms < ESCALATION_RECENT_MS;
    return result == ABSENT ? OK : result;
}

/* A path that was climbed to its end, and calm since, begins anew. */
static enum result begin_anew(struct context *cx) {
    struct page page;
    if (cx->incident->escalated < cx->playbook->escalation.path_count)
        return OK;
    enum result result = page_last(cx->store, cx->arena, cx->incident->id, NULL, &page, cx->err);
    if (result == OK && cx->now_ms - page.called_ms >= ESCALATION_CALM_MS)
        cx->incident->escalated = 0;
    return result == ABSENT ? OK : result;
}

/* Says that nobody is left, once in a while. */
static enum result tell_end(struct context *cx, const struct escalation *escalation,
                            const char *missed) {
    struct answer_list kept;
    const char *contacts = escalation_contacts(cx);
    enum result result = answer_list(cx->store, cx->arena, cx->incident->id, TOPIC, &kept, cx->err);
    if (result != OK)
        return result;
    int64_t told_ms = strtoll(answer_value(&kept, END_TOLD), NULL, 10);
    if (told_ms && cx->now_ms - told_ms < ESCALATION_CALM_MS)
        return OK;
    struct answer told = {.name = END_TOLD,
                          .value = arena_printf(cx->arena, "%lld", (long long)cx->now_ms),
                          .who = escalation->actor,
                          .at_ms = cx->now_ms};
    result = answer_put(cx->store, cx->incident->id, TOPIC, &told, cx->err);
    if (result == OK)
        result = record(
            cx, TIMELINE_BOT, "escalated",
            arena_printf(cx->arena, "The escalation path is at its end: %s", escalation->why));
    if (result == OK)
        result = incident_save(cx->store, cx->incident, cx->err);
    if (result != OK)
        return result;
    const char *after =
        escalation->after ? arena_printf(cx->arena, " – %s", escalation->after) : "";
    const char *gap = "";
    if (*missed)
        gap = arena_printf(cx->arena, "; nobody wrote down how to reach %s", missed);
    return post_team(cx,
                     arena_printf(cx->arena,
                                  ":warning: Nobody is left to call: %s%s. Please call "
                                  "somebody yourselves%s%s%s",
                                  escalation->why, after, gap, *contacts ? ":" : ".", contacts));
}

/* The next step that somebody can be called for; missed names those that nobody can reach. */
static enum result next_step(struct context *cx, const struct escalation *escalation,
                             struct somebody *ret_next, const char **missed) {
    const struct playbook_escalation *path = &cx->playbook->escalation;
    while (cx->incident->escalated < path->path_count) {
        struct somebody found = somebody_of(cx, path->path[cx->incident->escalated++].who);
        bool recently = false;
        if (!is_reachable(&found)) {
            *missed = joined(cx, *missed, found.name);
            continue;
        }
        if (*found.user &&
            (str_equal(found.user, escalation->actor) || str_equal(found.user, escalation->here)))
            continue;
        enum result result = was_called(cx, &found, &recently);
        if (result == OK && recently)
            continue;
        *ret_next = found;
        return result;
    }
    return ABSENT;
}

/* What came before the call, and whom it passed over. */
static const char *before_call(struct context *cx, const struct escalation *escalation,
                               const char *missed) {
    if (!*missed)
        return escalation->after;
    const char *text = arena_printf(cx->arena, "nobody wrote down how to reach %s", missed);
    return escalation->after ? arena_printf(cx->arena, "%s; %s", escalation->after, text) : text;
}

enum result escalate(struct context *cx, const struct escalation *escalation,
                     struct somebody *ret_called) {
    struct somebody next;
    struct escalation call = *escalation;
    const char *missed = "";
    enum result result = begin_anew(cx);
    if (result != OK || !cx->playbook->escalation.path_count)
        return result == OK ? ABSENT : result;
    result = next_step(cx, escalation, &next, &missed);
    if (result == ABSENT) {
        result = tell_end(cx, escalation, missed);
        return result == OK ? ABSENT : result;
    }
    call.after = before_call(cx, escalation, missed);
    if (result == OK)
        result = escalate_one(cx, &call, &next, cx->incident->escalated);
    if (result == OK)
        *ret_called = next;
    return result;
}

enum result escalate_next(struct context *cx, const char *actor, const char *why,
                          struct somebody *ret_called) {
    struct escalation escalation = {
        .actor = actor, .cause = slack_user_id(actor) ? PAGE_HAND : PAGE_CLIMB, .why = why};
    return escalate(cx, &escalation, ret_called);
}
