/* Fuzzes what Slack answers to the calls of the outbox: whatever it says first, once it answers
 * well again nothing is under way for ever. */
#include "base/utc.h"
#include "tests/fuzz/answers.h"
#include "tests/kit/desk.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TURNS_MAX = 40, WAIT_MS = 90 * MINUTE_MS };

/* A person types; nothing is sent yet. */
static void type(struct desk *desk, const char *typed, const char *key) {
    struct request rq = request_of(TRIGGER_COMMAND, "");
    rq.key = key;
    rq.typed = typed;
    rq.user = "U0ALICE";
    rq.channel = "C0GENERAL";
    rq.response_url = "http://127.0.0.1/reply";
    struct outcome outcome = dispatch(&desk->dispatch, &rq, REPLY_BY_CALL, desk->now_ms);
    if (outcome.result != OK)
        abort();
    json_free(outcome.reply);
}

/* Gives the first call that waits its answer. */
static void answer_first(struct desk *desk, const struct web_answer *answer) {
    struct web_answer given = *answer;
    given.ticket = desk->queue[0].ticket;
    json_free(desk->queue[0].body);
    desk->queue_count--;
    memmove(&desk->queue[0], &desk->queue[1], (size_t)desk->queue_count * sizeof desk->queue[0]);
    core_answered(desk->core, given.ticket, &given, desk->now_ms);
}

static void hear(struct desk *desk, struct answers *answers) {
    struct fuzz_answer next;
    for (int turns = 0; turns < TURNS_MAX; turns++) {
        int64_t due_ms = core_run(desk->core, desk->now_ms);
        if (desk->queue_count == 0) {
            if (due_ms == CORE_NEVER)
                return;
            desk->now_ms = due_ms > desk->now_ms ? due_ms : desk->now_ms;
            continue;
        }
        if (!answers_next(answers, &next))
            return;
        answer_first(desk, &next.answer);
        answers_free(&next);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const calmly[] = {"severity.sev1.cadence=none", NULL};
    struct answers answers = {(const char *)data, (const char *)data + size};
    struct desk *desk = desk_new(calmly);
    type(desk, "declare sev1 checkout is down", "1");
    type(desk, "update rolling back", "2");
    hear(desk, &answers);
    desk_pass(desk, WAIT_MS);
    if (desk_number(desk, "SELECT count(*) FROM outbox WHERE state NOT IN ('done', 'dead')") != 0)
        abort();
    desk_free(desk);
    return 0;
}
