/* Names that behave as a test wants: see names.h. */
#include "tests/kit/names.h"

#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef int look_up_function(const char *, const char *, const struct addrinfo *,
                             struct addrinfo **);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the two below */
static pthread_cond_t may_answer = PTHREAD_COND_INITIALIZER;
static bool answered;

void names_answer(void) {
    pthread_mutex_lock(&lock);
    answered = true;
    pthread_cond_broadcast(&may_answer);
    pthread_mutex_unlock(&lock);
}

static int wait_for_answer(void) {
    pthread_mutex_lock(&lock);
    while (!answered)
        pthread_cond_wait(&may_answer, &lock);
    pthread_mutex_unlock(&lock);
    return EAI_NONAME;
}

/* 127.0.0.first, counting down to 127.0.0.last. */
static int list_addresses(look_up_function *real, int first, int last, const char *service,
                          const struct addrinfo *hints, struct addrinfo **ret_list) {
    char address[sizeof "127.0.0.255"];
    int failed = 0;
    for (int i = first; i >= last && !failed; i--, ret_list = &(*ret_list)->ai_next) {
        snprintf(address, sizeof address, "127.0.0.%d", i & 0xff);
        failed = real(address, service, hints, ret_list);
        if (failed)
            break;
    }
    return failed;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret_list) {
    look_up_function *real;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo"); /* as dlsym's manual page has it */
    if (name && strcmp(name, NAMES_NOBODY_KNOWS) == 0)
        return EAI_NONAME;
    if (name && strcmp(name, NAMES_SLOW) == 0)
        return wait_for_answer();
    if (name && strcmp(name, NAMES_TWO_ADDRESSES) == 0)
        return list_addresses(real, 2, 1, service, hints, ret_list);
    if (name && strcmp(name, NAMES_TEN_ADDRESSES) == 0)
        return list_addresses(real, 10, 1, service, hints, ret_list);
    return real(name, service, hints, ret_list);
}
