/* Looks up names in threads: see resolver.h. A look-up has two owners, the loop and its thread, and
 * goes with the second that lets go of it. */
#include "bot/resolver.h"

#include "base/mem.h"
#include "bot/loop.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

_Static_assert(RESOLVER_ADDRESS_SIZE == INET6_ADDRSTRLEN, "an address fits, whatever its kind");

struct resolver_lookup {
    char *host;
    uv_async_t wake; /* the loop's, but for uv_async_send */
    void (*answered)(void *user, const struct resolver_answer *answer);
    void *user;
    struct resolver_answer answer; /* the thread's, until it has sent wake */
    pthread_mutex_t lock;          /* of the two below */
    unsigned owners;
    bool abandoned;
};

static atomic_uint threads;

static void release(struct resolver_lookup *lookup) {
    pthread_mutex_lock(&lookup->lock);
    unsigned owners = --lookup->owners;
    pthread_mutex_unlock(&lookup->lock);
    if (owners > 0)
        return;
    pthread_mutex_destroy(&lookup->lock);
    mem_free(lookup->host);
    mem_free(lookup);
}

/* ---- In the thread */

/* RFC 6761, section 6.3: "localhost" and the names below it mean the loopback, and nobody is asked.
 * libcurl keeps to it too, so that both ways to a local Slack work on a machine without an
 * /etc/hosts. */
static bool is_loopback_name(const char *host) {
    static const char name[] = "localhost";
    size_t len = strlen(host), name_len = sizeof name - 1;
    if (len < name_len || strcasecmp(host + len - name_len, name) != 0)
        return false;
    return len == name_len || host[len - name_len - 1] == '.';
}

static void keep_addresses(struct resolver_answer *answer, const struct addrinfo *list) {
    for (; list && answer->count < RESOLVER_ADDRESSES_MAX; list = list->ai_next)
        if (getnameinfo(list->ai_addr, list->ai_addrlen, answer->addresses[answer->count],
                        RESOLVER_ADDRESS_SIZE, NULL, 0, NI_NUMERICHOST) == 0)
            answer->count++;
}

static bool is_address(const char *host) {
    unsigned char address[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

static void look_up(const char *host, struct resolver_answer *answer) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    /* An address is taken at its word: ::1 may be there where no other of its kind is. */
    hints.ai_flags = is_address(host) ? AI_NUMERICHOST : AI_ADDRCONFIG;
    /* Without a name the resolver gives the loopback's addresses, and wants to hear of a port. */
    int failed = getaddrinfo(is_loopback_name(host) ? NULL : host, "0", &hints, &list);
    if (!failed)
        keep_addresses(answer, list);
    if (list)
        freeaddrinfo(list);
    if (!answer->count)
        answer->fault = failed ? gai_strerror(failed) : "it has no address";
}

static void *work(void *argument) {
    struct resolver_lookup *lookup = argument;
    look_up(lookup->host, &lookup->answer);
    pthread_mutex_lock(&lookup->lock);
    if (!lookup->abandoned)
        uv_async_send(&lookup->wake);
    pthread_mutex_unlock(&lookup->lock);
    release(lookup);
    atomic_fetch_sub(&threads, 1);
    return NULL;
}

/* ---- On the loop */

static void on_closed(uv_handle_t *wake) {
    release(wake->data);
}

void resolver_abandon(struct resolver_lookup *lookup) {
    if (!lookup)
        return;
    pthread_mutex_lock(&lookup->lock);
    lookup->abandoned = true;
    pthread_mutex_unlock(&lookup->lock);
    uv_close((uv_handle_t *)&lookup->wake, on_closed);
}

static void on_wake(uv_async_t *wake) {
    struct resolver_lookup *lookup = wake->data;
    lookup->answered(lookup->user, &lookup->answer);
    resolver_abandon(lookup);
}

/* Returns an errno, 0 when the thread runs. */
static int start_thread(struct resolver_lookup *lookup) {
    pthread_t thread;
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &detached, work, lookup);
    pthread_attr_destroy(&detached);
    return failed;
}

enum result resolver_start(struct loop *loop, const char *host,
                           void (*answered)(void *user, const struct resolver_answer *answer),
                           void *user, struct resolver_lookup **ret_lookup, struct err *err) {
    if (atomic_load(&threads) >= RESOLVER_LOOKUPS_MAX)
        return fail(err, BUSY, "%d names are being looked up", RESOLVER_LOOKUPS_MAX);
    struct resolver_lookup *lookup = mem_alloc(sizeof *lookup);
    int failed = uv_async_init(loop_uv(loop), &lookup->wake, on_wake);
    if (failed) {
        mem_free(lookup);
        return fail(err, IO, "the name %s cannot be looked up: %s", host, uv_strerror(failed));
    }
    pthread_mutex_init(&lookup->lock, NULL);
    lookup->host = mem_strdup(host);
    lookup->wake.data = lookup;
    lookup->answered = answered;
    lookup->user = user;
    lookup->owners = 2;
    atomic_fetch_add(&threads, 1);
    failed = start_thread(lookup);
    if (failed) {
        atomic_fetch_sub(&threads, 1);
        resolver_abandon(lookup);
        release(lookup); /* for the thread that there is not */
        return fail(err, IO, "the name %s cannot be looked up: %s", host, strerror(failed));
    }
    *ret_lookup = lookup;
    return OK;
}
