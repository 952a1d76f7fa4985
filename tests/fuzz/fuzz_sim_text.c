/* Fuzzes the local Slack's text conversion: what a person types becomes mentions of those who are
 * there and nothing else that is live, and what an app posts reads back as it stands. */
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "sim/text.h"
#include "tests/fuzz/expect.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct workspace *workspace;

/* "<@U0ALICE>", "<@U0ALICE|alice>" and the like, of the workspace; the length, or 0. */
static size_t known_length(const char *at) {
    char id[ID_SIZE];
    size_t len = strcspn(at, ">");
    if (at[len] != '>')
        return 0;
    const char *name = at + (str_starts(at, "<!subteam^") ? strlen("<!subteam^") : 2);
    size_t id_len = strcspn(name, "|>");
    if (id_len >= sizeof id)
        return at[1] == 'h' ? len + 1 : 0;
    memcpy(id, name, id_len);
    id[id_len] = 0;
    bool known = at[1] == '@'   ? workspace_user(workspace, id) != NULL
                 : at[1] == '#' ? workspace_channel(workspace, id) != NULL
                 : str_starts(at, "<!subteam^")
                     ? workspace_usergroup(workspace, id) != NULL
                     : at[1] == 'h' || strstr("here channel everyone", id) != NULL;
    return known ? len + 1 : 0;
}

static void expect_escaped(const char *text) {
    for (const char *at = text; *at; at++) {
        expect(*at != '>');
        if (*at == '&')
            expect(str_starts(at, "&amp;") || str_starts(at, "&lt;") || str_starts(at, "&gt;"));
        if (*at != '<')
            continue;
        size_t len = known_length(at);
        expect(len > 0);
        at += len - 1;
    }
}

static void try_typed(const char *typed) {
    char *message = text_of_message(workspace, typed), *command = text_of_command(workspace, typed);
    JSON_AUTO *block = text_rich_block(workspace, typed, "block");
    expect_escaped(message);
    expect_escaped(command);
    const char *printed = json_print(block);
    expect(utf8_valid(printed, strlen(printed)));
    expect(text_mentions(message, "U0ALICE") == text_mentions(command, "U0ALICE"));
    mem_free(message);
    mem_free(command);
}

static void try_posted(const char *posted) {
    char *once = text_of_app(posted), *twice = text_of_app(once);
    expect(utf8_valid(once, strlen(once)));
    expect(strcmp(once, twice) == 0);
    mem_free(once);
    mem_free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct err err;
    if (!workspace && workspace_load(NULL, &workspace, &err) != OK)
        abort();
    char *text = mem_alloc(size + 1);
    memcpy(text, data, size);
    if (utf8_valid(text, strlen(text))) {
        try_typed(text);
        try_posted(text);
    }
    mem_free(text);
    return 0;
}
