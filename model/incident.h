/* What an incident is. Plain data; the store reads and writes it, handlers change it. Texts are
 * never NULL ("" means none); those that people typed are in the stored form of slack_text.h. */
#ifndef MODEL_INCIDENT_H
#define MODEL_INCIDENT_H

#include "model/severity.h"
#include "model/status.h"

#include <stdbool.h>
#include <stdint.h>

struct incident {
    int64_t id;
    const char *name; /* INC-2026-11-20-001 */
    const char *title;
    const char *impact;
    enum severity severity;
    enum status status;

    int64_t declared_ms;
    const char *declared_by; /* a user id, as every _by */
    int64_t started_ms;      /* when it began to hurt; not after declared_ms */
    int64_t detected_ms;     /* when it was noticed; 0: nobody said (model/times.h) */
    int64_t acked_ms;        /* 0: nobody took it yet */
    const char *acked_by;
    int64_t resolved_ms; /* 0: open */
    const char *root_cause;
    const char *resolution;

    const char *bridge;     /* link to the call */
    const char *progress;   /* the last update, field by field */
    const char *next_steps; /* what happens next */
    const char *eta;
    int64_t updated_ms; /* when a person last posted an update; 0: never */

    const char *channel; /* where the card stands; a name until Slack told its id; "": nowhere, a
                            private incident goes on in private messages */
    const char *card_ts; /* the card's message and the thread's root; "": not posted yet */
    const char *origin;  /* the channel where it was declared */
    bool unreachable;    /* the channel refused us for good; promises go to people instead */

    int64_t cadence_ms;  /* from one promised update to the next; 0: none is promised */
    int64_t promised_ms; /* when the next update is promised for; 0: it is not */

    int64_t playbook_id;   /* the rules that it began with (store/playbooks.h); 0: those in force */
    const char *kind;      /* of the playbook's kinds: security, data, …; "" */
    const char *condition; /* by which it is of its severity, named as in the playbook; "" */
    bool drill;            /* a rehearsal: marked everywhere, counted nowhere */
    bool is_private;       /* not announced in the open channel */
    int64_t mitigated_ms;  /* when the impact was over; 0: it is not */
    int64_t monitoring_ms; /* since when it is being watched without impact; 0: it is not */
    int64_t escalated;     /* how many of the escalation path were called */
    const char *outcome;   /* how it ended, if not resolved: OUTCOME_…; "" */
    int64_t closed_ms;     /* when everything owed was done; 0: not yet */
    int64_t postmortem_due_ms; /* by when the postmortem is owed; 0: none is */
};

#define OUTCOME_DISMISSED "dismissed" /* it was no incident */
#define OUTCOME_MERGED "merged"       /* it goes on in another one */

static inline bool incident_is_open(const struct incident *incident) {
    return incident->resolved_ms == 0;
}

/* Whether it is open and people wait for an update at a time. */
static inline bool incident_is_promised(const struct incident *incident) {
    return incident_is_open(incident) && incident->promised_ms != 0;
}

/* Whether it stands in some channel, rather than in private messages alone. */
static inline bool incident_has_channel(const struct incident *incident) {
    return *incident->channel != 0;
}

/* An event on an incident's timeline, as it reads now. What it said at first stays in the store
 * with every change (struct amendment). */
struct timeline_entry {
    int64_t id;
    int64_t number;      /* within its incident, from 1, in the order of writing: #7 */
    int64_t at_ms;       /* when it happened */
    int64_t recorded_ms; /* when it was written down */
    const char *actor;   /* a user id, or TIMELINE_BOT */
    const char *kind;    /* one word: declared, status, severity, update, note, role, … */
    const char *text;

    int64_t amended_ms;     /* when it was last changed; 0: it stands as it was written */
    const char *amended_by; /* a user id, or "" */
    bool struck;            /* it counts no more … */
    const char *why;        /* … for this reason; otherwise why it was changed, or "" */
};

#define AMENDMENT_TEXT "text"     /* other words; a struck entry counts again */
#define AMENDMENT_TIME "time"     /* another moment */
#define AMENDMENT_STRIKE "strike" /* it counts no more */

/* One change of an entry. They are only ever added. */
struct amendment {
    int64_t number;   /* within its incident, from 1 */
    int64_t entry;    /* the number of the entry that it changes */
    const char *kind; /* AMENDMENT_… */
    int64_t recorded_ms;
    const char *who;  /* a user id */
    int64_t at_ms;    /* the right moment, for AMENDMENT_TIME; otherwise 0 */
    const char *text; /* the new words, for AMENDMENT_TEXT; otherwise "" */
    const char *why;  /* "" when nobody said */
};

#define TIMELINE_BOT "incidentd"

#endif
