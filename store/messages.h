/* What a message of Slack has to do with incidents: it stands on a timeline, or is about a task. By
 * this an edit, a reaction or a deletion of it finds the entry or the task. */
#ifndef STORE_MESSAGES_H
#define STORE_MESSAGES_H

#include "base/mem.h"
#include "store/store.h"
#include "store/timeline.h"

#include <stdbool.h>

#define MESSAGE_NOTE "note"         /* its words stand on the timeline */
#define MESSAGE_EVIDENCE "evidence" /* the same, as evidence */
#define MESSAGE_FILE "file"         /* a file that hangs on it does; subject is the file's id */
#define MESSAGE_TASK "task"         /* it is about a task */

/* How it came onto the timeline. */
#define MESSAGE_PINNED "pinned"
#define MESSAGE_PICKED "noted"     /* by its menu */
#define MESSAGE_REACTED "reaction" /* by a reaction, and with the last of them it goes */

/* A message is its channel and its timestamp. */
struct message_use {
    const char *channel, *ts;
    int64_t incident_id;
    const char *kind;    /* MESSAGE_… */
    const char *subject; /* what tells several of one kind apart, or "" */
    int64_t number;      /* of the entry on the incident's timeline, or of the task */
    const char *how;     /* MESSAGE_PINNED, …; "" for tasks */
    const char *who;     /* wanted it there */
};

struct message_uses {
    struct message_use *uses;
    int count;
};

/* Writes one down; the same message, incident, kind and subject again takes its place. */
enum result message_put(struct store *store, const struct message_use *use, struct err *err) RESULT;

/* All that a message has to do with incidents, the oldest incident first. */
enum result message_uses(struct store *store, struct arena *arena, const char *channel,
                         const char *ts, struct message_uses *ret_uses, struct err *err) RESULT;

/* Whether there is anything. One look into an index: it is asked of whatever happens in a channel.
 */
enum result message_is_known(struct store *store, const char *channel, const char *ts,
                             bool *ret_known, struct err *err) RESULT;

/* ---- Reactions that mean a kind, and who put them there */

enum result reaction_put(struct store *store, const char *channel, const char *ts, const char *kind,
                         const char *who, struct err *err) RESULT;

/* ABSENT when there was none. */
enum result reaction_drop(struct store *store, const char *channel, const char *ts,
                          const char *kind, const char *who, struct err *err) RESULT;

enum result reaction_list(struct store *store, struct arena *arena, const char *channel,
                          const char *ts, const char *kind, struct people *ret_people,
                          struct err *err) RESULT;

/* ---- The message that a person picked last from its menu, until it is said what for */

struct picked {
    const char *channel;
    const char *message; /* JSON, as Slack had it */
    bool is_closed;      /* not everybody reads that channel */
    int64_t at_ms;
};

enum result picked_put(struct store *store, const char *who, const struct picked *picked,
                       struct err *err) RESULT;

/* ABSENT when there is none since since_ms. */
enum result picked_get(struct store *store, struct arena *arena, const char *who, int64_t since_ms,
                       struct picked *ret_picked, struct err *err) RESULT;

/* Forgets what was picked before. */
enum result picked_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
