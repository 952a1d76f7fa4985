/* The review of what was owed after an incident, some thirty days later: what is done and can be
 * looked up, what was only ticked, what is late, and how often it was put off (S0: verify that
 * action items are complete). Sorting and saying read nothing but what they are given. */
#ifndef HANDLERS_KIT_ITEM_REVIEW_H
#define HANDLERS_KIT_ITEM_REVIEW_H

#include "handlers/kit/handler.h"
#include "store/tasks.h"

enum item_fate { ITEM_PROVED, ITEM_UNPROVED, ITEM_OVERDUE, ITEM_WAITS, ITEM_DROPPED, ITEM_FATES };

/* Items by what became of them, each in one list. */
struct item_review {
    struct task_list of[ITEM_FATES];
    int count;
};

struct item_review item_review_of(struct arena *arena, const struct task_list *items,
                                  int64_t now_ms);

/* "5 items: 2 done with proof, 1 ticked without proof, 1 overdue, 1 open", in the arena. */
const char *item_review_sum(struct context *cx, const struct item_review *review);

/* Says it in the reply; held: what was only ticked is open again. */
void item_review_say(struct context *cx, const struct item_review *review, bool held);

#endif
