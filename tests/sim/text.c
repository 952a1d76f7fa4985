/* Slack's text rules. */
#include "sim/text.h"

#include "base/mem.h"

#include <criterion/criterion.h>

static struct workspace *workspace;

static void start(void) {
    cr_assert_eq(workspace_load(NULL, &workspace, NULL), OK);
}

static void stop(void) {
    workspace_free(workspace);
}

TestSuite(text, .init = start, .fini = stop);

static void expect(char *owned, const char *wanted) {
    cr_assert_str_eq(owned, wanted);
    mem_free(owned);
}

Test(text, a_command_names_people_and_channels_by_id_and_name) {
    expect(text_of_command(workspace, "lead @bob in #incidents."),
           "lead <@U0BOB|bob> in <#C0INCIDENTS|incidents>.");
    expect(text_of_command(workspace, "@Alice, page @oncall"),
           "<@U0ALICE|alice>, page <!subteam^S0ONCALL|@oncall>");
}

Test(text, a_private_channel_has_no_label) {
    workspace_channel(workspace, "general")->kind = CHANNEL_PRIVATE;
    expect(text_of_command(workspace, "see #general"), "see <#C0GENERAL|>");
}

Test(text, a_message_names_people_by_id_alone) {
    expect(text_of_message(workspace, "@bob look @here"), "<@U0BOB> look <!here>");
}

Test(text, what_is_nobodys_name_stays_as_it_was) {
    expect(text_of_message(workspace, "@nobody mail bob@local.test #nowhere a@"),
           "@nobody mail bob@local.test #nowhere a@");
}

Test(text, three_characters_are_escaped_and_no_more) {
    expect(text_of_message(workspace, "a < b && c > \"d\""), "a &lt; b &amp;&amp; c &gt; \"d\"");
}

Test(text, web_addresses_are_wrapped_without_the_sentence_around_them) {
    expect(text_of_message(workspace, "see https://a.test/x?y=1&z=2, or (http://b.test/)."),
           "see <https://a.test/x?y=1&amp;z=2>, or (<http://b.test/>).");
}

Test(text, an_apps_control_sequences_and_entities_stay) {
    const char *kept = "<@U0BOB> <#C0GENERAL|general> <!here> <https://a.test|a> &amp; &lt;";
    expect(text_of_app(kept), kept);
    expect(text_of_app("1 < 2 & 3 > 2 <b> https://a.test"),
           "1 &lt; 2 &amp; 3 &gt; 2 &lt;b&gt; <https://a.test>");
}

Test(text, a_mention_is_found_with_and_without_a_label) {
    cr_assert(text_mentions("hi <@U0BOB>", "U0BOB"));
    cr_assert(text_mentions("hi <@U0BOB|bob>", "U0BOB"));
    cr_assert_not(text_mentions("hi <@U0BOBBY> U0BOB", "U0BOB"));
    cr_assert_not(text_mentions(NULL, "U0BOB"));
}

Test(text, rich_text_has_an_element_for_each_kind_of_thing) {
    JSON_AUTO *block = text_rich_block(workspace, "hi @bob https://a.test", "b1");
    const struct json *elements = json_at(block, "elements.0.elements");
    cr_assert_str_eq(json_str(elements, "0.text"), "hi ");
    cr_assert_str_eq(json_str(elements, "1.user_id"), "U0BOB");
    cr_assert_str_eq(json_str(elements, "2.text"), " ");
    cr_assert_str_eq(json_str(elements, "3.url"), "https://a.test");
}
