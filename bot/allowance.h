/* How much one person may ask in how little time, so that nobody, by haste or by script, keeps the
 * others waiting: ALLOWANCE_BURST requests at once, and from there on one in each pace. What is
 * refused costs nothing, so that even after a flood the next request is taken within one pace.
 * Pure: the clock is an input. */
#ifndef BOT_ALLOWANCE_H
#define BOT_ALLOWANCE_H

#include "model/slack_text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ALLOWANCE_BURST = 10,         /* more than a hand at a keyboard gives in a hurry */
    ALLOWANCE_PERSONS = 256,      /* remembered; whoever asked longest ago is forgotten first */
    ALLOWANCE_TELL_MS = 30 * 1000 /* in a flood, how often it is worth a message of its own */
};

struct allowance_person {
    char user[SLACK_ID_SIZE];
    int64_t full_ms; /* when nothing of the burst is missing any more */
    int64_t told_ms; /* when a refusal last said so; 0: never */
};

struct allowance {
    struct allowance_person persons[ALLOWANCE_PERSONS]; /* all zero at first */
};

/* user asks for something at now_ms (UTC). Returns 0 when that is fine, and takes it from the
 * allowance; else the milliseconds until the next request will be taken, and whether this refusal
 * is the first for a while. pace_ms is the time in which the allowance grows by one; 0: no limit.
 */
int64_t allowance_wait_ms(struct allowance *allowance, const char *user, int64_t pace_ms,
                          int64_t now_ms, bool *ret_tell);

/* The refusal that was worth telling was told to nobody: the next one is. */
void allowance_untold(struct allowance *allowance, const char *user);

/* What was taken last was not needed: a second delivery, or one that will come again. */
void allowance_give_back(struct allowance *allowance, const char *user, int64_t pace_ms);

#endif
