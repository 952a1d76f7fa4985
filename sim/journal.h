/* What happened, for whoever asks afterwards: every Web API call, envelope and socket. */
#ifndef SIM_JOURNAL_H
#define SIM_JOURNAL_H

#include "base/json.h"

#include <stdint.h>

enum { JOURNAL_MAX = 20000 }; /* entries; the oldest go */

struct journal;

struct journal *journal_new(void);
void journal_free(struct journal *journal);
void journal_clear(struct journal *journal); /* the numbers go on */

/* Keeps owned with its number ("n", from 1), its time ("at_ms", UTC) and kind; returns n. */
int64_t journal_add(struct journal *journal, const char *kind, struct json *owned);

/* Entry n for changing, or NULL when it is gone. */
struct json *journal_entry(struct journal *journal, int64_t n);

/* The newest entry whose member name has this text, or NULL. */
struct json *journal_find(struct journal *journal, const char *name, const char *text);

/* Array of copies of the entries after number since; the caller frees it. */
struct json *journal_since(const struct journal *journal, int64_t since);

#endif
