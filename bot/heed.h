/* What happens in busy channels – each reaction, each edit – and whether it can concern us. Asked
 * before a transaction is begun, so that what does not is acknowledged and costs next to nothing.
 */
#ifndef BOT_HEED_H
#define BOT_HEED_H

#include "bot/dispatch.h"

/* False when a request can have no effect. Reads the store and writes nothing; where that fails it
 * is true, and dispatch will find out. */
bool heed(const struct dispatch *dispatch, const struct request *rq);

#endif
