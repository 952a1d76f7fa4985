/* Messages of people on the timeline of an incident: as their author's, at the time at which they
 * were written, each once, with what hangs on them. Whoever edits or deletes one changes its entry
 * with a trace; whoever takes it back strikes it. Nothing is ever deleted. */
#ifndef HANDLERS_KIT_NOTED_H
#define HANDLERS_KIT_NOTED_H

#include "handlers/kit/handler.h"
#include "store/messages.h"

struct noting {
    const char *channel;
    const struct json *message; /* as Slack has it */
    const char *kind;           /* MESSAGE_NOTE or MESSAGE_EVIDENCE */
    const char *how;            /* MESSAGE_PINNED, MESSAGE_PICKED or MESSAGE_REACTED */
    const char *by;             /* who wants it there; "" when nobody knows */
};

struct noted {
    int64_t number; /* of its entry; 0: it is no message of which a timeline could tell */
    int files;      /* that hang on it and are on the timeline too */
    bool again;     /* it was there before */
};

/* Puts a message on the timeline of cx->incident. One that was struck counts again. DENIED when
 * that would change what is sealed. Our own messages are on it already: nothing, and number 0. */
enum result noted_add(struct context *cx, const struct noting *noting, struct noted *ret_noted)
    RESULT;

/* Strikes what use says, of cx->incident, and the files that hang on its message where nothing else
 * of that is on the timeline. DENIED when it is sealed. */
enum result noted_strike(struct context *cx, const struct message_use *use, const char *who,
                         const char *why) RESULT;

/* The message reads now as message says: amends the entry that use says, of cx->incident. What is
 * struck or sealed stays as it is. */
enum result noted_edit(struct context *cx, const struct message_use *use,
                       const struct json *message) RESULT;

/* The message is gone: its words are kept, and the entry says so. */
enum result noted_delete(struct context *cx, const struct message_use *use) RESULT;

/* Whether it has words or files on the timeline; one about a task has none. */
bool noted_is_entry(const struct message_use *use);

/* Whether both read the same on a timeline: a link that was unfolded changes no word. */
bool noted_reads_alike(struct context *cx, const struct json *one, const struct json *other);

/* The message's address, or "" while the workspace's is not known. */
const char *noted_link(struct context *cx, const char *channel, const struct json *message);

#endif
