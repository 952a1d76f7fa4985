/* A private brief: see brief.h. */
#include "handlers/kit/brief.h"

#include "base/str.h"
#include "handlers/kit/approval.h"
#include "handlers/kit/change.h"
#include "handlers/kit/checklist.h"
#include "handlers/kit/kind.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/summary.h"
#include "handlers/kit/triaged.h"
#include "handlers/kit/view.h"
#include "store/clocks.h"
#include "store/decisions.h"
#include "store/participants.h"
#include "store/timeline.h"

#include <string.h>

/* A brief is read in a minute; all of it is where brief_more says. */
enum { TEXT_CHARS = 400, TASKS_MAX = 5, UPDATES_MAX = 3, EVENTS_READ = 200 };

static const char *cut(struct context *cx, const char *stored) {
    return shown_cut(cx, stored, TEXT_CHARS);
}

/* ---- What it is */

static void say_what(struct context *cx) {
    const struct incident *incident = cx->incident;
    int64_t end_ms = incident_is_open(incident) ? cx->now_ms : incident->resolved_ms;
    reply_say(cx, "%s %s *%s*%s", heading(cx), view_severity(cx, incident->severity),
              shown(cx, incident->title), summary_marks(cx, incident));
    const char *watch = soak_sentence(cx);
    reply_say(cx, "*%s*, since %s, %s %s.%s%s", view_status(incident),
              moment(cx, incident->started_ms), incident_is_open(incident) ? "for" : "lasted",
              span_text(cx, end_ms - incident->started_ms), *watch ? " " : "", watch);
    reply_say(cx, "Impact: %s", *incident->impact ? cut(cx, incident->impact) : "not known yet");
    if (*incident->root_cause)
        reply_say(cx, "Root cause: %s", cut(cx, incident->root_cause));
    if (*incident->resolution)
        reply_say(cx, "%s: %s", incident_is_open(incident) ? "Mitigated by" : "Resolution",
                  cut(cx, incident->resolution));
}

/* ---- Who does what */

static enum result say_people(struct context *cx) {
    struct participant_list joined;
    const char *text = "";
    for (int i = 0; i < cx->playbook->role_count; i++) {
        const char *name = cx->playbook->roles[i].name, *bearer = view_bearer(cx, name);
        if (*bearer)
            text = arena_printf(cx->arena, "%s%s%s %s", text, *text ? ", " : "",
                                view_role(cx, name), mention(cx, bearer));
    }
    reply_say(cx, "Who does what: %s.", *text ? text : "nobody has a role");
    enum result result = participant_list(cx->store, cx->arena, cx->incident->id, &joined, cx->err);
    text = "";
    for (int i = 0; result == OK && i < joined.count; i++)
        text = arena_printf(cx->arena, "%s%s%s", text, *text ? ", " : "",
                            mention(cx, joined.participants[i].who));
    if (result == OK && *text)
        reply_say(cx, "Also there: %s.", text);
    return result;
}

/* ---- What was decided */

static const char *course_title(struct context *cx, const char *name) {
    const struct playbook_course *course = playbook_course(cx->playbook, name);
    return course ? course->title : name;
}

static enum result say_decision(struct context *cx) {
    struct decision decision;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &decision, cx->err);
    if (result == ABSENT) {
        if (cx->playbook->decision.course_count)
            reply_say(cx, "Nothing is decided yet.");
        return OK;
    }
    if (result != OK)
        return result;
    const char *end = "";
    if (str_equal(decision.state, DECISION_DONE))
        end = ", carried out";
    if (str_equal(decision.state, DECISION_GIVEN_UP))
        end = ", given up";
    reply_say(cx, "Decided: *%s*%s, by %s at %s%s%s", course_title(cx, decision.course), end,
              mention(cx, decision.who), moment(cx, decision.at_ms), *decision.why ? " – " : "",
              cut(cx, decision.why));
    return OK;
}

static enum result say_clocks(struct context *cx) {
    for (int i = 0; i < cx->playbook->clock_count; i++) {
        const struct playbook_clock *clock = &cx->playbook->clocks[i];
        struct clock_row row;
        enum result result =
            clock_get(cx->store, cx->arena, cx->incident->id, clock->name, &row, cx->err);
        if (result == ABSENT || (result == OK && (row.ended_ms || row.told >= clock->mark_count)))
            continue;
        if (result != OK)
            return result;
        const struct playbook_mark *mark = &clock->marks[row.told];
        reply_say(cx, ":stopwatch: The clock runs: *%s*, since %s; next: *%s* at %s.", clock->name,
                  moment(cx, row.start_ms), mark->name, moment(cx, row.start_ms + mark->at_ms));
    }
    return OK;
}

/* ---- What was said */

static enum result say_updates(struct context *cx) {
    struct timeline timeline = {0};
    const struct timeline_entry *last[UPDATES_MAX];
    int count = 0;
    enum result result =
        timeline_read(cx->store, cx->arena, cx->incident->id, 0, EVENTS_READ, &timeline, cx->err);
    for (int i = timeline.count - 1; result == OK && i >= 0 && count < UPDATES_MAX; i--)
        if (str_equal(timeline.entries[i].kind, "update"))
            last[count++] = &timeline.entries[i];
    if (result != OK)
        return result;
    reply_say(cx, count ? "Last updates:" : "No update was posted yet.");
    while (count > 0)
        reply_say(cx, "• %s", summary_entry(cx, last[--count], TEXT_CHARS));
    if (*cx->incident->next_steps)
        reply_say(cx, "Next steps: %s", cut(cx, cx->incident->next_steps));
    if (*cx->incident->eta)
        reply_say(cx, "ETA: %s", cut(cx, cx->incident->eta));
    return OK;
}

static void say_promise(struct context *cx) {
    if (!incident_is_open(cx->incident))
        return;
    reply_say(cx, "%s%s", promise_sentence(cx),
              cx->incident->promised_ms && cx->incident->promised_ms < cx->now_ms
                  ? " :warning: It is overdue."
                  : "");
}

/* ---- What is open */

static enum result say_tasks(struct context *cx) {
    struct task_list open;
    enum result result =
        task_list(cx->store, cx->arena, cx->incident->id, true, NULL, &open, cx->err);
    if (result != OK || !open.count)
        return result;
    reply_say(cx, "Open tasks:");
    for (int i = 0; i < open.count && i < TASKS_MAX; i++)
        reply_say(cx, "• %s", owed_line(cx, &open.tasks[i]));
    if (open.count > TASKS_MAX)
        reply_say(cx, "• and %d more: `%s tasks %s`", open.count - TASKS_MAX,
                  cx->config->slack.command, cx->incident->name);
    return OK;
}

static enum result say_approvals(struct context *cx) {
    struct approval_list open;
    enum result result = approval_open(cx->store, cx->arena, cx->incident->id, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++)
        reply_say(cx, ":raised_hand: Waits for a yes: #%lld %s (%s is asked)",
                  (long long)open.approvals[i].number, cut(cx, open.approvals[i].what),
                  shown(cx, approval_whom(cx, open.approvals[i].asked)));
    return result;
}

static enum result say_checklists(struct context *cx) {
    struct tick_list ticks;
    enum result result = checklist_ticks(cx, &ticks);
    for (int i = 0; result == OK && i < cx->playbook->checklist_count; i++) {
        struct checklist list = checklist_of(cx, &cx->playbook->checklists[i], &ticks);
        if (checklist_is_begun(&list))
            reply_say(cx, "Checklist *%s*: %s (`%s check %s %s`)", list.list->title,
                      checklist_progress(cx, &list), cx->config->slack.command, cx->incident->name,
                      list.list->name);
    }
    return result;
}

enum result brief_state(struct context *cx) {
    static enum result (*const parts[])(struct context *) = {
        say_people, say_decision,  say_clocks,    say_updates,
        say_tasks,  say_approvals, say_checklists};
    say_what(cx);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum result result = parts[i](cx);
        if (result != OK)
            return result;
        if (parts[i] == say_updates)
            say_promise(cx);
    }
    kind_say(cx);
    return OK;
}

/* ---- What nobody has done */

/* "deputy, scribe" */
static const char *roles_without(struct context *cx) {
    const char *names = "";
    for (int i = 0; i < cx->playbook->role_count; i++)
        if (!*view_bearer(cx, cx->playbook->roles[i].name))
            names = arena_printf(cx->arena, "%s%s%s", names, *names ? ", " : "",
                                 cx->playbook->roles[i].name);
    return names;
}

/* Whether nothing has been decided that is still in force. */
static enum result is_undecided(struct context *cx, bool *ret_undecided) {
    struct decision decision;
    enum result result = decision_last(cx->store, cx->arena, cx->incident->id, &decision, cx->err);
    *ret_undecided = result == ABSENT && cx->playbook->decision.course_count &&
                     cx->incident->status < STATUS_MONITORING;
    return result == ABSENT ? OK : result;
}

/* Adds a line to *undone, with the command that does it. */
static void add(struct context *cx, const char **undone, const char *what, const char *words) {
    const char *space = strchr(words, ' ');
    const char *verb = space ? arena_strndup(cx->arena, words, (size_t)(space - words)) : words;
    *undone = arena_printf(cx->arena, "%s\n• %s: `%s %s %s%s`", *undone, what,
                           cx->config->slack.command, verb, cx->incident->name, space ? space : "");
}

enum result brief_undone(struct context *cx, const char *heading) {
    const struct incident *incident = cx->incident;
    const char *undone = "", *without = roles_without(cx);
    struct triage_path path = {0};
    bool undecided = false;
    if (!incident_is_open(incident))
        return OK;
    enum result result = triaged_load(cx, &path);
    if (result == OK)
        result = is_undecided(cx, &undecided);
    if (result != OK)
        return result;
    if (!incident->acked_ms)
        add(cx, &undone, "acknowledge it", "ack");
    if (path.next)
        add(cx, &undone, path.count ? "finish the triage" : "triage it", "triage");
    if (!*incident->impact)
        add(cx, &undone, "say who is affected", "impact …");
    if (undecided)
        add(cx, &undone, "decide what is done about it", "decide");
    if (!incident->updated_ms)
        add(cx, &undone, "post an update", "update …");
    if (*without)
        add(cx, &undone, arena_printf(cx->arena, "nobody is %s", without),
            arena_printf(cx->arena, "role %s me",
                         arena_strndup(cx->arena, without, strcspn(without, ","))));
    if (*undone)
        reply_say(cx, "%s%s", heading, undone);
    return OK;
}

void brief_more(struct context *cx) {
    const struct incident *incident = cx->incident;
    const char *command = cx->config->slack.command, *name = incident->name;
    if (*incident->bridge)
        reply_say(cx, "Bridge: %s", shown(cx, incident->bridge));
    reply_say(cx,
              "Its thread is in %s. All of it: `%s show %s` · what happened: `%s timeline %s` · "
              "who does what: `%s roles %s`",
              channel_link(cx, incident->channel), command, name, command, name, command, name);
}
