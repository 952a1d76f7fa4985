/* The oracle's rule "owed": what is owed after an incident – action items, the days of its
 * postmortem, shortcuts, reviews – is asked for until it is done, and no longer. */
#include "tests/weather/oracle_inside.h"

#include "base/str.h"
#include "tests/weather/seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOKED_AT_MS = HOUR_MS,
    ENDED_MS = 10 * MINUTE_MS /* until nobody asks for what has ended */
};
/* All shipped playbooks ask every day, in working hours: a Friday's evening to a Tuesday's. */
#define ASKED_WITHIN_MS (4 * DAY_MS)
/* Whoever led it hears with the second time. */
#define CLIMBED_WITHIN_MS (7 * DAY_MS)

/* ---- Nobody is asked for what has ended */

static void check_asked(struct world *world, const struct message *message, const char *line) {
    static const char ended[] =
        "SELECT ended_ms FROM task, incident WHERE incident.id = incident_id AND name = ?1 AND "
        "task.number = CAST(?2 AS INTEGER) AND state NOT IN ('open', 'accepted')";
    char name[SEEN_NAME_SIZE], number[16];
    const char *sign = strchr(line, '#');
    seen_name(line, name);
    snprintf(number, sizeof number, "%ld", sign ? strtol(sign + 1, NULL, 10) : 0);
    const char *at = evidence_text(world, ended, (const char *[]){name, number}, 2);
    if (*at && strtoll(at, NULL, 10) < world_utc_ms(world) - ENDED_MS)
        oracle_finds(world, "owed", "%s is asked for what has ended, %s #%s: \"%s\"",
                     message->channel, name, number, message->text);
}

/* "👉 … done INC-2026-11-20-001 #3 …": each line that answers; a list has several. */
void oracle_checks_asked(struct world *world, const struct message *message) {
    static const char answer[] = "/incident done ";
    if (message->channel[0] != 'U' || world_fair_ms(world) < ENDED_MS ||
        !str_starts(message->text, "👉"))
        return;
    for (const char *line = message->text; (line = strstr(line, answer));) {
        line += strlen(answer);
        check_asked(world, message, line);
    }
}

/* ---- Whoever has it is asked */

/* Of incidents that are over: while one lasts there is no hurry. What was taken up again is asked
 * for from then on. */
#define OVERDUE                                                                                    \
    " FROM task, incident WHERE incident.id = incident_id AND task.kind <> 'ask' AND state IN "    \
    "('open', 'accepted') AND owner <> '' AND due_ms <> 0 AND drill = 0 AND resolved_ms <> 0 AND " \
    "max(due_ms, resolved_ms, asked_ms) < CAST(?1 AS INTEGER) AND NOT EXISTS (SELECT 1 FROM "      \
    "timeline WHERE timeline.incident_id = incident.id AND timeline.at_ms >= CAST(?1 AS INTEGER) " \
    "AND timeline.text LIKE '#' || task.number || ' Asked again%') "

/* How many such messages stand since then; to user, unless that is "". */
static int told(const struct world *world, const char *user, const char *words, const char *line,
                int64_t since_ms) {
    int count = 0;
    for (int i = slack_message_count(world->slack) - 1; i >= 0; i--) {
        const struct message *message = slack_message(world->slack, i);
        if (message->at_ms < since_ms)
            break;
        count += message->channel[0] == 'U' && (!*user || str_equal(message->channel, user)) &&
                 strstr(message->text, words) && strstr(message->text, line);
    }
    return count;
}

/* The text of one column of the index-th that is overdue for so long. */
static const char *overdue(struct world *world, const char *sql, int64_t for_ms, int index) {
    char before[32], offset[16];
    snprintf(before, sizeof before, "%lld", (long long)(world_utc_ms(world) - for_ms));
    snprintf(offset, sizeof offset, "%d", index);
    return evidence_text(world, sql, (const char *[]){before, offset}, 2);
}

/* Whoever has it now may have got it since. */
static void check_asked_again(struct world *world) {
    static const char owner[] = "SELECT owner" OVERDUE "ORDER BY task.id LIMIT 1 OFFSET ?2";
    static const char line[] =
        "SELECT name || ' #' || task.number || ' '" OVERDUE "ORDER BY task.id LIMIT 1 OFFSET ?2";
    for (int i = 0;; i++) {
        const char *user = overdue(world, owner, ASKED_WITHIN_MS, i);
        const char *what = overdue(world, line, ASKED_WITHIN_MS, i);
        if (!*user)
            return;
        if (!told(world, "", "👉", what, world->now_ms - ASKED_WITHIN_MS))
            oracle_finds(world, "owed", "%s is not asked for %sany more", user, what);
    }
}

/* Whoever led it hears that somebody else was asked in vain; one who was given it lately was not
 * asked so often yet. */
static void check_climb(struct world *world) {
#define OTHERS                                                                                     \
    "AND owner <> declared_by AND owner NOT IN (SELECT holder FROM role WHERE role.incident_id = " \
    "incident.id) ORDER BY task.id LIMIT 1 OFFSET ?2"
    static const char owner[] = "SELECT owner" OVERDUE OTHERS;
    static const char line[] = "SELECT name || ' #' || task.number || ' '" OVERDUE OTHERS;
    static const char fact[] =
        "SELECT name || '*: :warning: #' || task.number || ' '" OVERDUE OTHERS;
    for (int i = 0;; i++) {
        const char *user = overdue(world, owner, CLIMBED_WITHIN_MS, i);
        const char *asked = overdue(world, line, CLIMBED_WITHIN_MS, i);
        const char *what = overdue(world, fact, CLIMBED_WITHIN_MS, i);
        int64_t since_ms = world->now_ms - CLIMBED_WITHIN_MS;
        if (!*user)
            return;
        if (told(world, user, " since ", asked, since_ms) > 2 &&
            !told(world, "", "has owed it since", what, since_ms))
            oracle_finds(world, "owed", "nobody but %s hears that %sis late", user, asked);
    }
#undef OTHERS
}

void oracle_checks_owed(struct world *world) {
    struct oracle *oracle = world->oracle;
    if (world->now_ms - oracle->owed_ms < LOOKED_AT_MS)
        return;
    oracle->owed_ms = world->now_ms;
    check_asked_again(world);
    check_climb(world);
}

/* ---- At the end */

/* An item is as the last thing said of it on the timeline; what went elsewhere with a merger says
 * so itself. */
static void judge_items(struct world *world) {
    static const char otherwise[] =
        "SELECT name || ' #' || item.number || ' is ' || state FROM task AS item, incident WHERE "
        "incident.id = incident_id AND item.kind = 'action' AND NOT instr(answer, 'goes on as ') "
        "AND CASE WHEN state = 'accepted' THEN 'open' ELSE state END <> coalesce((SELECT CASE WHEN "
        "said.text LIKE '#% Done%' THEN 'done' WHEN said.text LIKE '#% Dropped%' THEN 'dropped' "
        "ELSE 'open' END FROM timeline AS said WHERE said.incident_id = item.incident_id AND "
        "said.kind = 'task' AND (said.text LIKE '#' || item.number || ' Done%' OR said.text LIKE "
        "'#' || item.number || ' Dropped%' OR said.text LIKE '#' || item.number || ' Asked again%' "
        "OR said.text LIKE '#' || item.number || ' goes to %' OR said.text LIKE '#' || item.number "
        "|| ' is open again%') ORDER BY said.id DESC LIMIT 1), 'open')";
    const char *item = evidence_text(world, otherwise, NULL, 0);
    if (*item)
        oracle_finds(world, "owed", "its timeline says otherwise: %s", item);
}

/* What is open is a job, so that somebody is asked one day; a rehearsal's ends with it. */
static void judge_forgotten(struct world *world) {
    static const char forgotten[] =
        "SELECT name || ' #' || task.number FROM task, incident WHERE incident.id = "
        "task.incident_id AND task.kind <> 'ask' AND state IN ('open', 'accepted') AND drill = 0 "
        "AND NOT EXISTS (SELECT 1 FROM job WHERE job.kind = 'task' AND job.incident_id = "
        "incident.id AND subject = task.number)";
    const char *item = evidence_text(world, forgotten, NULL, 0);
    if (*item)
        oracle_finds(world, "owed", "nobody will ever be asked for %s", item);
}

/* One that is owed is driven by somebody and has days that are open or done; nothing of it is asked
 * for once it is published, nor while its incident goes on. */
static void judge_postmortems(struct world *world) {
    static const char nobodys[] =
        "SELECT name FROM postmortem, incident WHERE incident.id = incident_id AND state = 'owed' "
        "AND (owner = '' OR resolved_ms = 0 OR NOT EXISTS (SELECT 1 FROM task WHERE "
        "task.incident_id = incident.id AND kind = 'postmortem' AND task.state <> 'dropped'))";
    static const char left_open[] =
        "SELECT incident.name || ' #' || task.number FROM postmortem, incident, task, "
        "postmortem_day AS day WHERE incident.id = postmortem.incident_id AND task.incident_id = "
        "incident.id AND day.incident_id = incident.id AND day.task = task.number AND task.state "
        "IN ('open', 'accepted') AND (postmortem.state = 'withdrawn' OR (postmortem.state = "
        "'published' AND day.name IN ('draft', 'review', 'publish'))) AND NOT EXISTS (SELECT 1 "
        "FROM timeline WHERE timeline.incident_id = incident.id AND timeline.kind = 'task' AND "
        "text LIKE '#' || task.number || ' Asked again%')";
    const char *name = evidence_text(world, nobodys, NULL, 0);
    if (*name)
        oracle_finds(world, "owed", "the postmortem of %s is owed and asked of nobody", name);
    name = evidence_text(world, left_open, NULL, 0);
    if (*name)
        oracle_finds(world, "owed", "%s is asked for, although its postmortem is not owed", name);
}

void oracle_judges_owed(struct world *world) {
    judge_items(world);
    judge_forgotten(world);
    judge_postmortems(world);
}
