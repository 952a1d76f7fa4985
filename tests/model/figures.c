/* The times of an incident, what they allow each other, and how long it took. */
#include "model/figures.h"
#include "model/times.h"

#include "base/utc.h"

#include <criterion/criterion.h>
#include <string.h>

/* 2026-11-20 14:00:00 UTC */
#define TWO INT64_C(1795183200000)

static int64_t at(int minutes) {
    return TWO + minutes * MINUTE_MS;
}

/* Began 14:00, declared 14:10, taken 14:12, no impact from 14:30 on, resolved 15:00. */
static struct incident an_incident(void) {
    return (struct incident){.started_ms = at(0),
                             .declared_ms = at(10),
                             .acked_ms = at(12),
                             .mitigated_ms = at(30),
                             .resolved_ms = at(60),
                             .outcome = ""};
}

/* Rule: S0-36 */
Test(figures, an_incident_whose_times_are_all_known_has_all_four) {
    struct incident incident = an_incident();
    incident.detected_ms = at(4);
    struct figures figures = figures_of(&incident);
    cr_assert_eq(figures.detect_ms, 4 * MINUTE_MS);
    cr_assert_eq(figures.acknowledge_ms, 8 * MINUTE_MS);
    cr_assert_eq(figures.mitigate_ms, 30 * MINUTE_MS);
    cr_assert_eq(figures.resolve_ms, HOUR_MS);
}

Test(figures, what_nobody_said_to_be_noticed_earlier_was_noticed_when_it_was_declared) {
    struct incident incident = an_incident();
    cr_assert_eq(figures_of(&incident).detect_ms, 10 * MINUTE_MS);
    incident.acked_ms = at(6);
    cr_assert_eq(figures_of(&incident).detect_ms, 6 * MINUTE_MS);
    cr_assert_eq(figures_of(&incident).acknowledge_ms, 0);
}

Test(figures, when_nobody_said_when_it_began_the_time_to_detect_is_unknown_and_not_zero) {
    struct incident incident = an_incident();
    incident.started_ms = incident.declared_ms;
    cr_assert_eq(figures_of(&incident).detect_ms, FIGURES_UNKNOWN);
    incident.detected_ms = incident.declared_ms;
    cr_assert_eq(figures_of(&incident).detect_ms, 0);
}

Test(figures, what_was_resolved_without_a_word_of_mitigation_hurt_until_then) {
    struct incident incident = an_incident();
    incident.mitigated_ms = 0;
    cr_assert_eq(figures_of(&incident).mitigate_ms, HOUR_MS);
}

Test(figures, what_has_not_happened_yet_is_unknown) {
    struct incident incident = an_incident();
    incident.acked_ms = incident.mitigated_ms = incident.resolved_ms = 0;
    struct figures figures = figures_of(&incident);
    cr_assert_eq(figures.acknowledge_ms, FIGURES_UNKNOWN);
    cr_assert_eq(figures.mitigate_ms, FIGURES_UNKNOWN);
    cr_assert_eq(figures.resolve_ms, FIGURES_UNKNOWN);
}

Test(figures, a_dismissed_incident_has_none) {
    struct incident incident = an_incident();
    incident.outcome = OUTCOME_DISMISSED;
    cr_assert_eq(figures_of(&incident).resolve_ms, FIGURES_UNKNOWN);
    cr_assert_eq(figures_of(&incident).detect_ms, FIGURES_UNKNOWN);
}

static void expect_fits(const struct incident *incident, enum times which, int minutes) {
    struct err err;
    cr_expect_eq(times_check(incident, which, at(minutes), &err), OK, "%s", err.text);
}

static void expect_not(const struct incident *incident, enum times which, int minutes,
                       const char *why) {
    struct err err;
    cr_assert_eq(times_check(incident, which, at(minutes), &err), INVALID, "%s +%d min",
                 times_name(which), minutes);
    cr_expect(strstr(err.text, why), "%s", err.text);
}

Test(figures, a_time_fits_between_those_around_it_and_to_the_minute) {
    struct incident incident = an_incident();
    incident.detected_ms = at(4);
    expect_fits(&incident, TIMES_STARTED, 4);
    expect_not(&incident, TIMES_STARTED, 5, "It was noticed at 2026-11-20 14:04:00 UTC");
    expect_fits(&incident, TIMES_DETECTED, 0);
    expect_not(&incident, TIMES_DETECTED, -1, "It began at 2026-11-20 14:00:00 UTC");
    expect_not(&incident, TIMES_DETECTED, 11, "It was declared at 2026-11-20 14:10:00 UTC");
    expect_not(&incident, TIMES_ACKNOWLEDGED, 3, "so this was not earlier");
    expect_not(&incident, TIMES_ACKNOWLEDGED, 61, "It was resolved at 2026-11-20 15:00:00 UTC");
    expect_fits(&incident, TIMES_MITIGATED, 2);
    expect_not(&incident, TIMES_MITIGATED, 61, "set resolved first");
    expect_fits(&incident, TIMES_RESOLVED, 30);
    expect_not(&incident, TIMES_RESOLVED, 29, "Its impact was over at 2026-11-20 14:30:00 UTC");
}

Test(figures, an_incident_may_have_been_over_before_it_was_declared) {
    struct incident incident = an_incident();
    incident.acked_ms = incident.mitigated_ms = 0;
    expect_fits(&incident, TIMES_RESOLVED, 5);
}

Test(figures, what_did_not_happen_has_no_time) {
    struct incident incident = an_incident();
    incident.outcome = OUTCOME_MERGED;
    expect_not(&incident, TIMES_RESOLVED, 60, "It was merged, so it was never resolved");
    incident.acked_ms = incident.resolved_ms = 0;
    expect_not(&incident, TIMES_RESOLVED, 60, "type: resolve");
    expect_not(&incident, TIMES_ACKNOWLEDGED, 20, "whoever does types: ack");
}
