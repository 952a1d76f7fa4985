/* The core: see core.h. */
#include "bot/core.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/utc.h"
#include "bot/scheduler.h"

enum { ENVELOPE_ARENA_MAX = 16 * 1024 * 1024 };

struct core {
    const struct dispatch *dispatch;
    const struct core_ports *ports;
    void *world;
    struct sender *sender;
    bool answered; /* a row of the outbox was answered and its handler has yet to hear of it */
};

/* ---- Envelopes */

/* Straight to the person, past the outbox: for when the store or the acknowledgement failed. */
static void tell_directly(struct core *core, const struct request *rq, const struct json *message) {
    struct err err;
    if (!*rq->response_url || !message)
        return;
    struct web_call call = {.url = rq->response_url, .body = json_print(message)};
    if (core->ports->call(core->world, CORE_NO_TICKET, &call, &err) != OK)
        core->ports->reply_lost(core->world, err.text);
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

static void handle(struct core *core, uint32_t socket, const struct envelope *envelope,
                   int64_t now_ms) {
    struct outcome outcome =
        dispatch(core->dispatch, &envelope->request, envelope->reply_by, now_ms);
    switch (outcome.result) {
    case OK:
    case SEEN:
    case INVALID:
    case DENIED:
    case ABSENT:
        acknowledge(core, socket, envelope, outcome.reply);
        break;
    case BUSY:
    case IO:
    case CORRUPT: {
        JSON_AUTO *apology = dispatch_apology(core->dispatch, &envelope->request);
        tell_directly(core, &envelope->request, apology);
        core->ports->store_failed(core->world, "handling a request", outcome.result, &outcome.err);
        break;
    }
    }
    core->ports->handled(core->world, envelope, &outcome);
    json_free(outcome.reply);
}

void core_envelope(struct core *core, uint32_t socket, const struct json *json, int64_t now_ms) {
    struct arena *arena = arena_new(ENVELOPE_ARENA_MAX);
    struct envelope envelope = envelope_read(json, core->dispatch->place.bot_user, arena);
    if (envelope.wanted)
        handle(core, socket, &envelope, now_ms);
    else if (*envelope.id)
        acknowledge(core, socket, &envelope, NULL);
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

/* Hands answers to their handlers; false when the store failed and it has to wait. */
static bool hear_answers(struct core *core, int64_t now_ms) {
    core->answered = false;
    for (;;) {
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

/* ---- Running */

static int64_t run_jobs(struct core *core, int64_t now_ms) {
    struct scheduler_report report = scheduler_run(core->dispatch, now_ms);
    if (report.result != OK)
        core->ports->store_failed(core->world, "running a job", report.result, &report.err);
    return report.next_ms;
}

int64_t core_run(struct core *core, int64_t now_ms) {
    if (!hear_answers(core, now_ms))
        return now_ms + SECOND_MS;
    int64_t job_ms = run_jobs(core, now_ms);
    int64_t send_ms = sender_run(core->sender, now_ms);
    if (core->answered)
        return now_ms;
    return job_ms < send_ms ? job_ms : send_ms;
}

/* ---- Life */

static enum result tell_start(const struct dispatch *door, int64_t now_ms, struct err *err) {
    struct request start = {.trigger = TRIGGER_EVENT,
                            .key = "",
                            .name = "start",
                            .args = "",
                            .typed = "",
                            .user = "",
                            .channel = "",
                            .thread = "",
                            .trigger_id = "",
                            .response_url = ""};
    struct outcome outcome = dispatch(door, &start, REPLY_NONE, now_ms);
    *err = outcome.err;
    return outcome.result;
}

enum result core_new(const struct dispatch *dispatch, const struct core_ports *ports, void *world,
                     int64_t now_ms, struct core **ret_core, struct err *err) {
    enum result result = tell_start(dispatch, now_ms, err);
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
