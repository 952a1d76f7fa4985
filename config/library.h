/* The library: the playbook in force, and those that open incidents began with. An incident keeps
 * the text of its playbook in the store, so that neither a restart nor a new file changes the rules
 * in the middle of it; a text that was read once is kept here. */
#ifndef CONFIG_LIBRARY_H
#define CONFIG_LIBRARY_H

#include "base/embed.h"
#include "config/config.h"
#include "config/runbooks.h"
#include "model/playbook.h"

/* config/playbooks/ and config/runbooks/: made part of the program by the build. */
extern const struct embedded shipped_playbooks[];
extern const struct embedded shipped_runbooks[];

struct library;

/* Reads the playbook that config names, shipped or a file, with all runbooks, and gives config its
 * policy, except for what somebody set. The caller checks faults, and frees the library with
 * library_free, after the last use of config. config must outlive it. */
struct library *library_load(struct config *config, struct faults *faults);

/* The same later on, for a library that takes the place of another one; config stays as it is. */
struct library *library_reload(const struct config *config, struct faults *faults);

void library_free(struct library *library); /* NULL is allowed */

/* The playbook in force for new incidents. */
const struct playbook *library_current(const struct library *library);

/* All runbooks: the shipped ones and those of the operator's folder. */
const struct runbooks *library_runbooks(const struct library *library);

/* The playbook of a text that an incident kept under name. It lives as long as the library, or
 * until many others were asked for. CORRUPT when the text is no playbook at all. */
enum result library_kept(struct library *library, const char *name, const char *text,
                         const struct playbook **ret_playbook, struct err *err) RESULT;

#endif
