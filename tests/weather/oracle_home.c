/* The oracle's rule "home": the page that somebody looks at shows what is open, as it is now, and
 * nothing that is not for them. */
#include "tests/weather/oracle_inside.h"

#include <stdio.h>

/* So long may it take until a page shows what changed: what settles, the pause between two, the
 * pages of the others, a call or two. */
enum { SHOWN_WITHIN_MS = 2 * MINUTE_MS, LOOKED_AT_MS = 5 * MINUTE_MS };

/* By the row that is under way: what waited in it was made before. */
void oracle_sees_page(struct world *world, const char *user, const char *blocks) {
    static const char made[] =
        "SELECT created_ms FROM outbox WHERE method = 'views.publish' AND state = 'started' AND "
        "json_extract(body, '$.user_id') = ?1";
    oracle_checks_words(world, blocks, user, evidence_number(world, made, user), "a page");
}

/* An open incident of which the page does not say when the next update comes; it lists the last
 * twenty. One that just changed may still be on its way. */
static void check_page(struct world *world, const char *user) {
    static const char missing[] =
        "SELECT name FROM incident WHERE resolved_ms = 0 AND NOT is_private AND drill = 0 AND "
        "NOT (instr(?1, name) AND (promised_ms = 0 OR instr(?1, promised_ms / 1000))) AND "
        "NOT EXISTS (SELECT 1 FROM outbox WHERE incident_id = incident.id AND created_ms >= "
        "CAST(?2 AS INTEGER)) AND (SELECT count(*) FROM incident WHERE resolved_ms = 0) <= 20 "
        "LIMIT 1";
    char settled[32];
    snprintf(settled, sizeof settled, "%lld", (long long)(world_utc_ms(world) - SHOWN_WITHIN_MS));
    const char *page = slack_page(world, user);
    const char *name = evidence_text(world, missing, (const char *[]){page, settled}, 2);
    if (*page && *name)
        oracle_finds(world, "home", "the page of %s does not show how %s stands", user, name);
}

void oracle_checks_pages(struct world *world) {
    static const char followed[] = "SELECT who FROM home WHERE who > ?1 AND opened_ms > "
                                   "CAST(?2 AS INTEGER) ORDER BY who LIMIT 1";
    char since[32];
    const char *user = "";
    if (world->now_ms < world->oracle->pages_ms + LOOKED_AT_MS)
        return;
    world->oracle->pages_ms = world->now_ms;
    snprintf(since, sizeof since, "%lld", (long long)(world_utc_ms(world) - 6 * DAY_MS));
    while (*(user = evidence_text(world, followed, (const char *[]){user, since}, 2)))
        check_page(world, user);
}
