/* One incidentd: see process.h. */
#include "tests/weather/process.h"

#include "base/str.h"
#include "bot/core.h"
#include "bot/socket_mode.h"
#include "config/config.h"
#include "store/store.h"
#include "templates/templates.h"
#include "tests/weather/oracle.h"
#include "tests/weather/slack.h"
#include "tests/weather/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The loop sleeps no longer than this, so that it notices a clock that was set (bot/loop.h); the
 * service manager waits this long before it starts a process that could not begin. */
enum { SLEEP_MAX_MS = MINUTE_MS, START_AGAIN_MS = 5 * SECOND_MS };

/* By seed. */
static const char *const playbooks[] = {"default", "motus", "vyberology", "guide", "hotfix"};

struct process {
    struct world *world;
    char path[256];
    char rules[300]; /* a file, in some worlds */
    int life;
    bool up;
    bool dying; /* kill -9 struck in the middle of something: nothing gets out any more */

    struct config config;
    struct library *library;
    struct templates *templates;
    struct random random;
    struct store store;
    struct db inner; /* the engine behind the one that fails */
    struct dispatch dispatch;
    struct core *core;
    struct socket_mode *machine;

    bool woken;                       /* something happened: run at once */
    int64_t core_due_ms, core_ran_ms; /* UTC of the machine */
    int64_t looked_ms;                /* true time */
    int64_t machine_due_ms;           /* true time: the monotonic clock */
};

int process_life(const struct world *world) {
    return world->process->life;
}

bool process_is_up(const struct world *world) {
    return world->process->up;
}

const char *process_store_path(const struct world *world) {
    return world->process->path;
}

/* ---- A store that fails, and a process that dies in it */

static bool dies(struct process *process) {
    if (!process->dying && world_chance(process->world, process->world->sky.crashes)) {
        world_tell(process->world, "CRASH at a call of the store");
        process->dying = true;
    }
    return process->dying;
}

static enum result dead(struct err *err) {
    return fail(err, IO, "the process is dead");
}

static bool fails(struct process *process, const char *sql, enum result *ret_result,
                  struct err *err) {
    const struct sky *sky = &process->world->sky;
    int chance = sky->store_fails;
    if (str_equal(sql, "COMMIT") && chance < sky->commits_fail)
        chance = sky->commits_fail;
    if (!world_chance(process->world, chance))
        return false;
    *ret_result = world_chance(process->world, 500) ? fail(err, BUSY, "the store is locked")
                                                    : fail(err, IO, "no space left on device");
    return true;
}

/* When the disk is full at a commit, SQLite may have rolled back by itself, and may not. */
static void give_up_transaction(struct process *process, const char *sql, enum result why) {
    struct err ignored;
    if (why == IO && str_equal(sql, "COMMIT") && world_chance(process->world, 500))
        (void)!process->inner.driver->script(process->inner.engine, "ROLLBACK", &ignored);
}

static enum result failing_script(void *engine, const char *sql, struct err *err) {
    struct process *process = engine;
    enum result result = OK;
    if (process->dying || dies(process))
        return dead(err);
    if (!str_equal(sql, "ROLLBACK") && fails(process, sql, &result, err)) {
        give_up_transaction(process, sql, result);
        return result;
    }
    result = process->inner.driver->script(process->inner.engine, sql, err);
    return dies(process) ? dead(err) : result;
}

static enum result failing_open(void *engine, const char *sql, const struct db_value *values,
                                int count, void **ret_rows, struct err *err) {
    struct process *process = engine;
    enum result result = OK;
    if (process->dying || dies(process))
        return dead(err);
    if (fails(process, sql, &result, err))
        return result;
    return process->inner.driver->open(process->inner.engine, sql, values, count, ret_rows, err);
}

static void failing_end(void *engine) {
    struct process *process = engine;
    process->inner.driver->end(process->inner.engine);
}

static void put_failing_driver(struct process *process) {
    static struct db_driver driver;
    process->inner = process->store.db;
    driver = *process->inner.driver;
    driver.script = failing_script;
    driver.open = failing_open;
    driver.end = failing_end;
    process->store.db = (struct db){&driver, process};
}

/* ---- What the core asks for */

static enum result ack(void *opaque, uint32_t socket, const char *envelope_id,
                       const struct json *payload, struct err *err) {
    struct process *process = opaque;
    if (process->dying)
        return dead(err);
    return socket_mode_ack(process->machine, socket, envelope_id, payload, err);
}

static enum result call(void *opaque, uint64_t ticket, const struct web_call *what,
                        struct err *err) {
    struct process *process = opaque;
    if (process->dying)
        return dead(err);
    slack_call(process->world, &(struct slack_request){.ticket = ticket,
                                                       .method = what->method,
                                                       .url = what->url,
                                                       .body = what->body,
                                                       .bytes = what->bytes,
                                                       .len = what->len,
                                                       .is_row = ticket != CORE_NO_TICKET});
    return OK;
}

static void handled(void *opaque, const struct envelope *envelope, const struct outcome *outcome) {
    const struct process *process = opaque;
    world_tell(process->world, "CORE handled %s: %s %s", envelope->id, result_name(outcome->result),
               outcome->result == OK ? "" : outcome->err.text);
}

static void not_acknowledged(void *opaque, const struct envelope *envelope, const char *text) {
    const struct process *process = opaque;
    world_tell(process->world, "CORE did not acknowledge %s: %s", envelope->id, text);
}

static void reply_lost(void *opaque, const char *text) {
    const struct process *process = opaque;
    world_tell(process->world, "CORE lost a reply: %s", text);
}

static void delivery(void *opaque, const struct sender_event *event) {
    static const char *const names[] = {[SENDER_DELIVERED] = "delivered",
                                        [SENDER_RETRY] = "tries again",
                                        [SENDER_FAILED] = "gave up",
                                        [SENDER_FOUND] = "found",
                                        [SENDER_PAUSED] = "paused"};
    const struct process *process = opaque;
    world_tell(process->world, "CORE %s row %lld %s: %s", names[event->kind], (long long)event->row,
               event->method, event->text);
}

static void store_failed(void *opaque, const char *doing, enum result result,
                         const struct err *err) {
    struct process *process = opaque;
    world_tell(process->world, "CORE store failed %s: %s: %s", doing, result_name(result),
               err->text);
    if (result != CORRUPT)
        return;
    oracle_hears_of_damage(process->world, err->text);
    process->dying = true; /* it ends and is started again, as a service is */
}

static const struct core_ports core_ports = {.ack = ack,
                                             .call = call,
                                             .handled = handled,
                                             .not_acknowledged = not_acknowledged,
                                             .reply_lost = reply_lost,
                                             .delivery = delivery,
                                             .store_failed = store_failed};

/* ---- What the machine asks for */

static void ask_url(void *opaque, uint32_t attempt) {
    struct process *process = opaque;
    socket_ask_url(process->world, attempt);
}

static void dial(void *opaque, uint32_t socket, const char *url) {
    struct process *process = opaque;
    (void)url;
    socket_dial(process->world, socket);
}

static bool send_text(void *opaque, uint32_t socket, const char *text, size_t len) {
    struct process *process = opaque;
    (void)len;
    return socket_receive(process->world, socket, text);
}

static void hang_up(void *opaque, uint32_t socket, uint16_t code) {
    struct process *process = opaque;
    (void)code;
    socket_hang_up(process->world, socket);
}

static void envelope(void *opaque, uint32_t socket, const struct json *json) {
    struct process *process = opaque;
    core_envelope(process->core, socket, json, world_utc_ms(process->world));
}

static void connected(void *opaque, const struct socket_mode_hello *hello) {
    struct process *process = opaque;
    world_tell(process->world, "LINK connected, socket %u", hello->socket);
    core_connected(process->core, world_utc_ms(process->world));
}

static void trouble(void *opaque, const struct socket_mode_trouble *what) {
    struct process *process = opaque;
    world_tell(process->world, "LINK %s", what->text);
    if (!socket_mode_status(process->machine).connected)
        core_disconnected(process->core, world_utc_ms(process->world));
    if (what->fatal)
        oracle_finds(process->world, "rest", "the link gave up: %s", what->text);
}

static const struct socket_mode_ports machine_ports = {.ask_url = ask_url,
                                                       .dial = dial,
                                                       .send = send_text,
                                                       .close = hang_up,
                                                       .envelope = envelope,
                                                       .connected = connected,
                                                       .trouble = trouble};

/* ---- Life and death */

static void start_again(struct world *world, void *thing) {
    if (!agenda_put_off(world, start_again, thing))
        process_start(world);
}

static void bury(struct process *process, int64_t down_ms) {
    struct world *world = process->world;
    world_disturbed(world);
    core_free(process->core);
    socket_mode_free(process->machine);
    if (process->store.db.driver)
        store_close(&process->store);
    process->core = NULL;
    process->machine = NULL;
    process->store = (struct store){0};
    process->up = process->dying = false;
    sockets_orphaned(world);
    process->life++;
    agenda_add(world, down_ms, start_again, NULL);
}

/* After everything in which it could have died. */
static void lay_out(struct process *process) {
    if (!process->dying)
        return;
    oracle_sees_crash(process->world);
    bury(process, world_below(process->world, MINUTE_MS));
}

void process_start(struct world *world) {
    struct process *process = world->process;
    struct err err;
    char address[sizeof process->path + sizeof "sqlite:"];
    snprintf(address, sizeof address, "sqlite:%s", process->path);
    process->random = random_new(world->seed * 1000003 + (uint64_t)process->life);
    if (store_open(&process->store, address, &err) != OK) {
        oracle_finds(world, "rest", "the store cannot be opened: %s", err.text);
        return;
    }
    put_failing_driver(process);
    process->dispatch = (struct dispatch){.store = &process->store,
                                          .config = &process->config,
                                          .library = process->library,
                                          .templates = process->templates,
                                          .random = &process->random,
                                          .place = {SLACK_INCIDENTS, SLACK_BOT, ""}};
    process->machine =
        socket_mode_new(&(struct socket_mode_settings){.seed = random_next(&process->random)},
                        &machine_ports, process);
    if (core_new(&process->dispatch, &core_ports, process, world_utc_ms(world), &process->core,
                 &err) != OK) {
        world_tell(world, "START failed: %s", err.text);
        bury(process, START_AGAIN_MS);
        return;
    }
    process->up = true;
    process->woken = true;
    socket_mode_start(process->machine, world->now_ms);
    process->machine_due_ms = world->now_ms;
    world_tell(world, "START");
    world_disturbed(world);
}

void process_kill(struct world *world, int64_t down_ms) {
    struct process *process = world->process;
    if (!process->up)
        return;
    world_tell(world, "KILL for %lld s", (long long)(down_ms / SECOND_MS));
    oracle_sees_crash(world);
    bury(process, down_ms);
}

/* ---- Running */

static bool core_is_due(const struct process *process) {
    int64_t utc_ms = world_utc_ms(process->world);
    return process->woken || utc_ms >= process->core_due_ms || utc_ms < process->core_ran_ms;
}

/* The loop looks at the clock again after a minute at the latest. */
int64_t process_next_ms(const struct world *world) {
    const struct process *process = world->process;
    if (!process->up)
        return INT64_MAX;
    int64_t next_ms = process->looked_ms + SLEEP_MAX_MS;
    if (process->woken)
        next_ms = world->now_ms;
    else if (process->core_due_ms < CORE_NEVER && process->core_due_ms - world->skew_ms < next_ms)
        next_ms = process->core_due_ms - world->skew_ms;
    if (process->machine_due_ms < next_ms)
        next_ms = process->machine_due_ms;
    if (next_ms < world->frozen_until_ms)
        next_ms = world->frozen_until_ms;
    return next_ms > world->now_ms ? next_ms : world->now_ms;
}

void process_run(struct world *world) {
    struct process *process = world->process;
    if (!process->up || world->frozen_until_ms > world->now_ms)
        return;
    process->looked_ms = world->now_ms;
    if (process->machine_due_ms <= world->now_ms)
        process->machine_due_ms = socket_mode_run(process->machine, world->now_ms);
    if (core_is_due(process)) {
        process->woken = false;
        process->core_ran_ms = world_utc_ms(world);
        process->core_due_ms = core_run(process->core, process->core_ran_ms);
    }
    lay_out(process);
}

/* Something happened: both look again at once. */
static void wake(struct process *process) {
    if (process->up) {
        process->woken = true;
        process->machine_due_ms = process->world->now_ms;
    }
    lay_out(process);
}

/* ---- What comes back */

void process_answered(struct world *world, int life, uint64_t ticket,
                      const struct reply_of_slack *reply) {
    static const enum web_outcome outcomes[] = {[REPLY_OK] = WEB_OK,
                                                [REPLY_REFUSED] = WEB_REFUSED,
                                                [REPLY_LATER] = WEB_LATER,
                                                [REPLY_UNSENT] = WEB_UNSENT,
                                                [REPLY_IN_DOUBT] = WEB_IN_DOUBT};
    struct process *process = world->process;
    struct err err;
    JSON_AUTO *body = NULL;
    if (!process->up || life != process->life)
        return;
    if (reply->body && json_parse(reply->body, strlen(reply->body), &body, &err) != OK)
        abort();
    struct web_answer answer =
        web_answer_none(outcomes[reply->outcome], *reply->error ? reply->error : "weather");
    answer.error = reply->error;
    answer.body = body;
    answer.retry_after_ms = reply->retry_after_ms;
    core_answered(process->core, ticket, &answer, world_utc_ms(world));
    wake(process);
}

void process_url(struct world *world, int life, uint32_t attempt,
                 const struct reply_of_slack *reply) {
    struct process *process = world->process;
    if (!process->up || life != process->life)
        return;
    if (reply->outcome == REPLY_OK)
        socket_mode_url(process->machine, attempt, "wss://slack.test/link", world->now_ms);
    else
        socket_mode_no_url(process->machine, attempt, reply->error, "no URL", reply->retry_after_ms,
                           world->now_ms);
    wake(process);
}

void process_opened(struct world *world, int life, uint32_t socket) {
    struct process *process = world->process;
    if (!process->up || life != process->life)
        return;
    socket_mode_opened(process->machine, socket, world->now_ms);
    wake(process);
}

void process_message(struct world *world, int life, uint32_t socket, const char *text) {
    struct process *process = world->process;
    if (!process->up || life != process->life)
        return;
    socket_mode_message(process->machine, socket, text, strlen(text), world->now_ms);
    wake(process);
}

void process_closed(struct world *world, int life, uint32_t socket) {
    struct process *process = world->process;
    if (!process->up || life != process->life)
        return;
    socket_mode_closed(process->machine, socket, "the weather", -1, world->now_ms);
    wake(process);
}

/* ---- The whole */

/* In some worlds incidents of the two upper severities, and those of security, have a channel of
 * their own, by the rules of the default playbook otherwise. */
static bool has_own_channels(const struct world *world) {
    return world->seed % 5 == 0 && world->seed / 5 % 2 == 1;
}

static void write_with(FILE *file, const char *rules, const char *const *marks, const char *what) {
    for (; *marks; marks++) {
        const char *found = strstr(rules, *marks);
        size_t len = found ? (size_t)(found - rules) + strlen(*marks) : 0;
        fprintf(file, "%.*s%s", (int)len, rules, found ? what : "");
        rules += len;
    }
    fprintf(file, "%s", rules);
}

static void write_rules(struct process *process) {
    static const char *const marks[] = {"sev1: {", "sev2: {", "words = \"breach vulnerability\";",
                                        NULL};
    const struct embedded *rules = shipped_playbooks;
    while (!str_equal(rules->name, "default") && !strstr(rules->name, "default."))
        rules++;
    snprintf(process->rules, sizeof process->rules, "%s.cfg", process->path);
    FILE *file = fopen(process->rules, "w");
    char *text = mem_alloc(rules->len + 1);
    memcpy(text, rules->bytes, rules->len);
    if (!file)
        abort();
    write_with(file, text, marks,
               " own_channel = { name = \"inc-{title}\"; topic = \"{severity} {status}\"; "
               "purpose = \"{id}\"; archive_after = \"30m\"; };");
    fprintf(file, "links = ( { label = \"Wiki\"; url = \"https://wiki.example.test\"; } );\n");
    fclose(file);
    mem_free(text);
    process->config.playbook = process->rules;
}

struct process *process_new(struct world *world) {
    struct err err;
    struct process *process = mem_alloc(sizeof *process);
    process->world = world;
    /* The same seed may be asked for twice, and live in two shares at once. */
    snprintf(process->path, sizeof process->path, "%s/%d-%llu.db", world->folder, (int)getpid(),
             (unsigned long long)world->seed);
    config_defaults(&process->config, &(struct config_environment){0});
    process->config.inbox_keep_ms = 90 * DAY_MS; /* the oracle asks what became of every row */
    process->config.playbook = playbooks[world->seed % (sizeof playbooks / sizeof *playbooks)];
    if (has_own_channels(world))
        write_rules(process);
    struct faults faults = faults_new();
    process->library = library_load(&process->config, &faults);
    if (faults.count) {
        fprintf(stderr, "weather: %s\n", faults.text.text);
        exit(1);
    }
    faults_free(&faults);
    if (templates_load(shipped_templates, NULL, &process->templates, &err) != OK) {
        fprintf(stderr, "weather: %s\n", err.text);
        exit(1);
    }
    return process;
}

void process_free(struct world *world) {
    struct process *process = world->process;
    core_free(process->core);
    socket_mode_free(process->machine);
    if (process->store.db.driver)
        store_close(&process->store);
    templates_free(process->templates);
    library_free(process->library);
    config_finish(&process->config);
    if (*process->rules)
        (void)unlink(process->rules);
    mem_free(process);
}
