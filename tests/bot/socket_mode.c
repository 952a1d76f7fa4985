/* Socket Mode's state machine: attempts to connect, on a clock that is only a number. */
#include "bot/socket_mode.h"

#include "base/random.h"
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/machine.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

/* ---- Start and stop. */

/* Slack: A01, A04, B13 */
Test(socket_mode, it_is_connected_only_after_hello) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 100);
    cr_assert(!socket_mode_status(machine->sm).connected);
    machine_give_url(machine, 1);
    socket_mode_opened(machine->sm, 1, machine->now_ms);
    machine_pass(machine, 100);
    cr_assert(!socket_mode_status(machine->sm).connected);
    cr_assert(socket_mode_status(machine->sm).held == 1);
    machine_say_hello(machine, 1);
    struct socket_mode_status status = socket_mode_status(machine->sm);
    cr_assert(status.connected && status.socket == 1 && status.num_connections == 1);
    cr_assert(status.since_ms == machine->now_ms);
    cr_assert(status.next_attempt_ms == SOCKET_MODE_NEVER);
    machine_expect(machine, "ask1 dial1 " MACHINE_HELLO("1"));
    machine_free(machine);
}

/* Slack: A01, A03, A04, D13 */
Test(socket_mode, a_stop_closes_with_1000_and_nothing_follows) {
    struct machine *machine = machine_connected();
    socket_mode_stop(machine->sm);
    socket_mode_stop(machine->sm);
    socket_mode_closed(machine->sm, 1, "closed with code 1000", -1, machine->now_ms);
    machine_pass(machine, 10 * MINUTE_MS);
    machine_expect(machine, "close1:1000 ");
    cr_assert(socket_mode_run(machine->sm, machine->now_ms) == SOCKET_MODE_NEVER);
    machine_free(machine);
}

/* Slack: A03 */
Test(socket_mode, a_stop_before_a_start_and_in_the_middle_of_an_attempt_is_fine) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_stop(machine->sm);
    socket_mode_start(machine->sm, machine->now_ms);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 10);
    socket_mode_stop(machine->sm);
    machine_give_url(machine, 1);
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "ask1 ");
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 10);
    machine_expect(machine, "ask2 ");
    machine_free(machine);
}

Test(socket_mode, the_owner_may_stop_when_it_hears_of_trouble) {
    struct machine *machine = machine_connected();
    machine->stop_on_trouble = true;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "refresh1:warning close1:1000 ");
    machine_free(machine);
}

/* ---- apps.connections.open. */

/* Slack: A06 */
Test(socket_mode, a_token_that_is_refused_at_the_start_is_fatal) {
    static const char *const codes[] = {"invalid_auth",     "not_authed",    "token_revoked",
                                        "account_inactive", "missing_scope", "http_404"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct machine *machine = machine_new(MACHINE_MUTE);
        socket_mode_start(machine->sm, machine->now_ms);
        machine_pass(machine, 10);
        socket_mode_no_url(machine->sm, 1, codes[i], "Slack says so", -1, machine->now_ms);
        cr_assert(machine->trouble.kind == SOCKET_MODE_REFUSED && machine->trouble.fatal);
        cr_assert(machine->trouble.retry_ms == -1);
        cr_assert_str_eq(machine->trouble_code, codes[i]);
        machine_pass(machine, 60 * MINUTE_MS);
        cr_assert(machine->asked == 1, "it went on asking");
        cr_assert(socket_mode_status(machine->sm).refused);
        machine_free(machine);
    }
}

Test(socket_mode, a_token_that_is_refused_later_is_asked_about_every_five_minutes) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_cut(machine, 1, "the connection was lost");
    machine_pass(machine, 1000);
    socket_mode_no_url(machine->sm, 2, "account_inactive", "no", -1, machine->now_ms);
    cr_assert(!machine->trouble.fatal && machine->trouble.retry_ms == 5 * MINUTE_MS);
    machine_pass(machine, 5 * MINUTE_MS - 1);
    machine_expect(machine, "lost1 ask2 refused2:account_inactive ");
    machine_pass(machine, 1);
    machine_expect(machine, "ask3 ");
    socket_mode_no_url(machine->sm, 3, "account_inactive", "no", -1, machine->now_ms);
    machine_pass(machine, 5 * MINUTE_MS);
    cr_assert(socket_mode_status(machine->sm).refused);
    machine_give_url(machine, 4);
    cr_assert(!socket_mode_status(machine->sm).refused);
    machine_expect(machine, "refused3:account_inactive ask4 dial4 ");
    machine_free(machine);
}

/* Slack: A07, bug-2 */
Test(socket_mode, fatal_error_and_internal_error_are_not_fatal) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 10);
    socket_mode_no_url(machine->sm, 1, "fatal_error", "no", -1, machine->now_ms);
    machine_pass(machine, SECOND_MS);
    socket_mode_no_url(machine->sm, 2, "internal_error", "no", -1, machine->now_ms);
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, MINUTE_MS);
    machine_expect(
        machine,
        "ask1 failed1:fatal_error ask2 failed2:internal_error ask3 dial3 " MACHINE_HELLO("3"));
    machine_free(machine);
}

/* Slack: F03, F05 */
Test(socket_mode, a_rate_limit_is_waited_out_even_when_slack_does_not_say_how_long) {
    static const struct {
        const char *code;
        int64_t retry_after_ms, least_ms;
    } rows[] = {{"ratelimited", 45 * SECOND_MS, 45 * SECOND_MS},
                {"ratelimited", -1, 30 * SECOND_MS},
                {"http_429", -1, 30 * SECOND_MS},
                {"", 120 * SECOND_MS, 120 * SECOND_MS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct machine *machine = machine_new(MACHINE_MUTE);
        socket_mode_start(machine->sm, machine->now_ms);
        machine_pass(machine, 10);
        socket_mode_no_url(machine->sm, 1, rows[i].code, "wait", rows[i].retry_after_ms,
                           machine->now_ms);
        machine_pass(machine, rows[i].least_ms - 1);
        cr_assert(machine->asked == 1, "row %zu: asked too early", i);
        machine_pass(machine, SECOND_MS + 1);
        cr_assert(machine->asked == 2, "row %zu: not asked again", i);
        machine_free(machine);
    }
}

/* ---- Back-off. */

Test(socket_mode, the_first_retry_is_at_once_and_the_waits_grow_to_a_minute) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    static const int64_t limits[] = {250,   1000,  2000,  4000,  8000, 16000,
                                     32000, 60000, 60000, 60000, 60000};
    socket_mode_start(machine->sm, machine->now_ms);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        machine_fail_next(machine);
        cr_assert(machine->trouble.retry_ms >= 0 && machine->trouble.retry_ms <= limits[i],
                  "wait %zu is %" PRId64, i, machine->trouble.retry_ms);
    }
    machine_free(machine);
}

Test(socket_mode, the_waits_are_spread_and_replay_with_the_same_seed) {
    int64_t waits[2][20], most = 0, least = INT64_MAX;
    for (int run = 0; run < 2; run++) {
        struct machine *machine = machine_new(MACHINE_MUTE);
        socket_mode_start(machine->sm, machine->now_ms);
        for (int i = 0; i < 20; i++) {
            machine_fail_next(machine);
            waits[run][i] = machine->trouble.retry_ms;
        }
        machine_free(machine);
    }
    cr_assert(memcmp(waits[0], waits[1], sizeof waits[0]) == 0);
    for (int i = 10; i < 20; i++) {
        most = waits[0][i] > most ? waits[0][i] : most;
        least = waits[0][i] < least ? waits[0][i] : least;
    }
    cr_assert(most - least > 20 * SECOND_MS, "from %" PRId64 " to %" PRId64, least, most);
}

Test(socket_mode, a_server_that_hangs_up_after_every_hello_is_not_hammered) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    int64_t end_ms = machine->now_ms + 10 * MINUTE_MS;
    socket_mode_start(machine->sm, machine->now_ms);
    while (machine->now_ms < end_ms) {
        machine_pass(machine, 100);
        if (socket_mode_status(machine->sm).connected)
            machine_cut(machine, socket_mode_status(machine->sm).socket, "the connection was lost");
    }
    cr_assert(machine->asked < 60, "%u attempts in ten minutes", machine->asked);
    cr_assert(machine->asked > 12, "%u attempts in ten minutes", machine->asked);
    machine_free(machine);
}

Test(socket_mode, after_ten_good_seconds_the_next_loss_is_met_at_once) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    for (int i = 0; i < 8; i++)
        machine_fail_next(machine);
    cr_assert(socket_mode_status(machine->sm).failures == 8);
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, 61 * SECOND_MS);
    uint32_t socket = socket_mode_status(machine->sm).socket;
    machine_pass(machine, 10 * SECOND_MS);
    cr_assert(socket_mode_status(machine->sm).failures == 0);
    machine_cut(machine, socket, "the connection was lost");
    cr_assert(machine->trouble.retry_ms <= 250);
    machine_free(machine);
}

/* As behind a middlebox that allows no connection more than half a minute. */
Test(socket_mode, a_link_that_is_cut_every_half_minute_is_back_at_once_each_time) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    socket_mode_start(machine->sm, machine->now_ms);
    for (int cuts = 0; cuts < 100; cuts++) {
        machine_pass(machine, 29 * SECOND_MS);
        cr_assert(socket_mode_status(machine->sm).connected);
        machine_cut(machine, socket_mode_status(machine->sm).socket, "the connection was lost");
        cr_assert(machine->trouble.retry_ms <= 250, "after %d cuts", cuts);
        machine_pass(machine, SECOND_MS);
    }
    machine_free(machine);
}

/* ---- Every step has an end. */

/* Slack: bug-10 */
Test(socket_mode, each_step_that_gets_no_answer_is_given_up_and_tried_again) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 26 * SECOND_MS);
    machine_expect(machine, "ask1 failed1 ask2 ");
    machine_give_url(machine, 2);
    machine_pass(machine, 24 * SECOND_MS);
    machine_expect(machine, "dial2 ");
    machine_pass(machine, 3 * SECOND_MS);
    machine_expect(machine, "close2:1000 failed2 ask3 ");
    machine_give_url(machine, 3);
    socket_mode_opened(machine->sm, 3, machine->now_ms);
    machine_pass(machine, 30 * SECOND_MS - 1);
    machine_expect(machine, "dial3 ");
    machine_pass(machine, 1);
    machine_expect(machine, "close3:1000 failed3 ");
    cr_assert(strstr(machine->trouble_text, "no hello came within 30000 ms"), "%s",
              machine->trouble_text);
    machine_free(machine);
}

/* Slack: bug-10 */
Test(socket_mode, a_resolver_that_is_down_for_hours_does_not_end_the_trying) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    for (int i = 0; i < 300; i++)
        machine_fail_next(machine);
    cr_assert(machine->now_ms > 1000 * MINUTE_MS + 60 * MINUTE_MS);
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, 61 * SECOND_MS);
    cr_assert(socket_mode_status(machine->sm).connected);
    machine_free(machine);
}

/* ---- One attempt at a time. */

/* node-slack-sdk#2094: each refused handshake was reported twice, and the sockets doubled. */
/* Slack: A10, D09, bug-1 */
Test(socket_mode, a_handshake_that_is_refused_and_reported_twice_starts_one_attempt) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    for (uint32_t i = 1; i <= 3; i++) {
        machine_pass(machine, 5 * SECOND_MS);
        cr_assert(machine->attempt == i, "attempt %u", machine->attempt);
        machine_give_url(machine, i);
        machine_cut(machine, i, "refused with HTTP 409");
        machine_cut(machine, i, "refused with HTTP 409");
    }
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, MINUTE_MS);
    cr_assert(machine->asked == 4 && machine->most_open == 1);
    cr_assert(machine->troubles[SOCKET_MODE_FAILED] == 3);
    machine_free(machine);
}

Test(socket_mode, what_is_said_about_an_attempt_that_is_over_is_ignored) {
    struct machine *machine = machine_new(MACHINE_MUTE);
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, 10);
    socket_mode_no_url(machine->sm, 1, "", "no", -1, machine->now_ms);
    machine_pass(machine, SECOND_MS);
    str_clear(&machine->story);
    machine_give_url(machine, 1);
    socket_mode_no_url(machine->sm, 1, "invalid_auth", "no", -1, machine->now_ms);
    socket_mode_opened(machine->sm, 1, machine->now_ms);
    machine_say_hello(machine, 1);
    machine_say_envelope(machine, 1, "slash_commands", "E1");
    socket_mode_closed(machine->sm, 1, "no", -1, machine->now_ms);
    socket_mode_closed(machine->sm, 2, "no connection yet", -1, machine->now_ms);
    machine_say_hello(machine, 2);
    machine_give_url(machine, 7);
    machine_expect(machine, "");
    machine_give_url(machine, 2);
    machine_give_url(machine, 2);
    socket_mode_no_url(machine->sm, 2, "", "no", -1, machine->now_ms);
    machine_say_envelope(machine, 2, "slash_commands", "E1");
    machine_expect(machine, "dial2 ");
    machine_free(machine);
}

/* java-slack-sdk#1256: the old session's close started another reconnect. */
/* Slack: bug-6 */
Test(socket_mode, fifty_refreshes_make_fifty_one_sockets_and_never_two_after_the_drain) {
    struct machine *machine = machine_connected();
    for (int i = 0; i < 50; i++) {
        uint32_t socket = socket_mode_status(machine->sm).socket;
        machine_say_disconnect(machine, socket, i % 2 ? "warning" : "refresh_requested");
        machine_say_disconnect(machine, socket, "refresh_requested");
        machine_pass(machine, MINUTE_MS);
        socket_mode_closed(machine->sm, socket, "closed with code 1000", -1, machine->now_ms);
        machine_pass(machine, 5 * MINUTE_MS);
        cr_assert(machine_count_open(machine) == 1);
    }
    cr_assert(machine->asked == 51 && machine->most_open == 2);
    cr_assert(machine->troubles[SOCKET_MODE_LOST] == 0);
    cr_assert(machine->troubles[SOCKET_MODE_REFRESH] == 50,
              "a second warning is no second refresh");
    machine_free(machine);
}

Test(socket_mode, a_server_that_asks_every_new_socket_to_refresh_is_not_hammered) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    int64_t end_ms = machine->now_ms + 10 * MINUTE_MS;
    socket_mode_start(machine->sm, machine->now_ms);
    while (machine->now_ms < end_ms) {
        machine_pass(machine, 100);
        if (socket_mode_status(machine->sm).connected)
            machine_say_disconnect(machine, socket_mode_status(machine->sm).socket, "warning");
    }
    cr_assert(machine->asked < 60, "%u attempts in ten minutes", machine->asked);
    cr_assert(machine->most_open <= 6, "%u sockets at once", machine->most_open);
    machine_free(machine);
}

/* ---- Weeks. */

/* A week of refreshes, losses, refusals and silence: one attempt at a time, never more than the
 * sockets that Slack allows, and always a way back. */
Test(socket_mode, a_week_of_bad_weather_ends_connected) {
    struct machine *machine = machine_connected();
    struct random random = random_new(7);
    static const char *const reasons[] = {"warning", "refresh_requested", "too_many_websockets",
                                          "link_disabled"};
    for (int i = 0; i < 500; i++) {
        struct socket_mode_status status = socket_mode_status(machine->sm);
        str_clear(&machine->story);
        machine->habit = random_below(&random, 4) ? MACHINE_OBEDIENT : MACHINE_MUTE;
        if (status.connected && random_below(&random, 2))
            machine_cut(machine, status.socket, "the connection was lost");
        else if (status.connected)
            machine_say_disconnect(machine, status.socket, reasons[random_below(&random, 4)]);
        else
            socket_mode_no_url(machine->sm, machine->attempt, "internal_error", "no", -1,
                               machine->now_ms);
        machine_pass(machine, (int64_t)random_below(&random, 40 * MINUTE_MS));
    }
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, 10 * MINUTE_MS);
    cr_assert(socket_mode_status(machine->sm).connected);
    cr_assert(machine_count_open(machine) == 1);
    cr_assert(machine->most_open <= 6);
    machine_free(machine);
}
