/* What a handler is: a row in a table that says what it answers to, how it is used and what it
 * needs, and a function from a request to changes in the store and a reply. A handler can reach
 * what is in its context and nothing else: no socket, no clock, no log.
 *
 * Each file handlers/NAME.c defines `const struct handler handlers_NAME[]`, ended by an empty row,
 * with everything that belongs to the feature: its command, its buttons, its jobs and the answers
 * it waits for. The build gathers the tables; help and the page of commands are made of them. */
#ifndef HANDLERS_KIT_HANDLER_H
#define HANDLERS_KIT_HANDLER_H

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/random.h"
#include "config/config.h"
#include "config/library.h"
#include "model/incident.h"
#include "store/roles.h"
#include "store/store.h"
#include "templates/templates.h"

#include <stdbool.h>
#include <stdint.h>

enum trigger {
    TRIGGER_COMMAND,   /* a verb that a person typed or pressed; name is the verb */
    TRIGGER_FORM,      /* a modal was submitted; name is its callback_id, payload its view */
    TRIGGER_QUESTIONS, /* the same is to be asked in a message; name and payload as above */
    TRIGGER_SHORTCUT,  /* one of Slack's own menus; name is its callback_id, payload all of it */
    TRIGGER_EVENT,     /* something happened in Slack; name is the event's type */
    TRIGGER_JOB,       /* a job is due; name is its kind */
    TRIGGER_RESULT,    /* an outgoing call was answered; name is its on_result */
    TRIGGER_APPROVAL,  /* somebody said yes or no; name is the topic (see approval.h) */
    TRIGGER_MOMENT     /* something happened to an incident; several may listen (see moment.h) */
};

struct approval_answer; /* see approval.h */

/* One thing to handle. Texts are never NULL unless it says so; all live as long as the request. */
struct request {
    enum trigger trigger;
    const char *key;   /* unique for each delivery, so that a second one has no effect; "": none */
    const char *name;  /* what to find the handler by */
    const char *args;  /* what follows the verb; the args of the job, form or answer's on_result */
    const char *typed; /* the whole line as the person sent it, to be handed back on failure */
    const char *user;  /* a user id; "" when nobody asked */
    const char *channel; /* where it was asked */
    bool closed;  /* that channel is known to be private: only those whom somebody let in read it */
    bool at_home; /* it was pressed on the person's App Home, which is in no channel */
    const char *thread;  /* the root message of the thread it was asked in, or "" */
    const char *message; /* the message that it is about or was asked in, by its ts, or "" */
    const char *trigger_id;
    const char *response_url;   /* "": there is none */
    int64_t incident_id;        /* for jobs, answers and forms; 0: none */
    int64_t due_ms;             /* for jobs: when it should have run */
    int64_t missed_ms;          /* when it was said, by Slack's clock, if it was read again after a
                                   time without Slack; 0: it arrived by itself */
    const struct json *payload; /* the event, view, or answer of the call; may be NULL */
    bool ok;                    /* for answers: the call succeeded */
    const struct approval_answer *answer; /* for approvals: what was answered, and how */
};

/* A request of this trigger and name, with all its other texts empty. */
static inline struct request request_of(enum trigger trigger, const char *name) {
    return (struct request){.trigger = trigger,
                            .key = "",
                            .name = name,
                            .args = "",
                            .typed = "",
                            .user = "",
                            .channel = "",
                            .thread = "",
                            .message = "",
                            .trigger_id = "",
                            .response_url = ""};
}

/* What dispatch finds for a handler before it runs. */
enum needs {
    NEEDS_NOTHING = 0,
    NEEDS_INCIDENT = 1,          /* the incident that is meant, open or resolved */
    NEEDS_OPEN_INCIDENT = 2,     /* the same, and a resolved one is refused */
    NEEDS_RESOLVED_INCIDENT = 3, /* the same, and one that is open is refused */
    NEEDS_OPEN_IF_ANY = 4, /* the open one that is meant; none is open: NULL, and no refusal */
};

/* Facts about the workspace that were learned at start. */
struct place {
    const char *channel;  /* the announcement channel's id, or its name while the id is unknown */
    const char *bot_user; /* our own user id, "" while unknown */
    const char *url; /* the workspace's own address, with a slash at its end; "" while unknown */
};

struct reply;        /* see reply.h */
struct known_groups; /* see store/directory.h */
struct known_people;

/* Everything that a handler can reach. */
struct context {
    struct store *store; /* inside an open transaction */
    struct arena *arena; /* gone after the request */
    int64_t now_ms;
    struct random *random;
    const struct config *config;
    struct library *library;
    const struct playbook *playbook; /* of the incident, once there is one; else the one in force */
    const struct policy *policy;     /* the playbook's */
    const struct templates *templates;
    const struct place *place;
    struct reply *reply;
    struct incident *incident; /* what `needs` asked for; NULL otherwise, and for jobs and answers
                                  whose incident is gone */
    struct role_list roles;    /* of that incident */
    const struct known_groups *groups; /* of Slack, if that playbook names any (directory.h) */
    const struct known_people *people; /* whom Slack has named, where that was loaded */
    bool stale;                        /* what was pressed was settled already (press.h) */
    const char *guess; /* why this incident was guessed, in words; "" when it is certain */
    struct err *err;
};

struct handler {
    enum trigger trigger;
    const char *name;
    const char *aliases; /* other words for it, with single spaces between; may be NULL */
    const char *usage;   /* commands: the arguments, "<severity> <reason>" */
    const char *summary; /* commands: what it does, one sentence without a full stop */
    const char
        *example; /* commands: lines that work, one below the other, without the slash command */
    enum needs needs;

    /* OK: commit, and acknowledge with the reply. INVALID, DENIED: roll back, and show cx->err with
     * the typed text and the example. BUSY, IO: roll back and do not acknowledge. CORRUPT: stop. */
    enum result (*run)(struct context *cx, const struct request *rq);
};

/* All tables, ended by NULL; written by the build from the names of the files. */
extern const struct handler *const handler_tables[];

/* The handler for a name or one of its aliases, or NULL. Names are compared without case. */
const struct handler *handler_find(enum trigger trigger, const char *name);

/* Walks all handlers of a trigger in the order of the tables: start with NULL, NULL ends it. */
const struct handler *handler_next(enum trigger trigger, const struct handler *previous);

#endif
