/* The core: see core.h. */
#include "bot/core.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/utc.h"
#include "bot/allowance.h"
#include "bot/heed.h"
#include "bot/missed.h"
#include "bot/scheduler.h"
#include "handlers/gap.h"
#include "handlers/kit/reply.h"

#include <stdio.h>

enum { ENVELOPE_ARENA_MAX = 16 * 1024 * 1024 };

struct core {
    const struct dispatch *dispatch;
    const struct core_ports *ports;
    void *world;
    struct sender *sender;
    struct allowance allowance;
    bool answered;  /* a row of the outbox was answered and its handler has yet to hear of it */
    bool connected; /* to Slack */
    /* Events of which the handlers have not heard yet, or NULL: of the link, and of new rules. */
    const char *news, *rules;
};

/* ---- Envelopes */

/* Past the outbox. */
static void call_at_once(struct core *core, const struct web_call *call) {
    struct err err;
    if (core->ports->call(core->world, CORE_NO_TICKET, call, &err) != OK)
        core->ports->reply_lost(core->world, err.text);
}

/* Straight to the person: for when the store or the acknowledgement failed. */
static void tell_directly(struct core *core, const struct request *rq, const struct json *message) {
    if (!*rq->response_url || !message)
        return;
    struct web_call call = {.url = rq->response_url, .body = json_print(message)};
    call_at_once(core, &call);
}

/* The same to whoever mentioned us, where it was. */
static void tell_in_channel(struct core *core, const struct request *rq,
                            const struct json *message) {
    JSON_AUTO *body = json_copy(message);
    const char *method = reply_address(body, rq);
    struct web_call call = {.method = method, .body = json_print(body), .token = WEB_TOKEN_BOT};
    call_at_once(core, &call);
}

/* Acknowledges what is committed or refused. An answer that the acknowledgement could not carry
 * goes its own way, so that the person hears of it. */
static void acknowledge(struct core *core, uint32_t socket, const struct envelope *envelope,
                        const struct json *reply) {
    struct err err;
    enum result result = core->ports->ack(core->world, socket, envelope->id, reply, &err);
    if (result == INVALID) {
        tell_directly(core, &envelope->request, reply);
        result = core->ports->ack(core->world, socket, envelope->id, NULL, &err);
    } else if (result != OK) {
        tell_directly(core, &envelope->request, reply);
    }
    if (result != OK)
        core->ports->not_acknowledged(core->world, envelope, err.text);
}

static void finish(struct core *core, uint32_t socket, const struct envelope *envelope,
                   const struct outcome *outcome) {
    switch (outcome->result) {
    case OK:
    case SEEN:
    case INVALID:
    case DENIED:
    case ABSENT:
        acknowledge(core, socket, envelope, outcome->reply);
        break;
    case BUSY:
    case IO:
    case CORRUPT: {
        JSON_AUTO *apology = dispatch_apology(core->dispatch, &envelope->request);
        tell_directly(core, &envelope->request, apology);
        core->ports->store_failed(core->world, "handling a request", outcome->result,
                                  &outcome->err);
        break;
    }
    }
}

/* What a person asks for beyond their allowance costs the others nothing: it is not stored, and
 * said only in the acknowledgement. Where there is no room for it there, once in a while in a call
 * of its own: a button has no text to hand back, and a mention still stands where it was typed. */
static void slow_down(struct core *core, uint32_t socket, const struct envelope *envelope,
                      int64_t wait_ms, bool tell, int64_t now_ms) {
    char why[ERR_TEXT_MAX];
    const struct request *rq = &envelope->request;
    snprintf(why, sizeof why,
             "This was one of more than %d requests of yours at once, and I take turns between "
             "people; send it again in %lld s",
             ALLOWANCE_BURST, (long long)((wait_ms + SECOND_MS - 1) / SECOND_MS));
    struct outcome outcome = dispatch_refuse(core->dispatch, rq, envelope->reply_by, why, now_ms);
    struct json *reply = outcome.reply;
    if (envelope->reply_by == REPLY_BY_CALL) {
        if (reply && tell && *rq->response_url)
            tell_directly(core, rq, reply);
        else if (reply && tell)
            tell_in_channel(core, rq, reply);
        outcome.reply = NULL;
    }
    if (tell && outcome.result != DENIED)
        allowance_untold(&core->allowance, rq->user);
    finish(core, socket, envelope, &outcome);
    if (tell || outcome.result != DENIED)
        core->ports->handled(core->world, envelope, &outcome);
    json_free(reply);
}

/* A second delivery was paid for, and what could not be stored comes again. */
static bool costs_nothing(enum result result) {
    return result == SEEN || result == BUSY || result == IO;
}

static void handle(struct core *core, uint32_t socket, const struct envelope *envelope,
                   int64_t now_ms) {
    struct outcome outcome =
        dispatch(core->dispatch, &envelope->request, envelope->reply_by, now_ms);
    if (costs_nothing(outcome.result) && envelope->reply_by != REPLY_NONE)
        allowance_give_back(&core->allowance, envelope->request.user,
                            core->dispatch->config->slack.pace_ms);
    finish(core, socket, envelope, &outcome);
    core->ports->handled(core->world, envelope, &outcome);
    json_free(outcome.reply);
}

static void admit(struct core *core, uint32_t socket, const struct envelope *envelope,
                  int64_t now_ms) {
    bool tell = false, asks = envelope->reply_by != REPLY_NONE;
    int64_t pace_ms = core->dispatch->config->slack.pace_ms;
    int64_t wait_ms =
        asks ? allowance_wait_ms(&core->allowance, envelope->request.user, pace_ms, now_ms, &tell)
             : 0;
    if (wait_ms > 0)
        slow_down(core, socket, envelope, wait_ms, tell, now_ms);
    else
        handle(core, socket, envelope, now_ms);
}

/* What cannot concern us is acknowledged and forgotten. */
static void receive(struct core *core, uint32_t socket, const struct envelope *envelope,
                    int64_t now_ms) {
    struct outcome outcome = {.handler = ""};
    bool heeded = false;
    if (envelope->wanted)
        outcome.result = heed(core->dispatch, &envelope->request, &heeded, &outcome.err);
    if (outcome.result != OK) {
        finish(core, socket, envelope, &outcome);
        core->ports->handled(core->world, envelope, &outcome);
    } else if (heeded) {
        admit(core, socket, envelope, now_ms);
    } else if (*envelope->id) {
        acknowledge(core, socket, envelope, NULL);
    }
}

void core_envelope(struct core *core, uint32_t socket, const struct json *json, int64_t now_ms) {
    struct arena *arena = arena_new(ENVELOPE_ARENA_MAX);
    struct envelope envelope = envelope_read(json, core->dispatch->place.bot_user, arena);
    receive(core, socket, &envelope, now_ms);
    arena_free(arena);
}

/* ---- The outbox */

static enum result sender_call(void *world, uint64_t ticket, const struct web_call *call,
                               struct err *err) {
    struct core *core = world;
    return core->ports->call(core->world, ticket, call, err);
}

static void sender_has_answer(void *world) {
    struct core *core = world;
    core->answered = true;
}

static void sender_reports(void *world, const struct sender_event *event) {
    struct core *core = world;
    core->ports->delivery(core->world, event);
}

static void sender_broken(void *world, enum result result, const struct err *err) {
    struct core *core = world;
    core->ports->store_failed(core->world, "delivering", result, err);
}

static const struct sender_ports sender_ports = {
    .call = sender_call,
    .answered = sender_has_answer,
    .event = sender_reports,
    .broken = sender_broken,
};

void core_answered(struct core *core, uint64_t ticket, const struct web_answer *answer,
                   int64_t now_ms) {
    if (ticket != CORE_NO_TICKET)
        sender_answered(core->sender, ticket, answer, now_ms);
    else if (answer->outcome != WEB_OK)
        core->ports->reply_lost(core->world, answer->text);
}

static void missed_handed_on(void *owner, const struct envelope *envelope,
                             const struct outcome *outcome) {
    const struct core *core = owner;
    core->ports->handled(core->world, envelope, outcome);
}

/* False when the store failed and it has to wait. */
static bool hand_on_missed(struct core *core, int64_t now_ms) {
    struct err err;
    enum result result = missed_hand_on(core->dispatch, missed_handed_on, core, now_ms, &err);
    if (result != OK)
        core->ports->store_failed(core->world, "reading again what was missed", result, &err);
    return result == OK;
}

/* Hands answers to their handlers; false when the store failed and it has to wait. */
static bool hear_answers(struct core *core, int64_t now_ms) {
    core->answered = false;
    for (;;) {
        if (!hand_on_missed(core, now_ms))
            return false;
        struct outcome outcome = dispatch_answer(core->dispatch, now_ms);
        if (outcome.result == ABSENT)
            return true;
        if (outcome.result == OK)
            continue;
        core->ports->store_failed(core->world, "hearing an answer", outcome.result, &outcome.err);
        if (outcome.result != INVALID && outcome.result != DENIED)
            return false;
    }
}

/* ---- The link, and the rules */

/* Lets the handlers hear of something that happened to ourselves. */
static enum result tell_event(const struct dispatch *door, const char *name, int64_t now_ms,
                              struct err *err) {
    struct request event = request_of(TRIGGER_EVENT, name);
    struct outcome outcome = dispatch(door, &event, REPLY_NONE, now_ms);
    *err = outcome.err;
    return outcome.result;
}

/* Tells an event and forgets it. False when the store failed and it has to wait. */
static bool tell(struct core *core, const char **event, const char *doing, int64_t now_ms) {
    struct err err;
    if (!*event)
        return true;
    enum result result = tell_event(core->dispatch, *event, now_ms, &err);
    if (result == OK)
        *event = NULL;
    else
        core->ports->store_failed(core->world, doing, result, &err);
    return result == OK;
}

static bool tell_news(struct core *core, int64_t now_ms) {
    return tell(core, &core->news, "noting the state of the link", now_ms);
}

static bool tell_rules(struct core *core, int64_t now_ms) {
    return tell(core, &core->rules, "putting what the new rules ask for", now_ms);
}

void core_connected(struct core *core, int64_t now_ms) {
    if (core->connected)
        return;
    core->connected = true;
    core->news = GAP_LINK_UP;
    (void)tell_news(core, now_ms);
}

/* A connection of which the store never heard did not end the gap. */
void core_disconnected(struct core *core, int64_t now_ms) {
    if (!core->connected)
        return;
    core->connected = false;
    core->news = core->news ? NULL : GAP_LINK_DOWN;
    (void)tell_news(core, now_ms);
}

void core_reloaded(struct core *core, int64_t now_ms) {
    core->rules = "reload";
    (void)tell_rules(core, now_ms);
}

/* ---- Running */

static int64_t run_jobs(struct core *core, int64_t now_ms) {
    struct scheduler_report report = scheduler_run(core->dispatch, now_ms);
    if (report.result != OK)
        core->ports->store_failed(core->world, "running a job", report.result, &report.err);
    return report.next_ms;
}

int64_t core_run(struct core *core, int64_t now_ms) {
    if (!tell_news(core, now_ms) || !tell_rules(core, now_ms) || !hear_answers(core, now_ms))
        return now_ms + SECOND_MS;
    int64_t job_ms = run_jobs(core, now_ms);
    int64_t send_ms = sender_run(core->sender, now_ms);
    if (core->answered)
        return now_ms;
    return job_ms < send_ms ? job_ms : send_ms;
}

/* ---- Life */

enum result core_new(const struct dispatch *dispatch, const struct core_ports *ports, void *world,
                     int64_t now_ms, struct core **ret_core, struct err *err) {
    enum result result = tell_event(dispatch, "start", now_ms, err);
    if (result != OK)
        return result;
    struct core *core = mem_alloc(sizeof *core);
    *core = (struct core){.dispatch = dispatch, .ports = ports, .world = world};
    result = sender_new(dispatch->store, dispatch->random, dispatch->config->outbox_max_age_ms,
                        &sender_ports, core, &core->sender, err);
    if (result != OK) {
        mem_free(core);
        return result;
    }
    *ret_core = core;
    return OK;
}

void core_free(struct core *core) {
    if (!core)
        return;
    sender_free(core->sender);
    mem_free(core);
}
