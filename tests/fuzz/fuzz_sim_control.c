/* Fuzzes the local Slack's control API and Web API. Each line of the input is a request, "PATH
 * BODY", a GET when there is no body; "ack PAYLOAD" says what the connected app answers from there
 * on. Whatever came before, the state can be shown, is JSON, and holds no token. */
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/local_slack.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINES_MAX = 20 };

static void expect_json(const char *text) {
    JSON_AUTO *json = NULL;
    struct err err;
    expect(json_parse(text, strlen(text), &json, &err) == OK);
    expect(json_is_true(json, "ok"));
    expect(!strstr(text, "xoxb-test-token") && !strstr(text, "xapp-test-token"));
}

/* A fault may keep an answer back, and what was posted may hold a token's letters. */
static void expect_sound(struct local_slack *slack) {
    static const char *const pages[] = {"/_control/state", "/_control/config", "/_control/fault"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        expect_json(local_slack_ask(slack, "GET", pages[i], ""));
}

static void play(struct local_slack *slack, char *line) {
    char *body = strchr(line, ' ');
    if (body)
        *body++ = 0;
    if (str_equal(line, "ack"))
        local_slack_acknowledge_with(slack, body ? body : "");
    else
        local_slack_ask(slack, body ? "POST" : "GET", line, body ? body : "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (memmem(data, size, "-test-token", strlen("-test-token")))
        return 0; /* a token that the fuzzer said itself may be shown */
    char *text = mem_alloc(size + 1);
    memcpy(text, data, size);
    struct local_slack *slack = local_slack_new(NULL);
    char *line = text;
    for (int lines = 0; line && lines < LINES_MAX; lines++) {
        char *end = strchr(line, '\n');
        if (end)
            *end++ = 0;
        play(slack, line);
        line = end;
    }
    expect_sound(slack);
    local_slack_free(slack);
    mem_free(text);
    return 0;
}
