/* The daemon: what happens, in which order, and what is logged of it. See daemon.h. */
#include "bot/daemon.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utc.h"
#include "bot/dispatch.h"
#include "bot/link.h"
#include "bot/loop.h"
#include "bot/scheduler.h"
#include "bot/sender.h"
#include "bot/startup.h"
#include "bot/watchdog.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>

/* How long a clean end waits for close frames and for answers that are under way. */
enum { STOP_MAX_MS = 3 * SECOND_MS, STOP_LOOK_MS = 20, ENVELOPE_ARENA_MAX = 16 * 1024 * 1024 };

struct daemon {
    const struct config *config;
    struct loop *loop;
    struct store store;
    struct random random;
    struct templates *templates;
    struct dispatch dispatch;
    struct web_api *api;
    struct websockets *websockets;
    struct link *link;
    struct sender *sender;
    struct startup *startup;
    struct loop_task deliver, schedule, stop;
    int64_t started_ms; /* monotonic */
    int64_t stop_by_ms; /* monotonic; 0: running */
    enum exit_code exit_code;
};

/* ---- Ending */

static void end(struct daemon *daemon, enum exit_code code) {
    if (daemon->stop_by_ms)
        return;
    daemon->exit_code = code;
    daemon->stop_by_ms = clock_monotonic_ms() + STOP_MAX_MS;
    watchdog_stopping();
    if (daemon->link)
        link_stop(daemon->link);
    loop_wake(&daemon->stop);
}

static int64_t stop_run(void *owner, int64_t now_ms) {
    struct daemon *daemon = owner;
    if (!daemon->stop_by_ms)
        return LOOP_NEVER;
    bool idle = link_is_idle(daemon->link) && web_api_count(daemon->api) == 0;
    if (idle || now_ms >= daemon->stop_by_ms)
        loop_stop(daemon->loop);
    return now_ms + STOP_LOOK_MS;
}

static void on_signal(void *user, int signal) {
    struct daemon *daemon = user;
    log_info("stopping", LOG_TEXT("signal", signal == SIGINT ? "SIGINT" : "SIGTERM"));
    end(daemon, EXIT_CLEAN);
}

/* A failure below. Most pass: the disk may have room again, the lock may be free. Damage does not,
 * and going on would make it worse. */
static void store_failed(struct daemon *daemon, const char *doing, enum result result,
                         const struct err *err) {
    log_error("store_failed", LOG_TEXT("doing", doing), LOG_TEXT("result", result_name(result)),
              LOG_TEXT("text", err->text), LOG_TEXT("file", err->file),
              LOG_NUMBER("line", err->line));
    if (result == CORRUPT)
        end(daemon, EXIT_STORE);
}

/* ---- Jobs */

static int64_t schedule_run(void *owner, int64_t now_ms) {
    struct daemon *daemon = owner;
    struct scheduler_report report = scheduler_run(&daemon->dispatch, now_ms);
    if (report.result != OK)
        store_failed(daemon, "running a job", report.result, &report.err);
    if (report.jobs)
        loop_wake(&daemon->deliver);
    return report.next_ms;
}

/* ---- The outbox */

/* Hands answers to their handlers; false when the store failed and it has to wait. */
static bool hear_answers(struct daemon *daemon, int64_t now_ms) {
    for (;;) {
        struct outcome outcome = dispatch_answer(&daemon->dispatch, now_ms);
        if (outcome.result == ABSENT)
            return true;
        loop_wake(&daemon->schedule);
        if (outcome.result == OK)
            continue;
        store_failed(daemon, "hearing an answer", outcome.result, &outcome.err);
        if (outcome.result != INVALID && outcome.result != DENIED)
            return false;
    }
}

static int64_t deliver_run(void *owner, int64_t now_ms) {
    struct daemon *daemon = owner;
    if (daemon->stop_by_ms)
        return LOOP_NEVER;
    if (!hear_answers(daemon, now_ms))
        return now_ms + SECOND_MS;
    return sender_run(daemon->sender, now_ms);
}

/* A call of the sender's that is under way. */
struct delivery {
    struct daemon *daemon;
    uint64_t ticket;
};

static void on_delivered(void *user, const struct web_answer *answer) {
    struct delivery *delivery = user;
    struct daemon *daemon = delivery->daemon;
    sender_answered(daemon->sender, delivery->ticket, answer, clock_utc_ms());
    mem_free(delivery);
    loop_wake(&daemon->deliver);
}

static enum result sender_call(void *world, uint64_t ticket, const struct web_call *call,
                               struct err *err) {
    struct daemon *daemon = world;
    struct delivery *delivery = mem_alloc(sizeof *delivery);
    *delivery = (struct delivery){daemon, ticket};
    enum result result = web_api_call(daemon->api, call, on_delivered, delivery, err);
    if (result != OK)
        mem_free(delivery);
    return result;
}

static void sender_has_answer(void *world) {
    struct daemon *daemon = world;
    loop_wake(&daemon->deliver);
}

static void sender_event(void *world, const struct sender_event *event) {
    static const struct {
        enum log_level level;
        const char *name;
    } lines[] = {[SENDER_DELIVERED] = {LOG_LEVEL_INFO, "delivered"},
                 [SENDER_FOUND] = {LOG_LEVEL_INFO, "found_delivered"},
                 [SENDER_RETRY] = {LOG_LEVEL_WARNING, "delivery_waits"},
                 [SENDER_FAILED] = {LOG_LEVEL_ERROR, "undelivered"},
                 [SENDER_PAUSED] = {LOG_LEVEL_ERROR, "bot_token_refused"}};
    (void)world;
    LOG_FIELDS(lines[event->kind].level, lines[event->kind].name, LOG_NUMBER("row", event->row),
               LOG_TEXT("method", event->method), LOG_NUMBER("after_ms", event->waited_ms),
               LOG_NUMBER("retry_ms", event->retry_ms), LOG_TEXT("text", event->text));
}

static void sender_broken(void *world, enum result result, const struct err *err) {
    store_failed(world, "delivering", result, err);
}

static const struct sender_ports sender_ports = {
    .call = sender_call,
    .answered = sender_has_answer,
    .event = sender_event,
    .broken = sender_broken,
};

/* ---- Envelopes */

static void on_told(void *user, const struct web_answer *answer) {
    (void)user;
    if (answer->outcome != WEB_OK)
        log_warning("reply_lost", LOG_TEXT("text", answer->text));
}

/* Straight to the person, past the outbox: for when the store or the acknowledgement failed. */
static void tell_directly(struct daemon *daemon, const struct request *rq,
                          const struct json *message) {
    struct err err;
    if (!*rq->response_url || !message)
        return;
    struct web_call call = {.url = rq->response_url, .body = json_print(message)};
    if (web_api_call(daemon->api, &call, on_told, NULL, &err) != OK)
        log_warning("reply_lost", LOG_TEXT("text", err.text));
}

/* Acknowledges what is committed or refused. An answer that the acknowledgement could not carry
 * goes its own way, so that the person hears of it. */
static void acknowledge(struct daemon *daemon, uint32_t socket, const struct envelope *envelope,
                        const struct json *reply) {
    struct err err;
    enum result result = link_ack(daemon->link, socket, envelope->id, reply, &err);
    if (result == INVALID) {
        tell_directly(daemon, &envelope->request, reply);
        result = link_ack(daemon->link, socket, envelope->id, NULL, &err);
    } else if (result != OK) {
        tell_directly(daemon, &envelope->request, reply);
    }
    if (result != OK)
        log_warning("not_acknowledged", LOG_TEXT("envelope", envelope->id),
                    LOG_TEXT("text", err.text));
}

static void log_handled(const struct envelope *envelope, const struct outcome *outcome,
                        int64_t took_ms) {
    enum log_level level =
        outcome->result == OK || outcome->result == SEEN ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING;
    LOG_FIELDS(
        level, "handled", LOG_TEXT("envelope", envelope->id), LOG_TEXT("type", envelope->type),
        LOG_TEXT("user", envelope->request.user), LOG_TEXT("handler", outcome->handler),
        LOG_TEXT("result", result_name(outcome->result)),
        LOG_TEXT("text", outcome->result == OK || outcome->result == SEEN ? "" : outcome->err.text),
        LOG_NUMBER("took_ms", took_ms));
}

static void handle(struct daemon *daemon, uint32_t socket, const struct envelope *envelope) {
    int64_t began_ms = clock_monotonic_ms();
    struct outcome outcome =
        dispatch(&daemon->dispatch, &envelope->request, envelope->reply_by, clock_utc_ms());
    switch (outcome.result) {
    case OK:
    case SEEN:
    case INVALID:
    case DENIED:
    case ABSENT:
        acknowledge(daemon, socket, envelope, outcome.reply);
        break;
    case BUSY:
    case IO:
    case CORRUPT: {
        JSON_AUTO *apology = dispatch_apology(&daemon->dispatch, &envelope->request);
        tell_directly(daemon, &envelope->request, apology);
        store_failed(daemon, "handling a request", outcome.result, &outcome.err);
        break;
    }
    }
    log_handled(envelope, &outcome, clock_monotonic_ms() - began_ms);
    json_free(outcome.reply);
    if (outcome.changed) {
        loop_wake(&daemon->deliver);
        loop_wake(&daemon->schedule);
    }
}

static void on_envelope(void *owner, uint32_t socket, const struct json *json) {
    struct daemon *daemon = owner;
    struct arena *arena = arena_new(ENVELOPE_ARENA_MAX);
    struct envelope envelope = envelope_read(json, daemon->dispatch.place.bot_user, arena);
    if (envelope.wanted)
        handle(daemon, socket, &envelope);
    else if (*envelope.id)
        acknowledge(daemon, socket, &envelope, NULL);
    arena_free(arena);
}

static void on_connected(void *owner, const struct socket_mode_hello *hello) {
    struct daemon *daemon = owner;
    log_info("connected", LOG_TEXT("host", hello->host), LOG_TEXT("app", hello->app_id),
             LOG_NUMBER("connections", hello->num_connections),
             LOG_NUMBER("since_start_ms", clock_monotonic_ms() - daemon->started_ms));
    watchdog_status("connected to Slack");
    loop_wake(&daemon->deliver);
}

static void on_trouble(void *owner, const struct socket_mode_trouble *trouble) {
    static const char *const names[] = {[SOCKET_MODE_FAILED] = "connect_failed",
                                        [SOCKET_MODE_LOST] = "disconnected",
                                        [SOCKET_MODE_REFRESH] = "connection_refresh",
                                        [SOCKET_MODE_REFUSED] = "app_token_refused",
                                        [SOCKET_MODE_DISABLED] = "socket_mode_is_off",
                                        [SOCKET_MODE_TOO_MANY] = "too_many_connections",
                                        [SOCKET_MODE_GHOSTS] = "other_connections",
                                        [SOCKET_MODE_MALFORMED] = "malformed_frame",
                                        [SOCKET_MODE_UNSENT] = "unsent_frame"};
    struct daemon *daemon = owner;
    bool routine = trouble->kind == SOCKET_MODE_REFRESH;
    LOG_FIELDS(routine ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, names[trouble->kind],
               LOG_NUMBER("socket", trouble->socket), LOG_TEXT("code", trouble->code),
               LOG_NUMBER("retry_ms", trouble->retry_ms), LOG_TEXT("text", trouble->text));
    if (!routine && trouble->retry_ms >= 0)
        watchdog_status("not connected to Slack");
    if (trouble->fatal)
        end(daemon, EXIT_TOKENS);
}

static const struct link_events link_events = {
    .envelope = on_envelope,
    .connected = on_connected,
    .trouble = on_trouble,
};

/* ---- Start */

static void on_startup(void *owner, enum startup_verdict verdict, const char *text) {
    struct daemon *daemon = owner;
    if (verdict != STARTUP_READY) {
        log_error("cannot_start", LOG_TEXT("text", text));
        end(daemon, verdict == STARTUP_TOKENS ? EXIT_TOKENS : EXIT_CONFIGURATION);
        return;
    }
    log_info("workspace", LOG_TEXT("channel", daemon->dispatch.place.channel),
             LOG_TEXT("bot_user", daemon->dispatch.place.bot_user));
    if (!startup_knew(daemon->startup))
        link_start(daemon->link);
}

static void on_startup_delayed(void *owner, const char *text, int64_t retry_ms) {
    (void)owner;
    log_warning("slack_not_reached", LOG_TEXT("text", text), LOG_NUMBER("retry_ms", retry_ms));
}

static const struct startup_events startup_events = {on_startup, on_startup_delayed};

static struct network network_of(const struct config *config) {
    return (struct network){.ca_file = config->slack.ca_file,
                            .proxy = config->slack.proxy,
                            .no_proxy = config->slack.no_proxy,
                            .connect_timeout_ms = config->slack.connect_timeout_ms,
                            .answer_timeout_ms = config->slack.answer_timeout_ms};
}

static enum result open_sockets(struct daemon *daemon, const struct config_tokens *tokens,
                                struct err *err) {
    const struct config *config = daemon->config;
    struct web_api_settings api = {.network = network_of(config),
                                   .base_url = config->slack.api_url,
                                   .app_token = tokens->app,
                                   .bot_token = tokens->bot};
    struct websocket_settings sockets = {.network = network_of(config),
                                         .ping_ms = config->socket.ping_ms,
                                         .dead_after_ms = config->socket.dead_after_ms};
    struct socket_mode_settings machine = {.seed = random_next(&daemon->random),
                                           .backoff_max_ms = config->socket.backoff_max_ms};
    enum result result = web_api_new(daemon->loop, &api, &daemon->api, err);
    if (result == OK)
        result = websockets_new(daemon->loop, &sockets, &daemon->websockets, err);
    if (result == OK)
        daemon->link =
            link_new(daemon->loop, daemon->api, daemon->websockets, &machine, &link_events, daemon);
    return result;
}

/* What was left by the process before is known to the handlers, and the tasks begin. */
static enum result begin(struct daemon *daemon, struct err *err) {
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
    struct outcome outcome = dispatch(&daemon->dispatch, &start, REPLY_NONE, clock_utc_ms());
    *err = outcome.err;
    if (outcome.result != OK)
        return outcome.result;
    enum result result =
        sender_new(&daemon->store, &daemon->random, daemon->config->outbox_max_age_ms,
                   &sender_ports, daemon, &daemon->sender, err);
    if (result != OK)
        return result;
    loop_add(daemon->loop, &daemon->deliver);
    loop_add(daemon->loop, &daemon->schedule);
    daemon->startup =
        startup_new(daemon->loop, daemon->api, &daemon->dispatch, &startup_events, daemon);
    if (startup_knew(daemon->startup))
        link_start(daemon->link);
    return OK;
}

static enum result prepare(struct daemon *daemon, struct err *err) {
    daemon->deliver = (struct loop_task){.run = deliver_run, .owner = daemon, .clock = LOOP_UTC};
    daemon->schedule = (struct loop_task){.run = schedule_run, .owner = daemon, .clock = LOOP_UTC};
    daemon->stop = (struct loop_task){.run = stop_run, .owner = daemon, .clock = LOOP_MONOTONIC};
    enum result result = loop_new(&daemon->loop, err);
    if (result == OK)
        result = loop_on_signal(daemon->loop, SIGTERM, on_signal, daemon, err);
    if (result == OK)
        result = loop_on_signal(daemon->loop, SIGINT, on_signal, daemon, err);
    if (result == OK)
        loop_add(daemon->loop, &daemon->stop);
    return result;
}

static uint64_t seed(void) {
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        abort();
    return seed;
}

static enum exit_code refuse(enum exit_code code, const char *what, const struct err *err) {
    log_error(what, LOG_TEXT("text", err->text));
    return code;
}

static enum exit_code run(struct daemon *daemon, const struct config_tokens *tokens,
                          const char *version) {
    struct err err;
    const struct config *config = daemon->config;
    const char *directory = *config->templates_dir ? config->templates_dir : NULL;
    if (templates_load(shipped_templates, directory, &daemon->templates, &err) != OK)
        return refuse(EXIT_CONFIGURATION, "bad_template", &err);
    if (store_open(&daemon->store, config->store, &err) != OK)
        return refuse(EXIT_STORE, "cannot_open_store", &err);
    daemon->dispatch = (struct dispatch){.store = &daemon->store,
                                         .config = config,
                                         .templates = daemon->templates,
                                         .random = &daemon->random,
                                         .place = {config->slack.channel, ""}};
    if (prepare(daemon, &err) != OK || open_sockets(daemon, tokens, &err) != OK)
        return refuse(EXIT_CONFIGURATION, "cannot_start", &err);
    if (begin(daemon, &err) != OK)
        return refuse(EXIT_STORE, "cannot_use_store", &err);
    log_info("started", LOG_TEXT("version", version), LOG_TEXT("store", config->store),
             LOG_TEXT("api", config->slack.api_url));
    watchdog_start(daemon->loop);
    loop_run(daemon->loop);
    log_info("stopped", LOG_NUMBER("code", daemon->exit_code));
    return daemon->exit_code;
}

enum exit_code daemon_run(const struct config *config, const struct config_tokens *tokens,
                          const char *version) {
    struct daemon daemon = {
        .config = config, .random = random_new(seed()), .started_ms = clock_monotonic_ms()};
    enum exit_code code = run(&daemon, tokens, version);
    startup_free(daemon.startup);
    link_free(daemon.link);
    loop_free(daemon.loop);
    sender_free(daemon.sender);
    store_close(&daemon.store);
    templates_free(daemon.templates);
    return code;
}
