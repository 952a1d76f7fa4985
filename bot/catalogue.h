/* The templates that the settings and the playbook in force ask for. */
#ifndef BOT_CATALOGUE_H
#define BOT_CATALOGUE_H

#include "config/library.h"
#include "templates/templates.h"

/* Reads them, with those of the operator's directory, and holds what the playbook names against
 * them. The caller frees the result with templates_free; it is NULL when a template is wrong. */
struct templates *catalogue_read(const struct config *config, const struct library *library,
                                 struct faults *faults);

#endif
