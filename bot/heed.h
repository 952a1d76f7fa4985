/* What happens in busy channels – each reaction, each edit – and whether it can concern us. Asked
 * before a transaction is begun, so that what does not is acknowledged and costs next to nothing.
 */
#ifndef BOT_HEED_H
#define BOT_HEED_H

#include "bot/dispatch.h"

/* Whether a request can have an effect. Reads the store and writes nothing; BUSY, IO and CORRUPT as
 * dispatch has them. */
enum result heed(const struct dispatch *dispatch, const struct request *rq, bool *ret_heed,
                 struct err *err) RESULT;

#endif
