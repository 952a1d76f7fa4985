/* The card of an incident: its announcement, which stays true as it is edited, and, where it has a
 * channel of its own, a second one there. */
#ifndef HANDLERS_KIT_CARD_H
#define HANDLERS_KIT_CARD_H

#include "handlers/kit/handler.h"

/* The handlers of what Slack said: of the announcement, of the card in the incident's own channel,
 * of edits of the card, of the announcement, of one that is posted anew, and of its copies. */
#define CARD_ANNOUNCED "announcement"
#define CARD_OWN "own.card"
#define CARD_EDITED "card"
#define CARD_ANNOUNCEMENT_EDITED "announcement.edited"
#define CARD_ANNOUNCED_ANEW "announcement.anew"
#define CARD_COPIED "announcement.copy"
#define CARD_COPY_EDITED "announcement.copy.edited"

/* Posts the announcement of cx->incident, which becomes its card and its thread's root, unless it
 * has a channel of its own. */
enum result card_announce(struct context *cx) RESULT;

/* Posts the card into the channel that the incident has to itself. */
enum result card_post_own(struct context *cx) RESULT;

/* Announces it where else the playbook says: each place once. */
enum result card_copy(struct context *cx) RESULT;

/* Brings all of them up to date with cx->incident. Several changes at once become one edit. */
enum result card_follow(struct context *cx) RESULT;

#endif
