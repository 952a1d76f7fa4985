/* Values for each reader, the hostile ones above all. */
#include "templates/escape.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *behind(const char *before, const char *value, enum template_escape escape,
                          struct str *out) {
    str_clear(out);
    str_add(out, before);
    escape_add(out, value, escape);
    return out->text;
}

static const char *escaped(const char *value, enum template_escape escape, struct str *out) {
    return behind("", value, escape, out);
}

Test(escape, mrkdwn_escapes_three_characters_once_and_nothing_else) {
    STR_AUTO(out, 200);
    cr_assert_str_eq(escaped("a & b < c > d \" ' * _ ~ ` &amp;", ESCAPE_MRKDWN, &out),
                     "a &amp; b &lt; c &gt; d \" ' * _ ~ ` &amp;amp;");
}

Test(escape, no_value_pages_a_channel_or_a_group) {
    static const char *const paging[] = {"<!channel>", "<!here|here>", "<!everyone>",
                                         "<!subteam^S123|@oncall>"};
    STR_AUTO(out, 200);
    for (size_t i = 0; i < sizeof paging / sizeof *paging; i++) {
        escaped(paging[i], ESCAPE_MRKDWN, &out);
        cr_assert(str_starts(out.text, "&lt;!"), "%s", out.text);
        cr_assert_not(strchr(out.text, '<'), "%s", out.text);
        escaped(paging[i], ESCAPE_MARKDOWN, &out);
        cr_assert_not(strchr(out.text, '<'), "%s", out.text);
    }
}

Test(escape, a_value_in_the_place_of_an_address_pages_nobody) {
    static const char *const paging[] = {"!channel",     "!!channel",      " !channel",
                                         "\x01!channel", "\u202e!channel", "@!channel"};
    STR_AUTO(out, 200);
    for (size_t i = 0; i < sizeof paging / sizeof *paging; i++)
        cr_assert_str_eq(behind("<", paging[i], ESCAPE_MRKDWN, &out), "<channel");
    cr_assert_str_eq(behind("<@", "U0123ABC", ESCAPE_MRKDWN, &out), "<@U0123ABC");
    cr_assert_str_eq(behind("<", "https://x/?a=1&b=2", ESCAPE_MRKDWN, &out),
                     "<https://x/?a=1&amp;b=2");
}

Test(escape, a_stored_mention_notifies_in_mrkdwn_only) {
    STR_AUTO(out, 200);
    cr_assert_str_eq(escaped("ask <@U0123ABC>", ESCAPE_MRKDWN, &out), "ask <@U0123ABC>");
    cr_assert_str_eq(escaped("ask <@U0123ABC>", ESCAPE_PLAIN, &out), "ask @U0123ABC");
    cr_assert_str_eq(escaped("ask <@U0123ABC>", ESCAPE_HTML, &out), "ask @U0123ABC");
}

Test(escape, plain_text_shows_everything_as_it_was_written) {
    STR_AUTO(out, 200);
    cr_assert_str_eq(escaped("R&D <!channel> \"x\" &lt;", ESCAPE_PLAIN, &out),
                     "R&D <!channel> \"x\" &lt;");
}

Test(escape, what_deceives_a_reader_is_left_out_and_direction_marks_stay) {
    STR_AUTO(out, 200);
    const char *value = "a\x01\x1b[2J\u202Eb\u2066c\u200Fd\n\te";
    cr_assert_str_eq(escaped(value, ESCAPE_MRKDWN, &out), "a[2Jbc\u200Fd\n\te");
    cr_assert_str_eq(escaped(value, ESCAPE_PLAIN, &out), "a[2Jbc\u200Fd\n\te");
    cr_assert_str_eq(escaped(value, ESCAPE_HTML, &out), "a[2Jbc\u200Fd\n\te");
}

Test(escape, identifiers_pass_as_they_are) {
    STR_AUTO(out, 200);
    cr_assert_str_eq(escaped("a&b<c>\x01", ESCAPE_NONE, &out), "a&b<c>\x01");
}

Test(escape, html_escapes_text_and_both_quotes) {
    STR_AUTO(out, 200);
    cr_assert_str_eq(escaped("<a href=\"x\" id='y'>&", ESCAPE_HTML, &out),
                     "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;");
}

Test(escape, markdown_escapes_what_would_format) {
    STR_AUTO(out, 300);
    cr_assert_str_eq(escaped("*a* `b` [c](d) ~~e~~ |f| \\ <g> _h_ &amp;", ESCAPE_MARKDOWN, &out),
                     "\\*a\\* \\`b\\` \\[c\\](d) \\~\\~e\\~\\~ \\|f\\| \\\\ &lt;g&gt; \\_h\\_ "
                     "&amp;amp;");
}

Test(escape, markdown_escapes_headings_and_lists_only_where_a_line_begins) {
    STR_AUTO(out, 300);
    cr_assert_str_eq(escaped("# a # b\n- c - d\n 12. e 3. f\n== g", ESCAPE_MARKDOWN, &out),
                     "\\# a # b\n\\- c - d\n 12\\. e 3. f\n\\== g");
}

Test(escape, markdown_leaves_names_and_addresses_whole) {
    STR_AUTO(out, 300);
    const char *value = "https://x.org/a_b-c?d=1 snake_case_name größe_2 INC-2026-11-20-001";
    cr_assert_str_eq(escaped(value, ESCAPE_MARKDOWN, &out), value);
}

Test(escape, a_value_of_any_length_stops_at_the_ceiling) {
    static char value[100 * 1024 + 1];
    memset(value, '<', sizeof value - 1);
    enum template_escape all[] = {ESCAPE_NONE, ESCAPE_PLAIN, ESCAPE_MRKDWN, ESCAPE_MARKDOWN,
                                  ESCAPE_HTML};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        STR_AUTO(out, 1000);
        escape_add(&out, value, all[i]);
        cr_assert_leq(out.len, 1000);
        cr_assert(out.full);
    }
}
