/* The control API, by which the page and the tests play the people of the workspace, arm faults and
 * look at what happened. docs/local-slack.md describes it. */
#ifndef SIM_CONTROL_H
#define SIM_CONTROL_H

#include "sim/http.h"
#include "sim/sim.h"

/* Answers a request for /_control/…. */
void control_answer(struct sim *sim, struct exchange *exchange);

#endif
