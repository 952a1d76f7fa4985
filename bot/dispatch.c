/* The one door: see dispatch.h. */
#include "bot/dispatch.h"

#include "base/str.h"
#include "bot/socket_mode.h"
#include "handlers/gap.h"
#include "handlers/kit/escalation.h"
#include "handlers/kit/home.h"
#include "handlers/kit/inputs.h"
#include "handlers/kit/own_channel.h"
#include "handlers/kit/post.h"
#include "handlers/kit/press.h"
#include "handlers/kit/refusal.h"
#include "handlers/kit/reply.h"
#include "handlers/kit/route.h"
#include "model/slack_text.h"
#include "store/inbox.h"
#include "store/jobs.h"
#include "store/outbox.h"

#include <string.h>

/* A request works on a few copies of what arrived, and that is 1 MiB at most. */
enum { ARENA_MAX = 32 * 1024 * 1024 };

/* What the acknowledgement needs besides the reply. */
enum { ACK_OVERHEAD = 256 };

/* One request under way. */
struct turn {
    struct context cx;
    struct request rq;
    struct reply reply;
    const struct handler *handler;
    enum reply_by reply_by;
    const char *why;      /* it is refused before it comes to its handler, for this; or NULL */
    struct json *payload; /* the answer that the request is made of, or NULL */
    int64_t row;          /* of the outbox or the jobs, 0 for none */
    struct outcome outcome;
};

static void turn_begin(struct turn *turn, const struct dispatch *dispatch,
                       const struct request *request, enum reply_by reply_by, int64_t now_ms) {
    *turn = (struct turn){.rq = *request, .reply = reply_new(), .reply_by = reply_by};
    turn->cx = (struct context){.store = dispatch->store,
                                .arena = arena_new(ARENA_MAX),
                                .now_ms = now_ms,
                                .random = dispatch->random,
                                .config = dispatch->config,
                                .library = dispatch->library,
                                .playbook = library_current(dispatch->library),
                                .policy = &library_current(dispatch->library)->policy,
                                .templates = dispatch->templates,
                                .place = &dispatch->place,
                                .reply = &turn->reply,
                                .guess = "",
                                .err = &turn->outcome.err};
}

static struct outcome turn_end(struct turn *turn) {
    reply_free(&turn->reply);
    json_free(turn->payload);
    arena_free(turn->cx.arena);
    return turn->outcome;
}

/* What was written is gone, and so is what would have been said of it. */
static void take_back(struct turn *turn) {
    store_rollback(turn->cx.store);
    json_free(turn->outcome.reply);
    turn->outcome.reply = NULL;
}

/* ---- Replies */

/* Whether a message fits into an acknowledgement (SOCKET_MODE_ACK_LIMIT). */
static bool fits_ack(const struct json *message) {
    return strlen(json_print(message)) < SOCKET_MODE_ACK_LIMIT - ACK_OVERHEAD;
}

/* The person may have forgotten what this is the answer to. */
static void say_when_asked(struct context *cx, const struct request *rq) {
    reply_say_first(cx,
                    arena_printf(cx->arena, "You asked this at %s, and it did not reach me then.",
                                 moment(cx, rq->missed_ms)));
}

/* A form that stays open with errors under its inputs, which are taken over. */
static struct json *form_errors(struct json *errors) {
    struct json *reply = json_new_object();
    json_put_str(reply, "response_action", "errors");
    json_put(reply, "errors", errors);
    return reply;
}

/* Puts the reply where the person will see it: into the outcome, for the acknowledgement, or as a
 * row into the outbox, inside the transaction. */
static enum result place_reply(struct turn *turn) {
    if (turn->reply_by == REPLY_BY_FORM && turn->reply.errors) {
        turn->outcome.reply = form_errors(json_copy(turn->reply.errors));
        return OK;
    }
    if (turn->reply_by == REPLY_NONE || reply_is_empty(&turn->reply))
        return OK;
    if (turn->rq.missed_ms)
        say_when_asked(&turn->cx, &turn->rq);
    if (turn->rq.at_home) {
        enum result result = home_answer(&turn->cx, &turn->rq);
        if (result != OK)
            return result;
    }
    if (turn->reply_by == REPLY_BY_ACK) {
        struct json *message = reply_message(&turn->reply);
        if (fits_ack(message) || !*turn->rq.response_url) {
            turn->outcome.reply = message;
            return OK;
        }
        json_free(message);
    }
    return post_reply(&turn->cx, &turn->rq);
}

/* The answer in an acknowledgement is gone when the process dies at that moment; Slack then
 * delivers the request again, and its person is told the same. */
static enum result keep_reply(struct turn *turn) {
    if (!turn->outcome.reply || !*turn->rq.key)
        return OK;
    return inbox_keep_reply(turn->cx.store, turn->rq.key, json_print(turn->outcome.reply),
                            turn->cx.err);
}

static void reply_again(struct turn *turn) {
    const char *reply = "";
    struct err ignored;
    enum result result = ABSENT;
    if (turn->reply_by == REPLY_BY_ACK || turn->reply_by == REPLY_BY_FORM)
        result = inbox_reply(turn->cx.store, turn->cx.arena, turn->rq.key, &reply, &ignored);
    if (result == OK && *reply)
        result = json_parse(reply, strlen(reply), &turn->outcome.reply, &ignored);
    if (result == OK || result == ABSENT || turn->reply_by == REPLY_BY_FORM)
        return;
    refusal_of_second(&turn->cx, &turn->rq);
    turn->outcome.reply = reply_message(&turn->reply);
}

static bool is_refusal(enum result result) {
    return result == INVALID || result == DENIED;
}

/* The input that a refusal is about, or the first.
 * https://docs.slack.dev/surfaces/modals: errors may stand under inputs only. */
static const char *refused_input(const struct json *view, const char *field) {
    const char *first = NULL, *name;
    for (size_t i = 0; i < json_len(view, "blocks"); i++) {
        if (!(name = input_at(view, i)))
            continue;
        if (str_equal(name, field))
            return name;
        first = first ? first : name;
    }
    return first ? first : "";
}

static void refuse_form(struct turn *turn) {
    const struct err *why = &turn->outcome.err;
    struct json *errors = json_new_object();
    STR_AUTO(plain, ERR_TEXT_MAX);
    slack_text_plain(why->text, &plain);
    json_put_str(errors, refused_input(turn->rq.payload, why->field), plain.text);
    turn->outcome.reply = form_errors(errors);
}

static enum result claim(struct turn *turn) {
    if (!*turn->rq.key)
        return OK;
    return inbox_claim(turn->cx.store, turn->rq.key, turn->cx.now_ms, turn->cx.err);
}

/* Counts a command that was read again after a time without Slack. */
static enum result count_missed(struct turn *turn, enum gap_found found) {
    bool counts = turn->rq.missed_ms && turn->rq.trigger == TRIGGER_COMMAND;
    return counts ? gap_count(&turn->cx, &turn->rq, found) : OK;
}

/* A refusal changes nothing, so its transaction is gone; what must be sent to say so needs one of
 * its own. Once it is certain to be sent, a second delivery is not refused again. */
static void place_refusal(struct turn *turn) {
    struct store *store = turn->cx.store;
    struct err why = turn->outcome.err;
    refusal(&turn->cx, &turn->rq, turn->handler);
    enum result result = store_begin(store, turn->cx.err);
    if (result == OK) {
        result = count_missed(turn, GAP_REFUSED);
        if (result == OK)
            result = place_reply(turn);
        if (result == OK && !turn->outcome.reply) /* it is in the outbox */
            result = claim(turn);
        if (result == OK)
            result = store_commit(store, turn->cx.err);
        if (result != OK)
            take_back(turn);
    }
    if (result == OK)
        turn->outcome.err = why;
    else
        turn->outcome.result = result;
}

/* ---- One transaction */

/* What was asked too long ago might harm more than help now. */
static bool is_stale(const struct context *cx, const struct request *rq) {
    return rq->missed_ms && rq->trigger == TRIGGER_COMMAND &&
           cx->now_ms - rq->missed_ms > cx->config->gap.act_within_ms;
}

static enum result find_and_run(struct turn *turn) {
    struct context *cx = &turn->cx;
    struct request *rq = &turn->rq;
    enum result result = OK;
    if (turn->why)
        return fail(cx->err, DENIED, "%s", turn->why);
    if (is_stale(cx, rq))
        return fail(cx->err, DENIED,
                    "That is too long ago for me to do it unasked; send it again if you still want "
                    "it");
    if (rq->trigger == TRIGGER_COMMAND)
        result = route_command(cx, rq, &turn->handler);
    else
        turn->handler = handler_find(rq->trigger, rq->name);
    turn->outcome.handler = turn->handler ? turn->handler->name : "";
    if (result == OK && turn->handler && rq->trigger == TRIGGER_COMMAND)
        result = route_incident(cx, rq, turn->handler);
    if (result == ABSENT) /* the reply asks which verb or incident was meant */
        return OK;
    if (result != OK || !turn->handler)
        return result;
    if (rq->incident_id) {
        result = route_load(cx, rq->incident_id);
        if (result != OK && result != ABSENT)
            return result;
    }
    result = turn->handler->run(cx, rq);
    /* Whoever does anything about an incident has heard that they were called to it. */
    if (result == OK && cx->incident && *rq->user)
        result = escalation_reacted(cx, rq->user);
    if (result == OK && cx->incident)
        result = own_channel_follow(cx);
    if (result == OK)
        result = press_show(cx, rq);
    return result == OK ? home_follow(cx, rq) : result;
}

/* Everything between BEGIN and COMMIT; extra runs first, for what belongs to jobs and answers. */
static void transact(struct turn *turn, enum result (*extra)(struct turn *)) {
    struct store *store = turn->cx.store;
    enum result result = store_begin(store, turn->cx.err);
    if (result != OK) {
        turn->outcome.result = result;
        return;
    }
    result = claim(turn);
    if (result == OK && extra)
        result = extra(turn);
    if (result == OK)
        result = find_and_run(turn);
    if (result == OK)
        result = count_missed(turn, GAP_DONE);
    if (result == OK)
        result = place_reply(turn);
    if (result == OK)
        result = keep_reply(turn);
    if (result == OK)
        result = store_commit(store, turn->cx.err);
    if (result != OK)
        take_back(turn);
    turn->outcome.result = result;
}

struct outcome dispatch(const struct dispatch *dispatch, const struct request *request,
                        enum reply_by reply_by, int64_t now_ms) {
    struct turn turn;
    turn_begin(&turn, dispatch, request, reply_by, now_ms);
    transact(&turn, NULL);
    if (turn.outcome.result == SEEN)
        reply_again(&turn);
    else if (is_refusal(turn.outcome.result) && reply_by == REPLY_BY_FORM)
        refuse_form(&turn);
    else if (is_refusal(turn.outcome.result) && reply_by != REPLY_NONE)
        place_refusal(&turn);
    return turn_end(&turn);
}

struct outcome dispatch_refuse(const struct dispatch *dispatch, const struct request *request,
                               enum reply_by reply_by, const char *why, int64_t now_ms) {
    struct turn turn;
    turn_begin(&turn, dispatch, request, reply_by, now_ms);
    turn.why = why;
    transact(&turn, NULL);
    if (turn.outcome.result == SEEN) {
        reply_again(&turn);
    } else if (turn.outcome.result == DENIED && reply_by == REPLY_BY_FORM) {
        refuse_form(&turn);
    } else if (turn.outcome.result == DENIED) {
        refusal(&turn.cx, &turn.rq, NULL);
        turn.outcome.reply = reply_message(&turn.reply);
    }
    return turn_end(&turn);
}

struct json *dispatch_apology(const struct dispatch *dispatch, const struct request *request) {
    struct turn turn;
    turn_begin(&turn, dispatch, request, REPLY_NONE, 0);
    refusal_of_failure(&turn.cx, &turn.rq);
    struct json *message = reply_message(&turn.reply);
    (void)turn_end(&turn);
    return message;
}

/* ---- Answers and jobs: nobody is there to be refused, and a row that its handler refuses would
 * come back for ever and keep the others waiting. It is taken out of the way; the outcome keeps the
 * error for the log. */
static void pass_over(struct turn *turn, enum result (*end)(struct turn *)) {
    struct store *store = turn->cx.store;
    struct err why = turn->outcome.err;
    if (!is_refusal(turn->outcome.result) || !turn->row)
        return;
    enum result result = store_begin(store, turn->cx.err);
    if (result == OK) {
        result = end(turn);
        if (result == OK)
            result = store_commit(store, turn->cx.err);
        if (result != OK)
            store_rollback(store);
    }
    turn->outcome.err = why;
}

/* ---- Answers */

/* What an incident's own channel did not take goes on to where the incident does: the row is sent
 * again, and whoever waits for its answer hears that one. */
static enum result end_call(struct turn *turn, const struct outbox_call *call) {
    struct context *cx = &turn->cx;
    bool refused = false;
    enum result result = OK;
    if (!turn->rq.ok && !str_equal(call->address, OUTBOX_FIXED))
        result = own_channel_refused(cx, call->incident_id, call->tried_channel,
                                     json_text_at(turn->payload, "error"), &refused);
    if (result != OK)
        return result;
    if (!refused)
        return outbox_end(cx->store, call->id, turn->rq.ok, cx->now_ms, cx->err);
    turn->rq.name = OWN_REFUSED;
    return outbox_retry(cx->store, call->id, cx->now_ms, 0, 0, call->file, cx->err);
}

/* Finds the answered row, ends it, and makes the request of it. */
static enum result take_answer(struct turn *turn) {
    struct context *cx = &turn->cx;
    struct outbox_call call;
    struct json *body = NULL;
    enum result result = outbox_answered(cx->store, cx->arena, &call, cx->err);
    if (result != OK)
        return result;
    turn->row = call.id;
    result = json_parse(call.answer, strlen(call.answer), &turn->payload, cx->err);
    if (result == OK)
        result = json_parse(call.body, strlen(call.body), &body, cx->err);
    if (result != OK)
        return fail(cx->err, CORRUPT, "outgoing call %lld is not JSON", (long long)call.id);
    json_put(turn->payload, "call", body); /* handlers may ask what it was that they sent */
    turn->rq.payload = turn->payload;
    turn->rq.ok = json_is_true(turn->payload, "ok");
    turn->rq.incident_id = call.incident_id;
    turn->rq.name = *call.on_result ? call.on_result : "sent";
    const char *space = strchr(turn->rq.name, ' ');
    if (space) {
        turn->rq.args = space + 1;
        turn->rq.name = arena_strndup(cx->arena, turn->rq.name, (size_t)(space - turn->rq.name));
    }
    result = gap_note_ts(cx, json_text_at(turn->payload, "ts"));
    return result == OK ? end_call(turn, &call) : result;
}

static enum result end_answer(struct turn *turn) {
    return outbox_end(turn->cx.store, turn->row, turn->rq.ok, turn->cx.now_ms, turn->cx.err);
}

struct outcome dispatch_answer(const struct dispatch *dispatch, int64_t now_ms) {
    struct turn turn;
    struct request answer = request_of(TRIGGER_RESULT, "");
    turn_begin(&turn, dispatch, &answer, REPLY_NONE, now_ms);
    transact(&turn, take_answer);
    pass_over(&turn, end_answer);
    return turn_end(&turn);
}

/* ---- Jobs */

static enum result take_job(struct turn *turn) {
    struct context *cx = &turn->cx;
    struct job job;
    enum result result = job_first(cx->store, cx->arena, cx->now_ms, &job, cx->err);
    if (result != OK)
        return result;
    turn->rq.due_ms = job.due_ms;
    if (!job_is_due(&job, cx->now_ms))
        return ABSENT;
    turn->row = job.id;
    turn->rq.name = job.kind;
    turn->rq.args = job.args;
    turn->rq.incident_id = job.incident_id;
    return job_take(cx->store, job.id, job.due_ms, cx->err);
}

static enum result drop_job(struct turn *turn) {
    return job_take(turn->cx.store, turn->row, turn->rq.due_ms, turn->cx.err);
}

struct outcome dispatch_job(const struct dispatch *dispatch, int64_t now_ms, int64_t *ret_due_ms) {
    struct turn turn;
    struct request job = request_of(TRIGGER_JOB, "");
    turn_begin(&turn, dispatch, &job, REPLY_NONE, now_ms);
    turn.rq.due_ms = INT64_MAX;
    transact(&turn, take_job);
    pass_over(&turn, drop_job);
    *ret_due_ms = turn.rq.due_ms;
    return turn_end(&turn);
}
