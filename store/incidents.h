/* Incidents in the store. */
#ifndef STORE_INCIDENTS_H
#define STORE_INCIDENTS_H

#include "base/mem.h"
#include "model/incident.h"
#include "model/incident_id.h"
#include "store/search.h"
#include "store/store.h"

/* A list in an arena. */
struct incident_list {
    struct incident *incidents;
    int count;
};

/* Writes a new incident and gives it its id and its name, the next free one of this form for
 * declared_ms; the name is in the arena. INVALID when all numbers of the day are given. */
enum result incident_create(struct store *store, struct arena *arena, enum incident_id_form form,
                            struct incident *incident, struct err *err) RESULT;

/* Writes every field that may change. */
enum result incident_save(struct store *store, const struct incident *incident, struct err *err)
    RESULT;

/* ABSENT when there is none. */
enum result incident_get(struct store *store, struct arena *arena, int64_t id,
                         struct incident *ret_incident, struct err *err) RESULT;

/* The one that somebody named; for a number without a day the one of the newest day that has one,
 * open ones first. ABSENT when there is none. */
enum result incident_by_ref(struct store *store, struct arena *arena,
                            const struct incident_ref *ref, struct incident *ret_incident,
                            struct err *err) RESULT;

/* The one whose card or announcement is this message, or whose own channel this is, whatever the
 * thread; ABSENT when there is none. */
enum result incident_by_thread(struct store *store, struct arena *arena, const char *channel,
                               const char *thread, struct incident *ret_incident, struct err *err)
    RESULT;

/* Whether any incident stands or was announced in this channel, open or not. */
enum result incident_in_channel(struct store *store, const char *channel, bool *ret_any,
                                struct err *err) RESULT;

/* Whether an incident that goes on in its own channel was announced in this one. */
enum result incident_is_announced(struct store *store, int64_t incident_id, const char *channel,
                                  bool *ret_is, struct err *err) RESULT;

/* What a list asks for. Rehearsals are in no list and in no figure that does not ask for them. */
struct incident_filter {
    bool open_only;
    bool resolved_only;
    bool drills_only;
    bool with_drills;
    bool closed_only;
    bool without_closed;
    bool counted;        /* not those that were dismissed or merged */
    int severity;        /* 0: all */
    const char *who;     /* declared, commanded or otherwise held a role; NULL: anybody */
    int64_t since_ms;    /* declared at or after */
    int64_t overdue_ms;  /* an update was promised for before then; 0: any */
    const char *channel; /* the card or the declaration was there; NULL: anywhere */
    const char *viewer;  /* private ones only if they concern this person; NULL: all of them */
    const char *place;   /* the channel where viewer asks: what stands there may be seen; or NULL */
    struct search words; /* all of these words are known of it; none: any */
    const char *like;    /* an expression of search_any: the newest with such a title; or NULL */
    const char *service; /* it is this one's, by what is set; NULL: any */
    int skip;            /* so many of the newest are left out */
};

/* The newest first, at most max. */
enum result incident_list(struct store *store, struct arena *arena,
                          const struct incident_filter *filter, int max,
                          struct incident_list *ret_list, struct err *err) RESULT;

/* Whether who has to do with the incident: declared it, holds a role or was offered one, takes
 * part, was asked or called, or acted on it. */
enum result incident_concerns(struct store *store, int64_t incident_id, const char *who,
                              bool *ret_concerns, struct err *err) RESULT;

/* Remembers that who spoke of the incident. */
enum result incident_touch(struct store *store, const char *who, int64_t incident_id,
                           int64_t now_ms, struct err *err) RESULT;

/* The open incident that who spoke of last; ABSENT when there is none. */
enum result incident_touched(struct store *store, struct arena *arena, const char *who,
                             struct incident *ret_incident, struct err *err) RESULT;

#endif
