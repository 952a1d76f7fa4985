/* Socket Mode's state machine in a world of tables and a clock that is only a number. */
#include "bot/socket_mode.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STORY_MAX = 64 * 1024, SOCKETS = 20000, SECOND = 1000, MINUTE = 60 * SECOND };

/* What the world does by itself. */
enum habit {
    OBEDIENT, /* every URL, connection and hello comes at once */
    MUTE      /* nothing does: the test answers */
};

struct world {
    struct socket_mode *sm;
    int64_t now_ms, due_ms;
    enum habit habit;
    struct str story; /* "ask 1 dial 1 hello 1 …" since the last look */
    uint32_t attempt; /* the last number that was asked for */
    unsigned asked, most_open;
    bool open[SOCKETS], takes_no_text[SOCKETS];
    int64_t num_connections; /* in the next hello; 0: the true number */
    struct socket_mode_trouble trouble;
    char trouble_text[512], trouble_code[64];
    unsigned troubles[SOCKET_MODE_UNSENT + 1];
    bool ack_at_once;
    bool stop_on_trouble;
    uint32_t pending_url, pending_open, pending_hello;
};

/* ---- The ports. */

static unsigned count_open(const struct world *world) {
    unsigned count = 0;
    for (size_t i = 0; i < sizeof world->open; i++)
        count += world->open[i];
    return count;
}

static void ask_url(void *user, uint32_t attempt) {
    struct world *world = user;
    str_addf(&world->story, "ask%u ", attempt);
    world->attempt = attempt;
    world->asked++;
    world->pending_url = attempt;
}

static void dial(void *user, uint32_t socket, const char *url) {
    struct world *world = user;
    char expected[64];
    snprintf(expected, sizeof expected, "wss://x/?ticket=%u", socket);
    cr_assert_str_eq(url, expected, "a URL was used for another attempt");
    str_addf(&world->story, "dial%u ", socket);
    world->open[socket] = true;
    world->pending_open = socket;
    if (count_open(world) > world->most_open)
        world->most_open = count_open(world);
}

static bool send_text(void *user, uint32_t socket, const char *text, size_t len) {
    struct world *world = user;
    cr_assert(world->open[socket], "text for a socket that is closed");
    cr_assert(strlen(text) == len);
    if (world->takes_no_text[socket])
        return false;
    str_addf(&world->story, "send%u:%.60s ", socket, text);
    return true;
}

static void close_socket(void *user, uint32_t socket, uint16_t code) {
    struct world *world = user;
    cr_assert(world->open[socket], "socket %u was closed twice", socket);
    world->open[socket] = false;
    str_addf(&world->story, "close%u:%d ", socket, code);
}

static void on_envelope(void *user, uint32_t socket, const struct json *envelope) {
    struct world *world = user;
    struct err err;
    const char *id = json_text_at(envelope, "envelope_id");
    str_addf(&world->story, "%s[%s]@%u ", json_text_at(envelope, "type"), id, socket);
    if (world->ack_at_once)
        cr_assert(socket_mode_ack(world->sm, socket, id, NULL, &err) == OK);
}

static void on_connected(void *user, const struct socket_mode_hello *hello) {
    struct world *world = user;
    str_addf(&world->story, "hello%u(%s %s %" PRId64 ") ", hello->socket, hello->app_id,
             hello->host, hello->lifetime_s);
}

static void on_trouble(void *user, const struct socket_mode_trouble *trouble) {
    static const char *const names[] = {"failed",   "lost",   "refresh",   "refused", "disabled",
                                        "too-many", "ghosts", "malformed", "unsent"};
    struct world *world = user;
    world->trouble = *trouble;
    snprintf(world->trouble_text, sizeof world->trouble_text, "%s", trouble->text);
    snprintf(world->trouble_code, sizeof world->trouble_code, "%s", trouble->code);
    world->troubles[trouble->kind]++;
    cr_assert(trouble->text[0]);
    str_addf(&world->story, "%s%u%s%s ", names[trouble->kind], trouble->socket,
             trouble->code[0] ? ":" : "", trouble->code);
    if (world->stop_on_trouble)
        socket_mode_stop(world->sm);
}

static const struct socket_mode_ports ports = {ask_url,     dial,         send_text, close_socket,
                                               on_envelope, on_connected, on_trouble};

/* ---- The clock and what comes in. */

static struct world *new_world(enum habit habit) {
    struct world *world = mem_alloc(sizeof *world);
    struct socket_mode_settings settings = {.seed = 42};
    world->habit = habit;
    world->now_ms = 1000 * MINUTE;
    world->story = str_new(STORY_MAX);
    world->sm = socket_mode_new(&settings, &ports, world);
    return world;
}

static void free_world(struct world *world) {
    socket_mode_free(world->sm);
    str_free(&world->story);
    mem_free(world);
}

static void give_url(struct world *world, uint32_t attempt) {
    char url[64];
    snprintf(url, sizeof url, "wss://x/?ticket=%u", attempt);
    socket_mode_url(world->sm, attempt, url, world->now_ms);
}

static void say(struct world *world, uint32_t socket, const char *text) {
    socket_mode_message(world->sm, socket, text, strlen(text), world->now_ms);
}

static void say_hello(struct world *world, uint32_t socket) {
    char text[512];
    int64_t count = world->num_connections ? world->num_connections : count_open(world);
    snprintf(text, sizeof text,
             "{\"type\":\"hello\",\"num_connections\":%" PRId64
             ",\"connection_info\":{\"app_id\":\"A1\"},\"debug_info\":{\"host\":\"applink-2\","
             "\"started\":\"2020-10-11 12:12:12.120\",\"build_number\":54,"
             "\"approximate_connection_time\":18060}}",
             count);
    say(world, socket, text);
}

static void say_disconnect(struct world *world, uint32_t socket, const char *reason) {
    char text[256];
    snprintf(text, sizeof text,
             "{\"type\":\"disconnect\",\"reason\":\"%s\",\"debug_info\":{\"host\":\"applink-2\"}}",
             reason);
    say(world, socket, text);
}

static void say_envelope(struct world *world, uint32_t socket, const char *type, const char *id) {
    char text[256];
    snprintf(text, sizeof text, "{\"envelope_id\":\"%s\",\"type\":\"%s\",\"payload\":{\"a\":1}}",
             id, type);
    say(world, socket, text);
}

/* The connection ends by itself. */
static void cut(struct world *world, uint32_t socket, const char *reason) {
    world->open[socket] = false;
    socket_mode_closed(world->sm, socket, reason, -1, world->now_ms);
}

/* Answers what an obedient world answers, until nothing is open. */
static void obey(struct world *world) {
    while (world->pending_url || world->pending_open || world->pending_hello) {
        uint32_t url = world->pending_url, opened = world->pending_open;
        uint32_t hello = world->pending_hello;
        world->pending_url = world->pending_open = 0;
        world->pending_hello = opened;
        if (url)
            give_url(world, url);
        if (opened)
            socket_mode_opened(world->sm, opened, world->now_ms);
        if (hello)
            say_hello(world, hello);
    }
}

/* Lets the clock run by ms, waking the machine exactly when it asked for it. */
static void pass(struct world *world, int64_t ms) {
    int64_t until_ms = world->now_ms + ms;
    for (int turn = 0;; turn++) {
        cr_assert(turn < 100000, "the machine never rests: %s", world->story.text);
        world->due_ms = socket_mode_run(world->sm, world->now_ms);
        if (world->habit == OBEDIENT)
            obey(world);
        world->due_ms = socket_mode_run(world->sm, world->now_ms);
        if (world->due_ms > until_ms)
            break;
        if (world->due_ms > world->now_ms)
            world->now_ms = world->due_ms;
    }
    world->now_ms = until_ms;
}

/* Lets the clock run until the next question for a URL. */
static void await_question(struct world *world) {
    for (unsigned asked = world->asked; world->asked == asked;)
        pass(world, 10);
}

static void fail_next(struct world *world) {
    await_question(world);
    socket_mode_no_url(world->sm, world->attempt, "", "the name is not known", -1, world->now_ms);
}

/* What happened since the last call. */
static void expect(struct world *world, const char *story) {
    cr_assert_str_eq(world->story.text, story, "it happened: %s", world->story.text);
    str_clear(&world->story);
}

#define HELLO(n) "hello" n "(A1 applink-2 18060) "

/* A world with socket 1 in use for a minute, so that it counts as stable. */
static struct world *connected_world(void) {
    struct world *world = new_world(OBEDIENT);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, MINUTE);
    expect(world, "ask1 dial1 " HELLO("1"));
    return world;
}

/* ---- Start and stop. */

Test(socket_mode, it_is_connected_only_after_hello) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 100);
    cr_assert(!socket_mode_status(world->sm).connected);
    give_url(world, 1);
    socket_mode_opened(world->sm, 1, world->now_ms);
    pass(world, 100);
    cr_assert(!socket_mode_status(world->sm).connected);
    cr_assert(socket_mode_status(world->sm).held == 1);
    say_hello(world, 1);
    struct socket_mode_status status = socket_mode_status(world->sm);
    cr_assert(status.connected && status.socket == 1 && status.num_connections == 1);
    cr_assert(status.since_ms == world->now_ms);
    cr_assert(status.next_attempt_ms == SOCKET_MODE_NEVER);
    expect(world, "ask1 dial1 " HELLO("1"));
    free_world(world);
}

Test(socket_mode, a_stop_closes_with_1000_and_nothing_follows) {
    struct world *world = connected_world();
    socket_mode_stop(world->sm);
    socket_mode_stop(world->sm);
    socket_mode_closed(world->sm, 1, "closed with code 1000", -1, world->now_ms);
    pass(world, 10 * MINUTE);
    expect(world, "close1:1000 ");
    cr_assert(socket_mode_run(world->sm, world->now_ms) == SOCKET_MODE_NEVER);
    free_world(world);
}

Test(socket_mode, a_stop_before_a_start_and_in_the_middle_of_an_attempt_is_fine) {
    struct world *world = new_world(MUTE);
    socket_mode_stop(world->sm);
    socket_mode_start(world->sm, world->now_ms);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 10);
    socket_mode_stop(world->sm);
    give_url(world, 1);
    pass(world, MINUTE);
    expect(world, "ask1 ");
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 10);
    expect(world, "ask2 ");
    free_world(world);
}

Test(socket_mode, the_owner_may_stop_when_it_hears_of_trouble) {
    struct world *world = connected_world();
    world->stop_on_trouble = true;
    say_disconnect(world, 1, "warning");
    pass(world, MINUTE);
    expect(world, "refresh1:warning close1:1000 ");
    free_world(world);
}

/* ---- apps.connections.open. */

Test(socket_mode, a_token_that_is_refused_at_the_start_is_fatal) {
    static const char *const codes[] = {"invalid_auth",     "not_authed",    "token_revoked",
                                        "account_inactive", "missing_scope", "http_404"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct world *world = new_world(MUTE);
        socket_mode_start(world->sm, world->now_ms);
        pass(world, 10);
        socket_mode_no_url(world->sm, 1, codes[i], "Slack says so", -1, world->now_ms);
        cr_assert(world->trouble.kind == SOCKET_MODE_REFUSED && world->trouble.fatal);
        cr_assert(world->trouble.retry_ms == -1);
        cr_assert_str_eq(world->trouble_code, codes[i]);
        pass(world, 60 * MINUTE);
        cr_assert(world->asked == 1, "it went on asking");
        cr_assert(socket_mode_status(world->sm).refused);
        free_world(world);
    }
}

Test(socket_mode, a_token_that_is_refused_later_is_asked_about_every_five_minutes) {
    struct world *world = connected_world();
    world->habit = MUTE;
    cut(world, 1, "the connection was lost");
    pass(world, 1000);
    socket_mode_no_url(world->sm, 2, "account_inactive", "no", -1, world->now_ms);
    cr_assert(!world->trouble.fatal && world->trouble.retry_ms == 5 * MINUTE);
    pass(world, 5 * MINUTE - 1);
    expect(world, "lost1 ask2 refused2:account_inactive ");
    pass(world, 1);
    expect(world, "ask3 ");
    socket_mode_no_url(world->sm, 3, "account_inactive", "no", -1, world->now_ms);
    pass(world, 5 * MINUTE);
    cr_assert(socket_mode_status(world->sm).refused);
    give_url(world, 4);
    cr_assert(!socket_mode_status(world->sm).refused);
    expect(world, "refused3:account_inactive ask4 dial4 ");
    free_world(world);
}

Test(socket_mode, fatal_error_and_internal_error_are_not_fatal) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 10);
    socket_mode_no_url(world->sm, 1, "fatal_error", "no", -1, world->now_ms);
    pass(world, SECOND);
    socket_mode_no_url(world->sm, 2, "internal_error", "no", -1, world->now_ms);
    world->habit = OBEDIENT;
    pass(world, MINUTE);
    expect(world, "ask1 failed1:fatal_error ask2 failed2:internal_error ask3 dial3 " HELLO("3"));
    free_world(world);
}

Test(socket_mode, a_rate_limit_is_waited_out_even_when_slack_does_not_say_how_long) {
    static const struct {
        const char *code;
        int64_t retry_after_ms, least_ms;
    } rows[] = {{"ratelimited", 45 * SECOND, 45 * SECOND},
                {"ratelimited", -1, 30 * SECOND},
                {"http_429", -1, 30 * SECOND},
                {"", 120 * SECOND, 120 * SECOND}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world *world = new_world(MUTE);
        socket_mode_start(world->sm, world->now_ms);
        pass(world, 10);
        socket_mode_no_url(world->sm, 1, rows[i].code, "wait", rows[i].retry_after_ms,
                           world->now_ms);
        pass(world, rows[i].least_ms - 1);
        cr_assert(world->asked == 1, "row %zu: asked too early", i);
        pass(world, SECOND + 1);
        cr_assert(world->asked == 2, "row %zu: not asked again", i);
        free_world(world);
    }
}

/* ---- Back-off. */

Test(socket_mode, the_first_retry_is_at_once_and_the_waits_grow_to_a_minute) {
    struct world *world = new_world(MUTE);
    static const int64_t limits[] = {250,   1000,  2000,  4000,  8000, 16000,
                                     32000, 60000, 60000, 60000, 60000};
    socket_mode_start(world->sm, world->now_ms);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        fail_next(world);
        cr_assert(world->trouble.retry_ms >= 0 && world->trouble.retry_ms <= limits[i],
                  "wait %zu is %" PRId64, i, world->trouble.retry_ms);
    }
    free_world(world);
}

Test(socket_mode, the_waits_are_spread_and_replay_with_the_same_seed) {
    int64_t waits[2][20], most = 0, least = INT64_MAX;
    for (int run = 0; run < 2; run++) {
        struct world *world = new_world(MUTE);
        socket_mode_start(world->sm, world->now_ms);
        for (int i = 0; i < 20; i++) {
            fail_next(world);
            waits[run][i] = world->trouble.retry_ms;
        }
        free_world(world);
    }
    cr_assert(memcmp(waits[0], waits[1], sizeof waits[0]) == 0);
    for (int i = 10; i < 20; i++) {
        most = waits[0][i] > most ? waits[0][i] : most;
        least = waits[0][i] < least ? waits[0][i] : least;
    }
    cr_assert(most - least > 20 * SECOND, "from %" PRId64 " to %" PRId64, least, most);
}

Test(socket_mode, a_server_that_hangs_up_after_every_hello_is_not_hammered) {
    struct world *world = new_world(OBEDIENT);
    int64_t end_ms = world->now_ms + 10 * MINUTE;
    socket_mode_start(world->sm, world->now_ms);
    while (world->now_ms < end_ms) {
        pass(world, 100);
        if (socket_mode_status(world->sm).connected)
            cut(world, socket_mode_status(world->sm).socket, "the connection was lost");
    }
    cr_assert(world->asked < 60, "%u attempts in ten minutes", world->asked);
    cr_assert(world->asked > 12, "%u attempts in ten minutes", world->asked);
    free_world(world);
}

Test(socket_mode, after_thirty_good_seconds_the_next_loss_is_met_at_once) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    for (int i = 0; i < 8; i++)
        fail_next(world);
    cr_assert(socket_mode_status(world->sm).failures == 8);
    world->habit = OBEDIENT;
    pass(world, 61 * SECOND);
    uint32_t socket = socket_mode_status(world->sm).socket;
    pass(world, 30 * SECOND);
    cr_assert(socket_mode_status(world->sm).failures == 0);
    cut(world, socket, "the connection was lost");
    cr_assert(world->trouble.retry_ms <= 250);
    free_world(world);
}

/* ---- Every step has an end. */

Test(socket_mode, each_step_that_gets_no_answer_is_given_up_and_tried_again) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 26 * SECOND);
    expect(world, "ask1 failed1 ask2 ");
    give_url(world, 2);
    pass(world, 24 * SECOND);
    expect(world, "dial2 ");
    pass(world, 3 * SECOND);
    expect(world, "close2:1000 failed2 ask3 ");
    give_url(world, 3);
    socket_mode_opened(world->sm, 3, world->now_ms);
    pass(world, 30 * SECOND - 1);
    expect(world, "dial3 ");
    pass(world, 1);
    expect(world, "close3:1000 failed3 ");
    cr_assert(strstr(world->trouble_text, "no hello came within 30000 ms"), "%s",
              world->trouble_text);
    free_world(world);
}

Test(socket_mode, a_resolver_that_is_down_for_hours_does_not_end_the_trying) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    for (int i = 0; i < 300; i++)
        fail_next(world);
    cr_assert(world->now_ms > 1000 * MINUTE + 60 * MINUTE);
    world->habit = OBEDIENT;
    pass(world, 61 * SECOND);
    cr_assert(socket_mode_status(world->sm).connected);
    free_world(world);
}

/* ---- One attempt at a time. */

/* node-slack-sdk#2094: each refused handshake was reported twice, and the sockets doubled. */
Test(socket_mode, a_handshake_that_is_refused_and_reported_twice_starts_one_attempt) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    for (uint32_t i = 1; i <= 3; i++) {
        pass(world, 5 * SECOND);
        cr_assert(world->attempt == i, "attempt %u", world->attempt);
        give_url(world, i);
        cut(world, i, "refused with HTTP 409");
        cut(world, i, "refused with HTTP 409");
    }
    world->habit = OBEDIENT;
    pass(world, MINUTE);
    cr_assert(world->asked == 4 && world->most_open == 1);
    cr_assert(world->troubles[SOCKET_MODE_FAILED] == 3);
    free_world(world);
}

Test(socket_mode, what_is_said_about_an_attempt_that_is_over_is_ignored) {
    struct world *world = new_world(MUTE);
    socket_mode_start(world->sm, world->now_ms);
    pass(world, 10);
    socket_mode_no_url(world->sm, 1, "", "no", -1, world->now_ms);
    pass(world, SECOND);
    str_clear(&world->story);
    give_url(world, 1);
    socket_mode_no_url(world->sm, 1, "invalid_auth", "no", -1, world->now_ms);
    socket_mode_opened(world->sm, 1, world->now_ms);
    say_hello(world, 1);
    say_envelope(world, 1, "slash_commands", "E1");
    socket_mode_closed(world->sm, 1, "no", -1, world->now_ms);
    socket_mode_closed(world->sm, 2, "no connection yet", -1, world->now_ms);
    say_hello(world, 2);
    give_url(world, 7);
    expect(world, "");
    give_url(world, 2);
    give_url(world, 2);
    socket_mode_no_url(world->sm, 2, "", "no", -1, world->now_ms);
    say_envelope(world, 2, "slash_commands", "E1");
    expect(world, "dial2 ");
    free_world(world);
}

/* java-slack-sdk#1256: the old session's close started another reconnect. */
Test(socket_mode, fifty_refreshes_make_fifty_one_sockets_and_never_two_after_the_drain) {
    struct world *world = connected_world();
    for (int i = 0; i < 50; i++) {
        uint32_t socket = socket_mode_status(world->sm).socket;
        say_disconnect(world, socket, i % 2 ? "warning" : "refresh_requested");
        say_disconnect(world, socket, "refresh_requested");
        pass(world, MINUTE);
        socket_mode_closed(world->sm, socket, "closed with code 1000", -1, world->now_ms);
        pass(world, 5 * MINUTE);
        cr_assert(count_open(world) == 1);
    }
    cr_assert(world->asked == 51 && world->most_open == 2);
    cr_assert(world->troubles[SOCKET_MODE_LOST] == 0);
    cr_assert(world->troubles[SOCKET_MODE_REFRESH] == 50, "a second warning is no second refresh");
    free_world(world);
}

Test(socket_mode, a_server_that_asks_every_new_socket_to_refresh_is_not_hammered) {
    struct world *world = new_world(OBEDIENT);
    int64_t end_ms = world->now_ms + 10 * MINUTE;
    socket_mode_start(world->sm, world->now_ms);
    while (world->now_ms < end_ms) {
        pass(world, 100);
        if (socket_mode_status(world->sm).connected)
            say_disconnect(world, socket_mode_status(world->sm).socket, "warning");
    }
    cr_assert(world->asked < 60, "%u attempts in ten minutes", world->asked);
    cr_assert(world->most_open <= 6, "%u sockets at once", world->most_open);
    free_world(world);
}

/* ---- Refresh. */

Test(socket_mode, at_a_refresh_the_new_socket_is_there_before_the_old_one_goes) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "warning");
    pass(world, 0);
    expect(world, "refresh1:warning ask2 ");
    say_envelope(world, 1, "slash_commands", "E1");
    give_url(world, 2);
    socket_mode_opened(world->sm, 2, world->now_ms);
    say_envelope(world, 1, "slash_commands", "E2");
    cr_assert(socket_mode_status(world->sm).socket == 1);
    say_hello(world, 2);
    cr_assert(socket_mode_status(world->sm).socket == 2);
    say_envelope(world, 1, "interactive", "E3");
    expect(world,
           "slash_commands[E1]@1 dial2 slash_commands[E2]@1 " HELLO("2") "interactive[E3]@1 ");
    free_world(world);
}

Test(socket_mode, the_old_socket_drains_for_two_seconds_when_all_is_acknowledged) {
    struct world *world = connected_world();
    say_disconnect(world, 1, "refresh_requested");
    pass(world, 2 * SECOND - 1);
    expect(world, "refresh1:refresh_requested ask2 dial2 " HELLO("2"));
    pass(world, 1);
    expect(world, "close1:1000 ");
    free_world(world);
}

Test(socket_mode, the_old_socket_waits_for_an_acknowledgement_but_not_longer_than_ten_seconds) {
    for (int acknowledge = 0; acknowledge < 2; acknowledge++) {
        struct world *world = connected_world();
        struct err err;
        say_envelope(world, 1, "slash_commands", "E1");
        say_disconnect(world, 1, "warning");
        pass(world, 5 * SECOND);
        expect(world, "slash_commands[E1]@1 refresh1:warning ask2 dial2 " HELLO("2"));
        if (acknowledge) {
            cr_assert(socket_mode_ack(world->sm, 1, "E1", NULL, &err) == OK);
            pass(world, 0);
            expect(world, "send1:{\"envelope_id\":\"E1\"} close1:1000 ");
        }
        pass(world, 5 * SECOND - 1);
        expect(world, "");
        pass(world, 1);
        expect(world, acknowledge ? "" : "close1:1000 ");
        free_world(world);
    }
}

Test(socket_mode, an_old_socket_that_dies_during_the_refresh_changes_nothing) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "refresh_requested");
    pass(world, 0);
    cut(world, 1, "the connection was lost");
    cr_assert(world->trouble.retry_ms == -1, "an attempt is under way, and no other is planned");
    give_url(world, 2);
    socket_mode_opened(world->sm, 2, world->now_ms);
    say_hello(world, 2);
    pass(world, MINUTE);
    expect(world, "refresh1:refresh_requested ask2 lost1 dial2 " HELLO("2"));
    free_world(world);
}

Test(socket_mode, a_refresh_that_fails_is_tried_again_while_the_old_socket_serves) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "warning");
    pass(world, 0);
    socket_mode_no_url(world->sm, 2, "", "no", -1, world->now_ms);
    say_envelope(world, 1, "events_api", "E1");
    world->habit = OBEDIENT;
    pass(world, SECOND);
    expect(world, "refresh1:warning ask2 failed2 events_api[E1]@1 ask3 dial3 " HELLO("3"));
    free_world(world);
}

Test(socket_mode, a_draining_socket_that_dies_is_not_replaced) {
    struct world *world = connected_world();
    say_disconnect(world, 1, "warning");
    pass(world, SECOND);
    str_clear(&world->story);
    cut(world, 1, "the connection was lost");
    pass(world, MINUTE);
    expect(world, "");
    cr_assert(socket_mode_status(world->sm).held == 1);
    free_world(world);
}

/* No envelope is acknowledged, so each old socket would drain for its ten seconds. */
Test(socket_mode, sockets_that_drain_make_room_for_new_ones) {
    struct world *world = new_world(OBEDIENT);
    struct socket_mode_settings patient = {.seed = 1, .drain_max_ms = 60 * MINUTE};
    socket_mode_free(world->sm);
    world->sm = socket_mode_new(&patient, &ports, world);
    socket_mode_start(world->sm, world->now_ms);
    for (int i = 0; i < 12; i++) {
        pass(world, MINUTE);
        uint32_t socket = socket_mode_status(world->sm).socket;
        say_envelope(world, socket, "events_api", "E");
        say_disconnect(world, socket, "refresh_requested");
    }
    pass(world, MINUTE);
    cr_assert(socket_mode_status(world->sm).connected);
    cr_assert(world->most_open == 6, "%u sockets at once", world->most_open);
    cr_assert(!world->open[1], "the oldest one makes room first");
    free_world(world);
}

Test(socket_mode, an_unknown_reason_is_a_refresh) {
    struct world *world = connected_world();
    say_disconnect(world, 1, "a_new_reason");
    pass(world, SECOND);
    expect(world, "refresh1:a_new_reason ask2 dial2 " HELLO("2"));
    free_world(world);
}

Test(socket_mode, a_disconnect_on_a_draining_socket_orders_nothing) {
    struct world *world = connected_world();
    say_disconnect(world, 1, "warning");
    pass(world, SECOND);
    str_clear(&world->story);
    say_disconnect(world, 1, "refresh_requested");
    pass(world, 0);
    expect(world, "");
    say_disconnect(world, 1, "too_many_websockets");
    pass(world, MINUTE);
    expect(world, "close1:1000 too-many1:too_many_websockets ");
    cr_assert(world->asked == 2);
    free_world(world);
}

/* ---- The other reasons. */

Test(socket_mode, a_disconnect_before_hello_is_survived_whatever_its_reason) {
    static const char *const reasons[] = {
        "warning", "refresh_requested", "link_disabled", "too_many_websockets", "", "x"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct world *world = new_world(MUTE);
        socket_mode_start(world->sm, world->now_ms);
        pass(world, 10);
        give_url(world, 1);
        socket_mode_opened(world->sm, 1, world->now_ms);
        say_disconnect(world, 1, reasons[i]);
        cr_assert(count_open(world) == 0);
        world->habit = OBEDIENT;
        pass(world, 2 * MINUTE);
        cr_assert(socket_mode_status(world->sm).connected, "after %s", reasons[i]);
        cr_assert(world->asked == 2, "after %s", reasons[i]);
        free_world(world);
    }
}

Test(socket_mode, too_many_sockets_close_this_one_and_wait_half_a_minute) {
    struct world *world = connected_world();
    world->num_connections = 11;
    say_disconnect(world, 1, "too_many_websockets");
    expect(world, "close1:1000 too-many1:too_many_websockets ");
    cr_assert(world->trouble.retry_ms >= 30 * SECOND && world->trouble.retry_ms <= MINUTE);
    cr_assert(world->trouble.num_connections == 1);
    pass(world, 30 * SECOND - 1);
    expect(world, "");
    pass(world, 31 * SECOND);
    cr_assert(world->asked == 2);
    free_world(world);
}

Test(socket_mode, too_many_sockets_at_a_refresh_leave_the_old_one_in_use) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "warning");
    pass(world, 0);
    give_url(world, 2);
    socket_mode_opened(world->sm, 2, world->now_ms);
    say_disconnect(world, 2, "too_many_websockets");
    pass(world, 20 * SECOND);
    expect(world, "refresh1:warning ask2 dial2 close2:1000 too-many2:too_many_websockets ");
    cr_assert(socket_mode_status(world->sm).socket == 1);
    cut(world, 1, "the connection was lost");
    pass(world, 9 * SECOND);
    expect(world, "lost1 "); /* even now not before the half minute is over */
    free_world(world);
}

Test(socket_mode, too_many_sockets_put_off_an_attempt_that_was_planned) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "warning");
    pass(world, 0);
    socket_mode_no_url(world->sm, 2, "", "no", -1, world->now_ms);
    cr_assert(world->trouble.retry_ms <= 250);
    say_disconnect(world, 1, "too_many_websockets");
    cr_assert(world->trouble.retry_ms >= 30 * SECOND);
    pass(world, 30 * SECOND - 1);
    cr_assert(world->asked == 2);
    free_world(world);
}

Test(socket_mode, switched_off_is_asked_about_ever_more_slowly_and_recovers) {
    struct world *world = connected_world();
    static const int64_t waits[] = {1, 2, 4, 5, 5};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        uint32_t socket = socket_mode_status(world->sm).socket;
        say_disconnect(world, socket, "link_disabled");
        cr_assert(world->trouble.kind == SOCKET_MODE_DISABLED);
        cr_assert(world->trouble.retry_ms == waits[i] * MINUTE);
        cr_assert(count_open(world) == 0 && socket_mode_status(world->sm).disabled);
        unsigned asked = world->asked;
        pass(world, waits[i] * MINUTE - 1);
        cr_assert(world->asked == asked);
        pass(world, 1);
        cr_assert(world->asked == asked + 1 && socket_mode_status(world->sm).connected);
    }
    cr_assert(!socket_mode_status(world->sm).disabled);
    pass(world, MINUTE);
    say_disconnect(world, socket_mode_status(world->sm).socket, "link_disabled");
    cr_assert(world->trouble.retry_ms == MINUTE, "a good minute starts the waits anew");
    free_world(world);
}

Test(socket_mode, switched_off_during_a_refresh_closes_every_socket) {
    struct world *world = connected_world();
    world->habit = MUTE;
    say_disconnect(world, 1, "warning");
    pass(world, 0);
    give_url(world, 2);
    say_disconnect(world, 1, "link_disabled");
    expect(world, "refresh1:warning ask2 dial2 close1:1000 close2:1000 disabled1:link_disabled ");
    pass(world, MINUTE - 1);
    expect(world, "");
    pass(world, 1);
    socket_mode_no_url(world->sm, 3, "internal_error", "no", -1, world->now_ms);
    cr_assert(world->trouble.retry_ms >= MINUTE, "a failure must not speed it up");
    free_world(world);
}

/* python-slack-sdk#1940: ghosts of sockets get a share of the payloads. */
Test(socket_mode, more_connections_than_we_hold_are_reported) {
    struct world *world = new_world(OBEDIENT);
    world->num_connections = 4;
    socket_mode_start(world->sm, world->now_ms);
    pass(world, SECOND);
    expect(world, "ask1 dial1 " HELLO("1") "ghosts1 ");
    cr_assert(world->trouble.num_connections == 4);
    world->num_connections = 0;
    pass(world, MINUTE);
    say_disconnect(world, 1, "warning");
    pass(world, SECOND);
    expect(world, "refresh1:warning ask2 dial2 " HELLO("2")); /* two, and both are ours */
    free_world(world);
}

/* ---- Frames. */

Test(socket_mode, envelopes_of_every_type_are_delivered_once) {
    struct world *world = connected_world();
    say_envelope(world, 1, "events_api", "E1");
    say_envelope(world, 1, "interactive", "E2");
    say_envelope(world, 1, "slash_commands", "E3");
    say_envelope(world, 1, "a_new_type", "E4");
    say(world, 1, "{\"envelope_id\":\"E5\"}");
    expect(world,
           "events_api[E1]@1 interactive[E2]@1 slash_commands[E3]@1 a_new_type[E4]@1 [E5]@1 ");
    free_world(world);
}

Test(socket_mode, a_frame_that_is_not_understood_is_skipped_and_the_connection_stays) {
    struct world *world = connected_world();
    static const char *const frames[] = {"",
                                         "[]",
                                         "null",
                                         "{\"type\":\"x\"}",
                                         "{\"type\":1}",
                                         "not json",
                                         "{\"envelope_id\":7,\"type\":\"x\"}",
                                         "{\"envelope_id\":\"\",\"type\":\"x\"}",
                                         "{\"envelope_id\" \"E1\"",
                                         "{\"envelope_id\":\"E",
                                         "\xff"};
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        say(world, 1, frames[i]);
        expect(world, "malformed1 ");
    }
    say_envelope(world, 1, "events_api", "E1");
    expect(world, "events_api[E1]@1 ");
    free_world(world);
}

/* slack-morphism-rust#390: what is not acknowledged comes back for ever. */
Test(socket_mode, a_broken_envelope_that_can_be_named_is_acknowledged) {
    struct world *world = connected_world();
    say(world, 1,
        "{\"envelope_id\" : \"ab-12_C\",\"type\":\"events_api\",\"payload\":{\"a\":\"\xff\"}}");
    expect(world, "send1:{\"envelope_id\":\"ab-12_C\"} malformed1 ");
    cr_assert(strstr(world->trouble_text, "is acknowledged"), "%s", world->trouble_text);
    free_world(world);
}

Test(socket_mode, a_second_hello_changes_nothing) {
    struct world *world = connected_world();
    say_hello(world, 1);
    expect(world, "");
    free_world(world);
}

/* ---- Acknowledgements. */

Test(socket_mode, an_acknowledgement_carries_its_payload_unchanged) {
    struct world *world = connected_world();
    struct err err;
    JSON_AUTO *payload = json_new_object();
    json_put_str(payload, "text", "a/b \"c\"");
    cr_assert(socket_mode_ack(world->sm, 1, "E1", payload, &err) == OK);
    expect(world, "send1:{\"envelope_id\":\"E1\",\"payload\":{\"text\":\"a/b \\\"c\\\"\"}} ");
    free_world(world);
}

Test(socket_mode, an_acknowledgement_may_come_from_inside_the_delivery) {
    struct world *world = connected_world();
    world->ack_at_once = true;
    say_envelope(world, 1, "events_api", "E1");
    expect(world, "events_api[E1]@1 send1:{\"envelope_id\":\"E1\"} ");
    free_world(world);
}

/* slack-go#1196: Slack drops an acknowledgement of 20,480 bytes. */
Test(socket_mode, an_acknowledgement_of_20480_bytes_is_refused_and_one_byte_less_is_sent) {
    struct world *world = connected_world();
    static const char frame[] = "{\"envelope_id\":\"E1\",\"payload\":{\"text\":\"\"}}";
    static char text[SOCKET_MODE_ACK_LIMIT];
    struct err err;
    JSON_AUTO *payload = json_new_object();
    memset(text, 'x', SOCKET_MODE_ACK_LIMIT - strlen(frame));
    json_put_str(payload, "text", text);
    cr_assert(socket_mode_ack(world->sm, 1, "E1", payload, &err) == INVALID);
    cr_assert(strstr(err.text, "20480"), "%s", err.text);
    expect(world, "");
    text[strlen(text) - 1] = 0;
    json_put_str(payload, "text", text);
    cr_assert(socket_mode_ack(world->sm, 1, "E1", payload, &err) == OK);
    cr_assert(str_starts(world->story.text, "send1:"));
    free_world(world);
}

/* node-slack-sdk#1243: acknowledgements failed after the socket they belonged to was gone. */
Test(socket_mode, an_acknowledgement_goes_to_the_arrival_socket_or_else_to_the_one_in_use) {
    struct world *world = connected_world();
    struct err err;
    say_disconnect(world, 1, "warning");
    pass(world, SECOND);
    str_clear(&world->story);
    cr_assert(socket_mode_ack(world->sm, 1, "E1", NULL, &err) == OK);
    pass(world, SECOND);
    cr_assert(socket_mode_ack(world->sm, 1, "E2", NULL, &err) == OK);
    expect(world, "send1:{\"envelope_id\":\"E1\"} close1:1000 send2:{\"envelope_id\":\"E2\"} ");
    cut(world, 2, "the connection was lost");
    cr_assert(socket_mode_ack(world->sm, 1, "E3", NULL, &err) == BUSY);
    free_world(world);
}

Test(socket_mode, a_socket_that_takes_no_text_is_replaced_and_the_other_one_used) {
    struct world *world = connected_world();
    struct err err;
    say_disconnect(world, 1, "warning");
    pass(world, SECOND);
    str_clear(&world->story);
    world->takes_no_text[1] = true;
    cr_assert(socket_mode_ack(world->sm, 1, "E1", NULL, &err) == OK);
    expect(world, "close1:1000 unsent1 send2:{\"envelope_id\":\"E1\"} ");
    world->takes_no_text[2] = true;
    cr_assert(socket_mode_ack(world->sm, 2, "E2", NULL, &err) == BUSY);
    pass(world, 2 * SECOND);
    expect(world, "close2:1000 unsent2 ask3 dial3 " HELLO("3"));
    free_world(world);
}

/* ---- Weeks. */

/* A week of refreshes, losses, refusals and silence: one attempt at a time, never more than the
 * sockets that Slack allows, and always a way back. */
Test(socket_mode, a_week_of_bad_weather_ends_connected) {
    struct world *world = connected_world();
    struct random random = random_new(7);
    static const char *const reasons[] = {"warning", "refresh_requested", "too_many_websockets",
                                          "link_disabled"};
    for (int i = 0; i < 500; i++) {
        struct socket_mode_status status = socket_mode_status(world->sm);
        str_clear(&world->story);
        world->habit = random_below(&random, 4) ? OBEDIENT : MUTE;
        if (status.connected && random_below(&random, 2))
            cut(world, status.socket, "the connection was lost");
        else if (status.connected)
            say_disconnect(world, status.socket, reasons[random_below(&random, 4)]);
        else
            socket_mode_no_url(world->sm, world->attempt, "internal_error", "no", -1,
                               world->now_ms);
        pass(world, (int64_t)random_below(&random, 40 * MINUTE));
    }
    world->habit = OBEDIENT;
    pass(world, 10 * MINUTE);
    cr_assert(socket_mode_status(world->sm).connected);
    cr_assert(count_open(world) == 1);
    cr_assert(world->most_open <= 6);
    free_world(world);
}
