/* Facts: small named values that must outlive the process, such as the id of the announcement
 * channel or the minute at which the daemon was last alive. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include "base/mem.h"
#include "store/store.h"

/* ABSENT when nothing was ever put under name. */
enum result fact_get(struct store *store, struct arena *arena, const char *name,
                     const char **ret_value, struct err *err) RESULT;

/* The same for a number; ABSENT also when what is there is none. */
enum result fact_get_int(struct store *store, const char *name, int64_t *ret_number,
                         struct err *err) RESULT;

/* A moment; 0 when there is none. */
enum result fact_get_ms(struct store *store, const char *name, int64_t *ret_ms, struct err *err)
    RESULT;

/* Takes the place of what was put under name before. */
enum result fact_put(struct store *store, const char *name, const char *value, struct err *err)
    RESULT;
enum result fact_put_int(struct store *store, const char *name, int64_t number, struct err *err)
    RESULT;

#endif
