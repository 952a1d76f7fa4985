/* Postmortems: after which incidents one is owed, and by when. The rules are the playbook's (S0,
 * "When to Postmortem"; S4, "Required within 24-48 hours of any P0/P1 incident"). */
#ifndef MODEL_POSTMORTEM_H
#define MODEL_POSTMORTEM_H

#include "model/incident.h"
#include "model/playbook.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether an incident that ended at resolved_ms owes one, and the rule that says so in words,
 * quoted to people; data says whether it did something to the data of users. A rehearsal owes none,
 * nor does what was dismissed or merged. */
bool postmortem_owed(const struct playbook *playbook, const struct incident *incident, bool data,
                     const char **ret_rule);

/* By when it is due: the earliest that the rules in force name, after resolved_ms. */
int64_t postmortem_due(const struct playbook *playbook, int64_t resolved_ms);

/* By when this day of it is done: never after the whole, for the draft. */
int64_t postmortem_day_due(const struct playbook *playbook, const struct playbook_day *day,
                           int64_t resolved_ms);

/* Where it lies below the folder of documents: "docs/incidents/2026-11-20-checkout-is-down.md". The
 * title is plain text; of it, letters and digits are kept. In the arena. */
const char *postmortem_path(struct arena *arena, int64_t started_ms, const char *title);

enum { POSTMORTEM_TEXT_MAX = 512 * 1024 }; /* bytes of a draft */

/* The day whose end is the draft, and the one whose end is that it is published. */
#define POSTMORTEM_DRAFT "draft"
#define POSTMORTEM_REVIEW "review"
#define POSTMORTEM_PUBLISH "publish"

#endif
