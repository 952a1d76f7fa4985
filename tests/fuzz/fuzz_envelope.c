/* Fuzzes what Slack delivers, from the envelope to the handler and the reply: the whole core on a
 * desk, with what the outbox would send answered. */
#include "bot/dispatch.h"
#include "tests/kit/desk.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct err err;
    struct json *json = NULL;
    if (json_parse((const char *)data, size, &json, &err) != OK)
        return 0;
    struct desk *desk = desk_new(NULL);
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    struct arena *arena = arena_new(16 * 1024 * 1024);
    struct envelope envelope = envelope_read(json, "U0INCIDENTD", arena);
    if (envelope.wanted) {
        struct outcome outcome =
            dispatch(&desk->dispatch, &envelope.request, envelope.reply_by, desk->now_ms);
        json_free(outcome.reply);
        desk_pass(desk, 1000);
    }
    arena_free(arena);
    desk_free(desk);
    json_free(json);
    return 0;
}
