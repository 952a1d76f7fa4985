/* Slack's text on its way in, in the store, and on its way out. */
#include "model/slack_text.h"

#include "base/utc.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect_in(enum slack_source source, const char *wire, const char *stored) {
    STR_AUTO(out, 400);
    slack_text_in(source, wire, &out);
    cr_expect_str_eq(out.text, stored, "\"%s\" was stored as \"%s\"", wire, out.text);
}

static void expect_out(const char *stored, const char *mrkdwn) {
    STR_AUTO(out, 400);
    slack_text_out(stored, &out);
    cr_expect_str_eq(out.text, mrkdwn, "\"%s\" went out as \"%s\"", stored, out.text);
}

Test(slack_text_in, a_user_mention_is_kept_by_its_id) {
    expect_in(SLACK_WIRE, "ic <@U0BOB>", "ic <@U0BOB>");
    expect_in(SLACK_WIRE, "ic <@W0BOB|bob>!", "ic <@W0BOB>!");
    expect_in(SLACK_WIRE, "<@U0BOB><@U0EVE>", "<@U0BOB><@U0EVE>");
}

Test(slack_text_in, what_is_no_user_becomes_plain_text) {
    expect_in(SLACK_WIRE, "<@B123|robot> <@u0bob> <@>", "@robot @u0bob <@>");
    expect_in(SLACK_WIRE, "<#C1|general> <#C1> <#C1|>", "#general #C1 #C1");
    expect_in(SLACK_WIRE, "<!subteam^S1|@oncall> <!subteam^S1>", "@oncall @S1");
    expect_in(SLACK_WIRE, "<!date^1^{date}|1970> <!else|shown> <!else>", "1970 shown else");
}

Test(slack_text_in, calls_to_everybody_become_words) {
    expect_in(SLACK_WIRE, "<!here> <!channel|x> <!everyone>", "@here @channel @everyone");
}

Test(slack_text_in, a_link_is_stored_as_its_address) {
    expect_in(SLACK_WIRE, "see <https://x.org/a?b=1&amp;c=2|the board>",
              "see https://x.org/a?b=1&c=2");
    expect_in(SLACK_WIRE, "<https://x.org|https://x.org>", "https://x.org");
    expect_in(SLACK_WIRE, "<mailto:a@x.org|a@x.org> <tel:+491|+49 1>", "a@x.org +491");
    expect_in(SLACK_WIRE, "<https://x.org|>", "https://x.org");
}

Test(slack_text_in, a_host_name_that_slack_linked_is_stored_as_it_was_typed) {
    expect_in(SLACK_WIRE, "<http://shop.x.org|shop.x.org> is down", "shop.x.org is down");
    expect_in(SLACK_WIRE, "<http://shop.x.org/|shop.x.org>", "shop.x.org");
    expect_in(SLACK_WIRE, "<http://evil.org|shop.x.org>", "http://evil.org");
}

Test(slack_text_in, entities_are_undone_once) {
    expect_in(SLACK_WIRE, "a &lt; b &amp;&amp; c &gt; d", "a < b && c > d");
    expect_in(SLACK_WIRE, "&amp;lt;", "&lt;");
    expect_in(SLACK_WIRE, "&quot; &am &", "&quot; &am &");
}

Test(slack_text_in, brackets_that_are_no_sequence_are_text) {
    expect_in(SLACK_WIRE, "a < b", "a < b");
    expect_in(SLACK_WIRE, "<", "<");
    expect_in(SLACK_WIRE, "<>", "<>");
    expect_in(SLACK_WIRE, "<b>bold</b>", "<b>bold</b>");
    expect_in(SLACK_WIRE, "<@U0BOB", "<@U0BOB");
    expect_in(SLACK_WIRE, "<<@U0BOB>>", "<<@U0BOB>>");
}

Test(slack_text_in, a_spelled_out_mention_mentions_nobody) {
    expect_in(SLACK_WIRE, "&lt;@U0BOB&gt;", "< @U0BOB>");
    expect_in(SLACK_WIRE, "<https://x|x>&lt;@U0BOB&gt;", "x< @U0BOB>");
    expect_in(SLACK_WIRE, "&lt;@U0\u202eBOB&gt;", "< @U0BOB>");
    expect_in(SLACK_WIRE, "<#C1|&lt;@U0BOB&gt;>", "#< @U0BOB>");
    expect_in(SLACK_FOREIGN, "fix by <@U0BOB> & <!channel>", "fix by < @U0BOB> & <!channel>");
}

Test(slack_text_in, a_member_may_leave_a_mention_standing_in_a_form) {
    expect_in(SLACK_MODAL, "<@U0BOB> &amp; <!channel>\r\n", "<@U0BOB> &amp; <!channel>\n");
}

Test(slack_text_in, text_is_cut_at_the_ceiling_and_never_inside_a_mention) {
    STR_AUTO(out, 10);
    slack_text_in(SLACK_WIRE, "hello <@U0BOB>", &out);
    cr_expect_str_eq(out.text, "hello ");
    cr_expect(out.full);
    str_clear(&out);
    slack_text_in(SLACK_FOREIGN, "twelve bytes", &out);
    cr_expect_str_eq(out.text, "twelve byt");
    cr_expect(out.full);
}

Test(slack_text_in, nothing_follows_what_was_cut) {
    STR_AUTO(out, 20);
    slack_text_in(SLACK_WIRE, "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01 twelve bytes <@U0BOB>",
                  &out);
    cr_expect_str_eq(out.text, " twelve by");
    cr_expect(out.full);
    str_clear(&out);
    slack_text_in(SLACK_WIRE, "exactly twenty bytes!", &out);
    cr_expect_str_eq(out.text, "exactly twenty bytes");
    cr_expect(out.full);
}

Test(slack_text_out, user_mentions_pass) {
    expect_out("ask <@U0BOB> & <@W12>", "ask <@U0BOB> &amp; <@W12>");
}

Test(slack_text_out, nothing_else_passes) {
    expect_out("<!channel> <!here> <!everyone>",
               "&lt;!channel&gt; &lt;!here&gt; &lt;!everyone&gt;");
    expect_out("<!subteam^S1|@x> <#C1>", "&lt;!subteam^S1|@x&gt; &lt;#C1&gt;");
    expect_out("<https://evil|bank>", "&lt;https://evil|bank&gt;");
    expect_out("<@U0BOB|bob> <@u0bob> <@U> <@B123> <@ U0BOB>",
               "&lt;@U0BOB|bob&gt; &lt;@u0bob&gt; &lt;@U&gt; &lt;@B123&gt; &lt;@ U0BOB&gt;");
    expect_out("<@U0123456789012345678901234567890>", "&lt;@U0123456789012345678901234567890&gt;");
}

Test(slack_text_out, entities_in_the_text_are_shown_as_they_were_typed) {
    expect_out("&lt;", "&amp;lt;");
}

Test(slack_text_out, deceiving_characters_do_not_get_out_either) {
    expect_out("a\u202eb\x07", "ab");
    expect_out("<!chan\u202enel>", "&lt;!channel&gt;");
}

Test(slack_text_out, text_is_never_cut_inside_an_entity_or_a_mention) {
    STR_AUTO(out, 7);
    slack_text_out("abcd&efg", &out);
    cr_expect_str_eq(out.text, "abcd");
    cr_expect(out.full);
    str_clear(&out);
    slack_text_out("a<@U0BOB>b", &out);
    cr_expect_str_eq(out.text, "a");
}

Test(slack_text_out, what_came_in_goes_out_as_slack_wrote_it) {
    const char *wire = "a &lt; b &amp; <@U0BOB> said @here";
    STR_AUTO(stored, 200);
    slack_text_in(SLACK_WIRE, wire, &stored);
    expect_out(stored.text, wire);
}

Test(slack_text_plain, a_mention_is_shown_without_its_brackets) {
    STR_AUTO(out, 200);
    slack_text_plain("<@U0BOB> and <@U0EVE> <!here>", &out);
    cr_expect_str_eq(out.text, "@U0BOB and @U0EVE <!here>");
}

Test(slack_text_plain, a_cut_is_told) {
    STR_AUTO(out, 6);
    slack_text_plain("sixteen", &out);
    cr_expect_str_eq(out.text, "sixtee");
    cr_expect(out.full);
}

Test(slack_text_plain, plain_text_is_not_escaped) {
    STR_AUTO(out, 200);
    slack_text_plain("<@U0BOB> saw a < b & c", &out);
    cr_expect_str_eq(out.text, "@U0BOB saw a < b & c");
}

Test(slack_escape, three_characters_are_escaped_and_no_other) {
    STR_AUTO(out, 200);
    slack_escape("<@U0BOB> \"*x*\" & ü", &out);
    cr_expect_str_eq(out.text, "&lt;@U0BOB&gt; \"*x*\" &amp; ü");
}

Test(slack_mention, ids_and_names_are_told_apart) {
    struct slack_mention mention;
    cr_assert(slack_mention_at("<@U0BOB> x", &mention));
    cr_expect_eq(mention.kind, SLACK_MENTION_USER);
    cr_expect_str_eq(mention.id, "U0BOB");
    cr_expect_eq(mention.len, 8);
    cr_assert(slack_mention_at("@bob.smith. Please", &mention));
    cr_expect_eq(mention.kind, SLACK_MENTION_NAME);
    cr_expect_str_eq(mention.name, "bob.smith");
    cr_expect_eq(mention.len, 10);
    cr_assert(slack_mention_at("@Zoë,", &mention));
    cr_expect_str_eq(mention.name, "Zoë");
    cr_expect(!slack_mention_at("@", &mention));
    cr_expect(!slack_mention_at("@ bob", &mention));
    cr_expect(!slack_mention_at("bob", &mention));
    cr_expect(!slack_mention_at("<@U0BOB", &mention));
}

Test(slack_mention, a_name_without_end_is_no_mention) {
    char text[200] = "@";
    struct slack_mention mention;
    memset(text + 1, 'x', 150);
    cr_expect(!slack_mention_at(text, &mention));
}

Test(slack_mention, all_mentions_of_a_text_are_found_and_addresses_are_not) {
    const char *text = "cc <@U0BOB> (@eve) bob@example.com a_@x <!here>";
    struct slack_mention mention;
    size_t offset = 0;
    cr_assert(slack_mention_next(text, &offset, &mention));
    cr_expect_str_eq(mention.id, "U0BOB");
    cr_assert(slack_mention_next(text, &offset, &mention));
    cr_expect_str_eq(mention.name, "eve");
    cr_expect(!slack_mention_next(text, &offset, &mention));
    cr_expect_eq(offset, strlen(text));
    cr_expect(!slack_mention_next(text, &offset, &mention));
}

Test(slack_mention, a_name_that_nobody_is_known_by_is_reported_with_a_way_out) {
    struct err err;
    cr_expect_eq(slack_mention_unknown("bob", &err), INVALID);
    cr_expect(strstr(err.text, "@bob") && strstr(err.text, "choose the person"));
}

Test(slack_date, a_date_shows_each_reader_his_own_time_and_falls_back_to_utc) {
    const struct utc utc = {2026, 11, 20, 14, 5, 9};
    char out[SLACK_DATE_SIZE];
    int64_t ms;
    cr_assert(utc_to_ms(&utc, &ms));
    cr_expect_str_eq(slack_date(ms + 999, out),
                     "<!date^1795183509^{date_short_pretty} {time}|2026-11-20 14:05 UTC>");
}
