/* The page of one person, and when it is published again: see home.h. Every time on it is a date of
 * Slack's own, which counts by itself, so that a page that says the same is the same. */
#include "handlers/kit/home.h"

#include "base/sha256.h"
#include "base/str.h"
#include "handlers/kit/metrics.h"
#include "handlers/kit/overview.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "handlers/kit/rules.h"
#include "handlers/kit/target.h"
#include "handlers/kit/useful.h"
#include "handlers/kit/view.h"
#include "store/homes.h"
#include "store/jobs.h"
#include "templates/limits.h"

#include <string.h>

/* A page takes 100 blocks (https://docs.slack.dev/reference/block-kit/blocks): so many of what is
 * owed, what is open and what is rehearsed, beside what is always there. */
enum { DEBTS_MAX = 20, OPEN_MAX = 20, DRILLS_MAX = 5, ANSWER_MAX = 2900 };

#define FIGURES_MS (30 * DAY_MS)

/* ---- What stands on it */

static struct json *debts_of(struct context *cx, const struct overview *overview) {
    struct json *list = json_new_array();
    for (int i = 0; i < overview->debt_count && i < DEBTS_MAX; i++) {
        const struct overview_debt *debt = &overview->debts[i];
        struct json *item = json_new_object();
        json_put_int(item, "number", i);
        json_put_str(item, "text", debt->text);
        json_put_str(item, "due", debt->due_ms ? time_text(cx, debt->due_ms) : "");
        json_put_int(item, "due_unix", debt->due_ms / SECOND_MS);
        json_put_bool(item, "late", debt->due_ms && debt->due_ms <= cx->now_ms);
        json_put_str(item, "label", debt->label);
        json_put_str(item, "line", debt->line);
        json_push(list, item);
    }
    return list;
}

static void push_option(struct json *options, const struct useful_thing *thing) {
    struct json *option = json_new_object();
    json_put_str(option, "label", thing->label);
    json_put_str(option, "line", thing->line);
    json_push(options, option);
}

/* A menu: what is next, and of the rest the last, which shows everything. */
static struct json *options_of(const struct useful *useful) {
    struct json *options = json_new_array();
    for (int i = 0; i < useful->next_count && i < USEFUL_MORE_MAX - 1; i++)
        push_option(options, &useful->next[i]);
    for (int i = useful->more_count; i > 0 && json_len(options, "") < USEFUL_MORE_MAX; i--)
        push_option(options, &useful->more[i - 1]);
    return options;
}

/* One incident: what a card may show of it, and what to do about it. */
static enum result incident_of(struct context *cx, const struct incident *incident,
                               struct json **ret_item) {
    struct useful useful;
    enum result result = route_load(cx, incident->id);
    if (result == OK)
        result = useful_read(cx, &useful);
    if (result != OK)
        return result;
    struct json *view = view_incident(cx), *item = json_copy(json_at(view, "incident"));
    json_free(view);
    json_remove(item, "duration"); /* which a page cannot keep up with */
    json_put_bool(item, "late",
                  incident_is_promised(cx->incident) && cx->incident->promised_ms <= cx->now_ms);
    json_put(item, "options", options_of(&useful));
    *ret_item = item;
    return OK;
}

/* The incidents of a list as values[name], at most max; what is left out as values[name_more]. */
static enum result put_incidents(struct context *cx, struct json *values, const char *name,
                                 const struct incident_list *list, int max) {
    struct json *items = json_new_array();
    enum result result = OK;
    for (int i = 0; result == OK && i < list->count && i < max; i++) {
        struct json *item = NULL;
        result = incident_of(cx, &list->incidents[i], &item);
        if (result == OK)
            json_push(items, item);
    }
    json_put(values, name, items);
    json_put_bool(values, arena_printf(cx->arena, "%s_more", name), list->count > max);
    return result;
}

/* "Targets met: 2 of 3. Time to resolve (MTTR): mean 34 min …" */
static const char *judged(struct context *cx, const struct metrics *metrics) {
    const char *resolved = "";
    int met = 0, of = 0;
    for (int i = 0; i < metrics->line_count; i++) {
        const struct metrics_line *line = &metrics->lines[i];
        if (!metrics_is_known(line))
            continue;
        of += line->target != NULL;
        met += line->target && line->met;
        if (line->measure == MEASURE_RESOLVE && !*resolved)
            resolved = arena_printf(cx->arena, " %s: %s.", metrics_title(cx, line),
                                    metrics_words(cx, metrics, line));
    }
    return of ? arena_printf(cx->arena, " Targets met: %d of %d.%s", met, of, resolved) : resolved;
}

/* The last days in one line, which changes once a day or with an incident. */
static enum result put_figures(struct context *cx, struct json *values) {
    struct metrics_time time = {.since_ms = cx->now_ms - FIGURES_MS,
                                .until_ms = cx->now_ms + 1,
                                .words = "the last 30 days"};
    struct metrics metrics;
    enum result result = metrics_read(cx, &time, &metrics);
    if (result != OK)
        return result;
    int count = metrics.incidents.count;
    json_put_str(values, "figures",
                 count
                     ? arena_printf(cx->arena, "%d incident%s: %s.%s", count, count == 1 ? "" : "s",
                                    metrics_counts(cx, &metrics), judged(cx, &metrics))
                     : "");
    return OK;
}

/* A line for each severity: how soon it is taken, and how often there is news. */
static void put_policy(struct context *cx, struct json *values) {
    struct json *list = json_new_array();
    for (enum severity s = SEVERITY_1; s <= SEVERITY_4; s++) {
        struct json *item = json_new_object();
        const char *target = target_words(cx, s, NULL);
        json_put_str(item, "name", view_severity(cx, s));
        json_put_str(item, "target", *target ? target : "no target");
        json_put_str(item, "cadence", rules_cadence(cx, s));
        json_push(list, item);
    }
    json_put(values, "policy", list);
    json_put_str(values, "playbook", cx->playbook->title);
}

static enum result put_all(struct context *cx, const char *user, struct json *values) {
    struct overview overview;
    enum result result = overview_read(cx, user, "", &overview);
    if (result != OK)
        return result;
    json_put_str(values, "command", cx->config->slack.command);
    json_put(values, "debts", debts_of(cx, &overview));
    json_put_bool(values, "debts_more", overview.debt_count > DEBTS_MAX);
    put_policy(cx, values);
    result = put_figures(cx, values);
    if (result == OK)
        result = put_incidents(cx, values, "open", &overview.open, OPEN_MAX);
    if (result == OK)
        result = put_incidents(cx, values, "drills", &overview.drills, DRILLS_MAX);
    if (result == OK)
        result = put_incidents(cx, values, "ended", &overview.ended, OVERVIEW_ENDED_MAX);
    return result;
}

enum result home_view(struct context *cx, const char *user, struct json **ret_view) {
    struct context own = *cx; /* whichever incident this is about, the page is about all of them */
    struct json *values = json_new_object();
    own.incident = NULL;
    own.guess = "";
    own.playbook = library_current(cx->library);
    own.policy = &own.playbook->policy;
    enum result result = put_all(&own, user, values);
    if (result == OK)
        result = templates_render(cx->templates, "home", values, ret_view, cx->err);
    json_free(values);
    return result;
}

/* ---- Publishing it */

/* Takes ownership of view. Not again before until_ms. */
static enum result publish(struct context *cx, const char *user, struct json *view,
                           const char *hash, int64_t until_ms) {
    struct homes_row row = {.who = user, .shown_ms = until_ms, .hash = hash};
    enum result result = post_home(cx, user, view);
    return result == OK ? homes_shown(cx->store, &row, cx->err) : result;
}

/* The page of user, and a word by which it is known again. The caller frees the page. */
static enum result known_view(struct context *cx, const char *user, struct json **ret_view,
                              char hash[SHA256_HEX_SIZE]) {
    struct json *view = NULL;
    enum result result = home_view(cx, user, &view);
    if (result != OK)
        return result;
    const char *text = json_print(view);
    result = sha256_hex(text, strlen(text), hash, cx->err);
    if (result == OK)
        *ret_view = view;
    else
        json_free(view);
    return result;
}

enum result home_show(struct context *cx, const char *user) {
    struct json *view = NULL;
    char hash[SHA256_HEX_SIZE];
    enum result result = homes_opened(cx->store, user, cx->now_ms, cx->err);
    if (result == OK)
        result = known_view(cx, user, &view, hash);
    return result == OK ? publish(cx, user, view, hash, cx->now_ms) : result;
}

/* ---- Following what changes */

static enum result wake(struct context *cx, int64_t due_ms) {
    struct job job = {
        .kind = "home", .due_ms = due_ms, .within_ms = job_within(cx->now_ms, due_ms)};
    return job_put(cx->store, &job, cx->err);
}

enum result home_stir(struct context *cx) {
    enum result result =
        homes_stir(cx->store, cx->now_ms - HOME_FOLLOWED_MS, HOME_FOLLOWED_MAX, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    return wake(cx, cx->now_ms + HOME_SETTLE_MS);
}

/* Looks at one page, and then at the next. */
static enum result look_again(struct context *cx, const struct homes_row *row) {
    struct homes_row same = *row;
    struct json *view = NULL;
    char hash[SHA256_HEX_SIZE];
    enum result result = known_view(cx, row->who, &view, hash);
    if (result != OK)
        return result;
    if (str_equal(hash, row->hash)) {
        json_free(view);
        same.shown_ms = row->shown_ms < cx->now_ms ? row->shown_ms : cx->now_ms;
        result = homes_shown(cx->store, &same, cx->err);
    } else {
        result = publish(cx, row->who, view, hash, cx->now_ms);
    }
    return result == OK ? wake(cx, cx->now_ms) : result;
}

enum result home_again(struct context *cx) {
    struct homes_row row;
    enum result result = homes_dirty(cx->store, cx->arena, &row, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    bool set_back = row.shown_ms > cx->now_ms + HOME_ANSWER_MS; /* the clock was, since */
    if (row.shown_ms + HOME_EVERY_MS > cx->now_ms && !set_back)
        return wake(cx, row.shown_ms + HOME_EVERY_MS);
    return look_again(cx, &row);
}

/* What a person did – typed, pressed, sent, or put a reaction to – and what came due for an
 * incident. What has no key only says that somebody is still writing. */
enum result home_follow(struct context *cx, const struct request *rq) {
    bool by_person = rq->trigger == TRIGGER_COMMAND || rq->trigger == TRIGGER_FORM;
    bool by_event = rq->trigger == TRIGGER_EVENT && cx->incident && *rq->key;
    bool by_time = rq->trigger == TRIGGER_JOB && rq->incident_id;
    return by_person || by_event || by_time ? home_stir(cx) : OK;
}

/* ---- Answers */

static void push_text(struct json *blocks, const char *text) {
    struct json *mrkdwn = json_new_object(), *section = json_new_object();
    char *cut = limits_cut(text, ANSWER_MAX);
    json_put_str(mrkdwn, "type", "mrkdwn");
    json_put_str(mrkdwn, "text", cut);
    mem_free(cut);
    json_put_str(section, "type", "section");
    json_put(section, "text", mrkdwn);
    json_push(blocks, section);
}

/* The page with the answer above it. */
static void put_on_top(struct json *view, const struct reply *reply) {
    enum { BLOCKS_MAX = 100 };
    struct json *blocks = json_new_array(), *divider = json_new_object();
    json_put_str(divider, "type", "divider");
    push_text(blocks, reply->text.text);
    json_push(blocks, divider);
    for (size_t i = 0; i < json_len(view, "blocks") && i < BLOCKS_MAX - 2; i++)
        json_push(blocks, json_copy(json_item(json_at(view, "blocks"), i)));
    json_put(view, "blocks", blocks);
}

enum result home_answer(struct context *cx, const struct request *rq) {
    struct json *view = NULL;
    enum result result = homes_opened(cx->store, rq->user, cx->now_ms, cx->err);
    if (result == OK)
        result = home_view(cx, rq->user, &view);
    if (result != OK)
        return result;
    put_on_top(view, cx->reply);
    result = publish(cx, rq->user, view, "", cx->now_ms + HOME_ANSWER_MS);
    return result == OK ? home_stir(cx) : result; /* which takes the answer away */
}
