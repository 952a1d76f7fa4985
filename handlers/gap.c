/* Owning up to times without Slack: "I was not connected to Slack from 02:14 UTC to 02:16 UTC. I
 * read this thread again: 6 messages, 1 pin put on the timeline. Commands typed with /incident …"
 *
 * Slack sends a mention and a pin again for some six minutes
 * (https://docs.slack.dev/apis/events-api) and a slash command never. So when the link is up again
 * after a gap, the announcement channel and the thread of each open incident are read from where we
 * last heard Slack; the core hands on what was said there as if it had just arrived, under the key
 * that it would have arrived with, and this file pages, counts, and tells the thread.
 *
 * A gap has two measures. People are told our clock's times: Slack was heard once a minute while
 * the link was up, and is not heard after a crash. What to read is told by Slack's clock, because
 * ours may have been set in between: from the newest timestamp that Slack had given us before the
 * gap, and a little more, because a link may be dead for a while before that is noticed. Reading
 * too much does no harm. */
#include "handlers/gap.h"

#include "base/utc.h"
#include "handlers/kit/change.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/reply.h"
#include "model/slack_ts.h"
#include "store/facts.h"
#include "store/gaps.h"
#include "store/incidents.h"
#include "store/jobs.h"

enum {
    HEARD_EVERY_MS = MINUTE_MS,
    SILENT_MS = 2 * HEARD_EVERY_MS, /* longer than that and something is wrong */
    READ_AFTER_MS = 10 * SECOND_MS, /* Slack sends again what is lost in a shorter gap */
    MARGIN_MS = 5 * MINUTE_MS,
    PAGES_MAX = 20,
    INCIDENTS_MAX = 50
};

/* ---- Hearing Slack */

enum result gap_note_ts(struct context *cx, const char *ts) {
    int64_t newest_us = 0, us = slack_ts_us(ts);
    if (!us)
        return OK;
    enum result result = fact_get_int(cx->store, "slack.newest", &newest_us, cx->err);
    if ((result != OK && result != ABSENT) || us <= newest_us)
        return result;
    return fact_put_int(cx->store, "slack.newest", us, cx->err);
}

/* Slack is heard at this moment. */
static enum result hear(struct context *cx) {
    int64_t newest_us = 0;
    enum result result = fact_get_int(cx->store, "slack.newest", &newest_us, cx->err);
    if (result == OK)
        result = fact_put_int(cx->store, "heard.newest", newest_us, cx->err);
    if (result == OK || result == ABSENT)
        result = fact_put_int(cx->store, "heard", cx->now_ms, cx->err);
    return result;
}

/* Looks again after wait_ms; doubt is what the job will be told. */
static enum result listen(struct context *cx, int64_t wait_ms, const char *doubt) {
    struct job job = {
        .kind = "heard", .due_ms = cx->now_ms + wait_ms, .within_ms = wait_ms, .args = doubt};
    return job_put(cx->store, &job, cx->err);
}

static enum result hear_on(struct context *cx) {
    enum result result = hear(cx);
    return result == OK ? listen(cx, HEARD_EVERY_MS, "") : result;
}

enum result gap_silent_since(struct context *cx, int64_t *ret_ms) {
    int64_t heard_ms = 0;
    enum result result = fact_get_ms(cx->store, "heard", &heard_ms, cx->err);
    if (result == OK)
        *ret_ms = heard_ms && cx->now_ms - heard_ms > SILENT_MS ? heard_ms : 0;
    return result;
}

enum result gap_excuse(struct context *cx, int64_t due_ms, const char **ret_text) {
    int64_t from_ms = 0, to_ms = 0, silent_ms = 0;
    enum result result = fact_get_ms(cx->store, "away.from", &from_ms, cx->err);
    if (result == OK)
        result = fact_get_ms(cx->store, "away.to", &to_ms, cx->err);
    if (result == OK)
        result = gap_silent_since(cx, &silent_ms);
    if (result != OK)
        return result;
    if (from_ms <= due_ms && due_ms <= to_ms)
        *ret_text = arena_printf(cx->arena, "I was not running from %s to %s",
                                 time_text(cx, from_ms), time_text(cx, to_ms));
    else if (silent_ms && silent_ms <= due_ms)
        *ret_text =
            arena_printf(cx->arena, "I have not heard Slack since %s", time_text(cx, silent_ms));
    else
        *ret_text =
            arena_printf(cx->arena, "I am %s late with this", span_text(cx, cx->now_ms - due_ms));
    return OK;
}

enum result gap_after_start(struct context *cx) {
    return job_drop(cx->store, "heard", 0, "", cx->err);
}

/* ---- Reading again */

static enum result is_in_own_channel(struct context *cx, bool *ret_is) {
    struct own_channel own;
    enum result result = own_channel_of(cx, &own);
    *ret_is = result == OK && own_channel_is(&own, OWN_CHANNEL_OPEN);
    return result == ABSENT ? OK : result;
}

/* The thread, or all that stands in the incident's own channel; not what is answered there to a
 * single message. */
static enum result read_page(struct context *cx, const char *oldest, const char *cursor) {
    bool is_own = false;
    enum result result = is_in_own_channel(cx, &is_own);
    if (result != OK)
        return result;
    return post_reading(cx, &(struct post_reading){.channel = cx->incident->channel,
                                                   .thread = is_own ? "" : cx->incident->card_ts,
                                                   .oldest = oldest,
                                                   .cursor = cursor,
                                                   .on_result = GAP_THREAD,
                                                   .incident_id = cx->incident->id});
}

/* From where the thread is not read yet. */
static enum result read_on(struct context *cx, const struct gap *gap) {
    char oldest[SLACK_TS_SIZE] = "";
    if (gap->read_us)
        slack_ts(gap->read_us, oldest);
    return read_page(cx, oldest, "");
}

/* Begins to read the thread of cx->incident; where that goes on since an earlier gap, one line will
 * own up to both. */
static enum result read_thread(struct context *cx, int64_t from_ms, int64_t from_us) {
    struct gap gap;
    enum result result = gap_get(cx->store, cx->incident->id, &gap, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    bool reading = result == OK;
    if (!reading)
        gap = (struct gap){.from_ms = from_ms, .read_us = from_us};
    gap.to_ms = cx->now_ms;
    gap.again = reading;
    result = gap_put(cx->store, cx->incident->id, &gap, cx->err);
    return result == OK && !reading ? read_on(cx, &gap) : result;
}

/* Messages that were written before the gap and pinned in it are in no page that is read. */
static enum result read_own_pins(struct context *cx) {
    bool is_own = false;
    enum result result = is_in_own_channel(cx, &is_own);
    return result == OK && is_own ? post_pin_list(cx, cx->incident->channel, GAP_PINS) : result;
}

static enum result read_threads(struct context *cx, int64_t from_ms, int64_t from_us) {
    struct incident_list open;
    struct incident_filter filter = {.open_only = true, .with_drills = true};
    enum result result =
        incident_list(cx->store, cx->arena, &filter, INCIDENTS_MAX, &open, cx->err);
    for (int i = 0; result == OK && i < open.count; i++) {
        cx->incident = &open.incidents[i];
        if (*cx->incident->card_ts && !cx->incident->unreachable)
            result = read_thread(cx, from_ms, from_us);
        if (result == OK)
            result = read_own_pins(cx);
    }
    cx->incident = NULL;
    return result;
}

/* A page of the announcement channel, where somebody may have asked for an incident. */
static enum result read_channel(struct context *cx, int64_t from_us) {
    char oldest[SLACK_TS_SIZE];
    if (!from_us || *cx->place->channel == '#')
        return OK;
    return post_reading(cx, &(struct post_reading){.channel = cx->place->channel,
                                                   .thread = "",
                                                   .oldest = slack_ts(from_us, oldest),
                                                   .cursor = "",
                                                   .on_result = GAP_CHANNEL});
}

static enum result read_pins(struct context *cx) {
    return *cx->place->channel == '#' ? OK : post_pin_list(cx, cx->place->channel, GAP_PINS);
}

/* Slack was not heard from from_ms until now. */
static enum result read_again(struct context *cx, int64_t from_ms) {
    int64_t newest_us = 0;
    enum result result = fact_get_int(cx->store, "heard.newest", &newest_us, cx->err);
    if (result != OK && result != ABSENT)
        return result;
    int64_t margin_us = (MARGIN_MS + cx->config->socket.dead_after_ms) * INT64_C(1000);
    int64_t from_us = newest_us > margin_us ? newest_us - margin_us : 0;
    result = read_channel(cx, from_us);
    if (result == OK)
        result = read_pins(cx);
    return result == OK ? read_threads(cx, from_ms, from_us) : result;
}

/* A clock that was set back hides how long it was. */
static enum result link_up(struct context *cx, const struct request *rq) {
    (void)rq;
    int64_t heard_ms = 0;
    enum result result = fact_get_ms(cx->store, "heard", &heard_ms, cx->err);
    int64_t passed_ms = cx->now_ms - heard_ms;
    bool gap = heard_ms && (passed_ms < 0 || passed_ms >= READ_AFTER_MS);
    if (result == OK && gap)
        result = read_again(cx, heard_ms);
    return result == OK ? hear_on(cx) : result;
}

/* After a silence the gap began with that. */
static enum result link_down(struct context *cx, const struct request *rq) {
    (void)rq;
    int64_t silent_ms = 0;
    enum result result = gap_silent_since(cx, &silent_ms);
    if (result == OK && !silent_ms)
        result = hear(cx);
    return result == OK ? job_drop(cx->store, "heard", 0, "", cx->err) : result;
}

/* This comes late when the machine slept, and then the link is dead without our knowing it yet; or
 * when the clock was set, and then it lives on. The time in which a dead link is noticed tells: one
 * that survives it was never away. */
static enum result heard(struct context *cx, const struct request *rq) {
    int64_t silent_ms = 0, notice_ms = cx->config->socket.dead_after_ms + HEARD_EVERY_MS;
    enum result result = gap_silent_since(cx, &silent_ms);
    if (result != OK)
        return result;
    return silent_ms && !*rq->args ? listen(cx, notice_ms, "doubt") : hear_on(cx);
}

/* ---- Counting */

static const char *counted(struct context *cx, int count, const char *what) {
    return arena_printf(cx->arena, "%d %s%s", count, what, count == 1 ? "" : "s");
}

/* The messages of people that were not counted before. A thread's pages have the oldest first; a
 * channel's have the newest first, and whatever they have is new. */
static void count_messages(const struct json *answer, struct gap *gap) {
    const struct json *messages = json_at(answer, "messages");
    bool is_thread = *json_text_at(answer, "call.ts");
    int64_t newest_us = gap->read_us;
    for (size_t i = 0; i < json_len(messages, ""); i++) {
        const struct json *message = json_item(messages, i);
        int64_t us = slack_ts_us(json_text_at(message, "ts"));
        if (is_thread && us <= gap->read_us)
            continue; /* the root comes with every first page */
        if (*json_text_at(message, "user") && !*json_text_at(message, "bot_id"))
            gap->messages++;
        if (us > newest_us)
            newest_us = us;
    }
    gap->read_us = newest_us;
}

enum result gap_count(struct context *cx, const struct request *rq, enum gap_found found) {
    struct incident incident;
    struct gap gap;
    enum result result =
        incident_by_thread(cx->store, cx->arena, rq->channel, rq->thread, &incident, cx->err);
    if (result == OK)
        result = gap_get(cx->store, incident.id, &gap, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    gap.done += found == GAP_DONE;
    gap.refused += found == GAP_REFUSED;
    gap.pins += found == GAP_PINNED;
    return gap_put(cx->store, incident.id, &gap, cx->err);
}

/* ---- Owning up */

/* "6 messages, 1 command in a mention done now, 1 pin put on the timeline" */
static const char *findings(struct context *cx, const struct gap *gap) {
    const char *text = counted(cx, gap->messages, "message");
    if (gap->done)
        text = arena_printf(cx->arena, "%s, %s in mentions done now", text,
                            counted(cx, gap->done, "command"));
    if (gap->refused)
        text = arena_printf(cx->arena, "%s, %s in mentions handed back", text,
                            counted(cx, gap->refused, "command"));
    if (gap->pins)
        text = arena_printf(cx->arena, "%s, %s put on the timeline", text,
                            counted(cx, gap->pins, "pin"));
    return text;
}

/* The gap is over and done with: says so, unless it was too short or nobody is concerned any more.
 */
static enum result own_up(struct context *cx, const struct gap *gap, const char *outcome) {
    enum result result = gap_drop(cx->store, cx->incident->id, cx->err);
    bool untold = gap->to_ms - gap->from_ms < cx->config->gap.tell_after_ms;
    if (result != OK || untold || !incident_is_open(cx->incident))
        return result;
    const char *fact =
        arena_printf(cx->arena, "I was not connected to Slack from %s to %s. %s.",
                     time_text(cx, gap->from_ms), time_text(cx, gap->to_ms), outcome);
    result = record(cx, TIMELINE_BOT, "gap", fact);
    if (result != OK)
        return result;
    return post_notice(cx,
                       arena_printf(cx->arena,
                                    "%s Commands typed with %s in that time were lost; please "
                                    "repeat them.",
                                    fact, cx->config->slack.command),
                       "");
}

static enum result was_refused(struct context *cx, const struct request *rq,
                               const struct gap *gap) {
    return own_up(cx, gap,
                  arena_printf(cx->arena,
                               "I could not read this thread again (%s), so that mentions in it "
                               "may be lost too",
                               json_text_at(rq->payload, "error")));
}

/* ---- What Slack said */

static enum result thread_read(struct context *cx, const struct request *rq) {
    struct gap gap;
    const char *cursor = json_text_at(rq->payload, "response_metadata.next_cursor");
    if (!cx->incident)
        return OK;
    enum result result = gap_get(cx->store, cx->incident->id, &gap, cx->err);
    if (result != OK)
        return result == ABSENT ? OK : result;
    if (!rq->ok)
        return was_refused(cx, rq, &gap);
    count_messages(rq->payload, &gap);
    bool more = *cursor && ++gap.pages < PAGES_MAX;
    bool done = !more && !gap.again;
    if (done)
        return own_up(cx, &gap,
                      arena_printf(cx->arena, "I read this thread again: %s%s",
                                   *cursor ? "not all of it, " : "", findings(cx, &gap)));
    gap.again = more && gap.again;
    result = gap_put(cx->store, cx->incident->id, &gap, cx->err);
    if (result != OK)
        return result;
    return more ? read_page(cx, json_text_at(rq->payload, "call.oldest"), cursor)
                : read_on(cx, &gap);
}

/* What was asked or pinned there is done by now, and whoever asked was told. A refusal is in the
 * log; an app that was installed before it had the scope for pins lacks nothing else. */
static enum result channel_read(struct context *cx, const struct request *rq) {
    (void)cx;
    (void)rq;
    return OK;
}

const struct handler handlers_gap[] = {
    {.trigger = TRIGGER_EVENT, .name = GAP_LINK_UP, .run = link_up},
    {.trigger = TRIGGER_EVENT, .name = GAP_LINK_DOWN, .run = link_down},
    {.trigger = TRIGGER_JOB, .name = "heard", .run = heard},
    {.trigger = TRIGGER_RESULT, .name = GAP_THREAD, .run = thread_read},
    {.trigger = TRIGGER_RESULT, .name = GAP_CHANNEL, .run = channel_read},
    {.trigger = TRIGGER_RESULT, .name = GAP_PINS, .run = channel_read},
    {0},
};
