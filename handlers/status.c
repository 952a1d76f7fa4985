/* /incident status – shows where the incident stands.
 * /incident status monitoring [text] – sets it; resolved is resolve.c's. */
#include "handlers/kit/change.h"
#include "handlers/kit/moment.h"
#include "handlers/kit/post.h"
#include "handlers/kit/promise.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/soak.h"
#include "handlers/kit/summary.h"
#include "handlers/resolve.h"
#include "model/words.h"
#include "store/incidents.h"

/* Nothing changes; what was said with it is not lost. */
static enum result keep_as_note(struct context *cx, const struct request *rq, const char *text) {
    reply_say(cx, "%s is %s already.%s", heading(cx), status_title(cx->incident->status),
              *text ? "" : " Nothing to do.");
    if (!*text)
        return OK;
    enum result result = record(cx, rq->user, "note", text);
    if (result == OK)
        result = incident_touch(cx->store, rq->user, cx->incident->id, cx->now_ms, cx->err);
    if (result == OK)
        reply_say(cx, "Your words are a note on the timeline: %s\nTo tell all: `%s update …`",
                  shown(cx, text), cx->config->slack.command);
    return result;
}

static enum result set(struct context *cx, const struct request *rq, enum status status,
                       const char *text) {
    struct incident *incident = cx->incident;
    enum status before = incident->status;
    const char *command = cx->config->slack.command, *because = *text ? " – " : "";
    if (status == before)
        return keep_as_note(cx, rq, text);
    incident->status = status;
    soak_follow_status(cx, before);
    enum result result = record(cx, rq->user, "status",
                                arena_printf(cx->arena, "%s → %s%s%s", status_title(before),
                                             status_title(status), because, text));
    if (result == OK)
        result = save(cx, rq->user);
    if (result == OK)
        result = post_notice(cx,
                             arena_printf(cx->arena, "%s changed the status: %s → *%s*%s%s",
                                          mention(cx, rq->user), status_title(before),
                                          status_title(status), because, text),
                             arena_printf(cx->arena, "%s status %s %s", command,
                                          status_name(before), incident->name));
    if (result == OK)
        result = moment_came(cx, rq, MOMENT_STATUS, status_name(before));
    if (result != OK)
        return result;
    reply_say(cx, "%s is now *%s*; the card and the thread say so. %s", heading(cx),
              status_title(status), promise_sentence(cx));
    warn_unreachable(cx);
    return OK;
}

static enum result run(struct context *cx, const struct request *rq) {
    struct words line = words_of(cx->arena, rq->args);
    enum status status;
    if (!*line.rest)
        return summary(cx);
    const char *word = words_take_verb(&line);
    enum result result = status_parse(word, &status, cx->err);
    if (result != OK)
        return result;
    if (*line.rest && (result = check_text(cx, line.rest, "text", POLICY_TEXT_MAX)) != OK)
        return result;
    if (status == STATUS_RESOLVED)
        return resolve_incident(cx, rq, line.rest);
    result = check_open(cx);
    return result == OK ? set(cx, rq, status, line.rest) : result;
}

const struct handler handlers_status[] = {
    {.trigger = TRIGGER_COMMAND,
     .name = "status",
     .aliases = "stat",
     .usage = "[investigating|mitigating|monitoring|resolved] [what you know]",
     .summary = "show where the incident stands, or set it with a word",
     .example = "status mitigating rolling back release 42\nstatus\nstatus monitoring",
     .needs = NEEDS_INCIDENT,
     .run = run},
    {0},
};
