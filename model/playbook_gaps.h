/* What a playbook leaves open: nobody is named, or nobody could be reached. Nothing of it stops an
 * incident; it is said wherever somebody may still mend it in time. */
#ifndef MODEL_PLAYBOOK_GAPS_H
#define MODEL_PLAYBOOK_GAPS_H

#include "base/mem.h"
#include "model/playbook.h"

/* What a contact says that is not known yet. */
#define PLAYBOOK_TBD "TBD"

/* A sentence for each gap, in the arena: a backup that is not named, people without a Slack id or a
 * telephone number, a group that nobody is in, a contact that is to be determined, no path. */
struct playbook_texts playbook_gaps(const struct playbook *playbook, struct arena *arena);

#endif
