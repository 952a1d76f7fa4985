/* The Web API: from a request to a call with its arguments, and back to an answer with Slack's
 * headers, warnings and errors (docs.slack.dev/apis/web-api). */
#ifndef SIM_WEB_API_H
#define SIM_WEB_API_H

#include "sim/http.h"
#include "sim/sim.h"

/* Answers a request for /api/…. */
void web_api_answer(struct sim *sim, struct exchange *exchange);

#endif
