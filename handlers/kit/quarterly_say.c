/* The review of a quarter in words: see quarterly.h. Every question is answered, and nothing is
 * said to be so that the data does not show. */
#include "handlers/kit/quarterly.h"

#include "base/str.h"
#include "base/utc.h"
#include "handlers/kit/item_review.h"
#include "handlers/kit/owed.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/view.h"
#include "model/alike.h"
#include "model/phrase.h"
#include "model/quarter.h"

enum { LISTED_MAX = 10 };

/* "INC-2026-10-02-001 checkout is down", without what is private. */
static const char *name_of(struct context *cx, const struct incident *incident) {
    return arena_printf(cx->arena, "*%s* %s", incident->name,
                        incident->is_private ? "🔒 private" : shown(cx, incident->title));
}

static const char *plural(int64_t count) {
    return count == 1 ? "" : "s";
}

/* ---- How many there were */

static int of_severity(const struct quarterly *quarterly, enum severity severity) {
    int count = 0;
    for (int i = 0; i < quarterly->count; i++)
        count += quarterly->incidents[i].incident->severity == severity;
    return count;
}

static void say_head(struct context *cx, const struct quarterly *quarterly) {
    char name[QUARTER_NAME_SIZE];
    const char *levels = "";
    bool over = quarter_begin(quarterly->quarter + 1) <= quarterly->now_ms;
    quarter_name(quarterly->quarter, name);
    reply_say(cx, ":calendar: *Review of %s*%s", name, over ? "" : ", as far as it has come");
    if (quarterly->count == 0)
        reply_say(cx,
                  "No incident was declared in it, so there is nothing to report of them "
                  "(the quarter before: %d).",
                  quarterly->before_count);
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++)
        if (of_severity(quarterly, s))
            levels = arena_printf(cx->arena, "%s%s%d %s", levels, *levels ? ", " : "",
                                  of_severity(quarterly, s), view_severity(cx, s));
    if (quarterly->count)
        reply_say(cx, "%d incident%s: %s (the quarter before: %d).", quarterly->count,
                  plural(quarterly->count), levels, quarterly->before_count);
    reply_say(cx, "Rehearsals, counted apart: %d. Next drill: %s.", quarterly->drills,
              *quarterly->next_drill ? quarterly->next_drill : "no day is set");
}

/* ---- 1. The same again? */

typedef const char *label_of(const struct quarterly_incident *one);

static const char *kind_label(const struct quarterly_incident *one) {
    return one->incident->kind;
}

static const char *service_label(const struct quarterly_incident *one) {
    return one->service;
}

static int count_label(const struct quarterly_incident *list, int count, label_of *label,
                       const char *text) {
    int found = 0;
    for (int i = 0; i < count; i++)
        found += str_equal_nocase(label(&list[i]), text);
    return found;
}

/* "By kind: data 3 (before: 1)", for what came more than once. Returns whether anything did. */
static bool say_groups(struct context *cx, const struct quarterly *quarterly, const char *by,
                       label_of *label) {
    const char *text = "";
    for (int i = 0; i < quarterly->count; i++) {
        const char *own = label(&quarterly->incidents[i]);
        int count = count_label(quarterly->incidents, quarterly->count, label, own);
        bool first = count_label(quarterly->incidents, i, label, own) == 0;
        if (!*own || !first || count < 2)
            continue;
        text = arena_printf(cx->arena, "%s%s%s %d (before: %d)", text, *text ? ", " : "",
                            shown(cx, own), count,
                            count_label(quarterly->before, quarterly->before_count, label, own));
    }
    if (*text)
        reply_say(cx, "• by %s: %s", by, text);
    return *text;
}

/* Those that are like this one, and come after it. */
static bool say_alike(struct context *cx, const struct quarterly *quarterly, int index,
                      bool *is_named) {
    const struct incident *one = quarterly->incidents[index].incident;
    const char *text = "";
    for (int i = index + 1; i < quarterly->count; i++) {
        const struct incident *other = quarterly->incidents[i].incident;
        if (is_named[i] || alike_percent(one, other) < ALIKE_PERCENT)
            continue;
        is_named[i] = true;
        text = arena_printf(cx->arena, "%s, %s", text, name_of(cx, other));
    }
    if (*text)
        reply_say(cx, "• by their words: %s%s", name_of(cx, one), text);
    return *text;
}

static void say_trends(struct context *cx, const struct quarterly *quarterly) {
    bool *is_named = arena_alloc(cx->arena, ((size_t)quarterly->count + 1) * sizeof *is_named);
    reply_say(cx, "*1. Are we seeing the same again?*");
    bool any = say_groups(cx, quarterly, "kind", kind_label);
    any = say_groups(cx, quarterly, "service", service_label) || any;
    for (int i = 0; i < quarterly->count; i++)
        if (!is_named[i])
            any = say_alike(cx, quarterly, i, is_named) || any;
    if (!any)
        reply_say(cx, "• no: no kind, no service and no words came twice");
}

/* ---- 2. Faster? */

static const char *change_of(const struct quarterly_mean *mean) {
    if (mean->mean_ms < mean->before_ms)
        return "faster";
    return mean->mean_ms > mean->before_ms ? "slower" : "the same";
}

static void say_time(struct context *cx, const struct quarterly *quarterly,
                     enum quarterly_time which) {
    static const char *const names[QUARTERLY_TIMES] = {"detect (MTTD)", "acknowledge (MTTA)",
                                                       "mitigate (MTTM)", "resolve (MTTR)"};
    const struct quarterly_mean *mean = &quarterly->means[which];
    char now[PHRASE_DURATION_SIZE], before[PHRASE_DURATION_SIZE];
    if (!mean->count) {
        reply_say(cx, "• to %s: not known of any", names[which]);
        return;
    }
    const char *change = ", nothing to compare with";
    if (mean->before_count)
        change = arena_printf(cx->arena, ", before %s: *%s*",
                              phrase_of_duration(mean->before_ms, PHRASE_MEDIUM, before),
                              change_of(mean));
    reply_say(cx, "• to %s: %s in the mean, of %d%s", names[which],
              phrase_of_duration(mean->mean_ms, PHRASE_MEDIUM, now), mean->count, change);
}

static void say_times(struct context *cx, const struct quarterly *quarterly) {
    int64_t late = quarterly->promised - quarterly->kept;
    reply_say(cx, "*2. Are we getting faster or slower?*");
    for (int i = 0; i < QUARTERLY_TIMES; i++)
        say_time(cx, quarterly, (enum quarterly_time)i);
    if (quarterly->promised == 0)
        reply_say(cx, "• no update was promised");
    else
        reply_say(cx, "• updates: %lld promised, %lld late", (long long)quarterly->promised,
                  (long long)late);
}

/* ---- 3. Did action items help? */

static void say_recurrence(struct context *cx, const struct quarterly_incident *one) {
    const char *missing = "";
    int done = 0, open = 0;
    for (int i = 0; i < one->owed.count; i++) {
        const struct task *task = &one->owed.tasks[i];
        bool in_time =
            str_equal(task->state, TASK_DONE) && task->ended_ms <= one->incident->declared_ms;
        done += in_time;
        if (in_time || str_equal(task->state, TASK_DROPPED) ||
            str_equal(task->state, TASK_DECLINED))
            continue;
        open++;
        missing = arena_printf(cx->arena, "%s%s#%lld", missing, *missing ? ", " : "",
                               (long long)task->number);
    }
    const char *owed = "which left no action items";
    if (done + open)
        owed = arena_printf(cx->arena, "whose items were %d done when it came and %d not%s%s", done,
                            open, *missing ? ": " : "", missing);
    reply_say(cx, "• %s %s %s, %s", name_of(cx, one->incident),
              one->like_by_service ? "is of the same service as" : "came although it was like",
              name_of(cx, one->like), owed);
}

static void say_prevention(struct context *cx, const struct quarterly *quarterly) {
    struct item_review review = item_review_of(cx->arena, &quarterly->items, quarterly->now_ms);
    int again = 0;
    reply_say(cx, "*3. Did action items prevent it from coming again?*");
    for (int i = 0; i < quarterly->count; i++) {
        if (!quarterly->incidents[i].like || again++ >= LISTED_MAX)
            continue;
        say_recurrence(cx, &quarterly->incidents[i]);
    }
    if (again > LISTED_MAX)
        reply_say(cx, "• … and %d more", again - LISTED_MAX);
    if (again == 0)
        reply_say(cx, "• no incident was like an earlier one");
    if (review.count)
        reply_say(cx, "• of what was owed after its incidents: %s", item_review_sum(cx, &review));
    else
        reply_say(cx, "• no action item was written down after its incidents");
}

/* ---- 4. Gaps, and what else */

static void say_gaps(struct context *cx, const struct quarterly *quarterly) {
    int without = 0;
    reply_say(cx, "*4. What did no runbook cover?*");
    for (int i = 0; i < quarterly->count; i++)
        if (!quarterly->incidents[i].runbook && without++ < LISTED_MAX)
            reply_say(cx, "• %s", name_of(cx, quarterly->incidents[i].incident));
    if (without > LISTED_MAX)
        reply_say(cx, "• … and %d more", without - LISTED_MAX);
    if (without == 0)
        reply_say(cx, "• nothing: to each incident a runbook was shown, or one fits");
}

static void say_changed(struct context *cx, const struct quarterly *quarterly) {
    const char *text = "";
    for (int i = 0; i < quarterly->count; i++) {
        const struct quarterly_incident *one = &quarterly->incidents[i];
        if (one->changed)
            text = arena_printf(cx->arena, "%s%s%s (%lld time%s)", text, *text ? ", " : "",
                                one->incident->name, (long long)one->changed, plural(one->changed));
    }
    reply_say(cx, "• another severity than at first: %s", *text ? text : "none");
}

static void say_shortcuts(struct context *cx, const struct quarterly *quarterly) {
    const struct task_list *list = &quarterly->shortcuts;
    if (list->count == 0)
        reply_say(cx, "• shortcuts still owed: none");
    else
        reply_say(cx, "• shortcuts still owed, of any time: %d", list->count);
    for (int i = 0; i < list->count && i < LISTED_MAX; i++) {
        const struct incident *incident = &quarterly->of_shortcuts[i];
        const struct task *task = &list->tasks[i];
        reply_say(cx, "    ◦ *%s* #%lld %s – %s", incident->name, (long long)task->number,
                  incident->is_private ? "🔒 private" : shown(cx, task->text),
                  *task->owner ? mention(cx, task->owner) : "nobody has it");
    }
}

void quarterly_say(struct context *cx, const struct quarterly *quarterly) {
    say_head(cx, quarterly);
    if (quarterly->count) {
        say_trends(cx, quarterly);
        say_times(cx, quarterly);
        say_prevention(cx, quarterly);
        say_gaps(cx, quarterly);
        reply_say(cx, "*What else:*");
        say_changed(cx, quarterly);
    }
    say_shortcuts(cx, quarterly);
}
