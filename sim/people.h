/* What people do, as the control API lets the page and the tests do it for them: write, edit,
 * delete, react, pin, invite, archive. Each answers its request. */
#ifndef SIM_PEOPLE_H
#define SIM_PEOPLE_H

#include "sim/http.h"
#include "sim/workspace.h"

void people_post(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_edit(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_delete(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_react(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_invite(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_change_channel(struct sim *sim, struct exchange *exchange, const struct json *body);
void people_pin(struct sim *sim, struct exchange *exchange, const struct json *body);

#endif
