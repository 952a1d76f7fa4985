/* Socket Mode's state machine: what comes in, and its acknowledgements. */
#include "bot/socket_mode.h"

#include "base/json.h"
#include "base/str.h"
#include "base/utc.h"
#include "tests/kit/machine.h"

#include <criterion/criterion.h>
#include <string.h>

/* ---- Frames. */

/* Slack: B11, B12 */
Test(socket_mode, envelopes_of_every_type_are_delivered_once) {
    struct machine *machine = machine_connected();
    machine_say_envelope(machine, 1, "events_api", "E1");
    machine_say_envelope(machine, 1, "interactive", "E2");
    machine_say_envelope(machine, 1, "slash_commands", "E3");
    machine_say_envelope(machine, 1, "a_new_type", "E4");
    machine_say(machine, 1, "{\"envelope_id\":\"E5\"}");
    machine_expect(
        machine,
        "events_api[E1]@1 interactive[E2]@1 slash_commands[E3]@1 a_new_type[E4]@1 [E5]@1 ");
    machine_free(machine);
}

/* Slack: B02 */
Test(socket_mode, a_frame_that_is_not_understood_is_skipped_and_the_connection_stays) {
    struct machine *machine = machine_connected();
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
        machine_say(machine, 1, frames[i]);
        machine_expect(machine, "malformed1 ");
    }
    machine_say_envelope(machine, 1, "events_api", "E1");
    machine_expect(machine, "events_api[E1]@1 ");
    machine_free(machine);
}

/* slack-morphism-rust#390: what is not acknowledged comes back for ever. */
Test(socket_mode, a_broken_envelope_that_can_be_named_is_acknowledged) {
    struct machine *machine = machine_connected();
    machine_say(
        machine, 1,
        "{\"envelope_id\" : \"ab-12_C\",\"type\":\"events_api\",\"payload\":{\"a\":\"\xff\"}}");
    machine_expect(machine, "send1:{\"envelope_id\":\"ab-12_C\"} malformed1 ");
    cr_assert(strstr(machine->trouble_text, "is acknowledged"), "%s", machine->trouble_text);
    machine_free(machine);
}

Test(socket_mode, a_second_hello_changes_nothing) {
    struct machine *machine = machine_connected();
    machine_say_hello(machine, 1);
    machine_expect(machine, "");
    machine_free(machine);
}

/* ---- Acknowledgements. */

/* Slack: C03 */
Test(socket_mode, an_acknowledgement_carries_its_payload_unchanged) {
    struct machine *machine = machine_connected();
    struct err err;
    JSON_AUTO *payload = json_new_object();
    json_put_str(payload, "text", "a/b \"c\"");
    cr_assert(socket_mode_ack(machine->sm, 1, "E1", payload, &err) == OK);
    machine_expect(machine,
                   "send1:{\"envelope_id\":\"E1\",\"payload\":{\"text\":\"a/b \\\"c\\\"\"}} ");
    machine_free(machine);
}

/* Slack: C01 */
Test(socket_mode, an_acknowledgement_may_come_from_inside_the_delivery) {
    struct machine *machine = machine_connected();
    machine->ack_at_once = true;
    machine_say_envelope(machine, 1, "events_api", "E1");
    machine_expect(machine, "events_api[E1]@1 send1:{\"envelope_id\":\"E1\"} ");
    machine_free(machine);
}

/* slack-go#1196: Slack drops an acknowledgement of 20,480 bytes. */
/* Slack: C04, C05 */
Test(socket_mode, an_acknowledgement_of_20480_bytes_is_refused_and_one_byte_less_is_sent) {
    struct machine *machine = machine_connected();
    static const char frame[] = "{\"envelope_id\":\"E1\",\"payload\":{\"text\":\"\"}}";
    static char text[SOCKET_MODE_ACK_LIMIT];
    struct err err;
    JSON_AUTO *payload = json_new_object();
    memset(text, 'x', SOCKET_MODE_ACK_LIMIT - strlen(frame));
    json_put_str(payload, "text", text);
    cr_assert(socket_mode_ack(machine->sm, 1, "E1", payload, &err) == INVALID);
    cr_assert(strstr(err.text, "20480"), "%s", err.text);
    machine_expect(machine, "");
    text[strlen(text) - 1] = 0;
    json_put_str(payload, "text", text);
    cr_assert(socket_mode_ack(machine->sm, 1, "E1", payload, &err) == OK);
    cr_assert(str_starts(machine->story.text, "send1:"));
    machine_free(machine);
}

/* node-slack-sdk#1243: acknowledgements failed after the socket they belonged to was gone. */
/* Slack: bug-4 */
Test(socket_mode, an_acknowledgement_goes_to_the_arrival_socket_or_else_to_the_one_in_use) {
    struct machine *machine = machine_connected();
    struct err err;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, SECOND_MS);
    str_clear(&machine->story);
    cr_assert(socket_mode_ack(machine->sm, 1, "E1", NULL, &err) == OK);
    machine_pass(machine, SECOND_MS);
    cr_assert(socket_mode_ack(machine->sm, 1, "E2", NULL, &err) == OK);
    machine_expect(machine,
                   "send1:{\"envelope_id\":\"E1\"} close1:1000 send2:{\"envelope_id\":\"E2\"} ");
    machine_cut(machine, 2, "the connection was lost");
    cr_assert(socket_mode_ack(machine->sm, 1, "E3", NULL, &err) == BUSY);
    machine_free(machine);
}

Test(socket_mode, a_socket_that_takes_no_text_is_replaced_and_the_other_one_used) {
    struct machine *machine = machine_connected();
    struct err err;
    machine_say_disconnect(machine, 1, "warning");
    machine_pass(machine, SECOND_MS);
    str_clear(&machine->story);
    machine->takes_no_text[1] = true;
    cr_assert(socket_mode_ack(machine->sm, 1, "E1", NULL, &err) == OK);
    machine_expect(machine, "close1:1000 unsent1 send2:{\"envelope_id\":\"E1\"} ");
    machine->takes_no_text[2] = true;
    cr_assert(socket_mode_ack(machine->sm, 2, "E2", NULL, &err) == BUSY);
    machine_pass(machine, 2 * SECOND_MS);
    machine_expect(machine, "close2:1000 unsent2 ask3 dial3 " MACHINE_HELLO("3"));
    machine_free(machine);
}
