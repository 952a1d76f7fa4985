/* How a playbook is written: the shape of struct playbook, and of all that stands in it. */
#ifndef CONFIG_PLAYBOOK_SHAPE_H
#define CONFIG_PLAYBOOK_SHAPE_H

#include "config/shape.h"

extern const struct shape playbook_shape;

/* What stands in severity.sev1 to severity.sev4 beside the settings of the same group. */
extern const struct shape playbook_severity_shape;

/* What stands in postmortem beside the settings of the same group. */
extern const struct shape playbook_postmortem_shape;

#endif
