/* The shelf of runbooks: those that the program carries, and files of an operator's folder beside
 * them or in their place. */
#ifndef CONFIG_RUNBOOKS_H
#define CONFIG_RUNBOOKS_H

#include "base/embed.h"
#include "config/faults.h"
#include "model/runbook.h"

enum { RUNBOOKS_MAX = 200 };

struct runbooks {
    struct runbook *list; /* in the order of their names; the shipped ones first */
    int count;
};

/* Reads the table shipped, ended by a NULL name, and every NAME.md of directory ("" for none),
 * which takes the place of a shipped one of the same name. Whatever is wrong is a fault with file
 * and line; the rest is read. All of it lives in arena. */
struct runbooks runbooks_load(const struct embedded *shipped, const char *directory,
                              struct arena *arena, struct faults *faults);

/* The one of that name, or NULL. */
const struct runbook *runbooks_find(const struct runbooks *runbooks, const char *name);

#endif
