/* The playbooks that incidents began with: their text, so that the rules of an open incident do not
 * change when a file does. */
#ifndef STORE_PLAYBOOKS_H
#define STORE_PLAYBOOKS_H

#include "base/mem.h"
#include "store/store.h"

/* Keeps the text, once, and gives its id. */
enum result playbook_keep(struct store *store, const char *name, const char *text, int64_t *ret_id,
                          struct err *err) RESULT;

/* The text of an id, unless it is this one: ABSENT when it is, or when there is no such id. */
enum result playbook_other(struct store *store, struct arena *arena, int64_t id, const char *text,
                           const char **ret_name, const char **ret_text, struct err *err) RESULT;

#endif
