/* Socket Mode's state machine: see socket_mode.h.
 *
 * Each attempt has a slot from the question for a URL to the end of its socket. At most one slot is
 * on its way (ASKING, DIALLING, GREETING), at most one SERVES, and those that were replaced DRAIN:
 * they go on delivering and acknowledging until what they delivered is acknowledged. A slot that is
 * freed is forgotten, and with it every later word about its number. */
#include "bot/socket_mode.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "bot/web_answer.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    SLOTS = 6,    /* one on its way, one serving, the rest draining; Slack allows 10 */
    ID_MAX = 255, /* characters of an identifier of Slack's */
    TEXT_SIZE = 512,
    FIRST_RETRY_MS = 250,
    TOO_MANY_MS = 30 * 1000,    /* after too_many_websockets, at least */
    PROBE_FIRST_MS = 60 * 1000, /* while Socket Mode is switched off: 1, 2, 4 minutes … */
    PROBE_MAX_MS = 5 * 60 * 1000,
    RATE_LIMIT_MS = 30 * 1000, /* when Slack does not say how long */
    RETRY_JITTER_MS = 1000
};

enum { CLOSE_NORMAL = 1000 };

enum stage {
    FREE,
    ASKING,   /* for a URL */
    DIALLING, /* TCP, TLS and handshake */
    GREETING, /* open; hello is awaited */
    SERVING,
    DRAINING
};

struct slot {
    enum stage stage;
    uint32_t number;
    int64_t since_ms;    /* of the stage */
    int64_t deadline_ms; /* of the stage; not used while serving */
    unsigned unacked;    /* envelopes that came and were not acknowledged */
    bool stable;         /* served long enough to forget the failures before */
    bool refreshing;     /* a replacement was ordered */
    bool linked;         /* there is a connection to close */
};

struct socket_mode {
    struct socket_mode_settings settings;
    const struct socket_mode_ports *ports;
    void *world;
    struct random random;
    struct slot slots[SLOTS];
    uint32_t last_number;
    int64_t now_ms;         /* of the last event */
    int64_t attempt_due_ms; /* SOCKET_MODE_NEVER when none is planned, as while one is under way */
    int64_t away_since_ms;  /* when the last socket in use was lost */
    int64_t num_connections;
    unsigned failures; /* in a row */
    unsigned probes;   /* while switched off */
    bool wanted;
    bool proven; /* it worked once: a refusal is no reason to give up any more */
    bool refused;
    bool disabled;
};

/* ---- Slots. */

static bool is_on_its_way(const struct slot *slot) {
    return slot->stage == ASKING || slot->stage == DIALLING || slot->stage == GREETING;
}

static bool is_open(const struct slot *slot) {
    return slot->stage == GREETING || slot->stage == SERVING || slot->stage == DRAINING;
}

static struct slot *find_stage(struct socket_mode *sm, enum stage stage) {
    for (int i = 0; i < SLOTS; i++)
        if (sm->slots[i].stage == stage)
            return &sm->slots[i];
    return NULL;
}

static struct slot *find_number(struct socket_mode *sm, uint32_t number) {
    for (int i = 0; i < SLOTS; i++)
        if (sm->slots[i].stage != FREE && sm->slots[i].number == number)
            return &sm->slots[i];
    return NULL;
}

static struct slot *find_attempt(struct socket_mode *sm) {
    for (int i = 0; i < SLOTS; i++)
        if (is_on_its_way(&sm->slots[i]))
            return &sm->slots[i];
    return NULL;
}

static unsigned count_open(const struct socket_mode *sm) {
    unsigned count = 0;
    for (int i = 0; i < SLOTS; i++)
        count += is_open(&sm->slots[i]);
    return count;
}

static void enter(struct slot *slot, enum stage stage, int64_t now_ms, int64_t timeout_ms) {
    slot->stage = stage;
    slot->since_ms = now_ms;
    slot->deadline_ms = now_ms + timeout_ms;
}

/* Forgets the slot, and ends its connection if it may have one. */
static void release(struct socket_mode *sm, struct slot *slot) {
    uint32_t number = slot->number;
    bool linked = slot->linked;
    *slot = (struct slot){0};
    if (linked)
        sm->ports->close(sm->world, number, CLOSE_NORMAL);
}

static void release_all(struct socket_mode *sm) {
    for (int i = 0; i < SLOTS; i++)
        if (sm->slots[i].stage != FREE)
            release(sm, &sm->slots[i]);
}

/* A free slot; the socket that drains longest makes room when there is none. */
static struct slot *take_slot(struct socket_mode *sm) {
    struct slot *oldest = NULL;
    for (int i = 0; i < SLOTS; i++) {
        struct slot *slot = &sm->slots[i];
        if (slot->stage == FREE)
            return slot;
        if (slot->stage == DRAINING && (!oldest || slot->since_ms < oldest->since_ms))
            oldest = slot;
    }
    assert(oldest); /* at most two slots are in other stages */
    release(sm, oldest);
    return oldest;
}

/* ---- Telling. */

static void tell(struct socket_mode *sm, enum socket_mode_kind kind, uint32_t socket,
                 const char *code, const char *format, ...) PRINTF(5, 6);
static void tell(struct socket_mode *sm, enum socket_mode_kind kind, uint32_t socket,
                 const char *code, const char *format, ...) {
    char text[TEXT_SIZE];
    bool planned = sm->attempt_due_ms != SOCKET_MODE_NEVER;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct socket_mode_trouble trouble = {
        .kind = kind,
        .text = text,
        .code = code,
        .socket = socket,
        .retry_ms = planned ? sm->attempt_due_ms - sm->now_ms : -1,
        .fatal = kind == SOCKET_MODE_REFUSED && !sm->proven,
        .num_connections = sm->num_connections,
    };
    sm->ports->trouble(sm->world, &trouble);
}

/* ---- When to try again. */

static int64_t jitter(struct socket_mode *sm, int64_t limit_ms) {
    return (int64_t)random_below(&sm->random, (uint64_t)limit_ms + 1);
}

/* The wait after this many failures: at once, then anything up to 1, 2, 4 … seconds, so that many
 * clients do not come back together. */
static int64_t backoff_ms(struct socket_mode *sm) {
    int64_t limit_ms = 1000;
    if (sm->failures <= 1)
        return jitter(sm, FIRST_RETRY_MS);
    for (unsigned i = 2; i < sm->failures && limit_ms < sm->settings.backoff_max_ms; i++)
        limit_ms *= 2;
    return jitter(sm,
                  limit_ms < sm->settings.backoff_max_ms ? limit_ms : sm->settings.backoff_max_ms);
}

/* While Socket Mode is switched off, or the token refused, a question now and then is enough: a
 * person has to act, and we must notice when it is done. */
static int64_t probe_ms(const struct socket_mode *sm) {
    if (sm->refused)
        return PROBE_MAX_MS;
    int64_t wait_ms = PROBE_FIRST_MS;
    for (unsigned i = 1; i < sm->probes && wait_ms < PROBE_MAX_MS; i++)
        wait_ms *= 2;
    return wait_ms < PROBE_MAX_MS ? wait_ms : PROBE_MAX_MS;
}

static void plan(struct socket_mode *sm, int64_t delay_ms) {
    if (sm->wanted)
        sm->attempt_due_ms = sm->now_ms + delay_ms;
}

/* True when the next socket is wanted: there is none, or the one in use is on its way out. */
static bool wants_socket(struct socket_mode *sm) {
    const struct slot *serving = find_stage(sm, SERVING);
    return !serving || serving->refreshing;
}

/* Plans the next attempt after a failure, not before at_least_ms. One that is under way or planned
 * is left alone, but for that. */
static void plan_after_failure(struct socket_mode *sm, int64_t at_least_ms) {
    if (find_attempt(sm) || !wants_socket(sm))
        return;
    if (sm->attempt_due_ms != SOCKET_MODE_NEVER && sm->attempt_due_ms - sm->now_ms >= at_least_ms)
        return;
    sm->failures++;
    int64_t delay_ms = backoff_ms(sm);
    if (sm->disabled && delay_ms < probe_ms(sm))
        delay_ms = probe_ms(sm);
    plan(sm, delay_ms > at_least_ms ? delay_ms : at_least_ms);
}

/* When the socket in use counts as stable; SOCKET_MODE_NEVER when it does already, and when it is
 * to be replaced, because a server that sends every new socket away is not stable. */
static int64_t stable_due_ms(const struct socket_mode *sm, const struct slot *serving) {
    if (serving->stable || serving->refreshing)
        return SOCKET_MODE_NEVER;
    return serving->since_ms + sm->settings.stable_after_ms;
}

/* Every event comes through here first. */
static void settle(struct socket_mode *sm, int64_t now_ms) {
    struct slot *serving = find_stage(sm, SERVING);
    sm->now_ms = now_ms;
    if (!serving || now_ms < stable_due_ms(sm, serving))
        return;
    serving->stable = true;
    sm->failures = 0;
    sm->probes = 0;
}

/* ---- Ends. */

/* A socket or an attempt is over; another attempt follows, not before at_least_ms. */
static void end_slot(struct socket_mode *sm, struct slot *slot, enum socket_mode_kind kind,
                     const char *code, const char *text, int64_t at_least_ms) {
    uint32_t number = slot->number;
    if (slot->stage == SERVING)
        sm->away_since_ms = sm->now_ms;
    release(sm, slot);
    plan_after_failure(sm, at_least_ms);
    tell(sm, kind, number, code, "%s", text);
}

static void fail_attempt(struct socket_mode *sm, struct slot *slot, const char *code,
                         const char *text, int64_t retry_after_ms) {
    int64_t wait_ms = retry_after_ms < 0 ? 0 : retry_after_ms + jitter(sm, RETRY_JITTER_MS);
    end_slot(sm, slot, SOCKET_MODE_FAILED, code, text, wait_ms);
}

static void time_out(struct socket_mode *sm, struct slot *slot) {
    char text[TEXT_SIZE];
    const char *what = slot->stage == ASKING     ? "apps.connections.open was not answered"
                       : slot->stage == DIALLING ? "the connection was not made"
                                                 : "no hello came";
    snprintf(text, sizeof text, "%s within %" PRId64 " ms", what, sm->now_ms - slot->since_ms);
    fail_attempt(sm, slot, "", text, -1);
}

/* ---- What Slack says on a socket. */

static void on_hello(struct socket_mode *sm, struct slot *slot, const struct json *frame) {
    struct slot *replaced = find_stage(sm, SERVING);
    if (slot->stage != GREETING)
        return;
    if (replaced)
        enter(replaced, DRAINING, sm->now_ms, sm->settings.drain_max_ms);
    enter(slot, SERVING, sm->now_ms, 0);
    sm->proven = true;
    sm->refused = false;
    sm->disabled = false;
    sm->num_connections = json_int(frame, "num_connections", 0);
    struct socket_mode_hello hello = {
        .socket = slot->number,
        .num_connections = sm->num_connections,
        .held = count_open(sm),
        .lifetime_s = json_int(frame, "debug_info.approximate_connection_time", 0),
        .build_number = json_int(frame, "debug_info.build_number", 0),
        .app_id = json_text_at(frame, "connection_info.app_id"),
        .host = json_text_at(frame, "debug_info.host"),
    };
    sm->ports->connected(sm->world, &hello);
    if (hello.num_connections > (int64_t)hello.held)
        tell(sm, SOCKET_MODE_GHOSTS, hello.socket, "",
             "Slack counts %" PRId64 " open sockets of this app and we hold %u",
             hello.num_connections, hello.held);
}

/* A replacement at once; the old socket goes on meanwhile. When it was young itself, this is a loop
 * that back-off must slow down. */
static void refresh(struct socket_mode *sm, struct slot *slot, const char *reason) {
    if (slot->refreshing)
        return;
    slot->refreshing = true;
    if (!slot->stable)
        plan_after_failure(sm, 0);
    else if (!find_attempt(sm) && sm->attempt_due_ms == SOCKET_MODE_NEVER)
        plan(sm, 0);
    tell(sm, SOCKET_MODE_REFRESH, slot->number, reason, "Slack asks for a new connection: %s",
         reason);
}

static void on_disabled(struct socket_mode *sm, uint32_t socket) {
    release_all(sm);
    sm->away_since_ms = sm->now_ms;
    sm->disabled = true;
    sm->probes++;
    plan(sm, probe_ms(sm));
    tell(sm, SOCKET_MODE_DISABLED, socket, "link_disabled",
         "Socket Mode is switched off in the settings of the Slack app");
}

/* Not at once: another socket would only be refused or push one out. */
static void on_too_many(struct socket_mode *sm, struct slot *slot) {
    end_slot(sm, slot, SOCKET_MODE_TOO_MANY, "too_many_websockets",
             "Slack says that too many sockets are open for this app",
             TOO_MANY_MS + jitter(sm, TOO_MANY_MS));
}

static void on_disconnect(struct socket_mode *sm, struct slot *slot, const struct json *frame) {
    const char *reason = json_text_at(frame, "reason");
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "Slack ended the connection before hello: %s", reason);
    if (strcmp(reason, "link_disabled") == 0)
        on_disabled(sm, slot->number);
    else if (strcmp(reason, "too_many_websockets") == 0)
        on_too_many(sm, slot);
    else if (slot->stage == GREETING)
        fail_attempt(sm, slot, reason, text, -1);
    else if (slot->stage == SERVING)
        refresh(sm, slot, reason);
    /* a draining socket is going anyway */
}

/* ---- Frames that are not understood. */

/* The value of "envelope_id" in something that is not JSON, into out; false when there is none. */
static bool dig_out_id(const char *text, char out[ID_MAX + 1]) {
    static const char name[] = "\"envelope_id\"";
    const char *at = strstr(text, name);
    if (!at)
        return false;
    at += strlen(name);
    at += strspn(at, " \t\r\n");
    if (*at++ != ':')
        return false;
    at += strspn(at, " \t\r\n");
    if (*at++ != '"')
        return false;
    size_t len = strspn(at, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");
    if (len == 0 || len > ID_MAX || at[len] != '"')
        return false;
    memcpy(out, at, len);
    out[len] = 0;
    return true;
}

/* Acknowledged all the same when its envelope can be named, or it would come back for ever
 * (slack-morphism-rust#390). */
static void on_malformed(struct socket_mode *sm, struct slot *slot, const char *text,
                         const char *fault) {
    char id[ID_MAX + 1];
    struct err err;
    uint32_t number = slot->number;
    bool named = dig_out_id(text, id);
    bool acked = named && socket_mode_ack(sm, number, id, NULL, &err) == OK;
    tell(sm, SOCKET_MODE_MALFORMED, number, "", "a frame was not understood%s: %s",
         acked ? " and is acknowledged" : "", fault);
}

static void on_frame(struct socket_mode *sm, struct slot *slot, const struct json *frame) {
    const char *type = json_text_at(frame, "type");
    size_t id_len = strlen(json_text_at(frame, "envelope_id"));
    if (strcmp(type, "hello") == 0) {
        on_hello(sm, slot, frame);
    } else if (strcmp(type, "disconnect") == 0) {
        on_disconnect(sm, slot, frame);
    } else if (id_len > 0 && id_len <= ID_MAX) {
        slot->unacked++;
        sm->ports->envelope(sm->world, slot->number, frame); /* may free the slot */
    } else {
        on_malformed(sm, slot, "", "it is neither hello, disconnect nor an envelope");
    }
}

/* ---- What happened. */

void socket_mode_message(struct socket_mode *sm, uint32_t socket, const char *text, size_t len,
                         int64_t now_ms) {
    struct slot *slot = find_number(sm, socket);
    JSON_AUTO *frame = NULL;
    struct err err;
    settle(sm, now_ms);
    if (!slot || !is_open(slot))
        return;
    if (json_parse(text, len, &frame, &err) != OK)
        on_malformed(sm, slot, text, len ? err.text : "it is empty");
    else
        on_frame(sm, slot, frame);
}

void socket_mode_opened(struct socket_mode *sm, uint32_t socket, int64_t now_ms) {
    struct slot *slot = find_number(sm, socket);
    settle(sm, now_ms);
    if (slot && slot->stage == DIALLING)
        enter(slot, GREETING, now_ms, sm->settings.hello_timeout_ms);
}

void socket_mode_closed(struct socket_mode *sm, uint32_t socket, const char *reason,
                        int64_t retry_after_ms, int64_t now_ms) {
    struct slot *slot = find_number(sm, socket);
    settle(sm, now_ms);
    if (!slot || slot->stage == ASKING)
        return;
    slot->linked = false;
    if (slot->stage == SERVING)
        end_slot(sm, slot, SOCKET_MODE_LOST, "", reason, 0);
    else if (slot->stage == DRAINING)
        release(sm, slot);
    else
        fail_attempt(sm, slot, "", reason, retry_after_ms);
}

void socket_mode_url(struct socket_mode *sm, uint32_t attempt, const char *url, int64_t now_ms) {
    struct slot *slot = find_number(sm, attempt);
    settle(sm, now_ms);
    if (!slot || slot->stage != ASKING)
        return;
    sm->refused = false;
    enter(slot, DIALLING, now_ms, sm->settings.step_timeout_ms);
    slot->linked = true;
    sm->ports->dial(sm->world, attempt, url);
}

/* Errors that time does not mend: a person must. internal_error and fatal_error are not among them
 * in spite of their names (node-slack-sdk#1495). */
static bool needs_a_person(const char *code) {
    static const char *const codes[] = {"missing_scope", "user_removed_from_team",
                                        "team_disabled", "forbidden_team",
                                        "http_404",      NULL};
    return web_error_is_of_token(code) || str_is_one_of(code, codes);
}

static bool is_rate_limit(const char *code) {
    return strcmp(code, "ratelimited") == 0 || strcmp(code, "rate_limited") == 0 ||
           strcmp(code, "http_429") == 0;
}

static void on_refused(struct socket_mode *sm, struct slot *slot, const char *code,
                       const char *text) {
    uint32_t number = slot->number;
    release(sm, slot);
    sm->refused = true;
    sm->wanted = sm->proven; /* at the start it is a mistake that somebody is there to see */
    plan(sm, probe_ms(sm));
    tell(sm, SOCKET_MODE_REFUSED, number, code, "%s", text);
}

void socket_mode_no_url(struct socket_mode *sm, uint32_t attempt, const char *code,
                        const char *text, int64_t retry_after_ms, int64_t now_ms) {
    struct slot *slot = find_number(sm, attempt);
    settle(sm, now_ms);
    if (!slot || slot->stage != ASKING)
        return;
    if (needs_a_person(code)) {
        on_refused(sm, slot, code, text);
        return;
    }
    if (retry_after_ms < 0 && is_rate_limit(code))
        retry_after_ms = RATE_LIMIT_MS;
    sm->refused = false;
    fail_attempt(sm, slot, code, text, retry_after_ms);
}

/* ---- What is due. */

static void begin_attempt(struct socket_mode *sm) {
    struct slot *slot = take_slot(sm);
    *slot = (struct slot){.number = ++sm->last_number};
    enter(slot, ASKING, sm->now_ms, sm->settings.step_timeout_ms);
    sm->attempt_due_ms = SOCKET_MODE_NEVER;
    sm->ports->ask_url(sm->world, slot->number);
}

/* When a slot wants attention; SOCKET_MODE_NEVER for none. */
static int64_t slot_due_ms(const struct socket_mode *sm, const struct slot *slot) {
    if (slot->stage == FREE)
        return SOCKET_MODE_NEVER;
    if (slot->stage == SERVING)
        return stable_due_ms(sm, slot);
    if (slot->stage == DRAINING && slot->unacked == 0)
        return slot->since_ms + sm->settings.drain_min_ms;
    return slot->deadline_ms;
}

static void run_slot(struct socket_mode *sm, struct slot *slot) {
    if (slot->stage == SERVING || slot_due_ms(sm, slot) > sm->now_ms)
        return;
    if (slot->stage == DRAINING)
        release(sm, slot);
    else
        time_out(sm, slot);
}

int64_t socket_mode_run(struct socket_mode *sm, int64_t now_ms) {
    settle(sm, now_ms);
    for (int i = 0; i < SLOTS; i++)
        run_slot(sm, &sm->slots[i]);
    if (sm->attempt_due_ms <= now_ms)
        begin_attempt(sm);
    int64_t next_ms = sm->attempt_due_ms;
    for (int i = 0; i < SLOTS; i++) {
        int64_t due_ms = slot_due_ms(sm, &sm->slots[i]);
        if (due_ms < next_ms)
            next_ms = due_ms;
    }
    return next_ms;
}

/* ---- What to say. */

static bool send_on(struct socket_mode *sm, struct slot *slot, const char *text, size_t len) {
    if (!slot || !is_open(slot))
        return false;
    if (sm->ports->send(sm->world, slot->number, text, len))
        return true;
    end_slot(sm, slot, SOCKET_MODE_UNSENT, "", "the connection took no text", 0);
    return false;
}

enum result socket_mode_ack(struct socket_mode *sm, uint32_t socket, const char *envelope_id,
                            const struct json *payload, struct err *err) {
    struct slot *arrival = find_number(sm, socket);
    JSON_AUTO *frame = json_new_object();
    json_put_str(frame, "envelope_id", envelope_id);
    if (payload)
        json_put(frame, "payload", json_copy(payload));
    const char *text = json_print(frame);
    size_t len = strlen(text);
    if (len >= SOCKET_MODE_ACK_LIMIT)
        return fail(err, INVALID,
                    "an acknowledgement of %zu bytes is not below Slack's limit of %d", len,
                    SOCKET_MODE_ACK_LIMIT);
    if (send_on(sm, arrival, text, len)) {
        if (arrival->unacked)
            arrival->unacked--;
        return OK;
    }
    if (send_on(sm, find_stage(sm, SERVING), text, len))
        return OK;
    return fail(err, BUSY, "no socket is open for an acknowledgement");
}

/* ---- Life. */

static void set_default(int64_t *setting, int64_t value) {
    if (!*setting)
        *setting = value;
}

struct socket_mode *socket_mode_new(const struct socket_mode_settings *settings,
                                    const struct socket_mode_ports *ports, void *world) {
    struct socket_mode *sm = mem_alloc(sizeof *sm);
    sm->settings = *settings;
    set_default(&sm->settings.backoff_max_ms, 60 * 1000);
    set_default(&sm->settings.step_timeout_ms, 25 * 1000);
    set_default(&sm->settings.hello_timeout_ms, 30 * 1000);
    set_default(&sm->settings.stable_after_ms, 10 * 1000);
    set_default(&sm->settings.drain_min_ms, 2 * 1000);
    set_default(&sm->settings.drain_max_ms, 10 * 1000);
    sm->ports = ports;
    sm->world = world;
    sm->random = random_new(settings->seed);
    sm->attempt_due_ms = SOCKET_MODE_NEVER;
    return sm;
}

void socket_mode_free(struct socket_mode *sm) {
    mem_free(sm);
}

void socket_mode_start(struct socket_mode *sm, int64_t now_ms) {
    settle(sm, now_ms);
    if (sm->wanted)
        return;
    sm->wanted = true;
    sm->away_since_ms = now_ms;
    plan(sm, 0);
}

void socket_mode_stop(struct socket_mode *sm) {
    sm->wanted = false;
    sm->attempt_due_ms = SOCKET_MODE_NEVER;
    release_all(sm);
}

struct socket_mode_status socket_mode_status(const struct socket_mode *sm) {
    struct socket_mode_status status = {
        .refused = sm->refused,
        .disabled = sm->disabled,
        .failures = sm->failures,
        .num_connections = sm->num_connections,
        .since_ms = sm->away_since_ms,
        .next_attempt_ms = sm->attempt_due_ms,
    };
    for (int i = 0; i < SLOTS; i++) {
        const struct slot *slot = &sm->slots[i];
        status.held += slot->stage >= DIALLING;
        if (slot->stage != SERVING)
            continue;
        status.connected = true;
        status.socket = slot->number;
        status.since_ms = slot->since_ms;
    }
    return status;
}
