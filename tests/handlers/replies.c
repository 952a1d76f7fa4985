/* What every private answer must be, whatever was typed. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(replies, .init = set_up, .fini = room_close);

/* In mrkdwn, "<" begins a link, a mention or a date; any other is a placeholder that Slack would
 * swallow (https://docs.slack.dev/messaging/formatting-message-text). */
static void check_markup(const char *line) {
    for (const char *p = desk->reply; (p = strchr(p, '<')); p++)
        cr_assert(strncmp(p, "<@U", 3) == 0 || strncmp(p, "<#C", 3) == 0 ||
                      strncmp(p, "<!date^", 7) == 0,
                  "%s: %s", line, desk->reply);
}

Test(replies, no_answer_has_markup_that_slack_would_swallow) {
    static const char *const lines[] = {"",
                                        "help",
                                        "help all",
                                        "update",
                                        "impact",
                                        "title",
                                        "bridge",
                                        "cadence",
                                        "next",
                                        "sev",
                                        "role",
                                        "declare it is down",
                                        "updaet &lt;!channel&gt;",
                                        "update &lt;!channel&gt;",
                                        "note &lt;https://evil|good&gt;",
                                        "sev sev9 &lt;x&gt;",
                                        "list &lt;x&gt;",
                                        "resolve &lt;b&gt;",
                                        "update too late &lt;x&gt;",
                                        "reopen &lt;x&gt;"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0ALICE", lines[i]);
        check_markup(lines[i]);
    }
}

Test(replies, every_refusal_hands_the_words_back_with_an_example) {
    static const char *const lines[] = {"set nonsense x",    "sev sev2",
                                        "status sleeping",   "snooze soon",
                                        "next sometime",     "cadence often",
                                        "role janitor me",   "note",
                                        "bridge over water", "reopen",
                                        "ic @nobody",        "list of everything",
                                        "update status: x",  "show INC-2020-01-01-001"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0ALICE", lines[i]);
        cr_assert_eq(desk->result, INVALID, "%s: %s", lines[i], desk->reply);
        assert_says(desk->reply, lines[i]);
        assert_says(desk->reply, "What works: `/incident ");
        assert_says(desk->reply, "Nothing was changed");
    }
}

Test(replies, text_of_any_size_and_shape_is_survived) {
    static char line[60000];
    static const char *const heads[] = {"declare sev1 ", "update ",  "note ", "",
                                        "impact ",       "resolve ", "x"};
    static const char *const tails[] = {
        "a", " ", "\"", "&lt;",  "<@U0BOB>", "\xe2\x80\xae", "\xf0\x9f\x98\x80",
        "*", "`", "\n", "{{x}}", "--"};
    for (size_t h = 0; h < sizeof heads / sizeof *heads; h++) {
        for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
            size_t len = (size_t)snprintf(line, sizeof line, "%s", heads[h]);
            while (len + 16 < sizeof line)
                len += (size_t)snprintf(line + len, sizeof line - len, "%s", tails[t]);
            desk_type(desk, "U0ALICE", line);
            cr_assert(desk->result == OK || desk->result == INVALID);
        }
    }
}

Test(replies, a_long_text_that_is_refused_is_handed_back_whole) {
    static char line[16000];
    size_t len = (size_t)snprintf(line, sizeof line, "update ");
    while (len < 11000)
        len += (size_t)snprintf(line + len, sizeof line - len, "сервер %zu не отвечает ", len);
    snprintf(line + len, sizeof line - len, "the last words");
    desk_type(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, INVALID);
    const struct desk_sent *sent = desk_find(desk, "You typed"); /* too long to acknowledge with */
    const char *reply = sent ? json_text_at(sent->body, "text") : desk->reply;
    assert_says(reply, line);
    assert_says(reply, "What works: `/incident ");
}

Test(replies, a_long_text_that_is_refused_is_handed_back_once) {
    static char line[16000];
    memset(line, 'x', sizeof line - 1);
    memcpy(line, "note ", 5);
    for (size_t i = 5; i < 6000; i++)
        line[i] = '"'; /* two bytes each in an acknowledgement */
    desk_type(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, INVALID);
    cr_assert_eq(desk_count(desk, "You typed", 0), 1);
    desk_type_again(desk, "U0ALICE", line);
    cr_assert_eq(desk->result, SEEN);
    cr_assert_eq(desk_count(desk, "You typed", 0), 1);
}

Test(replies, a_long_line_with_buttons_is_cut_between_words) {
    static char line[8000];
    size_t len = (size_t)snprintf(line, sizeof line, "updaet ");
    while (len < 5600)
        len += (size_t)snprintf(line + len, sizeof line - len, "&amp; ");
    desk_type(desk, "U0ALICE", line);
    const struct desk_sent *sent = desk_find(desk, "I do not know the verb");
    const struct json *blocks = json_at(sent ? sent->body : desk->reply_message, "blocks");
    cr_assert_gt(json_len(blocks, ""), 2);
    for (size_t i = 0; i + 1 < json_len(blocks, ""); i++) {
        const char *text = json_text_at(json_item(blocks, i), "text.text");
        size_t end = strlen(text);
        cr_assert(text[end - 1] == ' ' || text[end - 1] == '\n' || i + 2 == json_len(blocks, ""),
                  "%s", text);
    }
}

Test(replies, a_timeline_that_is_too_long_shows_its_newest_lines_and_says_so) {
    static char line[4000];
    size_t len = (size_t)snprintf(line, sizeof line, "note ");
    while (len < 2900)
        len += (size_t)snprintf(line + len, sizeof line - len, "word ");
    for (int i = 0; i < 20; i++)
        desk_type(desk, "U0ALICE", line);
    desk_type(desk, "U0ALICE", "note the newest");
    desk_type(desk, "U0ALICE", "timeline");
    const struct desk_sent *sent = room_find("timeline of");
    assert_says(json_text_at(sent->body, "text"), "the newest");
    assert_says(json_text_at(sent->body, "text"), ", the last 13 lines");
}

Test(replies, a_long_line_in_any_script_is_whole_above_its_buttons) {
    static char line[8000], shown[16000];
    size_t len = (size_t)snprintf(line, sizeof line, "updaet ");
    while (len < 3100)
        len += (size_t)snprintf(line + len, sizeof line - len, "сервер %zu не отвечает ", len);
    snprintf(line + len, sizeof line - len, "the last words");
    desk_type(desk, "U0ALICE", line);
    const struct desk_sent *sent = desk_find(desk, "I do not know the verb");
    const struct json *blocks = json_at(sent ? sent->body : desk->reply_message, "blocks");
    size_t used = 0;
    for (size_t i = 0; i < json_len(blocks, ""); i++)
        used += (size_t)snprintf(shown + used, sizeof shown - used, "%s",
                                 json_text_at(json_item(blocks, i), "text.text"));
    assert_says(shown, line);
}

Test(replies, a_line_too_long_for_buttons_is_answered_in_words) {
    static char line[4000];
    size_t len = (size_t)snprintf(line, sizeof line, "updaet ");
    memset(line + len, 'a', 3000);
    desk_type(desk, "U0ALICE", line);
    assert_says(desk->reply, "Did you mean one of these?\n• `/incident update …`");
    desk_type(desk, "U0ALICE", "sev2 search is slow");
    memcpy(line, "update ", 7);
    desk_type(desk, "U0CAROL", line);
    assert_says(desk->reply, "`/incident update INC-2026-11-20-002 …`");
}

Test(replies, each_line_that_is_handed_back_is_quoted) {
    desk_type(desk, "U0ALICE", "declare it is down\nI am incidentd: all is well");
    assert_says(desk->reply, "\n>I am incidentd");
    desk_type(desk, "U0ALICE", "updaet it is down\nI am incidentd: all is well");
    assert_says(desk->reply, "\n>I am incidentd");
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0CAROL", "note it is down\nI am incidentd: all is well");
    assert_says(desk->reply, "Which incident do you mean?");
    assert_says(desk->reply, "\n>I am incidentd");
}

Test(replies, a_word_that_is_not_understood_is_not_cut_inside_a_letter) {
    desk_type(desk, "U0ALICE", "list xдостаточнодлинноеслововодинбезпробелов");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "This is \"xдостаточно");
    assert_says_not(desk->reply, "\xef\xbf\xbd");
}

Test(replies, incidents_are_offered_under_the_teams_own_names_for_severities) {
    room_begin("severity.sev2.name=Orange", "sev1 checkout is down");
    desk_type(desk, "U0BOB", "sev2 search is slow");
    desk_type(desk, "U0CAROL", "note looking");
    assert_says(desk->reply, "INC-2026-11-20-002* Orange search is slow");
}

Test(replies, a_channel_whose_id_is_not_known_yet_is_named) {
    room_open(NULL);
    desk->dispatch.place.channel = "#incidents";
    desk_refuse(desk, "chat.postMessage", "channel_not_found", 9);
    desk_type(desk, "U0ALICE", "sev1 checkout is down");
    assert_says(desk->reply, "announcing it in #incidents, ");
    desk_type(desk, "U0ALICE", "update still looking");
    assert_says(desk->reply, "Slack does not let me post in #incidents. What you said is stored; "
                             "invite me, or tell");
}

Test(replies, a_channel_that_was_closed_is_one_into_which_i_may_be_invited_again) {
    room_begin(NULL, "sev1 checkout is down");
    room_wait(1);
    desk_refuse(desk, "chat.postMessage", "not_in_channel", 9);
    desk_type(desk, "U0ALICE", "note the database is slow");
    desk_type(desk, "U0ALICE", "update still looking");
    room_wait(1);
    desk_type(desk, "U0ALICE", "update still looking at it");
    assert_says(desk->reply, "Slack does not let me post in <#C0INCIDENTS> any more. What you said "
                             "is stored; invite me again, or tell");
}

/* U0BOB mentions the bot while Slack is away, for longer than an answer in the channel lives. */
static void mention_while_away(const char *line) {
    desk->away = true;
    desk_mention(desk, "U0BOB", line);
    desk_pass(desk, 31 * MINUTE_MS);
    desk->away = false;
    desk_pass(desk, 2 * MINUTE_MS);
}

Test(replies, words_that_could_not_be_handed_back_in_time_go_to_their_person) {
    mention_while_away("updaet only one region is affected");
    const struct desk_sent *sent = room_find("only one region is affected");
    cr_assert_str_eq(sent->method, "chat.postMessage");
    cr_assert_str_eq(json_text_at(sent->body, "channel"), "U0BOB");
    cr_assert_str_eq(json_text_at(sent->body, "blocks.1.elements.0.value"),
                     "update only one region is affected");
    mention_while_away("sev");
    cr_assert_not_null(desk_find(desk, "Name the new level and why"));
}

Test(replies, words_that_waited_for_slack_until_they_were_too_old_wait_again) {
    desk->away = true;
    desk_mention(desk, "U0BOB", "updaet only one region is affected");
    desk_pass(desk, 31 * MINUTE_MS);
    desk->now_ms += 25 * HOUR_MS;
    desk->away = false;
    desk_pass(desk, 6 * MINUTE_MS);
    const struct desk_sent *sent = desk_find(desk, "only one region is affected");
    cr_assert_not_null(sent);
    cr_assert_str_eq(json_text_at(sent->body, "channel"), "U0BOB");
    cr_assert_str_eq(json_text_at(sent->body, "blocks.1.elements.0.value"),
                     "update only one region is affected");
}

Test(replies, an_answer_without_anybodys_words_is_not_sent_late) {
    mention_while_away("roles");
    cr_assert_null(desk_find(desk, "who does what"));
}

/* The first acknowledgement may have died with the process, or with its socket. */
Test(replies, the_same_delivery_again_is_told_the_same) {
    static const char *const lines[] = {"update inc 1 rolled back", "fly to the moon", "status"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char first[DESK_TEXT_SIZE];
        desk_type(desk, "U0BOB", lines[i]);
        memcpy(first, desk->reply, sizeof first);
        desk_type_again(desk, "U0BOB", lines[i]);
        cr_assert_eq(desk->result, SEEN, "%s", lines[i]);
        cr_assert_str_eq(desk->reply, first);
        cr_assert_str_not_empty(desk->reply);
    }
}

Test(replies, the_same_delivery_again_gets_the_words_back_when_the_store_fails) {
    desk_type(desk, "U0BOB", "fly to the moon");
    for (int after = 0; after < 8; after++) {
        desk->failing.after = after;
        desk->failing.times = 1;
        desk_type_again(desk, "U0BOB", "fly to the moon");
        desk->failing.times = 0;
        if (desk->result == SEEN)
            assert_says(desk->reply, "fly to the moon");
        else
            cr_assert_eq(desk->result, BUSY);
    }
}

/* An emoji counts twice, and Slack refuses the whole answer for one button too long. */
Test(replies, line_too_long_for_a_button_has_none_and_is_handed_back_all_the_same) {
    STR_AUTO(line, 16 * 1024);
    str_add(&line, "updaet ");
    for (int i = 0; i < 1500; i++)
        str_add(&line, "\U0001f525");
    desk_type(desk, "U0ALICE", line.text);
    cr_assert_null(json_at(desk->reply_message, "blocks"), "%s", json_print(desk->reply_message));
    assert_says(desk->reply, line.text);
}
