/* Socket Mode's state machine: what Slack's disconnects lead to. */
#include "bot/socket_mode.h"

#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/machine.h"

#include <criterion/criterion.h>

/* ---- Refresh. */

/* Slack: D16 */
Test(socket_mode, at_a_refresh_the_new_socket_is_there_before_the_old_one_goes) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, 0);
    machine_expect(machine, "refresh1:warning ask2 ");
    machine_say_envelope(machine, 1, "slash_commands", "E1");
    machine_give_url(machine, 2);
    socket_mode_opened(machine->sm, 2, machine->now_ms);
    machine_say_envelope(machine, 1, "slash_commands", "E2");
    cr_assert(socket_mode_status(machine->sm).socket == 1);
    machine_say_hello(machine, 2);
    cr_assert(socket_mode_status(machine->sm).socket == 2);
    machine_say_envelope(machine, 1, "interactive", "E3");
    machine_expect(machine, "slash_commands[E1]@1 dial2 slash_commands[E2]@1 " MACHINE_HELLO(
                                "2") "interactive[E3]@1 ");
    machine_free(machine);
}

Test(socket_mode, the_old_socket_drains_for_two_seconds_when_all_is_acknowledged) {
    struct machine *machine = machine_connected();
    machine_say_disconnect(machine, 1, "refresh_requested");
    machine_pass(machine, 2 * SECOND_MS - 1);
    machine_expect(machine, "refresh1:refresh_requested ask2 dial2 " MACHINE_HELLO("2"));
    machine_pass(machine, 1);
    machine_expect(machine, "close1:1000 ");
    machine_free(machine);
}

Test(socket_mode, the_old_socket_waits_for_an_acknowledgement_but_not_longer_than_ten_seconds) {
    for (int acknowledge = 0; acknowledge < 2; acknowledge++) {
        struct machine *machine = machine_connected();
        struct err err;
        machine_say_envelope(machine, 1, "slash_commands", "E1");
        machine_say_disconnect(machine, 1, "warning");
        machine_pass(machine, 5 * SECOND_MS);
        machine_expect(machine,
                       "slash_commands[E1]@1 refresh1:warning ask2 dial2 " MACHINE_HELLO("2"));
        if (acknowledge) {
            cr_assert(socket_mode_ack(machine->sm, 1, "E1", NULL, &err) == OK);
            machine_pass(machine, 0);
            machine_expect(machine, "send1:{\"envelope_id\":\"E1\"} close1:1000 ");
        }
        machine_pass(machine, 5 * SECOND_MS - 1);
        machine_expect(machine, "");
        machine_pass(machine, 1);
        machine_expect(machine, acknowledge ? "" : "close1:1000 ");
        machine_free(machine);
    }
}

Test(socket_mode, an_old_socket_that_dies_during_the_refresh_changes_nothing) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "refresh_requested");
    machine_pass(machine, 0);
    machine_cut(machine, 1, "the connection was lost");
    cr_assert(machine->trouble.retry_ms == -1, "an attempt is under way, and no other is planned");
    machine_give_url(machine, 2);
    socket_mode_opened(machine->sm, 2, machine->now_ms);
    machine_say_hello(machine, 2);
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "refresh1:refresh_requested ask2 lost1 dial2 " MACHINE_HELLO("2"));
    machine_free(machine);
}

Test(socket_mode, a_refresh_that_fails_is_tried_again_while_the_old_socket_serves) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, 0);
    socket_mode_no_url(machine->sm, 2, "", "no", -1, machine->now_ms);
    machine_say_envelope(machine, 1, "events_api", "E1");
    machine->habit = MACHINE_OBEDIENT;
    machine_pass(machine, SECOND_MS);
    machine_expect(machine,
                   "refresh1:warning ask2 failed2 events_api[E1]@1 ask3 dial3 " MACHINE_HELLO("3"));
    machine_free(machine);
}

Test(socket_mode, a_draining_socket_that_dies_is_not_replaced) {
    struct machine *machine = machine_connected();
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, SECOND_MS);
    str_clear(&machine->story);
    machine_cut(machine, 1, "the connection was lost");
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "");
    cr_assert(socket_mode_status(machine->sm).held == 1);
    machine_free(machine);
}

/* No envelope is acknowledged, so each old socket would drain for its ten seconds. */
Test(socket_mode, sockets_that_drain_make_room_for_new_ones) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    struct socket_mode_settings patient = {.seed = 1, .drain_max_ms = 60 * MINUTE_MS};
    socket_mode_free(machine->sm);
    machine->sm = socket_mode_new(&patient, &machine_ports, machine);
    socket_mode_start(machine->sm, machine->now_ms);
    for (int i = 0; i < 12; i++) {
        machine_pass(machine, MINUTE_MS);
        uint32_t socket = socket_mode_status(machine->sm).socket;
        machine_say_envelope(machine, socket, "events_api", "E");
        machine_say_disconnect(machine, socket, "refresh_requested");
    }
    machine_pass(machine, MINUTE_MS);
    cr_assert(socket_mode_status(machine->sm).connected);
    cr_assert(machine->most_open == 6, "%u sockets at once", machine->most_open);
    cr_assert(!machine->open[1], "the oldest one makes room first");
    machine_free(machine);
}

Test(socket_mode, an_unknown_reason_is_a_refresh) {
    struct machine *machine = machine_connected();
    machine_say_disconnect(machine, 1, "a_new_reason");
    machine_pass(machine, SECOND_MS);
    machine_expect(machine, "refresh1:a_new_reason ask2 dial2 " MACHINE_HELLO("2"));
    machine_free(machine);
}

Test(socket_mode, a_disconnect_on_a_draining_socket_orders_nothing) {
    struct machine *machine = machine_connected();
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, SECOND_MS);
    str_clear(&machine->story);
    machine_say_disconnect(machine, 1, "refresh_requested");
    machine_pass(machine, 0);
    machine_expect(machine, "");
    machine_say_disconnect(machine, 1, "too_many_websockets");
    machine_pass(machine, MINUTE_MS);
    machine_expect(machine, "close1:1000 too-many1:too_many_websockets ");
    cr_assert(machine->asked == 2);
    machine_free(machine);
}

/* ---- The other reasons. */

/* Slack: D18, bug-5 */
Test(socket_mode, a_disconnect_before_hello_is_survived_whatever_its_reason) {
    static const char *const reasons[] = {
        "warning", "refresh_requested", "link_disabled", "too_many_websockets", "", "x"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        struct machine *machine = machine_new(MACHINE_MUTE);
        socket_mode_start(machine->sm, machine->now_ms);
        machine_pass(machine, 10);
        machine_give_url(machine, 1);
        socket_mode_opened(machine->sm, 1, machine->now_ms);
        machine_say_disconnect(machine, 1, reasons[i]);
        cr_assert(machine_count_open(machine) == 0);
        machine->habit = MACHINE_OBEDIENT;
        machine_pass(machine, 2 * MINUTE_MS);
        cr_assert(socket_mode_status(machine->sm).connected, "after %s", reasons[i]);
        cr_assert(machine->asked == 2, "after %s", reasons[i]);
        machine_free(machine);
    }
}

/* Slack: D04 */
Test(socket_mode, too_many_sockets_close_this_one_and_wait_half_a_minute) {
    struct machine *machine = machine_connected();
    machine->num_connections = 11;
    machine_say_disconnect(machine, 1, "too_many_websockets");
    machine_expect(machine, "close1:1000 too-many1:too_many_websockets ");
    cr_assert(machine->trouble.retry_ms >= 30 * SECOND_MS &&
              machine->trouble.retry_ms <= MINUTE_MS);
    cr_assert(machine->trouble.num_connections == 1);
    machine_pass(machine, 30 * SECOND_MS - 1);
    machine_expect(machine, "");
    machine_pass(machine, 31 * SECOND_MS);
    cr_assert(machine->asked == 2);
    machine_free(machine);
}

Test(socket_mode, too_many_sockets_at_a_refresh_leave_the_old_one_in_use) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, 0);
    machine_give_url(machine, 2);
    socket_mode_opened(machine->sm, 2, machine->now_ms);
    machine_say_disconnect(machine, 2, "too_many_websockets");
    machine_pass(machine, 20 * SECOND_MS);
    machine_expect(machine,
                   "refresh1:warning ask2 dial2 close2:1000 too-many2:too_many_websockets ");
    cr_assert(socket_mode_status(machine->sm).socket == 1);
    machine_cut(machine, 1, "the connection was lost");
    machine_pass(machine, 9 * SECOND_MS);
    machine_expect(machine, "lost1 "); /* even now not before the half minute is over */
    machine_free(machine);
}

Test(socket_mode, too_many_sockets_put_off_an_attempt_that_was_planned) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, 0);
    socket_mode_no_url(machine->sm, 2, "", "no", -1, machine->now_ms);
    cr_assert(machine->trouble.retry_ms <= 250);
    machine_say_disconnect(machine, 1, "too_many_websockets");
    cr_assert(machine->trouble.retry_ms >= 30 * SECOND_MS);
    machine_pass(machine, 30 * SECOND_MS - 1);
    cr_assert(machine->asked == 2);
    machine_free(machine);
}

/* Slack: D19 */
Test(socket_mode, switched_off_is_asked_about_ever_more_slowly_and_recovers) {
    struct machine *machine = machine_connected();
    static const int64_t waits[] = {1, 2, 4, 5, 5};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        uint32_t socket = socket_mode_status(machine->sm).socket;
        machine_say_disconnect(machine, socket, "link_disabled");
        cr_assert(machine->trouble.kind == SOCKET_MODE_DISABLED);
        cr_assert(machine->trouble.retry_ms == waits[i] * MINUTE_MS);
        cr_assert(machine_count_open(machine) == 0 && socket_mode_status(machine->sm).disabled);
        unsigned asked = machine->asked;
        machine_pass(machine, waits[i] * MINUTE_MS - 1);
        cr_assert(machine->asked == asked);
        machine_pass(machine, 1);
        cr_assert(machine->asked == asked + 1 && socket_mode_status(machine->sm).connected);
    }
    cr_assert(!socket_mode_status(machine->sm).disabled);
    machine_pass(machine, MINUTE_MS);
    machine_say_disconnect(machine, socket_mode_status(machine->sm).socket, "link_disabled");
    cr_assert(machine->trouble.retry_ms == MINUTE_MS, "a good minute starts the waits anew");
    machine_free(machine);
}

/* Slack: D19 */
Test(socket_mode, switched_off_during_a_refresh_closes_every_socket) {
    struct machine *machine = machine_connected();
    machine->habit = MACHINE_MUTE;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, 0);
    machine_give_url(machine, 2);
    machine_say_disconnect(machine, 1, "link_disabled");
    machine_expect(machine,
                   "refresh1:warning ask2 dial2 close1:1000 close2:1000 disabled1:link_disabled ");
    machine_pass(machine, MINUTE_MS - 1);
    machine_expect(machine, "");
    machine_pass(machine, 1);
    socket_mode_no_url(machine->sm, 3, "internal_error", "no", -1, machine->now_ms);
    cr_assert(machine->trouble.retry_ms >= MINUTE_MS, "a failure must not speed it up");
    machine_free(machine);
}

/* python-slack-sdk#1940: ghosts of sockets get a share of the payloads. */
/* Slack: bug-7 */
Test(socket_mode, more_connections_than_we_hold_are_reported) {
    struct machine *machine = machine_new(MACHINE_OBEDIENT);
    machine->num_connections = 4;
    socket_mode_start(machine->sm, machine->now_ms);
    machine_pass(machine, SECOND_MS);
    machine_expect(machine, "ask1 dial1 " MACHINE_HELLO("1") "ghosts1 ");
    cr_assert(machine->trouble.num_connections == 4);
    machine->num_connections = 0;
    machine_pass(machine, MINUTE_MS);
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, SECOND_MS);
    machine_expect(machine,
                   "refresh1:warning ask2 dial2 " MACHINE_HELLO("2")); /* two, and both are ours */
    machine_free(machine);
}
