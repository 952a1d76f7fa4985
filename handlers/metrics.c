/* /incident metrics [30d|2026Q4|all] [sev1] – how fast incidents were noticed, taken, mitigated and
 * resolved, and how much of what was promised was kept, against the playbook's targets. The numbers
 * are the answer; the picture of them follows in the direct messages of whoever asked. */
#include "handlers/kit/metrics.h"
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/upload.h"
#include "handlers/kit/view.h"
#include "model/phrase.h"
#include "model/quarter.h"
#include "model/words.h"

#define USUAL_MS (30 * DAY_MS)

/* ---- Which time */

static void take_last(struct context *cx, int64_t span_ms, struct metrics_time *time) {
    char words[PHRASE_DURATION_SIZE];
    time->since_ms = cx->now_ms - span_ms;
    phrase_of_duration(span_ms, PHRASE_LONG, words);
    time->words = arena_printf(cx->arena, "the last %s", words);
}

/* A quarter that is not over ends now. */
static void take_quarter(struct context *cx, int64_t quarter, struct metrics_time *time) {
    char name[QUARTER_NAME_SIZE];
    int64_t end_ms = quarter_begin(quarter + 1);
    time->since_ms = quarter_begin(quarter);
    time->until_ms = end_ms < cx->now_ms ? end_ms : cx->now_ms + 1;
    time->words = arena_strdup(cx->arena, quarter_name(quarter, name));
}

static enum result read_time(struct context *cx, const char *args, struct metrics_time *ret_time) {
    struct words line = words_of(cx->arena, args);
    struct severity_aliases aliases = policy_aliases(cx->policy, cx->arena);
    struct metrics_time time = {.until_ms = cx->now_ms + 1};
    enum severity severity;
    int64_t span_ms, quarter;
    take_last(cx, USUAL_MS, &time);
    while (*line.rest) {
        enum result result = words_take_severity(&line, SEVERITY_ANY, &aliases, &severity, cx->err);
        if (result == OK) {
            time.severity = (int)severity;
            continue;
        }
        if (words_take_duration(&line, &span_ms, cx->err) == OK) {
            take_last(cx, span_ms, &time);
        } else if (words_take_this(&line, "all")) {
            time.since_ms = 0;
            time.words = "all of them";
        } else {
            struct words before = line;
            if (!quarter_read(words_take_word(&line), cx->now_ms, &quarter))
                return fail(cx->err, INVALID,
                            "Metrics are of a time back from now such as 30d, of a quarter such as "
                            "2026Q4, or of all; and of a severity such as sev1. This is \"%.*s\"",
                            (int)utf8_prefix(before.rest, 40), before.rest);
            take_quarter(cx, quarter, &time);
        }
    }
    if (time.since_ms >= time.until_ms)
        return fail(cx->err, INVALID, "%s has not begun yet", time.words);
    *ret_time = time;
    return OK;
}

/* ---- Saying it */

static void say_head(struct context *cx, const struct metrics *metrics) {
    int count = metrics->incidents.count, open = 0;
    for (int i = 0; i < count; i++)
        open += incident_is_open(&metrics->incidents.rows[i].incident);
    reply_say(cx,
              "*Metrics, %s*: %d incident%s (%s)%s. Drills, and what was dismissed or merged, "
              "do not count.",
              metrics->time.words, count, count == 1 ? "" : "s", metrics_counts(cx, metrics),
              open
                  ? arena_printf(cx->arena, ", of which %d %s open", open, open == 1 ? "is" : "are")
                  : "");
}

static void say_line(struct context *cx, const struct metrics *metrics,
                     const struct metrics_line *line) {
    const char *target = metrics_target(cx, line), *judged = "";
    bool known = metrics_is_known(line);
    if (*target && known)
        judged = line->met
                     ? arena_printf(cx->arena, " – :white_check_mark: target met (%s)", target)
                     : arena_printf(cx->arena, " – :x: target missed (%s)", target);
    else if (*target)
        judged = arena_printf(cx->arena, " – target: %s", target);
    reply_say(cx, "• *%s*: %s%s", metrics_title(cx, line), metrics_words(cx, metrics, line),
              judged);
}

/* How many incidents lack their beginning, of which alone a time to detect is made. */
static void say_advice(struct context *cx, const struct metrics *metrics) {
    for (int i = 0; i < metrics->line_count; i++) {
        const struct metrics_line *line = &metrics->lines[i];
        if (line->measure != MEASURE_DETECT || line->spread.unknown == 0)
            continue;
        reply_say(cx,
                  "A time to detect is known where somebody said when it began: `%s set "
                  "…which incident… started 13:40`, and `detected 13:45` when it was noticed "
                  "before it was declared.",
                  cx->config->slack.command);
        return;
    }
}

static enum result post_picture(struct context *cx, const struct request *rq,
                                const struct metrics *metrics) {
    char day[UTC_DAY_SIZE];
    struct picture picture = metrics_picture(cx, metrics);
    struct upload upload = {.name =
                                arena_printf(cx->arena, "metrics-%s.png", utc_day(cx->now_ms, day)),
                            .title = arena_printf(cx->arena, "Incidents, %s", metrics->time.words),
                            .alt = picture.alt,
                            .user = rq->user,
                            .bytes = picture.bytes,
                            .len = picture.len};
    return upload_post(cx, &upload);
}

static enum result run(struct context *cx, const struct request *rq) {
    struct metrics_time time = {0};
    struct metrics metrics;
    enum result result = read_time(cx, rq->args, &time);
    if (result == OK)
        result = metrics_read(cx, &time, &metrics);
    if (result != OK)
        return result;
    const char *command = cx->config->slack.command;
    if (metrics.incidents.count == 0) {
        reply_say(cx,
                  "*Metrics, %s*: there was no incident%s%s, so there is nothing to measure. `%s "
                  "metrics all` looks at every one.",
                  time.words, time.severity ? " of " : "",
                  time.severity ? view_severity(cx, (enum severity)time.severity) : "", command);
        return OK;
    }
    say_head(cx, &metrics);
    for (int i = 0; i < metrics.line_count; i++)
        say_line(cx, &metrics, &metrics.lines[i]);
    say_advice(cx, &metrics);
    if (metrics.incidents.count == METRICS_INCIDENTS_MAX)
        reply_say(cx, "These are the newest %d; narrow it down to see others.",
                  METRICS_INCIDENTS_MAX);
    reply_say(cx,
              "The picture comes in our direct messages. Another time: `%s metrics 90d`, `%s "
              "metrics 2026Q4 sev1`",
              command, command);
    return *rq->user ? post_picture(cx, rq, &metrics) : OK;
}

const struct handler handlers_metrics[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "metrics",
     .aliases = "figures mttr mttd mttm mtta stats",
     .usage = "[30d|2026Q4|all] [severity]",
     .summary = "see how fast incidents were noticed and resolved, against the targets",
     .example = "metrics 90d sev1\nmetrics 90d\nmetrics all",
     .run = run},
    {0},
};
