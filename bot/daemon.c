/* The daemon: what happens, in which order, and what is logged of it. See daemon.h. */
#include "bot/daemon.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utc.h"
#include "bot/catalogue.h"
#include "bot/core.h"
#include "bot/errand.h"
#include "bot/folder.h"
#include "bot/git.h"
#include "bot/link.h"
#include "bot/loop.h"
#include "bot/sandbox.h"
#include "bot/startup.h"
#include "bot/watchdog.h"
#include "pictures/canvas.h"
#include "store/outbox.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>

/* How long a clean end waits for close frames and for answers that are under way. */
enum { STOP_MAX_MS = 3 * SECOND_MS, STOP_LOOK_MS = 20 };

/* By which the clients' own time-outs, with their better texts, come before the machine's. */
enum { STEP_MARGIN_MS = 5 * SECOND_MS };

struct daemon {
    const struct config *config;
    struct loop *loop;
    struct store store;
    struct random random;
    struct library *library;
    struct templates *templates;
    struct dispatch dispatch;
    struct web_api *api;
    struct websockets *websockets;
    struct link *link;
    struct core *core;
    struct startup *startup;
    struct loop_task work, stop;
    int64_t started_ms; /* monotonic */
    int64_t arrived_ms; /* monotonic: the envelope that is being handled */
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
    core_disconnected(daemon->core, clock_utc_ms());
    end(daemon, EXIT_CLEAN);
}

/* ---- Reading the rules anew */

/* All of it or nothing: half of a new policy is no policy. */
static void on_reload(void *user, int signal) {
    struct daemon *daemon = user;
    (void)signal;
    struct faults faults = faults_new();
    struct library *library = library_reload(daemon->config, &faults);
    struct templates *templates = catalogue_read(daemon->config, library, &faults);
    if (faults.count) {
        log_error("not_reloaded", LOG_TEXT("text", faults.text.text));
        templates_free(templates);
        library_free(library);
    } else {
        templates_free(daemon->templates);
        library_free(daemon->library);
        daemon->dispatch.templates = daemon->templates = templates;
        daemon->dispatch.library = daemon->library = library;
        core_reloaded(daemon->core, clock_utc_ms());
        loop_wake(&daemon->work);
        log_info("reloaded", LOG_TEXT("playbook", library_current(library)->name));
    }
    faults_free(&faults);
}

/* ---- The core's work */

static int64_t core_task(void *owner, int64_t now_ms) {
    struct daemon *daemon = owner;
    return daemon->stop_by_ms ? LOOP_NEVER : core_run(daemon->core, now_ms);
}

static void on_envelope(void *owner, uint32_t socket, const struct json *json) {
    struct daemon *daemon = owner;
    daemon->arrived_ms = clock_monotonic_ms();
    core_envelope(daemon->core, socket, json, clock_utc_ms());
    loop_wake(&daemon->work);
}

static enum result ack(void *world, uint32_t socket, const char *envelope_id,
                       const struct json *payload, struct err *err) {
    struct daemon *daemon = world;
    return link_ack(daemon->link, socket, envelope_id, payload, err);
}

static void on_answer(void *user, const struct web_answer *answer) {
    struct daemon *daemon = user;
    core_answered(daemon->core, answer->ticket, answer, clock_utc_ms());
    loop_wake(&daemon->work);
}

static enum result start_call(void *world, uint64_t ticket, const struct web_call *what,
                              struct err *err) {
    struct daemon *daemon = world;
    struct web_call call = *what;
    struct errand errand = {.folder = daemon->config->postmortem.folder,
                            .body = call.body,
                            .ticket = ticket,
                            .answered = on_answer,
                            .user = daemon};
    call.ticket = ticket;
    if (str_equal(call.method, OUTBOX_WRITE))
        errand.deed = folder_write;
    else if (str_equal(call.method, OUTBOX_READ))
        errand.deed = folder_show;
    else if (str_equal(call.method, OUTBOX_COMMIT))
        errand.deed = git_commit;
    return errand.deed ? errand_start(daemon->loop, &errand, err)
                       : web_api_call(daemon->api, &call, on_answer, daemon, err);
}

/* ---- What the core tells */

static void log_handled(void *world, const struct envelope *envelope,
                        const struct outcome *outcome) {
    const struct daemon *daemon = world;
    bool well = outcome->result == OK || outcome->result == SEEN;
    LOG_FIELDS(well ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "handled",
               LOG_TEXT("envelope", envelope->id), LOG_TEXT("type", envelope->type),
               LOG_TEXT("user", envelope->request.user), LOG_TEXT("handler", outcome->handler),
               LOG_TEXT("result", result_name(outcome->result)),
               LOG_TEXT("text", well ? "" : outcome->err.text),
               LOG_NUMBER("took_ms", clock_monotonic_ms() - daemon->arrived_ms));
}

static void log_not_acknowledged(void *world, const struct envelope *envelope, const char *text) {
    (void)world;
    log_warning("not_acknowledged", LOG_TEXT("envelope", envelope->id), LOG_TEXT("text", text));
}

static void log_reply_lost(void *world, const char *text) {
    (void)world;
    log_warning("reply_lost", LOG_TEXT("text", text));
}

static void log_delivery(void *world, const struct sender_event *event) {
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

/* Most failures pass: the disk may have room again, the lock may be free. Damage does not, and
 * going on would make it worse. */
static void store_failed(void *world, const char *doing, enum result result,
                         const struct err *err) {
    log_error("store_failed", LOG_TEXT("doing", doing), LOG_TEXT("result", result_name(result)),
              LOG_TEXT("text", err->text), LOG_TEXT("file", err->file),
              LOG_NUMBER("line", err->line));
    if (result == CORRUPT)
        end(world, EXIT_STORE);
}

static const struct core_ports core_ports = {
    .ack = ack,
    .call = start_call,
    .handled = log_handled,
    .not_acknowledged = log_not_acknowledged,
    .reply_lost = log_reply_lost,
    .delivery = log_delivery,
    .store_failed = store_failed,
};

/* ---- The link */

static void on_connected(void *owner, const struct socket_mode_hello *hello) {
    struct daemon *daemon = owner;
    log_info("connected", LOG_TEXT("host", hello->host), LOG_TEXT("app", hello->app_id),
             LOG_NUMBER("connections", hello->num_connections),
             LOG_NUMBER("since_start_ms", clock_monotonic_ms() - daemon->started_ms));
    watchdog_status("connected to Slack");
    core_connected(daemon->core, clock_utc_ms());
    loop_wake(&daemon->work);
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
    if (!link_status(daemon->link).connected)
        core_disconnected(daemon->core, clock_utc_ms());
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
                                           .backoff_max_ms = config->socket.backoff_max_ms,
                                           .step_timeout_ms = config->slack.connect_timeout_ms +
                                                              config->slack.answer_timeout_ms +
                                                              STEP_MARGIN_MS};
    enum result result = web_api_new(daemon->loop, &api, &daemon->api, err);
    if (result == OK)
        result = websockets_new(daemon->loop, &sockets, &daemon->websockets, err);
    if (result == OK)
        daemon->link =
            link_new(daemon->loop, daemon->api, daemon->websockets, &machine, &link_events, daemon);
    return result;
}

static enum result begin(struct daemon *daemon, struct err *err) {
    enum result result =
        core_new(&daemon->dispatch, &core_ports, daemon, clock_utc_ms(), &daemon->core, err);
    if (result != OK)
        return result;
    loop_add(daemon->loop, &daemon->work);
    daemon->startup =
        startup_new(daemon->loop, daemon->api, &daemon->dispatch, &startup_events, daemon);
    if (startup_knew(daemon->startup))
        link_start(daemon->link);
    return OK;
}

static enum result prepare(struct daemon *daemon, struct err *err) {
    daemon->work = (struct loop_task){.run = core_task, .owner = daemon, .clock = LOOP_UTC};
    daemon->stop = (struct loop_task){.run = stop_run, .owner = daemon, .clock = LOOP_MONOTONIC};
    enum result result = loop_new(&daemon->loop, err);
    if (result == OK)
        result = loop_on_signal(daemon->loop, SIGTERM, on_signal, daemon, err);
    if (result == OK)
        result = loop_on_signal(daemon->loop, SIGINT, on_signal, daemon, err);
    if (result == OK)
        result = loop_on_signal(daemon->loop, SIGHUP, on_reload, daemon, err);
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

/* Whoever drives a postmortem would hear of it too, but that may be weeks away. */
static void check_git(const struct config *config) {
    struct err err;
    if (config->postmortem.git && git_check(config->postmortem.folder, &err) != OK)
        log_warning("no_commits", LOG_TEXT("text", err.text));
}

/* A machine without a filter is told of and served all the same. Fonts are found before, because
 * that reads a hundred files. */
static void enter_sandbox(const struct config *config) {
    struct err err;
    canvas_prepare();
    if (!config->sandbox)
        log_warning("not_sandboxed", LOG_TEXT("text", "the setting sandbox is false"));
    else if (sandbox_enter(config->postmortem.git, &err) != OK)
        log_warning("not_sandboxed", LOG_TEXT("text", err.text));
    else
        log_info("sandboxed", LOG_TEXT("text", "what is not needed from here on is refused"));
}

static enum exit_code refuse(enum exit_code code, const char *what, const struct err *err) {
    log_error(what, LOG_TEXT("text", err->text));
    return code;
}

static bool read_templates(struct daemon *daemon) {
    struct faults faults = faults_new();
    daemon->templates = catalogue_read(daemon->config, daemon->library, &faults);
    bool right = faults.count == 0;
    if (!right)
        log_error("bad_template", LOG_TEXT("text", faults.text.text));
    faults_free(&faults);
    return right;
}

static enum exit_code run(struct daemon *daemon, const struct config_tokens *tokens,
                          const char *version) {
    struct err err;
    const struct config *config = daemon->config;
    if (!read_templates(daemon))
        return EXIT_CONFIGURATION;
    if (store_open(&daemon->store, config->store, &err) != OK)
        return refuse(EXIT_STORE, "cannot_open_store", &err);
    daemon->dispatch = (struct dispatch){.store = &daemon->store,
                                         .config = config,
                                         .library = daemon->library,
                                         .templates = daemon->templates,
                                         .random = &daemon->random,
                                         .place = {config->slack.channel, "", ""}};
    if (prepare(daemon, &err) != OK || open_sockets(daemon, tokens, &err) != OK)
        return refuse(EXIT_CONFIGURATION, "cannot_start", &err);
    check_git(config);
    enter_sandbox(config);
    if (begin(daemon, &err) != OK) {
        err_prefix(&err, "%s: ", config->store);
        return refuse(EXIT_STORE, "cannot_use_store", &err);
    }
    log_info("started", LOG_TEXT("version", version), LOG_TEXT("store", config->store),
             LOG_TEXT("api", config->slack.api_url),
             LOG_TEXT("playbook", library_current(daemon->library)->name));
    watchdog_start(daemon->loop);
    loop_run(daemon->loop);
    log_info("stopped", LOG_NUMBER("code", daemon->exit_code));
    return daemon->exit_code;
}

enum exit_code daemon_run(const struct config *config, struct library *library,
                          const struct config_tokens *tokens, const char *version) {
    struct daemon daemon = {.config = config,
                            .library = library,
                            .random = random_new(seed()),
                            .started_ms = clock_monotonic_ms()};
    enum exit_code code = run(&daemon, tokens, version);
    startup_free(daemon.startup);
    link_free(daemon.link);
    loop_free(daemon.loop);
    core_free(daemon.core);
    store_close(&daemon.store);
    templates_free(daemon.templates);
    library_free(daemon.library);
    return code;
}
