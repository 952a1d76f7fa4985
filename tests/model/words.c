/* Command lines taken apart: verbs, severities, moments, incidents, options, fields. */
#include "model/words.h"

#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;
static int64_t now_ms; /* Friday 2026-11-20 14:05:20 UTC */

static void set_up(void) {
    const struct utc utc = {2026, 11, 20, 14, 5, 20};
    arena = arena_new(1 << 20);
    cr_assert(utc_to_ms(&utc, &now_ms));
}

static void tear_down(void) {
    arena_free(arena);
}

#define WORDS_SUITE(suite) TestSuite(suite, .init = set_up, .fini = tear_down)
WORDS_SUITE(words_take);
WORDS_SUITE(words_severity);
WORDS_SUITE(words_moment);
WORDS_SUITE(words_incident);
WORDS_SUITE(words_option);
WORDS_SUITE(words_fields);
WORDS_SUITE(words_text);

/* ---- Words and verbs */

Test(words_take, text_is_trimmed_and_otherwise_left_as_typed) {
    struct words line = words_of(arena, "\u00a0 two  “spaces”\nand – lines \n");
    cr_expect_str_eq(line.rest, "two  “spaces”\nand – lines");
    cr_expect_str_eq(words_of(arena, " \n ").rest, "");
    cr_expect_str_eq(words_of(arena, "").rest, "");
}

Test(words_take, a_number_of_a_list_is_marked_or_where_one_must_stand_bare) {
    static const struct {
        const char *text;
        int64_t marked, bare;
        const char *rest; /* after the bare one */
    } lines[] = {{"#3 done", 3, 3, "done"},
                 {"3 done", 0, 3, "done"},
                 {"#12: it is", 12, 12, "it is"},
                 {"3rd", 0, 0, "3rd"},
                 {"#", 0, 0, "#"},
                 {"", 0, 0, ""},
                 {"#1234567890 x", 0, 0, "#1234567890 x"}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct words line = words_of(arena, lines[i].text), other = line;
        cr_expect_eq(words_take_number(&line, false), lines[i].marked, "%s", lines[i].text);
        cr_expect_eq(words_take_number(&other, true), lines[i].bare, "%s", lines[i].text);
        cr_expect_str_eq(other.rest, lines[i].rest);
    }
}

Test(words_take, a_verb_is_read_in_any_case_and_decoration) {
    static const char *const typed[] = {"note x",  "Note x",   "NOTE: x",
                                        "/note x", "!note, x", "\ufeffnote x"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct words line = words_of(arena, typed[i]);
        cr_expect_str_eq(words_take_verb(&line), "note", "%s", typed[i]);
        cr_expect_str_eq(line.rest, "x");
    }
}

Test(words_take, a_verb_alone_leaves_nothing) {
    struct words line = words_of(arena, "help?");
    cr_expect_str_eq(words_take_verb(&line), "help");
    cr_expect_str_eq(line.rest, "");
    cr_expect_str_eq(words_take_verb(&line), "");
    line = words_of(arena, "?");
    cr_expect_str_eq(words_take_verb(&line), "?");
    line = words_of(arena, "post-mortem");
    cr_expect_str_eq(words_take_verb(&line), "post-mortem");
}

Test(words_take, words_are_folded_and_the_text_behind_them_is_not) {
    struct words line = words_of(arena, "“Scale–up”  to “ten”");
    cr_expect_str_eq(words_take_word(&line), "\"Scale-up\"");
    cr_expect_str_eq(line.rest, "to “ten”");
}

Test(words_take, an_endless_word_stays) {
    char text[200];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    struct words line = words_of(arena, text);
    cr_expect_str_eq(words_take_word(&line), "");
    cr_expect_str_eq(line.rest, text);
}

Test(words_take, a_certain_word_is_taken_only_if_it_is_there) {
    struct words line = words_of(arena, "Into INC-2");
    cr_expect(!words_take_this(&line, "onto"));
    cr_expect(words_take_this(&line, "into"));
    cr_expect_str_eq(line.rest, "INC-2");
}

/* ---- Severities */

static void expect_severity(const char *typed, enum severity_reading reading,
                            enum severity expected, const char *rest) {
    struct words line = words_of(arena, typed);
    enum severity severity = 0;
    struct err err;
    cr_expect_eq(words_take_severity(&line, reading, NULL, &severity, &err), OK, "%s", typed);
    cr_expect_eq(severity, expected, "%s", typed);
    cr_expect_str_eq(line.rest, rest);
}

static void expect_no_severity(const char *typed, enum severity_reading reading,
                               enum result expected) {
    struct words line = words_of(arena, typed);
    enum severity severity;
    struct err err;
    cr_expect_eq(words_take_severity(&line, reading, NULL, &severity, &err), expected, "%s", typed);
    cr_expect_str_eq(line.rest, typed);
}

Test(words_severity, a_severity_heads_the_line_in_one_word_or_two) {
    expect_severity("sev1 checkout is down", SEVERITY_CODES, SEVERITY_1, "checkout is down");
    expect_severity("SEV-1: checkout is down", SEVERITY_CODES, SEVERITY_1, "checkout is down");
    expect_severity("sev 2 checkout", SEVERITY_CODES, SEVERITY_2, "checkout");
    expect_severity("P0", SEVERITY_CODES, SEVERITY_1, "");
    expect_severity("severity 3 slow", SEVERITY_CODES, SEVERITY_3, "slow");
    expect_severity("critical: checkout", SEVERITY_WORDS, SEVERITY_1, "checkout");
    expect_severity("1 worse", SEVERITY_ANY, SEVERITY_1, "worse");
}

Test(words_severity, titles_are_not_mistaken_for_severities) {
    expect_no_severity("checkout is down", SEVERITY_ANY, ABSENT);
    expect_no_severity("S3 is down", SEVERITY_WORDS, ABSENT);
    expect_no_severity("2 pods are down", SEVERITY_WORDS, ABSENT);
    expect_no_severity("critical bug", SEVERITY_CODES, ABSENT);
    expect_no_severity("p99 latency is up", SEVERITY_ANY, ABSENT);
    expect_no_severity("500 errors", SEVERITY_ANY, ABSENT);
    expect_no_severity("sev 12 x", SEVERITY_ANY, ABSENT);
    expect_no_severity("", SEVERITY_ANY, ABSENT);
}

Test(words_severity, a_level_that_does_not_exist_is_refused) {
    expect_no_severity("sev5 x", SEVERITY_CODES, INVALID);
    expect_no_severity("sev 7 x", SEVERITY_CODES, INVALID);
}

/* ---- Durations and moments */

Test(words_moment, the_longest_duration_at_the_head_is_taken) {
    struct words line = words_of(arena, "1 hour 30 minutes: waiting for DNS");
    struct err err;
    int64_t ms = 0;
    cr_expect_eq(words_take_duration(&line, &ms, &err), OK);
    cr_expect_eq(ms, 90 * MINUTE_MS);
    cr_expect_str_eq(line.rest, "waiting for DNS");
    cr_expect_eq(words_take_duration(&line, &ms, &err), ABSENT);
    line = words_of(arena, "10 waiting");
    cr_expect_eq(words_take_duration(&line, &ms, &err), INVALID);
    cr_expect(strstr(err.text, "10m"));
    cr_expect_str_eq(line.rest, "10 waiting");
}

static void expect_moment(const char *typed, enum phrase_side side, const char *moment,
                          const char *rest) {
    struct words line = words_of(arena, typed);
    char stamp[UTC_STAMP_SIZE];
    struct err err = {.text = ""};
    int64_t ms = 0;
    cr_expect_eq(words_take_moment(&line, now_ms, side, &ms, &err), OK, "%s: %s", typed, err.text);
    cr_expect_str_eq(utc_stamp(ms, stamp), moment, "%s: %s", typed, stamp);
    cr_expect_str_eq(line.rest, rest);
}

static void expect_no_moment(const char *typed, enum phrase_side side, enum result expected) {
    struct words line = words_of(arena, typed);
    struct err err = {.text = ""};
    int64_t ms = -1;
    cr_expect_eq(words_take_moment(&line, now_ms, side, &ms, &err), expected, "%s", typed);
    cr_expect_eq(ms, -1);
    cr_expect_str_eq(line.rest, typed);
    cr_expect_eq(expected == INVALID, err.text[0] != 0, "%s: %s", typed, err.text);
}

Test(words_moment, a_note_may_begin_with_its_time) {
    expect_moment("at 13:50 restarted db1", PHRASE_PAST, "2026-11-20 13:50:00", "restarted db1");
    expect_moment("13:50 restarted db1", PHRASE_PAST, "2026-11-20 13:50:00", "restarted db1");
    expect_moment("13:50 UTC: restarted db1", PHRASE_PAST, "2026-11-20 13:50:00", "restarted db1");
    expect_moment("13:50 — restarted db1", PHRASE_PAST, "2026-11-20 13:50:00", "restarted db1");
    expect_moment("1:50\u202fPM restarted", PHRASE_PAST, "2026-11-20 13:50:00", "restarted");
    expect_moment("At yesterday 13:50, restarted", PHRASE_PAST, "2026-11-19 13:50:00", "restarted");
    expect_moment("2026-11-01 13:50 restarted", PHRASE_PAST, "2026-11-01 13:50:00", "restarted");
    expect_moment("1 hour and 5 minutes ago restarted", PHRASE_PAST, "2026-11-20 13:00:20",
                  "restarted");
    expect_moment("13:50", PHRASE_PAST, "2026-11-20 13:50:00", "");
}

Test(words_moment, a_note_may_end_with_its_time) {
    expect_moment("restarted db1 at 13:50", PHRASE_PAST, "2026-11-20 13:50:00", "restarted db1");
    expect_moment("restarted db1 at 13:50 UTC.", PHRASE_PAST, "2026-11-20 13:50:00",
                  "restarted db1");
    expect_moment("restarted db1 10m ago", PHRASE_PAST, "2026-11-20 13:55:20", "restarted db1");
    expect_moment("restarted\nat yesterday 13:50", PHRASE_PAST, "2026-11-19 13:50:00", "restarted");
}

Test(words_moment, a_promise_is_given_at_either_end) {
    expect_moment("in 20m", PHRASE_FUTURE, "2026-11-20 14:25:20", "");
    expect_moment("20m waiting for DNS", PHRASE_FUTURE, "2026-11-20 14:25:20", "waiting for DNS");
    expect_moment("14:50", PHRASE_FUTURE, "2026-11-20 14:50:00", "");
    expect_moment("check DB locks in 5m", PHRASE_FUTURE, "2026-11-20 14:10:20", "check DB locks");
    expect_moment("check DB locks by 14:30", PHRASE_FUTURE, "2026-11-20 14:30:00",
                  "check DB locks");
    expect_moment("by 14:30 check DB locks", PHRASE_FUTURE, "2026-11-20 14:30:00",
                  "check DB locks");
}

Test(words_moment, text_that_only_speaks_of_time_stays_text) {
    expect_no_moment("down since 14:05", PHRASE_PAST, ABSENT);
    expect_no_moment("retry in 20m", PHRASE_PAST, ABSENT);
    expect_no_moment("in 20m we retry", PHRASE_PAST, ABSENT);
    expect_no_moment("tomorrow 02:00 the backup runs", PHRASE_PAST, ABSENT);
    expect_no_moment("now the queue grows", PHRASE_PAST, ABSENT);
    expect_no_moment("500 errors at checkout", PHRASE_PAST, ABSENT);
    expect_no_moment("5 min of downtime", PHRASE_PAST, ABSENT);
    expect_no_moment("ratio at 16:9", PHRASE_PAST, ABSENT);
    expect_no_moment("score at 99:99", PHRASE_PAST, ABSENT);
    expect_no_moment("it broke 10m ago", PHRASE_FUTURE, ABSENT);
    expect_no_moment("a day of errors", PHRASE_FUTURE, ABSENT);
    expect_no_moment("look at logs", PHRASE_PAST, ABSENT);
    expect_no_moment("at", PHRASE_PAST, ABSENT);
    expect_no_moment("", PHRASE_PAST, ABSENT);
}

Test(words_moment, a_time_that_cannot_be_is_refused_where_only_a_time_can_stand) {
    expect_no_moment("at 25:00 restarted", PHRASE_PAST, INVALID);
    expect_no_moment("at 13:50 CET restarted", PHRASE_PAST, INVALID);
    expect_no_moment("at 2026-12-24 10:00 restarted", PHRASE_PAST, INVALID);
    expect_no_moment("by 14:04 check", PHRASE_FUTURE, INVALID);
}

Test(words_moment, the_refusal_quotes_the_time_and_not_the_text_behind_it) {
    struct words line = words_of(arena, "at 25:00 restarted");
    struct err err;
    int64_t ms;
    cr_expect_eq(words_take_moment(&line, now_ms, PHRASE_PAST, &ms, &err), INVALID);
    cr_expect_str_eq(err.text, "25:00 is not a time of day; they go from 00:00 to 23:59");
}

static void expect_refused(const char *typed, enum phrase_side side, const char *because) {
    struct words line = words_of(arena, typed);
    struct err err = {.text = ""};
    int64_t ms = -1;
    cr_expect_eq(words_take_moment_needed(&line, now_ms, side, &ms, &err), INVALID, "%s", typed);
    cr_expect(strstr(err.text, because) != NULL, "%s: %s", typed, err.text);
    cr_expect_str_eq(line.rest, typed);
    cr_expect_eq(ms, -1);
}

Test(words_moment, where_a_moment_must_stand_the_refusal_says_why) {
    expect_refused("14:04 waiting", PHRASE_FUTURE, "14:04 has passed already");
    expect_refused("90 waiting", PHRASE_FUTURE, "90m for minutes");
    expect_refused("25:00", PHRASE_FUTURE, "25:00 is not a time of day");
    expect_refused("soon, I hope", PHRASE_FUTURE, "\"soon,\" is not a time");
    expect_refused("", PHRASE_FUTURE, "the time is missing");
}

Test(words_moment, where_a_moment_must_stand_now_is_one) {
    struct words line = words_of(arena, "now it grows");
    struct err err;
    int64_t ms = 0;
    cr_expect_eq(words_take_moment_needed(&line, now_ms, PHRASE_PAST, &ms, &err), OK);
    cr_expect_eq(ms, now_ms);
    cr_expect_str_eq(line.rest, "it grows");
    line = words_of(arena, "in 20m waiting");
    cr_expect_eq(words_take_moment_needed(&line, now_ms, PHRASE_FUTURE, &ms, &err), OK);
    cr_expect_str_eq(line.rest, "waiting");
}

Test(words_moment, where_a_duration_must_stand_the_refusal_says_why) {
    struct words line = words_of(arena, "soon please");
    struct err err;
    int64_t ms;
    cr_expect_eq(words_take_duration_needed(&line, &ms, &err), INVALID);
    cr_expect(strstr(err.text, "\"soon\" is not a length of time"));
    line = words_of(arena, "");
    cr_expect_eq(words_take_duration_needed(&line, &ms, &err), INVALID);
    cr_expect(strstr(err.text, "how long is missing"));
    line = words_of(arena, "15\u00a0min");
    cr_expect_eq(words_take_duration_needed(&line, &ms, &err), OK);
    cr_expect_eq(ms, 15 * MINUTE_MS);
}

/* ---- Incidents */

static void expect_incident(const char *typed, const char *id, enum words_place place,
                            const char *rest) {
    struct words line = words_of(arena, typed);
    struct incident_ref ref = {.number = 0};
    enum words_place found = WORDS_HEAD;
    char name[INCIDENT_ID_SIZE];
    struct err err;
    cr_expect_eq(words_take_incident(&line, &ref, &found, &err), OK, "%s", typed);
    cr_expect_str_eq(incident_ref_name(&ref, name), id, "%s: %s", typed, name);
    cr_expect_eq(found, place, "%s", typed);
    cr_expect_str_eq(line.rest, rest);
}

static void expect_no_incident(const char *typed, enum result expected) {
    struct words line = words_of(arena, typed);
    struct incident_ref ref;
    enum words_place place;
    struct err err;
    cr_expect_eq(words_take_incident(&line, &ref, &place, &err), expected, "%s", typed);
    cr_expect_str_eq(line.rest, typed);
}

Test(words_incident, a_name_with_a_second_is_found_in_every_place) {
    expect_incident("INCIDENT-20261120-140500 db is back", "INCIDENT-20261120-140500", WORDS_HEAD,
                    "db is back");
    expect_incident("db is back incident-20261120-140500-2", "INCIDENT-20261120-140500-2",
                    WORDS_TAIL, "db is back");
    expect_incident("as in (INCIDENT-20261120-140500) before", "INCIDENT-20261120-140500",
                    WORDS_INSIDE, "as in (INCIDENT-20261120-140500) before");
}

Test(words_incident, an_incident_at_the_head_is_taken) {
    expect_incident("INC-2026-11-20-001 db is back", "INC-2026-11-20-001", WORDS_HEAD,
                    "db is back");
    expect_incident("inc–2026–11–20–001: back", "INC-2026-11-20-001", WORDS_HEAD, "back");
    expect_incident("INC-1 back", "INC-001", WORDS_HEAD, "back");
    expect_incident("inc 12 back", "INC-012", WORDS_HEAD, "back");
    expect_incident("it is back inc 12", "INC-012", WORDS_TAIL, "it is back");
    expect_incident("001 back", "INC-001", WORDS_HEAD, "back");
    expect_incident("001", "INC-001", WORDS_HEAD, "");
}

Test(words_incident, an_incident_at_the_end_is_taken) {
    expect_incident("db is back INC-2026-11-20-001", "INC-2026-11-20-001", WORDS_TAIL,
                    "db is back");
    expect_incident("db is back inc-001.", "INC-001", WORDS_TAIL, "db is back");
}

Test(words_incident, an_incident_inside_is_found_and_left) {
    expect_incident("same as INC-2026-11-02-001 last month", "INC-2026-11-02-001", WORDS_INSIDE,
                    "same as INC-2026-11-02-001 last month");
    expect_incident("same (see:INC-2026-11-02-001's notes) again", "INC-2026-11-02-001",
                    WORDS_INSIDE, "same (see:INC-2026-11-02-001's notes) again");
}

Test(words_incident, two_incidents_are_taken_one_by_one) {
    struct words line = words_of(arena, "INC-2 into INC-1");
    struct incident_ref ref;
    enum words_place place;
    struct err err;
    cr_expect_eq(words_take_incident(&line, &ref, &place, &err), OK);
    cr_expect_eq(ref.number, 2);
    cr_expect(words_take_this(&line, "into"));
    cr_expect_eq(words_take_incident(&line, &ref, &place, &err), OK);
    cr_expect_eq(ref.number, 1);
    cr_expect_str_eq(line.rest, "");
}

Test(words_incident, numbers_of_other_things_are_no_incidents) {
    static const char *const texts[] = {"sev 1",
                                        "error 500",
                                        "500",
                                        "1",
                                        "#1 done",
                                        "#001",
                                        "Acme Inc 500",
                                        "see INC0012345",
                                        "restarted 001",
                                        "inc",
                                        "inc five",
                                        "fixes INC-12 partly",
                                        "INC-2026-11-20",
                                        "http://x/INC-12/y",
                                        ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_no_incident(texts[i], ABSENT);
}

Test(words_incident, an_id_that_cannot_be_is_refused_at_the_head_only) {
    expect_no_incident("INC-2026-02-31-001 x", INVALID);
    expect_no_incident("x INC-2026-02-31-001", ABSENT);
}

/* ---- Options */

static const char *rest_without_flag(const char *typed, const char *name, bool expected) {
    struct words line = words_of(arena, typed);
    cr_expect_eq(words_take_flag(&line, name), expected, "%s", typed);
    return line.rest;
}

Test(words_option, a_flag_is_taken_from_anywhere) {
    cr_expect_str_eq(rest_without_flag("--drill db down", "drill", true), "db down");
    cr_expect_str_eq(rest_without_flag("db —drill down", "drill", true), "db down");
    cr_expect_str_eq(rest_without_flag("db  down –Drill", "drill", true), "db  down");
    cr_expect_str_eq(rest_without_flag("db\n--drill\ndown", "drill", true), "db\ndown");
    cr_expect_str_eq(rest_without_flag("a --drill b --drill", "drill", true), "a b");
    cr_expect_str_eq(rest_without_flag("--drill", "drill", true), "");
}

Test(words_option, what_is_no_flag_stays) {
    cr_expect_str_eq(rest_without_flag("db -- down", "drill", false), "db -- down");
    cr_expect_str_eq(rest_without_flag("db — drill", "drill", false), "db — drill");
    cr_expect_str_eq(rest_without_flag("a--drill", "drill", false), "a--drill");
    cr_expect_str_eq(rest_without_flag("--drills", "drill", false), "--drills");
}

Test(words_option, a_flag_repeated_without_end_takes_no_memory_without_end) {
    STR_AUTO(text, 40000);
    str_add(&text, "x");
    while (!text.full)
        str_add(&text, " --drill");
    struct words line = words_of(arena, text.text);
    cr_expect(words_take_flag(&line, "drill"));
    cr_expect(strstr(line.rest, "--drill") != NULL);
}

static void expect_option(const char *typed, const char *value, const char *rest) {
    struct words line = words_of(arena, typed);
    const char *found = "";
    struct err err = {.text = ""};
    cr_expect_eq(words_take_option(&line, "kind", &found, &err), OK, "%s: %s", typed, err.text);
    cr_expect_str_eq(found, value);
    cr_expect_str_eq(line.rest, rest);
}

Test(words_option, a_value_follows_its_option) {
    expect_option("leak --kind security today", "security", "leak today");
    expect_option("leak —kind security", "security", "leak");
    expect_option("--kind=security leak", "security", "leak");
    expect_option("--kind “big  leak” today", "big  leak", "today");
    expect_option("--kind=\"big leak\" today", "big leak", "today");
    expect_option("--kind 'can't say' today", "can't say", "today");
    expect_option("--kind \"open leak", "\"open", "leak");
    expect_option("--kind \"\" leak", "", "leak");
}

Test(words_option, a_value_may_be_long) {
    STR_AUTO(text, 400);
    str_add(&text, "--kind=https://");
    while (!text.full)
        str_add(&text, "x");
    expect_option(text.text, text.text + 7, "");
}

Test(words_option, a_missing_or_doubled_value_is_refused) {
    static const char *const typed[] = {"leak --kind", "--kind --drill", "--kind= leak",
                                        "--kind a --kind b"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct words line = words_of(arena, typed[i]);
        const char *value = NULL;
        struct err err;
        cr_expect_eq(words_take_option(&line, "kind", &value, &err), INVALID, "%s", typed[i]);
        cr_expect(strstr(err.text, "--kind"));
        cr_expect_str_eq(line.rest, typed[i]);
        cr_expect_null(value);
    }
}

static void expect_started(const char *typed, const char *moment, const char *rest) {
    struct words line = words_of(arena, typed);
    char stamp[UTC_STAMP_SIZE];
    struct err err = {.text = ""};
    int64_t ms = 0;
    cr_expect_eq(words_take_moment_option(&line, "started", now_ms, PHRASE_PAST, &ms, &err), OK,
                 "%s: %s", typed, err.text);
    cr_expect_str_eq(utc_stamp(ms, stamp), moment, "%s: %s", typed, stamp);
    cr_expect_str_eq(line.rest, rest);
}

Test(words_option, a_moment_takes_as_many_words_as_it_has) {
    expect_started("db --started 13:50 down", "2026-11-20 13:50:00", "db down");
    expect_started("db —started 10m ago down", "2026-11-20 13:55:20", "db down");
    expect_started("--started yesterday 13:50 UTC db", "2026-11-19 13:50:00", "db");
    expect_started("--started=13:50 db", "2026-11-20 13:50:00", "db");
    expect_started("--started \"10m ago\" db", "2026-11-20 13:55:20", "db");
    expect_started("--started=\"10m ago\" db", "2026-11-20 13:55:20", "db");
    expect_started("db --started now", "2026-11-20 14:05:20", "db");
}

Test(words_option, a_moment_that_is_none_is_refused) {
    static const char *const typed[] = {"--started",
                                        "--started soon db",
                                        "--started 25:00 db",
                                        "--started tomorrow 10:00",
                                        "--started 10:00 --started 11:00",
                                        "--started \"soon",
                                        "--started=\"\" x"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        struct words line = words_of(arena, typed[i]);
        struct err err = {.text = ""};
        int64_t ms = -1;
        cr_expect_eq(words_take_moment_option(&line, "started", now_ms, PHRASE_PAST, &ms, &err),
                     INVALID, "%s", typed[i]);
        cr_expect(err.text[0]);
        cr_expect_str_eq(line.rest, typed[i]);
        cr_expect_eq(ms, -1);
    }
}

Test(words_option, a_mistyped_option_never_becomes_text) {
    static const char *const names[] = {"private", "drill", "started"};
    struct err err;
    struct words line = words_of(arena, "leak —privte");
    cr_expect_eq(words_check_options(&line, names, 3, &err), INVALID);
    cr_expect_str_eq(err.text, "there is no option --privte here; did you mean --private?");
    line = words_of(arena, "leak --zzzzzz");
    cr_expect_eq(words_check_options(&line, names, 3, &err), INVALID);
    cr_expect_eq(words_check_options(&line, NULL, 0, &err), INVALID);
    line = words_of(arena, "leak -- not — an option --5 -x");
    cr_expect_eq(words_check_options(&line, names, 3, &err), OK);
}

/* ---- Fields */

enum { STATUS, PROGRESS, NEXT, ETA, FIELDS };

static struct words_field fields[FIELDS];

static const char *take_fields(const char *typed) {
    struct words line = words_of(arena, typed);
    struct err err = {.text = ""};
    fields[STATUS] = (struct words_field){"status", NULL, NULL};
    fields[PROGRESS] = (struct words_field){"progress", "actions", NULL};
    fields[NEXT] = (struct words_field){"next", "next steps", NULL};
    fields[ETA] = (struct words_field){"eta", NULL, NULL};
    cr_expect_eq(words_take_fields(&line, fields, FIELDS, &err), OK, "%s: %s", typed, err.text);
    return line.rest;
}

Test(words_fields, fields_are_read_from_one_line_in_any_order) {
    cr_expect_str_eq(
        take_fields("next: fail over ETA: 15:00 Status: mitigating progress: found it"), "");
    cr_expect_str_eq(fields[STATUS].ret_value, "mitigating");
    cr_expect_str_eq(fields[PROGRESS].ret_value, "found it");
    cr_expect_str_eq(fields[NEXT].ret_value, "fail over");
    cr_expect_str_eq(fields[ETA].ret_value, "15:00");
}

Test(words_fields, fields_are_read_from_a_pasted_template) {
    cr_expect_str_eq(take_fields("## Update 14:05\n**Status:** Mitigating\n*Actions*: rolled\n"
                                 "  back\n_Next steps:_ watch\nETA:\n"),
                     "## Update 14:05");
    cr_expect_str_eq(fields[STATUS].ret_value, "Mitigating");
    cr_expect_str_eq(fields[PROGRESS].ret_value, "rolled\n  back");
    cr_expect_str_eq(fields[NEXT].ret_value, "watch");
    cr_expect_str_eq(fields[ETA].ret_value, "");
}

Test(words_fields, unknown_names_and_addresses_stay_text) {
    cr_expect_str_eq(take_fields("foo: bar xstatus: y next://host status"),
                     "foo: bar xstatus: y next://host status");
    for (size_t i = 0; i < FIELDS; i++)
        cr_expect_null(fields[i].ret_value);
    cr_expect_str_eq(take_fields("we know more status: db: slow"), "we know more");
    cr_expect_str_eq(fields[STATUS].ret_value, "db: slow");
}

Test(words_fields, a_field_given_twice_is_refused) {
    struct words line = words_of(arena, "next: a next steps: b");
    struct words_field next = {"next", "next steps", NULL};
    struct err err;
    cr_expect_eq(words_take_fields(&line, &next, 1, &err), INVALID);
    cr_expect(strstr(err.text, "next:"));
    cr_expect_str_eq(line.rest, "next: a next steps: b");
}

/* ---- The whole text */

static void expect_split(const char *typed, const char *before, const char *behind) {
    struct words line = words_of(arena, typed);
    const char *left, *right;
    words_split(&line, &left, &right);
    cr_expect_str_eq(left, before);
    cr_expect_str_eq(right, behind);
}

Test(words_text, title_and_impact_are_parted_by_a_bar_beside_a_space) {
    expect_split("checkout down | nobody can pay", "checkout down", "nobody can pay");
    expect_split("checkout down| nobody", "checkout down", "nobody");
    expect_split("a | b | c", "a", "b | c");
    expect_split("down |", "down", "");
    expect_split("| nobody", "", "nobody");
    expect_split("", "", "");
}

Test(words_text, bars_inside_words_and_double_bars_part_nothing) {
    expect_split("cat x|grep y", "cat x|grep y", "");
    expect_split("a || b", "a || b", "");
}

Test(words_text, quotes_around_everything_go) {
    struct words line = words_of(arena, "“db is slow”");
    cr_expect_str_eq(words_unquoted(&line), "db is slow");
    line = words_of(arena, "say “hi”");
    cr_expect_str_eq(words_unquoted(&line), "say “hi”");
}

Test(words_text, what_follows_the_mention_of_the_bot_is_the_command) {
    cr_expect_str_eq(words_after_mention("<@U0BOT> note x", "U0BOT"), "note x");
    cr_expect_str_eq(words_after_mention("hey <@U0EVE> <@U0BOT>: note x", "U0BOT"), "note x");
    cr_expect_str_eq(words_after_mention("note x <@U0EVE>", "U0BOT"), "note x <@U0EVE>");
    cr_expect_str_eq(words_after_mention("<@U0BOT>", "U0BOT"), "");
}

/* ---- Suggestions */

static const char *const verbs[] = {"declare", "resolve", "reopen", "report", "review",
                                    "role",    "roles",   "note",   "next"};

static void expect_nearest(const char *word, const char *first, size_t least) {
    size_t found[WORDS_NEAREST_MAX];
    size_t count = words_nearest(word, verbs, sizeof verbs / sizeof *verbs, found);
    cr_expect(count >= least, "%s has %zu", word, count);
    if (count > 0)
        cr_expect_str_eq(verbs[found[0]], first, "%s", word);
}

Test(words_nearest, slips_of_the_hand_find_the_word) {
    expect_nearest("reslove", "resolve", 1);
    expect_nearest("declair", "declare", 1);
    expect_nearest("nxet", "next", 1);
    expect_nearest("NOTES", "note", 1);
    expect_nearest("rol", "role", 2);
}

Test(words_nearest, words_that_begin_so_come_first_in_their_order) {
    size_t found[WORDS_NEAREST_MAX];
    cr_assert_eq(words_nearest("re", verbs, sizeof verbs / sizeof *verbs, found), 3);
    cr_expect_str_eq(verbs[found[0]], "reopen");
    cr_expect_str_eq(verbs[found[1]], "report");
    cr_expect_str_eq(verbs[found[2]], "review");
}

Test(words_nearest, nothing_is_suggested_for_something_else_entirely) {
    size_t found[WORDS_NEAREST_MAX];
    cr_expect_eq(words_nearest("xyzzyplugh", verbs, sizeof verbs / sizeof *verbs, found), 0);
    cr_expect_eq(words_nearest("", verbs, sizeof verbs / sizeof *verbs, found), 0);
    cr_expect_eq(words_nearest("note", NULL, 0, found), 0);
}

Test(words_nearest, an_endless_word_is_compared_by_its_beginning) {
    char word[5000];
    size_t found[WORDS_NEAREST_MAX];
    memset(word, 'n', sizeof word - 1);
    word[sizeof word - 1] = 0;
    cr_expect_eq(words_nearest(word, verbs, sizeof verbs / sizeof *verbs, found), 0);
}
