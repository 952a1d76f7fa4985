/* The review of a timeline, and its seal. */
#include "base/utc.h"
#include "store/incidents.h"
#include "store/seals.h"
#include "tests/kit/room.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* #1 is the declaration, #2 and #3 are notes. */
static void set_up(void) {
    room_begin(NULL, "declare sev1 checkout is down");
    room_do("U0BOB", "note at 13:55 the database was restarted");
    room_do("U0BOB", "note looking at the load balancer");
}

TestSuite(timeline, .init = set_up, .fini = room_close);

static void type_wrong(const char *user, const char *line, enum result result, const char *part) {
    desk_type(desk, user, line);
    cr_assert_eq(desk->result, result, "%s: %s", line, desk->reply);
    assert_says(desk->reply, part);
    assert_says(desk->reply, line);
}

static void resolve(void) {
    room_do("U0ALICE", "resolve rolled back release 42");
}

/* The number of the first entry that does not fit the newest seal. */
static int64_t first_wrong(void) {
    struct err err;
    struct incident incident;
    struct seal_list seals;
    int64_t wrong = -1;
    struct arena *arena = arena_new(1024 * 1024);
    cr_assert_eq(incident_get(&desk->store, arena, 1, &incident, &err), OK);
    cr_assert_eq(seal_list(&desk->store, arena, 1, &seals, &err), OK, "%s", err.text);
    cr_assert_gt(seals.count, 0);
    cr_assert_eq(
        seal_check(&desk->store, arena, &incident, &seals.seals[seals.count - 1], &wrong, &err), OK,
        "%s", err.text);
    arena_free(arena);
    return wrong;
}

/* Whoever can write to the file can also take the triggers away. */
static void tamper(const char *sql) {
    struct err err;
    const struct db *db = &desk->store.db;
    cr_assert_eq(db->driver->script(db->engine,
                                    "DROP TRIGGER IF EXISTS timeline_is_append_only_1;"
                                    "DROP TRIGGER IF EXISTS timeline_is_append_only_2;"
                                    "DROP TRIGGER IF EXISTS amendment_is_append_only_1;"
                                    "DROP TRIGGER IF EXISTS amendment_is_append_only_2",
                                    &err),
                 OK, "%s", err.text);
    cr_assert_eq(db->driver->script(db->engine, sql, &err), OK, "%s", err.text);
}

Test(timeline, is_numbered_in_the_order_of_writing_and_shown_in_that_of_happening) {
    room_do("U0CAROL", "timeline");
    assert_says(desk->reply, "#2 `13:55 UTC` the database was restarted – <@U0BOB>");
    assert_says(desk->reply, "#3 `14:05 UTC` looking at the load balancer");
    cr_assert_lt(strstr(desk->reply, "#2 "), strstr(desk->reply, "#1 "));
    assert_says(desk->reply, "amend INC-2026-11-20-001 #n");
}

Test(timeline, an_amended_entry_reads_anew_and_its_first_words_stay_in_the_store) {
    room_wait(5);
    room_do("U0ALICE", "amend #2 the load balancer was restarted | it was no database");
    assert_says(desk->reply, "#2 reads now: the load balancer was restarted");
    room_do("U0CAROL", "timeline");
    assert_says(desk->reply, "#2 `13:55 UTC` the load balancer was restarted");
    assert_says(desk->reply, "_(amended by <@U0ALICE> at 14:10 UTC)_: it was no database");
    assert_says_not(desk->reply, "the database was restarted");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE id = 2"), "the database was");
    room_do("U0CAROL", "timeline #2");
    assert_says(desk->reply, "Written: `13:55 UTC` the database was restarted – <@U0BOB>");
    assert_says(desk->reply, "• <@U0ALICE> at 14:10 UTC made it: the load balancer was restarted");
}

Test(timeline, amendments_cannot_be_changed_themselves) {
    struct err err;
    room_do("U0ALICE", "amend #2 the load balancer was restarted");
    cr_assert_eq(db_run(&desk->store.db, &err, "UPDATE amendment SET text = 'x'", NULL, 0),
                 CORRUPT);
    cr_assert_eq(db_run(&desk->store.db, &err, "DELETE FROM amendment", NULL, 0), CORRUPT);
}

Test(timeline, a_struck_entry_shows_who_struck_it_and_why_and_counts_no_more) {
    type_wrong("U0ALICE", "strike #3", INVALID, "reason is missing");
    room_do("U0ALICE", "strike #3 it was about another incident");
    room_do("U0CAROL", "timeline");
    assert_says(desk->reply, "#3 `14:05 UTC` … – <@U0BOB>");
    assert_says(desk->reply, "_(struck by <@U0ALICE> at 14:05 UTC)_: it was about another");
    assert_says_not(desk->reply, "looking at the load balancer");
    room_do("U0CAROL", "show");
    assert_says_not(desk->reply, "looking at the load balancer");
    type_wrong("U0BOB", "strike #3 again", INVALID, "struck already, by <@U0ALICE>");
}

Test(timeline, a_struck_entry_that_is_written_again_counts_again) {
    room_do("U0ALICE", "strike #3 it was about another incident");
    room_do("U0BOB", "amend #3 looking at the load balancer of checkout");
    assert_says(desk->reply, "counts again");
    room_do("U0CAROL", "show");
    assert_says(desk->reply, "looking at the load balancer of checkout");
}

Test(timeline, a_time_is_put_right_and_can_be_put_back) {
    room_do("U0ALICE", "time #2 13:40 the clock of that machine was wrong");
    assert_says(desk->reply, "13:40 UTC");
    assert_says(desk->reply, "time INC-2026-11-20-001 #2 2026-11-20 13:55:00");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "#2 `13:40 UTC` the database was restarted");
    room_do("U0ALICE", "time INC-2026-11-20-001 #2 2026-11-20 13:55:00");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "#2 `13:55 UTC` the database was restarted");
}

Test(timeline, a_time_without_a_day_means_the_day_of_the_entry_however_late_the_review_is) {
    resolve();
    desk_pass_days(desk, 3);
    room_do("U0ALICE", "amend inc 1 #2 at 14:01");
    room_do("U0ALICE", "timeline inc 1 #2");
    assert_says(desk->reply, "#2 `2026-11-20 14:01 UTC`");
}

Test(timeline, at_before_a_time_moves_an_entry_and_before_other_words_is_one_of_them) {
    room_do("U0ALICE", "amend #2 at 13:50 the load balancer was restarted");
    room_do("U0ALICE", "amend #3 at first nobody looked");
    room_do("U0ALICE", "timeline");
    assert_says(desk->reply, "#2 `13:50 UTC` the load balancer was restarted");
    assert_says(desk->reply, "#3 `14:05 UTC` at first nobody looked");
}

Test(timeline, a_struck_entry_has_no_time_to_be_put_right) {
    room_do("U0ALICE", "strike #3 it was about another incident");
    type_wrong("U0ALICE", "time #3 13:50", INVALID, "#3 is struck and has no time");
}

Test(timeline, a_long_one_shows_its_end_and_says_where_all_of_it_is) {
    char line[64];
    for (int i = 0; i < 60; i++) {
        snprintf(line, sizeof line, "note step %d", i);
        room_do("U0BOB", line);
    }
    room_do("U0BOB", "timeline");
    assert_says(desk->reply, "the last 60 lines (all of it: `/incident timeline " INC " md`)");
    assert_says_not(desk->reply, "#1 ");
    assert_says(desk->reply, "step 59");
}

Test(timeline, nothing_can_have_happened_in_the_future) {
    type_wrong("U0ALICE", "time #2 17:30", INVALID, "17:30 UTC has not come yet");
    type_wrong("U0ALICE", "time #2 soon", INVALID, "not a time");
}

Test(timeline, an_entry_that_is_not_there_is_told_with_where_to_look) {
    type_wrong("U0ALICE", "amend #99 nothing", INVALID, "no #99 on its timeline");
    type_wrong("U0ALICE", "amend nothing at all", INVALID, "such as #7");
    type_wrong("U0ALICE", "timeline #99", INVALID, "no #99");
}

Test(timeline, is_sealed_when_the_incident_is_over_and_the_thread_learns_the_fingerprint) {
    type_wrong("U0ALICE", "timeline seal", INVALID, "still open");
    resolve();
    room_do("U0ALICE", "timeline seal inc 1");
    const char *hash = desk_text(desk, "SELECT hash FROM seal_link ORDER BY number DESC LIMIT 1");
    cr_assert_eq(strlen(hash), 64);
    const char *notice = room_body("sealed the timeline");
    assert_says(notice, hash);
    assert_says(notice, "unseal INC-2026-11-20-001 …why…");
    room_do("U0BOB", "timeline inc 1");
    assert_says(desk->reply, ":lock: Sealed by <@U0ALICE>");
    cr_assert_eq(first_wrong(), 0);
    type_wrong("U0BOB", "seal inc 1", INVALID, "sealed already, by <@U0ALICE>");
}

Test(timeline, what_is_sealed_is_not_changed_and_the_refusal_says_who_can_open_it) {
    resolve();
    room_do("U0BOB", "seal");
    type_wrong("U0BOB", "amend inc 1 #2 other words", DENIED, "sealed by <@U0BOB>");
    assert_says(desk->reply, "unseal INC-2026-11-20-001 …why…");
    type_wrong("U0BOB", "strike inc 1 #2 no", DENIED, "sealed");
    type_wrong("U0BOB", "time inc 1 #2 13:00", DENIED, "sealed");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM amendment"), 0);
    room_do("U0BOB", "note inc 1 the postmortem is written");
    cr_assert_eq(first_wrong(), 0, "what comes later is not under the seal");
}

Test(timeline, a_seal_is_broken_by_the_commander_openly_and_can_still_be_checked) {
    resolve();
    room_do("U0BOB", "seal");
    type_wrong("U0BOB", "unseal inc 1 the time is wrong", DENIED, "ask <@U0ALICE>");
    type_wrong("U0ALICE", "unseal inc 1", INVALID, "reason is missing");
    room_do("U0ALICE", "timeline inc 1 unseal the time is wrong");
    room_wait(1); /* the channel takes a message a second */
    room_find("opened the sealed timeline: the time is wrong");
    assert_says(desk_text(desk, "SELECT text FROM timeline WHERE kind = 'unseal'"),
                "Seal broken: the time is wrong");
    room_do("U0BOB", "time inc 1 #2 13:50");
    cr_assert_eq(first_wrong(), 0);
    room_do("U0BOB", "seal inc 1");
    cr_assert_eq(first_wrong(), 0);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM seal WHERE broken_ms = 0"), 1);
}

Test(timeline, a_sealed_timeline_that_goes_on_can_be_sealed_again_to_its_new_end) {
    resolve();
    room_do("U0BOB", "seal");
    room_do("U0BOB", "note inc 1 the postmortem is written");
    room_do("U0BOB", "seal inc 1");
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM seal WHERE broken_ms = 0"), 2);
    cr_assert_eq(first_wrong(), 0);
}

Test(timeline, whatever_is_changed_behind_its_back_is_found_at_its_entry) {
    static const struct {
        const char *sql;
        int64_t wrong;
    } acts[] = {
        {"UPDATE timeline SET text = 'nothing happened' WHERE id = 2", 2},
        {"UPDATE timeline SET at_ms = at_ms + 1 WHERE id = 3", 3},
        {"UPDATE timeline SET actor = 'U0EVE' WHERE id = 1", 1},
        {"UPDATE amendment SET why = 'because' WHERE id = 1", 2},
        {"DELETE FROM amendment", 2},
        {"UPDATE seal_link SET hash = 'x' WHERE number = 3", 3},
        {"DELETE FROM seal_link WHERE number > 3", 4},
        {"PRAGMA foreign_keys = OFF; DELETE FROM amendment; DELETE FROM timeline WHERE id = 2", 2},
        {"UPDATE incident SET name = 'INC-2026-11-20-002'", 1},
    };
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        room_do("U0ALICE", "amend #2 the load balancer was restarted");
        resolve();
        room_do("U0ALICE", "seal");
        tamper(acts[i].sql);
        cr_assert_eq(first_wrong(), acts[i].wrong, "%s: #%lld", acts[i].sql,
                     (long long)first_wrong());
        set_up();
    }
}

Test(timeline, an_amendment_that_was_slipped_in_under_the_seal_is_found) {
    room_do("U0ALICE", "amend #2 the load balancer was restarted");
    room_do("U0ALICE", "amend #3 looking at it");
    resolve();
    room_do("U0ALICE", "seal");
    tamper("UPDATE amendment SET entry_id = 3 WHERE id = 1");
    cr_assert_eq(first_wrong(), 2);
}
