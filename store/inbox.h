/* The inbox: the keys of deliveries whose effect is committed. Slack may deliver the same thing
 * again, under the same or a new envelope, minutes later and after a restart
 * (slackapi/bolt-js#2487); a key that is here makes the second one harmless. */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "store/store.h"

/* OK: the key is new and now ours, if the transaction commits. SEEN: it was claimed before. */
enum result inbox_claim(struct store *store, const char *key, int64_t now_ms, struct err *err)
    RESULT;

/* Forgets keys claimed before older_than_ms. */
enum result inbox_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
