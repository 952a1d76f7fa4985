/* One line in the thread with a button or two: something that the team may want now, and need not
 * open. */
#ifndef HANDLERS_KIT_OFFER_H
#define HANDLERS_KIT_OFFER_H

#include "handlers/kit/handler.h"

enum { OFFERS_MAX = 5 };

struct offer {
    const char *label; /* "Open the checklist" */
    const char *line;  /* runs as whoever presses: "check INC-… triage" */
};

/* fact is in the stored form; of more than OFFERS_MAX the rest is left out. */
enum result offer_post(struct context *cx, const char *fact, const struct offer *offers, int count)
    RESULT;

#endif
