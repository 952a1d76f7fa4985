/* Workspaces from files. */
#include "sim/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

Test(workspace, the_built_in_one_has_the_people_that_the_manual_names) {
    struct workspace *workspace;
    cr_assert_eq(workspace_load(NULL, &workspace, NULL), OK);
    const struct channel *incidents = workspace_channel(workspace, "#incidents");
    cr_assert_str_eq(incidents->id, "C0INCIDENTS");
    cr_assert_eq(incidents->member_count, 4);
    cr_assert_str_eq(workspace_user(workspace, "@Alice")->id, "U0ALICE");
    const struct app *app = workspace_app_by_token(workspace, "xoxb-test-token");
    cr_assert_str_eq(app->bot->id, "U0INCIDENTD");
    cr_assert_eq(workspace_app_by_command(workspace, "/inc"), app);
    cr_assert_not(channel_has(incidents, app->bot));
    workspace_free(workspace);
}

Test(workspace, a_file_with_a_mistake_is_refused_with_its_place) {
    static const struct {
        const char *text, *why;
    } wrong[] = {
        {"{\"users\":[{\"id\":\"U1\"}]}", "name is missing"},
        {"{\"channels\":[{\"id\":\"C1\",\"name\":\"a\",\"members\":[\"nobody\"]}]}",
         "member 0 of C1 is no user"},
        {"{\"apps\":[{\"id\":\"A1\",\"name\":\"a\"}]}", "bot_id is missing"},
        {"{\"users\":", "broken"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct workspace *workspace = NULL;
        struct err err = {0};
        cr_assert_eq(workspace_load(wrong[i].text, &workspace, &err), INVALID);
        cr_assert_not_null(strstr(err.text, wrong[i].why), "%s", err.text);
    }
}

Test(workspace, no_two_messages_have_the_same_ts) {
    struct workspace *workspace;
    char one[TS_SIZE], two[TS_SIZE];
    cr_assert_eq(workspace_load(NULL, &workspace, NULL), OK);
    workspace_new_ts(workspace, one);
    for (int i = 0; i < 1000; i++) {
        workspace_new_ts(workspace, two);
        cr_assert_gt(strcmp(two, one), 0);
        strcpy(one, two);
    }
    workspace_free(workspace);
}

Test(workspace, membership_is_a_set) {
    struct workspace *workspace;
    cr_assert_eq(workspace_load(NULL, &workspace, NULL), OK);
    struct channel *channel = workspace_channel(workspace, "general");
    struct user *bot = workspace_user(workspace, "incidentd");
    cr_assert(channel_add(channel, bot));
    cr_assert_not(channel_add(channel, bot));
    cr_assert(channel_remove(channel, bot));
    cr_assert_not(channel_remove(channel, bot));
    cr_assert_eq(channel->member_count, 4);
    workspace_free(workspace);
}
