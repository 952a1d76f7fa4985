/* App Homes: who looks at their page of the app, and what stands on it. A row is about one person;
 * where it is dirty, something may have changed since, and the page is to be looked at again. */
#ifndef STORE_HOMES_H
#define STORE_HOMES_H

#include "base/mem.h"
#include "store/store.h"

struct homes_row {
    const char *who;  /* a user id */
    int64_t shown_ms; /* when it was published last, or may not be again before; 0: never */
    const char *hash; /* of what was published; "" */
};

/* who has opened their page. */
enum result homes_opened(struct store *store, const char *who, int64_t now_ms, struct err *err)
    RESULT;

/* Makes the pages dirty that were opened at since_ms or later; of more than max people, those of
 * the last. ABSENT when none is dirty now that was not before. */
enum result homes_stir(struct store *store, int64_t since_ms, int max, struct err *err) RESULT;

/* The dirty page that was published first; ABSENT when there is none. */
enum result homes_dirty(struct store *store, struct arena *arena, struct homes_row *ret_home,
                        struct err *err) RESULT;

/* It was looked at, and is not dirty any more: hash stands on it, or is about to. No error where
 * nobody looks at it. */
enum result homes_shown(struct store *store, const struct homes_row *home, struct err *err) RESULT;

/* Nobody looks at it any more. No error when nobody did. */
enum result homes_drop(struct store *store, const char *who, struct err *err) RESULT;

/* Forgets the pages that were opened last before older_than_ms. */
enum result homes_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
