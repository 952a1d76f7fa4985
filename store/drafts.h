/* Drafts: what people have put into forms and not sent. Slack does not say what stood in a form
 * that is closed (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload),
 * so each change is kept when it is made. One for each person, form and incident; a few for each
 * person, and none for ever. */
#ifndef STORE_DRAFTS_H
#define STORE_DRAFTS_H

#include "base/mem.h"
#include "store/store.h"

enum { DRAFTS_OF_ONE_MAX = 20 }; /* of one person; the oldest goes first */

struct draft {
    int64_t id;
    const char *who;
    const char *form;
    int64_t incident_id; /* 0: none */
    const char *view;    /* Slack's id of the form in which it was written */
    int64_t said_us;     /* when it was changed last, by Slack's clock */
    const char *line;    /* the command that opens the form */
    const char *fields;  /* JSON: the text of each input that is not as the form found it */
    const char *shown;   /* JSON: what its person was told since, in that same form */
    int64_t at_ms;
};

struct draft_list {
    struct draft *drafts;
    int count;
};

/* Keeps what was changed; id and shown are ignored. One that is late – something newer is kept, or
 * the form was sent – has no effect. */
enum result draft_keep(struct store *store, const struct draft *draft, struct err *err) RESULT;

/* Keeps what its person was told in the form of this draft, with what they have put into it. */
enum result draft_show(struct store *store, const struct draft *draft, struct err *err) RESULT;

/* The form was sent: there is no draft any more, and what is late of this view makes none. */
enum result draft_end(struct store *store, const struct draft *draft, struct err *err) RESULT;

/* The draft of a person, a form and an incident; ABSENT when there is none. */
enum result draft_get(struct store *store, struct arena *arena, const char *who, const char *form,
                      int64_t incident_id, struct draft *ret_draft, struct err *err) RESULT;

/* All of a person's, the newest first. */
enum result draft_list(struct store *store, struct arena *arena, const char *who,
                       struct draft_list *ret_list, struct err *err) RESULT;

/* Forgets one of this person's; ABSENT when they have none with this id. */
enum result draft_drop(struct store *store, const char *who, int64_t id, struct err *err) RESULT;

/* Forgets those that were changed last before older_than_ms. */
enum result draft_prune(struct store *store, int64_t older_than_ms, struct err *err) RESULT;

#endif
