/* Data out and in again. */
#include "handlers/kit/export.h"
#include "base/mem.h"
#include "base/utc.h"
#include "handlers/kit/import.h"
#include "model/postmortem.h"
#include "store/incidents.h"
#include "tests/kit/golden.h"
#include "tests/kit/room.h"

#include <stdio.h>
#include <string.h>

TestSuite(export, .fini = room_close);

enum { TEXT_MAX = 4 * 1024 * 1024 };

/* What is published has an owner and a date for all that is owed. */
static void publish(void) {
    char line[96];
    int shortcut = (int)desk_number(desk, "SELECT number FROM task WHERE kind = 'shortcut'");
    snprintf(line, sizeof line, "action postpone inc 1 #%d 2026-12-12 it needs a quiet day",
             shortcut);
    room_do("U0ALICE", line);
    room_do("U0ALICE", "postmortem inc 1 owner <@U0BOB>");
    room_do("U0ALICE", "postmortem inc 1 publish https://wiki.example.org/1");
}

/* An incident to which everything happened that can be written down, and a second one. */
static void begin(const char *setting) {
    static const char *const told[] = {
        "ack",
        "deputy <@U0CAROL>",
        "impact nobody can pay, \"at all\"",
        "set started 13:40",
        "set version v0.1.1",
        "triage yes",
        "check triage 1",
        "decide rollback the last release broke it",
        "ask <@U0BOB> check the locks in 10m",
        "note at 13:50 the gateway was restarted\nand did not come back",
        "note =cmd|' /C calc'!A0",
        "update progress: going back to v0.1.0 next: watch it",
        "shortcut skipped the load test",
        "amend #2 somebody took it | it says more",
        "strike #3 it was about another incident",
        "time #1 13:45",
        "resolve went back to v0.1.0 cause: a migration without a way back because: it is tested",
        "timeline seal inc 1",
        "unseal inc 1 a name is missing",
        "note inc 1 thanks to <@U0CAROL>",
        "action add inc 1 test the way back @me due 2026-12-20 p1",
        "seal inc 1",
    };
    room_open(SETTINGS(setting, "roles.ic=declarer"));
    room_do("U0ALICE", "declare sev1 checkout | payments fail");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        room_do("U0ALICE", told[i]);
    publish();
    desk_pass_days(desk, 2);
    room_do("U0BOB", "declare sev3 images load slowly");
    room_do("U0BOB", "link INC-2026-11-22-001 and " INC);
    room_do("U0BOB", "resolve INC-2026-11-22-001 a cache because: it is tested");
}

static enum result take(void *owner, const char *text, struct err *err) {
    str_add(owner, text);
    (void)err;
    return OK;
}

static void export_into(struct store *store, enum export_format format, int64_t incident,
                        struct str *out) {
    struct err err;
    struct export export = {.store = store, .format = format, .take = take, .owner = out};
    enum result result =
        incident ? export_one(&export, incident, &err) : export_all(&export, NULL, &err);
    cr_assert_eq(result, OK, "%s", err.text);
    cr_assert_not(out->full);
}

/* ---- In again */

static struct faults faults;
static struct import_sum sum;

static enum result import_from(struct store *store, const char *file, const char *text) {
    struct err err;
    faults_free(&faults);
    faults = faults_new();
    struct import *import = import_read(file, text, strlen(text), desk->now_ms, &faults);
    struct import_into into = {.store = store, .library = desk->library, .now_ms = desk->now_ms};
    enum result result = import_write(import, &into, &faults, &sum, &err);
    import_free(import);
    return result;
}

static void expect_imported(struct store *store, const char *text, int added, int known) {
    cr_assert_eq(import_from(store, "in", text), OK, "%s", faults.text.text);
    cr_assert_eq(sum.added, added);
    cr_assert_eq(sum.known, known);
}

static void expect_refused(const char *text, const char *fault) {
    int64_t before = desk_number(desk, "SELECT count(*) FROM incident");
    cr_assert_eq(import_from(&desk->store, "in", text), INVALID, "%s", text);
    assert_says(faults.text.text, fault);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM incident"), before);
}

static void expect_round_trip(enum export_format format, bool ends_sealed) {
    struct err err;
    struct store other;
    STR_AUTO(before, TEXT_MAX);
    STR_AUTO(after, TEXT_MAX);
    begin("playbook=motus");
    cr_assert_eq(store_open(&other, "sqlite::memory:", &err), OK, "%s", err.text);
    export_into(&desk->store, format, 0, &before);
    expect_imported(&other, before.text, 2, 0);
    export_into(&other, format, 0, &after);
    cr_assert_str_eq(after.text, before.text);
    expect_imported(&other, before.text, 0, 2);
    expect_imported(&desk->store, before.text, 0, 2);
    if (ends_sealed)
        assert_says(after.text, "\"hashes\":[");
    store_close(&other);
}

Test(export, json_that_is_imported_into_an_empty_store_is_exported_as_it_was) {
    expect_round_trip(EXPORT_JSON, true);
}

Test(export, so_is_csv) {
    expect_round_trip(EXPORT_CSV, false);
}

Test(export, what_was_imported_is_found_and_listed_like_any_other) {
    room_open(NULL);
    expect_imported(&desk->store,
                    "Date,Severity,Duration,Summary,Resolution\n"
                    "2026-01-07,critical,1 h 5 min,checkout is down,renewed the certificate\n",
                    1, 0);
    room_do("U0BOB", "history renewed checkout");
    assert_says(desk->reply, "2026-01-07 · SEV-1 · 1 h 5 min · *checkout is down*");
    room_do("U0BOB", "sev1 checkout is down");
    assert_says(desk->reply, "Fixed by: renewed the certificate");
    room_do("U0BOB", "timeline INC-2026-01-07-001");
    assert_says(desk->reply, "Imported from a file");
}

Test(export, a_line_that_cannot_be_read_is_told_with_what_to_write_and_nothing_is_imported) {
    room_open(NULL);
    const char *head = "Date,Severity,Duration,Summary,Commander\n2026-01-07,sev1,1h,good,bob\n";
    static const struct {
        const char *line, *fault;
    } lines[] = {
        {"2026-01-07,urgent,1h,bad,", "in:3: Severity is \"urgent\"; write SEV-1"},
        {"7 January,sev1,1h,bad,", "in:3: Date is \"7 January\"; write a day"},
        {"2026-02-30,sev1,1h,bad,", "in:3: Date is \"2026-02-30\""},
        {"2026-01-07,sev1,soon,bad,", "in:3: it does not say when it ended"},
        {"2026-01-07,sev1,1h,,", "in:3: Summary is missing"},
        {"2026-01-07,sev1,1h,bad", "in:3: it has 4 fields and the first line has 5"},
        {"2027-01-07,sev1,1h,bad,", "in:3: it lies in the future"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char text[400];
        snprintf(text, sizeof text, "%s%s\n", head, lines[i].line);
        expect_refused(text, lines[i].fault);
    }
    expect_refused("Date,Severity,Sumary\n", "I do not know the column \"Sumary\"");
    expect_refused("Date,Severity\n", "the column Summary is missing");
    expect_refused("", "there is nothing in it");
}

Test(export, a_line_says_where_the_postmortem_is_or_by_when_it_is_owed) {
    STR_AUTO(text, TEXT_MAX);
    room_open(NULL);
    expect_imported(&desk->store,
                    "Date,Severity,Duration,Summary,Postmortem,Commander\n"
                    "2026-01-07,sev1,1h,one,https://wiki.example.org/1,\n"
                    "2026-01-08,sev1,1h,two,due 2026-12-01 12:00,U0ALICE\n"
                    "2026-01-09,sev1,1h,three,published,\n"
                    "2026-01-10,sev1,1h,four,,\n",
                    4, 0);
    room_do("U0BOB", "history");
    assert_says(desk->reply, "*one* · https://wiki.example.org/1 · ");
    assert_says(desk->reply, "*two* · due 2026-12-01 12:00 UTC · ");
    assert_says(desk->reply, "*three* · published · ");
    assert_says(desk->reply, "*four* · none · ");
    room_do("U0BOB", "postmortem INC-2026-01-08-001");
    assert_says(desk->reply, "a postmortem is owed (so says the file that it came from)");
    assert_says(desk->reply, "<@U0ALICE> drives it.");
    export_into(&desk->store, EXPORT_CSV, 0, &text);
    assert_says(text.text, "two,due 2026-12-01T12:00:00.000Z,");
    expect_refused("Date,Severity,Duration,Summary,Postmortem\n2026-01-07,sev1,1h,x,due soon\n",
                   "in:2: Postmortem is \"soon\"; write a day");
}

Test(export, people_and_names_of_other_tools_go_to_the_timeline_and_mention_nobody) {
    room_open(NULL);
    expect_imported(&desk->store,
                    "Incident,Date,Severity,Duration,Summary,Commander,Declared by\n"
                    "JIRA-7,2026-01-07,sev1,1h,<!channel> <@U0EVE>,bob,U0ALICE\n",
                    1, 0);
    assert_says(desk_text(desk, "SELECT text FROM timeline"), "Known as: JIRA-7. Commander: bob");
    cr_assert_str_eq(desk_text(desk, "SELECT declared_by FROM incident"), "U0ALICE");
    assert_says_not(desk_text(desk, "SELECT title FROM incident"), "<@U0EVE>");
}

Test(export, json_is_judged_before_anything_is_written) {
    static const char *const good =
        "\"title\":\"x\",\"severity\":\"sev1\",\"status\":\"resolved\","
        "\"started\":\"2026-01-07T14:00:00.000Z\",\"declared\":\"2026-01-07T14:05:00.000Z\","
        "\"resolved\":\"2026-01-07T15:00:00.000Z\"";
    static const struct {
        const char *more, *fault;
    } wrong[] = {
        {"\"colour\":1", "in: incident 1: colour is nothing that I know"},
        {"\"id\":\"INC-2026-01-08-001\"", "id is of 2026-01-08 and declared is of 2026-01-07"},
        {"\"impact\":7", "impact must be a text"},
        {"\"declared_by\":\"bob\"", "declared_by must be the id of a Slack user"},
        {"\"timeline\":[{\"at\":\"x\"}]", "timeline[1].at must be a moment"},
        {"\"amendments\":[{\"entry\":1,\"kind\":\"text\",\"recorded\":"
         "\"2026-01-07T14:00:00.000Z\"}]",
         "amendments[1].entry is none of the timeline"},
        {"\"drill\":1", "drill must be true or false"},
        {"\"roles\":{}", "roles must be a list"},
        {"\"postmortem\":[{\"state\":\"lost\",\"at\":\"2026-01-07T14:00:00.000Z\"}]",
         "postmortem[1].state must be owed"},
        {"\"postmortem_days\":[{\"name\":\"draft\",\"task\":7}]",
         "postmortem_days[1].task is none of tasks"},
        {"\"playbook\":\"x\",\"playbook_sha256\":\"y\"", "its playbook x is not among"},
    };
    char text[1000];
    room_open(NULL);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text,
                 "{\"format\":\"incidentd-export\",\"version\":1,\"incidents\":[{%s,%s}]}", good,
                 wrong[i].more);
        expect_refused(text, wrong[i].fault);
    }
    expect_refused("{", "in: ");
    expect_refused("{\"format\":\"other\"}", "no export of incidentd");
    expect_refused("{\"format\":\"incidentd-export\",\"version\":2}", "of version 1");
}

/* A draft is longer than anything that is typed, but not endless. */
static void import_draft(char *text, size_t size, int len) {
    int head = snprintf(text, size,
                        "{\"format\":\"incidentd-export\",\"version\":1,\"incidents\":[{"
                        "\"title\":\"x\",\"severity\":\"sev1\",\"status\":\"resolved\","
                        "\"started\":\"2026-01-07T14:00:00.000Z\",\"declared\":"
                        "\"2026-01-07T14:05:00.000Z\",\"resolved\":\"2026-01-07T15:00:00.000Z\","
                        "\"postmortem\":[{\"state\":\"owed\",\"at\":\"2026-01-07T15:00:00.000Z\","
                        "\"text\":\"");
    memset(text + head, 'x', (size_t)len);
    snprintf(text + head + len, size - (size_t)(head + len), "\"}]}]}");
}

Test(export, the_draft_of_a_postmortem_may_be_long) {
    static char text[POSTMORTEM_TEXT_MAX + 1000];
    room_open(NULL);
    import_draft(text, sizeof text, POSTMORTEM_TEXT_MAX);
    expect_imported(&desk->store, text, 1, 0);
    import_draft(text, sizeof text, POSTMORTEM_TEXT_MAX + 1);
    expect_refused(text, "postmortem[1].text has control characters, or more than 524288 bytes");
}

Test(export, what_is_still_open_cannot_be_imported) {
    STR_AUTO(text, TEXT_MAX);
    room_begin(NULL, "declare sev1 checkout is down");
    export_into(&desk->store, EXPORT_JSON, 0, &text);
    expect_refused(text.text, "still open");
}

Test(export, another_incident_of_the_same_name_is_a_fault_and_a_changed_seal_is_one) {
    struct err err;
    struct store other;
    STR_AUTO(text, TEXT_MAX);
    begin("playbook=motus");
    export_into(&desk->store, EXPORT_JSON, 1, &text);
    char *title = strstr(text.text, "\"title\":\"checkout\"");
    title[strlen("\"title\":\"")] = 'C';
    expect_refused(text.text, INC " is in the store and says something else");
    char *entry = strstr(text.text, "did not come back");
    cr_assert_not_null(entry);
    entry[0] = 'D';
    cr_assert_eq(store_open(&other, "sqlite::memory:", &err), OK);
    cr_assert_eq(import_from(&other, "in", text.text), INVALID);
    assert_says(faults.text.text, "does not fit the timeline from #");
    store_close(&other);
}

/* ---- Golden files */

/* Hashes change with every text of a playbook, and say nothing to a reader. */
static void mask_hashes(char *text) {
    static const char digits[] = "0123456789abcdef";
    for (; *text; text++) {
        size_t len = strspn(text, digits);
        if (len == 64)
            memset(text, '#', len);
        text += len > 0 ? len - 1 : 0;
    }
}

static void check(const char *playbook, enum export_format format) {
    char path[128];
    STR_AUTO(out, TEXT_MAX);
    export_into(&desk->store, format, format == EXPORT_CSV ? 0 : 1, &out);
    snprintf(path, sizeof path, "tests/handlers/golden/export/%s.%s", playbook,
             export_format_name(format));
    if (format == EXPORT_JSON) /* the playbook's text is a file of its own */
        *strstr(out.text, "],\"playbooks\":[") = 0;
    mask_hashes(out.text);
    golden_expect(path, &out);
}

Test(export, an_incident_reads_as_these_files_do) {
    for (int i = 0; room_playbooks[i]; i++) {
        begin(room_playbook(room_playbooks[i]));
        check(room_playbooks[i], EXPORT_MARKDOWN);
    }
    begin("playbook=default");
    check("default", EXPORT_JSON);
    check("default", EXPORT_CSV);
}

/* ---- In Slack */

Test(export, in_slack_comes_as_a_file_to_whoever_asked) {
    begin("playbook=default");
    room_do("U0BOB", "export " INC " md");
    assert_says(desk->reply, INC ".md is on its way to you: 1 incident, as a file.");
    room_do("U0BOB", "export all csv");
    assert_says(desk->reply, "incidents.csv is on its way to you: 2 incidents");
    room_do("U0BOB", "timeline " INC " csv");
    assert_says(desk->reply, INC "-timeline.csv is on its way");
    desk_type(desk, "U0BOB", "export " INC " pdf");
    cr_assert_eq(desk->result, INVALID);
    assert_says(desk->reply, "export " INC " md");
}

Test(export, of_all_has_private_ones_for_those_who_may_see_them_and_no_rehearsals) {
    room_begin(NULL, "declare sev1 checkout is down");
    snprintf(desk->channel, sizeof desk->channel, "C0SECRET");
    room_do("U0ALICE", "sev3 --private a key is public");
    snprintf(desk->channel, sizeof desk->channel, "C0GENERAL");
    room_do("U0ALICE", "drill sev1 the database is gone");
    room_do("U0CAROL", "export all json");
    assert_says(desk->reply, "1 incident,");
    room_do("U0ALICE", "export all json");
    assert_says(desk->reply, "2 incidents,");
    desk_type(desk, "U0CAROL", "export inc 2 json");
    cr_assert_eq(desk->result, DENIED);
}
