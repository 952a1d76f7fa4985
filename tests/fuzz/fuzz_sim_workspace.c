/* Fuzzes the local Slack's workspace file: it is refused with a sentence, or everything in it can
 * be shown and used. */
#include "base/json.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "sim/workspace.h"
#include "tests/fuzz/expect.h"
#include "tests/fuzz/local_slack.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect_refused_with_a_sentence(const char *text) {
    struct workspace *workspace;
    struct err err = {.text = ""};
    expect(workspace_load(text, &workspace, &err) == INVALID);
    expect(err.text[0] && utf8_valid(err.text, strlen(err.text)));
}

static void expect_json(const char *text) {
    JSON_AUTO *json = NULL;
    struct err err;
    expect(json_parse(text, strlen(text), &json, &err) == OK);
}

/* What a person and an app do first; names that are not there are refused. */
static void use(struct local_slack *slack) {
    static const struct {
        const char *method, *path, *body;
    } requests[] = {
        {"GET", "/_control/state", ""},
        {"POST", "/_control/message",
         "{\"user\":\"alice\",\"channel\":\"incidents\",\"text\":\"@oncall see #general\"}"},
        {"POST", "/_control/command",
         "{\"user\":\"alice\",\"channel\":\"incidents\",\"command\":\"/"
         "incident\",\"text\":\"@bob\"}"},
        {"POST", "/_control/fault", "{\"kind\":\"channel_archived\",\"channel\":\"incidents\"}"},
        {"POST", "/_control/reset", "{}"},
        {"POST", "/api/auth.test", ""},
        {"POST", "/api/conversations.list", "types=public_channel,private_channel,im,mpim"},
        {"POST", "/api/users.list", ""},
        {"POST", "/api/usergroups.list", "include_users=true"},
        {"POST", "/api/chat.postMessage", "channel=C0INCIDENTS&text=hi"},
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        expect_json(local_slack_ask(slack, requests[i].method, requests[i].path, requests[i].body));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = mem_alloc(size + 1);
    memcpy(text, data, size);
    struct local_slack *slack = local_slack_new(text);
    if (slack)
        use(slack);
    else
        expect_refused_with_a_sentence(text);
    if (slack)
        local_slack_free(slack);
    mem_free(text);
    return 0;
}
