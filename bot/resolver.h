/* Looks up names without stopping the loop: each in a thread of its own, which may be left behind.
 * libuv's thread pool was rejected for that: it cannot give up a look-up that has begun, and lets
 * neither the loop nor the program end before it. A resolver that does not answer takes half a
 * minute and more (resolv.conf(5): timeout times attempts times servers). */
#ifndef BOT_RESOLVER_H
#define BOT_RESOLVER_H

#include "base/err.h"

struct loop;
struct resolver_lookup; /* from resolver_start until it is answered or abandoned */

enum {
    RESOLVER_ADDRESSES_MAX = 8, /* of one name that are kept */
    RESOLVER_ADDRESS_SIZE = 46, /* INET6_ADDRSTRLEN */
    RESOLVER_LOOKUPS_MAX = 8    /* threads at once, those left behind included */
};

struct resolver_answer {
    char addresses[RESOLVER_ADDRESSES_MAX][RESOLVER_ADDRESS_SIZE]; /* numeric, the best first */
    unsigned count;
    const char *fault; /* why there is none; static */
};

/* Starts to look up host, a name or an address without brackets. answered is called once, from the
 * loop, never from inside this call, unless the look-up is abandoned before; the answer lives until
 * it returns. "localhost" and the names below it are the loopback, and nobody is asked. BUSY when
 * RESOLVER_LOOKUPS_MAX look-ups are under way, IO when the system has no more to give. */
enum result resolver_start(struct loop *loop, const char *host,
                           void (*answered)(void *user, const struct resolver_answer *answer),
                           void *user, struct resolver_lookup **ret_lookup, struct err *err) RESULT;

/* answered will not be called; the thread ends whenever it can. NULL is allowed. Every look-up must
 * be answered or abandoned before the loop is freed. */
void resolver_abandon(struct resolver_lookup *lookup);

#endif
