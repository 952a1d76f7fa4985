/* The store contract: what every engine must do. */
#include "store/store.h"

#include "base/utc.h"
#include "store/facts.h"
#include "store/gaps.h"
#include "store/inbox.h"
#include "store/incidents.h"
#include "store/jobs.h"
#include "store/outbox.h"
#include "store/relations.h"
#include "store/roles.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/timeline.h"
#include "tests/kit/says.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct store store;
static struct arena *arena;
static struct err err;

static void set_up(void) {
    cr_assert_eq(store_open(&store, "sqlite::memory:", &err), OK, "%s", err.text);
    arena = arena_new(1024 * 1024);
}

static void tear_down(void) {
    arena_free(arena);
    store_close(&store);
}

TestSuite(store, .init = set_up, .fini = tear_down);

static struct incident make_incident(int64_t declared_ms) {
    struct incident incident = {.title = "checkout is down",
                                .impact = "",
                                .severity = SEVERITY_1,
                                .status = STATUS_INVESTIGATING,
                                .declared_ms = declared_ms,
                                .declared_by = "U0ALICE",
                                .started_ms = declared_ms,
                                .acked_by = "",
                                .root_cause = "",
                                .resolution = "",
                                .bridge = "",
                                .progress = "",
                                .next_steps = "",
                                .eta = "",
                                .channel = "C0INCIDENTS",
                                .card_ts = "",
                                .origin = "C0GENERAL",
                                .kind = "",
                                .condition = "",
                                .outcome = ""};
    cr_assert_eq(incident_create(&store, arena, INCIDENT_ID_COUNTED, &incident, &err), OK, "%s",
                 err.text);
    return incident;
}

static struct outbox_call make_call(const char *op, const char *lane) {
    return (struct outbox_call){.op = op,
                                .lane = lane,
                                .method = "chat.postMessage",
                                .address = OUTBOX_FIXED,
                                .body = "{}",
                                .created_ms = 1000,
                                .not_before_ms = 1000};
}

static void put(struct outbox_call call) {
    cr_assert_eq(outbox_put(&store, &call, &err), OK, "%s", err.text);
}

static struct outbox_list due(int64_t now_ms) {
    struct outbox_list list;
    cr_assert_eq(outbox_due(&store, arena, now_ms, 0, 10, &list, &err), OK, "%s", err.text);
    return list;
}

Test(store, an_incident_comes_back_as_it_was_saved) {
    struct incident incident = make_incident(DAY_MS * 365 * 50), read;
    incident.impact = "nobody's “pay” — 😀";
    incident.status = STATUS_MONITORING;
    incident.promised_ms = 42;
    incident.unreachable = true;
    incident.playbook_id = 7;
    incident.kind = "security";
    incident.drill = incident.is_private = true;
    incident.mitigated_ms = 43;
    incident.monitoring_ms = 44;
    incident.escalated = 2;
    incident.outcome = "merged";
    incident.closed_ms = 45;
    cr_assert_eq(incident_save(&store, &incident, &err), OK);
    cr_assert_eq(incident_get(&store, arena, incident.id, &read, &err), OK);
    cr_assert_str_eq(read.name, incident.name);
    cr_assert_str_eq(read.impact, incident.impact);
    cr_assert_eq(read.status, STATUS_MONITORING);
    cr_assert_eq(read.promised_ms, 42);
    cr_assert(read.unreachable);
    cr_assert_eq(read.playbook_id, 0, "it keeps the rules that it began with");
    cr_assert_str_eq(read.kind, "security");
    cr_assert(read.drill && read.is_private);
    cr_assert_eq(read.mitigated_ms, 43);
    cr_assert_eq(read.monitoring_ms, 44);
    cr_assert_eq(read.escalated, 2);
    cr_assert_str_eq(read.outcome, "merged");
    cr_assert_eq(read.closed_ms, 45);
    cr_assert_eq(incident_get(&store, arena, 99, &read, &err), ABSENT);
}

Test(store, a_number_without_a_day_means_the_open_one_before_the_newest) {
    struct incident old = make_incident(DAY_MS * 1000), new = make_incident(DAY_MS * 1001), found;
    const struct incident_ref first = {.number = 1}, of_day = {.day = "1972-10-28", .number = 1};
    cr_assert_eq(incident_by_ref(&store, arena, &first, &found, &err), OK);
    cr_assert_eq(found.id, new.id);
    new.resolved_ms = 1;
    cr_assert_eq(incident_save(&store, &new, &err), OK);
    cr_assert_eq(incident_by_ref(&store, arena, &first, &found, &err), OK);
    cr_assert_eq(found.id, old.id);
    cr_assert_eq(incident_by_ref(&store, arena, &of_day, &found, &err), ABSENT);
}

Test(store, two_incidents_of_one_second_have_two_names_and_each_is_found_by_its_own) {
    struct incident one = make_incident(DAY_MS), found;
    struct incident_ref ref;
    const char *names[3];
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(incident_create(&store, arena, INCIDENT_ID_TIMED, &one, &err), OK);
        names[i] = one.name;
    }
    cr_expect_str_eq(names[0], "INCIDENT-19700102-000000");
    cr_expect_str_eq(names[1], "INCIDENT-19700102-000000-2");
    cr_expect_str_eq(names[2], "INCIDENT-19700102-000000-3");
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(incident_ref_read(names[i], &ref, &err), OK);
        cr_assert_eq(incident_by_ref(&store, arena, &ref, &found, &err), OK);
        cr_expect_str_eq(found.name, names[i]);
    }
}

Test(store, a_key_is_claimed_once_and_free_again_after_a_rollback) {
    cr_assert_eq(store_begin(&store, &err), OK);
    cr_assert_eq(inbox_claim(&store, "event:1", 5, &err), OK);
    store_rollback(&store);
    cr_assert_eq(inbox_claim(&store, "event:1", 5, &err), OK);
    cr_assert_eq(inbox_claim(&store, "event:1", 6, &err), SEEN);
    cr_assert_eq(inbox_prune(&store, 6, &err), OK);
    cr_assert_eq(inbox_claim(&store, "event:1", 7, &err), OK);
}

Test(store, a_key_remembers_what_was_answered) {
    const char *reply = "none";
    cr_assert_eq(inbox_reply(&store, arena, "slash:1", &reply, &err), ABSENT);
    cr_assert_eq(inbox_claim(&store, "slash:1", 5, &err), OK);
    cr_assert_eq(inbox_reply(&store, arena, "slash:1", &reply, &err), OK);
    cr_assert_str_eq(reply, "");
    cr_assert_eq(inbox_keep_reply(&store, "slash:1", "{\"text\":\"yes\"}", &err), OK);
    cr_assert_eq(inbox_reply(&store, arena, "slash:1", &reply, &err), OK);
    cr_assert_str_eq(reply, "{\"text\":\"yes\"}");
}

Test(store, a_job_that_is_put_again_moves_and_can_be_taken_once) {
    struct job job = {.kind = "promise", .incident_id = 1, .due_ms = 100, .args = "a"}, first;
    cr_assert_eq(job_first(&store, arena, 0, &first, &err), ABSENT);
    cr_assert_eq(job_put(&store, &job, &err), OK);
    job.due_ms = 50;
    cr_assert_eq(job_put(&store, &job, &err), OK);
    cr_assert_eq(job_first(&store, arena, 0, &first, &err), OK);
    cr_assert_eq(first.due_ms, 50);
    cr_assert_eq(job_take(&store, first.id, 100, &err), ABSENT, "it was moved since");
    cr_assert_eq(job_take(&store, first.id, 50, &err), OK);
    cr_assert_eq(job_take(&store, first.id, 50, &err), ABSENT);
}

Test(store, a_job_is_found_by_its_kind_its_incident_and_its_subject) {
    struct job one = {.kind = "morning", .subject = "U0BOB", .due_ms = 100, .args = "U0BOB"}, found;
    struct job other = {.kind = "morning", .subject = "U0CAROL", .due_ms = 50, .args = "U0CAROL"};
    cr_assert_eq(job_put(&store, &one, &err), OK);
    cr_assert_eq(job_put(&store, &other, &err), OK);
    cr_assert_eq(job_get(&store, arena, "morning", 0, "U0BOB", &found, &err), OK);
    cr_assert_str_eq(found.args, "U0BOB");
    cr_assert_eq(found.due_ms, 100);
    cr_assert_eq(job_get(&store, arena, "morning", 0, "U0DAVE", &found, &err), ABSENT);
    cr_assert_eq(job_get(&store, arena, "morning", 1, "U0BOB", &found, &err), ABSENT);
}

Test(store, a_job_farther_away_than_it_is_ever_put_comes_first) {
    struct job repeating = {.kind = "housekeeping", .due_ms = DAY_MS, .within_ms = MINUTE_MS};
    struct job single = {.kind = "promise", .incident_id = 1, .due_ms = HOUR_MS}, first;
    cr_assert_eq(job_put(&store, &repeating, &err), OK);
    cr_assert_eq(job_put(&store, &single, &err), OK);
    cr_assert_eq(job_first(&store, arena, DAY_MS - MINUTE_MS, &first, &err), OK);
    cr_assert_str_eq(first.kind, "promise", "a minute away is where it was put");
    cr_assert_eq(job_first(&store, arena, 0, &first, &err), OK);
    cr_assert_str_eq(first.kind, "housekeeping");
    cr_assert(job_is_due(&first, 0));
    cr_assert_eq(job_take(&store, first.id, first.due_ms, &err), OK);
    cr_assert_eq(job_first(&store, arena, 0, &first, &err), OK);
    cr_assert_not(job_is_due(&first, 0));
}

Test(store, a_store_of_the_first_version_is_brought_up_to_date) {
    struct store old;
    struct job first;
    cr_assert_eq(sqlite_open(":memory:", &old.db, &err), OK);
    const struct db *db = &old.db;
    cr_assert_eq(
        db->driver->script(db->engine,
                           "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
                           "INSERT INTO fact VALUES ('schema', '1')",
                           &err),
        OK);
    cr_assert_eq(db->driver->script(db->engine, schema_steps[0], &err), OK);
    cr_assert_eq(db->driver->script(db->engine,
                                    "INSERT INTO job (kind, incident_id, subject, due_ms, args)"
                                    " VALUES ('promise', 1, '', 5, 'prompt 5')",
                                    &err),
                 OK);
    cr_assert_eq(store_open_db(&old, old.db, &err), OK, "%s", err.text);
    cr_assert_eq(job_first(&old, arena, 0, &first, &err), OK, "%s", err.text);
    cr_assert_str_eq(first.args, "prompt 5");
    store_close(&old);
}

Test(store, a_lane_is_sent_in_order_one_call_at_a_time) {
    put(make_call("a", "one"));
    put(make_call("b", "one"));
    put(make_call("c", "two"));
    struct outbox_list list = due(1000);
    cr_assert_eq(list.count, 2);
    cr_assert_str_eq(list.calls[0].op, "a");
    cr_assert_str_eq(list.calls[1].op, "c");
    cr_assert_eq(outbox_start(&store, list.calls[0].id, "C1", "", &err), OK);
    cr_assert_eq(due(1000).count, 1);
    cr_assert_eq(outbox_answer(&store, list.calls[0].id, "{}", &err), OK);
    cr_assert_eq(due(1000).count, 1, "its answer was not heard yet");
    cr_assert_eq(outbox_end(&store, list.calls[0].id, true, 2000, &err), OK);
    cr_assert_str_eq(due(1000).calls[0].op, "b");
}

Test(store, a_call_that_waits_holds_its_lane_and_says_when_it_goes_on) {
    int64_t next_ms;
    put(make_call("a", "one"));
    put(make_call("b", "one"));
    cr_assert_eq(outbox_retry(&store, due(1000).calls[0].id, 9000, 8000, 0, "", &err), OK);
    cr_assert_eq(due(8999).count, 0);
    cr_assert_eq(outbox_next_ms(&store, 8999, &next_ms, &err), OK);
    cr_assert_eq(next_ms, 9000);
    cr_assert_str_eq(due(9000).calls[0].op, "a");
    cr_assert_eq(outbox_next_ms(&store, 9000, &next_ms, &err), ABSENT);
}

Test(store, a_call_waits_no_longer_because_the_clock_was_set_back) {
    put(make_call("a", "one"));
    int64_t id = due(HOUR_MS).calls[0].id;
    cr_assert_eq(outbox_retry(&store, id, 2 * HOUR_MS, 5 * MINUTE_MS, 0, "", &err), OK);
    cr_assert_eq(due(2 * HOUR_MS - 5 * MINUTE_MS).count, 0);
    cr_assert_eq(due(2 * HOUR_MS - 6 * MINUTE_MS).count, 0, "a clock that is corrected");
    cr_assert_eq(due(HOUR_MS).count, 1);
}

Test(store, what_is_in_a_file_is_kept_with_its_row_and_no_longer) {
    static const char bytes[] = "a\0b\xff";
    const char *kept = NULL;
    size_t len = 0;
    int64_t rows = 0;
    put(make_call("a", "one"));
    put(make_call("b", "two"));
    cr_assert_eq(outbox_put_bytes(&store, "a", bytes, 4, &err), OK);
    cr_assert_eq(outbox_put_bytes(&store, "b", bytes, 4, &err), OK);
    cr_assert_eq(outbox_get_bytes(&store, arena, "a", &kept, &len, &err), OK);
    cr_assert_eq(len, 4);
    cr_assert_eq(memcmp(kept, bytes, 4), 0);
    int64_t id = due(1000).calls[0].id;
    cr_assert_eq(outbox_retry(&store, id, 0, 0, 0, "F1", &err), OK);
    cr_assert_str_eq(due(1000).calls[0].file, "F1");
    cr_assert_eq(outbox_end(&store, id, false, 2000, &err), OK);
    cr_assert_eq(outbox_get_bytes(&store, arena, "a", &kept, &len, &err), CORRUPT);
    cr_assert_eq(outbox_end(&store, due(1000).calls[0].id, true, 2000, &err), OK);
    cr_assert_eq(db_run_int(&store.db, &err, &rows, "SELECT count(*) FROM upload", NULL, 0), OK);
    cr_assert_eq(rows, 0);
}

Test(store, a_newer_call_takes_the_place_of_one_that_was_never_tried) {
    struct outbox_call call = make_call("a", "one");
    call.collapse = "card:1";
    put(call);
    call.op = "b";
    put(call);
    cr_assert_eq(due(1000).count, 1);
    cr_assert_str_eq(due(1000).calls[0].op, "b");
    cr_assert_eq(outbox_start(&store, due(1000).calls[0].id, "C1", "", &err), OK);
    call.op = "c";
    put(call);
    cr_assert_eq(outbox_recover(&store, &err), OK);
    struct outbox_list list = due(1000);
    cr_assert_str_eq(list.calls[0].op, "b", "it may stand already");
    cr_assert_eq(list.calls[0].doubt, 1);
}

Test(store, one_person_holds_a_role) {
    struct incident incident = make_incident(DAY_MS);
    struct role_list list;
    cr_assert_eq(role_put(&store, incident.id, &(struct role){"scribe", "U1", 1}, &err), OK);
    cr_assert_eq(role_put(&store, incident.id, &(struct role){"ic", "U2", 2}, &err), OK);
    cr_assert_eq(role_put(&store, incident.id, &(struct role){"ic", "U3", 3}, &err), OK);
    cr_assert_eq(role_list(&store, arena, incident.id, &list, &err), OK);
    cr_assert_eq(list.count, 2);
    cr_assert_str_eq(list.roles[0].name, "ic");
    cr_assert_str_eq(role_holder(&list, "ic"), "U3");
    cr_assert_str_empty(role_holder(&list, "deputy"));
}

Test(store, the_timeline_is_in_the_order_in_which_things_happened) {
    struct incident incident = make_incident(DAY_MS);
    struct timeline timeline;
    struct people people;
    struct timeline_entry late = {
        .at_ms = 10, .recorded_ms = 30, .actor = "U1", .kind = "note", .text = "first"};
    struct timeline_entry soon = {
        .at_ms = 20, .recorded_ms = 20, .actor = TIMELINE_BOT, .kind = "note", .text = "second"};
    cr_assert_eq(timeline_add(&store, incident.id, &soon, &err), OK);
    cr_assert_eq(timeline_add(&store, incident.id, &late, &err), OK);
    cr_assert_eq(timeline_read(&store, arena, incident.id, 0, 10, &timeline, &err), OK);
    cr_assert_eq(timeline.count, 2);
    cr_assert_str_eq(timeline.entries[0].text, "first");
    cr_assert_eq(timeline_read(&store, arena, incident.id, 0, 1, &timeline, &err), OK);
    cr_assert_str_eq(timeline.entries[0].text, "second", "the newest are kept");
    cr_assert_eq(timeline_people(&store, arena, incident.id, &people, &err), OK);
    cr_assert_eq(people.count, 1, "the bot is no participant");
}

Test(store, what_was_committed_is_there_after_a_new_start) {
    char path[] = "/tmp/incidentd-store-XXXXXX", address[64];
    int fd = mkstemp(path);
    const char *value = NULL;
    cr_assert_geq(fd, 0);
    close(fd);
    snprintf(address, sizeof address, "sqlite:%s", path);
    struct store other;
    cr_assert_eq(store_open(&other, address, &err), OK, "%s", err.text);
    cr_assert_eq(fact_put(&other, "name", "value", &err), OK);
    store_close(&other);
    cr_assert_eq(store_open(&other, address, &err), OK, "%s", err.text);
    cr_assert_eq(fact_get(&other, arena, "name", &value, &err), OK);
    cr_assert_str_eq(value, "value");
    cr_assert_eq(fact_put(&other, "schema", "999", &err), OK);
    store_close(&other);
    cr_assert_eq(store_open(&other, address, &err), CORRUPT);
    cr_assert_not_null(strstr(err.text, "version 999"));
    unlink(path);
}

Test(store, a_file_that_is_no_store_is_refused_with_its_name) {
    char path[] = "/tmp/incidentd-store-XXXXXX", address[64];
    int fd = mkstemp(path);
    struct store other;
    cr_assert_eq(write(fd, "this is certainly not a database, it is text\n", 45), 45);
    close(fd);
    snprintf(address, sizeof address, "sqlite:%s", path);
    cr_assert_eq(store_open(&other, address, &err), CORRUPT);
    cr_assert_not_null(strstr(err.text, path), "%s", err.text);
    cr_assert_eq(store_open(&other, "sqlite:/nowhere/at/all/incidentd.db", &err), IO);
    cr_assert_not_null(strstr(err.text, "/nowhere/at/all/incidentd.db"), "%s", err.text);
    cr_assert_eq(store_open(&other, "mysql:x", &err), INVALID);
    unlink(path);
}

Test(store, a_gap_is_kept_for_its_incident_until_it_is_dropped) {
    struct incident incident = make_incident(1);
    struct gap gap = {0}, put = {.from_ms = 1,
                                 .to_ms = 2,
                                 .read_us = INT64_C(1795183500000123),
                                 .again = true,
                                 .pages = 3,
                                 .messages = 4,
                                 .done = 5,
                                 .refused = 6,
                                 .pins = 7};
    cr_assert_eq(gap_get(&store, incident.id, &gap, &err), ABSENT);
    cr_assert_eq(gap_put(&store, incident.id, &(struct gap){0}, &err), OK);
    cr_assert_eq(gap_put(&store, incident.id, &put, &err), OK, "%s", err.text);
    cr_assert_eq(gap_get(&store, incident.id, &gap, &err), OK, "%s", err.text);
    cr_assert(gap.from_ms == 1 && gap.to_ms == 2 && gap.read_us == put.read_us && gap.again);
    cr_assert(gap.pages == 3 && gap.messages == 4 && gap.done == 5 && gap.refused == 6);
    cr_assert_eq(gap.pins, 7);
    cr_assert_eq(gap_drop(&store, incident.id, &err), OK);
    cr_assert_eq(gap_drop(&store, incident.id, &err), OK);
    cr_assert_eq(gap_get(&store, incident.id, &gap, &err), ABSENT);
}

Test(store, a_store_in_a_file_is_for_one_process_at_a_time) {
    struct store first, second;
    char address[64], path[48];
    snprintf(path, sizeof path, "/tmp/store-lock-%d.db", (int)getpid());
    snprintf(address, sizeof address, "sqlite:%s", path);
    cr_assert_eq(store_open(&first, address, &err), OK, "%s", err.text);
    cr_assert_eq(store_open(&second, address, &err), BUSY);
    assert_says(err.text, path);
    store_close(&first);
    cr_assert_eq(store_open(&second, address, &err), OK, "%s", err.text);
    store_close(&second);
    unlink(path);
    strcat(path, "-lock");
    unlink(path);
}

Test(store, a_relation_is_seen_from_both_ends_and_said_once) {
    struct incident one = make_incident(DAY_MS * 1000), other = make_incident(DAY_MS * 1000);
    struct relation_list list;
    cr_assert_eq(relation_put(&store, one.id, other.id, RELATION_RELATED, "U0ALICE", 1, &err), OK);
    cr_assert_eq(relation_put(&store, other.id, one.id, RELATION_MERGED, "U0BOB", 2, &err), OK);
    cr_assert_eq(relation_list(&store, arena, one.id, &list, &err), OK);
    cr_assert_eq(list.count, 1);
    cr_assert_eq(list.relations[0].other_id, other.id);
    cr_assert_str_eq(list.relations[0].kind, RELATION_MERGED);
    cr_assert(list.relations[0].from_other);
    cr_assert_eq(relation_list(&store, arena, other.id, &list, &err), OK);
    cr_assert_not(list.relations[0].from_other);
}

static int listed(struct incident_filter filter) {
    struct incident_list list;
    cr_assert_eq(incident_list(&store, arena, &filter, 10, &list, &err), OK, "%s", err.text);
    return list.count;
}

Test(store, a_rehearsal_is_in_no_list_that_does_not_ask_for_it) {
    struct incident drill = make_incident(DAY_MS * 1000), real = make_incident(DAY_MS * 1000);
    drill.drill = true;
    real.outcome = "dismissed";
    cr_assert_eq(incident_save(&store, &drill, &err), OK);
    cr_assert_eq(incident_save(&store, &real, &err), OK);
    cr_assert_eq(listed((struct incident_filter){0}), 1);
    cr_assert_eq(listed((struct incident_filter){.with_drills = true}), 2);
    cr_assert_eq(listed((struct incident_filter){.drills_only = true}), 1);
    cr_assert_eq(listed((struct incident_filter){.counted = true}), 0);
}

Test(store, a_private_incident_is_listed_for_those_whom_it_concerns) {
    struct incident incident = make_incident(DAY_MS * 1000);
    bool concerns = true;
    incident.is_private = true;
    cr_assert_eq(incident_save(&store, &incident, &err), OK);
    cr_assert_eq(listed((struct incident_filter){0}), 1);
    cr_assert_eq(listed((struct incident_filter){.viewer = "U0ALICE"}), 1);
    cr_assert_eq(listed((struct incident_filter){.viewer = "U0EVE"}), 0);
    cr_assert_eq(listed((struct incident_filter){.viewer = "U0EVE", .place = "C0INCIDENTS"}), 1);
    cr_assert_eq(incident_concerns(&store, incident.id, "U0EVE", &concerns, &err), OK);
    cr_assert_not(concerns);
    cr_assert_eq(role_put(&store, incident.id, &(struct role){"scribe", "U0EVE", 1}, &err), OK);
    cr_assert_eq(listed((struct incident_filter){.viewer = "U0EVE"}), 1);
}
