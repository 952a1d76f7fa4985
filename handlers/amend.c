/* The review of a timeline, before the postmortem is made of it. What was written stays in the
 * store; the timeline shows what it reads as now, who changed it and why.
 * /incident amend #7 <text> [| why], amend #7 at 14:05 [text] – other words, or another moment.
 * /incident time #7 14:05 [why] – another moment.
 * /incident strike #7 <reason> – it counts no more; other words bring it back. */
#include "base/str.h"
#include "handlers/kit/change.h"
#include "handlers/kit/reply.h"
#include "handlers/seal.h"
#include "model/phrase.h"
#include "model/words.h"
#include "store/amendments.h"
#include "store/incidents.h"
#include "store/timeline.h"

/* ---- Which entry */

static enum result take_entry(struct context *cx, struct words *line,
                              struct timeline_entry *ret_entry) {
    const char *name = cx->incident->name, *command = cx->config->slack.command;
    int64_t number = words_take_number(line, true);
    enum result result = seal_check_open(cx);
    if (result != OK)
        return result;
    if (!number)
        return fail(cx->err, INVALID,
                    "Which entry is meant? Write its number, such as #7; `%s timeline %s` shows "
                    "them",
                    command, name);
    result = timeline_get(cx->store, cx->arena, cx->incident->id, number, ret_entry, cx->err);
    if (result == ABSENT)
        return fail(cx->err, INVALID, "%s has no #%lld on its timeline; `%s timeline %s` shows it",
                    name, (long long)number, command, name);
    return result;
}

/* Writes down one change of an entry, by whoever asked, now. */
static enum result keep(struct context *cx, const struct request *rq,
                        const struct timeline_entry *entry, struct amendment amendment) {
    amendment.who = rq->user;
    amendment.recorded_ms = cx->now_ms;
    enum result result = amendment_add(cx->store, entry->id, &amendment, cx->err);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    return result;
}

static void say_kept(struct context *cx, const struct timeline_entry *entry) {
    reply_say(cx, "What it said before stays in the store: `%s timeline %s #%lld`",
              cx->config->slack.command, cx->incident->name, (long long)entry->number);
}

/* ---- Other words */

static enum result change_text(struct context *cx, const struct request *rq,
                               const struct timeline_entry *entry, const struct words *line) {
    const char *text, *why;
    words_split(line, &text, &why);
    enum result result = check_text(cx, text, "new text", POLICY_TEXT_MAX);
    if (result == OK && *why)
        result = check_text(cx, why, "reason", POLICY_TEXT_MAX);
    if (result == OK)
        result = keep(cx, rq, entry,
                      (struct amendment){.kind = AMENDMENT_TEXT, .text = text, .why = why});
    if (result == OK)
        reply_say(cx, "%s: #%lld reads now: %s%s", heading(cx), (long long)entry->number,
                  shown(cx, text), entry->struck ? " It counts again." : "");
    return result;
}

/* ---- Another moment */

static enum result check_moment(struct context *cx, const struct timeline_entry *entry,
                                int64_t at_ms) {
    char when[PHRASE_WHEN_SIZE];
    if (entry->struck)
        return fail(cx->err, INVALID,
                    "#%lld is struck and has no time; to bring it back, write it again: `%s amend "
                    "%s #%lld …text…`",
                    (long long)entry->number, cx->config->slack.command, cx->incident->name,
                    (long long)entry->number);
    if (at_ms <= cx->now_ms)
        return OK;
    return fail(cx->err, INVALID, "%s has not come yet, and the entry is about something that has",
                phrase_of_moment(at_ms, cx->now_ms, when));
}

static enum result change_time(struct context *cx, const struct request *rq,
                               const struct timeline_entry *entry, int64_t at_ms, const char *why) {
    char before[UTC_STAMP_SIZE];
    enum result result = check_moment(cx, entry, at_ms);
    if (result == OK)
        result = keep(
            cx, rq, entry,
            (struct amendment){.kind = AMENDMENT_TIME, .at_ms = at_ms, .text = "", .why = why});
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld happened at %s. To put it back: `%s time %s #%lld %s`", heading(cx),
              (long long)entry->number, moment(cx, at_ms), cx->config->slack.command,
              cx->incident->name, (long long)entry->number, utc_stamp(entry->at_ms, before));
    return OK;
}

/* ---- The verbs */

static enum result amend(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct timeline_entry entry;
    int64_t at_ms = 0;
    enum result result = take_entry(cx, &line, &entry);
    if (result != OK)
        return result;
    struct words copy = line;
    bool moved = words_take_this(&copy, "at");
    if (moved)
        result = words_take_moment(&line, entry.at_ms, PHRASE_NEAR, &at_ms, cx->err);
    moved = moved && result == OK;
    if (result != OK && result != ABSENT) /* "at" begins other words, too: "at first …" */
        return result;
    result = moved ? change_time(cx, rq, &entry, at_ms, "") : OK;
    if (result == OK && (!moved || *line.rest))
        result = change_text(cx, rq, &entry, &line);
    if (result == OK)
        say_kept(cx, &entry);
    return result;
}

static enum result correct_time(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct timeline_entry entry;
    int64_t at_ms = 0;
    enum result result = take_entry(cx, &line, &entry);
    if (result == OK)
        result = words_take_moment_needed(&line, entry.at_ms, PHRASE_NEAR, &at_ms, cx->err);
    if (result == OK && *line.rest)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    return result == OK ? change_time(cx, rq, &entry, at_ms, line.rest) : result;
}

static enum result strike(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    struct timeline_entry entry;
    enum result result = take_entry(cx, &line, &entry);
    if (result == OK)
        result = check_text(cx, line.rest, "reason", POLICY_TEXT_MAX);
    if (result == OK && entry.struck)
        return fail(cx->err, INVALID, "#%lld of %s is struck already, by %s",
                    (long long)entry.number, cx->incident->name, mention(cx, entry.amended_by));
    if (result == OK)
        result = keep(cx, rq, &entry,
                      (struct amendment){.kind = AMENDMENT_STRIKE, .text = "", .why = line.rest});
    if (result != OK)
        return result;
    reply_say(cx, "%s: #%lld is struck: %s. Its line stays, without its words.", heading(cx),
              (long long)entry.number, shown(cx, unstopped(cx, line.rest)));
    say_kept(cx, &entry);
    reply_say(cx, "To bring it back, write it again: `%s amend %s #%lld …text…`",
              cx->config->slack.command, cx->incident->name, (long long)entry.number);
    return OK;
}

const struct handler handlers_amend[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "amend",
     .usage = "[incident] #n [at 14:05] <text> [| why]",
     .summary = "put an entry of the timeline right; what it said stays in the store",
     .example = "amend #1 the load balancer was restarted, not the database",
     .needs = NEEDS_INCIDENT,
     .run = amend},
    {.trigger = TRIGGER_COMMAND,
     .name = "strike",
     .usage = "[incident] #n <reason>",
     .summary = "strike an entry of the timeline, with a reason",
     .example = "strike #1 it was another incident",
     .needs = NEEDS_INCIDENT,
     .run = strike},
    {.trigger = TRIGGER_COMMAND,
     .name = "time",
     .usage = "[incident] #n <14:05> [why]",
     .summary = "put the time of an entry right",
     .example = "time #1 14:05 the clock of that machine was wrong",
     .needs = NEEDS_INCIDENT,
     .run = correct_time},
    {0},
};
