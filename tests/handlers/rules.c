/* What a person may not do: the refusal quotes the rule, hands the words back, names what works
 * instead, and nothing has changed. */
#include "tests/kit/room.h"

enum { STEPS = 3 };

static const struct rule {
    const char *setting;       /* of the team, or NULL */
    const char *before[STEPS]; /* what was typed before */
    const char *line;          /* what may not be done then */
    const char *rule;          /* and why */
    const char *instead;
} rules[] = {
    {NULL,
     {"resolve rolled back"},
     "update inc 1 still looking",
     "was resolved at 14:05 UTC",
     "type `/incident reopen INC-2026-11-20-001 "},
    {NULL,
     {"resolve rolled back"},
     "resolve again",
     "is resolved already, since 14:05 UTC",
     "type `/incident reopen INC-2026-11-20-001 "},
    {NULL,
     {NULL},
     "reopen inc 1 it is back",
     "is open; it was not resolved",
     "What works: `/incident "},
    {NULL,
     {NULL},
     "update status: resolved progress: fixed",
     "An update does not resolve an incident",
     "type `/incident resolve INC-2026-11-20-001 "},
    {NULL,
     {NULL},
     "ic none",
     "An incident always has a commander",
     "hand it to somebody: `/incident ic @name`"},
    {NULL, {NULL}, "scribe <@U0INCIDENTD>", "the roles are for people", "What works: `/incident "},
    {NULL, {NULL}, "ic @somebody", "@somebody", "What works: `/incident "},
    {NULL,
     {NULL},
     "role janitor me",
     "The roles are ic, deputy, scribe and comms",
     "What works: `/incident role "},
    {NULL,
     {NULL},
     "cadence 2s",
     "must be between 1 minute and 1 day",
     "What works: `/incident cadence "},
    {NULL,
     {NULL},
     "cadence 3d",
     "must be between 1 minute and 1 day",
     "What works: `/incident cadence "},
    {NULL,
     {NULL},
     "snooze 5h waiting for the vendor",
     "can be put off by 2 hours at most",
     "for another rhythm use cadence"},
    {NULL, {NULL}, "snooze 10m", "reason", "What works: `/incident snooze "},
    {NULL,
     {NULL},
     "next in 3d",
     "must be between 1 minute and 1 day",
     "What works: `/incident next "},
    {NULL, {"ic <@U0BOB>"}, "sev sev2", "The reason is missing", "What works: `/incident sev "},
    {NULL,
     {NULL},
     "sev sev2 only one region",
     "The incident commander or the deputy lowers a severity, with a reason.",
     "What works: `/incident sev "},
    {NULL,
     {"sev sev3 only one customer"},
     "decide rollback it is safer",
     "SEV-3 and below: nothing is rolled back.",
     "raise it with `/incident sev sev1 …why…`"},
    {NULL,
     {NULL},
     "decide workaround repaired by hand",
     "what exactly was changed, for data the query and rows affected",
     "Add it at the end: `"},
    {NULL,
     {NULL},
     "decide nothing",
     "Begin with what is done – rollback, flag, hotfix",
     "What works"},
    {NULL, {NULL}, "decide possible perhaps", "is answered by yes or no", "What works"},
    {NULL, {NULL}, "triage perhaps", "is answered by yes, no or skip", "What works"},
    {NULL, {NULL}, "approve #1", "has no request #1", "What works: `/incident approve "},
    {NULL, {NULL}, "deny", "Nothing of INC-2026-11-20-001 waits for an approval", "What works"},
    {NULL,
     {NULL},
     "bridge over there",
     "A bridge is a link or a telephone number",
     "What works: `/incident bridge "},
    {NULL,
     {NULL},
     "show INC-2020-01-01-001",
     "There is no incident INC-2020-01-01-001",
     "`/incident list all`"},
    {NULL,
     {NULL},
     "check hotfix 11",
     "“Adding new features” is forbidden",
     "What works: `/incident"},
    {NULL, {NULL}, "check triage 99", "has the items 1 to 13", "What works: `/incident check"},
    {NULL,
     {NULL},
     "shortcut skipped verification",
     "Your playbook forbids it even now: “Skipping verification entirely”",
     "say it in other words"},
    {"severity.sev1.cadence=none",
     {NULL},
     "snooze 10m later",
     "has no update promised",
     "type `/incident next in 20m`"},
};

TestSuite(rules, .fini = room_close);

static void try_rule(const struct rule *rule) {
    room_begin(rule->setting, "declare sev1 checkout is down");
    for (size_t i = 0; i < STEPS && rule->before[i]; i++)
        desk_type(desk, "U0ALICE", rule->before[i]);
    int sent = desk->sent_count;
    int64_t lines = desk_number(desk, "SELECT count(*) FROM timeline");
    desk_type(desk, "U0BOB", rule->line);
    cr_assert(desk->result == INVALID || desk->result == DENIED, "%s: %s", rule->line, desk->reply);
    assert_says(desk->reply, rule->rule);
    assert_says(desk->reply, rule->instead);
    assert_says(desk->reply, "Nothing was changed");
    assert_says(desk->reply, rule->line);
    cr_assert_eq(desk->sent_count, sent, "%s: nobody else is told", rule->line);
    cr_assert_eq(desk_number(desk, "SELECT count(*) FROM timeline"), lines);
}

Test(rules, are_quoted_with_what_to_type_instead) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        try_rule(&rules[i]);
}
