/* Whether a playbook hangs together: names that it mentions are names that it has. */
#ifndef CONFIG_PLAYBOOK_CHECK_H
#define CONFIG_PLAYBOOK_CHECK_H

#include "config/faults.h"
#include "model/playbook.h"

/* Adds a fault, with file and line, for each mention of a person, role, group, course, checklist,
 * kind, question, runbook or severity that the playbook does not have; for names that stand twice
 * and words that mean two; for parts that need another one (business hours a calendar, a reminder
 * its words, an approval somebody who approves); and for orders that make no sense (marks of a
 * clock that do not come one after another, a question that leads back). */
void playbook_check(const struct playbook *playbook, struct faults *faults);

#endif
