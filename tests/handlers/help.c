/* Help, and what is said to words that nobody knows. */
#include "base/str.h"
#include "handlers/kit/meant.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
}

TestSuite(help, .init = set_up, .fini = room_close);

/* ---- Of verbs */

Test(help, fits_on_a_phone) {
    desk_type(desk, "U0BOB", "help");
    assert_says(desk->reply, "`/incident ack` – say that you have seen it and are on it");
    cr_assert_lt(strlen(desk->reply), 2000, "%s", desk->reply);
    room_press_reply("U0BOB", "Every verb");
    assert_says(desk->reply, "*Afterwards*");
}

Test(help, all_lists_every_verb_and_help_explains_each) {
    desk_type(desk, "U0BOB", "help all");
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_COMMAND, handler))) {
        char line[64];
        snprintf(line, sizeof line, "`/incident %s", handler->name);
        assert_says(desk->reply, line);
    }
    const char *afterwards = strstr(desk->reply, "*Afterwards*");
    cr_assert_not_null(afterwards);
    assert_says(afterwards, "`/incident postmortem");
    assert_says_not(afterwards, "`/incident declare");
    desk_type(desk, "U0BOB", "help u");
    assert_says(desk->reply, "post the promised update");
}

/* What must have happened before the example of a verb can work. */
static void prepare(const char *verb) {
    static const struct {
        const char *verbs, *line;
    } before[] = {{"seal unseal", "ic <@U0BOB>"},
                  {"reopen postmortem seal unseal", "resolve done"},
                  {"unseal", "seal"},
                  {"merge link", "declare sev2 search is slow"},
                  {"handoff", "deputy <@U0CAROL>"},
                  {"approve deny", "sev sev2 only one region"},
                  {"approve deny", "decide rollback the last deploy broke it"}};
    room_begin(NULL, "declare sev1 checkout is down");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (str_has_word(before[i].verbs, verb))
            desk_type(desk, "U0ALICE", before[i].line);
}

/* U0BOB has answered for a merge before: what is listed first is the one that U0ALICE declared. */
static const char *teller(const char *verb) {
    return str_has_word("merge link", verb) ? "U0ALICE" : "U0BOB";
}

Test(help, every_example_works_as_it_stands, .timeout = 60) {
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_COMMAND, handler))) {
        const char *example = handler->example;
        prepare(handler->name);
        do {
            STR_AUTO(line, 1000);
            size_t len = strcspn(example, "\n");
            str_add_bytes(&line, example, len);
            room_do(teller(handler->name), line.text);
            example += len + (example[len] == '\n');
        } while (*example);
    }
}

Test(help, of_a_verb_gives_lines_to_copy_what_it_needs_and_where_else_to_look) {
    room_do("U0BOB", "help update");
    assert_says(desk->reply, "Lines to copy:\n• `/incident update status: mitigating");
    assert_says(desk->reply, "\n• `/incident update rolled back, errors are falling`");
    assert_says(desk->reply, "It is about an open incident: the thread's, the channel's, the only "
                             "one, or the one that you name (`/incident update inc 1 …`).");
    assert_says(desk->reply, "The same: u post");
    assert_says(desk->reply, "See also: `unchanged` · `next` · `snooze`");
}

Test(help, leads_from_every_verb_to_others_that_are_verbs) {
    const struct handler *handler = NULL;
    while ((handler = handler_next(TRIGGER_COMMAND, handler))) {
        char line[64];
        snprintf(line, sizeof line, "help %s", handler->name);
        room_do("U0BOB", line);
        const char *related = strstr(desk->reply, "See also: `");
        cr_assert_not_null(related, "%s is in no family", handler->name);
        for (related += strlen("See also: "); *related == '`';) {
            char verb[32];
            size_t len = strcspn(++related, "`");
            snprintf(verb, sizeof verb, "%.*s", (int)len, related);
            cr_assert_not_null(handler_find(TRIGGER_COMMAND, verb), "%s is no verb", verb);
            related += len + strlen("`");
            related += str_starts(related, " · ") ? strlen(" · ") : 0;
        }
    }
}

/* ---- Of words that are none */

Test(help, with_a_wrong_word_offers_the_help_of_what_it_may_mean) {
    room_do("U0BOB", "help rollbakc");
    assert_says(desk->reply, "There is no verb *rollbakc*. What may help:\n• `/incident rollback`");
    room_press_reply("U0BOB", "help rollback");
    assert_says(desk->reply, "A line to copy:\n• `/incident rollback safe`");
    room_do("U0BOB", "help statuspage");
    assert_says(desk->reply, "• `/incident comms`");
}

Test(help, with_a_word_of_what_is_looked_for_offers_what_speaks_of_it) {
    room_do("U0BOB", "help severity please");
    assert_says(desk->reply, "`/incident sev &lt;level&gt;");
    room_do("U0BOB", "help symptom");
    assert_says(desk->reply, "• `/incident runbook`");
    room_do("U0BOB", "help &lt;xyzzy&gt;");
    assert_says(desk->reply, "no help speaks of it");
    assert_says(desk->reply, "&lt;xyzzy&gt;");
}

Test(help, offers_what_a_word_of_another_tool_means_with_all_that_was_typed_behind_it) {
    static const char *const lines[][3] = {
        {"comment restarted the pods", "/incident note", "note restarted the pods"},
        {"severty sev2 only the EU", "/incident sev", "sev sev2 only the EU"},
        {"downgrade sev2 only the EU", "/incident sev", "sev sev2 only the EU"},
        {"please update rolled back", "/incident update", "update rolled back"},
        {"add note restarted the pods", "/incident note", "note restarted the pods"},
        {"statuspage send", "/incident comms statuspage", "comms statuspage send"},
        {"eta 18:00", "/incident update eta:", "update eta: 18:00"},
        {"trigger sev2 search is slow", "/incident declare", "declare sev2 search is slow"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        room_do("U0BOB", lines[i][0]);
        assert_says(desk->reply, lines[i][0]);
        assert_says(desk->reply, "Did you mean one of these? Your words are kept.");
        assert_button(desk->reply_message, lines[i][1], lines[i][2]);
    }
}

Test(help, knows_what_each_word_of_another_tool_is_here) {
    static const char *const words[] = {
        "trigger", "claim",  "comment",    "describe", "summary",     "eta",     "responders",
        "invite",  "pager",  "statuspage", "fixed",    "solved",      "restart", "false-alarm",
        "rca",     "revert", "remind",     "delegate", "attach",      "private", "settings",
        "gameday", "config", "downgrade",  "service",  "stakeholders"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char verb[32];
        const char *line = meant_habit(words[i]);
        cr_assert_null(handler_find(TRIGGER_COMMAND, words[i]), "%s is a verb", words[i]);
        cr_assert_not_null(line, "%s", words[i]);
        snprintf(verb, sizeof verb, "%.*s", (int)strcspn(line, " "), line);
        cr_assert_not_null(handler_find(TRIGGER_COMMAND, verb), "%s is no verb", verb);
    }
}

Test(help, puts_the_first_word_behind_a_verb_right_and_keeps_the_others) {
    static const char *const lines[][3] = {
        {"rollback stat", "/incident rollback start", "rollback start"},
        {"role scrib me", "/incident role scribe", "role scribe me"},
        {"page deputi it is down", "/incident page deputy", "page deputy it is down"},
        {"decide rolback it broke", "/incident decide rollback", "decide rollback it broke"},
        {"status mitigting now", "/incident status mitigating", "status mitigating now"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        desk_type(desk, "U0BOB", lines[i][0]);
        cr_assert_eq(desk->result, INVALID, "%s: %s", lines[i][0], desk->reply);
        assert_says(desk->reply, lines[i][0]);
        assert_button(desk->reply_message, lines[i][1], lines[i][2]);
    }
    desk_type(desk, "U0BOB", "next sometime");
    assert_says_not(desk->reply, "Did you mean");
}
