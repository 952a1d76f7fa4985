/* A name with two addresses and one with none: see names.h. */
#include "tests/kit/names.h"

#include <dlfcn.h>
#include <netdb.h>
#include <string.h>

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret_list) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo"); /* as dlsym's manual page has it */
    if (name && strcmp(name, NAMES_NOBODY_KNOWS) == 0)
        return EAI_NONAME;
    if (!name || strcmp(name, NAMES_TWO_ADDRESSES) != 0)
        return real(name, service, hints, ret_list);
    int failed = real("127.0.0.9", service, hints, ret_list);
    return failed ? failed : real("127.0.0.1", service, hints, &(*ret_list)->ai_next);
}
