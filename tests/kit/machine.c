/* Socket Mode's state machine in a world of tables: see machine.h. */
#include "tests/kit/machine.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/utc.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STORY_MAX = 64 * 1024 };

/* ---- The ports. */

unsigned machine_count_open(const struct machine *machine) {
    unsigned count = 0;
    for (size_t i = 0; i < sizeof machine->open; i++)
        count += machine->open[i];
    return count;
}

static void ask_url(void *user, uint32_t attempt) {
    struct machine *machine = user;
    str_addf(&machine->story, "ask%u ", attempt);
    machine->attempt = attempt;
    machine->asked++;
    machine->pending_url = attempt;
}

static void dial(void *user, uint32_t socket, const char *url) {
    struct machine *machine = user;
    char expected[64];
    snprintf(expected, sizeof expected, "wss://x/?ticket=%u", socket);
    cr_assert_str_eq(url, expected, "a URL was used for another attempt");
    str_addf(&machine->story, "dial%u ", socket);
    machine->open[socket] = true;
    machine->pending_open = socket;
    if (machine_count_open(machine) > machine->most_open)
        machine->most_open = machine_count_open(machine);
}

static bool send_text(void *user, uint32_t socket, const char *text, size_t len) {
    struct machine *machine = user;
    cr_assert(machine->open[socket], "text for a socket that is closed");
    cr_assert(strlen(text) == len);
    if (machine->takes_no_text[socket])
        return false;
    str_addf(&machine->story, "send%u:%.60s ", socket, text);
    return true;
}

static void close_socket(void *user, uint32_t socket, uint16_t code) {
    struct machine *machine = user;
    cr_assert(machine->open[socket], "socket %u was closed twice", socket);
    machine->open[socket] = false;
    str_addf(&machine->story, "close%u:%d ", socket, code);
}

static void on_envelope(void *user, uint32_t socket, const struct json *envelope) {
    struct machine *machine = user;
    struct err err;
    const char *id = json_text_at(envelope, "envelope_id");
    str_addf(&machine->story, "%s[%s]@%u ", json_text_at(envelope, "type"), id, socket);
    if (machine->ack_at_once)
        cr_assert(socket_mode_ack(machine->sm, socket, id, NULL, &err) == OK);
}

static void on_connected(void *user, const struct socket_mode_hello *hello) {
    struct machine *machine = user;
    str_addf(&machine->story, "hello%u(%s %s %" PRId64 ") ", hello->socket, hello->app_id,
             hello->host, hello->lifetime_s);
}

static void on_trouble(void *user, const struct socket_mode_trouble *trouble) {
    static const char *const names[] = {"failed",   "lost",   "refresh",   "refused", "disabled",
                                        "too-many", "ghosts", "malformed", "unsent"};
    struct machine *machine = user;
    machine->trouble = *trouble;
    snprintf(machine->trouble_text, sizeof machine->trouble_text, "%s", trouble->text);
    snprintf(machine->trouble_code, sizeof machine->trouble_code, "%s", trouble->code);
    machine->troubles[trouble->kind]++;
    cr_assert(trouble->text[0]);
    str_addf(&machine->story, "%s%u%s%s ", names[trouble->kind], trouble->socket,
             trouble->code[0] ? ":" : "", trouble->code);
    if (machine->stop_on_trouble)
        socket_mode_stop(machine->sm);
}

const struct socket_mode_ports machine_ports = {ask_url,     dial,         send_text, close_socket,
                                                on_envelope, on_connected, on_trouble};

/* ---- The clock and what comes in. */

struct machine *machine_new(enum machine_habit habit) {
    struct machine *machine = mem_alloc(sizeof *machine);
    struct socket_mode_settings settings = {.seed = 42};
    machine->habit = habit;
    machine->now_ms = 1000 * MINUTE_MS;
    machine->story = str_new(STORY_MAX);
    machine->sm = socket_mode_new(&settings, &machine_ports, machine);
    return machine;
}

void machine_free(struct machine *machine) {
    socket_mode_free(machine->sm);
    str_free(&machine->story);
    mem_free(machine);
}

void machine_give_url(struct machine *machine, uint32_t attempt) {
    char url[64];
    snprintf(url, sizeof url, "wss://x/?ticket=%u", attempt);
    socket_mode_url(machine->sm, attempt, url, machine->now_ms);
}

void machine_say(struct machine *machine, uint32_t socket, const char *text) {
    socket_mode_message(machine->sm, socket, text, strlen(text), machine->now_ms);
}

void machine_say_hello(struct machine *machine, uint32_t socket) {
    char text[512];
    int64_t count =
        machine->num_connections ? machine->num_connections : machine_count_open(machine);
    snprintf(text, sizeof text,
             "{\"type\":\"hello\",\"num_connections\":%" PRId64
             ",\"connection_info\":{\"app_id\":\"A1\"},\"debug_info\":{\"host\":\"applink-2\","
             "\"started\":\"2020-10-11 12:12:12.120\",\"build_number\":54,"
             "\"approximate_connection_time\":18060}}",
             count);
    machine_say(machine, socket, text);
}

void machine_say_disconnect(struct machine *machine, uint32_t socket, const char *reason) {
    char text[256];
    snprintf(text, sizeof text,
             "{\"type\":\"disconnect\",\"reason\":\"%s\",\"debug_info\":{\"host\":\"applink-2\"}}",
             reason);
    machine_say(machine, socket, text);
}

void machine_say_envelope(struct machine *machine, uint32_t socket, const char *type,
                          const char *id) {
    char text[256];
    snprintf(text, sizeof text, "{\"envelope_id\":\"%s\",\"type\":\"%s\",\"payload\":{\"a\":1}}",
             id, type);
    machine_say(machine, socket, text);
}

void machine_cut(struct machine *machine, uint32_t socket, const char *reason) {
    machine->open[socket] = false;
    socket_mode_closed(machine->sm, socket, reason, -1, machine->now_ms);
}

/* Answers what an obedient world answers, until nothing is open. */
static void obey(struct machine *machine) {
    while (machine->pending_url || machine->pending_open || machine->pending_hello) {
        uint32_t url = machine->pending_url, opened = machine->pending_open;
        uint32_t hello = machine->pending_hello;
        machine->pending_url = machine->pending_open = 0;
        machine->pending_hello = opened;
        if (url)
            machine_give_url(machine, url);
        if (opened)
            socket_mode_opened(machine->sm, opened, machine->now_ms);
        if (hello)
            machine_say_hello(machine, hello);
    }
}

void machine_pass(struct machine *machine, int64_t ms) {
    int64_t until_ms = machine->now_ms + ms;
    for (int turn = 0;; turn++) {
        cr_assert(turn < 100000, "the machine never rests: %s", machine->story.text);
        machine->due_ms = socket_mode_run(machine->sm, machine->now_ms);
        if (machine->habit == MACHINE_OBEDIENT)
            obey(machine);
        machine->due_ms = socket_mode_run(machine->sm, machine->now_ms);
        if (machine->due_ms > until_ms)
            break;
        if (machine->due_ms > machine->now_ms)
            machine->now_ms = machine->due_ms;
    }
    machine->now_ms = until_ms;
}

/* Lets the clock run until the next question for a URL. */
static void await_question(struct machine *machine) {
    for (unsigned asked = machine->asked; machine->asked == asked;)
        machine_pass(machine, 10);
}

void machine_fail_next(struct machine *machine) {
    await_question(machine);
    socket_mode_no_url(machine->sm, machine->attempt, "", "the name is not known", -1,
                       machine->now_ms);
}

void machine_expect(struct machine *machine, const char *story) {
    cr_assert_str_eq(machine->story.text, story, "it happened: %s", machine->story.text);
    str_clear(&machine->story);
}

struct machine *machine_connected(void) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "ask1 dial1 " MACHINE_HELLO("1"));
    return machine;
}
