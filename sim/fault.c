/* The list of armed faults: see fault.h. */
#include "sim/fault.h"

#include "base/mem.h"
#include "base/str.h"

#include <stddef.h>
#include <sys/queue.h>

static const char *const call_kinds[] = {"http_429",    "http_500",  "error",    "lost_answer",
                                         "delay",       "no_answer", "html_200", "garbage_json",
                                         "history_lag", NULL};
static const char *const handshake_kinds[] = {"handshake_refuse",
                                              "handshake_slow",
                                              "handshake_silent",
                                              "handshake_garbage",
                                              "no_hello",
                                              "hello_delay",
                                              NULL};
static const char *const socket_kinds[] = {
    "split_bytes", "coalesce",   "fragment",   "silence",         "stop_reading",
    "no_ping",     "no_pong",    "slow_pong",  "no_close_answer", "binary_frame",
    "empty_frame", "text_frame", "disconnect", "close",           "drop_tcp",
    "rst_tcp",     NULL};
static const char *const envelope_kinds[] = {"duplicate_envelopes", "replay_unacked_on_reconnect",
                                             NULL};
static const char *const once_kinds[] = {"ghost",       "token_revoked", "remove_scope",
                                         "bot_removed", "archive",       NULL};

static const char *const *kinds_of(enum fault_place place) {
    static const char *const *const all[] = {
        [FAULT_AT_CALL] = call_kinds,     [FAULT_AT_HANDSHAKE] = handshake_kinds,
        [FAULT_AT_SOCKET] = socket_kinds, [FAULT_AT_ENVELOPE] = envelope_kinds,
        [FAULT_AT_ONCE] = once_kinds,
    };
    return all[place];
}

struct fault {
    TAILQ_ENTRY(fault) link;
    int64_t times; /* left; negative: without end */
    struct json *json;
};
TAILQ_HEAD(fault_list, fault);

struct faults {
    struct fault_list armed;
    size_t count;
};

struct faults *faults_new(void) {
    struct faults *faults = mem_alloc(sizeof *faults);
    TAILQ_INIT(&faults->armed);
    return faults;
}

static void disarm(struct faults *faults, struct fault *fault) {
    TAILQ_REMOVE(&faults->armed, fault, link);
    faults->count--;
    json_free(fault->json);
    mem_free(fault);
}

void faults_clear(struct faults *faults) {
    struct fault *fault;
    while ((fault = TAILQ_FIRST(&faults->armed)) != NULL)
        disarm(faults, fault);
}

void faults_free(struct faults *faults) {
    if (!faults)
        return;
    faults_clear(faults);
    mem_free(faults);
}

static bool is_listed(const char *const *kinds, const char *kind) {
    for (; *kinds; kinds++)
        if (str_equal(*kinds, kind))
            return true;
    return false;
}

static enum result find_place(const char *kind, enum fault_place *ret_place, struct err *err) {
    for (enum fault_place place = FAULT_AT_CALL; place <= FAULT_AT_ONCE; place++) {
        if (!is_listed(kinds_of(place), kind))
            continue;
        *ret_place = place;
        return OK;
    }
    return fail(err, INVALID, "there is no fault '%.60s'", kind ? kind : "");
}

enum result faults_arm(struct faults *faults, const struct json *wanted,
                       enum fault_place *ret_place, struct err *err) {
    enum fault_place place = FAULT_AT_CALL;
    int64_t times = json_int(wanted, "times", 1);
    enum result result = find_place(json_str(wanted, "kind"), &place, err);
    if (result != OK)
        return result;
    if (times == 0 || times < -1)
        return fail(err, INVALID, "times must be 1 or more, or -1 for no end");
    *ret_place = place;
    if (place == FAULT_AT_ONCE)
        return OK;
    if (faults->count == FAULTS_MAX)
        return fail(err, INVALID, "%d faults are armed already", FAULTS_MAX);
    struct fault *fault = mem_alloc(sizeof *fault);
    fault->times = times;
    fault->json = json_copy(wanted);
    TAILQ_INSERT_TAIL(&faults->armed, fault, link);
    faults->count++;
    return OK;
}

static bool limited_to(const struct fault *fault, const char *what, const char *actual) {
    const char *only = json_str(fault->json, what);
    return !only || str_equal(only, actual);
}

static struct json *use_up(struct faults *faults, struct fault *fault) {
    struct json *json = json_copy(fault->json);
    if (fault->times > 0 && --fault->times == 0)
        disarm(faults, fault);
    return json;
}

struct json *fault_take(struct faults *faults, const char *kind, const char *method,
                        const char *channel) {
    struct fault *fault;
    TAILQ_FOREACH(fault, &faults->armed, link)
    if (str_equal(json_str(fault->json, "kind"), kind) && limited_to(fault, "method", method) &&
        limited_to(fault, "channel", channel))
        return use_up(faults, fault);
    return NULL;
}

struct json *fault_take_before_hello(struct faults *faults, const char *kind) {
    struct fault *fault;
    TAILQ_FOREACH(fault, &faults->armed, link)
    if (str_equal(json_str(fault->json, "kind"), kind) && json_is_true(fault->json, "before_hello"))
        return use_up(faults, fault);
    return NULL;
}

struct json *faults_json(const struct faults *faults) {
    struct json *all = json_new_array();
    const struct fault *fault;
    TAILQ_FOREACH(fault, &faults->armed, link) {
        struct json *one = json_copy(fault->json);
        json_put_int(one, "times", fault->times);
        json_push(all, one);
    }
    return all;
}
