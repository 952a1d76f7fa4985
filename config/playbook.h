/* Reading a playbook: a file in libconfig's syntax (config/playbooks) into model/playbook.h.
 *
 * Beside the parts that playbook_shape.c lists, a playbook may hold every setting of policy –
 * severity.sev1.cadence, promise.call_after – in the groups of the settings file. What the settings
 * file or --set says goes before it. */
#ifndef CONFIG_PLAYBOOK_H
#define CONFIG_PLAYBOOK_H

#include "config/config.h"
#include "model/playbook.h"

#include <stddef.h>

/* Reads text as the playbook name, from file (what faults call it); all of it lives in arena.
 * Faults go to the list with file and line, and the playbook holds what could be read. config takes
 * its policy in, except for what somebody wrote down, and the playbook's policy is that. */
struct playbook *playbook_read(const char *name, const char *file, const char *text, size_t len,
                               struct config *config, struct arena *arena, struct faults *faults);

#endif
