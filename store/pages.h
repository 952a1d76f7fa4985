/* Pages: who was called to an incident, why, and whether they have reacted. */
#ifndef STORE_PAGES_H
#define STORE_PAGES_H

#include "base/mem.h"
#include "store/store.h"

/* Why somebody is called. */
#define PAGE_HAND "hand"            /* a person asked for it */
#define PAGE_CLIMB "climb"          /* a clock, an approval or a task got no answer */
#define PAGE_SEVERITY "sev1"        /* so severe, from the declaration on or since raised */
#define PAGE_SEVERAL "several-sev2" /* one of several at once */
#define PAGE_KIND "kind"            /* of a kind that calls: security, data */
#define PAGE_UNACKNOWLEDGED "unacknowledged" /* nobody took it in time */
#define PAGE_OVERDUE "overdue"               /* the promised update did not come */
#define PAGE_STUCK "stuck"                   /* updates, and no progress */

struct page {
    int64_t id;
    int64_t incident_id;
    const char *who;       /* a user id; "": Slack does not know them */
    const char *name;      /* as the playbook calls them; "" for who was named with @ */
    int64_t step;          /* of the escalation path, from 1; 0: none of it */
    const char *cause;     /* PAGE_… */
    const char *why;       /* in the stored form */
    const char *called_by; /* a user id, or TIMELINE_BOT */
    int64_t called_ms;
    int64_t answered_ms; /* when they, or for want of them others, reacted; 0: not yet */
};

/* Writes a new one; id is given. */
enum result page_add(struct store *store, struct page *page, struct err *err) RESULT;

/* ABSENT when there is none. */
enum result page_get(struct store *store, struct arena *arena, int64_t id, struct page *ret_page,
                     struct err *err) RESULT;

/* The newest one of an incident, or of one person in it when who is not NULL; ABSENT when there is
 * none. */
enum result page_last(struct store *store, struct arena *arena, int64_t incident_id,
                      const char *who, struct page *ret_page, struct err *err) RESULT;

/* who has reacted: answers what they were called for, and where that was a step of the path, all
 * that was called on the path. */
enum result page_answer(struct store *store, int64_t incident_id, const char *who, int64_t now_ms,
                        struct err *err) RESULT;

/* Somebody has taken or told what was called for: answers what nobody asked for by hand, and those
 * who cannot answer for themselves. */
enum result page_answer_automatic(struct store *store, int64_t incident_id, int64_t now_ms,
                                  struct err *err) RESULT;

#endif
