/* A checklist of the playbook and what of it is ticked in cx->incident: showing it, offering what
 * is next, and ticking. Items count from 1 for people and from 0 here. */
#ifndef HANDLERS_KIT_CHECKLIST_H
#define HANDLERS_KIT_CHECKLIST_H

#include "handlers/kit/handler.h"
#include "store/ticks.h"

#define SECTION_SAFE "safe"
#define SECTION_VERIFY "verify"

struct checklist {
    const struct playbook_checklist *list;
    const struct tick **ticks; /* for each item; NULL: nobody said anything */
    int count;                 /* items that are to be ticked: neither shortcuts nor forbidden */
    int ticked;                /* of those, done or skipped */
};

/* Which items: all, those of the section "safe", all but the section "verify", or that section. */
enum checklist_part { PART_WHOLE, PART_SAFE, PART_ACTION, PART_VERIFY };

/* The ticks of cx->incident, for checklist_of. */
enum result checklist_ticks(struct context *cx, struct tick_list *ret_ticks) RESULT;

/* list as those ticks leave it; they must stay where they are. */
struct checklist checklist_of(struct context *cx, const struct playbook_checklist *list,
                              const struct tick_list *ticks);

/* Both in one. */
enum result checklist_load(struct context *cx, const struct playbook_checklist *list,
                           struct checklist *ret_checklist) RESULT;

/* Whether the item is neither ticked nor skipped. */
bool checklist_is_open(const struct checklist *checklist, int item);

/* Whether the item is of that part, required and open; and how many are. */
bool checklist_misses(const struct checklist *checklist, int item, enum checklist_part part);
int checklist_missing(const struct checklist *checklist, enum checklist_part part);

/* Whether anybody has begun it, and whether nothing required is missing (in a list without required
 * items: nothing). */
bool checklist_is_begun(const struct checklist *checklist);
bool checklist_is_finished(const struct checklist *checklist);

/* "2 of 8 ticked", in the arena. */
const char *checklist_progress(struct context *cx, const struct checklist *checklist);

/* "3. Run smoke tests", in the stored form, and as mrkdwn. */
const char *checklist_numbered(struct context *cx, const struct checklist *checklist, int item);
const char *checklist_item(struct context *cx, const struct checklist *checklist, int item);

/* The private picture of a part, heading by heading: what is ticked by whom and when. */
void checklist_say(struct context *cx, const struct checklist *checklist, enum checklist_part part);

/* Says what is next of a part, with buttons for each of the next most items; nothing when nothing
 * is open. */
void checklist_offer(struct context *cx, const struct checklist *checklist,
                     enum checklist_part part, int most);

/* A button that ticks the item with note, which may be "". An item that speaks for another course
 * when it does not hold has one for that too. */
void checklist_buttons(struct context *cx, const struct checklist *checklist, int item,
                       const char *note);

/* "check INC-… rollback 3 rest", in the arena. */
const char *checklist_command(struct context *cx, const struct checklist *checklist, int item,
                              const char *rest);

/* Writes a tick of rq->user with its trace on the timeline, and remembers which list they have
 * before them. note is in the stored form. The thread is not told. */
enum result checklist_put(struct context *cx, const struct request *rq, struct checklist *checklist,
                          int item, const char *state, const char *note) RESULT;

/* Takes it back, with a trace that gives the reason; why may be "". */
enum result checklist_clear(struct context *cx, const struct request *rq,
                            struct checklist *checklist, int item, const char *why) RESULT;

/* Remembers that rq->user has this list before them. */
enum result checklist_in_hand(struct context *cx, const struct request *rq,
                              const struct checklist *checklist) RESULT;

#endif
