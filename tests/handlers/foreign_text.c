/* Whatever stands in a text, and whichever command carries it: nothing that is sent pages anybody
 * who was not mentioned by a member, hides an address, or shows characters in another order than
 * they have. */
#include "base/str.h"
#include "base/utc.h"
#include "base/utf8.h"
#include "model/typography.h"
#include "tests/kit/room.h"

#include <string.h>

enum { LINE_MAX = 40000 };

/* As Slack delivers them: & < > that people type arrive as entities
 * (https://docs.slack.dev/messaging/formatting-message-text). */
static const char *const texts[] = {
    "everybody <!channel> <!here> <!everyone> <!subteam^S0ONCALL|@oncall>",
    "spelled &lt;!channel&gt; &lt;!here&gt; &lt;!subteam^S0ONCALL&gt;",
    "twice &amp;lt;!channel&amp;gt; &amp;amp;lt;!here&amp;amp;gt;",
    "spelled &lt;@U0EVIL&gt; &lt;@U0EVIL|bob&gt; &lt; @U0EVIL&gt;",
    "unclosed <@U0EVIL and <!here and <https://evil.example|",
    "inside <!date^1^{date}|<!here>> <#C0SECRET|<!here>> <<!here>>",
    "hidden <https://evil.example|https://good.example> &lt;https://evil.example|good&gt;",
    "schemes <javascript:alert(1)|here> <mailto:a@b.example|a> <tel:1|1>",
    "bidi \u202e\u202d\u202a\u202b\u202c \u2066\u2067\u2068\u2069 over",
    "marks \u200e\u200f\u200b\u200c\u200d\u2060\ufeff stay",
    "control \x1b[31mred\x1b[0m \a\b\v\f\x01\x7f \xc2\x85\xc2\x9b",
    "lines one\r\ntwo\rthree\u2028four\u2029five\n&gt; six\n\n\nseven",
    "broken \xff\xfe \xed\xa0\x80 \xc0\xbc!here\xc0\xbe \xf4\x90\x80\x80 \xe2\x82",
    "wide \uff1c!here\uff1e \uff20here \ufe64!here\ufe65",
    "format *b* _i_ ~s~ `c` ```fence``` &gt;q ```",
    "mustache {{incident.title}} {{{incident.title}}} {{#incident}}x{{/incident}} {{=<% %>=}}",
    "json \\\",\\\"text\\\":\\\"<!channel>\\\",\\\"x\\\":\\\" \\u003c!here\\u003e",
    "fields status: fine | impact &lt;!here&gt; next: <!here> cause: &lt;!channel&gt; eta: <!here>",
    "options --started 14:00 --bridge &lt;https://evil.example|x&gt; --cadence &lt;!here&gt;",
};

/* %s is the text. */
static const char *const lines[] = {
    "declare sev1 %s",
    "declare sev1 checkout is down | %s",
    "declare sev1 checkout --bridge %s",
    "title %s",
    "impact %s",
    "bridge %s",
    "bridge https://meet.example/%s",
    "update %s",
    "update status: mitigating progress: %s next: %s eta: %s impact: %s",
    "note %s",
    "note at %s",
    "role ic &lt;@U0BOB&gt; %s",
    "role ic <@U0BOB|bob> %s",
    "check triage 1 %s",
    "check triage %s",
    "check triage 1 fails %s",
    "check %s",
    "rollback safe 1 %s",
    "rollback start %s",
    "hotfix %s",
    "shortcut %s",
    "scribe me %s",
    "ic %s",
    "sev sev2 %s",
    "triage %s",
    "triage yes, %s",
    "decide %s",
    "decide hotfix %s",
    "decide workaround %s record: %s",
    "decide possible %s",
    "approve %s",
    "deny %s",
    "sev %s",
    "status monitoring %s",
    "status %s",
    "snooze 10m %s",
    "snooze %s",
    "next %s",
    "cadence %s",
    "ack %s",
    "list %s",
    "show %s",
    "help %s",
    "timeline %s",
    "roles %s",
    "deputy <@U0BOB> %s",
    "handoff ic <@U0BOB> %s",
    "handoff ic %s",
    "handoff decline %s",
    "handoff scribe <@U0ALICE> %s",
    "handoff cancel %s",
    "handoff accept %s",
    "handoff %s",
    "join %s",
    "join <@U0BOB> %s",
    "catchup %s",
    "leave %s",
    "ask <@U0BOB> %s",
    "ask %s",
    "tasks %s",
    "task #1 decline %s",
    "task #1 %s",
    "done #1 %s",
    "action add %s",
    "action add <@U0BOB> %s due 2026-12-28",
    "action postpone #3 2026-12-29 %s",
    "action drop #3 %s",
    "action reopen #3 %s",
    "action done #3 proof: %s",
    "action %s",
    "actions %s",
    "drills %s",
    "review %s",
    "review quarter %s",
    "page <@U0BOB> %s",
    "page %s",
    "onit %s",
    "oncall %s",
    "escalate %s",
    "%s",
    "updaet %s",
    "inc 99 %s",
    "resolve %s cause: %s impact: %s",
    "update %s",
    "reopen %s",
    "resolve %s",
};

static const char *line;       /* the one that was typed last */
static const char *also_meant; /* a mention that a member wrote, besides those below; or NULL */

/* ---- What may be sent */

static void expect_readable(const char *text) {
    uint32_t code;
    cr_assert(utf8_valid(text, strlen(text)), "%s", line);
    for (size_t len; (len = utf8_decode(text, &code)) > 0; text += len)
        cr_assert(!typography_deceives(code), "U+%04X: %s", code, line);
}

/* Bytes of a control sequence that a member or a template of ours meant, or 0. */
static size_t meant_length(const char *text) {
    static const char *const meant[] = {"<@U0ALICE>", "<@U0BOB>", "<#C0INCIDENTS>"};
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (str_starts(text, meant[i]))
            return strlen(meant[i]);
    if (also_meant && str_starts(text, also_meant))
        return strlen(also_meant);
    return str_starts(text, "<!date^17") ? strcspn(text, ">") + 1 : 0;
}

static bool is_entity(const char *text) {
    return str_starts(text, "&lt;") || str_starts(text, "&gt;") || str_starts(text, "&amp;");
}

static void expect_harmless_mrkdwn(const char *text) {
    for (const char *at = text; *at; at++) {
        bool quotes = *at == '>' && (at == text || at[-1] == '\n');
        size_t len = *at == '<' ? meant_length(at) : 1;
        cr_assert(len > 0, "%s\n-> %s", line, at);
        cr_assert(*at != '>' || quotes, "%s\n-> %s", line, text);
        cr_assert(*at != '&' || is_entity(at), "%s\n-> %s", line, at);
        at += len - 1;
    }
}

static void expect_harmless(const struct json *json, bool is_plain, const char *name) {
    struct json_member member = {0};
    const char *text = json_str(json, "");
    if (text) {
        expect_readable(text);
        if (!is_plain && str_equal(name, "text"))
            expect_harmless_mrkdwn(text);
    }
    bool plain = str_equal(json_str(json, "type"), "plain_text");
    while (json_kind_of(json) == JSON_OBJECT && json_next(json, &member))
        expect_harmless(member.value, plain, member.name);
    for (size_t i = 0; json_kind_of(json) == JSON_ARRAY && i < json_len(json, ""); i++)
        expect_harmless(json_item(json, i), false, "");
}

/* "parse" and "link_names" would bring plain words to life. */
static void expect_all_harmless(int from) {
    expect_harmless(desk->reply_message, false, "");
    for (int i = from; i < desk->sent_count; i++) {
        expect_harmless(desk->sent[i].body, false, "");
        cr_assert_null(json_at(desk->sent[i].body, "parse"));
        cr_assert_null(json_at(desk->sent[i].body, "link_names"));
    }
}

/* ---- Trying it */

static void set_up(void) {
    static const char *const nobody_is_called[] = {"severity.sev1.mention=none",
                                                   "severity.sev2.mention=none", NULL};
    room_open(nobody_is_called);
}

TestSuite(foreign_text, .init = set_up, .fini = room_close, .timeout = 120);

static void type(const char *user, const char *pattern, const char *text) {
    STR_AUTO(whole, LINE_MAX);
    for (const char *at = pattern; *at; at++) {
        bool here = str_starts(at, "%s");
        str_add_bytes(&whole, here ? text : at, here ? strlen(text) : 1);
        at += here;
    }
    line = whole.text;
    int from = desk->sent_count;
    desk_type(desk, user, whole.text);
    cr_assert(desk->result == OK || desk->result == INVALID || desk->result == DENIED, "%s: %s",
              result_name(desk->result), line);
    expect_all_harmless(from);
    desk_mention(desk, user, whole.text);
    expect_all_harmless(from);
}

/* Drafts, prompts, calls and holding statements come of it. */
static void pass_time(void) {
    int from = desk->sent_count;
    desk_pass(desk, HOUR_MS);
    expect_all_harmless(from);
}

static void try_every_line(const char *text) {
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        type(i % 2 ? "U0ALICE" : "U0BOB", lines[i], text);
        if (i % 8 == 7)
            pass_time();
    }
}

Test(foreign_text, is_harmless_in_every_command_and_all_that_comes_of_it) {
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        try_every_line(texts[i]);
        set_up();
    }
}

/* Longer than every limit of Slack's, so that it is cut somewhere. */
static const char *repeated(struct str *out, const char *piece, size_t len) {
    str_clear(out);
    while (out->len < len)
        str_add(out, piece);
    return out->text;
}

Test(foreign_text, is_cut_between_characters_entities_and_mentions) {
    static const char *const pieces[] = {"&lt;",
                                         "&amp;",
                                         "<@U0BOB|bob> ",
                                         "a\u0301\u0302\u0303",
                                         "\U0001f468\u200d\U0001f469",
                                         "\u202e<!here>",
                                         "\n"};
    STR_AUTO(text, LINE_MAX);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        try_every_line(repeated(&text, pieces[i], 200));
        set_up();
        try_every_line(repeated(&text, pieces[i], 2500));
        set_up();
        type("U0ALICE", "declare sev1 %s", repeated(&text, pieces[i], 12000));
        type("U0ALICE", "no such verb %s", text.text);
    }
}

/* In the form nothing is escaped: what stands there is what was typed. */
static void submit(const char *text) {
    struct json *view = json_new_object(), *state = json_new_object(), *values = json_new_object();
    static const char *const names[] = {"progress", "next", "eta", "impact"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct json *block = json_new_object(), *input = json_new_object();
        json_put_str(input, "type", "plain_text_input");
        json_put_str(input, "value", text);
        json_put(block, names[i], input);
        json_put(values, names[i], block);
    }
    json_put(state, "values", values);
    json_put(view, "state", state);
    json_put_str(view, "callback_id", "update");
    json_put_str(view, "private_metadata", "{\"incident\":1}");
    line = text;
    int from = desk->sent_count;
    desk_submit(desk, "U0BOB", view);
    expect_harmless(desk->reply_message, true, "");
    expect_all_harmless(from);
}

Test(foreign_text, is_harmless_in_a_form) {
    also_meant = "<@U0EVIL>"; /* who spells a mention there makes one */
    desk_type(desk, "U0ALICE", "declare sev1 checkout is down");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        STR_AUTO(text, LINE_MAX);
        for (const char *at = texts[i]; *at; at += is_entity(at) ? strcspn(at, ";") + 1 : 1)
            str_add_bytes(&text,
                          is_entity(at) ? (at[1] == 'l'   ? "<"
                                           : at[1] == 'g' ? ">"
                                                          : "&")
                                        : at,
                          1);
        if (utf8_valid(text.text, text.len)) /* JSON is */
            submit(text.text);
    }
    pass_time();
}

Test(foreign_text, what_only_spells_a_mention_is_stored_as_none) {
    desk_type(desk, "U0ALICE", "declare sev1 ask &lt;@U0EVIL&gt;");
    const char *title = desk_text(desk, "SELECT title FROM incident");
    cr_assert_null(strstr(title, "<@U0EVIL>"), "%s", title);
}
