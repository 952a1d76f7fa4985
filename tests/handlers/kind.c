/* Kinds of incidents, private ones and rehearsals: S1, scenarios 3 and 4. */
#include "base/utc.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

static void set_up(void) {
    room_open(SETTINGS("playbook=tests/handlers/playbooks/ending.cfg"));
}

TestSuite(kind, .init = set_up, .fini = room_close);
TestSuite(drill, .init = set_up, .fini = room_close);

static const char *channel_of(const char *part) {
    const struct desk_sent *sent = desk_find(desk, part);
    cr_assert_not_null(sent, "nothing says: %s", part);
    return json_text_at(sent->body, "channel");
}

/* How many messages reached this channel. */
static int count_in(const char *channel) {
    int count = 0;
    for (int i = 0; i < desk->sent_count; i++)
        count += strcmp(json_text_at(desk->sent[i].body, "channel"), channel) == 0;
    return count;
}

/* ---- Declared as one */

Test(kind, security_is_sev1_whatever_was_typed_and_is_announced_in_its_own_channel_alone) {
    room_do("U0ALICE", "declare sev3 keys are public --kind security");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 1);
    cr_assert_eq(desk_number(desk, "SELECT is_private FROM incident"), 1);
    cr_assert_str_eq(channel_of("INCIDENT DECLARED"), "#security-incidents");
    cr_assert_eq(count_in("C0INCIDENTS"), 0, "nothing in the open channel");
    assert_says(room_body("INCIDENT DECLARED"), "security · 🔒 private");
    assert_says(desk->reply, "It is of the kind *security*, which is always SEV-1");
}

Test(kind, what_to_do_first_and_what_not_to_do_is_in_the_thread_at_once_and_in_the_answer) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    const char *told = room_body("DO NOT");
    assert_says(told, "Contain: revoke compromised credentials");
    assert_says(told, "• Delete logs or evidence");
    assert_says(told, "• Communicate publicly before consulting legal/security");
    assert_says(told, "Nothing about it goes outside without a yes of <@U0LEGAL>.");
    assert_says(told, "thread_ts");
    assert_says(desk->reply, "Delete logs or evidence");
    desk_type(desk, "U0ALICE", "show");
    assert_says(desk->reply, "Delete logs or evidence");
}

Test(kind, may_be_said_in_words_and_a_title_that_begins_with_one_is_none) {
    static const struct {
        const char *line, *kind, *title;
    } lines[] = {
        {"declare security: keys are public", "security", "keys are public"},
        {"declare sev2 security: keys are public", "security", "keys are public"},
        {"declare breach sev1 keys are public", "security", "keys are public"},
        {"declare sev1 data: rows are gone", "data", "rows are gone"},
        {"declare data sev1 rows are gone", "data", "rows are gone"},
        {"declare sev2 data pipeline is slow", "", "data pipeline is slow"},
        {"sev2 release: the new version does not start", "release",
         "the new version does not start"},
        {"declare sev1 --kind none security is asleep", "", "security is asleep"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        set_up();
        desk_type(desk, "U0ALICE", lines[i].line);
        cr_assert_str_eq(desk_text(desk, "SELECT kind FROM incident"), lines[i].kind, "%s: %s",
                         lines[i].line, desk->reply);
        cr_assert_str_eq(desk_text(desk, "SELECT title FROM incident"), lines[i].title);
    }
}

Test(kind, that_would_be_private_is_asked_about_before_anything_is_announced) {
    desk_type(desk, "U0ALICE", "declare sev1 security breach in the shop");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), 0);
    cr_assert_eq(desk->sent_count, 0);
    assert_says(desk->reply, "Nothing is announced yet");
    assert_says(desk->reply, "security breach in the shop");
    const char *yes = json_text_at(desk->reply_message, "blocks.1.elements.0.value");
    cr_assert_str_eq(yes, "declare --kind security sev1 security breach in the shop");
    desk_type(desk, "U0ALICE", yes);
    cr_assert_str_eq(desk_text(desk, "SELECT title FROM incident"), "security breach in the shop");
    cr_assert_eq(desk_number(desk, "SELECT is_private FROM incident"), 1);
}

Test(kind, that_does_not_exist_is_refused_with_those_that_do) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind fire the shop burns");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "there is security, data and release");
    desk_type(desk, "U0ALICE", "declare sev1 the shop burns");
    desk_type(desk, "U0ALICE", "kind fire");
    cr_assert_eq(desk->result, INVALID);
    desk_type(desk, "U0ALICE", "kind");
    assert_says(desk->reply, "of no kind");
    assert_says(desk->reply, "*security*: always sev1, told in #security-incidents");
}

Test(kind, that_is_open_is_told_in_its_channel_as_well) {
    desk_type(desk, "U0ALICE", "declare sev3 --kind release the new version does not start");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 2);
    cr_assert_str_eq(channel_of("INCIDENT DECLARED"), "C0INCIDENTS");
    cr_assert_str_eq(channel_of("release: SEV-2"), "#releases");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'told'"), "Told #releases");
}

/* ---- A channel that cannot be reached */

Test(kind, whose_channel_cannot_be_reached_is_said_to_the_caller_and_in_the_thread) {
    desk_type(desk, "U0ALICE", "declare sev3 the new version does not start");
    desk_close_channel(desk, "#releases", "not_in_channel");
    desk_type(desk, "U0BOB", "kind release it came with 42");
    assert_says(room_body("I cannot post in #releases (not_in_channel)"), "thread_ts");
    cr_assert_str_eq(channel_of("I cannot tell #releases"), "U0BOB");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
}

Test(kind, that_is_private_and_whose_channel_cannot_be_reached_is_told_nowhere_but_to_its_caller) {
    desk_close_channel(desk, "#security-incidents", "not_in_channel");
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    cr_assert_eq(count_in("C0INCIDENTS"), 0);
    cr_assert_str_eq(channel_of("#security-incidents: Slack answers `not_in_channel`"), "U0ALICE");
}

/* ---- It turns out to be one */

Test(kind, that_is_found_later_raises_the_severity_and_says_what_not_to_do) {
    desk_type(desk, "U0ALICE", "declare sev3 readings are wrong");
    room_do("U0BOB", "kind data rows are overwritten");
    cr_assert_eq(desk_number(desk, "SELECT severity FROM incident"), 1);
    cr_assert_eq(desk_number(desk, "SELECT promised_ms FROM incident"),
                 DESK_BEGIN_MS + 30 * MINUTE_MS);
    assert_says(room_body("<@U0BOB>: this is of the kind *data* – rows are overwritten"),
                "<!here>");
    assert_says(room_body("DO NOT"), "Make ad-hoc schema changes under pressure");
    assert_says_not(desk->reply, "Make ad-hoc schema changes"); /* which all have just read */
    assert_says(desk->reply, "to read it again: `/incident kind " INC "`");
    assert_says(room_body("DO NOT"), "allow INC-2026-11-20-001 delete data …");
    desk_type(desk, "U0BOB", "sev sev3 only a few rows");
    cr_assert_eq(desk->result, DENIED);
    assert_says(desk->reply, "An incident of the kind data is SEV-1, always");
    desk_type(desk, "U0BOB", "kind none the rows are right");
    room_do("U0BOB", "sev sev3 only a few rows");
}

Test(kind, that_is_found_later_is_told_in_one_message_and_in_none_when_it_is_none) {
    desk_type(desk, "U0ALICE", "declare sev3 readings are wrong");
    int sent = desk->sent_count;
    desk_type(desk, "U0BOB", "kind data rows are overwritten.");
    cr_assert_eq(desk_count(desk, "of the kind *data*", sent), 1);
    cr_assert_eq(desk_count(desk, "thread_ts", sent), 1);
    const char *body = room_body("of the kind *data*");
    assert_says(body, "DO NOT");
    assert_says(body, "rows are overwritten. It is SEV-1.");
    assert_says(body, "\"reply_broadcast\":true");
    sent = desk->sent_count;
    desk_type(desk, "U0BOB", "kind none the rows are right");
    cr_assert_eq(desk_count(desk, "<@U0BOB>: this is of no kind – the rows are right.", sent), 1);
    assert_says(room_body("this is of no kind"), "Undo: `/incident kind " INC " data …why…`");
    cr_assert_eq(desk_count(desk, "thread_ts", sent), 1);
}

Test(kind, that_is_private_already_and_has_no_channel_of_its_own_says_who_reads_the_card) {
    room_open(SETTINGS("playbook=motus"));
    snprintf(desk->channel, sizeof desk->channel, "G0PRIVATE");
    room_do("U0ALICE", "declare sev2 --private tokens are in the log");
    room_do("U0BOB", "kind security it is an attack");
    assert_says(desk->reply, "Its card stays in <#G0PRIVATE>, and whoever is in there reads it.");
    assert_says_not(desk->reply, "goes on in");
}

/* ---- What not to do, pinned */

/* Which message was pinned or taken down last, as "channel ts"; "" for none. */
static const char *last(const char *method) {
    static char text[80];
    text[0] = '\0';
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, method) == 0)
            snprintf(text, sizeof text, "%s %s", json_text_at(desk->sent[i].body, "channel"),
                     json_text_at(desk->sent[i].body, "timestamp"));
    return text;
}

/* Rule: S1-22, S1-24 */
Test(kind, what_not_to_do_is_pinned_until_it_is_over) {
    char where[80];
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    snprintf(where, sizeof where, "C0INCIDENTS %s", desk_find(desk, "DO NOT")->ts);
    cr_assert_str_eq(last("pins.add"), where);
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE text LIKE '%pinned'"),
                "The list of what not to do is pinned");
    cr_assert_str_eq(last("pins.remove"), "");
    desk_type(desk, "U0ALICE", "resolve restored because: the rows are back");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_str_eq(last("pins.remove"), where);
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "reopen rows are gone again");
    cr_assert_eq(desk_count(desk, "timestamp", sent), 1);
    cr_assert_str_eq(last("pins.add"), where);
}

Test(kind, what_not_to_do_is_taken_down_when_it_is_of_no_kind) {
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    desk_type(desk, "U0BOB", "kind none the rows are right");
    cr_assert_str_eq(last("pins.remove"), last("pins.add"));
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "resolve restored because: the rows are right");
    cr_assert_eq(desk_count(desk, "timestamp", sent), 0);
}

Test(kind, what_not_to_do_of_a_private_kind_is_pinned_where_its_card_stands) {
    desk_type(desk, "U0ALICE", "declare sev2 checkout is strange");
    desk_type(desk, "U0BOB", "kind security it is an attack");
    cr_assert_eq(strncmp(last("pins.add"), "#security-incidents ", 20), 0, "%s", last("pins.add"));
}

Test(kind, who_leads_is_asked_to_pin_it_where_the_app_may_not) {
    snprintf(desk->refuse_method, sizeof desk->refuse_method, "pins.add");
    snprintf(desk->refuse_error, sizeof desk->refuse_error, "missing_scope");
    desk->refuse_times = 1;
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    cr_assert_str_eq(channel_of("I could not pin what not to do"), "U0ALICE");
    assert_says(room_body("I could not pin what not to do"), "`missing_scope`");
    cr_assert_eq(desk_number(desk, "SELECT unreachable FROM incident"), 0);
}

Test(kind, that_becomes_private_moves_its_card_and_leaves_no_more_than_a_line_behind) {
    desk_type(desk, "U0ALICE", "declare sev2 checkout is strange");
    char old[32];
    snprintf(old, sizeof old, "%s", desk_text(desk, "SELECT card_ts FROM incident"));
    room_do("U0BOB", "kind security it is an attack");
    cr_assert_str_eq(desk_text(desk, "SELECT channel FROM incident"), "#security-incidents");
    cr_assert_str_neq(desk_text(desk, "SELECT card_ts FROM incident"), old);
    const struct desk_sent *left = NULL;
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, "chat.update") == 0 &&
            strcmp(json_text_at(desk->sent[i].body, "ts"), old) == 0)
            left = &desk->sent[i];
    cr_assert_not_null(left);
    assert_says(json_print(left->body), "goes on in private");
    assert_says_not(json_print(left->body), "strange");
    cr_assert_str_eq(channel_of("DO NOT"), "#security-incidents");
    cr_assert_null(desk_find(desk, "it is an attack"), "the reason is for the timeline");
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(json_text_at(desk->sent[i].body, "channel"), "C0INCIDENTS") == 0)
            assert_says_not(json_print(desk->sent[i].body), "security");
    int open = count_in("C0INCIDENTS");
    desk_type(desk, "U0BOB", "update the keys are revoked");
    cr_assert_eq(count_in("C0INCIDENTS"), open);
}

Test(kind, that_becomes_private_shows_on_its_new_card_alone_what_was_said_meanwhile) {
    desk_type(desk, "U0ALICE", "declare sev2 checkout is strange");
    snprintf(desk->refuse_channel, sizeof desk->refuse_channel, "#security-incidents");
    desk->refuse_outcome = WEB_UNSENT;
    desk->refuse_times = 1;
    desk_type(desk, "U0BOB", "kind security it is an attack");
    desk_type(desk, "U0BOB", "impact all of the customers' keys");
    desk_pass(desk, 2 * MINUTE_MS);
    const char *card = desk_text(desk, "SELECT card_ts FROM incident"), *shown = "";
    for (int i = 0; i < desk->sent_count; i++) {
        const struct json *body = desk->sent[i].body;
        if (strcmp(desk->sent[i].ts, card) == 0 || strcmp(json_text_at(body, "ts"), card) == 0)
            shown = json_print(body);
        if (strcmp(json_text_at(body, "channel"), "C0INCIDENTS") == 0)
            assert_says_not(json_print(body), "customers' keys");
    }
    assert_says(shown, "customers' keys");
}

Test(kind, that_becomes_private_stays_where_it_is_while_its_channel_cannot_be_reached) {
    desk_type(desk, "U0ALICE", "declare sev1 checkout is strange");
    desk_close_channel(desk, "#security-incidents", "not_in_channel");
    desk_type(desk, "U0BOB", "kind security it is an attack");
    cr_assert_str_eq(desk_text(desk, "SELECT channel FROM incident"), "C0INCIDENTS");
    assert_says(room_body("I cannot post in #security-incidents"), "The card stays where it is");
    cr_assert_str_eq(channel_of("I cannot tell #security-incidents"), "U0BOB");
    cr_assert_str_eq(channel_of("DO NOT"), "C0INCIDENTS");
}

/* ---- Who may see it */

Test(kind, that_is_private_is_in_no_list_for_those_whom_it_does_not_concern) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    static const char *const lists[] = {"", "list", "list all", "list mine", "list 30d"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        desk_type(desk, "U0EVE", lists[i]);
        assert_says_not(desk->reply, "keys are public");
        assert_says_not(desk->reply, "INC-2026-11-20-001");
        desk_type(desk, "U0ALICE", lists[i]);
        assert_says(desk->reply, "keys are public");
    }
}

Test(kind, that_is_private_is_shown_to_nobody_else_and_the_answer_says_whom_to_ask) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    static const char *const lines[] = {"show inc 1", "note inc 1 hello", "timeline inc 1",
                                        "resolve inc 1 done", "link inc 1"};
    desk_type(desk, "U0EVE", "declare sev3 images load slowly");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0EVE", lines[i]);
        cr_assert_eq(desk->result, DENIED, "%s: %s", lines[i], desk->reply);
        assert_says(desk->reply, "INC-2026-11-20-001 is private: only those who take part");
        assert_says(desk->reply, "Ask <@U0ALICE> to let you in");
        assert_says_not(desk->reply, "keys are public");
    }
    desk_type(desk, "U0EVE", "update still slow");
    assert_says(desk->reply, "INC-2026-11-20-002");
}

Test(kind, that_is_private_is_seen_by_a_role_an_approver_and_its_channel) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    room_do("U0LEGAL", "show inc 1");
    desk_type(desk, "U0ALICE", "scribe <@U0CAROL>");
    room_do("U0CAROL", "show inc 1");
    snprintf(desk->channel, sizeof desk->channel, "%s",
             desk_text(desk, "SELECT channel FROM incident"));
    room_do("U0DAVE", "show");
    assert_says(desk->reply, "keys are public");
}

Test(kind, that_is_private_is_seen_by_whoever_is_asked_or_called_to_it) {
    desk_type(desk, "U0ALICE", "declare sev1 --kind security keys are public");
    desk_type(desk, "U0ALICE", "ask <@U0BOB> revoke the old key");
    desk_type(desk, "U0ALICE", "page <@U0CAROL> the logs have to be read");
    room_do("U0BOB", "task inc 1 #1 accept");
    room_do("U0CAROL", "onit inc 1");
    desk_type(desk, "U0EVE", "show inc 1");
    cr_assert_eq(desk->result, DENIED);
}

Test(kind, none_may_be_private_too_and_then_lives_in_the_private_channel_of_the_declaration) {
    snprintf(desk->channel, sizeof desk->channel, "G0PRIVATE");
    desk_type(desk, "U0ALICE", "declare sev2 --private the payroll is wrong");
    cr_assert_str_eq(channel_of("INCIDENT DECLARED"), "G0PRIVATE");
    cr_assert_eq(count_in("C0INCIDENTS"), 0);
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    desk_type(desk, "U0EVE", "list");
    assert_says_not(desk->reply, "payroll");
}

/* ---- A private one without a channel */

Test(kind, that_is_private_without_a_channel_is_announced_nowhere_but_to_those_it_concerns) {
    static const char *const channels[] = {"C0INCIDENTS", "C0GENERAL", "D0ALICE"};
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        room_close();
        set_up();
        snprintf(desk->channel, sizeof desk->channel, "%s", channels[i]);
        desk_type(desk, "U0ALICE", "declare sev2 --private the payroll is wrong");
        cr_assert_eq(desk->result, OK, "%s", desk->reply);
        assert_says(desk->reply, "It is private and announced nowhere");
        assert_says(desk->reply, "`/incident join @name`");
        cr_assert_str_eq(channel_of("INCIDENT DECLARED"), "U0ALICE");
        cr_assert_eq(count_in(channels[i]), 0);
        cr_assert_eq(count_in("C0INCIDENTS"), 0);
    }
}

Test(kind, that_is_private_without_a_channel_goes_on_in_private_messages) {
    desk_type(desk, "U0ALICE", "declare sev2 --private the payroll is wrong");
    desk_type(desk, "U0ALICE", "join <@U0BOB>");
    desk_type(desk, "U0BOB", "update the file is locked");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(desk_count(desk, "the file is locked", 0), 2, "Alice and Bob hear it");
    desk_type(desk, "U0EVE", "show inc 1");
    cr_assert_eq(desk->result, DENIED, "Eve asks where no channel is its own");
    desk_type(desk, "U0BOB", "leave");
    desk_type(desk, "U0ALICE", "update the file is repaired");
    cr_assert_eq(desk_count(desk, "the file is repaired", 0), 1);
    desk_pass(desk, 2 * HOUR_MS);
    desk_type(desk, "U0ALICE", "resolve restored because: a wrong file");
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, "chat.postMessage") == 0)
            cr_assert_eq(json_text_at(desk->sent[i].body, "channel")[0], 'U', "%s",
                         json_print(desk->sent[i].body));
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'undelivered'"), 0);
}

Test(kind, that_becomes_private_without_a_channel_takes_its_card_back) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "declare sev2 logins are strange");
    desk_type(desk, "U0BOB", "kind security it is an attack");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    assert_says(desk->reply, "its card is taken back");
    const struct desk_sent *card = NULL;
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(desk->sent[i].method, "chat.update") == 0)
            card = &desk->sent[i];
    cr_assert_not_null(card);
    assert_says(json_print(card->body), "goes on in private. If you have to do with it, ask");
    assert_says_not(json_print(card->body), "strange");
    int open = count_in("C0INCIDENTS");
    desk_type(desk, "U0BOB", "update the keys are revoked");
    desk_type(desk, "U0BOB", "sev sev1 all keys");
    desk_pass(desk, HOUR_MS);
    cr_assert_eq(count_in("C0INCIDENTS"), open);
    cr_assert_str_eq(desk_text(desk, "SELECT channel FROM incident"), "");
}

Test(kind, that_is_private_without_a_channel_hears_in_private_messages_what_is_owed) {
    room_open(SETTINGS("playbook=motus"));
    desk_type(desk, "U0ALICE", "declare sev1 --kind security logins are strange");
    desk_type(desk, "U0ALICE", "resolve keys revoked because: a leak");
    room_wait(31); /* watched, as this playbook wants */
    desk_type(desk, "U0ALICE", "resolve keys revoked because: a leak");
    cr_assert_eq(channel_of("Owed after")[0], 'U');
}

Test(kind, that_becomes_private_while_its_card_is_on_the_way_takes_it_back_when_it_stands) {
    room_open(SETTINGS("playbook=motus"));
    desk->away = true;
    desk_type(desk, "U0ALICE", "declare sev2 logins are strange");
    desk_type(desk, "U0BOB", "kind security it is an attack");
    desk->away = false;
    desk_pass(desk, MINUTE_MS);
    for (int i = 0; i < desk->sent_count; i++)
        if (strcmp(json_text_at(desk->sent[i].body, "channel"), "C0INCIDENTS") == 0 &&
            strcmp(desk->sent[i].method, "chat.update") != 0)
            assert_says_not(json_print(desk->sent[i].body), "attack");
    cr_assert_str_eq(desk_text(desk, "SELECT channel FROM incident"), "");
}

Test(kind, that_is_private_without_a_channel_asks_for_a_yes_in_private_messages) {
    desk_type(desk, "U0ALICE", "declare sev1 --private --kind data rows are gone");
    desk_type(desk, "U0ALICE", "join <@U0BOB>");
    desk_type(desk, "U0BOB", "allow delete data of the test customers");
    cr_assert_eq(desk_count(desk, "Approval #1", 0), 2, "%s", desk->reply);
}

/* How many requests that went to this person an edit took the buttons from. */
static int copies_ended(const char *user) {
    int ended = 0;
    for (int i = 0; i < desk->sent_count; i++) {
        const struct desk_sent *asked = &desk->sent[i];
        const char *body = json_print(asked->body);
        if (!str_equal(json_text_at(asked->body, "channel"), user) ||
            !strstr(body, ":raised_hand:"))
            continue;
        for (int j = i; j < desk->sent_count; j++)
            ended += str_equal(desk->sent[j].method, "chat.update") &&
                     str_equal(json_text_at(desk->sent[j].body, "ts"), asked->ts) &&
                     strstr(json_print(desk->sent[j].body), "Approved by <@U0ALICE>");
    }
    return ended;
}

Test(kind, that_is_private_without_a_channel_takes_the_buttons_from_everybody_once_it_has_its_yes) {
    room_do("U0ALICE", "declare sev1 --private --kind data rows are gone");
    room_do("U0ALICE", "join <@U0BOB>");
    room_do("U0BOB", "allow delete data of the test customers");
    room_do("U0ALICE", "approve #1");
    cr_assert_eq(copies_ended("U0ALICE"), 1);
    cr_assert_eq(copies_ended("U0BOB"), 1);
}

/* ---- What the commander must allow */

Test(kind, deleting_data_needs_the_commanders_yes) {
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    desk_type(desk, "U0BOB", "allow");
    assert_says(desk->reply, "allow INC-2026-11-20-001 delete data");
    desk_type(desk, "U0BOB", "allow delete data of the test customers");
    assert_says(desk->reply, "<@U0ALICE> is asked, as #1");
    assert_says(room_body("<@U0BOB> asks <@U0ALICE>"), "delete data of the test customers");
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "approve #1");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(desk_count(desk,
                            "<@U0ALICE> approved #1 of <@U0BOB>: delete data of the test "
                            "customers",
                            sent),
                 1);
    cr_assert_eq(desk_count(desk, "\"thread_ts\"", sent), 1, "said once");
    desk_type(desk, "U0BOB", "allow delete data of the others");
    desk_type(desk, "U0ALICE", "deny #2 we need it for the report");
    desk_pass(desk, 5 * SECOND_MS);
    assert_says(room_body("denied #2 of <@U0BOB>"), "we need it for the report");
    assert_says(desk_text(desk, "SELECT text FROM timeline ORDER BY id DESC LIMIT 1"),
                "<@U0ALICE> denied #2 of <@U0BOB>: delete data of the others");
}

Test(kind, what_waits_for_the_commander_waits_no_more_when_it_is_of_no_kind) {
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    desk_type(desk, "U0BOB", "allow delete data of the test customers");
    desk_type(desk, "U0ALICE", "kind none the rows are right");
    cr_assert_str_eq(desk_text(desk, "SELECT state FROM approval"), "withdrawn");
    assert_says(room_body("approval #1 is withdrawn"),
                "<@U0BOB>, approval #1 is withdrawn: this is "
                "of another kind now");
}

Test(kind, only_what_the_playbook_lists_is_asked_for) {
    static const char *const other[] = {"to restart the cluster", "remove the data", "everything"};
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        char line[80];
        snprintf(line, sizeof line, "allow %s", other[i]);
        desk_type(desk, "U0BOB", line);
        cr_assert_eq(desk->result, INVALID, "%s: %s", line, desk->reply);
        assert_says(desk->reply, "did you mean “delete data”?");
        assert_says(desk->reply, line);
    }
    desk_type(desk, "U0BOB", "allow deleting the data of the test customers");
    cr_assert_eq(desk->result, OK, "%s", desk->reply);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM approval"), 1);
}

Test(kind, what_nobody_does_is_for_nobody_to_allow) {
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    desk_type(desk, "U0ALICE", "allow schema changes");
    cr_assert_eq(desk->result, DENIED, "%s", desk->reply);
    assert_says(desk->reply, "is what nobody does in an incident of the kind data");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline WHERE kind = 'allowed'"), 0);
}

Test(kind, without_a_list_there_is_nothing_to_allow) {
    desk_type(desk, "U0ALICE", "declare sev2 checkout is slow");
    desk_type(desk, "U0BOB", "allow a restart");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "Nothing here needs the commander's yes. Do it, and write it down: "
                             "`/incident note …what you did…`");
}

Test(kind, a_commander_who_allows_it_alone_says_so_to_all) {
    desk_type(desk, "U0ALICE", "declare data: rows are overwritten");
    desk_type(desk, "U0ALICE", "allow delete data of the test customers");
    assert_says(desk->reply, "you are the commander");
    assert_says(room_body("<@U0ALICE> allows"), "delete data of the test customers");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM approval"), 0);
}

/* ---- Rehearsals */

Test(drill, is_declared_in_the_same_way_marked_everywhere_and_calls_nobody) {
    static const char *const lines[] = {"drill sev1 the database is gone",
                                        "declare sev1 the database is gone --drill"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        set_up();
        room_do("U0ALICE", lines[i]);
        assert_says(desk->reply, "🧪 Drill *INC-2026-11-20-001*");
        desk_type(desk, "U0BOB", "update we look at the backup");
        desk_type(desk, "U0BOB", "sev sev2 not all of it");
        desk_type(desk, "U0BOB", "sev sev1 all of it");
        desk_pass(desk, 45 * MINUTE_MS); /* draft, prompt, call and holding statement */
        desk_type(desk, "U0ALICE", "resolve restored because: it is a drill");
        desk_type(desk, "U0ALICE", "reopen once more");
        cr_assert_gt(desk->sent_count, 10);
        for (int k = 0; k < desk->sent_count; k++) {
            const char *body = json_print(desk->sent[k].body);
            if (strcmp(desk->sent[k].method, "chat.postMessage") == 0 ||
                strcmp(desk->sent[k].method, "chat.update") == 0)
                assert_says(json_print(desk->sent[k].body), "DRILL");
            assert_says_not(body, "<!here>");
        }
    }
}

Test(drill, counts_nowhere_and_is_in_its_own_list) {
    desk_type(desk, "U0ALICE", "drill sev1 the database is gone");
    static const char *const lists[] = {"list", "list all", "list sev1", "list 30d"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        desk_type(desk, "U0BOB", lists[i]);
        assert_says_not(desk->reply, "database");
    }
    desk_type(desk, "U0BOB", "list drills");
    assert_says(desk->reply, "🧪 Drill *INC-2026-11-20-001*");
    desk_type(desk, "U0BOB", "");
    assert_says(desk->reply, "No incident is open.\nDrills:\n• 🧪 Drill *INC-2026-11-20-001*");
}

Test(drill, owes_no_postmortem) {
    desk_type(desk, "U0ALICE", "drill sev1 the database is gone");
    desk_type(desk, "U0ALICE", "resolve restored because: it is a drill");
    assert_says_not(desk->reply, "postmortem");
    assert_says_not(desk->reply, "Now:");
    assert_says_not(room_body("*Thanks to*"), "Postmortem");
}

Test(drill, is_meant_when_nothing_real_is_open_and_real_ones_come_first) {
    desk_type(desk, "U0ALICE", "drill sev1 the database is gone");
    desk_type(desk, "U0BOB", "update we look at the backup");
    assert_says(desk->reply, "INC-2026-11-20-001");
    desk_type(desk, "U0CAROL", "declare sev2 search is slow");
    desk_type(desk, "U0DAVE", "update the index is being built");
    assert_says(desk->reply, "INC-2026-11-20-002");
}

Test(drill, and_something_real_are_never_guessed_between_for_whoever_spoke_of_the_drill) {
    desk_type(desk, "U0ALICE", "drill sev1 the database is gone");
    desk_type(desk, "U0BOB", "declare sev2 search is slow");
    int sent = desk->sent_count;
    desk_type(desk, "U0ALICE", "update all data is lost");
    assert_says(desk->reply, "Which incident do you mean?");
    assert_says(desk->reply, "🧪 Drill *INC-2026-11-20-001*");
    assert_says(desk->reply, "INC-2026-11-20-002");
    cr_assert_eq(desk->sent_count, sent);
}

Test(drill, without_words_says_when_the_next_one_is) {
    desk_type(desk, "U0ALICE", "drill");
    assert_says(desk->reply, "The next drill: Tabletop exercise, on 2025-11-15");
    assert_says(desk->reply, "drill sev1 checkout is down");
    desk_type(desk, "U0ALICE", "drill the database is gone");
    cr_assert_str_eq(json_text_at(desk->reply_message, "blocks.1.elements.0.value"),
                     "drill sev1 the database is gone");
}

Test(drill, is_read_again_after_a_gap) {
    desk_type(desk, "U0ALICE", "drill sev1 the database is gone");
    room_enter_thread(1);
    desk_pass(desk, MINUTE_MS);
    desk_disconnect(desk);
    desk_pass(desk, 3 * MINUTE_MS);
    desk_say(desk, "U0BOB", "<@U0INCIDENTD> update the backup is found");
    desk_pass(desk, MINUTE_MS);
    desk_connect(desk);
    desk_pass(desk, MINUTE_MS);
    assert_says(room_body("UPDATE ["), "the backup is found");
}
