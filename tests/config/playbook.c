/* Playbooks: the shipped ones hold together, and every way in which one can fail to is told with
 * its file and line. */
#include "config/playbook.h"

#include "base/utc.h"
#include "config/library.h"
#include "config/playbook_check.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_SIZE = 8192, ARENA_SIZE = 16 * 1024 * 1024 };

static const struct config_environment no_environment;

static struct config config;
static struct faults faults;
static struct arena *arena;

static void begin(void) {
    faults = faults_new();
    arena = arena_new(ARENA_SIZE);
    config_defaults(&config, &no_environment);
}

static void end(void) {
    arena_free(arena);
    config_finish(&config);
    faults_free(&faults);
}

TestSuite(playbook, .init = begin, .fini = end);

static void begin_afresh(void) {
    end();
    begin();
}

/* What every playbook has, in its first line. */
#define SEVERITIES "severity: { sev1: { }; sev2: { }; sev3: { }; sev4: { }; }; "
#define IC "roles = ( { name = \"ic\"; title = \"Commander\"; } ); "
#define COURSES                                                                                    \
    "decision: { courses = ( { name = \"rollback\"; title = \"Rollback\"; words = \"revert\"; },"  \
    " { name = \"wait\"; title = \"Wait\"; } ); }; "
#define TITLE "title = \"Team\"; "
#define BASE TITLE SEVERITIES IC

static const struct playbook *read_text(const char *text) {
    struct playbook *playbook =
        playbook_read("team", "team.cfg", text, strlen(text), &config, arena, &faults);
    if (faults.count == 0)
        playbook_check(playbook, &faults);
    return playbook;
}

/* The fault that text has, and no other. */
static void expect(const char *text, const char *fault) {
    begin_afresh();
    read_text(text);
    cr_expect_eq(faults.count, 1, "%u faults of: %s\n%s", faults.count, text, faults.text.text);
    cr_expect(strstr(faults.text.text, fault), "\"%s\" is not in: %s", fault, faults.text.text);
}

/* planted stands in the second line, after the base. */
static void expect_planted(const char *base, const char *planted, const char *fault) {
    char text[TEXT_SIZE], line[TEXT_SIZE];
    snprintf(text, sizeof text, "%s\n%s", base, planted);
    snprintf(line, sizeof line, "team.cfg:2: %s", fault);
    expect(text, line);
}

static void expect_right(const char *text) {
    begin_afresh();
    read_text(text);
    cr_expect_eq(faults.count, 0, "%s", faults.text.text);
}

/* ---- Those that are shipped */

Test(playbook, every_shipped_playbook_is_without_a_fault) {
    int count = 0;
    for (const struct embedded *file = shipped_playbooks; file->name; file++, count++) {
        const struct playbook *playbook =
            playbook_read("shipped", file->name, file->bytes, file->len, &config, arena, &faults);
        playbook_check(playbook, &faults);
        cr_expect_eq(faults.count, 0, "%s", faults.text.text);
    }
    cr_expect_eq(count, 5, "default, guide, hotfix, motus, vyberology");
}

/* Their texts are shown as they stand, and these three mean something to Slack. */
Test(playbook, no_shipped_playbook_has_a_sign_that_slack_takes_for_markup) {
    for (const struct embedded *file = shipped_playbooks; file->name; file++)
        cr_expect_eq(strcspn(file->bytes, "<>&"), file->len, "%s: %.40s", file->name,
                     file->bytes + strcspn(file->bytes, "<>&"));
}

/* ---- Reading */

Test(playbook, what_a_part_says_is_read_into_its_struct) {
    const struct playbook *playbook = read_text(
        "title = \"Team\"; mark_every = \"10m\"; card_at = \"sev1\"; card = [\"1. Look\"];\n"
        "severity: { sev1: { name = \"P0\"; response = \"5m\"; authority = \"anyone\";"
        " conditions = ( { name = \"Fire\"; example = \"Smoke\"; response = \"1m\"; } ); };\n"
        "sev2: { }; sev3: { }; sev4: { business_hours = true; }; };\n"
        "roles = ( { name = \"ic\"; title = \"Lead\"; primary = \"Ann\"; duties = [\"Lead.\"]; } );"
        "people = ( { name = \"Ann\"; slack = \"U0ANN\"; phone = \"112\"; } );\n"
        "escalation: { path = ( { who = \"ic\"; },"
        " { who = \"Ann\"; after = \"1h\"; business_hours = true; } ); };\n"
        "calendar: { days = \"mon tue\"; opens = \"9h\"; closes = \"17h\"; behind_utc = \"8h\";"
        " holidays = [\"2026-12-25\"]; };\n");
    cr_assert_eq(faults.count, 0, "%s", faults.text.text);
    cr_expect_str_eq(playbook->policy.severities[0].name, "P0");
    cr_expect_eq(playbook->policy.severities[0].response_ms, 5 * MINUTE_MS);
    cr_expect_eq(playbook->severities[0].conditions[0].response_ms, MINUTE_MS);
    cr_expect_eq(playbook->severities[0].authority, AUTHORITY_ANYONE);
    cr_expect(playbook->severities[3].business_hours);
    cr_expect_str_eq(playbook->roles[0].duties.texts[0], "Lead.");
    cr_expect_str_eq(playbook->people[0].slack, "U0ANN");
    cr_expect_eq(playbook->escalation.path[1].after_ms, HOUR_MS);
    cr_expect(playbook->escalation.path[1].business_hours);
    cr_expect_eq(playbook->escalation.line, 5);
    cr_expect_eq(playbook->calendar.behind_ms, 8 * HOUR_MS);
    cr_expect_eq(playbook->calendar.holidays.line, 6);
    cr_expect_eq(playbook->mark_ms, 10 * MINUTE_MS);
    cr_expect_str_eq(playbook->card_at, "sev1");
}

Test(playbook, a_misspelt_name_is_told_with_the_nearest_one) {
    expect_planted(BASE, "contakts = ( );", "a playbook has no contakts; did you mean contacts");
    expect_planted(TITLE SEVERITIES,
                   "roles = ( { name = \"ic\"; title = \"C\"; dutis = [\"a\"]; } );",
                   "a role has no dutis; did you mean duties");
    expect_planted(TITLE IC,
                   "severity: { sev1: { cadance = \"30m\"; }; sev2: { }; sev3: { }; sev4: { }; };",
                   "a severity has no cadance");
}

Test(playbook, a_wrong_type_a_wrong_value_and_a_missing_field_are_told) {
    expect_planted(BASE, "owner = 5;", "owner: this is a number");
    expect_planted(BASE, "card = \"one\";", "card: this is a text; write a list of texts");
    expect_planted(BASE, "people = \"Ann\";", "people: this is a text; write a list of groups");
    expect_planted(BASE, "people = ( \"Ann\" );", "this is a text; write a group");
    expect_planted(BASE, "escalation = \"CTO\";", "escalation: this is a text; write a group");
    expect_planted(BASE, "escalation: { quiet_cycles = 1000; stuck = [\"a\"]; };",
                   "quiet_cycles: 1000 is out of bounds");
    expect_planted(BASE, "mark_every = \"soon\";", "mark_every: ");
    expect_planted(BASE, "people = ( { name = \"Ann\"; slack = \"ann\"; } );", "slack: ");
    expect_planted(BASE, "contacts = ( { role = \"Pager\"; } );",
                   "this contact has no contact; write contact = …;");
    expect_planted(
        TITLE IC,
        "severity: { sev1: { authority = \"king\"; }; sev2: { }; sev3: { }; sev4: { }; };",
        "authority: ");
    expect_planted(BASE, "slack: { channel = \"#x\"; };",
                   "slack.channel is nothing that a playbook decides");
}

/* An incident keeps its playbook's text, and a text without a title is no playbook. */
Test(playbook, a_playbook_has_a_title) {
    expect(SEVERITIES IC, "team.cfg: title is missing; write title = ");
    expect_planted(SEVERITIES IC, "title = \"\";", "title: ");
}

Test(playbook, all_four_severities_are_there) {
    expect("title = \"Team\"; severity: { sev1: { }; sev2: { }; sev3: { }; }; " IC,
           "team.cfg: severity.sev4 is missing; a playbook has all four");
    expect_planted(TITLE IC,
                   "severity: { sev1: { }; sev2: { }; sev3: { }; sev4: { }; sev5: { }; };",
                   "severity: write a group sev1, sev2, sev3 or sev4");
}

/* ---- Names */

Test(playbook, a_name_stands_once) {
    expect_planted(BASE, "people = ( { name = \"Ann\"; }, { name = \"ann\"; } );",
                   "\"ann\" is there already");
    expect_planted(BASE, "groups = ( { name = \"a\"; }, { name = \"a\"; } );",
                   "\"a\" is there already");
    expect_planted(
        TITLE SEVERITIES,
        "roles = ( { name = \"ic\"; title = \"A\"; }, { name = \"ic\"; title = \"B\"; } );",
        "\"ic\" is there already");
    expect_planted(BASE COURSES,
                   "clocks = ( { name = \"a\"; starts = \"ack\"; marks = ( { at = \"1m\"; name = "
                   "\"x\"; say = \"y\"; } ); },"
                   " { name = \"a\"; starts = \"ack\"; marks = ( { at = \"1m\"; name = \"x\"; say "
                   "= \"y\"; } ); } );",
                   "\"a\" is there already");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; free_text = true; },"
                   " { name = \"a\"; ask = \"?\"; free_text = true; } );",
                   "\"a\" is there already");
    expect_planted(BASE,
                   "decision: { courses = ( { name = \"a\"; title = \"A\"; }, { name = \"A\"; "
                   "title = \"B\"; } ); };",
                   "\"A\" is there already");
    expect_planted(BASE,
                   "decision: { courses = ( { name = \"c\"; title = \"C\"; } ); criteria = ("
                   " { name = \"a\"; ask = \"?\"; yes_course = \"c\"; },"
                   " { name = \"a\"; ask = \"?\"; yes_course = \"c\"; } ); };",
                   "\"a\" is there already");
    expect_planted(BASE,
                   "checklists = ( { name = \"a\"; title = \"A\"; items = ( { text = \"t\"; } ); },"
                   " { name = \"a\"; title = \"A\"; items = ( { text = \"t\"; } ); } );",
                   "\"a\" is there already");
    expect_planted(BASE, "kinds = ( { name = \"a\"; }, { name = \"a\"; } );",
                   "\"a\" is there already");
    expect_planted(BASE,
                   "communications = ( { name = \"a\"; title = \"A\"; document = \"d\"; },"
                   " { name = \"a\"; title = \"A\"; document = \"d\"; } );",
                   "\"a\" is there already");
}

Test(playbook, a_word_means_one_thing) {
    expect_planted(
        BASE, "kinds = ( { name = \"a\"; words = \"x y\"; }, { name = \"b\"; words = \"y\"; } );",
        "\"y\" means \"a\" already; choose another word");
    expect_planted(BASE, "kinds = ( { name = \"a\"; words = \"b\"; }, { name = \"b\"; } );",
                   "\"b\" means \"b\" already");
    expect_planted(TITLE SEVERITIES,
                   "roles = ( { name = \"ic\"; title = \"A\"; }, { name = \"deputy\"; title = "
                   "\"B\"; words = \"IC\"; } );",
                   "\"IC\" means \"ic\" already");
    expect_planted(BASE,
                   "decision: { courses = ( { name = \"a\"; title = \"A\"; }, { name = \"b\"; "
                   "title = \"B\"; words = \"a\"; } ); };",
                   "\"a\" means \"a\" already");
    expect_planted(
        BASE,
        "checklists = ( { name = \"a\"; title = \"A\"; items = ( { text = \"t\"; } ); },"
        " { name = \"b\"; words = \"a\"; title = \"A\"; items = ( { text = \"t\"; } ); } );",
        "\"a\" means \"a\" already");
    expect_right(BASE "communications = ("
                      " { name = \"a\"; title = \"A\"; document = \"d\"; severities = \"sev1\"; },"
                      " { name = \"b\"; words = \"a\"; title = \"B\"; document = \"d\"; severities "
                      "= \"sev2\"; } );");
}

/* ---- Mentions */

Test(playbook, a_person_that_is_mentioned_is_in_people) {
    const char *base = TITLE SEVERITIES;
    expect_planted(base, "roles = ( { name = \"ic\"; title = \"C\"; primary = \"Ann\"; } );",
                   "there is no person \"Ann\" in people");
    expect_planted(base, "roles = ( { name = \"ic\"; title = \"C\"; backup = \"Ann\"; } );",
                   "there is no person \"Ann\" in people");
    expect_planted(base, "roles = ( { name = \"ic\"; title = \"C\"; rotation = [\"Ann\"]; } );",
                   "there is no person \"Ann\" in people");
}

Test(playbook, a_role_that_is_mentioned_is_in_roles) {
    expect_planted(TITLE SEVERITIES,
                   "roles = ( { name = \"ic\"; title = \"C\"; falls_to = \"boss\"; } );",
                   "there is no role \"boss\" in roles");
    expect_planted(TITLE SEVERITIES,
                   "roles = ( { name = \"ic\"; title = \"C\"; falls_to = \"ic\"; } );",
                   "a role falls to another one, not to itself");
    expect_planted(BASE, "lower_by = [\"boss\"];", "there is no role \"boss\" in roles");
    expect_planted(BASE, "resolving: { by = \"boss\"; };", "there is no role \"boss\" in roles");
    expect_planted(TITLE SEVERITIES, "roles = ( { name = \"scribe\"; title = \"S\"; } );",
                   "roles: there is no \"ic\"; an incident always has a commander");
    expect(TITLE SEVERITIES, "team.cfg: roles: there is no \"ic\"");
}

Test(playbook, a_group_that_is_mentioned_is_in_groups) {
    expect_planted(
        TITLE IC,
        "severity: { sev1: { approvers = \"board\"; }; sev2: { }; sev3: { }; sev4: { }; };",
        "there is no group \"board\" in groups");
    expect_planted(BASE, "kinds = ( { name = \"a\"; approvers = \"board\"; } );",
                   "there is no group \"board\" in groups");
    expect_planted(BASE,
                   "communications = ( { name = \"a\"; title = \"A\"; document = \"d\"; approvers "
                   "= \"board\"; } );",
                   "there is no group \"board\" in groups");
}

Test(playbook, a_course_that_is_mentioned_is_in_courses) {
    const char *fault = "there is no course \"pray\" in decision.courses";
    expect_planted(BASE,
                   "clocks = ( { name = \"a\"; starts = \"pray\"; marks = ( { at = \"1m\"; name = "
                   "\"x\"; say = \"y\"; } ); } );",
                   fault);
    expect_planted(BASE,
                   "clocks = ( { name = \"a\"; starts = \"ack\"; marks ="
                   " ( { at = \"1m\"; name = \"x\"; say = \"y\"; decision = \"pray\"; } ); } );",
                   fault);
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; course = "
                   "\"pray\"; } ); } );",
                   fault);
    expect_planted(BASE, "decision: { otherwise = \"pray\"; };", fault);
    expect_planted(
        BASE,
        "decision: { criteria = ( { name = \"a\"; ask = \"?\"; yes_course = \"pray\"; } ); };",
        fault);
    expect_planted(
        BASE, "decision: { criteria = ( { name = \"a\"; ask = \"?\"; no_course = \"pray\"; } ); };",
        fault);
    expect_planted(BASE,
                   "checklists = ( { name = \"a\"; title = \"A\"; items = ( { text = \"t\"; "
                   "otherwise = \"pray\"; } ); } );",
                   fault);
    expect_planted(BASE COURSES,
                   "communications = ( { name = \"a\"; title = \"A\"; document = \"d\"; courses = "
                   "\"revert pray\"; } );",
                   fault);
}

Test(playbook, a_checklist_a_runbook_a_kind_and_a_question_that_are_mentioned_are_there) {
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; "
                   "checklist = \"x\"; } ); } );",
                   "there is no checklist \"x\" in checklists");
    expect_planted(
        BASE, "decision: { courses = ( { name = \"a\"; title = \"A\"; checklist = \"x\"; } ); };",
        "there is no checklist \"x\" in checklists");
    expect_planted(
        BASE, "decision: { courses = ( { name = \"a\"; title = \"A\"; runbook = \"x\"; } ); };",
        "there is no runbook \"x\" in runbooks");
    expect_planted(BASE, "kinds = ( { name = \"a\"; runbook = \"x\"; } );",
                   "there is no runbook \"x\" in runbooks");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; kind = "
                   "\"x\"; } ); } );",
                   "there is no kind \"x\" in kinds");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; next = "
                   "\"x\"; } ); } );",
                   "there is no question \"x\" in triage");
    expect_planted(BASE,
                   "decision: { courses = ( { name = \"c\"; title = \"C\"; } ); criteria ="
                   " ( { name = \"a\"; ask = \"?\"; yes_course = \"c\"; from = \"x\"; } ); };",
                   "there is no question \"x\" in triage");
}

Test(playbook, a_severity_that_is_mentioned_is_one_of_four) {
    const char *fault = "\"sev9\" is no severity; write sev1, sev2, sev3 or sev4";
    expect_planted(
        BASE,
        "clocks = ( { name = \"a\"; starts = \"ack\"; severities = \"sev1 sev9\"; marks ="
        " ( { at = \"1m\"; name = \"x\"; say = \"y\"; } ); } );",
        fault);
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; severity "
                   "= \"sev9\"; } ); } );",
                   fault);
    expect_planted(BASE,
                   "checklists = ( { name = \"a\"; title = \"A\"; severities = \"sev9\"; items = ( "
                   "{ text = \"t\"; } ); } );",
                   fault);
    expect_planted(BASE, "kinds = ( { name = \"a\"; severity = \"sev9\"; } );", fault);
    expect_planted(BASE, "kinds = ( { name = \"a\"; severity = \"sev1 sev2\"; } );",
                   "\"sev1 sev2\" is no severity");
    expect_planted(BASE,
                   "communications = ( { name = \"a\"; title = \"A\"; document = \"d\"; severities "
                   "= \"sev9\"; } );",
                   fault);
    expect_planted(BASE, "card_at = \"sev9\"; card = [\"a\"];", fault);
}

Test(playbook, a_step_a_trigger_and_a_decider_are_known_words) {
    expect_planted(BASE, "escalation: { path = ( { who = \"boss\"; } ); };",
                   "\"boss\" is neither a role nor a person");
    expect_planted(BASE, "escalation: { path = ( { who = \"ic\"; } ); triggers = [\"fire\"]; };",
                   "escalation.triggers: \"fire\" is none; write sev1, several-sev2");
    expect_planted(BASE, "decision: { deciders = [\"oncall\", \"boss\"]; };",
                   "decision.deciders: \"boss\" is none; write a role, a person, oncall, senior or "
                   "solo");
    expect_right(BASE "decision: { deciders = [\"oncall\", \"senior\", \"solo\", \"ic\"]; };");
}

Test(playbook, a_shift_has_people_and_moments_of_the_week) {
    expect_planted(BASE,
                   "oncall = ( { who = \"boss\"; from = \"mon 09:00\"; to = \"fri 18:00\"; } );",
                   "there is no person \"boss\" in people");
    expect_planted(BASE, "oncall = ( { from = \"mon 09:00\"; to = \"fri 18:00\"; } );",
                   "a shift has who, or turns, a list of people; write one");
    expect_planted(BASE "people = ( { name = \"A\"; } );",
                   "oncall = ( { who = \"A\"; from = \"monday\"; to = \"fri 18:00\"; } );",
                   "from and to are a day and a time; write \"mon 09:00\"");
    expect_planted(BASE, "escalation: { path = ( { who = \"oncall\"; } ); };",
                   "\"oncall\" is neither a role nor a person");
}

Test(playbook, a_condition_that_follows_is_one_of_some_severity) {
    expect_planted(BASE, "kinds = ( { name = \"data\"; condition = \"Flood\"; } );",
                   "there is no condition \"Flood\" in conditions of a severity");
}

Test(playbook, incidents_are_named_in_one_of_two_forms) {
    expect_right(BASE "id_format = \"INCIDENT-YYYYMMDD-HHMMSS\";");
    expect_planted(BASE, "id_format = \"FIRE-NNN\";",
                   "id_format: \"FIRE-NNN\" is unknown; write \"INC-YYYY-MM-DD-NNN\" or");
}

#define OWN(fields) "kinds = ( { name = \"data\"; own_channel = { " fields " }; } );"

Test(playbook, a_channel_of_its_own_has_a_name_that_slack_takes) {
    expect_right(BASE OWN("name = \"inc-{date}-{title}\"; topic = \"{severity} {ic}, {status}\";"));
    expect_planted(BASE, OWN("topic = \"x\";"),
                   "this channel of its own has no name; write name = …;");
    expect_planted(BASE, OWN("name = \"inc-{day}\";"),
                   "name: \"{day}\" is nothing that it can have; write {id}, {date}, {title}, "
                   "{severity} or {kind}");
    expect_planted(BASE, OWN("name = \"inc-{ic}\";"), "name: \"{ic}\" is nothing");
    expect_planted(BASE, OWN("name = \"inc-{date\";"), "name: \"{date\" is nothing");
    expect_planted(BASE, OWN("name = \"Inc-{id}\";"), "name: Slack's channels have no \"I\"");
    expect_planted(
        BASE, OWN("name = \"a-very-long-name-of-a-channel-that-goes-on-and-on-and-on-{id}-x\";"),
        "name: this is longer than 60 characters");
    expect_planted(BASE, OWN("name = \"x\"; topic = \"{who}\";"),
                   "topic: \"{who}\" is nothing that it can have");
    expect_planted(BASE, OWN("name = \"x\"; invite = [\"boss\"];"),
                   "invite: \"boss\" is no role, no person and no group");
}

Test(playbook, a_route_leads_into_a_channel_from_what_there_is) {
    expect_right(BASE "services = [\"shop\"]; routes = ( { services = [\"shop\"]; channel = "
                      "\"#shop\"; }, { severities = \"sev1 sev2\"; channel = \"#all\"; } );");
    expect_planted(BASE, "routes = ( { severities = \"sev1\"; } );",
                   "this route has no channel; write channel = …;");
    expect_planted(BASE, "routes = ( { severities = \"sev9\"; channel = \"#x\"; } );",
                   "\"sev9\" is no severity");
    expect_planted(BASE, "routes = ( { kinds = \"fire\"; channel = \"#x\"; } );",
                   "there is no kind \"fire\"");
    expect_planted(BASE, "routes = ( { services = [\"shop\"]; channel = \"#x\"; } );",
                   "services: \"shop\" is none of the playbook's services");
    expect_planted(BASE "services = [\"shop\"];",
                   "routes = ( { services = [\"shop\"]; channel = \"#x\"; instead = true; } );",
                   "instead: which service it is about is known after it was announced");
}

/* ---- What needs something else */

Test(playbook, an_authority_needs_its_rule_and_an_approval_somebody_who_approves) {
    expect_planted(
        TITLE IC,
        "severity: { sev1: { authority = \"none\"; }; sev2: { }; sev3: { }; sev4: { }; };",
        "who is refused is shown the rule; write rule = ");
    expect_planted(TITLE IC,
                   "severity: { sev1: { authority = \"approval\"; rule = \"Ask.\"; }; sev2: { }; "
                   "sev3: { }; sev4: { }; };",
                   "authority = \"approval\" needs approvers, a group");
    expect_planted(BASE, "kinds = ( { name = \"a\"; locks_comms = true; } );",
                   "locks_comms needs approvers, a group");
}

Test(playbook, business_hours_need_a_calendar) {
    const char *fault = "business_hours needs working hours; write calendar";
    expect_planted(
        TITLE IC,
        "severity: { sev1: { business_hours = true; }; sev2: { }; sev3: { }; sev4: { }; };", fault);
    expect_planted(BASE, "escalation: { path = ( { who = \"ic\"; business_hours = true; } ); };",
                   fault);
}

Test(playbook, a_calendar_has_days_hours_and_one_distance) {
    expect_planted(BASE, "calendar: { days = \"mon funday\"; opens = \"9h\"; closes = \"17h\"; };",
                   "calendar.days: \"funday\" is no day");
    expect_planted(BASE, "calendar: { days = \"mon\"; opens = \"17h\"; closes = \"9h\"; };",
                   "calendar: it closes before it opens");
    expect_planted(BASE,
                   "calendar: { days = \"mon\"; opens = \"9h\"; closes = \"17h\"; ahead_of_utc = "
                   "\"1h\"; behind_utc = \"1h\"; };",
                   "calendar: it is ahead of UTC or behind it, not both");
    expect_planted(
        BASE,
        "calendar: { days = \"mon\"; opens = \"9h\"; closes = \"17h\"; holidays = [\"25 Dec\"]; };",
        "calendar.holidays: \"25 Dec\" is no day; write it as 2026-12-25");
}

Test(playbook, a_reminder_has_a_time_and_words) {
    expect_planted(
        BASE,
        "decision: { courses = ( { name = \"a\"; title = \"A\"; remind_after = \"1h\"; } ); };",
        "remind_after needs the words of the reminder");
    expect_planted(
        BASE, "decision: { courses = ( { name = \"a\"; title = \"A\"; remind = \"Still?\"; } ); };",
        "when is this asked? Write remind_after");
    expect_planted(BASE,
                   "communications = ( { name = \"a\"; title = \"A\"; document = \"d\"; "
                   "remind_after = \"1h\"; } );",
                   "remind_after needs the words of the reminder");
}

Test(playbook, an_escalation_says_how_many_and_what_to_do) {
    expect_planted(BASE,
                   "escalation: { path = ( { who = \"ic\"; } ); triggers = [\"several-sev2\"]; "
                   "several = 1; };",
                   "escalation: how many are several? Write several = 2");
    expect_planted(BASE, "escalation: { triggers = [\"sev1\"]; };",
                   "escalation: there is nobody to climb to; write path");
    expect_planted(BASE, "escalation: { quiet_cycles = 3; };",
                   "escalation: quiet_cycles needs what to do then; write stuck");
}

Test(playbook, a_card_that_is_posted_is_there) {
    expect(BASE "card_at = \"sev1\";", "team.cfg: card_at needs a card; write card = ");
}

/* ---- Orders */

Test(playbook, a_clock_has_marks_one_after_another) {
    expect_planted(BASE, "clocks = ( { name = \"a\"; starts = \"ack\"; } );",
                   "a clock says nothing without marks");
    expect_planted(BASE,
                   "clocks = ( { name = \"a\"; starts = \"declare\"; marks = ("
                   " { at = \"15m\"; name = \"x\"; say = \"y\"; }, { at = \"15m\"; name = \"z\"; "
                   "say = \"y\"; } ); } );",
                   "a mark comes after the one before it; put them in order");
}

Test(playbook, questions_lead_forward_and_have_answers_that_differ) {
    expect_planted(BASE, "triage = ( { name = \"a\"; ask = \"?\"; } );",
                   "a question without answers is answered in free words");
    expect_planted(
        BASE,
        "triage = ( { name = \"a\"; ask = \"?\"; free_text = true; },"
        " { name = \"b\"; ask = \"?\"; answers = ( { word = \"yes\"; next = \"a\"; } ); } );",
        "\"a\" was asked before; a question leads forward");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; next = "
                   "\"a\"; } ); } );",
                   "\"a\" was asked before; a question leads forward");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers ="
                   " ( { word = \"yes\"; next = \"b\"; ends = true; } ); },"
                   " { name = \"b\"; ask = \"?\"; free_text = true; } );",
                   "an answer either ends or leads on");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers = ( { word = \"yes\"; }, { "
                   "word = \"Yes\"; } ); } );",
                   "the answer \"Yes\" is there already");
    expect_planted(BASE,
                   "triage = ( { name = \"a\"; ask = \"?\"; answers ="
                   " ( { word = \"some\"; above = 10; }, { word = \"most\"; above = 50; } ); } );",
                   "above: the greater number stands first");
}

Test(playbook, a_criterion_speaks_for_a_course_and_takes_yes_or_no) {
    expect_planted(BASE, "decision: { criteria = ( { name = \"a\"; ask = \"?\"; } ); };",
                   "a criterion speaks for a course; write yes_course or no_course");
    expect_planted(
        BASE,
        "triage = ( { name = \"q\"; ask = \"?\"; answers = ( { word = \"some\"; } ); } );"
        " decision: { courses = ( { name = \"c\"; title = \"C\"; } ); criteria ="
        " ( { name = \"a\"; ask = \"?\"; yes_course = \"c\"; from = \"q\"; } ); };",
        "the question \"q\" is not answered by yes and no");
}

Test(playbook, there_are_only_as_many_criteria_for_the_end_as_can_be_answered) {
    expect_planted(
        BASE,
        "resolving: { criteria = "
        "[\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\","
        "\"a\",\"a\",\"a\",\"a\",\"a\",\"a\",\"a\"]; };",
        "resolving: 21 criteria are too many; 20 fit");
}

Test(playbook, a_checklist_has_items_and_a_moment_that_is_known) {
    expect_planted(BASE, "checklists = ( { name = \"a\"; title = \"A\"; } );",
                   "a checklist has items");
    expect_planted(BASE,
                   "checklists = ( { name = \"a\"; title = \"A\"; when = \"lunch\"; items = ( { "
                   "text = \"t\"; } ); } );",
                   "when = \"lunch\": write declare, ack, triage or resolve");
}

/* ---- The library */

static const struct playbook *load_file(const char *text, struct library **ret_library) {
    char path[] = "/tmp/playbook-test-XXXXXX.cfg", set[128];
    int fd = mkstemps(path, (int)strlen(".cfg"));
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    snprintf(set, sizeof set, "playbook=%s", path);
    config_set(&config, set, &faults);
    *ret_library = library_reload(&config, &faults);
    unlink(path);
    return library_current(*ret_library);
}

Test(playbook, a_file_of_ones_own_is_read_by_its_path_and_named_after_it) {
    struct library *library;
    const struct playbook *playbook = load_file(BASE, &library);
    cr_expect_eq(faults.count, 0, "%s", faults.text.text);
    cr_expect_str_eq(playbook->title, "Team");
    cr_expect_eq(strncmp(playbook->name, "playbook-test-", strlen("playbook-test-")), 0);
    library_free(library);
}

/* What only shows between two settings is checked at a reload as it is at a start. */
Test(playbook, a_reload_checks_the_policy_of_the_playbook_against_the_settings) {
    struct library *library;
    load_file(TITLE IC
              "\nseverity: { sev1: {\ncadence = \"10s\"; }; sev2: { }; sev3: { }; sev4: { }; };",
              &library);
    cr_expect_gt(faults.count, 0);
    cr_expect(strstr(faults.text.text, ".cfg:3: "), "%s", faults.text.text);
    cr_expect(strstr(faults.text.text, "that is the shortest cadence"), "%s", faults.text.text);
    library_free(library);
}

Test(playbook, what_follows_an_incident_names_what_there_is) {
    const char *before = "afterwards: { remind_every = \"1d\"; follow_ups = ( { text = \"Test\"; ";
    const struct {
        const char *planted, *fault;
    } planted[] = {{"severities = \"sev7\"", "\"sev7\" is no severity"},
                   {"courses = \"prayer\"", "there is no course \"prayer\""},
                   {"owner = \"nobody\"", "there is no role \"nobody\""},
                   {"kinds = \"weather\"", "there is no kind \"weather\""},
                   {"priority = \"p7\"", "priority = \"p7\": write p0, p1, p2 or p3"}};
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
        char text[256];
        snprintf(text, sizeof text, "%s%s; } ); };", before, planted[i].planted);
        expect_planted(BASE, text, planted[i].fault);
    }
    expect_planted(BASE, "afterwards: { remind_every = \"5m\"; };",
                   "afterwards: remind_every is an hour or more");
}

Test(playbook, a_drill_has_a_day_or_a_rhythm) {
    expect_planted(BASE, "drills = ( { name = \"a\"; title = \"A\"; } );", "when is this drill?");
    expect_planted(BASE, "drills = ( { name = \"a\"; title = \"A\"; next = \"soon\"; } );",
                   "next = \"soon\" is no day");
    expect_planted(BASE, "drills = ( { name = \"a\"; title = \"A\"; every = \"1h\"; } );",
                   "every: a drill comes again after a day or more");
}
