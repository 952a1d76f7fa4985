/* The inbox: the keys of deliveries whose effect is committed. Slack may deliver the same thing
 * again, under the same or a new envelope, minutes later and after a restart
 * (slackapi/bolt-js#2487); a key that is here makes the second one harmless. */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "base/mem.h"
#include "store/store.h"

/* OK: the key is new and now ours, if the transaction commits. SEEN: it was claimed before. */
enum result inbox_claim(struct store *store, const char *key, int64_t now_ms, struct err *err)
    RESULT;

/* Keeps the private answer to a claimed key, so that a second delivery is told the same: the first
 * acknowledgement may have died with the process. */
enum result inbox_keep_reply(struct store *store, const char *key, const char *reply,
                             struct err *err) RESULT;

/* The answer that was kept for a key, "" for none; ABSENT when the key was never claimed. */
enum result inbox_reply(struct store *store, struct arena *arena, const char *key,
                        const char **ret_reply, struct err *err) RESULT;

/* Forgets keys claimed before older_than_ms. */
enum result inbox_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
